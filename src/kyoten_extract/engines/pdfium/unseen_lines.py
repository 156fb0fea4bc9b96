"""Paths of a page that nobody sees, taken out before its rulings are read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.engines.pdfium.page_objects import Level
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.page.page_model import IntArray
from kyoten_extract.page.text_quality import Noted

# Points: a shape no thicker than this is a line, and told of.
_MAX_THICKNESS = 3.0


def seen_lines(sight: Sight, drawn: Sequence[Level]) -> tuple[Sequence[Level], Noted | None]:
    """``drawn`` without the paths that nobody sees; and the lines among these."""
    at = np.flatnonzero(sight.paths())
    if not len(at):
        return drawn, None
    boxes = sight.painted.boxes(at, sight.frame)
    thin = ((boxes[:, 2:] - boxes[:, :2]) <= _MAX_THICKNESS).any(axis=1)
    kept = _without(drawn, sight.painted.handles[at])
    if not thin.any():
        return kept, None
    x0, top = boxes[thin, :2].min(axis=0).tolist()
    x1, bottom = boxes[thin, 2:].max(axis=0).tolist()
    return kept, Noted(int(thin.sum()), (x0, top, x1, bottom))


def _without(drawn: Sequence[Level], handles: IntArray) -> list[Level]:
    result = []
    for level in drawn:
        kept = np.flatnonzero(~np.isin(np.asarray(level.handles, dtype=np.int64), handles))
        left = [level.handles[index] for index in kept.tolist()]
        references = [level.references[index] for index in kept.tolist()]
        result.append(Level(left, references, level.types[kept], level.matrix))
    return result
