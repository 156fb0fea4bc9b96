"""Grids of some of the rows, or of other column boundaries, of a page's grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kyoten_extract.page.grid import Grid


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
