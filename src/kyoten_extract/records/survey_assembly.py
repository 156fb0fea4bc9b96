"""Assembly of a survey, or of records of any survey, from a document that an engine has read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from kyoten_extract._types import Providers
from kyoten_extract._version import __version__
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import LayoutError
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.layout.survey_records import Records, TotalRow
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base, Source, Survey
from kyoten_extract.model.table_model import PageLedger, Row
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import TextRun
from kyoten_extract.records.arranged_columns import arrange
from kyoten_extract.records.column_findings import column_findings
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.parse_base import parse_rows
from kyoten_extract.records.parse_records import fill_merged, parse_records, total_row
from kyoten_extract.records.record_rows import can_have_records, classify_rows
from kyoten_extract.records.repeated_values import fill_repeated
from kyoten_extract.records.sections_apart import apart_findings, sections_of
from kyoten_extract.records.table_assembly import heading_of, rows_outside
from kyoten_extract.records.table_matches import closest_match, match_tables
from kyoten_extract.records.title_and_notes import (
    OutsideText,
    missing_totals,
    read_title_and_notes,
)
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.stitch import stitch
from kyoten_extract.text.proposal import THRESHOLDS, Repair
from kyoten_extract.workers.gc_pause import gc_paused

if TYPE_CHECKING:
    from kyoten_extract.ocr.postcorrection.ocr_rows import Rereading
from kyoten_extract.records.page_findings import (
    REMEDY_UNDECODED,
    condition_findings,
    is_undecoded,
    no_table_error,
    pages_without_rows,
)

R = TypeVar("R", bound=Base | Record)
Parse = Callable[[Sequence[Row], Match, float], tuple[tuple[R, ...], tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True)
class _Assembled(Generic[R]):
    """What was read of a document by a layout, before it is a survey or records."""

    source: Source
    records: tuple[R, ...]
    outside: OutsideText
    total_rows: tuple[TotalRow, ...]
    findings: tuple[Finding, ...]
    ledgers: tuple[PageLedger, ...]


@gc_paused()
def survey_of(
    document: Document,
    layout: Layout,
    repair: Repair = "safe",
    settings: TableSettings = DEFAULT,
    providers: Providers = None,
) -> Survey:
    """Build the survey from a document.

    Args:
        document: the pages as the engine read them.
        layout: of the survey.
        repair: which corrections of misprints are made.
        settings: tolerances of table reading.
        providers: execution providers of OCR, for its second pass.

    Raises:
        NoTableError: the document has no table.
        LayoutError: no table has enough of the layout's columns.
    """
    # A survey has no place for rows of totals, so they stay among its leftovers.
    read = _assemble(
        document, replace(layout, total_rows=()), repair, settings, parse_rows, providers
    )
    outside = read.outside
    return Survey(
        outside.title,
        outside.as_of,
        read.source,
        read.records,
        outside.published,
        outside.leftovers,
        read.findings,
        read.ledgers,
    )


@gc_paused()
def records_of_document(
    document: Document,
    layout: Layout,
    repair: Repair = "safe",
    settings: TableSettings = DEFAULT,
    providers: Providers = None,
) -> Records[Record]:
    """Build the records of any survey from a document; arguments and errors of `survey_of`."""
    read = _assemble(document, layout, repair, settings, parse_records, providers)
    outside = read.outside
    return Records(
        outside.title,
        outside.as_of,
        read.source,
        layout,
        read.records,
        outside.figures,
        read.total_rows,
        outside.leftovers,
        read.findings,
        read.ledgers,
        read.records,
    )


def _assemble(
    document: Document,
    layout: Layout,
    repair: Repair,
    settings: TableSettings,
    parse: Parse[R],
    providers: Providers,
) -> _Assembled[R]:
    stitched = stitch(document.contents, settings)
    if not stitched.tables:
        raise no_table_error(document)
    findings = list(document.findings)
    matches, about_tables = match_tables(stitched.tables, layout)
    findings += about_tables
    surveys = [(t, match) for t, match in matches if match.is_survey]
    if not layout.reads_bases:
        # Another table may share most labels, but not those that tell what a row is about.
        surveys = [(t, match) for t, match in surveys if can_have_records(match)] or surveys
    if not surveys:
        best = closest_match(stitched.tables, layout)
        raise LayoutError(
            say(
                "no table matches the layout {title}: the best has {found} of {count} columns",
                title=layout.title or layout.name,
                found=len(best.places),
                count=len(layout.columns),
            ),
            source=document.name,
            remedy=REMEDY_UNDECODED
            if is_undecoded(document)
            else say("read other tables with 'kyoten table'"),
        )
    records: list[R] = []
    rows: list[Row] = []
    others: list[Row] = []
    totals: list[TotalRow] = []
    for stitched_table, match in surveys:
        classified = classify_rows(
            stitched_table.table, match, may_drift=document.engine == "transcript"
        )
        found_rows = classified.rows
        if len(surveys) > 1 and not layout.reads_bases:
            found_rows = _under(heading_of(stitched_table, stitched), found_rows)
        filled = fill_merged(fill_repeated(found_rows, match), match)
        arranged, columns, whole = arrange(filled, match)
        again = _reread(arranged, columns, providers)
        parsed, found = parse(
            arranged if again is None else again.rows, columns, THRESHOLDS[repair]
        )
        if again is not None:
            from kyoten_extract.ocr.postcorrection.ocr_rows import as_read

            parsed, unsure = as_read(parsed, arranged, again)
            found = (*found, *unsure)
        for at, row in classified.totals:
            total, unreadable = total_row(row, match, len(records) + at)
            totals.append(total)
            findings += unreadable
        if layout.reads_bases:
            heading = heading_of(stitched_table, stitched)
            named = sections_of(arranged, heading, is_first=not records)
            parsed = tuple(
                replace(record, section=section) if section else record
                for record, section in zip(parsed, named, strict=True)
            )
            findings += apart_findings(named)
        records += parsed
        rows += classified.rows
        # Rows of totals are read, too: their characters are in cells.
        rows += (row for _, row in classified.totals)
        others += classified.others
        scanned = any(row.pictures for row in stitched_table.table.rows)
        findings += (*column_findings(match, scanned=scanned), *classified.findings, *whole, *found)
        if not layout.reads_bases:
            # Imported late: staff is counted in persons, whatever an edition of the survey says.
            from kyoten_extract.records.unit_findings import unit_findings

            findings += unit_findings(match, stitched.outside, classified.rows)
        if stitched_table.table.rows and not parsed:
            findings.append(_no_records(match, len(stitched_table.table.rows)))
    used = [t for t, _ in surveys]
    findings += (finding for t in used for finding in t.table.findings)
    in_use = {id(grid) for t in used for grid in t.grids}
    last_page = max(grid.page for t in used for grid in t.grids)
    outside = read_title_and_notes(
        (*stitched.outside, *(run for row in others for run in _runs_of_row(row))),
        [t.grids for t in stitched.tables if not {*map(id, t.grids)} & in_use],
        last_page,
        layout,
        heading_of(used[0], stitched) if not layout.title else "",
    )
    if outside.as_of is None and layout.dates:
        findings.append(codes.NO_TITLE(say("no title with a date was found")))
    findings += rows_outside(used, stitched.outside)
    findings += missing_totals(outside, layout)
    findings += pages_without_rows(document.contents, records)
    findings += condition_findings(document.contents, rows)
    ledgers = balance(
        document.contents,
        [t.table for t in used],
        rows,
        title=outside.title_runs,
        totals=outside.total_runs,
        leftovers=outside.leftovers,
        others=others,
    )
    findings += shortfalls(ledgers)
    if document.pages_read:
        from kyoten_extract.records.ocr_findings import page_ranges

        findings.append(
            codes.PAGES_SELECTED(
                say(
                    "{count} of {page_count} pages were read ({pages}): the"
                    " survey is partial, and published totals are not compared",
                    count=len(document.pages_read),
                    page_count=document.page_count,
                    pages=page_ranges(document.pages_read),
                )
            )
        )
    source = Source(
        document.name,
        document.sha256,
        document.page_count,
        document.engine,
        __version__,
        document.pages_read,
    )
    return _Assembled(source, tuple(records), outside, tuple(totals), tuple(findings), ledgers)


def _under(heading: str, rows: Sequence[Row]) -> tuple[Row, ...]:
    """``rows`` with the heading of their table as their section, or before it."""
    return tuple(
        replace(row, section=" ".join(filter(None, (heading, row.section)))) for row in rows
    )


def _no_records(match: Match, rows: int) -> Finding:
    named = [" and ".join(group) for group in match.layout.identifies] or [
        say("any required column")
    ]
    return codes.NO_RECORDS(
        say(
            "{rows} rows were found, and none is a record: none has a value in {named:, or in }",
            rows=rows,
            named=named,
        ),
        expected=rows,
        actual=0,
    )


def _reread(rows: Sequence[Row], match: Match, providers: Providers) -> Rereading | None:
    """Correct rows recognized by OCR by what their columns can hold; ``None`` without OCR."""
    if not any(row.pictures for row in rows):
        return None
    from kyoten_extract.ocr.postcorrection.ocr_rows import reread
    from kyoten_extract.ocr.requirements import is_installed

    if not is_installed():
        return reread(rows, match, None)
    from kyoten_extract.ocr.recognition.second_pass import SecondPass

    return reread(rows, match, SecondPass(providers=providers))


def _runs_of_row(row: Row) -> list[TextRun]:
    """The texts of a row that is not a record, which may be totals or leftovers.

    A row has no boxes of its cells, so its width is divided evenly.
    """
    page, x0, top, x1, bottom = row.boxes[0]
    width = (x1 - x0) / max(len(row.cells), 1)
    return [
        TextRun(page, text.strip(), (x0 + i * width, top, x0 + (i + 1) * width, bottom))
        for i, text in enumerate(row.cells)
        if text.strip()
    ]
