"""Assembly of tables from a document that an engine has read."""

from __future__ import annotations

from dataclasses import replace

from kyoten_extract.model.table_model import Table
from kyoten_extract.page.document import Document
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.page_findings import condition_findings, no_table_error
from kyoten_extract.records.title_and_notes import leftover, texts_of
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.stitch import Stitched, StitchedTable, stitch

# Points: a line of text may touch the ruling under it.
_TOUCHING = 2.0


def largest_table(document: Document, settings: TableSettings) -> Table:
    """The table with the most cells, with all others in ``others``.

    The text of the others is in its ``leftovers``, too.

    Raises:
        NoTableError: the document has no table.
    """
    stitched = stitch(document.contents, settings)
    if not stitched.tables:
        raise no_table_error(document)
    main = max(stitched.tables, key=lambda t: len(t.table.rows) * len(t.table.header))
    others = [grid for t in stitched.tables if t is not main for grid in t.grids]
    runs = [*stitched.outside, *texts_of(others, stitched.outside)]
    leftovers = tuple(map(leftover, runs))
    findings = [*document.findings, *main.table.findings]
    findings += condition_findings(document.contents, main.table.rows)
    ledgers = balance(
        document.contents,
        [main.table],
        main.table.rows,
        title=(),
        totals=(),
        leftovers=leftovers,
    )
    findings += shortfalls(ledgers)
    return replace(
        main.table,
        leftovers=leftovers,
        findings=tuple(findings),
        ledger=ledgers,
        heading=_heading(main, stitched),
        others=tuple(
            replace(t.table, heading=_heading(t, stitched))
            for t in stitched.tables
            if t is not main
        ),
    )


def in_printed_order(table: Table) -> tuple[Table, ...]:
    """All tables of a document, given its largest."""

    def place(one: Table) -> tuple[int, float]:
        if not one.rows:
            return (one.pages or (0,))[0], 0.0
        page, _, top, _, _ = one.rows[0].boxes[0]
        return page, top

    return tuple(sorted((table, *table.others), key=place))


def _heading(table: StitchedTable, stitched: Stitched) -> str:
    """The line of text nearest above the first grid of a table; else a title within its frame."""
    grid = table.grids[0]
    x0, top, x1, bottom = grid.bbox
    ends = [other.ys[-1] for t in stitched.tables for other in t.grids if other.page == grid.page]
    above = max((end for end in ends if end <= top), default=0.0)
    runs = [run for run in stitched.outside if run.page == grid.page]
    near = [
        run
        for run in runs
        if above <= run.bbox[1] and run.bbox[3] <= top + _TOUCHING and run.bbox[0] < x1
    ]
    inside = [
        run for run in runs if x0 <= run.bbox[0] and top <= run.bbox[1] and run.bbox[3] <= bottom
    ]
    if not near:
        return " ".join(" ".join(run.text.split()) for run in inside[:1])
    lowest = max(near, key=lambda run: run.bbox[3])
    height = lowest.bbox[3] - lowest.bbox[1]
    line = [run for run in near if lowest.bbox[3] - run.bbox[3] < height / 2]
    return " ".join(" ".join(run.text.split()) for run in sorted(line, key=lambda r: r.bbox[0]))
