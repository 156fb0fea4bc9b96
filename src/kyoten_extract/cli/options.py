"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(command: F) -> F:
    """The options of every command that reads a document and writes what it found."""
    options = [
        click.argument("file", metavar="FILE", type=click.Path(path_type=Path)),
        click.option(
            "--engine",
            type=click.Choice(["auto", "pdfium", "camelot", "ocr", "transcript"]),
            default="auto",
            show_default=True,
            help="What reads FILE; auto looks at its content. ocr reads scans.",
        ),
        click.option("--pages", metavar="1-3,5", help="Read these pages only."),
        click.option("--password", help="Password of an encrypted PDF."),
        click.option(
            "--cache",
            type=click.Path(path_type=Path, file_okay=False),
            help="Keep here what was read of scans, and look it up.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            help="Write here, not to standard output.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


repair_option = click.option(
    "--repair",
    type=click.Choice(["off", "safe", "all"]),
    default="safe",
    show_default=True,
    help="Which misprints are mended: none, those that are sure, all that are suspected.",
)
"""What a command that repairs takes."""
