"""The command for layouts: ``kyoten layout`` explains how columns are understood, or drafts one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoten_extract._terminal_text import quiet_json
from kyoten_extract.cli.formats import LAYOUT_FORMATS
from kyoten_extract.cli.input_files import opened, short_name
from kyoten_extract.cli.options import Reading, format_option, reading_options
from kyoten_extract.cli.output_files import Output, Planned, make_folders, plan
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.records_commands import layout_of, layout_option
from kyoten_extract.cli.results import notice, write
from kyoten_extract.cli.saved_tables import saved_tables
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import check_reading, is_given, refuse_given
from kyoten_extract.messages import language, say

if TYPE_CHECKING:
    from kyoten_extract.layout.survey_layout import Layout
    from kyoten_extract.model.table_model import Table

_EXAMPLES = """\b
Examples:
  kyoten layout edition.pdf
  kyoten layout list.pdf --layout mine.toml -o columns.json
  kyoten layout list.pdf --infer -o mine.toml
  kyoten layout list.json --infer -o mine.toml      of the JSON of kyoten table
  kyoten extract list.pdf --layout mine.toml -o list.csv
"""


@click.command("layout", epilog=_EXAMPLES)
@reading_options(several=False)
@layout_option
@format_option(LAYOUT_FORMATS, default="text")
@click.option(
    "--infer", is_flag=True, help="Draft a layout of the largest table in FILE, to be edited."
)
def layout_command(
    file: Path,
    reading: Reading,
    outputs: tuple[Output, ...],
    layout: Path | None,
    form: str | None,
    infer: bool,
) -> None:
    """Show how each column of FILE is understood, or draft a layout of it (--infer).

    For each printed column: the layout's column that it is, by what it was decided, the scores of
    its label, its cells and its place for that column (above 0 for, below 0 against), and the next
    best column.
    """
    if infer and is_given("layout"):
        raise click.UsageError(say("--infer drafts a layout; leave out --layout"))
    if infer:
        refuse_given(file, say("--infer writes TOML"), {"form": "--format"})
        (planned,) = plan([file], outputs, None, ("toml",), default="toml")
    else:
        (planned,) = plan([file], outputs, form, LAYOUT_FORMATS, default="text")
    make_folders({"-o": outputs})
    check_targets([file, layout], [(one.option, one.path) for one in planned], cache=reading.cache)
    chosen = layout_of(layout)
    source = opened(file, reading.limits)
    check_reading([(file, source)], reading.engine)
    kept = saved_tables(source, reading.limits)
    if kept is not None:
        table = kept[0]
    else:
        from kyoten_extract.pipeline import read_table

        with progress_bar() as progress:
            table = read_table(source, progress=progress, **reading.arguments)
    made = [
        _draft(table, file, one.path) if infer else _columns(table, chosen, one) for one in planned
    ]
    for data, one in zip(made, planned, strict=True):
        write(data, one.path, one.form)


def _columns(table: Table, layout: Layout, planned: Planned) -> bytes:
    from kyoten_extract.layout.explain_columns import columns_as_text, explain_columns

    matches = [
        layout.match(one.header, [row.cells for row in one.rows], explain=True)
        for one in (table, *table.others)
    ]
    match = max(matches, key=lambda match: len(match.places))
    readings, missing = explain_columns(match), [column.key for column in match.missing]
    if planned.form == "text":
        return columns_as_text(readings, missing, language()).encode()
    data = {
        "layout": layout.name,
        "columns": [asdict(reading) for reading in readings],
        "missing": missing,
    }
    return quiet_json(json.dumps(data, ensure_ascii=False, indent=2)).encode() + b"\n"


def _draft(table: Table, file: Path, output: Path | None) -> bytes:
    from kyoten_extract.layout.infer_layout import infer_layout, to_toml

    draft = infer_layout(table, output.stem if output is not None else "mine")
    notice(
        say(
            "{columns} columns, {checks} checks",
            columns=len(draft.columns),
            checks=len(draft.checks),
        )
    )
    return to_toml(draft, short_name(file)).encode()
