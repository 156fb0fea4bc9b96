"""Columns that no ruling parts: the gutters that text leaves white from page to page.

Gutters are looked for over all pages at once, since one page may have nothing in a column. Text that
stands over several columns (titles, group labels) would hide them; it is set aside first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kyoten_extract.page import BoolArray, Characters, FloatArray, IntArray

# In ems: characters further apart are of two pieces of text, unless a space is printed between;
# a gutter is at least so wide.
_PIECE_GAP = 0.12
_LEAST_GUTTER = 0.15
# In ems: characters whose lower sides are no further apart stand on one line.
_ONE_LINE = 0.2
# Points. How fine the page is looked at.
_BIN = 0.5
# The share of the most lines anywhere that may run over a gutter: of all text, and of the text
# that is left without what runs over several.
_CROSSED = 0.06
_NOISE = 0.004
_FEWEST_COLUMNS = 3
_DIGITS = np.array([*range(0x30, 0x3A), *range(0xFF10, 0xFF1A)])


@dataclass(frozen=True, slots=True)
class Pieces:
    """The unbroken pieces of text of a page.

    Attributes:
        boxes: (n, 4) x0, top, x1, bottom.
        is_number: (n,) which consist of digits alone.
    """

    boxes: FloatArray
    is_number: BoolArray

    def take(self, kept: BoolArray | IntArray) -> Pieces:
        """The pieces that ``kept`` marks, or at these indexes."""
        return Pieces(self.boxes[kept], self.is_number[kept])


def pieces_of(characters: Characters) -> Pieces:
    """The pieces of text on a page: one line, no gap."""
    boxes = characters.boxes
    if not len(boxes):
        return Pieces(np.empty((0, 4)), np.empty(0, dtype=bool))
    em = em_of(boxes)
    order = np.argsort(boxes[:, 3], kind="stable")
    line = np.empty(len(order), dtype=np.int64)
    line[order] = np.concatenate(([0], np.cumsum(np.diff(boxes[order, 3]) > _ONE_LINE * em)))
    order = np.lexsort((boxes[:, 0], line))
    boxes, line = boxes[order], line[order]
    blank, codes = characters.is_blank[order], characters.codes[order]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    new = np.concatenate(([True], (np.diff(line) != 0) | (gap > _PIECE_GAP * em)))
    piece = np.cumsum(new) - 1
    # Blanks hold a piece together, but are none of it at its ends.
    inked = np.flatnonzero(~blank)
    piece, boxes, codes = piece[inked], boxes[inked], codes[inked]
    if not len(piece):
        return Pieces(np.empty((0, 4)), np.empty(0, dtype=bool))
    first = np.flatnonzero(np.concatenate(([True], np.diff(piece) != 0)))
    around = np.column_stack(
        [np.minimum.reduceat(boxes[:, side], first) for side in (0, 1)]
        + [np.maximum.reduceat(boxes[:, side], first) for side in (2, 3)]
    )
    return Pieces(around, np.logical_and.reduceat(np.isin(codes, _DIGITS), first))


def find_columns(pages: Iterable[Pieces]) -> FloatArray | None:
    """The boundaries of the columns that ``pages`` share, or None where there are no three."""
    boxes = np.concatenate([np.empty((0, 4)), *(page.boxes for page in pages)])
    if not len(boxes):
        return None
    em = em_of(boxes)
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    lines = _lines_over(boxes, left, right)
    rough = _white(lines <= _CROSSED * lines.max(), left, em)
    inner = boxes[~crosses(boxes, rough).any(axis=1)]
    if not len(inner):
        return None
    left, right = float(inner[:, 0].min()), float(inner[:, 2].max())
    lines = _lines_over(inner, left, right)
    gutters = _white(lines <= _NOISE * lines.max(), left, em)
    if len(gutters) < _FEWEST_COLUMNS - 1:
        return None
    return np.concatenate(([left - em / 2], gutters.mean(axis=1), [right + em / 2]))


def crosses(boxes: FloatArray, gutters: FloatArray) -> BoolArray:
    """(n, m): which of ``boxes`` reach over which of ``gutters`` (m, 2), from side to side."""
    over: BoolArray = (boxes[:, 0, None] < gutters[None, :, 0]) & (
        boxes[:, 2, None] > gutters[None, :, 1]
    )
    return over


def em_of(boxes: FloatArray) -> float:
    """The usual height of a line, in points."""
    return max(float(np.median(boxes[:, 3] - boxes[:, 1])), 1.0)


def _lines_over(boxes: FloatArray, left: float, right: float) -> FloatArray:
    """How many pieces of text stand over each bin from ``left`` to ``right``."""
    bins = int((right - left) / _BIN) + 2
    counts = np.zeros(bins + 1)
    np.add.at(counts, ((boxes[:, 0] - left) / _BIN).astype(np.int64), 1)
    np.add.at(counts, np.ceil((boxes[:, 2] - left) / _BIN).astype(np.int64), -1)
    return np.cumsum(counts)[:-1]


def _white(bins: BoolArray, left: float, em: float) -> FloatArray:
    """(m, 2) the white stretches between the first and the last bin with text."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], bins, [False])).astype(np.int8)))
    stretches = left + _BIN * edges.reshape(-1, 2)
    wide = stretches[:, 1] - stretches[:, 0] >= _LEAST_GUTTER * em
    inside = (edges[::2] > 0) & (edges[1::2] < len(bins))
    return np.asarray(stretches[wide & inside])
