"""Tables that touch, one under the other: their lines make one grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.column_match import own_boundaries
from kyoten_extract.table.header import alike, rows_text
from kyoten_extract.table.value_kind import kind_of, usual_kind

# Rows of a table: a header, and one below it.
_MIN_ROWS = 2
# Columns with values above and below a row, and a word in it, that show it to be labels.
_MIN_LABELLED = 2
# The number of a table's first row.
_FIRST = "1"


def part_touching(grid: Grid) -> tuple[Grid, ...]:
    """``grid`` as one grid for each of the tables that touch in it, top to bottom.

    Where one table is wider, nothing is drawn beside the other: a blank in a corner, outside of
    both. A table ends there if the next row has words alone, also where values are above and
    below them: the labels of other columns.
    """
    for blank in _corners(grid):
        at = blank.row + blank.row_span if blank.row == 0 else blank.row
        if _begins_table(grid, at):
            upper, lower = _rows(grid, blank, 0, at), _rows(grid, blank, at, grid.rows)
            return upper, *part_touching(lower)
    for at in _labels_again(grid):
        upper, lower = _rows(grid, None, 0, at), _rows(grid, None, at, grid.rows)
        return own_boundaries(upper), *part_touching(own_boundaries(lower))
    return (grid,)


def _labels_again(grid: Grid) -> Iterator[int]:
    """The rows of ``grid`` that have its first label again, above a 1, and others beside it."""
    label = grid.cells[0].text if grid.cells else ""
    if not label or kind_of(label) != "word":
        return
    first = [cell for cell in grid.cells if cell.column == 0]
    counted = False
    for cell, below in pairwise(first):
        begins = below.text.strip() == _FIRST
        if begins and counted and cell.text == label:
            own = [other for other in grid.cells if other.row == cell.row]
            if all(kind_of(other.text) == "word" for other in own) and not alike(
                rows_text(grid, 0, 1), rows_text(grid, cell.row, cell.row + 1)
            ):
                yield cell.row
        counted = counted or begins


def _corners(grid: Grid) -> Iterator[Cell]:
    """The blanks in a corner that are higher than one row, and not as wide as the grid."""
    for cell in grid.cells:
        if cell.row_span < _MIN_ROWS or cell.column_span == grid.columns or cell.text.strip():
            continue
        beside = cell.column == 0 or cell.column + cell.column_span == grid.columns
        if beside and (cell.row == 0) != (cell.row + cell.row_span == grid.rows):
            yield cell


def _begins_table(grid: Grid, at: int) -> bool:
    """Whether row ``at`` of ``grid`` has the labels of another table."""
    if not _MIN_ROWS <= at <= grid.rows - _MIN_ROWS:
        return False
    across = (cell.row < at < cell.row + cell.row_span for cell in grid.cells)
    labels = [cell for cell in grid.cells if cell.row == at and cell.text.strip()]
    if any(across) or any(kind_of(cell.text) != "word" for cell in labels):
        return False
    labelled = {cell.column for cell in labels if cell.column_span == 1}
    return len(labelled & _valued(grid, 0, at) & _valued(grid, at + 1, grid.rows)) >= _MIN_LABELLED


def _valued(grid: Grid, start: int, stop: int) -> set[int]:
    """The columns that have values between rows ``start`` and ``stop``, rather than words."""
    texts: dict[int, list[str]] = {}
    for cell in grid.cells:
        if start <= cell.row < stop and cell.column_span == 1:
            texts.setdefault(cell.column, []).append(cell.text)
    return {column for column, own in texts.items() if usual_kind(own) not in (None, "word")}


def _rows(grid: Grid, blank: Cell | None, start: int, stop: int) -> Grid:
    """Rows ``start`` to ``stop`` of ``grid``, without the columns of ``blank`` if it is there."""
    low, high = 0, grid.columns
    if blank is not None and start <= blank.row < stop:
        low = blank.column_span if blank.column == 0 else 0
        high = high if blank.column == 0 else blank.column
    return replace(
        grid,
        rows=stop - start,
        columns=high - low,
        cells=tuple(
            replace(cell, row=cell.row - start, column=cell.column - low)
            for cell in grid.cells
            if start <= cell.row < stop and low <= cell.column < high
        ),
        xs=grid.xs[low : high + 1],
        ys=grid.ys[start : stop + 1],
        open_top=grid.open_top and start == 0,
        open_bottom=grid.open_bottom and stop == grid.rows,
    )
