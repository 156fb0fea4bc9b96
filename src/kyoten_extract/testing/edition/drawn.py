"""An edition's pages drawn at exact places, by reportlab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kyoten_extract.testing.drawing import Shade, Sheet, Stroke, Words
from kyoten_extract.testing.edition.edition_pages import (
    GAP,
    MARGIN,
    Grid,
    Page,
    Style,
    block_height,
    page_size,
)

# Of the font size, from a line's upper side to its baseline.
_ASCENT = 0.98
_GREY = 0.88


def sheets_of(pages: Sequence[Page], style: Style) -> list[Sheet]:
    """The pages as things to draw."""
    width, height = page_size(pages, style, exact=True)
    sheets = []
    for page in pages:
        sheet = Sheet(width, height)
        y = MARGIN
        for block in page.blocks:
            if isinstance(block, Grid):
                _grid(sheet, block, style, y)
            else:
                size = block.scale * style.font_size
                sheet.words.append(Words(MARGIN, y + _ASCENT * size, block.text, size=size))
            y += block_height(block, style) + GAP
        sheets.append(sheet)
    return sheets


def label_cells(grid: Grid) -> Iterator[tuple[int, int, int, int, tuple[str, ...]]]:
    """(level, levels, column, columns, lines) of each cell of a header."""
    depth = len(grid.levels)
    for level in range(depth):
        column = 0
        while column < len(grid.labels):
            labels = grid.labels[column]
            if level >= len(labels):
                column += 1
                continue
            last = level == len(labels) - 1
            count = 1
            while not last and column + count < len(grid.labels):
                if grid.labels[column + count][: level + 1] != labels[: level + 1]:
                    break
                if len(grid.labels[column + count]) == 1:
                    break
                count += 1
            yield level, depth - level if last else 1, column, count, labels[level]
            column += count


def _grid(sheet: Sheet, grid: Grid, style: Style, top: float) -> None:
    xs, ys = [MARGIN], [top]
    for width in grid.widths:
        xs.append(xs[-1] + width)
    for height in (*grid.levels, *(row.height for row in grid.rows)):
        ys.append(ys[-1] + height)
    first = len(grid.levels)
    if style.shaded_header and first:
        sheet.shades.append(Shade(xs[0], ys[0], xs[-1], ys[first], _GREY))
    for level, levels, column, columns, lines in label_cells(grid):
        box = (xs[column], ys[level], xs[column + columns], ys[level + levels])
        # A label that is taller than its cell runs over its lower side.
        room = box[3] - box[1] - len(lines) * style.leading
        _words(sheet, lines, (box[0] + box[2]) / 2, box[1] + max(room / 2, style.padding), style)
        _frame(sheet, *box)
    for number, row in enumerate(grid.rows, first):
        y0, y1 = ys[number], ys[number + 1]
        if row.shaded:
            sheet.shades.append(Shade(xs[0], y0, xs[-1], y1, _GREY))
        for column, lines in enumerate(row.cells):
            free = y1 - y0 - len(lines) * style.leading
            y = y0 + (style.padding if style.top else free / 2)
            if grid.centered[column]:
                _words(sheet, lines, (xs[column] + xs[column + 1]) / 2, y, style)
            else:
                _words(sheet, lines, xs[column] + style.padding, y, style, left=True)
        sheet.strokes.append(Stroke(xs[0], y1, xs[-1], y1))
    sheet.strokes.append(Stroke(xs[0], ys[first], xs[-1], ys[first]))
    sheet.strokes += (Stroke(x, ys[first], x, ys[-1]) for x in xs)


def _frame(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    sheet.strokes += (Stroke(x0, y, x1, y) for y in (y0, y1))
    sheet.strokes += (Stroke(x, y0, x, y1) for x in (x0, x1))


def _words(
    sheet: Sheet, lines: Sequence[str], x: float, y: float, style: Style, *, left: bool = False
) -> None:
    for number, text in enumerate(lines):
        if text:
            baseline = y + number * style.leading + _ASCENT * style.font_size
            sheet.words.append(Words(x, baseline, text, "left" if left else "center"))
