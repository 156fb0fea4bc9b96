"""How a reading of a random list compares with what a person sees on its pages.

Works with any reader whose result has the attributes of :class:`ReadTable`, as this library's
tables have.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.printed_list import PrintedList, PrintedRow, PrintedTable
from kyoten_extract.testing.quirk_fonts import IDEOGRAPHS


class ReadRow(Protocol):
    """A row as read: its texts, and the pages it is printed on."""

    @property
    def cells(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def pages(self) -> Sequence[int]: ...  # noqa: D102


class ReadTable(Protocol):
    """A table as read."""

    @property
    def header(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def rows(self) -> Sequence[ReadRow]: ...  # noqa: D102
    @property
    def heading(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Score:
    """What a reader made of a list, or of several.

    Attributes:
        rows: printed.
        exact: read with all their cells, in their order, under the right labels.
        told: rows printed and not exact, or read and not printed, on a page that the reader
            warns about.
        silent: the same, without a word.
        joins, joins_read, joins_right: page ends that cut a row; that are read so; both.
        headings, headings_right: tables, and those with the heading printed above them.
        wrong_pages: of rows that are not exact.
    """

    rows: int = 0
    exact: int = 0
    told: int = 0
    silent: int = 0
    joins: int = 0
    joins_read: int = 0
    joins_right: int = 0
    headings: int = 0
    headings_right: int = 0
    wrong_pages: tuple[int, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(
            self.rows + other.rows,
            self.exact + other.exact,
            self.told + other.told,
            self.silent + other.silent,
            self.joins + other.joins,
            self.joins_read + other.joins_read,
            self.joins_right + other.joins_right,
            self.headings + other.headings,
            self.headings_right + other.headings_right,
            self.wrong_pages + other.wrong_pages,
        )

    @property
    def perfect(self) -> bool:
        """All rows are exact, and nothing else was read; all joins are right."""
        wrong = self.told + self.silent
        return not wrong and self.joins == self.joins_read == self.joins_right


def folded(text: str) -> str:
    """A text for comparison: without blanks and line breaks, of one width, without radicals."""
    return "".join(unicodedata.normalize("NFKC", text.translate(IDEOGRAPHS)).split())


def score(
    printed: PrintedList, tables: Iterable[ReadTable], warned: Collection[int | None] = ()
) -> Score:
    """Compare a reading with the truth.

    Args:
        tables: as read, in printed order.
        warned: pages about which the reader has a warning or an error; ``None`` stands for all.
    """
    read = list(tables)
    total = Score()
    unused = list(range(len(read)))
    for table in printed.tables:
        want = [_cells(row) for row in table.rows]
        best = max(unused, key=lambda n: _shared(want, read[n]), default=None)
        if best is not None and not _shared(want, read[best]):
            best = None
        if best is not None:
            unused.remove(best)
        total += _table_score(table, read[best] if best is not None else None, warned)
    for number in unused:
        total += _wrong([tuple(row.pages) for row in read[number].rows], warned)
    return total


def _cells(row: PrintedRow | ReadRow) -> tuple[str, ...]:
    return tuple(map(folded, row.cells))


def _shared(want: list[tuple[str, ...]], table: ReadTable) -> int:
    """Texts that a table has in common with the wanted rows."""
    have = Counter(text for row in table.rows for text in _cells(row) if text)
    return (have & Counter(text for row in want for text in row if text)).total()


def _table_score(
    table: PrintedTable, read: ReadTable | None, warned: Collection[int | None]
) -> Score:
    rows = list(read.rows) if read is not None else []
    want, have = [_cells(row) for row in table.rows], [_cells(row) for row in rows]
    joins = _joins(table.rows)
    found = _joins(rows)
    right = (joins & found).total()
    base = Score(
        rows=len(want),
        joins=joins.total(),
        joins_read=found.total(),
        joins_right=right,
        headings=1,
        headings_right=int(read is not None and folded(read.heading) == folded(table.heading)),
    )
    same_header = read is not None and list(map(folded, read.header)) == list(
        map(folded, table.header)
    )
    if not same_header:
        # Under wrong labels no value is right.
        return base + _wrong([row.pages for row in table.rows], warned)
    wrong: list[tuple[int, ...]] = []
    exact = 0
    matcher = SequenceMatcher(None, want, have, autojunk=False)
    for tag, start, end, low, high in matcher.get_opcodes():
        if tag == "equal":
            exact += end - start
            continue
        wrong += (row.pages for row in table.rows[start:end])
        extra = rows[low:high][end - start :]
        wrong += (tuple(row.pages) for row in extra)
    return base + Score(exact=exact) + _wrong(wrong, warned)


def _wrong(rows: Iterable[tuple[int, ...]], warned: Collection[int | None]) -> Score:
    told = silent = 0
    pages: list[int] = []
    for row in rows:
        pages += row
        if None in warned or set(row) & set(warned):
            told += 1
        else:
            silent += 1
    return Score(told=told, silent=silent, wrong_pages=tuple(dict.fromkeys(pages)))


def _joins(rows: Iterable[PrintedRow | ReadRow]) -> Counter[tuple[int, int]]:
    """Page ends that cut a row, by the pages before and after."""
    return Counter(
        (before, after)
        for row in rows
        for before, after in zip(row.pages, row.pages[1:], strict=False)
    )
