"""The objects that a page draws, those in Form XObjects included, and their clip boxes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, by_column

# Objects of a page, and points of its clip paths: PDFium draws a huge map in seconds, but reading
# more than this out of it takes minutes.
_MAX_OBJECTS = 750_000
_MAX_CLIP_POINTS = 3_000_000

# Points of the path of a box, which may end where it began.
_MAX_CORNERS = 6

_IDENTITY = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


@dataclass(frozen=True, slots=True)
class Level:
    """The objects of a page, or of the forms on it that share a depth and a matrix.

    Attributes:
        objects: in drawing order.
        types: (n,) PDFium's type of each.
        matrix: (3, 2) from the level's coordinate space to the page's.
    """

    objects: Handles
    types: IntArray
    matrix: FloatArray

    def of_type(self, kind: int) -> Handles:
        """The objects of one type."""
        return self.objects.take(true_at(self.types == kind))


def levels(page: object) -> Iterator[Level]:
    """The page's own objects, then those of its forms, level by level.

    Forms can contain forms, even themselves; PDFium bounds the depth.

    Raises:
        DamagedSourceError: the page has too many objects.
    """
    count = pdfium.FPDFPage_CountObjects(page)
    own = Handles(calls.integers_at(api.page_object, page, np.arange(count)))
    pending = [(_IDENTITY, own)]
    seen = 0
    while pending:
        deeper: dict[bytes, tuple[FloatArray, list[int]]] = {}
        for matrix, objects in pending:
            seen += len(objects)
            if seen > _MAX_OBJECTS:
                raise DamagedSourceError(
                    say("the page draws over {max_objects} objects", max_objects=_MAX_OBJECTS)
                )
            level = Level(objects, calls.integers(api.object_type, objects), matrix)
            yield level
            for form in level.of_type(pdfium.FPDF_PAGEOBJ_FORM).addresses.tolist():
                inner = map(api.form_object, repeat(form), range(api.form_count(form)))
                placed = compose(api.matrix(form), matrix)
                deeper.setdefault(placed.tobytes(), (placed, []))[1].extend(inner)
        pending = [(matrix, Handles(inner)) for matrix, inner in deeper.values()]


def clip_boxes(objects: Handles) -> FloatArray:
    """(n, 4) each object's clip box, in the coordinate space of its level; infinite without a clip.

    Raises:
        DamagedSourceError: the clip paths have too many points.
    """
    return objects.told(clip_boxes, lambda: _clip_boxes(objects)).copy(order="K")


def _clip_boxes(objects: Handles) -> FloatArray:
    boxes = by_column(len(objects), 4)
    boxes[:, :2], boxes[:, 2:] = -np.inf, np.inf
    clip, path, owners, lengths = _clip_paths(objects)
    if not len(clip):
        return boxes
    if lengths.sum() > _MAX_CLIP_POINTS:
        raise DamagedSourceError(
            say(
                "the page's clip paths have over {max_clip_points} points",
                max_clip_points=_MAX_CLIP_POINTS,
            )
        )
    # One entry for each point of those paths.
    ends = lengths.cumsum()
    point = np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths)
    corners = owners.repeat(lengths), path.repeat(lengths), point
    points = api.points(Handles(calls.integers_of(api.clip_segment, *corners)))
    drawn = true_at(lengths)
    starts = (ends - lengths)[drawn]
    if len(starts):
        np.maximum.at(boxes[:, :2], clip[drawn], np.minimum.reduceat(points, starts))
        np.minimum.at(boxes[:, 2:], clip[drawn], np.maximum.reduceat(points, starts))
    return boxes


def have_shaped_clips(objects: Handles) -> BoolArray:
    """(n,) which objects have a clip with more corners than a box."""
    clip, _, _, corners = _clip_paths(objects)
    shaped = np.zeros(len(objects), dtype=bool)
    shaped[clip[corners > _MAX_CORNERS]] = True
    return shaped


def _clip_paths(objects: Handles) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """For each path of each object's clip: the object and the path, by number; points of the path.

    Between these, the address of the clip.
    """
    clips = Handles(calls.integers(api.clip_of, objects))
    counts = np.maximum(calls.integers(api.clip_count, clips), 0)
    clip = np.arange(len(clips)).repeat(counts)
    path = np.arange(len(clip)) - np.repeat(counts.cumsum() - counts, counts)
    owners = clips.addresses[clip]
    if not len(clip):
        return clip, path, owners, clip
    return clip, path, owners, np.maximum(calls.integers_of(api.clip_segments, owners, path), 0)


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
