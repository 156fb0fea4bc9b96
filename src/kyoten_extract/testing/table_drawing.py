"""One table's part of one page, drawn: header, rows, lines, shades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.drawing import Shade, Sheet, Stroke, Words, wrap
from kyoten_extract.testing.list_content import Column, header_cells
from kyoten_extract.testing.printed_list import ListSpec

LEADING = 1.25
"""From line to line, in font sizes."""
# Of the font size, from a line's upper side to its baseline.
_ASCENT = 0.98
# From 0 (black) to 1.
_ZEBRA_GREY, _HEADER_GREY = 0.9, 0.85


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell's text.

    Attributes:
        column, span: of its cell: the first, and how many.
        y: its upper side, from the row's.
        text: without blanks at its ends.
    """

    column: int
    span: int
    y: float
    text: str

    def moved(self, shift: float) -> Line:
        """The line ``shift`` points further down."""
        return replace(self, y=self.y + shift)


@dataclass(frozen=True, slots=True)
class Band:
    """A row, or the part of it that is on this page.

    Attributes:
        height: in points.
        bold: shaded.
        group: rows of one number, if it is not negative, share the merged cell.
        merged_text: the text of the merged cell.
        spans: (first column, count) of cells over several columns.
    """

    height: float
    lines: tuple[Line, ...]
    bold: bool = False
    group: int = -1
    merged_text: str = ""
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Frame:
    """A table's part of one page.

    Attributes:
        xs: the sides of its columns.
        top: its upper side.
        level_height: of each level of the header; 0 if it is not printed here.
        first: the index of its first row in the table.
        merged: the column of merged cells.
        carried: the group whose merged cell goes on from the page before, and stays empty here.
        open_top, open_bottom: these sides are not drawn.
    """

    spec: ListSpec
    xs: tuple[float, ...]
    top: float
    columns: tuple[Column, ...]
    level_height: float
    first: int = 0
    merged: int | None = None
    carried: int = -1
    open_top: bool = False
    open_bottom: bool = False
    bands: list[Band] = field(default_factory=list)

    @property
    def header_height(self) -> float:
        """Points of the whole header."""
        return self.level_height * max(len(column.labels) for column in self.columns)

    @property
    def ys(self) -> list[float]:
        """The upper sides of the rows, and the lower side of the last."""
        ys = [self.top + self.header_height]
        for band in self.bands:
            ys.append(ys[-1] + band.height)
        return ys

    def draw(self, sheet: Sheet) -> None:
        """Draw everything on ``sheet``."""
        self._shades(sheet)
        if self.level_height:
            self._header(sheet)
        for band, y in zip(self.bands, self.ys[:-1], strict=True):
            for line in band.lines:
                sides = y, y + band.height
                self._words(sheet, line.column, line.span, y + line.y, line.text, sides)
        if self.merged is not None:
            self._merged(sheet, self.merged)
        self._lines(sheet)

    def _words(
        self,
        sheet: Sheet,
        column: int,
        span: int,
        y: float,
        text: str,
        sides: tuple[float, float] | None = None,
    ) -> None:
        """Place a line of text; ``sides`` are the upper and lower one of its cell in a row."""
        x0, x1 = self.xs[column], self.xs[column + span]
        align = self.columns[column].align if span == 1 else "center"
        if span == len(self.columns):
            align = "left"
        padding = self.spec.padding
        x = {"left": x0 + padding, "center": (x0 + x1) / 2, "right": x1 - padding}[align]
        if align == "right" and self.spec.lines in ("none", "rows"):
            # The gutter is on the right of a column.
            x -= self.spec.font_size
        baseline = y + _ASCENT * self.spec.font_size
        if sides is None:
            sheet.words.append(Words(x, baseline, text, align))
            return
        cell = x0, sides[0], x1, sides[1]
        kind = self.columns[column].kind if span == 1 else ""
        sheet.words.append(Words(x, baseline, text, align, cell, kind))

    def _shades(self, sheet: Sheet) -> None:
        x0, x1 = self.xs[0], self.xs[-1]
        ys = self.ys
        if self.level_height and self.spec.shaded_header:
            sheet.shades.append(Shade(x0, self.top, x1, ys[0], _HEADER_GREY))
        for index, band in enumerate(self.bands):
            striped = self.spec.zebra and (self.first + index) % 2
            if striped or band.bold:
                sheet.shades.append(Shade(x0, ys[index], x1, ys[index + 1], _ZEBRA_GREY))

    # Header.

    def _header(self, sheet: Sheet) -> None:
        spec, height = self.spec, self.level_height
        for level, levels, column, columns, label in header_cells(self.columns):
            x0, x1 = self.xs[column], self.xs[column + columns]
            y0 = self.top + level * height
            y1 = y0 + levels * height
            lines = wrap(label, (x1 - x0 - 2 * spec.padding) / spec.font_size)
            y = (y0 + y1 - len(lines) * spec.font_size * LEADING) / 2
            for number, text in enumerate(lines):
                below = y + number * spec.font_size * LEADING
                if spec.lines in ("none", "rows"):
                    self._words(sheet, column, 1, below, text)
                else:
                    baseline = below + _ASCENT * spec.font_size
                    sheet.words.append(Words((x0 + x1) / 2, baseline, text, "center"))
            if spec.lines == "all":
                sheet.strokes.append(Stroke(x0, y1, x1, y1))
                if column + columns < len(self.columns):
                    sheet.strokes.append(Stroke(x1, y0, x1, y1))

    # Merged cells.

    def _runs(self) -> Iterator[tuple[int, int]]:
        """First and last + 1 of the rows that share a merged cell."""
        start = 0
        for index in range(1, len(self.bands) + 1):
            if index == len(self.bands) or self.bands[index].group != self.bands[start].group:
                yield start, index
                start = index

    def _merged(self, sheet: Sheet, column: int) -> None:
        spec, ys = self.spec, self.ys
        leading = spec.font_size * LEADING
        room = (self.xs[column + 1] - self.xs[column] - 2 * spec.padding) / spec.font_size
        for start, stop in self._runs():
            if start == 0 and stop - start > 1 and self.bands[0].group == self.carried:
                continue
            lines = wrap(self.bands[start].merged_text, room)
            y = ys[start] + spec.padding
            if spec.merged_text == "middle":
                y = (ys[start] + ys[stop] - len(lines) * leading) / 2
            for number, text in enumerate(lines):
                sides = ys[start], ys[stop]
                self._words(sheet, column, 1, y + number * leading, text, sides)

    # Lines.

    def _lines(self, sheet: Sheet) -> None:
        spec, xs, ys = self.spec, self.xs, self.ys
        strokes = sheet.strokes
        framed = spec.lines in ("all", "columns")
        if spec.lines == "none":
            if self.level_height and spec.header_rule:
                strokes.append(Stroke(xs[0], ys[0], xs[-1], ys[0]))
            return
        if self.level_height:
            strokes.append(Stroke(xs[0], self.top, xs[-1], self.top))
            if spec.lines == "rows" or spec.header_rule:
                strokes.append(Stroke(xs[0], ys[0], xs[-1], ys[0]))
        elif not self.open_top:
            strokes.append(Stroke(xs[0], ys[0], xs[-1], ys[0]))
        if not self.open_bottom:
            strokes.append(Stroke(xs[0], ys[-1], xs[-1], ys[-1]))
        if spec.lines != "columns":
            for index in range(1, len(self.bands)):
                strokes += self._between(index, ys[index])
        if framed:
            strokes += [Stroke(x, self.top, x, ys[-1]) for x in (xs[0], xs[-1])]
            upper = ys[0] if spec.lines == "all" else self.top
            for column in range(1, len(self.columns)):
                strokes += self._vertical(column, upper)

    def _between(self, index: int, y: float) -> list[Stroke]:
        """The line above a row, which leaves out a merged cell."""
        xs, one, other = self.xs, self.bands[index - 1], self.bands[index]
        if self.merged is None or one.group < 0 or one.group != other.group:
            return [Stroke(xs[0], y, xs[-1], y)]
        parts = ((0, self.merged), (self.merged + 1, len(xs) - 1))
        return [Stroke(xs[low], y, xs[high], y) for low, high in parts if low < high]

    def _vertical(self, column: int, upper: float) -> list[Stroke]:
        """The line left of a column, which leaves out cells that lie across it."""
        x, ys = self.xs[column], self.ys
        found: list[Stroke] = []
        start = upper
        for index, band in enumerate(self.bands):
            if any(first < column < first + count for first, count in band.spans):
                if ys[index] > start:
                    found.append(Stroke(x, start, x, ys[index]))
                start = ys[index + 1]
        if ys[-1] > start:
            found.append(Stroke(x, start, x, ys[-1]))
        return found
