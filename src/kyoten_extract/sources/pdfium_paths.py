"""Drawn paths to rulings: strokes, thin filled rectangles, boxes, in Form XObjects too."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.page import BoolArray, FloatArray
from kyoten_extract.sources import pdfium_api as api
from kyoten_extract.sources.pdfium_objects import Level, apply, apply_to_boxes, clip_boxes

# Points. A filled shape no thicker than this is a line; a stroke counts whatever its width.
_THICKEST = 3.0
# An edge may lean this far and still run along the axis.
_LEAN = 0.7


def read_lines(levels: Iterable[Level]) -> FloatArray:
    """(n, 4) x0, y0, x1, y1 of every drawn line along an axis, low ends first, in page space.

    Lines are cut to what their clip shows of them.
    """
    return np.concatenate([np.empty((0, 4)), *(_lines_of(level) for level in levels)])


def _lines_of(level: Level) -> FloatArray:
    paths = level.of_type(pdfium.FPDF_PAGEOBJ_PATH)
    if not paths:
        return np.empty((0, 4))
    bounds = api.floats(api.object_bounds, paths, 4).astype(np.float64)
    boxes = apply_to_boxes(bounds, level.matrix)
    clips = apply_to_boxes(clip_boxes(paths), level.matrix)
    thin = ((boxes[:, 2:] - boxes[:, :2]) <= _THICKEST).any(axis=1)
    parts = [_shown(_middle_lines(boxes[thin]), _twice(clips[thin], boxes[thin]))]
    for index in np.flatnonzero(~thin).tolist():
        lines = _shape_lines(paths[index], level.matrix)
        parts.append(_shown(lines, clips[index][None]))
    return np.concatenate(parts)


def _twice(clips: FloatArray, boxes: FloatArray) -> FloatArray:
    """``clips`` in the order in which :func:`_middle_lines` gives the lines of ``boxes``."""
    across, down = _directions(boxes)
    return np.concatenate((clips[across], clips[down]))


def _shown(lines: FloatArray, clips: FloatArray) -> FloatArray:
    """``lines`` cut to ``clips``; those wholly outside are dropped."""
    cut = np.column_stack(
        (np.maximum(lines[:, :2], clips[:, :2]), np.minimum(lines[:, 2:], clips[:, 2:]))
    )
    return cut[(cut[:, :2] <= cut[:, 2:]).all(axis=1)]


def _directions(boxes: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Which thin boxes run across, and which down; a dot does both."""
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    dot = (width <= _THICKEST) & (height <= _THICKEST)
    return (width >= height) | dot, (height > width) | dot


def _middle_lines(boxes: FloatArray) -> FloatArray:
    """The long middle line of each thin box; a dot gives one of either direction."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    across, down = _directions(boxes)
    return np.concatenate(
        (
            np.column_stack((boxes[:, 0], middle[:, 1], boxes[:, 2], middle[:, 1]))[across],
            np.column_stack((middle[:, 0], boxes[:, 1], middle[:, 0], boxes[:, 3]))[down],
        )
    )


def _shape_lines(path: int, matrix: FloatArray) -> FloatArray:
    """The lines of one path that is wide both ways: its strokes, or the thin shapes it fills."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    api.path_mode(path, ctypes.addressof(fill), ctypes.addressof(stroke))
    if not fill.value and not stroke.value:
        return np.empty((0, 4))
    count = api.path_count(path)
    segments = list(map(api.path_segment, repeat(path), range(count)))
    if not segments:
        return np.empty((0, 4))
    types = api.integers(api.segment_type, segments, count)
    points = apply(apply(api.points(segments), api.matrix(path)), matrix)
    starts = np.flatnonzero(types == pdfium.FPDF_SEGMENT_MOVETO)
    if not len(starts) or starts[0] != 0:
        return np.empty((0, 4))
    if not stroke.value:
        low = np.minimum.reduceat(points, starts)
        high = np.maximum.reduceat(points, starts)
        thin = ((high - low) <= _THICKEST).any(axis=1)
        return _middle_lines(np.column_stack((low, high))[thin])
    closes = api.integers(api.segment_close, segments, count).astype(bool)
    subpath = np.cumsum(types == pdfium.FPDF_SEGMENT_MOVETO) - 1
    drawn = np.flatnonzero(types == pdfium.FPDF_SEGMENT_LINETO)
    drawn = drawn[drawn > 0]
    closing = np.flatnonzero(closes)
    begin = np.concatenate((points[drawn - 1], points[closing]))
    end = np.concatenate((points[drawn], points[starts[subpath[closing]]]))
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    lean = (high - low).min(axis=1) <= _LEAN
    return _middle_lines(np.column_stack((low, high))[lean])
