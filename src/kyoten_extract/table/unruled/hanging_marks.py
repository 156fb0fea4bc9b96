"""Full stops that hang over the side of a cell: half of their square is white."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import FloatArray, IntArray

# Marks with ink in the left half of their square only.
_HALF = np.array([ord(char) for char in "。、，．"])
# Share of its height that the square of such a mark is wide.
_SQUARE = 0.8


def without_hanging(boxes: FloatArray, codes: IntArray, last: IntArray) -> FloatArray:
    """``boxes`` (n, 4) of characters with the inked half of those that end a text.

    Args:
        boxes, codes: (n, 4) and (n,) of the characters.
        last: (m,) which end a text.
    """
    ends = last[np.isin(codes[last], _HALF)]
    width = boxes[ends, 2] - boxes[ends, 0]
    square = width >= _SQUARE * (boxes[ends, 3] - boxes[ends, 1])
    if not square.any():
        return boxes
    boxes = boxes.copy()
    boxes[ends[square], 2] -= width[square] / 2
    return boxes
