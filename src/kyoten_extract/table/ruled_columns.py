"""What all pages of a table tell of its columns: their rulings, values and alignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.grid import Grid
from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.header import header_depth, repeated_depth
from kyoten_extract.table.lattice import Lattice
from kyoten_extract.table.value_kind import Kind, usual_kind

# Filled cells of a column whose kinds are looked at.
_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the first ``depth`` rows of its ``first`` grid."""

    first: Grid
    depth: int

    @classmethod
    def of(cls, grids: Sequence[Grid]) -> Header:
        """Of ``grids``, which have the same columns."""
        return cls(grids[0], header_depth(grids))

    def rows(self, grid: Grid) -> int:
        """How many leading rows of ``grid`` repeat the header."""
        return self.depth if grid is self.first else repeated_depth(self.first, self.depth, grid)


@dataclass(frozen=True, slots=True)
class RuledColumns:
    """The columns of a table, by the rows under its header.

    Attributes:
        header: of the table.
        kinds: the usual kind of each column's values.
        ruled, unruled: by boundary, the rows that have a ruling there, and those that lack it.
        filled: cells with text in the median row.
    """

    header: Header
    kinds: tuple[Kind | None, ...]
    ruled: tuple[int, ...]
    unruled: tuple[int, ...]
    filled: float

    @classmethod
    def of(cls, grids: Sequence[Grid], header: Header | None = None) -> RuledColumns:
        """Learn from ``grids``, which have the same columns; ``header`` is theirs, if known."""
        first, header = grids[0], header or Header.of(grids)
        texts: list[list[str]] = [[] for _ in range(first.columns)]
        ruled, unruled = [0] * (first.columns + 1), [0] * (first.columns + 1)
        filled: list[int] = []
        for grid in grids:
            start = repeated_depth(first, header.depth, grid)
            count = [0] * grid.rows
            for cell in grid.cells:
                if cell.row < start:
                    continue
                end = cell.column + cell.column_span
                ruled[cell.column] += cell.row_span
                for boundary in range(cell.column + 1, end):
                    unruled[boundary] += cell.row_span
                if cell.text.strip():
                    count[cell.row] += 1
                    if cell.column_span == 1:
                        texts[cell.column].append(cell.text)
            filled += filter(None, count[start:])
        return cls(
            header,
            tuple(usual_kind(islice(column, _SAMPLED)) for column in texts),
            tuple(ruled),
            tuple(unruled),
            median(filled) if filled else 0.0,
        )


@dataclass(frozen=True, slots=True)
class TextPlaces:
    """Where the texts of a page's grid begin and end, by cell.

    Attributes:
        cells: (row, column) to the left and right end of the text of the cell that begins there.
        columns: by column, (n, 3) row, left, right of its cells that are one column wide.
    """

    cells: dict[tuple[int, int], tuple[float, float]]
    columns: dict[int, FloatArray]

    @classmethod
    def of(cls, lattice: Lattice, boxes: FloatArray) -> TextPlaces:
        """The places of the characters with ``boxes`` (n, 4), all of them inside ``lattice``."""
        column = np.searchsorted(lattice.xs, (boxes[:, 0] + boxes[:, 2]) / 2) - 1
        row = np.searchsorted(lattice.ys, (boxes[:, 1] + boxes[:, 3]) / 2) - 1
        owner = lattice.owner[row, column]
        low, high = np.full(len(lattice.cells), np.inf), np.full(len(lattice.cells), -np.inf)
        np.minimum.at(low, owner, boxes[:, 0])
        np.maximum.at(high, owner, boxes[:, 2])
        cells: dict[tuple[int, int], tuple[float, float]] = {}
        columns: defaultdict[int, list[tuple[float, float, float]]] = defaultdict(list)
        for index in np.flatnonzero(high >= low).tolist():
            at, first, _, span = lattice.cells[index].tolist()
            extent = float(low[index]), float(high[index])
            cells[at, first] = extent
            if span == 1:
                columns[first].append((at, *extent))
        return cls(cells, {key: np.array(value) for key, value in columns.items()})

    def others(self, column: int, row: int, start: int) -> FloatArray:
        """(n, 2) the extents of a column's texts from row ``start`` on, ``row`` left out."""
        own = self.columns.get(column, np.empty((0, 3)))
        extents: FloatArray = own[(own[:, 0] >= start) & (own[:, 0] != row)][:, 1:]
        return extents
