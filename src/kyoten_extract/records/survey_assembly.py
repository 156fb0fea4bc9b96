"""Assembly of a survey from a document that an engine has read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kyoten_extract._version import __version__
from kyoten_extract.errors import LayoutError
from kyoten_extract.findings import codes
from kyoten_extract.layout.match_by_position import match_unread_labels
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Source, Survey
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import TextRun
from kyoten_extract.records.arranged_columns import arrange
from kyoten_extract.records.column_findings import column_findings
from kyoten_extract.records.corrections import THRESHOLDS, Repair
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.parse_base import parse_rows
from kyoten_extract.records.record_rows import classify_rows
from kyoten_extract.records.title_and_notes import read_title_and_notes
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.stitch import stitch
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


@gc_paused()
def survey_of(
    document: Document,
    layout: Layout,
    repair: Repair = "safe",
    settings: TableSettings = DEFAULT,
) -> Survey:
    """Build the survey from a document.

    Args:
        document: the pages as the engine read them.
        layout: of the survey.
        repair: which corrections of misprints are made.
        settings: tolerances of table reading.

    Raises:
        NoTableError: the document has no table.
        LayoutError: no table has enough of the layout's columns.
    """
    stitched = stitch(document.contents, settings)
    if not stitched.tables:
        raise no_table_error(document)
    findings = list(document.findings)
    matches = [(t, _match(t.table, layout, findings)) for t in stitched.tables]
    surveys = [(t, match) for t, match in matches if match.is_survey]
    if not surveys:
        best = max((match for _, match in matches), key=lambda match: len(match.places))
        raise LayoutError(
            f"no table matches the layout {layout.title}: the best has {len(best.places)} of "
            f"{len(layout.columns)} columns",
            source=document.name,
            remedy=REMEDY_UNDECODED
            if is_undecoded(document)
            else "read other tables with 'kyoten table'",
        )
    bases: list[Base] = []
    rows: list[Row] = []
    others: list[Row] = []
    for stitched_table, match in surveys:
        classified = classify_rows(
            stitched_table.table, match, may_drift=document.engine == "transcript"
        )
        arranged, columns, whole = arrange(classified.rows, match)
        again = _reread(arranged, columns)
        parsed, found = parse_rows(
            arranged if again is None else again.rows, columns, THRESHOLDS[repair]
        )
        if again is not None:
            from kyoten_extract.ocr.postcorrection.ocr_rows import as_read

            parsed, unsure = as_read(parsed, arranged, again)
            found = (*found, *unsure)
        bases += parsed
        rows += classified.rows
        others += classified.others
        findings += (*column_findings(match), *classified.findings, *whole, *found)
    used = [t for t, _ in surveys]
    findings += (finding for t in used for finding in t.table.findings)
    last_page = max(grid.page for t in used for grid in t.grids)
    outside = read_title_and_notes(
        (*stitched.outside, *(run for row in others for run in _runs_of_row(row))),
        [t.grids for t in stitched.tables if t not in used],
        last_page,
        layout,
    )
    if outside.as_of is None:
        findings.append(codes.NO_TITLE("no title with a date was found"))
    if outside.published is None:
        findings.append(codes.NO_TOTALS("no published totals were found"))
    findings += pages_without_rows(document.contents, bases)
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
    source = Source(
        document.name, document.sha256, document.page_count, document.engine, __version__
    )
    return Survey(
        outside.title,
        outside.as_of,
        source,
        tuple(bases),
        outside.published,
        outside.leftovers,
        tuple(findings),
        ledgers,
    )


def _match(table: Table, layout: Layout, findings: list[Finding]) -> Match:
    """Match the layout's columns to a table; append to ``findings`` those matched by position."""
    match = layout.match(table.header, [row.cells for row in table.rows])
    if match.missing and match.is_survey and any(row.pictures for row in table.rows):
        match, by_position = match_unread_labels(match)
        findings += by_position
    return match


def _reread(rows: Sequence[Row], match: Match) -> Rereading | None:
    """Correct rows recognized by OCR by what their columns can hold; ``None`` without OCR."""
    if not any(row.pictures for row in rows):
        return None
    from kyoten_extract.ocr.postcorrection.ocr_rows import reread
    from kyoten_extract.ocr.requirements import is_installed

    if not is_installed():
        return reread(rows, match, None)
    from kyoten_extract.ocr.recognition.second_pass import SecondPass

    return reread(rows, match, SecondPass())


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
