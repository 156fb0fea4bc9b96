"""The command for layouts: ``kyoten layout`` explains how columns are understood, or drafts one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from kyoten_extract._terminal_text import quiet_json
from kyoten_extract.cli.options import Reading, format_option, reading_options
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.records_commands import layout_of, layout_option
from kyoten_extract.cli.results import notice, write
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import refuse_given
from kyoten_extract.messages import say
from kyoten_extract.model.table_model import Table
from kyoten_extract.pipeline import read_table

_EXAMPLES = """\b
Examples:
  kyoten layout edition.pdf
  kyoten layout list.pdf --layout mine.toml --format json
  kyoten layout list.pdf --infer -o mine.toml
  kyoten extract list.pdf --layout mine.toml -o list.csv
"""


@click.command("layout", epilog=_EXAMPLES)
@reading_options
@layout_option
@format_option(["text", "json"], default="text")
@click.option(
    "--infer", is_flag=True, help="Draft a layout of the largest table in FILE, to be edited."
)
def layout_command(
    file: Path,
    reading: Reading,
    output: Path | None,
    layout: Path | None,
    form: str,
    infer: bool,
) -> None:
    """Show how each column of FILE is understood, or draft a layout of it (--infer).

    For each printed column: the layout's column that it is, by what it was decided, the scores of
    its label, its cells and its place for that column (above 0 for, below 0 against), and the next
    best column.
    """
    if infer and layout is not None:
        raise click.UsageError(say("--infer drafts a layout; leave out --layout"))
    if infer:
        refuse_given(file, say("--infer writes TOML"), {"form": "--format"})
    check_targets([file, layout], {"-o": output}, cache=reading.cache)
    chosen = layout_of(layout)
    with progress_bar() as progress:
        table = read_table(file, progress=progress, **reading.arguments)
    if infer:
        _draft(table, file, output)
        return
    from kyoten_extract.layout.explain_columns import columns_as_text, explain_columns

    matches = [
        chosen.match(one.header, [row.cells for row in one.rows], explain=True)
        for one in (table, *table.others)
    ]
    match = max(matches, key=lambda match: len(match.places))
    readings, missing = explain_columns(match), [column.key for column in match.missing]
    if form == "json":
        data = {
            "layout": chosen.name,
            "columns": [asdict(reading) for reading in readings],
            "missing": missing,
        }
        text = quiet_json(json.dumps(data, ensure_ascii=False, indent=2))
        write(text.encode() + b"\n", output, "json")
    else:
        write(columns_as_text(readings, missing).encode(), output, "text")


def _draft(table: Table, file: Path, output: Path | None) -> None:
    from kyoten_extract.layout.infer_layout import infer_layout, to_toml

    draft = infer_layout(table, output.stem if output is not None else "mine")
    write(to_toml(draft, file.name).encode(), output, "toml")
    notice(f"{len(draft.columns)} columns, {len(draft.checks)} checks")
