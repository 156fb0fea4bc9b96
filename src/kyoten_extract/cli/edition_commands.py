"""The commands on several editions: ``diff`` and ``panel``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kyoten_extract.cli.options import format_option, repair_option
from kyoten_extract.cli.records_commands import layout_of, layout_option, require_bases
from kyoten_extract.cli.results import notice, refuse_terminal, write
from kyoten_extract.editions.saved_survey import reopenable, saved_survey
from kyoten_extract.output import export
from kyoten_extract.output.report.text_report import line, one_line
from kyoten_extract.pipeline import extract as extract_survey
from kyoten_extract.workers.optional_import import require

_DIFF_FORMATS = ("text", "json", "csv", "html")
_PANEL_FORMATS = ("csv", "xlsx", "parquet")


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file instead of standard output.",
)
@format_option(_DIFF_FORMATS)
@layout_option
def diff(old: Path, new: Path, output: Path | None, form: str | None, layout: Path | None) -> None:
    """Compare two editions, each a document or the JSON written by extract."""
    from kyoten_extract.editions import diff_page, diff_text
    from kyoten_extract.editions.edition_diff import ROW_COLUMNS
    from kyoten_extract.editions.edition_diff import diff as compare

    chosen = form or _format_of(output)
    if chosen == "html":
        require("jinja2", needed_by="an HTML page")
    described = layout_of(layout)
    require_bases(described, layout, "diff")
    result = compare(
        *(
            saved_survey(given) or extract_survey(given, layout=described)
            for given in map(reopenable, (old, new))
        )
    )
    if chosen == "json":
        data = export.json_bytes(result.to_dict())
    elif chosen == "csv":
        data = export.csv_bytes(ROW_COLUMNS, result.rows())
    elif chosen == "html":
        data = diff_page.page(result).encode()
    else:
        data = diff_text.plain(result).encode()
    write(data, output, chosen)


def _format_of(output: Path | None) -> str:
    """The format of the suffix of ``-o``; text for the screen, and for a file named ``.txt``."""
    if output is None or output.suffix.lower() in ("", ".txt"):
        return "text"
    return export.format_of(output, _DIFF_FORMATS)


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file instead of standard output.",
)
@format_option(_PANEL_FORMATS)
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    help="Write which column each edition has, and its label, to this CSV file.",
)
@repair_option
def panel(
    files: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    columns: Path | None,
    repair: Any,
) -> None:
    """Put several editions together, each FILE a document or the JSON written by extract."""
    from kyoten_extract.editions.panel import read_editions
    from kyoten_extract.editions.panel_files import columns_bytes, panel_bytes

    chosen = form or ("csv" if output is None else export.format_of(output, _PANEL_FORMATS))
    export.require_format(chosen)
    refuse_terminal(output, chosen)
    result = read_editions(files, repair=repair)
    write(panel_bytes(result, chosen), output, chosen)
    if columns is not None:
        columns.write_bytes(columns_bytes(result))
    for finding in result.findings:
        notice(one_line(line(finding)), always=True)
    bases = len({row[2] for row in result.rows})
    notice(f"{len(result.columns)} editions, {len(result.rows)} rows, {bases} bases")
