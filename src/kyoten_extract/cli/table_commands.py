"""The commands for any table: ``kyoten table`` reads it, ``kyoten debug`` shows how."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoten_extract.cli.exit_status import EXIT_CLEAN
from kyoten_extract.cli.formats import TABLE_FORMATS
from kyoten_extract.cli.input_files import is_saved, name_of, opened, short_name
from kyoten_extract.cli.many_files import Done, Job, Line, jobs_of, run_jobs, write_results
from kyoten_extract.cli.options import (
    Reading,
    area_option,
    csv_safe_option,
    format_option,
    reading_options,
    verify_option,
)
from kyoten_extract.cli.output_files import Output, Planned, make_folders, plan
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.results import formulas_of, notice, refuse_terminal, warn, write
from kyoten_extract.cli.targets import check_numbered, check_place, check_targets
from kyoten_extract.cli.unused_options import check_reading, is_given
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import language, say

if TYPE_CHECKING:
    from kyoten_extract._types import Progress
    from kyoten_extract.model.table_model import Table
    from kyoten_extract.output.formula_cells import Formulas

_TABLE_EXAMPLES = """\b
Examples:
  kyoten table list.pdf -o list.csv
  kyoten table list.pdf --table 2 --format csv
  kyoten table list.pdf --all -o list.xlsx          one sheet per table
  kyoten table list.pdf --all -o list.csv           list-1.csv, list-2.csv ...
  kyoten table list.json -o list.xlsx               saved JSON, not read again
  kyoten table *.pdf -o out/ --format csv --jobs 4  out/NAME.csv for each
  kyoten table - --format csv <list.pdf
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
@reading_options(several=True)
@area_option
@verify_option
@format_option(TABLE_FORMATS, default="json")
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
    files: tuple[Path, ...],
    jobs: int | None,
    reading: Reading,
    area: str | None,
    verify: bool | None,
    outputs: tuple[Output, ...],
    form: str | None,
    number: int | None,
    everything: bool,
    sections: bool,
    csv_safe: bool,
) -> None:
    """Read any ruled table in each FILE, with its cells as printed.

    Without --table and --all the largest table is written; JSON has all others, too. What is
    uncertain goes to standard error, one line each. A FILE can be a table's JSON as well.
    """
    from kyoten_extract.output.format_packages import require_format

    planned = plan(files, outputs, form, TABLE_FORMATS, default="json")
    written = [one for each in planned for one in each]
    for one in written:
        require_format(one.form)
        refuse_terminal(one.path, one.form)
    if everything and number is not None and not is_given("everything"):
        everything = False  # All is the habit of a settings file, and this time it is one.
    if everything and number is not None:
        raise UsageError(
            say("--all and --table exclude each other"),
            source=short_name(files[0]),
            remedy=say("choose one of them"),
        )
    # With --all, names that differ by a number are written instead of the one that is given.
    numbered = [one for one in written if everything and one.form == "csv"]
    if any(one.path is None for one in numbered):
        raise UsageError(
            say("--all writes one CSV file per table"),
            source=short_name(files[0]),
            remedy=say("name them with -o OUT.csv"),
        )
    formulas = formulas_of(csv_safe, {one.form for one in written})
    make_folders({"-o": outputs})
    check_targets(files, [(one.option, one.path) for one in written], cache=reading.cache)
    for one in numbered:
        if one.path is not None:
            check_numbered(files, one.path)
    given = jobs_of(files, reading.limits, planned)
    check_reading(
        [(job.path, job.source) for job in given],
        reading.engine,
        verify=verify,
        area="--area",
        sections="--section",
    )
    work = TableWork(reading, area, verify, number, everything, sections, formulas)
    status = run_jobs(work, given, processes=jobs)
    if status != EXIT_CLEAN:
        sys.exit(status)


@dataclass(frozen=True, slots=True)
class TableWork:
    """Reads the tables of a file, and writes those that are asked for."""

    reading: Reading
    area: str | None
    verify: bool | None
    number: int | None
    everything: bool
    sections: bool
    formulas: Formulas

    def __call__(self, job: Job, progress: Progress | None = None) -> Done:
        """Do so for one file."""
        tables = self._read(job, progress)
        if self.sections:
            tables = tuple(one.with_sections() for one in tables)
        number = self.number
        if number is not None and number > len(tables):
            raise UsageError(
                say("there is no table {number}", number=number),
                source=short_name(job.path),
                remedy=say("choose from 1 to {tables_count}", tables_count=len(tables)),
            )
        # The largest is the one that the others belong to.
        largest = next((t for t in tables if t.others), tables[0])
        made = [pair for one in job.planned for pair in self._made(one, tables, largest)]
        lines = [*findings_of(tables)]
        if number is None and not self.everything and len(tables) > 1:
            lines += _left_out({one.form for one in job.planned}, tables, largest)
        if self.everything:
            rows = sum(len(one.rows) for one in tables)
            lines.append(
                Line("notice", say("{tables} tables, {rows} rows", tables=len(tables), rows=rows))
            )
        else:
            chosen = largest if number is None else tables[number - 1]
            text = say(
                "{rows} rows, {columns} columns", rows=len(chosen.rows), columns=len(chosen.header)
            )
            lines.append(Line("notice", text))
        return Done(tuple(lines), write_results(made))

    def _read(self, job: Job, progress: Progress | None) -> tuple[Table, ...]:
        """All tables in printed order."""
        from kyoten_extract.cli.saved_tables import in_pages_order, saved_tables
        from kyoten_extract.pipeline import read_tables

        kept = saved_tables(job.source, self.reading.limits)
        if kept is None:
            return read_tables(
                job.source,
                progress=progress,
                area=self.area,
                verify=self.verify,
                **self.reading.arguments,
            )
        ordered = in_pages_order(kept)
        if ordered is None and (self.number is not None or self.everything):
            raise UsageError(
                say("the JSON does not tell in which order the tables are printed"),
                source=short_name(job.path),
                remedy=say("leave out --table and --all, or read the document again"),
            )
        return ordered or kept

    def _made(
        self, planned: Planned, tables: Sequence[Table], largest: Table
    ) -> list[tuple[bytes, Planned]]:
        """The bytes of one result; with --all, CSV is a file for each table."""
        from kyoten_extract.output import export

        if self.everything and planned.form == "csv" and planned.path is not None:
            files = [
                replace(planned, path=path) for path in numbered_paths(planned.path, len(tables))
            ]
            for one in files:
                if one.path is not None:
                    check_place(one.option, one.path)
            return [
                (export.table_bytes(table, "csv", formulas=self.formulas), file)
                for table, file in zip(tables, files, strict=True)
            ]
        if self.everything and planned.form == "xlsx":
            return [(export.tables_workbook_bytes(tables), planned)]
        number = self.number
        result = (
            largest if number is None else export.with_page_findings(tables[number - 1], largest)
        )
        return [(export.table_bytes(result, planned.form, formulas=self.formulas), planned)]


def _left_out(forms: set[str], tables: Sequence[Table], largest: Table) -> list[Line]:
    """What is told of the tables that are not written; JSON has them."""
    shown = list(tables).index(largest) + 1
    text = say(
        "{tables} tables found; table {number}, the largest, is written, with the others under "
        "'others'; choose another with --table N, or all with --all"
        if forms == {"json"}
        else "{tables} tables found; table {number}, the largest, is written, the others are not; "
        "choose another with --table N, or all with --all",
        tables=len(tables),
        number=shown,
    )
    return [Line("warning", text)]


@click.command(epilog=_DEBUG_EXAMPLES)
@reading_options(several=False)
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
    outputs: tuple[Output, ...],
    page: int,
    scale: float,
) -> None:
    """Draw a page of FILE with what is read from it, as a PNG.

    Rulings, cells, text runs, leftovers, rows joined over a page end and the places of findings
    are drawn over the page, each in its color; a legend names them. All pages are read, since
    pages of one list are read by what they have in common; with OCR, --pages N saves time.
    """
    from kyoten_extract.pipeline import table_to_draw

    (planned,) = plan([file], outputs, None, ("png",), default="png")
    for one in planned:
        refuse_terminal(one.path, one.form)
    make_folders({"-o": outputs})
    check_targets([file], [(one.option, one.path) for one in planned], cache=reading.cache)
    source = opened(file, reading.limits)
    if is_saved(source):
        raise UsageError(
            say("it is JSON, which has no pages to draw"),
            source=name_of(file),
            remedy=say("give the document that it was read from"),
        )
    check_reading([(file, source)], reading.engine)
    with progress_bar() as progress:
        result = table_to_draw(source, area=area, progress=progress, **reading.arguments)
    if not result.header:
        warn(say("{file}: no table was found", file=short_name(file)))
    picture = result.draw(page, scale=scale, password=reading.password)
    data = io.BytesIO()
    picture.save(data, "PNG")
    for one in planned:
        write(data.getvalue(), one.path, "png")
    notice(
        say(
            "page {page}: {width} x {height} pixels",
            page=page,
            width=picture.width,
            height=picture.height,
        )
    )


def numbered_paths(output: Path, count: int) -> list[Path]:
    """``out-1.csv``, ``out-2.csv`` ... for ``out.csv``."""
    return [
        output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(1, count + 1)
    ]


def findings_of(tables: Sequence[Table]) -> Iterator[Line]:
    """What was found while reading, a line each; infos only where text was not read as it is."""
    from kyoten_extract.findings import codes
    from kyoten_extract.findings.severity import NAMES
    from kyoten_extract.model.finding import message_of
    from kyoten_extract.output.report import text_report

    findings = [finding for one in tables for finding in one.findings]
    for finding in findings:
        if finding.code == codes.READ_BY_OCR.id:
            yield Line("warning", message_of(finding))
    outside = [f for f in findings if f.code == codes.OUTSIDE_AREA.id]
    if outside:
        count = sum(int(finding.actual or 0) for finding in outside)
        pages = say("{count} pages", count=len(outside)) if len(outside) > 1 else say("1 page")
        text = say(
            "{count} characters on {pages} are outside of the area and were not read",
            count=count,
            pages=pages,
        )
        yield Line("warning", text)
    for finding in findings:
        if finding.severity != "info":
            name = NAMES[language()][finding.severity]
            yield Line(finding.severity, f"{name} {text_report.line(finding, language())}")
