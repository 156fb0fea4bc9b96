"""Dewarp pages: trace their rulings, fit a smooth displacement field, and resample.

A book's spine, a sheet feeder or a tilted camera curve the lines of a page, more at one end than at
the other. Rulings are traced from strip to strip; their deviations from straight lines are fitted
by a polynomial in both coordinates, and the image is resampled without it. A page with straight
rulings is left as it is.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Dots per inch of the reduced image on which lines are traced; "dots" below are of this image.
_DPI = 100.0
# Dots along a line that make one step of its trace, and the parts of a step that must all be
# drawn, so that letters do not count.
_STRIP, _PARTS = 16, 4
# Dots: thickness of a line, at most.
_MAX_THICKNESS = 7
# Dots per step: how far a new trace may move, and one with a known slope may leave that slope.
_MAX_CLIMB, _MAX_SWERVE = 2.2, 1.3
# Darkness, of 255, of a line, averaged over a step.
_MIN_DARKNESS = 40
# Steps that a trace may miss, where a ruling is broken.
_MAX_MISSED = 3
# Dots beside a line, on one side at least, at which the page must be lighter ...
_BESIDE = 3
# ... by this factor, or it is shading.
_MIN_CONTRAST = 2.0
# Share of the page that a line must span; shorter ones are no evidence of the page's shape.
_MIN_SPAN = 0.2
# Share of the steps of a trace that must be found, and of the points that must fit the field.
_MIN_FOUND = 0.75
# Lines that are needed for a field.
_MIN_LINES = 3
# Degree of the field along the lines (a spine bends sharply) and across them (it changes slowly).
_DEGREE_ALONG, _DEGREE_ACROSS = 8, 2
# Regularization of the field: weight of its highest term, and of all terms.
_STIFFNESS, _RIDGE = 0.02, 1e-9
# Dots: points further than this off the field belong to other lines, and are left out ...
_MAX_RESIDUAL = 1.5
# ... in so many rounds of fitting.
_FITS = 4
# Dots: lines that deviate by less are straight, and the page is left as it is.
_STRAIGHT = 0.5
# Dots: mean residual (root of squares) above which the field does not describe the page.
_MAX_RMS = 0.6
# Dots of the full image between nodes at which the field is evaluated.
_NODE_SPACING = 16


@dataclass(frozen=True, slots=True)
class _Trace:
    """A traced line: (n,) positions along it and across it, in dots."""

    along: FloatArray
    across: FloatArray


@dataclass(frozen=True, slots=True)
class _Field:
    """Displacement of the lines along one axis, in dots across: a polynomial of both coordinates.

    Attributes:
        terms: (_DEGREE_ALONG + 1, _DEGREE_ACROSS + 1) Chebyshev coefficients.
        middle, half: center and half-width, as (along, across), of the range it was fitted on;
            beyond that range it is constant.
    """

    terms: FloatArray
    middle: FloatArray
    half: FloatArray

    def at(self, along: FloatArray, across: FloatArray) -> FloatArray:
        """Evaluate the field at positions in dots."""
        x, y = (
            np.clip((places - middle) / half, -1, 1)
            for places, middle, half in zip((along, across), self.middle, self.half, strict=True)
        )
        result: FloatArray = chebyshev.chebval2d(x, y, self.terms)
        return result


@dataclass(frozen=True, slots=True)
class Warp:
    """Displacement of the horizontal and the vertical lines of an image.

    Attributes:
        down: of the horizontal lines; ``None`` where they are straight.
        across: of the vertical lines; ``None`` where they are straight.
        scale: dots of the image per dot of the fields.
    """

    down: _Field | None
    across: _Field | None
    scale: float

    def sources(self, height: int, width: int) -> tuple[FloatArray, FloatArray]:
        """(rows, columns) x and y, in the warped image, of the nodes of the dewarped one."""
        y, x = (
            np.mgrid[
                0 : height + _NODE_SPACING : _NODE_SPACING,
                0 : width + _NODE_SPACING : _NODE_SPACING,
            ]
            / self.scale
        )
        at_x, at_y = x, y
        for _ in range(4):
            along, across = at_x, at_y
            at_y = y if self.down is None else y + self.down.at(along, across)
            at_x = x if self.across is None else x + self.across.at(across, along)
        return at_x * self.scale, at_y * self.scale


def estimate_warp(dark: Gray, dpi: float) -> Warp | None:
    """Estimate the warp of a darkness image; ``None`` where it is flat, or has too few lines."""
    scale = max(dpi / _DPI, 1.0)
    height, width = dark.shape
    size = (max(round(width / scale), 1), max(round(height / scale), 1))
    small = np.asarray(cv2.resize(dark, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    fields = [_field(_traces(picture)) for picture in (small, np.ascontiguousarray(small.T))]
    if all(field is None for field in fields):
        return None
    return Warp(fields[0], fields[1], scale)


def dewarped(gray: Gray, warp: Warp, angle: float, *, paper: int = 255) -> Gray:
    """``gray`` deskewed by ``angle`` and dewarped by ``warp``, the warp of the deskewed image."""
    height, width = gray.shape
    x, y = warp.sources(height, width)
    turn = cv2.invertAffineTransform(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32) / _NODE_SPACING
    across, down = (
        cv2.remap((a * x + b * y + c).astype(np.float32), columns, rows, cv2.INTER_LINEAR)
        for a, b, c in turn
    )
    flat = cv2.remap(gray, across, down, cv2.INTER_CUBIC, borderValue=(float(paper),))
    return np.asarray(flat, dtype=np.uint8)


def _traces(small: Gray) -> list[_Trace]:
    """Trace the lines along x of a reduced darkness image from strip to strip."""
    height, width = small.shape
    strips = width // _STRIP
    if height < _MAX_THICKNESS or strips < 2:
        return []
    thin = cv2.morphologyEx(small, cv2.MORPH_TOPHAT, np.ones((_MAX_THICKNESS, 1), np.uint8))
    parts = cv2.resize(
        np.ascontiguousarray(thin[:, : strips * _STRIP]),
        (strips * _PARTS, height),
        interpolation=cv2.INTER_AREA,
    )
    drawn = cv2.dilate(parts, np.ones((3, 1), np.uint8)).reshape(height, strips, _PARTS).min(axis=2)
    level = parts.reshape(height, strips, _PARTS).astype(np.float32).mean(axis=2)
    peak = (drawn > _MIN_DARKNESS) & (level >= cv2.dilate(level, np.ones((5, 1), np.uint8)) - 1e-3)
    peak[:_BESIDE] = peak[-_BESIDE:] = False
    peak[_BESIDE:-_BESIDE] &= level[_BESIDE:-_BESIDE] > _MIN_CONTRAST * np.minimum(
        level[: -2 * _BESIDE], level[2 * _BESIDE :]
    )
    y, strip = np.nonzero(peak)
    around = np.stack([level[y + off, strip] for off in (-2, -1, 0, 1, 2)])
    around = np.maximum(around - around.min(axis=0), 1e-6)
    places = y + (around * np.arange(-2, 3)[:, None]).sum(axis=0) / around.sum(axis=0)
    return _followed(strip, places, strips)


def _followed(strip: IntArray, places: FloatArray, strips: int) -> list[_Trace]:
    """Link peaks, at ``places`` (n,) of their strips (n,), to traces."""
    order = np.lexsort((places, strip))
    ends = np.searchsorted(strip[order], np.arange(strips + 1)).tolist()
    sorted_places: list[float] = places[order].tolist()
    chains: list[list[tuple[int, float]]] = []
    alive: list[int] = []
    slopes: list[float] = []
    for at in range(strips):
        here = sorted_places[ends[at] : ends[at + 1]]
        free = [True] * len(here)
        alive = [c for c in alive if at - chains[c][-1][0] <= _MAX_MISSED]
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
            reach = (_MAX_CLIMB if young else _MAX_SWERVE) * min(steps, 2)
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
        if extent >= _MIN_SPAN * strips and len(chain) >= _MIN_FOUND * extent:
            found = np.array(chain)
            traces.append(_Trace((found[:, 0] + 0.5) * _STRIP - 0.5, found[:, 1]))
    return traces


def _field(traces: Sequence[_Trace]) -> _Field | None:
    """Fit the field of traced lines; ``None`` where they are straight, or no field fits them."""
    if len(traces) < _MIN_LINES:
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
    columns = chebyshev.chebvander2d(x, y, [_DEGREE_ALONG, _DEGREE_ACROSS])
    # A constant along a line is its position, not its displacement.
    degree = np.repeat(np.arange(_DEGREE_ALONG + 1), _DEGREE_ACROSS + 1)
    columns = columns[:, degree > 0]
    stiff = np.diag(
        len(x) * (_RIDGE + (_STIFFNESS * (degree[degree > 0] / _DEGREE_ALONG) ** 2) ** 2)
    )
    kept: BoolArray = np.ones(len(x), dtype=bool)
    for _ in range(_FITS):
        apart = columns - _means(columns, line, kept)[line]
        off = across - _means(across, line, kept)[line]
        found = np.linalg.solve(apart[kept].T @ apart[kept] + stiff, apart[kept].T @ off[kept])
        left = np.abs(off - apart @ found)
        kept = left <= _MAX_RESIDUAL
        if not kept.any():
            return None
    if kept.mean() < _MIN_FOUND or np.sqrt(np.square(left[kept]).mean()) > _MAX_RMS:
        return None
    terms = np.concatenate((np.zeros(_DEGREE_ACROSS + 1), found)).reshape(
        _DEGREE_ALONG + 1, _DEGREE_ACROSS + 1
    )
    return _Field(terms, middle, half)


def _means(
    values: NDArray[np.float64], line: IntArray, kept: BoolArray | None = None
) -> NDArray[np.float64]:
    """The mean of ``values`` (n,) or (n, m) over each line."""
    weight = np.ones(len(line)) if kept is None else kept.astype(np.float64)
    count = np.maximum(np.bincount(line, weight), 1e-9)
    if values.ndim == 1:
        result: NDArray[np.float64] = np.bincount(line, weight * values) / count
        return result
    return np.stack([np.bincount(line, weight * column) / count for column in values.T], axis=1)
