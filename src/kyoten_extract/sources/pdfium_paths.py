"""Drawn paths to rulings: strokes, thin filled rectangles, boxes, in Form XObjects too."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.page import FloatArray
from kyoten_extract.sources import pdfium_api as api

# Points. A filled shape no thicker than this is a line; a stroke counts whatever its width.
_THICKEST = 3.0
# An edge may lean this far and still run along the axis.
_LEAN = 0.7
_DEEPEST_FORM = 8
_MOST_OBJECTS = 500_000

_IDENTITY = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def read_lines(page: int) -> FloatArray:
    """(n, 4) x0, y0, x1, y1 of every drawn line along an axis, low ends first, in page space."""
    parts = [_lines_of(paths, matrix) for paths, matrix in _paths(page)]
    return np.concatenate([np.empty((0, 4)), *parts])


def _paths(page: int) -> Iterator[tuple[list[int], FloatArray]]:
    """Path objects of the page and of each form on it, with the form's matrix."""
    count = pdfium.FPDFPage_CountObjects(ctypes.cast(page, pdfium.FPDF_PAGE))
    level = [(list(map(api.page_object, repeat(page), range(count))), _IDENTITY)]
    seen = 0
    for _ in range(_DEEPEST_FORM):
        deeper = []
        for handles, matrix in level:
            seen += len(handles)
            types = api.integers(api.object_type, handles, len(handles))
            yield [handles[i] for i in np.flatnonzero(types == pdfium.FPDF_PAGEOBJ_PATH)], matrix
            for index in np.flatnonzero(types == pdfium.FPDF_PAGEOBJ_FORM).tolist():
                form = handles[index]
                inner = list(map(api.form_object, repeat(form), range(api.form_count(form))))
                deeper.append((inner, _compose(api.matrix(form), matrix)))
        level = deeper
        if not level or seen > _MOST_OBJECTS:
            return


def _compose(inner: FloatArray, outer: FloatArray) -> FloatArray:
    """The matrix that applies ``inner`` first."""
    return np.column_stack((inner, [0.0, 0.0, 1.0])) @ outer


def _apply(points: FloatArray, matrix: FloatArray) -> FloatArray:
    transformed: FloatArray = points @ matrix[:2] + matrix[2]
    return transformed


def _lines_of(paths: list[int], matrix: FloatArray) -> FloatArray:
    if not paths:
        return np.empty((0, 4))
    bounds = api.floats(api.object_bounds, paths, 4).astype(np.float64)
    low, high = _apply(bounds[:, :2], matrix), _apply(bounds[:, 2:], matrix)
    boxes = np.column_stack((np.minimum(low, high), np.maximum(low, high)))
    thin = ((boxes[:, 2:] - boxes[:, :2]) <= _THICKEST).any(axis=1)
    shapes = np.flatnonzero(~thin).tolist()
    return np.concatenate(
        [_middle_lines(boxes[thin]), *(_shape_lines(paths[i], matrix) for i in shapes)]
    )


def _middle_lines(boxes: FloatArray) -> FloatArray:
    """The long middle line of each thin box; a dot gives one of either direction."""
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    dot = (width <= _THICKEST) & (height <= _THICKEST)
    across = (width >= height) | dot
    down = (height > width) | dot
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
    points = _apply(_apply(api.points(segments), api.matrix(path)), matrix)
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
