"""Conservation check: the characters each page prints, and where the reader put them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Leftover, PageLedger, Row, Table
from kyoten_extract.page.grid import PageContent, TextRun, count_ink


def balance(
    contents: Iterable[PageContent],
    tables: Iterable[Table],
    rows: Iterable[Row],
    *,
    title: Iterable[TextRun],
    totals: Iterable[TextRun],
    leftovers: Iterable[Leftover],
    others: Iterable[Row] = (),
) -> tuple[PageLedger, ...]:
    """Count the characters of each page by destination.

    Args:
        contents: the pages, with the engine's own count.
        tables: the tables of the survey, for their headers and repeated lines.
        rows: the rows that became records.
        title, totals, leftovers: the destinations of all other text.
        others: rows whose texts are among these, all of them filed under the row's first page.
    """
    tables = tuple(tables)
    header = _count(pair for table in tables for pair in table.header_ink)
    repeated = _count(pair for table in tables for pair in table.repeated_ink)
    cells: Counter[int] = Counter()
    for row in rows:
        for page, ink in zip(row.pages, row.ink, strict=True):
            cells[page] += ink
    left = _count((piece.page, count_ink(piece.text)) for piece in leftovers)
    for row in others:
        # Leftovers file the row under its first page and repeat merged cells; count it as printed.
        left[row.pages[0]] -= sum(map(count_ink, row.cells))
        for page, ink in zip(row.pages, row.ink, strict=True):
            left[page] += ink
    in_title, in_totals = (
        _count((run.page, count_ink(run.text)) for run in runs) for runs in (title, totals)
    )
    return tuple(
        PageLedger(
            content.number,
            content.printed + content.condition.outside_area,
            header[content.number],
            cells[content.number],
            in_title[content.number],
            in_totals[content.number],
            left[content.number],
            repeated[content.number],
            content.condition.hidden,
            content.condition.doubled,
            content.condition.outside_area,
        )
        for content in contents
    )


def shortfalls(ledgers: Iterable[PageLedger]) -> list[Finding]:
    """Report each page whose characters are not all accounted for."""
    return [
        codes.CHARACTERS_LOST(
            say(
                "page {page}: {printed} characters printed, {accounted} accounted for",
                page=ledger.page,
                printed=ledger.printed,
                accounted=ledger.accounted,
            ),
            page=ledger.page,
            expected=ledger.printed,
            actual=ledger.accounted,
        )
        for ledger in ledgers
        if ledger.printed != ledger.accounted
    ]


def _count(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    counter: Counter[int] = Counter()
    for page, ink in pairs:
        counter[page] += ink
    return counter
