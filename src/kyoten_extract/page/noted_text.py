"""What findings say of characters: where they are, and the first of them."""

from __future__ import annotations

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.page_model import FloatArray, IntArray

# Characters of a text that a finding quotes.
_MAX_QUOTED = 80


def around_and_text(
    codes: IntArray, boxes: FloatArray, runs: IntArray, at: IntArray
) -> tuple[BBox, str]:
    """The bbox around the characters ``at``, one at least, and their text, cut to a sane length.

    Args:
        codes, boxes, runs: (n,), (n, 4), (n,) of all characters.
        at: indexes.
    """
    x0, top = boxes[at, :2].min(axis=0).tolist()
    x1, bottom = boxes[at, 2:].max(axis=0).tolist()
    return (x0, top, x1, bottom), _quoted(codes, runs, at)


def _quoted(codes: IntArray, runs: IntArray, at: IntArray) -> str:
    """The characters ``at``, texts apart, cut to a sane length."""
    some = at[: _MAX_QUOTED + 1]
    new = np.diff(runs[some], prepend=runs[some[:1]]) != 0
    text = "".join(
        " " * apart + chr(code)
        for code, apart in zip(codes[some].tolist(), new.tolist(), strict=True)
    )
    return text if len(at) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}..."
