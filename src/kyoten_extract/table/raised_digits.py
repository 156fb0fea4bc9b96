"""Small digits set higher than the number before them: marks of footnotes, and powers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, Characters

_DIGITS = "0123456789"
_RAISED = np.array(list(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹")))
# Share of the height of the digit before that a raised one has at most, and shares of it by which
# it stands higher, at least, and is apart, at most.
_SMALLER, _HIGHER, _APART = 0.8, 0.1, 0.35
# Digits of a mark.
_MOST_DIGITS = 3


def with_raised_digits(characters: Characters) -> Characters:
    """``characters`` with small digits above the line of a number as superscripts.

    A 2 with the mark of footnote 1 is not 21, and 10 to the sixth is not 106. Other small
    characters stay as they are: nobody reads them as part of what they stand by.
    """
    codes, boxes = characters.codes, characters.boxes
    is_digit: BoolArray = (codes >= ord(_DIGITS[0])) & (codes <= ord(_DIGITS[-1]))
    follows = true_at(is_digit[1:] & is_digit[:-1]) + 1
    if not len(follows):
        return characters
    height = boxes[:, 3] - boxes[:, 1]
    before = follows - 1
    raised = (
        (height[follows] <= _SMALLER * height[before])
        & (boxes[before, 3] - boxes[follows, 3] >= _HIGHER * height[before])
        & (boxes[follows, 3] > boxes[before, 1])
        & (np.abs(boxes[follows, 0] - boxes[before, 2]) <= _APART * height[before])
    )
    marks = follows[raised]
    if not len(marks):
        return characters
    changed = codes.copy()
    for _ in range(_MOST_DIGITS):
        changed[marks] = _RAISED[codes[marks] - ord(_DIGITS[0])]
        after = marks[marks + 1 < len(codes)] + 1
        level = np.abs(boxes[after, 3] - boxes[after - 1, 3]) <= _HIGHER * height[after - 1]
        marks = after[is_digit[after] & level & (height[after] <= height[after - 1])]
    return replace(characters, codes=changed)
