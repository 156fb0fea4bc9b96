"""Binarization: even out a page's background and contrast, find its ink, measure its em."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass

Gray = NDArray[np.uint8]
"""(height, width); in an image 0 is black, in a darkness image 0 is paper and 255 full ink."""
BoolImage = NDArray[np.bool_]

# Factor by which the image is reduced to estimate the background, which varies slowly.
_SHRINK = 8
# Dots of the reduced image: the window for the background, wider than a bold stroke or a ruling.
_WINDOW = 15
# Share of the dots: the darkest of the page, which set the level of full ink.
_DARKEST = 0.002
# Grey level, of 255: full ink is no lighter than this, or the paper of a nearly blank page would
# pass for ink.
_LIGHTEST_INK = 190
# Share of full ink from which a dot is ink.
_INK_THRESHOLD = 0.42
# Inches: sizes of marks that may be characters (2 to 25 points).
_MIN_MARK, _MAX_MARK = 0.03, 0.35
# Quantile of the marks' sizes that is the height of a character; larger ones touch each other.
_CHARACTER_QUANTILE = 0.75
# Marks that are enough to measure the em.
_MIN_MARKS = 8


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page's image in grey.

    Attributes:
        gray: (height, width), 0 is black.
        dpi: dots per inch.
        seals: in dots, the boxes (left, top, right, bottom) of seals that were taken out of it.
    """

    gray: Gray
    dpi: float
    seals: tuple[tuple[float, float, float, float], ...] = ()


def darkness(gray: Gray) -> Gray:
    """Darkness of each dot relative to the paper around it: 0 is paper, 255 full ink."""
    height, width = gray.shape
    small = cv2.resize(
        gray,
        (max(width // _SHRINK, 1), max(height // _SHRINK, 1)),
        interpolation=cv2.INTER_AREA,
    )
    kernel = np.ones((_WINDOW, _WINDOW), np.uint8)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), _WINDOW / 3)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(gray, np.maximum(paper, 1), scale=255.0)
    counts = np.bincount(even[::2, ::2].ravel(), minlength=256)
    share = np.cumsum(counts) / counts.sum()
    ink = min(int(np.searchsorted(share, _DARKEST)), _LIGHTEST_INK)
    level = np.clip((np.arange(256) - ink) / max(250 - ink, 24), 0.0, 1.0)
    table = (255 * (1 - level)).astype(np.uint8)
    return np.asarray(cv2.LUT(even, table), dtype=np.uint8)


def ink_of(dark: Gray) -> BoolImage:
    """Which dots of a darkness image are ink."""
    result: BoolImage = dark > 255 * _INK_THRESHOLD
    return result


def character_size(dark: Gray, dpi: float) -> float:
    """The em of the page's text, in dots: the size of its taller marks.

    A page with hardly any marks gets a default of 0.12 inch (8.6 points).
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(dark).astype(np.uint8), connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    size = np.maximum(width, height)
    marks = size[(size > _MIN_MARK * dpi) & (size < _MAX_MARK * dpi)]
    if len(marks) < _MIN_MARKS:
        return 0.12 * dpi
    return float(np.quantile(marks, _CHARACTER_QUANTILE)) * 1.06
