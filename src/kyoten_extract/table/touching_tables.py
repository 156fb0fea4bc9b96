"""Tables that touch, one under the other: their lines make one grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.grid_parts import leading, own_boundaries, rows_of
from kyoten_extract.table.header import alike, rows_text
from kyoten_extract.table.value_kind import kind_of, usual_kind

# Rows of a table: a header, and one below it.
_MIN_ROWS = 2
# Columns with values above and below a row, and a word in it, that show it to be labels.
_MIN_LABELLED = 2
# Columns of a list under a form, at least, and rows of the form.
_FEWEST_COLUMNS, _MIN_FORM = 3, 2
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
    form = _form_rows(grid)
    starts = (form,) if form >= _MIN_FORM and _are_words(grid, form) else _labels_again(grid)
    for at in starts:
        upper, lower = rows_of(grid, 0, at), rows_of(grid, at, grid.rows)
        return own_boundaries(upper), *part_touching(own_boundaries(lower))
    return (grid,)


def _form_rows(grid: Grid) -> int:
    """How many leading rows are those of a form: a label, and a value over all other columns."""
    if grid.columns < _FEWEST_COLUMNS:
        return 0
    count, at = 0, 0
    while at + 1 < len(grid.cells):
        label, value = grid.cells[at : at + 2]
        if not label.row == value.row == count or label.row_span > 1 or value.row_span > 1:
            break
        if label.column_span > 1 or value.column_span != grid.columns - 1:
            break
        if not label.text.strip() or not value.text.strip():
            break
        count, at = count + 1, at + 2
    return count


def _labels_again(grid: Grid) -> Iterator[int]:
    """The rows of ``grid`` that begin another table: its labels, or a title over them.

    Labels are the first one of the grid again, above a 1, and others beside it; or words in
    columns that hold values above, and other ones below.
    """
    first = [cell for cell in grid.cells if cell.column == 0 and cell.column_span < grid.columns]
    label = first[0].text if first else ""
    if not label or kind_of(label) != "word":
        return
    counted = False
    for cell, below in pairwise(first):
        begins = below.text.strip() == _FIRST
        if begins and counted and cell.text == label:
            top, at = first[0].row, cell.row
            if _are_words(grid, at) and not alike(
                rows_text(grid, top, top + 1), rows_text(grid, at, at + 1)
            ):
                yield _with_title(grid, at)
        counted = counted or begins
    if not counted and _changes_kinds(grid, first[0].row + 1):
        for cell in first[_MIN_ROWS:-1]:
            at = cell.row
            if (
                kind_of(cell.text) == "word"
                and _are_words(grid, at)
                and _are_labels(grid, at)
                and _differ(grid, at) >= _MIN_LABELLED
            ):
                yield _with_title(grid, at)


def _are_words(grid: Grid, at: int) -> bool:
    """Whether each column has a word of its own in row ``at``."""
    own = [cell for cell in grid.cells if cell.row == at]
    return len(own) == grid.columns and all(kind_of(cell.text) == "word" for cell in own)


def _are_labels(grid: Grid, at: int) -> bool:
    """Whether row ``at`` has texts that no column has twice: "none" and the like are no labels."""
    own = {cell.column: cell.text for cell in grid.cells if cell.row == at}
    again = (cell.text == own.get(cell.column) for cell in grid.cells if cell.row != at)
    return len(set(own.values())) == len(own) and not any(again)


def _with_title(grid: Grid, at: int) -> int:
    """The row ``at`` of labels, or the one above if that is their title."""
    above = [cell for cell in grid.cells if cell.row == at - 1]
    return at - (len(above) == 1 and above[0].column_span == grid.columns)


def _changes_kinds(grid: Grid, start: int) -> bool:
    """Whether several columns of the last row hold other kinds of values than in row ``start``."""
    upper = leading(grid, start + 1)[len(leading(grid, start)) :]
    lower = grid.cells[len(leading(grid, grid.rows - 1)) :]
    kinds = {cell.column: kind_of(cell.text) for cell in upper}
    pairs = ((kinds.get(cell.column), kind_of(cell.text)) for cell in lower)
    return sum(None is not one != other is not None for one, other in pairs) >= _MIN_LABELLED


def _differ(grid: Grid, at: int) -> int:
    """How many columns hold values of one kind above row ``at``, and of another below it."""
    above: dict[int, list[str]] = {}
    below: dict[int, list[str]] = {}
    for cell in grid.cells:
        if cell.row and cell.row != at and cell.column_span == 1:
            texts = above if cell.row < at else below
            texts.setdefault(cell.column, []).append(cell.text)
    kinds = ((usual_kind(own), usual_kind(below.get(c, ()))) for c, own in above.items())
    return sum(one is not None and other is not None and one != other for one, other in kinds)


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


def _rows(grid: Grid, blank: Cell, start: int, stop: int) -> Grid:
    """Rows ``start`` to ``stop`` of ``grid``, without the columns of ``blank`` if it is there."""
    rows = rows_of(grid, start, stop)
    if not start <= blank.row < stop:
        return rows
    low = blank.column_span if blank.column == 0 else 0
    high = grid.columns if blank.column == 0 else blank.column
    return replace(
        rows,
        columns=high - low,
        cells=tuple(
            replace(cell, column=cell.column - low)
            for cell in rows.cells
            if low <= cell.column < high
        ),
        xs=grid.xs[low : high + 1],
    )
