"""Conservation: how many characters each page printed, and where each of them went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kyoten_extract import codes
from kyoten_extract.grid import PageContent, TextRun, count_ink
from kyoten_extract.model import Finding, Leftover, Row, Table


@dataclass(frozen=True, slots=True)
class PageLedger:
    """Characters with ink on one page, and what became of them."""

    page: int
    printed: int
    header: int = 0
    cells: int = 0
    title: int = 0
    totals: int = 0
    leftovers: int = 0

    @property
    def accounted(self) -> int:
        """Characters that were found again."""
        return self.header + self.cells + self.title + self.totals + self.leftovers


def balance(
    contents: Iterable[PageContent],
    tables: Iterable[Table],
    rows: Iterable[Row],
    *,
    title: Iterable[TextRun],
    totals: Iterable[TextRun],
    leftovers: Iterable[Leftover],
) -> tuple[PageLedger, ...]:
    """The ledger of each page.

    Args:
        contents: the pages as the engine counted them.
        tables: the lists that were read, for their headers.
        rows: the rows that became records.
        title, totals, leftovers: where all other text went.
    """
    header: Counter[int] = Counter()
    for table in tables:
        for page, ink in table.header_ink:
            header[page] += ink
    cells: Counter[int] = Counter()
    for row in rows:
        for page, ink in zip(row.pages, row.ink, strict=True):
            cells[page] += ink
    counts = [_count(header.items()), _count(cells.items())]
    counts += [
        _count((piece.page, count_ink(piece.text)) for piece in pieces)
        for pieces in (title, totals, leftovers)
    ]
    return tuple(
        PageLedger(content.number, content.printed, *(count[content.number] for count in counts))
        for content in contents
    )


def shortfalls(ledgers: Iterable[PageLedger]) -> list[Finding]:
    """A finding for each page whose sum is off."""
    return [
        codes.CHARACTERS_LOST(
            f"page {ledger.page} prints {ledger.printed} characters, "
            f"{ledger.accounted} are accounted for",
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
