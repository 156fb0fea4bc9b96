"""Parts of a page's grid: some of its rows, other column boundaries, rows that number columns."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Cell, Grid

# Columns that a row under the labels must number, all of them, to be no data.
_FEWEST_NUMBERED = 4
_COLUMN_NUMBER = regex(r"[\[(<「【]?(\d{1,3})[\])>」】.]?")
_ROW = attrgetter("row")


def rows_of(grid: Grid, start: int, stop: int) -> Grid:
    """Rows ``start`` to ``stop`` of ``grid``."""
    return replace(
        grid,
        rows=stop - start,
        cells=tuple(
            replace(cell, row=cell.row - start) for cell in grid.cells if start <= cell.row < stop
        ),
        ys=grid.ys[start : stop + 1],
        open_top=grid.open_top and start == 0,
        open_bottom=grid.open_bottom and stop == grid.rows,
    )


def own_boundaries(grid: Grid) -> Grid:
    """``grid`` without boundaries of columns at which none of its cells begins."""
    kept = sorted({cell.column for cell in grid.cells})
    if len(kept) == grid.columns:
        return grid
    place = {column: at for at, column in enumerate((*kept, grid.columns))}
    return at_boundaries(grid, place, tuple(grid.xs[column] for column in place))


def at_boundaries(grid: Grid, place: Mapping[int, int], xs: tuple[float, ...]) -> Grid:
    """``grid`` with the boundaries ``xs`` (points).

    ``place``: index among these of each boundary, by its index, at which a cell begins or ends.
    """
    cells = tuple(
        replace(
            cell,
            column=place[cell.column],
            column_span=place[cell.column + cell.column_span] - place[cell.column],
        )
        for cell in grid.cells
    )
    return replace(grid, columns=len(xs) - 1, cells=cells, xs=xs)


def leading(grid: Grid, depth: int) -> Sequence[Cell]:
    """The cells of the first ``depth`` rows; cells are in reading order."""
    return grid.cells[: bisect_left(grid.cells, depth, key=_ROW)]


def numbering_rows(grid: Grid, depth: int) -> set[int]:
    """The rows among the first ``depth`` that number all columns: 1, 2, 3 ... or (1), (2), (3) ...

    Where columns go on over several pages, their numbers do, too.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in leading(grid, depth):
        rows.setdefault(cell.row, []).append(cell)
    return {
        row
        for row, cells in rows.items()
        if len(cells) == grid.columns >= _FEWEST_NUMBERED
        and (first := _number_of(cells[0].text))
        and all(_number_of(cell.text) == first + cell.column for cell in cells)
    }


def _number_of(text: str) -> int | None:
    """The number of a column (3, (3), [3], ③); ``None`` if ``text`` is no such number."""
    text = text.strip()
    if len(text) == 1 and not text.isdecimal():
        number = unicodedata.numeric(text, 0)
        return int(number) if number else None
    if text.isalpha():  # No letter stands for a digit.
        return None
    match = _COLUMN_NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    return int(match[1]) if match else None
