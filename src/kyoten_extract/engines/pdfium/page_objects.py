"""The objects that a page draws, those in Form XObjects included, and their clip boxes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import compress, repeat

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import FloatArray, IntArray, by_column

# Objects of a page, and points of its clip paths: PDFium draws a huge map in seconds, but reading
# more than this out of it takes minutes.
_MAX_OBJECTS = 750_000
_MAX_CLIP_POINTS = 3_000_000

_IDENTITY = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


@dataclass(frozen=True, slots=True)
class Level:
    """The objects of a page, or of the forms on it that share a depth and a matrix.

    Attributes:
        handles: addresses of the objects, in drawing order.
        references: a reference to each.
        types: (n,) PDFium's type of each.
        matrix: (3, 2) from the level's coordinate space to the page's.
    """

    handles: list[int]
    references: list[api.Reference]
    types: IntArray
    matrix: FloatArray

    def of_type(self, kind: int) -> list[int]:
        """The handles of the objects of one type."""
        return list(compress(self.handles, (self.types == kind).tolist()))

    def references_of_type(self, kind: int) -> list[api.Reference]:
        """References to the objects of one type."""
        return list(compress(self.references, (self.types == kind).tolist()))


def levels(page: object, texts: Collection[int] = ()) -> Iterator[Level]:
    """The page's own objects, then those of its forms, level by level.

    Forms can contain forms, even themselves; PDFium bounds the depth.

    Args:
        page: handle of the page.
        texts: addresses of objects that are text as far as that is known; a set.

    Raises:
        DamagedSourceError: the page has too many objects.
    """
    count = pdfium.FPDFPage_CountObjects(page)
    pending = [(_IDENTITY, list(map(api.page_object, repeat(api.reference(page)), range(count))))]
    seen = 0
    while pending:
        deeper: dict[bytes, tuple[FloatArray, list[int]]] = {}
        for matrix, handles in pending:
            seen += len(handles)
            if seen > _MAX_OBJECTS:
                raise DamagedSourceError(
                    say("the page draws over {max_objects} objects", max_objects=_MAX_OBJECTS)
                )
            references = api.references(handles)
            types = np.full(len(handles), pdfium.FPDF_PAGEOBJ_TEXT)
            at = [index for index, handle in enumerate(handles) if handle not in texts]
            types[at] = api.integers(api.object_type, [references[i] for i in at], len(at))
            level = Level(handles, references, types, matrix)
            yield level
            for form in level.of_type(pdfium.FPDF_PAGEOBJ_FORM):
                inner = map(api.form_object, repeat(form), range(api.form_count(form)))
                placed = compose(api.matrix(form), matrix)
                deeper.setdefault(placed.tobytes(), (placed, []))[1].extend(inner)
        pending = list(deeper.values())


def clip_boxes(objects: Sequence[api.Reference]) -> FloatArray:
    """(n, 4) each object's clip box, in the coordinate space of its level; infinite without a clip.

    Raises:
        DamagedSourceError: the clip paths have too many points.
    """
    boxes = by_column(len(objects), 4)
    boxes[:, :2], boxes[:, 2:] = -np.inf, np.inf
    clips = list(map(api.clip_of, objects))
    counts = np.maximum(api.integers(api.clip_count, clips, len(clips)), 0)
    if not counts.any():
        return boxes
    # One entry for each path of each clip, then one for each point of those paths.
    clip = np.arange(len(clips)).repeat(counts)
    path = np.arange(len(clip)) - np.repeat(counts.cumsum() - counts, counts)
    owners = [clips[index] for index in clip.tolist()]
    lengths = np.clip(
        np.fromiter(map(api.clip_segments, owners, path.tolist()), np.int64, len(clip)), 0, None
    )
    if lengths.sum() > _MAX_CLIP_POINTS:
        raise DamagedSourceError(
            say(
                "the page's clip paths have over {max_clip_points} points",
                max_clip_points=_MAX_CLIP_POINTS,
            )
        )
    ends = lengths.cumsum()
    point = np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)
    corners = map(
        api.clip_segment,
        np.asarray(owners, dtype=np.uint64).repeat(lengths).tolist(),
        path.repeat(lengths).tolist(),
        point.tolist(),
    )
    points = api.points(list(corners))
    drawn = true_at(lengths)
    starts = (ends - lengths)[drawn]
    if len(starts):
        np.maximum.at(boxes[:, :2], clip[drawn], np.minimum.reduceat(points, starts))
        np.minimum.at(boxes[:, 2:], clip[drawn], np.maximum.reduceat(points, starts))
    return boxes


def compose(inner: FloatArray, outer: FloatArray) -> FloatArray:
    """The matrix that applies ``inner``, then ``outer``."""
    return np.column_stack((inner, [0.0, 0.0, 1.0])) @ outer


def apply(points: FloatArray, matrix: FloatArray) -> FloatArray:
    """(n, 2) ``points`` transformed by ``matrix``."""
    if matrix is _IDENTITY:
        return points
    transformed: FloatArray = points @ matrix[:2] + matrix[2]
    return transformed


def apply_to_boxes(boxes: FloatArray, matrix: FloatArray) -> FloatArray:
    """(n, 4) bounding boxes of transformed ``boxes``, low corner first; infinite boxes stay so."""
    if matrix is _IDENTITY:
        return boxes
    finite = np.isfinite(boxes).all(axis=1)
    result = boxes.copy(order="K")
    if finite.any():
        low, high = apply(boxes[finite, :2], matrix), apply(boxes[finite, 2:], matrix)
        result[finite] = np.column_stack((np.minimum(low, high), np.maximum(low, high)))
    return result
