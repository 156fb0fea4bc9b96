"""Bands of color across a table: the grounds of its rows, where every other one is shaded.

No row reaches over a change of color. Whether a band is one row is another question: a list may
shade groups of rows, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.array_steps import distinct, median
from kyoten_extract.page.page_model import FloatArray, IntArray, Shades
from kyoten_extract.table.unruled.column_text import ColumnText

# Share of the table's width over which the color changes between two bands.
_ACROSS = 0.6
# Places across the table at which colors are looked at.
_SAMPLES = 24
# Points: edges of shapes no further apart are one; colors are looked at this far beside it.
_BESIDE = 1.5
# Of 255: colors nearer to each other than this are one to the eye.
_SAME_COLOR = 4.0
# Edges of shapes that are looked at: a page with more is a picture.
_MAX_EDGES = 2_000
_WHITE = 255.0

# Share of the lines that are in bands with a change of color on both sides.
_IN_BANDS = 0.5
# Bands from which on it shows whether each is a row.
_MIN_BANDS = 3
# Share of the bands in which a column has one line, and no more than one, if it shows that each
# band is a row.
_ONE_LINE, _AT_MOST_ONE = 0.8, 0.95
# Bands whose heights differ by less than this share of it are alike, and the share of such ones
# from which on a row without a change of color above or below it is as high.
_ALIKE, _MOST_ALIKE = 0.1, 0.8
# Share of the usual white between rows that parts two of them, at least.
_AS_WHITE = 0.9


def color_changes(shades: Shades, x0: float, x1: float) -> FloatArray:
    """Heights at which the ground changes its color across most of ``x0`` to ``x1``; sorted."""
    boxes = shades.boxes
    own = (boxes[:, 2] > x0) & (boxes[:, 0] < x1)
    boxes, colors = boxes[own], shades.colors[own]
    edges = distinct(boxes[:, [1, 3]])
    if not len(edges) or len(edges) > _MAX_EDGES:
        return np.empty(0)
    first = np.flatnonzero(np.diff(edges, prepend=-np.inf) > _BESIDE)
    ys = np.add.reduceat(edges, first) / np.diff(first, append=len(edges))
    low, high = edges[first], edges[np.append(first[1:], len(edges)) - 1]
    xs = x0 + (np.arange(_SAMPLES) + 0.5) * (x1 - x0) / _SAMPLES
    above, below = (_colors(boxes, colors, xs, y) for y in (low - _BESIDE, high + _BESIDE))
    changed = (np.abs(above - below) > _SAME_COLOR).any(axis=2).mean(axis=1)
    return np.asarray(ys[changed >= _ACROSS])


def _colors(boxes: FloatArray, colors: FloatArray, xs: FloatArray, ys: FloatArray) -> FloatArray:
    """(y, x, 3) the color on top at each place."""
    found = np.full((len(ys), len(xs), 3), _WHITE)
    for (x0, top, x1, bottom), color in zip(boxes.tolist(), colors, strict=True):
        rows = slice(*np.searchsorted(ys, (top, bottom)))
        columns = slice(*np.searchsorted(xs, (x0, x1)))
        found[rows, columns] = color
    return found


def banded_columns(texts: Sequence[ColumnText], columns: int) -> IntArray:
    """The columns that have one line in nearly each band; none if bands are not rows."""
    counts = [
        np.bincount(part.column, minlength=columns)
        for text in texts
        for part in text.take(text.spans == 0).rows(text.walls)
    ]
    if len(counts) < _MIN_BANDS:
        return np.empty(0, dtype=np.int64)
    lines = np.array(counts)
    if lines.sum() < _IN_BANDS * sum(int((text.spans == 0).sum()) for text in texts):
        # The shaded labels of many pages tell nothing of the rows below them.
        return np.empty(0, dtype=np.int64)
    one, more = (lines == 1).mean(axis=0), (lines > 1).mean(axis=0)
    own = one >= _ONE_LINE
    # Columns that wrap now and then tell less than those that never do.
    never = own & (more == 0)
    return np.flatnonzero(never if never.any() else own & (more <= 1 - _AT_MOST_ONE))


def with_outer(text: ColumnText) -> FloatArray:
    """The walls of ``text`` and the ends of rows that have the ground of what is beside them.

    The first and the last row may be white, as labels and notes are: they are as high as others,
    if nearly all are alike, and the white at their end is as high as between other rows; within a
    wrapped cell it is less.
    """
    walls, boxes = text.walls, text.pieces.boxes
    heights = np.diff(walls)
    if len(heights) < _MIN_BANDS:
        return walls
    height = median(heights)
    if (np.abs(heights - height) <= _ALIKE * height).mean() < _MOST_ALIKE:
        return walls
    ends = np.array([walls[0] - height, walls[-1] + height])
    usual = median(_white_at(boxes, walls))
    apart = _white_at(boxes, ends) >= _AS_WHITE * usual
    return np.concatenate((ends[:1][apart[:1]], walls, ends[1:][apart[1:]]))


def _white_at(boxes: FloatArray, ys: FloatArray) -> FloatArray:
    """The height of the white around each of ``ys``; infinite where text ends on one side."""
    below = (boxes[:, 1] + boxes[:, 3]) / 2 > ys[:, None]
    top = np.where(below, boxes[:, 1], np.inf).min(axis=1, initial=np.inf)
    bottom = np.where(below, -np.inf, boxes[:, 3]).max(axis=1, initial=-np.inf)
    return np.asarray(top - bottom)
