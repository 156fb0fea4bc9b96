"""Where the text objects of a page are: their origins on the baseline, extents and clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.loaded_text import TextPage
from kyoten_extract.engines.pdfium.page_objects import Level, apply, apply_to_boxes, clip_boxes
from kyoten_extract.page.array_steps import begins, columns, grouped, lengths, true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Slope of the baseline of upright text, at most.
_MAX_SLOPE = 0.05
# Sine of the angle to a side of the page from which on text is written at an angle: 10 degrees.
# Pages are scanned less askew than that.
_SLANTED = 0.17


def text_objects(drawn: Sequence[Level]) -> Handles:
    """The text objects of a page, in drawing order."""
    return Handles.joined(level.of_type(pdfium.FPDF_PAGEOBJ_TEXT) for level in drawn)


@dataclass(frozen=True, slots=True)
class DrawnText:
    """The characters of a page with the objects that draw them.

    Attributes:
        text: the n characters.
        objects: the m objects, in order of address.
        runs: (n,) the object of each character, by number.
        fonts: (m,) address of the font of each object.
    """

    text: TextPage
    objects: Handles
    runs: IntArray
    fonts: IntArray

    @classmethod
    def of(cls, text: TextPage) -> DrawnText:
        """Find the objects that draw ``text``, of which the characters of each are together."""
        # So stretches are sorted instead of characters.
        starts = true_at(begins(text.handles))
        counts = lengths(starts, len(text.handles))
        distinct, first, number = grouped(text.handles[starts])
        return cls(text, Handles(distinct), number.repeat(counts), text.fonts[starts[first]])

    def ask(self) -> None:
        """Ask PDFium where the objects are."""
        calls.structs(api.object_matrix, 6, self.objects)
        calls.structs(api.text_size, 1, self.objects)
        clip_boxes(self.objects)


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Where the characters of a page and their objects are.

    Attributes:
        own: the n characters with the m objects.
        boxes: (n, 4) of the characters, in our coordinates.
        origins: (m, 4) as of :func:`origins_of`.
    """

    own: DrawnText
    boxes: FloatArray
    origins: FloatArray


def place(one: DrawnText, drawn: Sequence[Level], frame: Frame) -> PlacedText:
    """Find where the characters and the objects of ``one`` are."""
    return PlacedText(one, frame.boxes(one.text.boxes), origins_of(one.objects, drawn, frame))


def origins_of(objects: Handles, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 4) x and y of each text object's origin on its baseline, its em, and the em's width.

    The em is NaN where the text is not upright.
    """
    matrices = api.structs(api.object_matrix, 6, objects)
    sizes = api.structs(api.text_size, 1, objects)
    base = matrices[:, 4:]
    top, side = base + matrices[:, 2:4] * sizes, base + matrices[:, :2] * sizes
    for inside, matrix in _in_forms(objects, drawn):
        base[inside], top[inside] = apply(base[inside], matrix), apply(top[inside], matrix)
        side[inside] = apply(side[inside], matrix)
    base, top, side = frame.points(base), frame.points(top), frame.points(side)
    rise = base - top
    upright = (np.abs(rise[:, 0]) < _MAX_SLOPE * np.abs(rise[:, 1])) & (rise[:, 1] > 0)
    em = np.where(upright, rise[:, 1], np.nan)
    return columns(base[:, 0], base[:, 1], em, side[:, 0] - base[:, 0])


def turned_ems(
    objects: Handles, origins: FloatArray, drawn: Sequence[Level], frame: Frame
) -> FloatArray:
    """(m, 4) an em along the baseline and one above it, of objects that are not upright; else NaN.

    ``origins`` are those of :func:`origins_of`.
    """
    ems = np.full((len(origins), 4), np.nan)
    at = true_at(np.isnan(origins[:, 2]))
    if not len(at):
        return ems
    some = objects.take(at)
    matrices = api.structs(api.object_matrix, 6, some)
    sizes = api.structs(api.text_size, 1, some)
    base = matrices[:, 4:]
    along, above = base + matrices[:, :2] * sizes, base + matrices[:, 2:4] * sizes
    for inside, matrix in _in_forms(some, drawn):
        along[inside], above[inside] = apply(along[inside], matrix), apply(above[inside], matrix)
        base[inside] = apply(base[inside], matrix)
    origin = frame.points(base)
    ems[at] = np.column_stack((frame.points(along) - origin, frame.points(above) - origin))
    return ems


def turns_of(ems: FloatArray) -> IntArray:
    """(m,) 1 where the baseline of an object goes down the page, -1 where up, else 0.

    ``ems`` are those of :func:`turned_ems`. Empty where it is 0 for all.
    """
    across, down = np.nan_to_num(ems[:, :2]).T
    turns = np.sign(down).astype(np.int64)
    turns[np.abs(across) > _MAX_SLOPE * np.abs(down)] = 0
    return turns if turns.any() else np.empty(0, dtype=np.int64)


def slanted_of(
    objects: Handles, origins: FloatArray, drawn: Sequence[Level], frame: Frame
) -> BoolArray:
    """(m,) which text objects are written at an angle to the page; empty where none is.

    ``origins`` are those of :func:`origins_of`. Slanted letters on a level line do not count.
    """
    at = true_at(np.isnan(origins[:, 2]))
    turned = np.zeros(len(origins), dtype=bool)
    if len(at):
        some = objects.take(at)
        matrices = api.structs(api.object_matrix, 6, some)
        base = matrices[:, 4:]
        along = base + matrices[:, :2]
        for inside, matrix in _in_forms(some, drawn):
            base[inside], along[inside] = apply(base[inside], matrix), apply(along[inside], matrix)
        way = np.abs(frame.points(along) - frame.points(base))
        turned[at] = way.min(axis=1) > _SLANTED * np.hypot(way[:, 0], way[:, 1])
    return turned if turned.any() else np.empty(0, dtype=bool)


def clips_of(objects: Handles, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 4) each text object's clip box, in our coordinates; infinite without a clip."""
    clips = clip_boxes(objects)
    for inside, matrix in _in_forms(objects, drawn):
        clips[inside] = apply_to_boxes(clips[inside], matrix)
    finite = np.isfinite(clips).all(axis=1)
    clips[finite] = frame.boxes(clips[finite])
    return clips


def extents_of(objects: Handles, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 4) bounding box of the ink of each text object, in our coordinates."""
    boxes = api.floats(api.object_bounds, objects)
    for inside, matrix in _in_forms(objects, drawn):
        boxes[inside] = apply_to_boxes(boxes[inside], matrix)
    return frame.boxes(boxes)


def _in_forms(objects: Handles, drawn: Sequence[Level]) -> Iterator[tuple[IntArray, FloatArray]]:
    """Indexes of the text objects in the forms of each level, with the level's matrix."""
    if len(drawn) < 2 or not len(objects):
        return
    order = objects.addresses.argsort(kind="stable")
    ordered = objects.addresses[order]
    for level in drawn[1:]:
        own = level.objects.addresses
        at = np.minimum(ordered.searchsorted(own), len(order) - 1)
        inside = order[at[ordered[at] == own]]
        if len(inside):
            yield inside, level.matrix
