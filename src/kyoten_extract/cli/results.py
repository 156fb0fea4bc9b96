"""Where results go: standard output or the file of ``-o``; all else to standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoten_extract._terminal_text import lines, one_line
from kyoten_extract.cli.verbosity import QUIET, VERBOSE, verbosity
from kyoten_extract.messages import language, say, told
from kyoten_extract.workers.whole_file import write_target, write_whole

if TYPE_CHECKING:
    from kyoten_extract.output.formula_cells import Formulas

_BINARY_FORMATS = ("xlsx", "parquet", "png")


def refuse_terminal(output: Path | None, form: str) -> None:
    """Check, before a long document is read, that no binary file goes to a terminal.

    Raises:
        UsageError: it would; click's.
    """
    if output is None and form in _BINARY_FORMATS and sys.stdout.isatty():
        raise click.UsageError(
            say("{form} is a binary format; write it to a file with -o", form=form)
        )


def write(data: bytes, output: Path | None, form: str) -> None:
    """Write a result to the file ``output``, or to standard output."""
    if output is not None:
        write_whole(output, data)
        detail(say("{output}: {size:,} bytes written", output=output, size=len(data)))
        return
    refuse_terminal(output, form)
    if sys.stdout.isatty() and form not in _BINARY_FORMATS:
        # A terminal would act on what a file may hold.
        data = lines(data.decode(errors="replace")).encode()
    write_target(sys.stdout.buffer, data)
    sys.stdout.buffer.flush()


def notice(message: str, *, always: bool = False) -> None:
    """Write a notice to standard error if it is a terminal, or asked for, or ``always``."""
    level = verbosity()
    if always or level == VERBOSE or (level != QUIET and sys.stderr.isatty()):
        tell(message)


def detail(message: str) -> None:
    """Write to standard error what only ``--verbose`` asks for."""
    if verbosity() == VERBOSE:
        tell(message)


def warn(message: str) -> None:
    """Write a warning to standard error, unless ``--quiet`` is given."""
    if verbosity() != QUIET:
        tell(message)


def tell(message: str) -> None:
    """Write a line to standard error, so that nothing in it acts on a terminal or a CI job."""
    click.echo(one_line(told(message, language())), err=True)


def formulas_of(csv_safe: bool, forms: set[str]) -> Formulas:
    """What ``--csv-safe`` makes of text that begins like a formula.

    Raises:
        UsageError: no CSV is among the formats that are written; click's.
    """
    # Late, since the help needs none of it.
    from kyoten_extract.cli.unused_options import is_given

    if csv_safe and "csv" not in forms and is_given("csv_safe"):
        written = ", ".join(sorted(forms))
        raise click.UsageError(
            say("--csv-safe does nothing here: {written} is written, not CSV", written=written)
        )
    return "escape" if csv_safe else "keep"
