"""The text of a page, assigned to the columns of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.table.unruled.gutters import Pieces, around, crosses, lines_of

# Ems: text that reaches less far into the next column only touches it.
TOUCH = 0.3
# Ems: lower sides of pieces on one line of a column differ by no more. Less than between columns,
# since a cell is set in one font, and superscripts must stay apart.
COLUMN_BASELINE_TOLERANCE = 0.15


@dataclass(frozen=True, slots=True)
class ColumnText:
    """The lines of text in each column of a page.

    Attributes:
        pieces: all its pieces, top to bottom.
        column: (n,) the column of each piece.
        spans: (n,) how many column boundaries it crosses.
        walls: (m,) heights at which the ground changes its color: no row reaches over them.
    """

    pieces: Pieces
    column: IntArray
    spans: IntArray
    walls: FloatArray = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(
        cls, pieces: Pieces, xs: FloatArray, em: float, walls: FloatArray | None = None
    ) -> ColumnText:
        """``pieces`` in the columns between ``xs``; those on one line of a column are joined."""
        sides = np.column_stack((xs[1:-1] - TOUCH * em, xs[1:-1] + TOUCH * em))
        spans = crosses(pieces.boxes, sides).sum(axis=1)
        middle = (pieces.boxes[:, 0] + pieces.boxes[:, 2]) / 2
        column = np.clip(np.searchsorted(xs, middle) - 1, 0, len(xs) - 2)
        pieces, column, spans = _as_lines(pieces, column, spans, em)
        order = np.argsort(pieces.boxes[:, 1], kind="stable")
        walls = np.empty(0) if walls is None else walls
        return cls(pieces.take(order), column[order], spans[order], walls)

    @classmethod
    def joined(cls, texts: Sequence[ColumnText]) -> ColumnText:
        """The concatenation of ``texts``, without their walls."""
        pieces = Pieces(
            np.concatenate([text.pieces.boxes for text in texts]),
            np.concatenate([text.pieces.is_number for text in texts]),
            np.concatenate([text.pieces.is_figure for text in texts]),
        )
        column = np.concatenate([text.column for text in texts])
        return cls(pieces, column, np.concatenate([text.spans for text in texts]))

    def take(self, kept: BoolArray) -> ColumnText:
        """The pieces selected by the mask ``kept``."""
        return ColumnText(self.pieces.take(kept), self.column[kept], self.spans[kept], self.walls)

    def rows(self, heights: FloatArray) -> Iterator[ColumnText]:
        """What is between each two of ``heights`` where there is any text; these ascend."""
        parts = (self.between(*ends) for ends in pairwise(heights.tolist()))
        return (part for part in parts if len(part.column))

    def between(self, top: float, bottom: float) -> ColumnText:
        """The pieces whose middle is between two heights."""
        middle = (self.pieces.boxes[:, 1] + self.pieces.boxes[:, 3]) / 2
        inside = self.take((middle > top) & (middle < bottom))
        return replace(inside, walls=self.walls[(self.walls > top) & (self.walls < bottom)])


def _as_lines(
    pieces: Pieces, column: IntArray, spans: IntArray, em: float
) -> tuple[Pieces, IntArray, IntArray]:
    """The pieces, those on one line of a column joined."""
    boxes = pieces.boxes
    if not len(boxes):
        return pieces, column, spans
    line = lines_of(boxes, COLUMN_BASELINE_TOLERANCE * em)
    # A piece that crosses boundaries is not joined.
    own = np.where(spans > 0, np.arange(1, len(boxes) + 1), 0)
    order = np.lexsort((boxes[:, 0], own, column, line))
    keys = np.column_stack((line, column, own))[order]
    first = np.flatnonzero(np.concatenate(([True], (np.diff(keys, axis=0) != 0).any(axis=1))))
    joined = Pieces(
        around(boxes[order], first),
        np.logical_and.reduceat(pieces.is_number[order], first),
        np.logical_and.reduceat(pieces.is_figure[order], first),
    )
    return joined, column[order][first], spans[order][first]
