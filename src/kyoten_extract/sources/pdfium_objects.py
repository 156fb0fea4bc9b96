"""The objects a page draws, those of its Form XObjects too, and what they are clipped to."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.page import FloatArray, IntArray
from kyoten_extract.sources import pdfium_api as api

# Forms may hold forms, themselves by mistake; and a page may be a map of a million strokes.
_DEEPEST_FORM = 8
_MOST_OBJECTS = 500_000

_IDENTITY = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


@dataclass(frozen=True, slots=True)
class Level:
    """The objects of a page, or of one form on it.

    Attributes:
        handles: of the objects, in the order they are drawn.
        types: (n,) PDFium's type of each.
        matrix: (3, 2) from the level's space to the page's.
    """

    handles: list[int]
    types: IntArray
    matrix: FloatArray

    def of_type(self, kind: int) -> list[int]:
        """The handles of the objects of one type."""
        return [self.handles[index] for index in np.flatnonzero(self.types == kind).tolist()]


def levels(page: int) -> Iterator[Level]:
    """The page's own objects, then those of its forms, level by level."""
    count = pdfium.FPDFPage_CountObjects(ctypes.cast(page, pdfium.FPDF_PAGE))
    pending = [(list(map(api.page_object, repeat(page), range(count))), _IDENTITY)]
    seen = 0
    for _ in range(_DEEPEST_FORM):
        deeper = []
        for handles, matrix in pending:
            seen += len(handles)
            level = Level(handles, api.integers(api.object_type, handles, len(handles)), matrix)
            yield level
            for form in level.of_type(pdfium.FPDF_PAGEOBJ_FORM):
                inner = list(map(api.form_object, repeat(form), range(api.form_count(form))))
                deeper.append((inner, compose(api.matrix(form), matrix)))
        pending = deeper
        if not pending or seen > _MOST_OBJECTS:
            return


def clip_boxes(handles: Sequence[int]) -> FloatArray:
    """(n, 4) the box each object is clipped to, in its own level's space; infinite without one."""
    boxes = np.full((len(handles), 4), (-np.inf, -np.inf, np.inf, np.inf))
    clips = list(map(api.clip_of, handles))
    present = [index for index, clip in enumerate(clips) if clip]
    counts = api.integers(api.clip_count, [clips[i] for i in present], len(present))
    owners = np.array(present, dtype=np.int64)
    for part in range(int(counts.max(initial=0))):
        owners, counts = owners[counts > part], counts[counts > part]
        paths = [clips[i] for i in owners.tolist()]
        sizes = np.fromiter(map(api.clip_segments, paths, repeat(part)), np.int64, len(paths))
        sizes = np.maximum(sizes, 0)
        each = chain.from_iterable(map(repeat, paths, sizes.tolist()))
        numbers = chain.from_iterable(map(range, sizes.tolist()))
        corners = api.points(list(map(api.clip_segment, each, repeat(part), numbers)))
        drawn = sizes > 0
        first = (np.cumsum(sizes) - sizes)[drawn]
        if len(first):
            at = owners[drawn]
            boxes[at, :2] = np.maximum(boxes[at, :2], np.minimum.reduceat(corners, first))
            boxes[at, 2:] = np.minimum(boxes[at, 2:], np.maximum.reduceat(corners, first))
    return boxes


def compose(inner: FloatArray, outer: FloatArray) -> FloatArray:
    """The matrix that applies ``inner`` first."""
    return np.column_stack((inner, [0.0, 0.0, 1.0])) @ outer


def apply(points: FloatArray, matrix: FloatArray) -> FloatArray:
    """(n, 2) ``points`` in the outer space."""
    if matrix is _IDENTITY:
        return points
    transformed: FloatArray = points @ matrix[:2] + matrix[2]
    return transformed


def apply_to_boxes(boxes: FloatArray, matrix: FloatArray) -> FloatArray:
    """(n, 4) ``boxes`` in the outer space, low corner first; infinite sides stay so."""
    if matrix is _IDENTITY:
        return boxes
    finite = np.isfinite(boxes).all(axis=1)
    result = boxes.copy()
    if finite.any():
        low, high = apply(boxes[finite, :2], matrix), apply(boxes[finite, 2:], matrix)
        result[finite] = np.column_stack((np.minimum(low, high), np.maximum(low, high)))
    return result
