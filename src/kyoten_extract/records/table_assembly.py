"""Assembly of tables from a document that an engine has read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Table
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import TextRun
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.page_findings import condition_findings, no_table_error
from kyoten_extract.records.title_and_notes import leftover
from kyoten_extract.table.headings import TOUCHING, UNDER, line_above, text_of
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.stitch import Stitched, StitchedTable, stitch
from kyoten_extract.workers.gc_pause import gc_paused


@gc_paused()
def largest_table(document: Document, settings: TableSettings) -> Table:
    """The table with the most cells, with all others in ``others``.

    Raises:
        NoTableError: the document has no table.
    """
    stitched = stitch(document.contents, settings)
    if not stitched.tables:
        raise no_table_error(document)
    joined = stitched.tables
    findings: list[Finding] = []
    if stitched.outside:
        # Imported late: a survey has columns that a layout knows.
        from kyoten_extract.records.beside_rows import texts_beside_rows

        findings += (*texts_beside_rows(stitched), *rows_outside(joined, stitched.outside))
    if len(joined) > 1:
        from kyoten_extract.records.column_pages import join_column_pages

        joined = join_column_pages(joined, lambda table: heading_of(table, stitched))
    tables = [replace(_evened(t.table), heading=heading_of(t, stitched)) for t in joined]
    main = max(tables, key=lambda table: len(table.rows) * len(table.header))
    rows = [row for table in tables for row in table.rows]
    leftovers = tuple(map(leftover, stitched.outside))
    findings = [*document.findings, *main.findings, *findings, *_without_rows(main, joined)]
    findings += condition_findings(document.contents, rows)
    ledgers = balance(document.contents, tables, rows, title=(), totals=(), leftovers=leftovers)
    findings += shortfalls(ledgers)
    return replace(
        main,
        leftovers=leftovers,
        findings=tuple(findings),
        ledger=ledgers,
        others=tuple(table for table in tables if table is not main),
    )


def rows_outside(tables: Sequence[StitchedTable], outside: Iterable[TextRun]) -> Iterator[Finding]:
    """Findings on lines of text outside of ``tables`` that may be rows of theirs."""
    grids = [grid for table in tables for grid in table.grids]
    ends = {grid.page: grid.ys[-1] for grid in reversed(grids)}
    near = [
        run
        for run in outside
        if run.page in ends and run.bbox[1] > ends[run.page] - TOUCHING
        if len(grids) > len(ends) or run.bbox[3] < ends[run.page] + UNDER
    ]
    if near:
        # Imported late: most tables have no text under them.
        from kyoten_extract.records.beside_rows import texts_between_rows

        yield from texts_between_rows(tables, near)


def _without_rows(main: Table, tables: Iterable[StitchedTable]) -> Iterator[Finding]:
    """A finding where the largest table is labels alone."""
    if main.rows or not any(main.header):
        return
    grid = max((grid for table in tables for grid in table.grids), key=lambda grid: len(grid.cells))
    yield codes.PAGE_WITHOUT_ROWS(
        say("page {page}: the table has labels, and no row below them was read", page=grid.page),
        page=grid.page,
        bbox=grid.bbox,
    )


def _evened(table: Table) -> Table:
    """``table`` with as many cells in each row as labels: rows of a transcription may differ.

    Columns beyond the last label are named by their place.
    """
    width = max(len(table.header), max((len(row.cells) for row in table.rows), default=0))
    if all(len(row.cells) == width for row in table.rows) and len(table.header) == width:
        return table
    further = (f"列{n}" for n in range(len(table.header) + 1, width + 1))
    rows = (replace(row, cells=row.cells + ("",) * (width - len(row.cells))) for row in table.rows)
    return replace(table, header=(*table.header, *further), rows=tuple(rows))


def in_printed_order(table: Table) -> tuple[Table, ...]:
    """All tables of a document, given its largest."""

    def place(one: Table) -> tuple[int, float]:
        if not one.rows:
            return (one.pages or (0,))[0], 0.0
        page, _, top, _, _ = one.rows[0].boxes[0]
        return page, top

    return tuple(sorted((table, *table.others), key=place))


def heading_of(table: StitchedTable, stitched: Stitched) -> str:
    """The line of text nearest above the first grid of a table; else a title within its frame."""
    grid = table.grids[0]
    x0, top, _, bottom = grid.bbox
    others = [other for t in stitched.tables for other in t.grids if other.page == grid.page]
    runs = [run for run in stitched.outside if run.page == grid.page and not run.over]
    near = line_above(runs, grid, others)
    inside = [
        run for run in runs if x0 <= run.bbox[0] and top <= run.bbox[1] and run.bbox[3] <= bottom
    ]
    return text_of(near or inside[:1])
