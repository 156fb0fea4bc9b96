"""Pages whose lines are not straight: traced, and the picture laid flat.

A book's spine, a sheet feeder or a camera held aslant bow the lines of a page, at its head
otherwise than at its foot. Rulings are followed from strip to strip of the page; how far all of
them are off a straight line gives a smooth field, and the picture is drawn once more without it. A
page whose rulings are straight is left as it is.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Lines are followed on a picture of so many dots per inch, in strips of so many dots, each made of
# parts that are all drawn.
_DPI = 100.0
_STRIP, _PARTS = 16, 4
# Dots: what is thicker is no line; a line climbs no more from strip to strip, beside its slope.
_THICK = 7
_CLIMB, _SWERVE = 2.2, 1.3
# Of 255: how dark a line is, averaged over a strip. Strips that a line may be lost in.
_FAINTEST = 40
_LOST = 3
# Dots aside of a line, on one side at least, it is so many times lighter.
_ASIDE, _CONTRAST = 3, 2.0
# Lines are this long, as a share of the page, and found in this share of their strips.
_LONG, _FOLLOWED = 0.2, 0.75
_FEWEST_LINES = 3
# Degrees of the field along a line and across the lines; how far its higher terms are held down.
_ALONG, _ACROSS = 8, 2
_STIFF, _SLACK = 0.02, 1e-9
# Dots: a point this far off the field is of another line. Fits, each without those.
_STRAY = 1.5
_FITS = 4
# Dots: lines off by less are straight; a field that leaves them off by more is none.
_STRAIGHT, _LEFT = 0.5, 0.6
# Dots of the picture between two at which the field is worked out.
_GRAIN = 16


@dataclass(frozen=True, slots=True)
class _Trace:
    """A line followed along x: (n,) places along and across."""

    along: FloatArray
    across: FloatArray


@dataclass(frozen=True, slots=True)
class _Field:
    """How far lines along one axis are off, in dots across: a polynomial of both coordinates.

    Attributes:
        terms: (_ALONG + 1, _ACROSS + 1) of Chebyshev's polynomials.
        middle, half: of the coordinates (along, across) that it was found for; beyond them it is
            what it is at their ends.
    """

    terms: FloatArray
    middle: FloatArray
    half: FloatArray

    def at(self, along: FloatArray, across: FloatArray) -> FloatArray:
        """The field at places in dots."""
        x, y = (
            np.clip((places - middle) / half, -1, 1)
            for places, middle, half in zip((along, across), self.middle, self.half, strict=True)
        )
        result: FloatArray = chebyshev.chebval2d(x, y, self.terms)
        return result


@dataclass(frozen=True, slots=True)
class Warp:
    """How far the horizontal and the vertical lines of a picture are off, in its dots."""

    down: _Field | None
    across: _Field | None
    scale: float

    def sources(self, height: int, width: int) -> tuple[FloatArray, FloatArray]:
        """Where in the bent picture each dot (x, y) of every so many of the flat one is."""
        y, x = np.mgrid[0 : height + _GRAIN : _GRAIN, 0 : width + _GRAIN : _GRAIN] / self.scale
        at_x, at_y = x, y
        for _ in range(4):
            along, across = at_x, at_y
            at_y = y if self.down is None else y + self.down.at(along, across)
            at_x = x if self.across is None else x + self.across.at(across, along)
        return at_x * self.scale, at_y * self.scale


def estimate_warp(dark: Gray, dpi: float) -> Warp | None:
    """How a darkness is bent; ``None`` where it is flat, or has no lines to know by."""
    scale = max(dpi / _DPI, 1.0)
    height, width = dark.shape
    size = (max(round(width / scale), 1), max(round(height / scale), 1))
    small = np.asarray(cv2.resize(dark, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    fields = [_field(_traces(picture)) for picture in (small, np.ascontiguousarray(small.T))]
    if all(field is None for field in fields):
        return None
    return Warp(fields[0], fields[1], scale)


def dewarped(gray: Gray, bend: Warp, angle: float, *, paper: int = 255) -> Gray:
    """``gray`` turned back by ``angle``, and laid flat: ``bend`` is that of the turned picture."""
    height, width = gray.shape
    x, y = bend.sources(height, width)
    turn = cv2.invertAffineTransform(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32) / _GRAIN
    across, down = (
        cv2.remap((a * x + b * y + c).astype(np.float32), columns, rows, cv2.INTER_LINEAR)
        for a, b, c in turn
    )
    flat = cv2.remap(gray, across, down, cv2.INTER_CUBIC, borderValue=(float(paper),))
    return np.asarray(flat, dtype=np.uint8)


def _traces(small: Gray) -> list[_Trace]:
    """The lines along x of a picture, followed from strip to strip."""
    height, width = small.shape
    strips = width // _STRIP
    if height < _THICK or strips < 2:
        return []
    thin = cv2.morphologyEx(small, cv2.MORPH_TOPHAT, np.ones((_THICK, 1), np.uint8))
    parts = cv2.resize(
        np.ascontiguousarray(thin[:, : strips * _STRIP]),
        (strips * _PARTS, height),
        interpolation=cv2.INTER_AREA,
    )
    drawn = cv2.dilate(parts, np.ones((3, 1), np.uint8)).reshape(height, strips, _PARTS).min(axis=2)
    level = parts.reshape(height, strips, _PARTS).astype(np.float32).mean(axis=2)
    peak = (drawn > _FAINTEST) & (level >= cv2.dilate(level, np.ones((5, 1), np.uint8)) - 1e-3)
    peak[:_ASIDE] = peak[-_ASIDE:] = False
    peak[_ASIDE:-_ASIDE] &= level[_ASIDE:-_ASIDE] > _CONTRAST * np.minimum(
        level[: -2 * _ASIDE], level[2 * _ASIDE :]
    )
    y, strip = np.nonzero(peak)
    around = np.stack([level[y + off, strip] for off in (-2, -1, 0, 1, 2)])
    around = np.maximum(around - around.min(axis=0), 1e-6)
    places = y + (around * np.arange(-2, 3)[:, None]).sum(axis=0) / around.sum(axis=0)
    return _followed(strip, places, strips)


def _followed(strip: IntArray, places: FloatArray, strips: int) -> list[_Trace]:
    """Peaks at ``places`` (n,) of their strips, linked to lines."""
    order = np.lexsort((places, strip))
    ends = np.searchsorted(strip[order], np.arange(strips + 1)).tolist()
    sorted_places: list[float] = places[order].tolist()
    chains: list[list[tuple[int, float]]] = []
    alive: list[int] = []
    slopes: list[float] = []
    for at in range(strips):
        here = sorted_places[ends[at] : ends[at + 1]]
        free = [True] * len(here)
        alive = [c for c in alive if at - chains[c][-1][0] <= _LOST]
        alive.sort(key=lambda c: -len(chains[c]))
        for c in alive if here else ():
            before, y = chains[c][-1]
            steps = at - before
            expected = y + slopes[c] * steps
            after = bisect(here, expected)
            nearest = min(
                (i for i in (after - 1, after) if 0 <= i < len(here)),
                key=lambda i: abs(here[i] - expected),
            )
            young = len(chains[c]) < _PARTS
            reach = (_CLIMB if young else _SWERVE) * min(steps, 2)
            if free[nearest] and abs(here[nearest] - expected) <= reach:
                free[nearest] = False
                climb = (here[nearest] - y) / steps
                slopes[c] += (0.5 if young else 0.25) * (climb - slopes[c])
                chains[c].append((at, here[nearest]))
        for y, is_free in zip(here, free, strict=True):
            if is_free:
                alive.append(len(chains))
                chains.append([(at, y)])
                slopes.append(0.0)
    traces = []
    for chain in chains:
        extent = chain[-1][0] - chain[0][0] + 1
        if extent >= _LONG * strips and len(chain) >= _FOLLOWED * extent:
            found = np.array(chain)
            traces.append(_Trace((found[:, 0] + 0.5) * _STRIP - 0.5, found[:, 1]))
    return traces


def _field(traces: Sequence[_Trace]) -> _Field | None:
    """The field of some lines; ``None`` where they are straight, or agree in none."""
    if len(traces) < _FEWEST_LINES:
        return None
    along = np.concatenate([trace.along for trace in traces])
    across = np.concatenate([trace.across for trace in traces])
    line = np.repeat(np.arange(len(traces)), [len(trace.along) for trace in traces])
    off = across - _means(across, line)[line]
    if np.quantile(np.abs(off), 0.9) < _STRAIGHT:
        return None
    middle, half = (
        np.array([combine(v.max(), v.min()) / 2 for v in (along, across)])
        for combine in (np.add, np.subtract)
    )
    half = np.maximum(half, 1.0)
    x, y = (along - middle[0]) / half[0], (across - middle[1]) / half[1]
    columns = chebyshev.chebvander2d(x, y, [_ALONG, _ACROSS])
    # What is the same all along a line is its place, and not its bend.
    degree = np.repeat(np.arange(_ALONG + 1), _ACROSS + 1)
    columns = columns[:, degree > 0]
    stiff = np.diag(len(x) * (_SLACK + (_STIFF * (degree[degree > 0] / _ALONG) ** 2) ** 2))
    kept: BoolArray = np.ones(len(x), dtype=bool)
    for _ in range(_FITS):
        apart = columns - _means(columns, line, kept)[line]
        off = across - _means(across, line, kept)[line]
        found = np.linalg.solve(apart[kept].T @ apart[kept] + stiff, apart[kept].T @ off[kept])
        left = np.abs(off - apart @ found)
        kept = left <= _STRAY
        if not kept.any():
            return None
    if kept.mean() < _FOLLOWED or np.sqrt(np.square(left[kept]).mean()) > _LEFT:
        return None
    terms = np.concatenate((np.zeros(_ACROSS + 1), found)).reshape(_ALONG + 1, _ACROSS + 1)
    return _Field(terms, middle, half)


def _means(
    values: NDArray[np.float64], line: IntArray, kept: BoolArray | None = None
) -> NDArray[np.float64]:
    """The means of the ``values`` (n,) or (n, m) of each line."""
    weight = np.ones(len(line)) if kept is None else kept.astype(np.float64)
    count = np.maximum(np.bincount(line, weight), 1e-9)
    if values.ndim == 1:
        result: NDArray[np.float64] = np.bincount(line, weight * values) / count
        return result
    return np.stack([np.bincount(line, weight * column) / count for column in values.T], axis=1)
