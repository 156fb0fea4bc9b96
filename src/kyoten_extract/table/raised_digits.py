"""Small digits set higher than the number before them: marks of footnotes, and powers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray

_DIGITS = "0123456789"
_RAISED = np.array(list(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹")))
# Share of the height of the digit before that a raised one has at most, and shares of it by which
# it stands higher, at least, and is apart, at most.
_SMALLER, _HIGHER, _APART = 0.85, 0.1, 0.35
# Pairs of digits that are compared: pages of small print have no more.
_MOST_PAIRS = 2_000_000
# A number and its mark.
_FEWEST_DIGITS = 2
# Digits of a mark.
_MOST_DIGITS = 3


def with_raised_digits(characters: Characters) -> Characters:
    """``characters`` with small digits above the line of a number as superscripts.

    A 2 with the mark of footnote 1 is not 21, and 10 to the sixth is not 106. Other small
    characters stay as they are: nobody reads them as part of what they stand by.
    """
    codes, boxes = characters.codes, characters.boxes
    digits = true_at((codes >= ord(_DIGITS[0])) & (codes <= ord(_DIGITS[-1])))
    if len(digits) < _FEWEST_DIGITS:
        return characters
    height = boxes[:, 3] - boxes[:, 1]
    # A page's title or number may have larger ones than nearly all.
    heights = np.sort(height[digits])
    small = digits[height[digits] <= _SMALLER * heights[len(heights) * 3 // 4]]
    if not len(small):
        return characters
    marks = small[_is_raised(boxes, small, digits)]
    if not len(marks):
        return characters
    is_digit = np.zeros(len(codes), dtype=bool)
    is_digit[digits] = True
    changed = codes.copy()
    for _ in range(_MOST_DIGITS):
        changed[marks] = _RAISED[codes[marks] - ord(_DIGITS[0])]
        after = marks[marks + 1 < len(codes)] + 1
        level = np.abs(boxes[after, 3] - boxes[after - 1, 3]) <= _HIGHER * height[after - 1]
        level &= np.abs(boxes[after, 0] - boxes[after - 1, 2]) <= height[after - 1]
        marks = after[is_digit[after] & level & (height[after] <= height[after - 1])]
    return replace(characters, codes=changed)


def _is_raised(boxes: FloatArray, small: IntArray, digits: IntArray) -> BoolArray:
    """(n,) which of the ``small`` digits stand raised behind one of ``digits``.

    The mark may be drawn long after the number.
    """
    behind = digits[boxes[digits, 2].argsort(kind="stable")]
    ends = boxes[behind, 2]
    near = _APART * (boxes[behind, 3] - boxes[behind, 1]).max(initial=0.0)
    low = ends.searchsorted(boxes[small, 0] - near)
    high = ends.searchsorted(boxes[small, 0] + near, side="right")
    count = high - low
    if count.sum() > _MOST_PAIRS:
        return np.zeros(len(small), dtype=bool)
    mark = np.arange(len(small)).repeat(count)
    start = np.repeat(low - (count.cumsum() - count), count)
    number, own = behind[np.arange(len(mark)) + start], small[mark]
    height = boxes[number, 3] - boxes[number, 1]
    raised = (
        (boxes[own, 3] - boxes[own, 1] <= _SMALLER * height)
        & (boxes[number, 3] - boxes[own, 3] >= _HIGHER * height)
        & (boxes[own, 3] > boxes[number, 1])
        & (np.abs(boxes[own, 0] - boxes[number, 2]) <= _APART * height)
    )
    found = np.zeros(len(small), dtype=bool)
    found[mark[raised]] = True
    return found
