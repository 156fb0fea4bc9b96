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
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.noted_text import around_and_text
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
        at = true_at(gone & np.isin(why, kinds))
        if len(at):
            result.append(Unseen(reason, len(at), *around_and_text(codes, boxes, runs, at)))
    return tuple(result)
