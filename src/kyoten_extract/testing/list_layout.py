"""Tables at exact places: rows down the pages, cut where a page ends, with what is seen of each.

A page end cuts a row only where a person can tell: its prose goes on from one half to the other
in the middle of a sentence, and no one-line cell is in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from random import Random

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.drawing import Sheet, Words, ems, wrap
from kyoten_extract.testing.list_content import Column, Content, Item
from kyoten_extract.testing.printed_list import ListSpec, PrintedRow, PrintedTable
from kyoten_extract.testing.table_drawing import LEADING, Band, Frame, Line

# Points: paper, its margin, and the room left at the foot for a page number.
_PAPERS = ((595.0, 842.0), (842.0, 595.0), (1191.0, 842.0))
_MARGIN = 38.0
_FOOT = 22.0
# Points between two tables, and between blocks side by side.
_TABLE_GAP = (26.0, 60.0)
_BLOCK_GAP = (10.0, 28.0)
# Points: how much earlier than the paper a page may end, for cuts at any height.
_EARLIER = 90.0
# Points: a heading is so high.
_HEADING = 18.0
# Ems between columns that no line parts.
_GUTTER = 1.8
# Rows: so many at least stand under a header before a page ends.
_ROWS_UNDER_HEADER = 2
_STOPS = "。．."


def least_room(label: str) -> float:
    """Ems of the narrowest column that breaks a label no worse than once or twice."""
    if label.isascii():
        return max(map(ems, label.split()))
    return min(ems(label), max(4.0, ems(label) / 2))


@dataclass(slots=True)
class Layout:
    """Fills pages with tables, one after the other.

    Attributes:
        sheets: the pages so far.
        y, bottom: where the next row goes on the last page, and where that page ends.
        gap: between blocks side by side.
    """

    rng: Random
    spec: ListSpec
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0.0
    bottom: float = 0.0
    gap: float = 0.0
    _paper: tuple[float, float] = _PAPERS[0]

    def tables(self, contents: Sequence[Content]) -> tuple[PrintedTable, ...]:
        """Lay out all tables; the pages are in ``sheets`` then."""
        blocks = self.spec.blocks
        widest = max(sum(self.widths(content.all_columns, content)) for content in contents)
        self.gap = self.rng.uniform(*_BLOCK_GAP) if self.rng.random() < 0.7 else 0.0
        room = widest * blocks + self.gap * (blocks - 1) + 2 * _MARGIN
        papers = _PAPERS[1:] if self.spec.landscape else _PAPERS
        fits = (paper for paper in papers if paper[0] >= room)
        self._paper = next(fits, (room, _PAPERS[-1][1]))
        self.new_page()
        return tuple(self._table(content) for content in contents)

    def new_page(self) -> None:
        """Begin a page, which ends at a height of its own."""
        width, height = self._paper
        self.sheets.append(Sheet(width, height))
        self.y = _MARGIN
        self.bottom = height - _MARGIN - _FOOT - self.rng.uniform(0, _EARLIER)
        if self.spec.page_numbers:
            number = f"- {len(self.sheets)} -"
            self.sheets[-1].words.append(Words(width / 2, height - _MARGIN, number, "center"))

    def _table(self, content: Content) -> PrintedTable:
        heading = _HEADING if content.heading else 0.0
        if self.y > _MARGIN:
            self.y += self.rng.uniform(*_TABLE_GAP)
            head = self.level_height(content.columns, content)
            head *= max(len(column.labels) for column in content.columns)
            for item in content.items[:_ROWS_UNDER_HEADER]:
                head += self.height(self.lines(item, content, content.columns))
            if self.y + heading + head > self.bottom:
                self.new_page()
        if content.heading:
            place = Words(_MARGIN, self.y + self.spec.font_size, content.heading)
            self.sheets[-1].words.append(place)
            self.y += heading
        return _Filler(self, content).fill()

    # Measures.

    def widths(self, columns: Sequence[Column], content: Content) -> list[float]:
        """Points of each column, padding and gutter included."""
        spec = self.spec
        widths = []
        for column in columns:
            room = max(column.width, *map(least_room, column.labels))
            if self._one_line:
                index = content.all_columns.index(column)
                texts = (item.cells[index] for item in content.items if not item.spans)
                room = max(ems(column.labels[-1]), *map(ems, texts))
            if spec.lines in ("none", "rows"):
                room += _GUTTER
            widths.append(room * spec.font_size + 2 * spec.padding)
        return widths

    @property
    def _one_line(self) -> bool:
        return self.spec.lines in ("none", "columns") or self.spec.blocks > 1

    def level_height(self, columns: Sequence[Column], content: Content) -> float:
        """Points of each level of the header."""
        spec = self.spec
        most = 1
        for column, width in zip(columns, self.widths(columns, content), strict=True):
            room = (width - 2 * spec.padding) / spec.font_size
            most = max(most, *(len(wrap(label, room)) for label in column.labels))
        return most * spec.font_size * LEADING + 2 * spec.padding

    def lines(self, item: Item, content: Content, columns: Sequence[Column]) -> tuple[Line, ...]:
        """The lines of a row's cells, but those of a merged cell."""
        spec, leading = self.spec, self.spec.font_size * LEADING
        widths = self.widths(columns, content)
        gutter = _GUTTER * spec.font_size if spec.lines in ("none", "rows") else 0.0
        spans = dict(item.spans)
        cells: list[list[str]] = []
        for index, column in enumerate(columns):
            text = item.cells[content.all_columns.index(column)]
            width = sum(widths[index : index + spans.get(index, 1)])
            room = (width - gutter - 2 * spec.padding) / spec.font_size
            lines = [text] * bool(text) if self._one_line else wrap(text, room)
            cells.append([] if index == content.merged else lines)
        most = max(map(len, cells))
        found = []
        for index, lines in enumerate(cells):
            start = spec.padding
            if spec.text_align == "middle":
                start += (most - len(lines)) * leading / 2
            found += [
                Line(index, spans.get(index, 1), start + number * leading, text)
                for number, text in enumerate(lines)
            ]
        return tuple(found)

    def height(self, lines: Sequence[Line]) -> float:
        """Points of a row of these lines."""
        leading = self.spec.font_size * LEADING
        lowest = max((line.y + leading for line in lines), default=leading + self.spec.padding)
        return lowest + self.spec.padding


class _Filler:
    """Fills pages with one table."""

    def __init__(self, layout: Layout, content: Content) -> None:
        self.layout, self.content, self.spec = layout, content, layout.spec
        self.columns = content.columns
        changes = content.later != content.columns
        self.change = len(layout.sheets) + layout.rng.randint(1, 2) if changes else 0
        self.block = 0
        self.top = layout.y
        self.pages: list[list[int]] = [[] for _ in content.items]
        self.seen: dict[int, tuple[Column, ...]] = {}
        self.frame = self._begin(header=True, open_top=False)

    def fill(self) -> PrintedTable:
        """Place all rows and draw them."""
        layout, content = self.layout, self.content
        for index, item in enumerate(content.items):
            lines = layout.lines(item, content, self.columns)
            if layout.y + self._needed(index) > layout.bottom:
                room = layout.bottom - layout.y
                cut = self._cut(lines, room) if self.spec.cut_rows and not item.bold else None
                if cut is None:
                    self._next(open_side=False)
                    lines = layout.lines(item, content, self.columns)
                else:
                    upper, lines = cut
                    self._place(index, upper, room)
                    self._next(open_side=self.spec.border == "open")
            self._place(index, lines, layout.height(lines))
        self._end(open_bottom=False)
        return self._truth()

    def _needed(self, index: int) -> float:
        """Points for a row; a heading of a section needs room for a row under it, too."""
        layout, content = self.layout, self.content
        item = content.items[index]
        needed = layout.height(layout.lines(item, content, self.columns))
        if item.spans == ((0, len(content.columns)),) and index + 1 < len(content.items):
            follow = layout.lines(content.items[index + 1], content, self.columns)
            needed += layout.height(follow)
        return needed

    def _cut(
        self, lines: Sequence[Line], room: float
    ) -> tuple[tuple[Line, ...], tuple[Line, ...]] | None:
        """The halves of a row that a page end cuts ``room`` points down; None if in no way clear.

        It is clear where prose goes on in the middle of a sentence, and every other cell is in one
        half.
        """
        foot = self.spec.font_size * LEADING + self.spec.padding
        upper = tuple(line for line in lines if line.y + foot <= room)
        lower = tuple(line for line in lines if line.y + foot > room)
        prose = next(i for i, column in enumerate(self.columns) if column.kind == "prose")
        above = [line.text for line in upper if line.column == prose]
        below = [line.text for line in lower if line.column == prose]
        if not above or not below or above[-1][-1] in _STOPS:
            return None
        in_both = {line.column for line in upper} & {line.column for line in lower}
        if any(self.columns[column].kind not in ("prose", "url") for column in in_both):
            return None
        shift = min(line.y for line in lower) - self.spec.padding
        return upper, tuple(line.moved(-shift) for line in lower)

    def _place(self, index: int, lines: tuple[Line, ...], height: float) -> None:
        layout, item, merged = self.layout, self.content.items[index], self.content.merged
        text = item.cells[merged] if merged is not None else ""
        if not self.frame.bands:
            self.frame.first = index
        self.frame.bands.append(Band(height, lines, item.bold, item.group, text, item.spans))
        layout.y += height
        self.pages[index].append(len(layout.sheets))

    def _begin(self, *, header: bool, open_top: bool) -> Frame:
        layout = self.layout
        widths = layout.widths(self.columns, self.content)
        xs = [_MARGIN + self.block * (sum(widths) + layout.gap)]
        for width in widths:
            xs.append(xs[-1] + width)
        level = layout.level_height(self.columns, self.content) if header else 0.0
        frame = Frame(self.spec, tuple(xs), layout.y, self.columns, level, open_top=open_top)
        frame.merged = self.content.merged
        layout.y += frame.header_height
        self.seen[len(layout.sheets)] = self.columns
        return frame

    def _end(self, *, open_bottom: bool) -> None:
        self.frame.open_bottom = open_bottom
        self.frame.draw(self.layout.sheets[-1])

    def _next(self, *, open_side: bool) -> None:
        """Go to the next block, or the next page."""
        layout = self.layout
        self._end(open_bottom=open_side)
        before = self.frame
        self.block += 1
        if self.block < self.spec.blocks:
            layout.y = self.top
        else:
            self.block = 0
            layout.new_page()
            self.top = layout.y
            if self.change and len(layout.sheets) > self.change:
                self.columns = self.content.later
        header = self.spec.header_repeated or self.block > 0
        self.frame = self._begin(header=header, open_top=open_side and not header)
        # A merged cell of two rows or more, seen to reach the page end, goes on without its text;
        # of one row it would look like any cell.
        last = [band.group for band in before.bands[-2:]]
        if len(last) == 2 and last[0] == last[1] != before.carried:
            self.frame.carried = last[0]

    def _truth(self) -> PrintedTable:
        content = self.content
        shown = {column for columns in self.seen.values() for column in columns}
        order = [column for column in content.all_columns if column in shown]
        rows = []
        for item, pages in zip(content.items, self.pages, strict=True):
            printed = self.seen[pages[0]]
            cells = zip(content.all_columns, item.cells, strict=True)
            kept = (text if column in printed else "" for column, text in cells if column in shown)
            rows.append(PrintedRow(tuple(kept), tuple(dict.fromkeys(pages))))
        header = tuple(" ".join(column.labels) for column in order)
        return PrintedTable(content.heading, header, tuple(rows))
