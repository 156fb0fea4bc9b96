"""The commands for any table: ``kyoten table`` reads it, ``kyoten debug`` shows how."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import click

from kyoten_extract.cli.options import (
    Reading,
    area_option,
    csv_safe_option,
    format_option,
    reading_options,
    verify_option,
)
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.results import (
    chosen_format,
    formulas_of,
    notice,
    refuse_terminal,
    tell,
    write,
)
from kyoten_extract.cli.targets import check_numbered, check_place, check_targets
from kyoten_extract.errors import UsageError
from kyoten_extract.findings import codes
from kyoten_extract.model.table_model import Table
from kyoten_extract.output import export
from kyoten_extract.pipeline import read_tables, table_to_draw

_TABLE_EXAMPLES = """\b
Examples:
  kyoten table list.pdf -o list.csv
  kyoten table list.pdf --table 2 --format csv
  kyoten table list.pdf --all -o list.xlsx          one sheet per table
  kyoten table list.pdf --all -o list.csv           list-1.csv, list-2.csv ...
  kyoten table list.pdf --pages 3-5 --area 40,120,560,780
  kyoten table list.pdf --section -o list.csv       headings between rows as a column
"""

_DEBUG_EXAMPLES = """\b
Examples:
  kyoten debug list.pdf --page 3 -o page-3.png
  kyoten debug list.pdf --page 3 --area 40,120,560,780 -o page-3.png
  kyoten debug scan.pdf --page 3 --pages 3 -o page-3.png
"""


@click.command(epilog=_TABLE_EXAMPLES)
@reading_options
@area_option
@verify_option
@format_option(export.TABLE_FORMATS)
@csv_safe_option
@click.option(
    "--table",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write the N-th table in printed order (default: the largest).",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Write all tables: CSV as OUT-1.csv, OUT-2.csv ..., xlsx as one sheet each.",
)
@click.option(
    "--section",
    "sections",
    is_flag=True,
    help="Write the heading each row stands under as a first column, 'section'.",
)
def table(
    file: Path,
    reading: Reading,
    area: str | None,
    verify: bool | None,
    output: Path | None,
    form: str | None,
    number: int | None,
    everything: bool,
    sections: bool,
    csv_safe: bool,
) -> None:
    """Read any ruled table in FILE, with its cells as printed.

    Without --table and --all the largest table is written; JSON has all others, too. What is
    uncertain goes to standard error, one line each.
    """
    chosen = chosen_format(form, output, export.TABLE_FORMATS)
    refuse_terminal(output, chosen)
    if everything and number is not None:
        raise UsageError(
            "--all and --table exclude each other", source=file.name, remedy="choose one of them"
        )
    if everything and chosen == "csv" and output is None:
        raise UsageError(
            "--all writes one CSV file per table",
            source=file.name,
            remedy="name them with -o OUT.csv",
        )
    formulas = formulas_of(csv_safe, chosen)
    numbered = everything and chosen == "csv"
    check_targets([file], {"-o": output}, cache=reading.cache, to_stdout=not numbered)
    if numbered and output is not None:
        check_numbered([file], output)
    with progress_bar() as progress:
        tables = read_tables(file, progress=progress, area=area, verify=verify, **reading.arguments)
    if sections:
        tables = tuple(one.with_sections() for one in tables)
    if number is not None and number > len(tables):
        raise UsageError(
            f"there is no table {number}",
            source=file.name,
            remedy=f"choose from 1 to {len(tables)}",
        )
    # The largest is the one that the others belong to.
    largest = next((t for t in tables if t.others), tables[0])
    result = largest if number is None else export.with_page_findings(tables[number - 1], largest)
    if numbered and output is not None:
        paths = _numbered(output, len(tables))
        for path in paths:
            check_place("-o", path)
        pages = [export.table_bytes(one, chosen, formulas=formulas) for one in tables]
        for path, data in zip(paths, pages, strict=True):
            write(data, path, chosen)
    elif everything and chosen == "xlsx":
        write(export.tables_workbook_bytes(tables), output, chosen)
    else:
        write(export.table_bytes(result, chosen, formulas=formulas), output, chosen)
    _tell(tables)
    if number is None and not everything and len(tables) > 1:
        left = " with the others under 'others'" if chosen == "json" else " the others are not"
        shown = tables.index(largest) + 1
        tell(
            f"{len(tables)} tables found; table {shown}, the largest, is written,{left}; "
            "choose another with --table N, or all with --all"
        )
    if everything:
        notice(f"{len(tables)} tables, {sum(len(one.rows) for one in tables)} rows")
    else:
        notice(f"{len(result.rows)} rows, {len(result.header)} columns")


@click.command(epilog=_DEBUG_EXAMPLES)
@reading_options
@area_option
@click.option(
    "--page",
    type=click.IntRange(min=1),
    required=True,
    metavar="N",
    help="The page to draw, from 1.",
)
@click.option(
    "--scale",
    type=click.FloatRange(min=0.1, max=10),
    default=2.0,
    show_default=True,
    help="Pixels per point.",
)
def debug(
    file: Path,
    reading: Reading,
    area: str | None,
    output: Path | None,
    page: int,
    scale: float,
) -> None:
    """Draw a page of FILE with what is read from it, as a PNG.

    Rulings, cells, text runs, leftovers, rows joined over a page end and the places of findings
    are drawn over the page, each in its color; a legend names them. All pages are read, since
    pages of one list are read by what they have in common; with OCR, --pages N saves time.
    """
    if output is not None:
        export.format_of(output, ("png",))
    refuse_terminal(output, "png")
    check_targets([file], {"-o": output}, cache=reading.cache)
    with progress_bar() as progress:
        result = table_to_draw(file, area=area, progress=progress, **reading.arguments)
    if not result.header:
        tell(f"{file.name}: no table was found")
    picture = result.draw(page, scale=scale, password=reading.password)
    data = io.BytesIO()
    picture.save(data, "PNG")
    write(data.getvalue(), output, "png")
    notice(f"page {page}: {picture.width} x {picture.height} pixels")


def _numbered(output: Path, count: int) -> list[Path]:
    """``out-1.csv``, ``out-2.csv`` ... for ``out.csv``."""
    return [
        output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(1, count + 1)
    ]


def _tell(tables: Sequence[Table]) -> None:
    """Write what was found while reading to standard error: a line each, infos only where text
    was not read as it stands.
    """
    from kyoten_extract.output.report import text_report

    findings = [finding for one in tables for finding in one.findings]
    for finding in findings:
        if finding.code == codes.READ_BY_OCR.id:
            tell(finding.message)
    outside = [f for f in findings if f.code == codes.OUTSIDE_AREA.id]
    if outside:
        count = sum(int(finding.actual or 0) for finding in outside)
        pages = f"{len(outside)} page{'s' if len(outside) > 1 else ''}"
        tell(f"{count} characters on {pages} are outside of the area and were not read")
    for finding in findings:
        if finding.severity != "info":
            tell(f"{finding.severity} {text_report.line(finding)}")
