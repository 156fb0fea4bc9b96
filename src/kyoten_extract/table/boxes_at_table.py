"""Boxes and forms drawn onto the upper or lower side of a table: they are text outside of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun
from kyoten_extract.table.grid_parts import at_boundaries, leading, own_boundaries, rows_of
from kyoten_extract.table.label_evidence import is_label_row, row_at
from kyoten_extract.table.value_kind import kind_of

# Cells in the row next to a box, at least; those in the row of boxes are no more.
_FEWEST_CELLS = 3
# What a box over a single column says that is no label: of what day the table is, or its unit.
_NO_LABEL = regex(r"[\d元]+[日.]|現在|時点|改[定訂正]|更新|作成|単位")
# Rows of a form above a list, at most, and columns of that list at least.
_MOST_FORM, _FEWEST_COLUMNS = 6, 3
# Kinds of values that no header has; and two figures, which are none where years are told.
_VALUES = frozenset({"phone", "postal", "date", "mail", "address"})
_TWO_FIGURES, _YEAR = regex(r"\d\D+\d"), "年"


def without_boxes(content: PageContent) -> PageContent:
    """``content``, the texts of boxes that touch its tables outside of these.

    So are forms above a list that are as wide.

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
        if form := _form_above(grid):
            cells = [cell for cell in leading(grid, form) if cell.text.strip()]
            texts += (TextRun(grid.page, cell.text, cell.bbox) for cell in cells)
            grid = own_boundaries(rows_of(grid, form, grid.rows))
        grids.append(_with_last_row_in_columns(grid))
    if not texts and all(a is b for a, b in zip(grids, content.grids, strict=True)):
        return content
    return replace(content, grids=tuple(grids), outside=(*content.outside, *texts))


def _with_last_row_in_columns(grid: Grid) -> Grid:
    """``grid`` without a boundary that only the last row has, after its blank: a sum's own box.

    The box is put where its column begins, and the blank ends there.
    """
    last = list(takewhile(lambda cell: cell.row == grid.rows - 1, reversed(grid.cells)))[::-1]
    if len(last) >= grid.columns or not grid.placed or grid.whole_rows:
        return grid
    blank, box = last[:2] if len(last) > 1 else (last[0], last[0])
    if blank.text.strip() or not box.text.strip() or grid.rows <= _FEWEST_CELLS:
        return grid
    starts = {cell.column for cell in grid.cells[: -len(last)]}
    before = max(start for start in starts if start <= box.column)
    if not 0 < before < box.column:
        return grid
    kept = [at for at in range(grid.columns + 1) if at != box.column]
    place = {at: rank for rank, at in enumerate(kept)} | {box.column: kept.index(before)}
    return at_boundaries(grid, place, tuple(grid.xs[at] for at in kept))


def _form_above(grid: Grid) -> int:
    """How many leading rows of ``grid`` are a form: a label and its value, by turns.

    Under them are the labels of the list, one for each column; some value is none that labels are.
    """
    if grid.whole_rows or not grid.placed or grid.columns < _FEWEST_COLUMNS:
        return 0
    found, has_value = 0, False
    for at in range(min(_MOST_FORM + 1, grid.rows - 1)):
        cells = row_at(grid, at)
        if at and has_value and is_label_row(cells, grid, {}):
            found = at
        if not _is_of_form(cells, grid.columns):
            break
        has_value = has_value or any(_is_value(cell.text) for cell in cells[1::2])
    return found


def _is_of_form(cells: Sequence[Cell], columns: int) -> bool:
    """Whether a row has labels and values by turns, or is a title."""
    if any(cell.row_span > 1 for cell in cells):
        return False
    if len(cells) == 1:
        return cells[0].column_span == columns
    labels = [cell.text.strip() for cell in cells[::2]]
    return (
        len(cells) % 2 == 0
        and all(kind_of(label) == "word" for label in labels)
        and not any(char.isdigit() for label in labels for char in label)
    )


def _is_value(text: str) -> bool:
    if kind_of(text) in _VALUES:
        return True
    return _YEAR not in text and _TWO_FIGURES.search(text) is not None


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
    if any(cell.row + cell.row_span == grid.rows for cell in grid.cells[:-count]):
        return []  # A merged cell reaches down beside them.
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
