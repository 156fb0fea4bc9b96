"""The objects a page draws, those of its Form XObjects too, and what they are clipped to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.page.page_model import FloatArray, IntArray

# A page may be a map: what PDFium draws in seconds takes us minutes from some size on.
_MOST_OBJECTS = 750_000
_MOST_CORNERS = 3_000_000

_IDENTITY = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


@dataclass(frozen=True, slots=True)
class Level:
    """The objects of a page, or of the forms on it that are as deep and placed alike.

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


def levels(page: object) -> Iterator[Level]:
    """The page's own objects, then those of its forms, level by level.

    Forms may hold forms, themselves by mistake; PDFium follows them only so deep.

    Raises:
        DamagedSourceError: they are too many to be looked at.
    """
    count = pdfium.FPDFPage_CountObjects(page)
    pending = [(_IDENTITY, list(map(api.page_object, repeat(api.reference(page)), range(count))))]
    seen = 0
    while pending:
        deeper: dict[bytes, tuple[FloatArray, list[int]]] = {}
        for matrix, handles in pending:
            seen += len(handles)
            if seen > _MOST_OBJECTS:
                raise DamagedSourceError(f"the page draws over {_MOST_OBJECTS} objects")
            level = Level(handles, api.integers(api.object_type, handles, len(handles)), matrix)
            yield level
            for form in level.of_type(pdfium.FPDF_PAGEOBJ_FORM):
                inner = map(api.form_object, repeat(form), range(api.form_count(form)))
                placed = compose(api.matrix(form), matrix)
                deeper.setdefault(placed.tobytes(), (placed, []))[1].extend(inner)
        pending = list(deeper.values())


def clip_boxes(objects: Sequence[api.Reference]) -> FloatArray:
    """(n, 4) the box each object is clipped to, in its own level's space; infinite without one."""
    boxes = np.full((len(objects), 4), (-np.inf, -np.inf, np.inf, np.inf))
    clips = list(map(api.clip_of, objects))
    counts = np.clip(api.integers(api.clip_count, clips, len(clips)), 0, None)
    # Each path of each clip, and each point of those.
    clip = np.repeat(np.arange(len(clips)), counts)
    path = np.arange(len(clip)) - np.repeat(np.cumsum(counts) - counts, counts)
    owners = [clips[index] for index in clip.tolist()]
    lengths = np.clip(
        np.fromiter(map(api.clip_segments, owners, path.tolist()), np.int64, len(clip)), 0, None
    )
    if lengths.sum() > _MOST_CORNERS:
        raise DamagedSourceError(f"the page's clip paths have over {_MOST_CORNERS} points")
    ends = np.cumsum(lengths)
    point = np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)
    corners = map(
        api.clip_segment,
        np.repeat(np.asarray(owners, dtype=np.uint64), lengths).tolist(),
        np.repeat(path, lengths).tolist(),
        point.tolist(),
    )
    points = api.points(list(corners))
    drawn = np.flatnonzero(lengths)
    starts = (ends - lengths)[drawn]
    if len(starts):
        np.maximum.at(boxes[:, :2], clip[drawn], np.minimum.reduceat(points, starts))
        np.minimum.at(boxes[:, 2:], clip[drawn], np.maximum.reduceat(points, starts))
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
