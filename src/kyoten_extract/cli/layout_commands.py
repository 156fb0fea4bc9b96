"""The command for layouts: ``kyoten layout`` drafts one from any list."""

from __future__ import annotations

from pathlib import Path

import click

from kyoten_extract.cli.options import Reading, reading_options
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.results import notice, write
from kyoten_extract.pipeline import read_table

_EXAMPLES = """\b
Examples:
  kyoten layout list.pdf --infer -o mine.toml
  kyoten extract list.pdf --layout mine.toml -o list.csv
"""


@click.command(epilog=_EXAMPLES)
@reading_options
@click.option(
    "--infer", is_flag=True, help="Draft a layout of the largest table in FILE, to be edited."
)
def layout(file: Path, reading: Reading, output: Path | None, infer: bool) -> None:
    """Draft a layout of the list in FILE: labels, types, identifying columns, sums that hold."""
    from kyoten_extract.layout.infer_layout import infer_layout, to_toml

    if not infer:
        raise click.UsageError("use --infer to draft a layout")
    with progress_bar() as progress:
        table = read_table(file, progress=progress, **reading.arguments)
    draft = infer_layout(table, output.stem if output is not None else "mine")
    write(to_toml(draft, file.name).encode(), output, "toml")
    notice(f"{len(draft.columns)} columns, {len(draft.checks)} checks")
