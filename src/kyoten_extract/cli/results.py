"""Where results go: standard output or the file of ``-o``; all else to standard error."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kyoten_extract.output import export

_BINARY_FORMATS = ("xlsx", "parquet", "png")


def chosen_format(form: str | None, output: Path | None, known: tuple[str, ...]) -> str:
    """The format of ``--format``, of the suffix of ``-o``, or JSON; it is known to be writable.

    Raises:
        FormatError: the suffix is not that of a format in ``known``.
        MissingDependencyError: a package that the format needs is not installed.
    """
    if form is None:
        form = "json" if output is None else export.format_of(output, known)
    export.require_format(form)
    return form


def refuse_terminal(output: Path | None, form: str) -> None:
    """Check, before a long document is read, that no binary file goes to a terminal.

    Raises:
        UsageError: it would; click's.
    """
    if output is None and form in _BINARY_FORMATS and sys.stdout.isatty():
        raise click.UsageError(f"{form} is a binary format; write it to a file with -o")


def write(data: bytes, output: Path | None, form: str) -> None:
    """Write a result to the file ``output``, or to standard output."""
    if output is not None:
        output.write_bytes(data)
        return
    refuse_terminal(output, form)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def notice(message: str, *, always: bool = False) -> None:
    """Write a notice to standard error if it is a terminal, or ``always``."""
    if always or sys.stderr.isatty():
        click.echo(message, err=True)
