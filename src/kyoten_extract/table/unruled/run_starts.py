"""Text that a blank at the end of the cell before seems to join to it."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Ems: texts of one column begin in the same place, up to this.
_SAME_PLACE = 0.05
# Texts after a gap that begin in a place, at least, where another text begins, too.
_FEWEST = 3


def begun_anew(
    boxes: FloatArray, runs: IntArray, blank: BoolArray, apart: BoolArray, em: float
) -> BoolArray:
    """(n - 1,) after which blanks a text of its own begins, as no gap tells.

    A run that ends with a blank may fill its cell. The run after it is in the next one if others,
    after a gap, begin in the same place.

    Args:
        boxes, runs, blank: (n, 4), (n,), (n,) of the characters, line by line.
        apart: (n - 1,) after which ones there is a gap, or the line ends.
        em: points.
    """
    at = np.flatnonzero(blank[:-1] & ~blank[1:] & (runs[1:] != runs[:-1]) & ~apart)
    result = np.zeros(len(apart), dtype=bool)
    if len(at):
        starts = np.sort(boxes[1:, 0][apart & ~blank[1:]])
        place, slack = boxes[at + 1, 0], _SAME_PLACE * em
        count = starts.searchsorted(place + slack) - starts.searchsorted(place - slack)
        result[at[count >= _FEWEST]] = True
    return result
