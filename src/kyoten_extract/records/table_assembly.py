"""Assembly of one table from a document that an engine has read."""

from __future__ import annotations

from dataclasses import replace

from kyoten_extract.model.table_model import Table
from kyoten_extract.page.document import Document
from kyoten_extract.records.ledger import balance, shortfalls
from kyoten_extract.records.page_findings import condition_findings, no_table_error
from kyoten_extract.records.title_and_notes import leftover, texts_of
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.stitch import stitch


def largest_table(document: Document, settings: TableSettings) -> Table:
    """The table with the most cells; the text of all others is in its ``leftovers``.

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
    return replace(main.table, leftovers=leftovers, findings=tuple(findings), ledger=ledgers)
