"""Split the ink of a cell into text lines.

White rows separate bands of ink. A band too high for one line is cut by dynamic programming over
its rows of dots: through as little ink as possible, into lines of the height of the text. A band
too low for a line (a dash, a dot, the upper half of 二) is joined to its line.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.ocr.image.binarize import BoolImage

# Ems: height of one line, at most; higher bands hold several that touch.
_MAX_LINE_HEIGHT = 1.45
# Ems: height of a line that is joined from bands, at most.
_MAX_JOINED_HEIGHT = 1.15
# Ems: pitch of lines, at least.
_MIN_PITCH = 0.75
# Ems: a band lower than this is only part of a line.
_MIN_BAND_HEIGHT = 0.5
# Quantile of the marks' sizes in a cell that is the height of a character.
_CHARACTER_QUANTILE = 0.85
# Ems: smaller marks (punctuation, parts of kana) are no evidence of the text's size.
_MIN_MARK = 0.45
# Ems: smaller marks are specks of dirt.
_MAX_SPECK = 0.06
# Weight of the squared deviation of a line's pitch, in ems, against ink that a cut goes through.
_PITCH_WEIGHT = 0.35
# Ems beyond a line's end in which a faint last character is looked for, its height, and its dots.
_FAINT_REACH, _MIN_FAINT_HEIGHT, _MIN_FAINT_DOTS = 0.75, 0.35, 4


@dataclass(frozen=True, slots=True)
class LineBox:
    """The bounding box of a line's ink, in dots of the given image."""

    left: int
    top: int
    right: int
    bottom: int


def split_lines(ink: BoolImage, em: float) -> list[LineBox]:
    """Find the lines of text in ``ink``, top to bottom.

    Args:
        ink: (height, width) of one cell, without its rulings.
        em: of the page's text, in dots; the cell's own may be smaller.
    """
    printed, ink = ink, _without_specks(ink, em)
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return []
    em = _own_size(ink, em)
    bands = _joined(_runs(np.asarray(ink.any(axis=1))), em)
    lines = [line for band in bands for line in _split_band(ink, band, em)]
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
    """Dots by which a line extends into ``beside``, the ink after its end, specks included.

    A faint thin stroke, like the slash that ends a URL, can break up into specks; together they are
    as high as a character.
    """
    reach = round(_FAINT_REACH * em)
    rows, columns = np.nonzero(beside[:, :reach])
    if len(rows) < _MIN_FAINT_DOTS or np.ptp(rows) < _MIN_FAINT_HEIGHT * em:
        return 0
    return int(columns.max()) + 1


def _without_specks(ink: BoolImage, em: float) -> BoolImage:
    """``ink`` without marks that are too small for the dot of a character."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    least = max(_MAX_SPECK * em, 2)
    small = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) < least
    small |= stats[:, cv2.CC_STAT_AREA] <= 2
    small[0] = True
    if not small[1:].any():
        return ink
    result: BoolImage = ~small[labels]
    return result if count > 1 else ink


def _own_size(ink: BoolImage, em: float) -> float:
    """The em of a cell's text; that of the page, where the cell has too few marks to measure it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    size = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    marks = size[(size > _MIN_MARK * em) & (size < 1.3 * em)]
    if len(marks) < 6:
        return em
    return float(np.clip(np.quantile(marks, _CHARACTER_QUANTILE) * 1.06, 0.6 * em, 1.25 * em))


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(start, end) of the stretches where ``filled`` is true."""
    edge = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return list(zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True))


def _joined(bands: list[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Join bands that are only parts of a line to their neighbors, the closest first."""
    bands = list(bands)
    while True:
        options = [
            (bands[i + 1][0] - bands[i][1], i)
            for i in range(len(bands) - 1)
            if bands[i + 1][1] - bands[i][0] <= _MAX_JOINED_HEIGHT * em
            and min(b[1] - b[0] for b in bands[i : i + 2]) < _MIN_BAND_HEIGHT * em
        ]
        if not options:
            return bands
        _, at = min(options)
        bands[at : at + 2] = [(bands[at][0], bands[at + 1][1])]


def _split_band(ink: BoolImage, band: tuple[int, int], em: float) -> list[tuple[int, int]]:
    """Split a band into the lines that touch in it; most bands are one line."""
    top, bottom = band
    height = bottom - top
    if height <= _MAX_LINE_HEIGHT * em:
        return [band]
    profile = ink[top:bottom].sum(axis=1).astype(np.float64)
    width = max(int(ink[top:bottom].any(axis=0).sum()), 1)
    # Ink that a cut between two rows goes through, as a share of the band's inked columns.
    through = np.concatenate(([0.0], np.minimum(profile[:-1], profile[1:]), [0.0])) / width
    least = max(int(_MIN_PITCH * em), 1)
    best = np.full(height + 1, np.inf)
    before = np.zeros(height + 1, dtype=np.int64)
    best[0] = 0.0
    for end in range(least, height + 1):
        start = np.arange(max(end - int(_MAX_LINE_HEIGHT * em) - 1, 0), end - least + 1)
        pitch = (end - start) / em
        misfit = np.where(pitch > 1.05, pitch - 1.05, 1.05 - pitch) ** 2 * _PITCH_WEIGHT
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
