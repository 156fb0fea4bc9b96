"""A document that was read to the survey in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kyoten_extract._version import __version__
from kyoten_extract.errors import LayoutError, NoTableError
from kyoten_extract.findings import codes
from kyoten_extract.layout.match_by_position import placed_by_order
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Source, Survey
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent, TextRun
from kyoten_extract.records.corrections import THRESHOLDS, Repair
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.page_findings import findings_of
from kyoten_extract.records.parse_base import parse_rows
from kyoten_extract.records.record_rows import records
from kyoten_extract.records.title_and_notes import read_surroundings
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.stitch import stitch
from kyoten_extract.workers.gc_pause import collector_paused

if TYPE_CHECKING:
    from kyoten_extract.ocr.postcorrection.ocr_rows import Rereading

# A text of which a larger share has no Unicode is no text.
_MOST_UNDECODED = 0.02

_REMEDY_UNDECODED = "the fonts do not say what its characters are: read it with --engine ocr"


@collector_paused()
def survey_of(
    document: Document,
    layout: Layout,
    repair: Repair = "safe",
    settings: TableSettings = DEFAULT,
) -> Survey:
    """The survey in a document that was read."""
    stitched = stitch(document.contents, settings)
    if not stitched.tables:
        raise no_table_error(document)
    findings = list(document.findings)
    matches = [(t, _match(t.table, layout, findings)) for t in stitched.tables]
    lists = [(t, match) for t, match in matches if match.is_survey]
    if not lists:
        best = max((match for _, match in matches), key=lambda match: len(match.places))
        raise LayoutError(
            f"no table has the columns of {layout.title}: the nearest has {len(best.places)} of "
            f"{len(layout.columns)}",
            source=document.name,
            remedy=_REMEDY_UNDECODED
            if _is_undecoded(document)
            else "read any other list with 'kyoten table'",
        )
    bases: list[Base] = []
    rows: list[Row] = []
    odd: list[Row] = []
    for stitched_table, match in lists:
        sorted_out = records(stitched_table.table, match, may_drift=document.engine == "transcript")
        again = _reread(sorted_out.rows, match)
        parsed, found = parse_rows(
            sorted_out.rows if again is None else again.rows, match, THRESHOLDS[repair]
        )
        if again is not None:
            from kyoten_extract.ocr.postcorrection.ocr_rows import as_read

            parsed, unsure = as_read(parsed, sorted_out.rows, again)
            found = (*found, *unsure)
        bases += parsed
        rows += sorted_out.rows
        odd += sorted_out.others
        findings += (*_column_findings(match), *sorted_out.findings, *found)
    taken = [t for t, _ in lists]
    last_page = max(grid.page for t in taken for grid in t.grids)
    around = read_surroundings(
        (*stitched.outside, *(run for row in odd for run in _runs_of_row(row))),
        [t.grids for t in stitched.tables if t not in taken],
        last_page,
        layout,
    )
    if around.as_of is None:
        findings.append(codes.NO_TITLE("no title with a date was found"))
    if around.published is None:
        findings.append(codes.NO_TOTALS("no published totals were found"))
    findings += _pages_without_rows(document.contents, bases)
    findings += condition_findings(document.contents, rows)
    ledgers = balance(
        document.contents,
        [t.table for t in taken],
        rows,
        title=around.title_runs,
        totals=around.total_runs,
        leftovers=around.leftovers,
        others=odd,
    )
    findings += shortfalls(ledgers)
    source = Source(
        document.name, document.sha256, document.page_count, document.engine, __version__
    )
    return Survey(
        around.title,
        around.as_of,
        source,
        tuple(bases),
        around.published,
        around.leftovers,
        tuple(findings),
        ledgers,
    )


def _match(table: Table, layout: Layout, findings: list[Finding]) -> Match:
    """The layout's columns in a table; ``findings`` say which by place alone."""
    match = layout.match(table.header)
    if match.missing and match.is_survey and any(row.pictures for row in table.rows):
        match, told = placed_by_order(match)
        findings += told
    return match


def _reread(rows: Sequence[Row], match: Match) -> Rereading | None:
    """Rows that were recognised in pictures, held against what their columns can hold."""
    if not any(row.pictures for row in rows):
        return None
    from kyoten_extract.ocr.postcorrection.ocr_rows import reread
    from kyoten_extract.ocr.recognition.rapidocr_engine import is_installed
    from kyoten_extract.ocr.recognition.second_pass import SecondLook

    return reread(rows, match, SecondLook() if is_installed() else None)


def no_table_error(document: Document) -> NoTableError:
    """The error of a document that has no table, with the remedy that fits it."""
    return NoTableError(
        "no table was found",
        source=document.name,
        remedy=_REMEDY_UNDECODED
        if _is_undecoded(document)
        else "it has neither rulings nor columns of text; a scan needs --engine ocr",
    )


def _is_undecoded(document: Document) -> bool:
    """Whether the text of a document can't be trusted, since its fonts do not say what it is."""
    lost = sum(content.condition.undecoded for content in document.contents)
    return lost > _MOST_UNDECODED * sum(content.printed for content in document.contents)


def _column_findings(match: Match) -> list[Finding]:
    findings = [
        codes.COLUMN_MISSING(
            f"no column {column.labels[0]} was found", field=column.key, expected=column.labels[0]
        )
        for column in match.missing
    ]
    findings += [
        codes.COLUMN_UNKNOWN(f"column {label!r} is not known to the layout", actual=label)
        for label in match.unknown.values()
    ]
    return findings


def _runs_of_row(row: Row) -> list[TextRun]:
    """The texts of a row that is no record, for the totals or the leftovers to take."""
    page, x0, top, x1, bottom = row.boxes[0]
    width = (x1 - x0) / max(len(row.cells), 1)
    return [
        TextRun(page, text.strip(), (x0 + i * width, top, x0 + (i + 1) * width, bottom))
        for i, text in enumerate(row.cells)
        if text.strip()
    ]


def condition_findings(contents: Iterable[PageContent], rows: Iterable[Row]) -> list[Finding]:
    """What is wrong with the text of pages; amid the list a page must have text."""
    pages = {page for row in rows for page in row.pages}
    return [
        replace(finding, severity="error")
        if finding.code == codes.TEXT_MISSING.id
        and pages
        and min(pages) < content.number < max(pages)
        else finding
        for content in contents
        for finding in findings_of(content.number, content.condition, content.printed)
    ]


def _pages_without_rows(contents: Iterable[PageContent], bases: Iterable[Base]) -> list[Finding]:
    """Pages amid the list that gave no row, though something is printed on them."""
    pages = {page for base in bases for page in base.source.pages}
    return [
        codes.PAGE_WITHOUT_ROWS(
            f"page {content.number} lies within the list and has no row of it", page=content.number
        )
        for content in contents
        if pages
        and min(pages) < content.number < max(pages)
        and content.number not in pages
        and content.printed
    ]
