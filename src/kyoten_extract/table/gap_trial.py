"""The cells of a page that may be several: where their texts stand apart, and what that weighs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.page.page_model import BoolArray, FloatArray, Page
from kyoten_extract.table.gap_evidence import (
    ColumnHabits,
    RowHabits,
    Side,
    habits_of,
    has_gap,
    weigh_alone,
    weigh_gap,
)
from kyoten_extract.table.grid_parts import at_boundaries
from kyoten_extract.table.lattice import Lattice
from kyoten_extract.table.ruled_columns import RuledColumns, TextPlaces

# Ems: what a character reaches beyond a boundary at most if it does not cross it.
_OVER = 0.1

Cuts = dict[int, frozenset[int]]
"""Index of a cell of a grid to the boundaries at which it is cut."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A grid of a page, with the boundaries that it should have.

    Attributes:
        grid: with the boundaries of its table put in, which its cells span.
        added: which of its boundaries are not drawn on the page at all.
        table: what all pages tell of its columns.
        depth: its leading rows that are header.
        cells: indexes of the cells that may be several.
    """

    grid: Grid
    added: frozenset[int]
    table: RuledColumns
    depth: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """White between two texts of a cell at a boundary.

    Attributes:
        index, cell: the cell, by its place in the grid.
        boundary: the one left of the right text.
        texts: on either side; the left one may be empty.
        weight: log odds that they are two cells; ``evidence`` in words.
    """

    index: int
    cell: Cell
    boundary: int
    texts: tuple[str, str]
    weight: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A plan with what the page shows.

    Attributes:
        plan: of the grid.
        free: the cuts that no text crosses.
        places: of the texts, once all these are made.
        em: height of the grid's characters, in points.
    """

    plan: Plan
    free: Cuts
    places: TextPlaces
    em: float

    @classmethod
    def of(cls, plan: Plan, page: Page) -> Trial:
        """The trial of ``plan`` by the characters of ``page``."""
        grid = plan.grid
        characters = page.characters
        boxes = characters.boxes[~characters.is_blank & characters.is_in_clip]
        boxes = boxes[_within(grid.bbox, boxes)]
        em = median(boxes[:, 3] - boxes[:, 1]) if len(boxes) else 0.0
        free: Cuts = {}
        for index in plan.cells if em > 0 else ():
            cell = grid.cells[index]
            own = boxes[_within(cell.bbox, boxes)]
            cuts = frozenset(
                boundary
                for boundary in range(cell.column + 1, cell.column + cell.column_span)
                if (boundary in plan.added or plan.table.ruled[boundary])
                and not _crossed(own, grid.xs[boundary], em)
            )
            if cuts:
                free[index] = cuts
        return cls(plan, free, TextPlaces.of(lattice_of(grid, free), boxes), em)

    def gaps(self, tried: Grid) -> Iterator[Gap]:
        """The gaps of all cells; ``tried`` is the grid with all free cuts made."""
        texts = {(cell.row, cell.column): cell.text for cell in tried.cells if cell.text.strip()}
        filled: dict[int, int] = {}
        for row, _ in texts:
            filled[row] = filled.get(row, 0) + 1
        for index, cuts in self.free.items():
            cell = self.plan.grid.cells[index]
            stops = [cell.column, *sorted(cuts), cell.column + cell.column_span]
            ends = [
                (first, end)
                for first, end in pairwise(stops)
                if (cell.row, first) in texts and (cell.row, first) in self.places.cells
            ]
            sides = [self._side(cell, a, b, texts[cell.row, a]) for a, b in ends]
            for (left, right), (boundary, _) in zip(pairwise(sides), ends[1:], strict=True):
                rows = self._rows(cell, boundary, filled[cell.row])
                weight, evidence = weigh_gap(left, right, self.em, rows)
                yield Gap(index, cell, boundary, (left.text, right.text), weight, evidence)
            if len(sides) == 1:
                yield from self._alone(index, cell, ends[0][0], sides[0])

    def _side(self, cell: Cell, first: int, end: int, text: str) -> Side:
        x0, x1 = self.places.cells[cell.row, first]
        habits = None
        if end - first == 1:
            extents = self.places.others(first, cell.row, self.plan.depth)
            habits = habits_of(self.plan.table.kinds[first], extents, self.em)
            if cell.row < self.plan.depth:
                # A label is set as the values under it, or centered over them.
                center = (self.plan.grid.xs[first] + self.plan.grid.xs[end]) / 2
                habits = ColumnHabits(None, (*habits.places[:2], center))
        return Side(text, x0, x1, habits)

    def _rows(self, cell: Cell, boundary: int, filled: int) -> RowHabits | None:
        if cell.row < self.plan.depth:
            return None
        table = self.plan.table
        return RowHabits(table.ruled[boundary], table.unruled[boundary], filled, table.filled)

    def _alone(self, index: int, cell: Cell, first: int, side: Side) -> Iterator[Gap]:
        """A value that stands alone in the place of a column other than the cell's first."""
        table, xs = self.plan.table, self.plan.grid.xs
        rows = self._rows(cell, first, 1)
        if first == cell.column or rows is None:
            return
        extent = xs[cell.column], xs[cell.column + cell.column_span]
        before = table.kinds[cell.column : first]
        weight, evidence = weigh_alone(side, extent, before, self.em, rows)
        yield Gap(index, cell, first, ("", side.text), weight, evidence)


def lattice_of(grid: Grid, cuts: Mapping[int, Iterable[int]]) -> Lattice:
    """The lattice of ``grid``, with ``cuts`` made."""
    cells: list[tuple[int, int, int, int]] = []
    for index, cell in enumerate(grid.cells):
        stops = [cell.column, *sorted(cuts.get(index, ())), cell.column + cell.column_span]
        cells += [(cell.row, low, cell.row_span, high - low) for low, high in pairwise(stops)]
    table = np.array(sorted(cells), dtype=np.int64).reshape(-1, 4)
    owner = np.zeros((grid.rows, grid.columns), dtype=np.int64)
    for number, (row, column, rows, columns) in enumerate(table.tolist()):
        owner[row : row + rows, column : column + columns] = number
    xs, ys = np.array(grid.xs), np.array(grid.ys)
    open_columns = tuple(
        column
        for cell in grid.cells
        if cell.open_below
        for column in range(cell.column, cell.column + cell.column_span)
    )
    return Lattice(xs, ys, owner, table, grid.open_top, grid.open_bottom, open_columns)


def with_boundaries(grid: Grid, added: Sequence[float]) -> Grid:
    """``grid`` with further boundaries (points), which its cells span."""
    xs = sorted((*grid.xs, *added))
    return at_boundaries(grid, {i: xs.index(x) for i, x in enumerate(grid.xs)}, tuple(xs))


def _within(bbox: Sequence[float], boxes: FloatArray) -> BoolArray:
    """(n,) which ``boxes`` have their center in ``bbox``."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    result: BoolArray = (x > bbox[0]) & (x < bbox[2]) & (y > bbox[1]) & (y < bbox[3])
    return result


def _crossed(boxes: FloatArray, x: float, em: float) -> bool:
    """Whether text runs over ``x``, or goes on beyond it without white."""
    left = (boxes[:, 0] + boxes[:, 2]) / 2 < x
    low = float(boxes[left, 2].max(initial=-np.inf))
    high = float(boxes[~left, 0].min(initial=np.inf))
    return low > x + _OVER * em or high < x - _OVER * em or not has_gap(low, high, em)
