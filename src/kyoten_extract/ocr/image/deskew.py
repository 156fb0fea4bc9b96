"""Deskew pages by the angle at which the projection profile of their lines is sharpest."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import Gray

# Degrees: the range of skew that scanners produce.
_MAX_SKEW = 5.0
# Degrees: resolution of each pass; the last moves the edge of a page by less than a dot.
_STEPS = (0.5, 0.1, 0.02, 0.005)
# Dots: width of the reduced image, enough for the first two passes.
_COARSE_WIDTH = 1600
# Degrees: below this, resampling blurs more than deskewing gains.
_MIN_SKEW = 0.01
# Ink dots that are projected; a sample is as good as all of them.
_MAX_DOTS = 400_000
# Darkness, of 255, from which a dot counts: rulings can be fainter than text and are better
# evidence.
_MIN_DARKNESS = 64


def skew_angle(dark: Gray) -> float:
    """Degrees by which the lines of a darkness image rise to the left, -5 to 5; 0 if it is blank.

    The ink is summed along lines at each angle; at the right one the sums differ most.
    """
    shrink = max(dark.shape[1] / _COARSE_WIDTH, 1.0)
    best = 0.0
    for step, scale in zip(_STEPS, (shrink, shrink, 1.0, 1.0), strict=True):
        y, x = _dots(dark, scale)
        if not len(y):
            return 0.0
        reach = _MAX_SKEW if step == _STEPS[0] else 5 * step
        angles = np.arange(best - reach, best + reach + step / 2, step)
        sharpness = np.array([_sharpness(y, x, angle) for angle in angles])
        # Angles that move no dot by a whole row tie; the middle one is straight.
        alike = np.flatnonzero(sharpness == sharpness.max())
        best = float(angles[alike[len(alike) // 2]])
    return best


def deskewed(gray: Gray, angle: float, *, paper: int = 255) -> Gray:
    """``gray`` rotated by ``angle`` degrees to undo a skew; same size."""
    if abs(angle) < _MIN_SKEW:
        return gray
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(float(paper),)
    )
    return np.asarray(turned, dtype=np.uint8)


def projection_contrast(dark: Gray) -> float:
    """Variance of the projection profiles of rows and columns; highest where lines are straight."""
    return float(dark.mean(axis=0).var() + dark.mean(axis=1).var())


def quarter_turned(gray: Gray, turns: int) -> Gray:
    """``gray`` turned clockwise by ``turns`` right angles."""
    return np.ascontiguousarray(np.rot90(gray, -turns % 4))


def _dots(dark: Gray, shrink: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if shrink > 1:
        height, width = dark.shape
        size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
        dark = np.asarray(cv2.resize(dark, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    y, x = np.nonzero(dark > _MIN_DARKNESS)
    # A sample: the stride over ink dots follows no pattern of the page.
    stride = max(len(y) // _MAX_DOTS, 1)
    return y[::stride].astype(np.float64), x[::stride] - dark.shape[1] / 2


def _sharpness(y: NDArray[np.float64], x: NDArray[np.float64], angle: float) -> float:
    rows = np.rint(y - x * np.tan(np.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min())
    return float(np.square(counts.astype(np.float64)).sum())
