"""Rulings from drawn paths: strokes, thin filled rectangles, boxes; Form XObjects included."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.page_objects import Level, apply, apply_to_boxes, clip_boxes
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Points: a filled shape no thicker than this is a ruling, not shading. Strokes count at any width.
_MAX_THICKNESS = 3.0
# Points: the ends of a line along an axis may differ by this much across it (rounded coordinates).
_MAX_SLANT = 0.7
# Path segments of a page: a map has some hundred thousand, so more are damage or an attack.
_MAX_SEGMENTS = 2_000_000


def read_lines(levels: Iterable[Level]) -> FloatArray:
    """(n, 4) x0, y0, x1, y1 of all axis-aligned lines drawn, low ends first, in PDF page space.

    Lines are cut to their clip paths.

    Raises:
        DamagedSourceError: the shapes have too many segments.
    """
    return np.concatenate([np.empty((0, 4)), *(_lines_of(level) for level in levels)])


def _lines_of(level: Level) -> FloatArray:
    paths = level.of_type(pdfium.FPDF_PAGEOBJ_PATH)
    if not paths:
        return np.empty((0, 4))
    bounds = api.floats(api.object_bounds, paths, 4).astype(np.float64)
    boxes = apply_to_boxes(bounds, level.matrix)
    clips = apply_to_boxes(
        clip_boxes(level.references_of_type(pdfium.FPDF_PAGEOBJ_PATH)), level.matrix
    )
    thin = ((boxes[:, 2:] - boxes[:, :2]) <= _MAX_THICKNESS).any(axis=1)
    lines, path = _shape_lines([paths[i] for i in np.flatnonzero(~thin).tolist()], level.matrix)
    return np.concatenate(
        (
            _shown(_middle_lines(boxes[thin]), _twice(clips[thin], boxes[thin])),
            _shown(lines, clips[~thin][path]),
        )
    )


def _twice(clips: FloatArray, boxes: FloatArray) -> FloatArray:
    """``clips`` in the order in which :func:`_middle_lines` returns the lines of ``boxes``."""
    across, down = _directions(boxes)
    return np.concatenate((clips[across], clips[down]))


def _shown(lines: FloatArray, clips: FloatArray) -> FloatArray:
    """``lines`` cut to ``clips``; lines entirely outside are dropped."""
    cut = np.column_stack(
        (np.maximum(lines[:, :2], clips[:, :2]), np.minimum(lines[:, 2:], clips[:, 2:]))
    )
    return cut[(cut[:, :2] <= cut[:, 2:]).all(axis=1)]


def _directions(boxes: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Which thin boxes are horizontal and which vertical; a dot is both."""
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    dot = (width <= _MAX_THICKNESS) & (height <= _MAX_THICKNESS)
    return (width >= height) | dot, (height > width) | dot


def _middle_lines(boxes: FloatArray) -> FloatArray:
    """The center line of each thin box along its longer side; a dot has one in each direction."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    across, down = _directions(boxes)
    return np.concatenate(
        (
            np.column_stack((boxes[:, 0], middle[:, 1], boxes[:, 2], middle[:, 1]))[across],
            np.column_stack((middle[:, 0], boxes[:, 1], middle[:, 0], boxes[:, 3]))[down],
        )
    )


def _shape_lines(paths: list[int], matrix: FloatArray) -> tuple[FloatArray, IntArray]:
    """The lines of paths that are not thin as a whole, and the index of the path of each.

    The lines are a path's strokes, and the thin shapes it fills. A map has as many paths as a list
    has characters, so all paths are processed at once.
    """
    fill, stroke = api.booleans(api.path_mode, paths, 2).T
    heads = map(api.path_segment, paths, repeat(0))
    # A path that does not begin with a "moveto" draws nothing.
    sound = api.integers(api.segment_type, heads, len(paths)) == pdfium.FPDF_SEGMENT_MOVETO
    counts = api.integers(api.path_count, paths, len(paths))
    counts = np.where((fill | stroke) & sound, counts, 0)
    if counts.sum() > _MAX_SEGMENTS:
        raise DamagedSourceError(f"the page draws paths of over {_MAX_SEGMENTS} segments")
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
    thin = ((high - low) <= _MAX_THICKNESS).any(axis=1) & ~stroke[path[starts]]
    closes = api.integers(api.segment_close, segments, len(segments)).astype(bool)
    subpath = np.cumsum(types == pdfium.FPDF_SEGMENT_MOVETO) - 1
    drawn = np.flatnonzero((types == pdfium.FPDF_SEGMENT_LINETO) & stroke[path])
    closing = np.flatnonzero(closes & stroke[path])
    begin = np.concatenate((points[drawn - 1], points[closing]))
    end = np.concatenate((points[drawn], points[starts[subpath[closing]]]))
    ends = np.column_stack((np.minimum(begin, end), np.maximum(begin, end)))
    straight = (ends[:, 2:] - ends[:, :2]).min(axis=1) <= _MAX_SLANT
    boxes = np.concatenate((np.column_stack((low, high))[thin], ends[straight]))
    owner = np.concatenate((path[starts][thin], path[np.concatenate((drawn, closing))][straight]))
    across, down = _directions(boxes)
    return _middle_lines(boxes), np.concatenate((owner[across], owner[down]))
