"""Columns and rows of one page's grid compared with those of another."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.table.settings import DEFAULT, TableSettings

SAME_PLACE = 1.0
"""Points: rulings no further apart stand in the same place of their pages."""
FEWEST_ROWS = 3
"""Fewest rows of a grid, those of its header among them, whose places tell anything."""

# Rows into which that of the labels may be ruled.
_MOST_LEVELS = 3


def same_columns(one: Grid, other: Grid, tolerance: float = DEFAULT.column_tolerance) -> bool:
    """Whether two grids have the same column boundaries, whatever their scale.

    ``tolerance`` is a share of the width.
    """
    if one.columns != other.columns:
        return False
    if one.xs == other.xs:
        return True
    return all(
        abs(a - b) <= tolerance for a, b in zip(_shares(one.xs), _shares(other.xs), strict=True)
    )


def same_rows(one: Grid, other: Grid) -> bool:
    """Whether the rows of two pages' grids are ruled at the same places, from one margin or middle.

    So are those of a sheet whose columns go on to the right on further pages.
    """
    if one.rows != other.rows or one.whole_rows:
        return False
    sides = ((grid.xs[0], grid.xs[-1]) for grid in (one, other))
    return same_margin(*sides) and all(
        abs(a - b) <= SAME_PLACE for a, b in zip(one.ys, other.ys, strict=True)
    )


def same_margin(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two pairs of a left and a right side have one margin or middle."""
    margin, middle = abs(one[0] - other[0]), abs(sum(one) - sum(other)) / 2
    return min(margin, middle) <= SAME_PLACE


def same_heights(one: Grid, other: Grid) -> bool:
    """Whether the rows of two grids are as high, wherever they stand, counted from the last.

    The first row, as that of labels, may be ruled into several in one of the grids.
    """
    fewer, more = sorted((one, other), key=lambda grid: grid.rows)
    if one.whole_rows or fewer.rows < FEWEST_ROWS or more.rows - fewer.rows > _MOST_LEVELS - 1:
        return False
    depths = [[grid.ys[-1] - y for y in grid.ys] for grid in (fewer, more)]
    pairs = [(depths[0][0], depths[1][0]), *zip(depths[0][:0:-1], depths[1][::-1], strict=False)]
    return all(abs(a - b) <= SAME_PLACE for a, b in pairs)


def grids_by_columns(contents: Iterable[PageContent], settings: TableSettings) -> list[list[Grid]]:
    """The grids of all pages, those with the same columns together."""
    tolerance = settings.column_tolerance
    groups: list[list[Grid]] = []
    for grid in (grid for content in contents for grid in content.grids):
        own = next((group for group in groups if same_columns(group[0], grid, tolerance)), None)
        if own is None:
            groups.append([grid])
        else:
            own.append(grid)
    return groups


def with_columns_of(usual: Grid, grid: Grid, tolerance: float = DEFAULT.column_tolerance) -> Grid:
    """``grid`` without boundaries that split a column of ``usual``.

    One page may have an extra boundary where a cell in one of its rows is split; left in place,
    all cells to its right would move to the next column. ``grid`` is returned unchanged when it
    lacks a boundary of ``usual``.
    """
    if grid.columns <= usual.columns:
        return grid
    shares = _shares(grid.xs)
    kept = [
        min(range(len(shares)), key=lambda i, at=at: abs(shares[i] - at))  # type: ignore[misc]
        for at in _shares(usual.xs)
    ]
    exact = all(
        abs(shares[i] - at) <= tolerance for i, at in zip(kept, _shares(usual.xs), strict=True)
    )
    if not exact or len(set(kept)) < len(kept):
        return grid
    column = [bisect_right(kept, old) - 1 for old in range(grid.columns)]
    found: defaultdict[tuple[int, int], list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        found[cell.row, column[cell.column]].append(cell)
    cells = tuple(
        _one(group, place, column[group[-1].column + group[-1].column_span - 1] - place + 1)
        for (_, place), group in found.items()
    )
    xs = tuple(grid.xs[i] for i in kept)
    return replace(grid, columns=usual.columns, cells=cells, xs=xs)


def _one(cells: Sequence[Cell], column: int, span: int) -> Cell:
    """Neighboring cells of a row as one; lines recognized by OCR are put in page order."""
    first = replace(cells[0], column=column, column_span=span)
    if len(cells) == 1:
        return first
    inked = [cell for cell in cells if cell.text.strip()]
    lines = sorted(
        (line for cell in cells for line in cell.picture),
        key=lambda line: (round((line.bbox[1] + line.bbox[3]) / 2), line.bbox[0]),
    )
    texts = [cell.text for cell in inked]
    if len(inked) > 1 and lines and len(lines) == sum(t.count("\n") + 1 for t in texts):
        texts = [line.text for line in lines]
    boxes = [cell.bbox for cell in cells]
    return replace(
        first,
        row_span=max(cell.row_span for cell in cells),
        text="\n".join(texts),
        bbox=(
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        ),
        links=tuple(dict.fromkeys(uri for cell in cells for uri in cell.links)),
        picture=tuple(lines),
    )


def _shares(positions: Sequence[float]) -> list[float]:
    low, width = positions[0], positions[-1] - positions[0]
    return [(position - low) / width for position in positions]
