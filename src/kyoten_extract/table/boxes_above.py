"""Boxes drawn onto the upper side of a table: they hold no labels, and are text outside of it."""

from __future__ import annotations

from dataclasses import replace

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun
from kyoten_extract.table.column_match import own_boundaries
from kyoten_extract.table.header import leading
from kyoten_extract.table.value_kind import kind_of

# Labels in the row below a box, at least.
_FEWEST_LABELS = 3
# What a box over a single column says that is no label: of what day the table is, or its unit.
_NO_LABEL = regex(r"[\d元]+[日.]|現在|時点|改[定訂正]|更新|作成|単位")


def without_boxes_above(content: PageContent) -> PageContent:
    """``content``, the texts of boxes on top of its tables outside of these.

    Such a box is alone in the first row, with nothing beside it, over a row of labels for all
    columns: of one of them, or with sides that none of them shares. Boundaries that are of the box
    alone part no columns.
    """
    found = [(grid, box) for grid in content.grids if (box := _box_above(grid)) is not None]
    if not found:
        return content
    tables = {id(grid): _below(grid) for grid, _ in found}
    return replace(
        content,
        grids=tuple(tables.get(id(grid), grid) for grid in content.grids),
        outside=(*content.outside, *(TextRun(grid.page, b.text, b.bbox) for grid, b in found)),
    )


def _box_above(grid: Grid) -> Cell | None:
    """The box in the first row of ``grid``, if that is no row of the table."""
    first = leading(grid, 1)
    if not 1 < len(first) <= _FEWEST_LABELS or grid.whole_rows or not grid.placed:
        return None
    filled = [cell for cell in first if cell.text.strip()]
    if len(filled) != 1 or any(cell.row_span > 1 for cell in first):
        return None
    (box,) = filled
    labels = leading(grid, 2)[len(first) :]
    if len(labels) < _FEWEST_LABELS or any(kind_of(cell.text) != "word" for cell in labels):
        return None
    starts = {cell.column for cell in labels}
    start, end = box.column, box.column + box.column_span
    if {start, end} <= starts | {grid.columns}:
        alone = sum(start <= column < end for column in starts) == 1
        return box if alone and _NO_LABEL.search(box.text) else None
    return box


def _below(grid: Grid) -> Grid:
    """``grid`` without its first row."""
    cells = tuple(replace(cell, row=cell.row - 1) for cell in grid.cells if cell.row)
    return own_boundaries(
        replace(grid, rows=grid.rows - 1, cells=cells, ys=grid.ys[1:], open_top=False)
    )
