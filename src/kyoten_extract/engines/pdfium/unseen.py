"""Text and lines that nobody sees, gathered for the findings of a page."""

from __future__ import annotations

import numpy as np

from kyoten_extract.engines.pdfium.drawn_paths import MAX_THICKNESS
from kyoten_extract.engines.pdfium.sight import (
    ALPHA,
    COVERED,
    GROUND,
    LAYER,
    MODE,
    PICTURE,
    TINY,
    Sight,
)
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.noted_text import around_and_text
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.page.text_quality import Noted, Unseen, UnseenReason

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


def unseen_lines(sight: Sight, owners: IntArray) -> tuple[BoolArray, Noted | None]:
    """(n,) which of the lines drawn by the paths ``owners`` nobody sees, and what is told of it."""
    drawing = sight.paths.thin
    drawing[owners] = True
    unseen = sight.unseen_paths(drawing)
    if not unseen.any():
        return np.zeros(len(owners), dtype=bool), None
    boxes = sight.frame.boxes(sight.paths.boxes[unseen])
    thin = ((boxes[:, 2:] - boxes[:, :2]) <= MAX_THICKNESS).any(axis=1)
    if not thin.any():
        return unseen[owners], None
    x0, top = boxes[thin, :2].min(axis=0).tolist()
    x1, bottom = boxes[thin, 2:].max(axis=0).tolist()
    return unseen[owners], Noted(int(thin.sum()), (x0, top, x1, bottom))
