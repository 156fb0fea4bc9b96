"""Pages laid askew, and turned back: by the angle at which their lines stand out best."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import Gray

# Degrees: what is looked for, and the steps of each pass; the last is below a dot over a page.
_MOST = 5.0
_STEPS = (0.5, 0.1, 0.02, 0.005)
# Dots across that are enough for the first passes.
_WIDTH = 1600
# Degrees: below this, turning would blur more than it mends.
_LEAST = 0.01
_MOST_DOTS = 400_000
# Of 255: dots this dark count, for rulings may be fainter than the text, and tell more.
_SEEN = 64


def skew_angle(dark: Gray) -> float:
    """Degrees that the lines of a darkness rise to the left, from -5 to 5; 0 where it is blank.

    The ink is summed along lines of each angle: at the right one, the sums differ most.
    """
    shrink = max(dark.shape[1] / _WIDTH, 1.0)
    best = 0.0
    for step, scale in zip(_STEPS, (shrink, shrink, 1.0, 1.0), strict=True):
        y, x = _dots(dark, scale)
        if not len(y):
            return 0.0
        reach = _MOST if step == _STEPS[0] else 5 * step
        angles = np.arange(best - reach, best + reach + step / 2, step)
        sharpness = np.array([_sharpness(y, x, angle) for angle in angles])
        # Angles that move no dot by a row are all the same: the middle one is straight.
        alike = np.flatnonzero(sharpness == sharpness.max())
        best = float(angles[alike[len(alike) // 2]])
    return best


def deskewed(gray: Gray, angle: float, *, paper: int = 255) -> Gray:
    """``gray`` turned back by ``angle``, at the same size."""
    if abs(angle) < _LEAST:
        return gray
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(float(paper),)
    )
    return np.asarray(turned, dtype=np.uint8)


def projection_contrast(dark: Gray) -> float:
    """How much a page's rows and columns of dots differ: the most where its lines are straight."""
    return float(dark.mean(axis=0).var() + dark.mean(axis=1).var())


def quarter_turned(gray: Gray, turns: int) -> Gray:
    """``gray`` turned clockwise by so many right angles."""
    return np.ascontiguousarray(np.rot90(gray, -turns % 4))


def _dots(dark: Gray, shrink: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if shrink > 1:
        height, width = dark.shape
        size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
        dark = np.asarray(cv2.resize(dark, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    y, x = np.nonzero(dark > _SEEN)
    # Every so many dots: with a stride that no pattern of the page has.
    stride = max(len(y) // _MOST_DOTS, 1)
    return y[::stride].astype(np.float64), x[::stride] - dark.shape[1] / 2


def _sharpness(y: NDArray[np.float64], x: NDArray[np.float64], angle: float) -> float:
    rows = np.rint(y - x * np.tan(np.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min())
    return float(np.square(counts.astype(np.float64)).sum())
