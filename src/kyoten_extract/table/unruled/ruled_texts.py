"""The text of each ruled row of a grid, where it may be several rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.grid import Grid
from kyoten_extract.table.unruled.column_text import ColumnText


@dataclass(frozen=True, slots=True)
class RuledText:
    """A ruled row: its grid, its place in it, and its text."""

    grid: Grid
    row: int
    text: ColumnText

    @property
    def ends(self) -> tuple[float, float]:
        """The heights of its upper and its lower side, in points."""
        return self.grid.ys[self.row], self.grid.ys[self.row + 1]


def ruled_texts(grid: Grid, text: ColumnText) -> Iterator[RuledText]:
    """The ruled rows of ``grid`` that have some of ``text``, without cells reaching into others."""
    spanned = {
        row for c in grid.cells if c.row_span > 1 for row in range(c.row, c.row + c.row_span)
    }
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        part = text.between(top, bottom)
        if row not in spanned and len(part.column):
            yield RuledText(grid, row, part)
