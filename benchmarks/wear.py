"""Damage to printed pages before and while they are scanned, by a seed: one function each.

All take a rendered page and a random generator, and return the image of the damaged page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Lines = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as printed.

    Attributes:
        gray: (height, width).
        dpi: dots per inch.
        horizontal: (n, 3) y, x0, x1 of its rulings in dots.
        vertical: (n, 3) x, top, bottom.
    """

    gray: Gray
    dpi: float
    horizontal: Lines
    vertical: Lines


Wear = Callable[[Printed, np.random.Generator], Gray]


def sound(page: Printed, rng: np.random.Generator) -> Gray:  # noqa: ARG001
    """No damage."""
    return page.gray.copy()


def bowed(page: Printed, rng: np.random.Generator) -> Gray:
    """Lines bowed by up to 1.5 % of the height, differently at the top and the bottom."""
    top, bottom = rng.uniform(0.004, 0.015, 2) * rng.choice((-1.0, 1.0))
    x, y = _places(page.gray)
    middle = rng.uniform(0.3, 0.7)
    arc = 1 - ((x - middle) / max(middle, 1 - middle)) ** 2
    shift = (top * (1 - y) + bottom * y) * arc
    return _moved(page.gray, 0 * x, shift * page.gray.shape[0])


def spine(page: Printed, rng: np.random.Generator) -> Gray:
    """An open book: lines bend towards the spine and are compressed there."""
    amount = rng.uniform(0.006, 0.015)
    x, y = _places(page.gray)
    if rng.random() < 0.5:
        x = 1 - x
    near = np.clip((x - 0.6) / 0.4, 0, 1) ** 2
    height, width = page.gray.shape
    return _moved(page.gray, 0.01 * width * near, amount * height * near * (1 - 1.6 * y))


def waved(page: Printed, rng: np.random.Generator) -> Gray:
    """A sheet feeder: the page moves unevenly, sideways and lengthwise."""
    x, y = _places(page.gray)
    a, b = rng.uniform(0.003, 0.006, 2)
    p, q = rng.uniform(0, 2 * np.pi, 2)
    height, width = page.gray.shape
    across = a * np.sin(1.5 * np.pi * y + p) * width * 0.6
    return _moved(page.gray, across, b * np.sin(2 * np.pi * x + q) * height)


def keystone(page: Printed, rng: np.random.Generator) -> Gray:
    """Photographed at an angle: up to 2 % narrower at one end."""
    height, width = page.gray.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    off = rng.uniform(0.002, 0.01, (4, 2)) * (width, height)
    sign = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
    seen = (corners + sign * off).astype(np.float32)
    turn = cv2.getPerspectiveTransform(corners, seen)
    return _gray(
        cv2.warpPerspective(page.gray, turn, (width, height), flags=2, borderValue=(255.0,))
    )


def askew(page: Printed, rng: np.random.Generator) -> Gray:
    """Skewed by 3 to 5 degrees, in either direction."""
    height, width = page.gray.shape
    angle = rng.uniform(3, 4.8) * rng.choice((-1.0, 1.0))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 0.94)
    return _gray(cv2.warpAffine(page.gray, turn, (width, height), flags=2, borderValue=(255.0,)))


def broken(page: Printed, rng: np.random.Generator) -> Gray:
    """Gaps of one to four ems in every third ruling."""
    gray = page.gray.copy()
    em = 0.12 * page.dpi
    for lines, picture in ((page.horizontal, gray), (page.vertical, gray.T)):
        for position, low, high in lines.tolist():
            if rng.random() < 0.33 and high - low > 12 * em:
                for _ in range(int(rng.integers(1, 3))):
                    start = rng.uniform(low, high - 4 * em)
                    _wipe(picture, position, start, start + rng.uniform(1, 4) * em, page.dpi)
    return gray


def faint(page: Printed, rng: np.random.Generator) -> Gray:
    """All rulings at 30 to 45 % of the ink density."""
    share = rng.uniform(0.3, 0.45)
    without = page.gray.copy()
    for lines, picture in ((page.horizontal, without), (page.vertical, without.T)):
        for position, low, high in lines.tolist():
            _wipe(picture, position, low, high, page.dpi)
    return _gray(without - share * (without.astype(np.float64) - page.gray))


def worn_column(page: Printed, rng: np.random.Generator) -> Gray:
    """One ruling between two columns almost gone: at 12 to 20 % of the ink density, with gaps."""
    gray = page.gray.copy()
    for position, low, high in _inner_ruling(page, rng):
        _wipe(gray.T, position, low, high, page.dpi, rng.uniform(0.12, 0.2))
        for _ in range(5):
            start = rng.uniform(low, high)
            end = min(start + 0.06 * (high - low), high)
            _wipe(gray.T, position, start, end, page.dpi)
    return gray


def lost_column(page: Printed, rng: np.random.Generator) -> Gray:
    """One ruling between two columns missing."""
    gray = page.gray.copy()
    for position, low, high in _inner_ruling(page, rng):
        _wipe(gray.T, position, low, high, page.dpi)
    return gray


def _inner_ruling(page: Printed, rng: np.random.Generator) -> list[list[float]]:
    """Pieces of one ruling between two columns; none if there are fewer than two columns."""
    inner = np.unique(np.round(page.vertical[:, 0]))[1:-1]
    if not len(inner):
        return []
    chosen = rng.choice(inner)
    pieces: list[list[float]] = page.vertical.tolist()
    return [piece for piece in pieces if abs(piece[0] - chosen) < 0.03 * page.dpi]


def holes(page: Printed, rng: np.random.Generator) -> Gray:
    """Two black punch holes at the left, and one that cuts into the frame."""
    gray = page.gray.copy()
    height = len(gray)
    radius = round(0.11 * page.dpi)
    left = page.vertical[:, 0].min() if len(page.vertical) else 0.5 * page.dpi
    for share in (0.36, 0.64):
        at = (round(max(0.45 * left, radius)), round(share * height))
        cv2.circle(gray, at, radius, 0, -1)
    at = (round(left - rng.uniform(0, 0.8) * radius), round(rng.uniform(0.3, 0.7) * height))
    cv2.circle(gray, at, radius, 0, -1)
    return gray


def stamped(page: Printed, rng: np.random.Generator) -> Gray:
    """Round stamps over cells: one red (gray to a scanner) and one black."""
    gray = page.gray.copy()
    height, width = gray.shape
    for level in (120, 30):
        radius = round(rng.uniform(0.25, 0.5) * page.dpi)
        at = (round(rng.uniform(0.15, 0.85) * width), round(rng.uniform(0.2, 0.8) * height))
        seal = np.full_like(gray, 255)
        cv2.circle(seal, at, radius, level, max(round(0.02 * page.dpi), 2))
        for way in (-0.35, 0.0, 0.35):
            low, high = round(at[0] - 0.6 * radius), round(at[0] + 0.6 * radius)
            y = round(at[1] + way * radius)
            cv2.line(seal, (low, y), (high, y), level, max(round(0.02 * page.dpi), 2))
            cv2.line(
                seal,
                (round(at[0] + way * radius), round(at[1] - 0.6 * radius)),
                (round(at[0] + way * radius), round(at[1] + 0.6 * radius)),
                level,
                max(round(0.02 * page.dpi), 2),
            )
        gray = np.minimum(gray, seal)
    return gray


def scribbled(page: Printed, rng: np.random.Generator) -> Gray:
    """Handwriting in the margins, and a tick mark that runs into the table."""
    gray = page.gray.copy()
    height, width = gray.shape
    for _ in range(8):
        x = rng.choice((rng.uniform(0, 0.04), rng.uniform(0.96, 0.99))) * width
        y = rng.uniform(0.1, 0.9) * height
        _stroke(gray, x, y, 0.12 * page.dpi, rng, page.dpi)
    _stroke(gray, 0.05 * width, rng.uniform(0.3, 0.7) * height, 0.3 * page.dpi, rng, page.dpi)
    return gray


def shaded(page: Printed, rng: np.random.Generator) -> Gray:
    """The first rows shaded at 20 to 40 %, and every fourth of the others at 15 %."""
    gray = page.gray.copy()
    if not len(page.horizontal):
        return gray
    left, right = (int(v) for v in (page.vertical[:, 0].min(), page.vertical[:, 0].max()))
    ys = np.unique(np.round(page.horizontal[:, 0])).astype(int)
    for row, (top, bottom) in enumerate(pairwise(ys.tolist())):
        level = 255 * (1 - rng.uniform(0.2, 0.4)) if row < 2 else 217 if row % 4 == 0 else 255
        part = gray[top:bottom, left:right]
        gray[top:bottom, left:right] = np.minimum(part, level).astype(np.uint8)
    return gray


def shadowed(page: Printed, rng: np.random.Generator) -> Gray:
    """Black edges where the lid was open, and a shadow along the spine."""
    gray = page.gray.astype(np.float64)
    height, width = gray.shape
    x, _ = _places(page.gray)
    if rng.random() < 0.5:
        x = 1 - x
    gray *= 1 - rng.uniform(0.4, 0.7) * np.exp(-x / 0.03)
    edge = round(rng.uniform(0.01, 0.025) * width)
    gray[: edge // 2] = 20
    gray[height - edge :] = 25
    return gray.astype(np.uint8)


def peppered(page: Printed, rng: np.random.Generator) -> Gray:
    """Black and white pixel noise all over: one in a hundred of each."""
    gray = page.gray.copy()
    dice = rng.random(gray.shape)
    gray[dice < 0.01] = 0
    gray[dice > 0.99] = 255
    return gray


def squeezed(page: Printed, rng: np.random.Generator) -> Gray:  # noqa: ARG001
    """JPEG of quality 40, twice."""
    gray = page.gray
    for _ in range(2):
        _, data = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, 40])
        gray = _gray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    return gray


WEAR: dict[str, Wear] = {
    wear.__name__.replace("_", " "): wear
    for wear in (
        sound,
        bowed,
        spine,
        waved,
        keystone,
        askew,
        broken,
        faint,
        worn_column,
        lost_column,
        holes,
        stamped,
        scribbled,
        shaded,
        shadowed,
        peppered,
        squeezed,
    )
}


def _gray(picture: object) -> Gray:
    return np.asarray(picture, dtype=np.uint8)


def _places(gray: Gray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width = gray.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    return x / width, y / height


def _moved(gray: Gray, across: NDArray[np.float64], down: NDArray[np.float64]) -> Gray:
    height, width = gray.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    maps = (x + across).astype(np.float32), (y + down).astype(np.float32)
    return _gray(cv2.remap(gray, *maps, cv2.INTER_CUBIC, borderValue=(255.0,)))


def _wipe(
    gray: Gray, position: float, low: float, high: float, dpi: float, share: float = 0.0
) -> None:
    """Fade the pixels of a ruling to a ``share`` of their ink."""
    reach = max(round(0.012 * dpi), 1)
    top = max(round(position) - reach, 0)
    part = gray[top : round(position) + reach + 1, max(int(low), 0) : int(high) + 1]
    # Where text crosses, it stays.
    part[...] = 255 - (share * (255.0 - part)).astype(np.uint8)


def _stroke(
    gray: Gray, x: float, y: float, size: float, rng: np.random.Generator, dpi: float
) -> None:
    steps = np.cumsum(rng.normal(0, size, (14, 2)), axis=0) * 0.6
    points = np.rint(steps + np.array((x, y))).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(gray, [points], False, 60, max(round(0.015 * dpi), 1), cv2.LINE_AA)
