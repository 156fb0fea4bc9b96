"""Text that nobody sees, gathered by the reason for the findings of a page."""

from __future__ import annotations

import numpy as np

from kyoten_extract.engines.pdfium.sight import (
    ALPHA,
    COVERED,
    GROUND,
    LAYER,
    MODE,
    PICTURE,
    TINY,
)
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.page.text_quality import Unseen, UnseenReason

_REASONS: dict[int, UnseenReason] = {
    LAYER: "layer",
    MODE: "no ink",
    ALPHA: "transparent",
    TINY: "tiny",
    GROUND: "ground color",
    COVERED: "covered",
    PICTURE: "covered",
}
# Characters of a text that a finding quotes.
_MAX_QUOTED = 80


def unseen_texts(
    why: IntArray, gone: BoolArray, codes: IntArray, boxes: FloatArray, runs: IntArray
) -> tuple[Unseen, ...]:
    """What is not read of the characters of a page, by the reason.

    Args:
        why: (n,) why each is not seen.
        gone: (n,) which are not read.
        codes, boxes, runs: (n,), (n, 4), (n,) of the characters.
    """
    if not gone.any():
        return ()
    result = []
    for reason in dict.fromkeys(_REASONS.values()):
        kinds = [kind for kind, name in _REASONS.items() if name == reason]
        at = np.flatnonzero(gone & np.isin(why, kinds))
        if len(at):
            box = boxes[at]
            x0, top = box[:, :2].min(axis=0).tolist()
            x1, bottom = box[:, 2:].max(axis=0).tolist()
            result.append(Unseen(reason, len(at), (x0, top, x1, bottom), quoted(codes, runs, at)))
    return tuple(result)


def quoted(codes: IntArray, runs: IntArray, at: IntArray) -> str:
    """The characters ``at``, texts apart, cut to a sane length."""
    some = at[: _MAX_QUOTED + 1]
    new = np.diff(runs[some], prepend=runs[some[:1]]) != 0
    text = "".join(
        " " * apart + chr(code)
        for code, apart in zip(codes[some].tolist(), new.tolist(), strict=True)
    )
    return text if len(at) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}..."
