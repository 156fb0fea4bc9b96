"""Where texts begin and end that fill their cells: behind a blank, or half beyond the side."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Ems: texts of one column begin in the same place, up to this.
_SAME_PLACE = 0.05
# Texts after a gap that begin in a place, at least, where another text begins, too.
_FEWEST = 3
# The same for each text that no blank is before, either.
_FOR_EACH = 4
# Marks with ink in the left half of their square only, which may hang over the side of a cell; and
# share of its height that such a square is wide.
_HALF, _SQUARE = np.array([ord(char) for char in "。、，．"]), 0.8


def begun_anew(
    boxes: FloatArray, runs: IntArray, blank: BoolArray, apart: BoolArray, em: float
) -> BoolArray:
    """(n - 1,) after which characters a text of its own begins, as no gap tells.

    A run that ends with a blank may fill its cell. The run after it is in the next one if others,
    after a gap, begin in the same place. Without a blank, if many do for each that fills its cell.

    Args:
        boxes, runs, blank: (n, 4), (n,), (n,) of the characters, line by line.
        apart: (n - 1,) after which ones there is a gap, or the line ends.
        em: points.
    """
    at = np.flatnonzero(~blank[1:] & (runs[1:] != runs[:-1]) & ~apart)
    result = np.zeros(len(apart), dtype=bool)
    if len(at):
        starts = np.sort(boxes[1:, 0][apart & ~blank[1:]])
        place = boxes[at + 1, 0]
        count = _near(starts, place, em)
        begun = np.maximum.accumulate(np.where(apart, np.arange(1, len(boxes)), 0))
        # A text that fills its cell begins where others of its column do, too.
        alike = _near(starts, boxes[np.append(0, begun)[at], 0], em) > _FEWEST
        least = np.maximum(_FEWEST, _FOR_EACH * _near(np.sort(place), place, em))
        result[at[(count >= np.where(blank[at], _FEWEST, least)) & (blank[at] | alike)]] = True
    return result


def _near(places: FloatArray, wanted: FloatArray, em: float) -> IntArray:
    """(k,) how many of the ``places``, in order, are those ``wanted`` (k,)."""
    slack = _SAME_PLACE * em
    found: IntArray = places.searchsorted(wanted + slack) - places.searchsorted(wanted - slack)
    return found


def without_hanging(boxes: FloatArray, codes: IntArray, last: IntArray) -> FloatArray:
    """``boxes`` (n, 4) with the inked half of the characters that end a text: those at ``last``."""
    ends = last[np.isin(codes[last], _HALF)]
    width = boxes[ends, 2] - boxes[ends, 0]
    square = width >= _SQUARE * (boxes[ends, 3] - boxes[ends, 1])
    if not square.any():
        return boxes
    boxes = boxes.copy()
    boxes[ends[square], 2] -= width[square] / 2
    return boxes
