"""The text lines of a cell: bands of ink, parted where the ink is thinnest.

White rows part lines for sure. A band that is too high for one line is cut by a dynamic programme
over its rows of dots: through as little ink as possible, into lines of the height of the text. A
band too low for a line (a dash, a dot, the upper half of 二) goes with the line it is part of.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import BoolImage

# In ems: a line is not higher than this; bands joined are no higher than this; lines of one text
# are so far apart at least.
_HIGHEST = 1.45
_JOINED = 1.15
_NEAREST = 0.75
# A band lower than this is only part of a line, where there is a line it can be part of.
_PART = 0.5
# The share of a cell's marks that are no taller than its characters.
_TALL_MARK = 0.85
# Of an em: marks smaller than this say nothing of the size of the text.
_MARK = 0.45
# In ems: what is this far apart on a line may be two texts; specks are smaller than this.
_SPECK = 0.06
_FIT = 0.35
# In ems: how far after a line's end a faint character of it may go; how high it is; its dots.
_FAINT, _FAINT_HEIGHT, _FAINT_DOTS = 0.75, 0.35, 4


@dataclass(frozen=True, slots=True)
class LineBox:
    """A line in dots, within the picture that was given: its ink's extent."""

    left: int
    top: int
    right: int
    bottom: int


def split_lines(ink: BoolImage, em: float) -> list[LineBox]:
    """The lines of text in ``ink``, top to bottom.

    Args:
        ink: (height, width) of one cell, without its rulings.
        em: of the page's text in dots; the cell's own may be smaller.
    """
    printed, ink = ink, _without_specks(ink, em)
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return []
    em = _own_size(ink, em)
    bands = _joined(_runs(np.asarray(ink.any(axis=1))), em)
    lines = [part for band in bands for part in _parted(ink, band, em)]
    boxes = []
    for top, bottom in lines:
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        inked = np.flatnonzero(ink[top:bottom].any(axis=1))
        if len(columns):
            above, below = top + int(inked[0]), top + int(inked[-1]) + 1
            left, right = int(columns[0]), int(columns[-1]) + 1
            part = printed[above:below]
            left -= _faint_end(part[:, max(left - round(em), 0) : left][:, ::-1], em)
            right += _faint_end(part[:, right : right + round(em)], em)
            boxes.append(LineBox(left, above, right, below))
    return boxes


def _faint_end(beside: BoolImage, em: float) -> int:
    """How far a line goes on in ``beside``, what follows its end: a thin stroke may be specks.

    The slash that ends an address is one; it is as high as a character.
    """
    reach = round(_FAINT * em)
    rows, columns = np.nonzero(beside[:, :reach])
    if len(rows) < _FAINT_DOTS or np.ptp(rows) < _FAINT_HEIGHT * em:
        return 0
    return int(columns.max()) + 1


def _without_specks(ink: BoolImage, em: float) -> BoolImage:
    """``ink`` without marks too small to be a dot of the text."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    least = max(_SPECK * em, 2)
    small = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) < least
    small |= stats[:, cv2.CC_STAT_AREA] <= 2
    small[0] = True
    if not small[1:].any():
        return ink
    result: BoolImage = ~small[labels]
    return result if count > 1 else ink


def _own_size(ink: BoolImage, em: float) -> float:
    """The em of a cell's text: that of the page, or less where all marks are smaller."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    size = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    marks = size[(size > _MARK * em) & (size < 1.3 * em)]
    if len(marks) < 6:
        return em
    return float(np.clip(np.quantile(marks, _TALL_MARK) * 1.06, 0.6 * em, 1.25 * em))


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches where ``filled`` holds."""
    edge = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return list(zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True))


def _joined(bands: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Bands put together where one is only part of a line, the nearest first."""
    bands = list(bands)
    while True:
        options = [
            (bands[i + 1][0] - bands[i][1], i)
            for i in range(len(bands) - 1)
            if bands[i + 1][1] - bands[i][0] <= _JOINED * em
            and min(b[1] - b[0] for b in bands[i : i + 2]) < _PART * em
        ]
        if not options:
            return bands
        _, at = min(options)
        bands[at : at + 2] = [(bands[at][0], bands[at + 1][1])]


def _parted(ink: BoolImage, band: tuple[int, int], em: float) -> list[tuple[int, int]]:
    """A band as one line, or as the several that touch in it."""
    top, bottom = band
    height = bottom - top
    if height <= _HIGHEST * em:
        return [band]
    profile = ink[top:bottom].sum(axis=1).astype(np.float64)
    width = max(int(ink[top:bottom].any(axis=0).sum()), 1)
    # Ink that a cut goes through, as a share of a full line's; a cut is between two rows.
    through = np.concatenate(([0.0], np.minimum(profile[:-1], profile[1:]), [0.0])) / width
    least = max(int(_NEAREST * em), 1)
    best = np.full(height + 1, np.inf)
    before = np.zeros(height + 1, dtype=np.int64)
    best[0] = 0.0
    for end in range(least, height + 1):
        start = np.arange(max(end - int(_HIGHEST * em) - 1, 0), end - least + 1)
        pitch = (end - start) / em
        misfit = np.where(pitch > 1.05, pitch - 1.05, 1.05 - pitch) ** 2 * _FIT
        cost = best[start] + misfit + 4 * through[end]
        at = int(np.argmin(cost))
        best[end], before[end] = cost[at], start[at]
    if not np.isfinite(best[height]):
        return [band]
    cuts = [height]
    while cuts[-1] > 0:
        cuts.append(int(before[cuts[-1]]))
    cuts = cuts[::-1]
    return [(top + a, top + b) for a, b in pairwise(cuts)]
