"""Boxes drawn onto the upper or lower side of a table: they are text outside of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun
from kyoten_extract.table.grid_parts import own_boundaries, rows_of
from kyoten_extract.table.header import leading
from kyoten_extract.table.value_kind import kind_of

# Cells in the row next to a box, at least; those in the row of boxes are no more.
_FEWEST_CELLS = 3
# What a box over a single column says that is no label: of what day the table is, or its unit.
_NO_LABEL = regex(r"[\d元]+[日.]|現在|時点|改[定訂正]|更新|作成|単位")


def without_boxes(content: PageContent) -> PageContent:
    """``content``, the texts of boxes that touch its tables outside of these.

    Boxes are alone in the first row, over a row of labels for all columns, or in the last row.
    Their sides are none of the columns'; in the first row, they may be over a single one.
    Boundaries that are of a box alone part no columns.
    """
    grids: list[Grid] = []
    texts: list[TextRun] = []
    for grid in content.grids:
        for boxes in (_boxes_above(grid), _boxes_below(grid)):
            if boxes:
                texts += (TextRun(grid.page, box.text, box.bbox) for box in boxes)
                is_first = boxes[0].row == 0
                rest = (1, grid.rows) if is_first else (0, boxes[0].row)
                grid = own_boundaries(rows_of(grid, *rest))
        grids.append(grid)
    if not texts:
        return content
    return replace(content, grids=tuple(grids), outside=(*content.outside, *texts))


def _boxes_above(grid: Grid) -> list[Cell]:
    """The boxes in the first row of ``grid``, if that is no row of the table."""
    first = leading(grid, 1)
    if not 1 < len(first) <= _FEWEST_CELLS or grid.whole_rows or not grid.placed:
        return []
    labels = leading(grid, 2)[len(first) :]
    if any(kind_of(cell.text) != "word" for cell in labels):
        return []
    return _boxes(grid, first, labels)


def _boxes_below(grid: Grid) -> list[Cell]:
    """The boxes in the last row of ``grid``, if that is no row of the table."""
    count = 0
    for cell in reversed(grid.cells):
        if cell.row < grid.rows - 1:
            break
        count += 1
    if not 1 < count <= _FEWEST_CELLS or grid.whole_rows or not grid.placed:
        return []
    above = [cell for cell in grid.cells[:-count] if cell.row == grid.rows - 2]
    return _boxes(grid, grid.cells[-count:], above)


def _boxes(grid: Grid, row: Sequence[Cell], beside: Sequence[Cell]) -> list[Cell]:
    """The cells with text in a row, if all are boxes next to the row ``beside``; else none."""
    filled = [cell for cell in row if cell.text.strip()]
    if len(filled) == len(row) or len(beside) < _FEWEST_CELLS:
        return []
    if any(cell.row_span > 1 for cell in (*row, *beside)):
        return []
    starts = {cell.column for cell in beside}
    for box in filled:
        start, end = box.column, box.column + box.column_span
        if {start, end} <= starts | {grid.columns}:
            alone = sum(start <= column < end for column in starts) == 1
            if box.row or not (alone and _NO_LABEL.search(box.text)):
                return []
    return filled
