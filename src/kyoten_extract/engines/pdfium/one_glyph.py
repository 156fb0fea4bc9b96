"""Glyphs whose mapping to Unicode gives the same character twice."""

from __future__ import annotations

import unicodedata

import numpy as np

from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Code points of radicals, Kangxi and others; and the first that are no letters of an alphabet,
# whose ligatures (ff) hold the same letter twice.
_RADICALS = (0x2E80, 0x2FE0)
_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))
_NO_ALPHABET = 0x2E80


def given_twice(codes: IntArray, boxes: FloatArray, runs: IntArray) -> BoolArray:
    """(n,) which characters repeat another one of the same glyph.

    The fonts of some systems map a glyph to a radical and to its ideograph, one after the other:
    the ideograph is kept. Ligatures map to several letters, which are all right.

    Args:
        codes: (n,) code points, in drawing order.
        boxes: (n, 4) their boxes; those of one glyph are the same.
        runs: (n,) the text object of each.
    """
    again = np.zeros(len(codes), dtype=bool)
    if len(codes) < 2:
        return again
    # Few characters of a run begin where the one before does: only their whole boxes are compared.
    second = true_at((boxes[1:, 0] == boxes[:-1, 0]) & (runs[1:] == runs[:-1])) + 1
    one_box = (boxes[second] == boxes[second - 1]).all(axis=1)
    one_box &= np.maximum(codes[second], codes[second - 1]) >= _NO_ALPHABET
    kept = -1
    for at in second[one_box].tolist():
        before = kept if kept >= 0 and again[at - 1] else at - 1
        one, other = int(codes[before]), int(codes[at])
        if _is_one(one, other):
            lost = before if _is_radical(one) and not _is_radical(other) else at
            again[lost] = True
            kept = at if lost == before else before
        else:
            kept = -1
    return again


def _is_one(first: int, second: int) -> bool:
    if _is_radical(first) != _is_radical(second):
        other = second if _is_radical(first) else first
        return any(low <= other < high for low, high in _IDEOGRAPHS)
    return _folded(first) == _folded(second)


def _is_radical(code: int) -> bool:
    return _RADICALS[0] <= code < _RADICALS[1]


def _folded(code: int) -> str:
    return unicodedata.normalize("NFKC", chr(code))
