"""Paths of a page that nobody sees, whose lines rule nothing."""

from __future__ import annotations

import numpy as np

from kyoten_extract.engines.pdfium.drawn_paths import MAX_THICKNESS
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.page.page_model import BoolArray, IntArray
from kyoten_extract.page.text_quality import Noted


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
