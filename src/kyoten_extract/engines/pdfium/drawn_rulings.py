"""Drawn paths to rulings: strokes, thin filled rectangles, boxes, in Form XObjects too."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.page_objects import Level, apply, apply_to_boxes, clip_boxes
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Points. A filled shape no thicker than this is a line; a stroke counts whatever its width.
_THICKEST = 3.0
# An edge may lean this far and still run along the axis.
_LEAN = 0.7
# In all shapes of a page: a map may have some hundred thousand.
_MOST_SEGMENTS = 2_000_000


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
    clips = apply_to_boxes(clip_boxes(api.references(paths)), level.matrix)
    thin = ((boxes[:, 2:] - boxes[:, :2]) <= _THICKEST).any(axis=1)
    lines, path = _shape_lines([paths[i] for i in np.flatnonzero(~thin).tolist()], level.matrix)
    return np.concatenate(
        (
            _shown(_middle_lines(boxes[thin]), _twice(clips[thin], boxes[thin])),
            _shown(lines, clips[~thin][path]),
        )
    )


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


def _shape_lines(paths: list[int], matrix: FloatArray) -> tuple[FloatArray, IntArray]:
    """The lines of paths that are wide both ways, and the index of the path each is of.

    They are a path's strokes, or the thin shapes it fills. A map has as many paths as a list has
    characters, so all are done at once.
    """
    fill, stroke = api.booleans(api.path_mode, paths, 2).T
    heads = map(api.path_segment, paths, repeat(0))
    # Without a point to begin at nothing is drawn.
    sound = api.integers(api.segment_type, heads, len(paths)) == pdfium.FPDF_SEGMENT_MOVETO
    counts = api.integers(api.path_count, paths, len(paths))
    counts = np.where((fill | stroke) & sound, counts, 0)
    if counts.sum() > _MOST_SEGMENTS:
        raise DamagedSourceError(f"the page draws paths of over {_MOST_SEGMENTS} segments")
    if not counts.any():
        return np.empty((0, 4)), np.empty(0, dtype=np.int64)
    path = np.repeat(np.arange(len(paths)), counts)
    segments = api.parts(api.path_segment, paths, counts)
    types = api.integers(api.segment_type, segments, len(segments))
    matrices = api.structs(api.object_matrix, 6, len(paths), api.references(paths))
    a, b, c, d, e, f = matrices[path].T
    x, y = api.points(segments).T
    points = apply(np.column_stack((a * x + c * y + e, b * x + d * y + f)), matrix)
    starts = np.flatnonzero(types == pdfium.FPDF_SEGMENT_MOVETO)
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    thin = ((high - low) <= _THICKEST).any(axis=1) & ~stroke[path[starts]]
    closes = api.integers(api.segment_close, segments, len(segments)).astype(bool)
    subpath = np.cumsum(types == pdfium.FPDF_SEGMENT_MOVETO) - 1
    drawn = np.flatnonzero((types == pdfium.FPDF_SEGMENT_LINETO) & stroke[path])
    closing = np.flatnonzero(closes & stroke[path])
    begin = np.concatenate((points[drawn - 1], points[closing]))
    end = np.concatenate((points[drawn], points[starts[subpath[closing]]]))
    ends = np.column_stack((np.minimum(begin, end), np.maximum(begin, end)))
    straight = (ends[:, 2:] - ends[:, :2]).min(axis=1) <= _LEAN
    boxes = np.concatenate((np.column_stack((low, high))[thin], ends[straight]))
    owner = np.concatenate((path[starts][thin], path[np.concatenate((drawn, closing))][straight]))
    across, down = _directions(boxes)
    return _middle_lines(boxes), np.concatenate((owner[across], owner[down]))
