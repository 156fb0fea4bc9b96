"""Seals over a page's print: found by their color and shape, and taken out by their color.

In the channel of its own color, a seal's ink is nearly as light as paper, while the black print
under it stays dark.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.ocr.image.binarize import BoolImage, Gray, PageImage

Colors = NDArray[np.uint8]
"""(height, width, 3): red, green, blue."""

# Dots per inch at which seals are looked for: enough for a frame 1 point wide.
SEARCH_DPI = 100.0
# Levels, of 255, between the lightest and darkest channel: less is paper, shading or black ink.
_MIN_CHROMA = 60
# Quantile of the page's levels that is its paper.
_PAPER_QUANTILE = 0.8
# The channels of red and of blue or violet ink; no office has a green seal.
_RED, _BLUE = 0, 2
# Inches: sides of a seal, 7 to 60 mm; smaller ones cannot be told from large characters.
_MIN_SIDE, _MAX_SIDE = 0.28, 2.4
# Ratio of its sides; a line of text, and a shaded header, are longer.
_MAX_RATIO = 3.0
# Share of its outline that is drawn, and that shows its own ink where print does not cover it; a
# block of text has gaps there.
_MIN_OUTLINE, _MIN_OWN_OUTLINE = 0.8, 0.65
# Share of its box that is inked; shading is fuller.
_MAX_FILL = 0.68
# Share of the seal's own level below which a dot in it is print of another ink.
_PRINT_LEVEL = 0.62
# Share of the seal's chroma from which a dot is its ink.
_MIN_SHARE = 0.3
# Share of the seal's own level from which a dot of it or beside it is paper.
_PAPER_LEVEL = 0.8
# Inches: a straight run of dots this long is a ruling. Share of it that the seal must leave open.
_RULING, _RULED = 0.6, 0.4
# Share of the paper's level below which a dot is print.
_DARK = 0.5
# Share of a side that an inner line spans: with such lines both ways it is a table.
_INNER_LINE = 0.85
# Dots at the search's resolution: print that crosses the outline, and how near it is to it.
_MIN_CROSSING, _NEAR = 2, 2


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal over print.

    Attributes:
        outline: (n, 2) its convex outline, x and y in inches from the top left.
        channel: the channel in which its ink is lightest: 0 red, 2 blue.
        level: of its ink in that channel, of 255.
        chroma: of its ink, of 255.
    """

    outline: NDArray[np.float64]
    channel: int
    level: float
    chroma: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom, in inches."""
        (left, top), (right, bottom) = self.outline.min(axis=0), self.outline.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def find_seals(colors: Colors, dpi: float) -> list[Seal]:
    """The red and blue seals that print runs under; ``colors`` at about `SEARCH_DPI`."""
    even = _on_white(colors)
    lightest = even.max(axis=2)
    chroma = lightest - even.min(axis=2)
    colored = chroma > _MIN_CHROMA
    if np.count_nonzero(colored) < _MIN_SIDE * dpi:
        return []
    found: list[Seal] = []
    for channel in (_RED, _BLUE):
        own = colored & (even[:, :, channel] == lightest)
        found += _seals_in(own, even[:, :, channel], chroma, channel, dpi)
    # The characters of a seal that a ruling crosses are part of it.
    return [seal for seal in found if not any(_is_in(seal, other) for other in found)]


def with_seals_removed(picture: PageImage, colors: Colors, seals: Sequence[Seal]) -> PageImage:
    """``picture`` with the ink of ``seals`` turned to paper; ``colors`` are its dots in color."""
    dpi = picture.dpi
    height, width = picture.gray.shape
    result = picture.gray.copy()
    boxes: list[tuple[float, float, float, float]] = []
    pad = round(0.02 * dpi) + 1
    paper = _paper_of(colors)
    for seal in seals:
        x0, y0, x1, y1 = seal.box
        boxes.append((x0 * dpi, y0 * dpi, x1 * dpi, y1 * dpi))
        left, top, right, bottom = (round(side * dpi) for side in seal.box)
        reach = round(_RULING * dpi)
        a, b = max(top - reach, 0), min(bottom + reach + 1, height)
        c, d = max(left - reach, 0), min(right + reach + 1, width)
        even = _scaled(colors[a:b, c:d], paper)
        colored = even.max(axis=2) - even.min(axis=2) > seal.chroma * _MIN_SHARE
        # JPEG stores color coarsely: the edge of a seal's stroke is as dark as it, and grey.
        near = cv2.dilate(colored.astype(np.uint8), np.ones((2 * pad - 1, 2 * pad - 1), np.uint8))
        light = even[:, :, seal.channel].astype(np.float64)
        light[near > 0] *= 255 / (_PAPER_LEVEL * seal.level)
        clean = np.clip(light * (paper[seal.channel] / 255), 0, 255).astype(np.uint8)
        inside = np.zeros((b - a, d - c), np.uint8)
        outline = np.rint(seal.outline * dpi - np.array((c, a))).astype(np.int32)
        cv2.fillConvexPoly(inside, outline, (1.0,))
        inside = cv2.dilate(inside, np.ones((2 * pad + 1, 2 * pad + 1), np.uint8)).astype(np.uint8)
        clean = np.where(inside > 0, clean, result[a:b, c:d])
        covered = (near > 0) & (inside > 0)
        clean[_rulings_under(clean < _DARK * paper[seal.channel], covered, reach)] = 0
        result[a:b, c:d] = clean
    return PageImage(result, dpi, tuple(boxes))


def _rulings_under(dark: BoolImage, covered: BoolImage, reach: int) -> BoolImage:
    """The dots that a seal's ink covers and a ruling on both sides runs through.

    A stamp put on in print hides what is under it: without these dots a ruling would be cut there,
    and its pieces read as strokes of characters.
    """
    result = np.zeros(dark.shape, dtype=bool)
    for kernel in (np.ones((1, reach), np.uint8), np.ones((reach, 1), np.uint8)):
        either = (dark | covered).astype(np.uint8)
        long = cv2.morphologyEx(either, cv2.MORPH_OPEN, kernel)
        share = cv2.blur((dark & (long > 0)).astype(np.float32), kernel.shape[::-1])
        result |= covered & (long > 0) & (share > _RULED)
    return result


def _seals_in(own: BoolImage, levels: Gray, chroma: Gray, channel: int, dpi: float) -> list[Seal]:
    """The seals among the dots ``own`` of one color."""
    # Where print crosses a frame, the frame goes on under it.
    near = cv2.dilate(own.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    bridged = own | (near & (levels < 255 * _PRINT_LEVEL * 0.8))
    joined = cv2.morphologyEx(bridged.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found: list[Seal] = []
    for number in range(1, count):
        left, top, width, height, _ = stats[number].tolist()
        short, long = sorted((width, height))
        if short < _MIN_SIDE * dpi or long > _MAX_SIDE * dpi or long > _MAX_RATIO * short:
            continue
        pad = 2 * _NEAR
        a, c = max(top - pad, 0), max(left - pad, 0)
        part = (slice(a, top + height + pad), slice(c, left + width + pad))
        mark = labels[part] == number
        ink = own[part] & mark
        if not ink.any() or np.count_nonzero(ink) > _MAX_FILL * width * height:
            continue
        level = float(np.median(levels[part][ink]))
        # The bridges reach along the rulings that cross the frame: its shape is that of its ink.
        outline = _outline(ink)
        dark = levels[part] < _PRINT_LEVEL * level
        if _is_seal(ink, dark, outline):
            points = (outline + np.array((c, a))) / dpi
            found.append(Seal(points, channel, level, float(np.median(chroma[part][ink]))))
    return found


def _is_in(seal: Seal, other: Seal) -> bool:
    (x0, top, x1, bottom), (left, upper, right, lower) = seal.box, other.box
    inside = left <= x0 and upper <= top and x1 <= right and bottom <= lower
    return inside and seal is not other and seal.box != other.box


def _outline(ink: BoolImage) -> NDArray[np.int32]:
    """(n, 2) the convex outline of ``ink``, in dots."""
    ys, xs = np.nonzero(ink)
    hull = cv2.convexHull(np.column_stack((xs, ys)).astype(np.int32))
    return np.asarray(hull, dtype=np.int32).reshape(-1, 2)


def _is_seal(ink: BoolImage, dark: BoolImage, outline: NDArray[np.int32]) -> bool:
    """Whether ``ink`` is framed by its outline, print crosses that, and it is no small table."""
    if len(outline) < 3:
        return False
    edge = np.zeros(ink.shape, np.uint8)
    cv2.polylines(edge, [outline], True, (1.0,))
    around = np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.uint8)
    on_edge = edge > 0
    for drawn, least in ((ink, _MIN_OWN_OUTLINE), (ink | dark, _MIN_OUTLINE)):
        near = cv2.dilate(drawn.astype(np.uint8), around) > 0
        if np.count_nonzero(near & on_edge) < least * np.count_nonzero(on_edge):
            return False
    inside = np.zeros(ink.shape, np.uint8)
    cv2.fillConvexPoly(inside, outline, (1.0,))
    outside = cv2.dilate(inside, around) - inside > 0
    if min(np.count_nonzero(dark & outside), np.count_nonzero(dark & (inside > 0))) < _MIN_CROSSING:
        return False
    return not (_has_inner_line(ink) and _has_inner_line(ink.T))


def _has_inner_line(ink: BoolImage) -> bool:
    """Whether a line across spans the mark between its upper and lower side."""
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    margin = max(len(rows) // 6, 1)
    inner = ink[rows[0] + margin : rows[-1] + 1 - margin, columns[0] : columns[-1] + 1]
    return bool(inner.size) and bool((inner.mean(axis=1) > _INNER_LINE).any())


def _paper_of(colors: Colors) -> NDArray[np.float64]:
    """The level of the page's paper in each channel."""
    sample = colors[::4, ::4].reshape(-1, 3)
    return np.maximum(np.quantile(sample, _PAPER_QUANTILE, axis=0), 1.0)


def _scaled(colors: Colors, paper: NDArray[np.float64]) -> Colors:
    table = np.clip(np.arange(256)[:, None] * (255 / paper), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(colors), table[:, None, :]), dtype=np.uint8)


def _on_white(colors: Colors) -> Colors:
    """``colors`` as they are on white paper."""
    return _scaled(colors, _paper_of(colors))
