"""Stamps that are drawn over a page: a frame in a strong color, and words in it in the same color.

Their words are level and no larger than the table's, so nothing else sets them apart from it.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.drawn_paths import DrawnPaths
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Levels of 255 by which two parts of one color differ.
_SAME = 48
# Points that a ruling is inside of a frame which it runs through.
_INSIDE = 2.0
# Frames of a page: more are a drawing.
_MOST_FRAMES = 200
# Characters of a stamp, and share of those of its page.
_MOST, _SHARE = 40, 0.2


@dataclass(frozen=True, slots=True)
class Stamps:
    """What of a page is of stamps.

    Attributes:
        texts: (m,) which text objects.
        paths: (n,) which paths.
    """

    texts: BoolArray
    paths: BoolArray


def stamps_of(sight: Sight, objects: Handles, boxes: FloatArray, runs: IntArray) -> Stamps | None:
    """The stamps of a page, if it has any.

    A frame has words in its color, all within it, and lines in other colors run through it: it is
    no cell of a table, nor a mark around a text.

    Args:
        sight: how the page is painted.
        objects: the m text objects.
        boxes, runs: (n, 4), (n,) of the characters with ink.
    """
    paths = sight.paths
    frames = paths.colored_frames
    if len(frames) > _MOST_FRAMES:
        return None
    drawn = sight.frame.boxes(paths.boxes)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    found = Stamps(np.zeros(len(objects), dtype=bool), np.zeros(len(drawn), dtype=bool))
    every = np.bincount(runs, minlength=len(objects))
    for frame in frames.tolist():
        x0, top, x1, bottom = drawn[frame].tolist()
        color = paths.stroke_colors[frame, :3]
        within = ((middle > (x0, top)) & (middle < (x1, bottom))).all(axis=1)
        count = np.bincount(runs[within], minlength=len(objects))
        own = true_at((count > 0) & (count == every))
        if not len(own) or not _is_crossed(drawn, paths, frame, color):
            continue
        inks = api.unsigned(api.fill_color, objects.take(own))[:, :3]
        own = own[np.abs(inks - color).max(axis=1) <= _SAME]
        size = int(count[own].sum())
        if not 0 < size <= min(_MOST, _SHARE * len(runs)):
            continue
        found.texts[own] = True
        inside = ((drawn[:, :2] >= (x0 - _INSIDE, top - _INSIDE)).all(axis=1)) & (
            (drawn[:, 2:] <= (x1 + _INSIDE, bottom + _INSIDE)).all(axis=1)
        )
        found.paths[inside & _has_color(paths, color)] = True
    return found if found.texts.any() else None


def _has_color(paths: DrawnPaths, color: IntArray) -> BoolArray:
    """(n,) which paths are drawn in ``color``."""
    stroke = np.abs(paths.stroke_colors[:, :3] - color).max(axis=1) <= _SAME
    fill = np.abs(paths.fill_colors[:, :3] - color).max(axis=1) <= _SAME
    return np.asarray((paths.stroke & stroke) | (paths.fill & ~paths.stroke & fill))


def _is_crossed(drawn: FloatArray, paths: DrawnPaths, frame: int, color: IntArray) -> bool:
    """Whether a side of a path in another color runs through the inside of a frame."""
    x0, top, x1, bottom = drawn[frame].tolist()
    others = drawn[~_has_color(paths, color) & (paths.stroke | paths.thin)]
    for low, high, start, stop in ((0, 2, x0, x1), (1, 3, top, bottom)):
        along = 1 - low
        first, last = (top, bottom) if low == 0 else (x0, x1)
        beside = (others[:, along] < last - _INSIDE) & (others[:, along + 2] > first + _INSIDE)
        for place in (others[beside, low], others[beside, high]):
            if ((place > start + _INSIDE) & (place < stop - _INSIDE)).any():
                return True
    return False
