"""Where results go: standard output or the file of ``-o``; all else to standard error."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kyoten_extract._terminal_text import lines, one_line
from kyoten_extract.model.output_formats import BINARY_FORMATS
from kyoten_extract.output import export
from kyoten_extract.output.formula_cells import Formulas
from kyoten_extract.workers.whole_file import write_target, write_whole


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
    if output is None and form in BINARY_FORMATS and sys.stdout.isatty():
        raise click.UsageError(f"{form} is a binary format; write it to a file with -o")


def write(data: bytes, output: Path | None, form: str) -> None:
    """Write a result to the file ``output``, or to standard output."""
    if output is not None:
        write_whole(output, data)
        return
    refuse_terminal(output, form)
    if sys.stdout.isatty() and form not in BINARY_FORMATS:
        # A terminal would act on what a file may hold.
        data = lines(data.decode(errors="replace")).encode()
    write_target(sys.stdout.buffer, data)
    sys.stdout.buffer.flush()


def notice(message: str, *, always: bool = False) -> None:
    """Write a notice to standard error if it is a terminal, or ``always``."""
    if always or sys.stderr.isatty():
        tell(message)


def tell(message: str) -> None:
    """Write a line to standard error, so that nothing in it acts on a terminal or a CI job."""
    click.echo(one_line(message), err=True)


def formulas_of(csv_safe: bool, form: str, *, writes_csv: bool = False) -> Formulas:
    """What ``--csv-safe`` makes of text that begins like a formula.

    Raises:
        UsageError: no CSV is written; click's.
    """
    if csv_safe and form != "csv" and not writes_csv:
        raise click.UsageError(f"--csv-safe does nothing here: {form} is written, not CSV")
    return "escape" if csv_safe else "keep"
