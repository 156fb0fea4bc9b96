"""A page's picture as darkness: background even, ink at full depth; and what its marks measure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
"""(height, width); 0 is black in a picture, and nothing in a darkness."""
BoolImage = NDArray[np.bool_]

# The background is looked for in a picture so many times smaller, among so many of its dots.
_SHRINK = 8
_AROUND = 15
# Shares of the dots: paper is lighter than this, ink is among the darkest.
_DARKEST = 0.002
# A page may have less ink than that: paper is none, however little darker it is in places.
_LIGHTEST_INK = 190
# What is darker than this share of full ink is ink.
_INK = 0.42
# Inches: marks that may be characters.
_SMALLEST, _LARGEST = 0.03, 0.35
# The share of marks no taller than a character: the rest are those with descenders, or touching.
_TALL_MARK = 0.75
_FEWEST_MARKS = 8


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as it was scanned.

    Attributes:
        gray: (height, width), 0 is black.
        dpi: dots per inch.
    """

    gray: Gray
    dpi: float


def darkness(gray: Gray) -> Gray:
    """How dark each dot is against the paper around it: 0 paper, 255 the page's ink."""
    height, width = gray.shape
    small = cv2.resize(
        gray,
        (max(width // _SHRINK, 1), max(height // _SHRINK, 1)),
        interpolation=cv2.INTER_AREA,
    )
    kernel = np.ones((_AROUND, _AROUND), np.uint8)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), _AROUND / 3)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(gray, np.maximum(paper, 1), scale=255.0)
    counts = np.bincount(even[::2, ::2].ravel(), minlength=256)
    share = np.cumsum(counts) / counts.sum()
    ink = min(int(np.searchsorted(share, _DARKEST)), _LIGHTEST_INK)
    level = np.clip((np.arange(256) - ink) / max(250 - ink, 24), 0.0, 1.0)
    table = (255 * (1 - level)).astype(np.uint8)
    return np.asarray(cv2.LUT(even, table), dtype=np.uint8)


def ink_of(dark: Gray) -> BoolImage:
    """Which dots of a darkness are ink."""
    result: BoolImage = dark > 255 * _INK
    return result


def character_size(dark: Gray, dpi: float) -> float:
    """The em of the page's text in dots: the height of its taller marks.

    A page without marks is said to have characters of a sixth of an inch and less.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(dark).astype(np.uint8), connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    size = np.maximum(width, height)
    marks = size[(size > _SMALLEST * dpi) & (size < _LARGEST * dpi)]
    if len(marks) < _FEWEST_MARKS:
        return 0.12 * dpi
    return float(np.quantile(marks, _TALL_MARK)) * 1.06
