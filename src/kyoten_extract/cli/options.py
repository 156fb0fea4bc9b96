"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from kyoten_extract._types import Engine
from kyoten_extract.cli.input_files import STDIN, STDIN_NAME, InputPath, expanded
from kyoten_extract.cli.output_files import output_option
from kyoten_extract.cli.password import password_of, password_options
from kyoten_extract.cli.verbosity import verbosity_options
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say
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
    processes: int | None = None
    providers: tuple[str, ...] | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of ``extract`` and ``read_table``."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def reading_options(*, several: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add FILE, ``-o`` and the options of :class:`Reading`, passed on as ``reading``.

    Args:
        several: whether the command takes several files, passed on as ``files``; else ``file``.
    """
    argument = click.argument(
        "files",
        metavar="FILE..." if several else "FILE",
        type=InputPath(),
        nargs=-1 if several else 1,
        required=True,
    )

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(
            files: Path | tuple[Path, ...],
            engine: str,
            pages: str | None,
            password: str | None,
            password_fd: str | None,
            cache: Path | None,
            providers: str | None,
            limit: tuple[str, ...],
            isolate: bool,
            jobs: int | None,
            **rest: Any,
        ) -> Any:
            given = expanded(files) if isinstance(files, tuple) else (files,)
            refuse_stdin_twice(given, password, password_fd)
            word = password_of(password, password_fd)
            processes = jobs if len(given) == 1 else None
            named = None if providers is None else tuple(map(str.strip, providers.split(",")))
            reading = Reading(
                engine, pages, word, cache, Limits.parse(limit), isolate, processes, named
            )
            if several:
                return function(files=given, jobs=jobs, reading=reading, **rest)
            return function(file=given[0], reading=reading, **rest)

        options: list[Callable[[Any], Any]] = [
            argument,
            output_option,
            click.option(
                "--engine",
                type=click.Choice(get_args(Engine)),
                default="auto",
                show_default=True,
                help="Engine that reads FILE; auto detects the input type from its content.",
            ),
            click.option(
                "--pages",
                metavar="1-3,5",
                help="Read only these pages: 1-3,5 or 4-end or -3 (the first three) or all.",
            ),
            *password_options,
            click.option(
                "--cache",
                type=click.Path(path_type=Path, file_okay=False),
                help="Cache OCR results in this directory.",
            ),
            click.option(
                "--providers",
                metavar="NAME,...",
                help="Run OCR on these execution providers of onnxruntime, the preferred first.",
            ),
            jobs_option(several=several),
            limit_option,
            isolate_option,
            verbosity_options,
        ]
        for option in reversed(options):
            option(command)
        return command

    return decorate


def jobs_option(*, several: bool) -> Callable[[F], F]:
    """Add ``--jobs``."""
    what = "files, or the pages of a single PDF," if several else "pages of a PDF"
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help=f"Read {what} in N processes; the result is the same.",
    )


def refuse_stdin_twice(
    files: Iterable[Path], password: str | None, password_fd: str | None
) -> None:
    """Check that standard input is either a document or the password.

    Raises:
        UsageError: it is both.
    """
    if STDIN not in files:
        return
    if password_fd == "0" or (
        password == "-" and not (sys.stdin is not None and sys.stdin.isatty())
    ):
        option = "--password -" if password_fd is None else "--password-fd 0"
        raise UsageError(
            say("{option} and the file are both standard input", option=option),
            source=STDIN_NAME,
            remedy=say("give the password by KYOTEN_PASSWORD or --password-fd 3"),
        )
    if password == "-":
        raise UsageError(
            say("the terminal can't be both the file and the password"), source=STDIN_NAME
        )


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


def format_option(choices: Sequence[str], *, default: str) -> Callable[[F], F]:
    """Add ``--format``; where it is not given, the suffix of ``-o`` decides, or ``default``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        # Without click's brackets, all formats of a survey fit a line of 80.
        metavar="|".join(choices),
        help=f"Output format (default: from the -o suffix, or {default}).",
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
