"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from kyoten_extract._types import Engine
from kyoten_extract.cli.password import password_of, password_options
from kyoten_extract.cli.unused_options import check_reading
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document is read: arguments that ``extract`` and ``read_table`` share."""

    engine: str
    pages: str | None
    password: str | None = field(repr=False)
    cache: Path | None
    limits: Limits = DEFAULT_LIMITS
    isolate: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of ``extract`` and ``read_table``."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add FILE, ``-o`` and the options of :class:`Reading`, passed on as ``reading``."""

    @wraps(function)
    def command(
        file: Path,
        engine: str,
        pages: str | None,
        password: str | None,
        password_fd: str | None,
        cache: Path | None,
        limit: tuple[str, ...],
        isolate: bool,
        **rest: Any,
    ) -> Any:
        check_reading(file, engine, verify=rest.get("verify"))
        word = password_of(password, password_fd)
        reading = Reading(engine, pages, word, cache, Limits.parse(limit), isolate)
        return function(file=file, reading=reading, **rest)

    options = [
        click.argument("file", metavar="FILE", type=click.Path(path_type=Path)),
        click.option(
            "--engine",
            type=click.Choice(get_args(Engine)),
            default="auto",
            show_default=True,
            help="Engine that reads FILE; auto detects the input type from its content.",
        ),
        click.option("--pages", metavar="1-3,5", help="Read only these pages."),
        *password_options,
        click.option(
            "--cache",
            type=click.Path(path_type=Path, file_okay=False),
            help="Cache OCR results in this directory.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            help="Write to this file instead of standard output.",
        ),
        limit_option,
        isolate_option,
    ]
    for option in reversed(options):
        option(command)
    return command


def several_passwords(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a password, passed on as ``password``, to a command on several files."""

    @wraps(function)
    def command(password: str | None, password_fd: str | None, **rest: Any) -> Any:
        return function(password=password_of(password, password_fd), **rest)

    for option in reversed(password_options):
        option(command)
    return command


limit_option = click.option(
    "--limit",
    multiple=True,
    metavar="NAME=VALUE",
    help="Allow FILE more or less than by default: file_bytes=200MB, pages=none; repeatable.",
)
"""The option of every command that reads files."""

isolate_option = click.option(
    "--isolate",
    is_flag=True,
    help="Read FILE in a process of its own that is ended when it is over --limit seconds or "
    "memory_bytes: for files from strangers.",
)
"""The option of every command that reads documents."""


def format_option(choices: Sequence[str], *, default: str | None = None) -> Callable[[F], F]:
    """Add ``--format``; without a default the suffix of ``-o`` decides."""
    if default is None:
        return click.option(
            "--format",
            "form",
            type=click.Choice(choices),
            help="Output format (default: from the -o suffix).",
        )
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=default,
        show_default=True,
        help="Output format.",
    )


repair_option = click.option(
    "--repair",
    type=click.Choice(["off", "safe", "all"]),
    default="safe",
    show_default=True,
    help="Which misprints to correct: none, certain, or all suspected.",
)
"""The option of every command that corrects misprints."""

csv_safe_option = click.option(
    "--csv-safe",
    is_flag=True,
    help="In CSV, put an apostrophe before text that a spreadsheet would take for a formula.",
)
"""The option of commands that write CSV."""

area_option = click.option(
    "--area",
    metavar="X0,TOP,X1,BOTTOM",
    help="Read only this part of each page, in points from its top left corner.",
)
"""The option of commands that read a part of each page."""

verify_option = click.option(
    "--verify/--no-verify",
    default=None,
    help="Draw all pages, or none, and report text without ink and ink that was not read. "
    "Default: pages with layers, annotations, transparency or overlapping text.",
)
"""The option of commands that read tables."""
