"""PDFium's C functions, bound so that one ``map`` reads a property of thousands of objects.

The stock bindings check and convert every argument. Here handles and out-parameters are plain
addresses, which makes a call about three times cheaper. Each prototype below is that of PDFium's
public header, and no address leaves ``engines.pdfium``. Functions that are called for every
character or text object take references: ctypes passes those unconverted, which halves the time
again.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.engines.pdfium.pdfium_library import address_of
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, by_column

_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int
Function = Callable[..., Any]
Reference = Any
"""The result of ``ctypes.byref``."""
# Points: coordinates are clamped to this. No page is so large, and products of several of them do
# not overflow.
_MAX_COORDINATE = 1e9
# Output structs allocated at once: more than most pages have characters; others take several turns.
_OUTPUT_SLOTS = 8192
# Floats of the slots that boxes of characters are written to, which serve other functions, too.
_SLOT_WIDTH = 4


_NOTHING = ctypes.PYFUNCTYPE(None)
# A function that returns an int: with no type set, ctypes converts it in half the time.
_RETURNS_INT: Any = type("_RETURNS_INT", _NOTHING.__bases__, {"_flags_": vars(_NOTHING)["_flags_"]})


def _bind(name: str, result: Any, *arguments: Any) -> Function:
    function: Any = _bind_for_references(name, result)
    function.argtypes = arguments
    bound: Function = function
    return bound


def _bind_for_references(name: str, result: Any) -> Function:
    # PYFUNCTYPE keeps the interpreter lock: PDFium is not thread-safe, and the calls are short.
    # Without prototypes: references go as they are, and Python's integers as C's int.
    return (_RETURNS_INT if result is _INT else ctypes.PYFUNCTYPE(result))(address_of(name))


# These take the reference of a text page or a page, and an index.
char_code = _bind_for_references("FPDFText_GetUnicode", ctypes.c_uint)
char_angle = _bind_for_references("FPDFText_GetCharAngle", ctypes.c_float)
char_hyphen = _bind_for_references("FPDFText_IsHyphen", _INT)
char_unmapped = _bind_for_references("FPDFText_HasUnicodeMapError", _INT)
char_generated = _bind_for_references("FPDFText_IsGenerated", _INT)
# Returned as a size, a null address is 0 rather than None.
char_object = _bind_for_references("FPDFText_GetTextObject", ctypes.c_size_t)
page_object = _bind_for_references("FPDFPage_GetObject", ctypes.c_size_t)
# These also take an output slot, of four floats, and two addresses of a double. Whether they
# succeed is not asked: the slots are set before.
_char_box = _bind_for_references("FPDFText_GetLooseCharBox", None)
_char_origin = _bind_for_references("FPDFText_GetCharOrigin", None)
# These take the reference of an object; the first two also take an output slot.
object_matrix = _bind_for_references("FPDFPageObj_GetMatrix", None)
text_size = _bind_for_references("FPDFTextObj_GetFontSize", None)
text_mode = _bind_for_references("FPDFTextObj_GetTextRenderMode", _INT)
text_font = _bind_for_references("FPDFTextObj_GetFont", ctypes.c_size_t)
object_type = _bind_for_references("FPDFPageObj_GetType", _INT)
clip_of = _bind_for_references("FPDFPageObj_GetClipPath", ctypes.c_size_t)
transparent = _bind_for_references("FPDFPageObj_HasTransparency", _INT)
# These take the reference of an object, and output slots: of four floats, integers or two booleans.
object_bounds = _bind_for_references("FPDFPageObj_GetBounds", None)
fill_color = _bind_for_references("FPDFPageObj_GetFillColor", None)
stroke_color = _bind_for_references("FPDFPageObj_GetStrokeColor", None)
path_mode = _bind_for_references("FPDFPath_GetDrawMode", None)

# These change an object: to an int, a float or six doubles of C.
set_active = _bind_for_references("FPDFPageObj_SetIsActive", None)
set_text_mode = _bind_for_references("FPDFTextObj_SetTextRenderMode", None)
set_text_size = _bind_for_references("FPDFTextObj_SetFontSize", None)
set_stroke_width = _bind_for_references("FPDFPageObj_SetStrokeWidth", None)
transform = _bind_for_references("FPDFPageObj_Transform", None)

form_object = _bind("FPDFFormObj_GetObject", ctypes.c_size_t, _ADDRESS, ctypes.c_ulong)
form_count = _bind("FPDFFormObj_CountObjects", _INT, _ADDRESS)
mark_count = _bind("FPDFPageObj_CountMarks", _INT, _ADDRESS)

_font_width = _bind(
    "FPDFFont_GetGlyphWidth", _INT, _ADDRESS, ctypes.c_uint32, ctypes.c_float, _ADDRESS
)
font_embedded = _bind("FPDFFont_GetIsEmbedded", _INT, _ADDRESS)

clip_count = _bind("FPDFClipPath_CountPaths", _INT, _ADDRESS)
clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)

path_count = _bind("FPDFPath_CountSegments", _INT, _ADDRESS)
path_segment = _bind("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
segment_type = _bind("FPDFPathSegment_GetType", _INT, _ADDRESS)
segment_close = _bind("FPDFPathSegment_GetClose", _INT, _ADDRESS)


# References to an address are made as offsets from here, which takes half the time.
_NOWHERE = ctypes.c_char.from_address(0)


def reference(handle: object) -> Reference:
    """Return a reference to the object behind a handle of the stock bindings, which is not null."""
    address = ctypes.cast(handle, _ADDRESS).value  # type: ignore[arg-type]
    assert address is not None
    return ctypes.byref(ctypes.c_char.from_address(address))


def references(handles: Iterable[int]) -> list[Reference]:
    """Return a reference to the object at each address; none may be null."""
    return list(map(ctypes.byref, repeat(_NOWHERE), handles))


def integers(function: Function, items: Iterable[Any], count: int) -> IntArray:
    """Call ``function`` on each item; (count,)."""
    return np.fromiter(map(function, items), np.int64, count)


def floats(function: Function, items: Sequence[Reference], width: int) -> FloatArray:
    """Collect the floats that ``function`` writes through ``width`` pointers; (n, width)."""
    return _sane(_written(function, items, width)).astype(np.float64)


def booleans(function: Function, items: Sequence[Reference], width: int) -> BoolArray:
    """Collect the ints that ``function`` writes through ``width`` pointers; (n, width)."""
    return _written(function, items, width).view(np.int32).astype(np.bool_)


def unsigned(function: Function, items: Sequence[Reference], width: int) -> IntArray:
    """Collect the integers that ``function`` writes through ``width`` pointers; (n, width)."""
    return _written(function, items, width).view(np.int32).astype(np.int64)


def _written(function: Function, items: Sequence[Reference], width: int) -> NDArray[np.float32]:
    """The four bytes that ``function`` writes through each of ``width`` pointers; (n, width)."""
    slots = _output_slots(_SLOT_WIDTH)
    # A slot for each pointer, of which the first four bytes are used: their references are there.
    most = _OUTPUT_SLOTS // width
    result = np.zeros((width, len(items)), dtype=np.float32).T
    for start in range(0, len(items), most):
        count = min(len(items) - start, most)
        part = slots.values[: count * width]
        part[:] = 0.0
        places = slots.references(width * count)
        pointers = (places[i * count : (i + 1) * count] for i in range(width))
        deque(map(function, items[start : start + count], *pointers), maxlen=0)
        result[start : start + count] = part[:, 0].reshape(width, count).T
    return result


def parts(function: Function, items: Sequence[int], counts: IntArray) -> list[int]:
    """Call ``function`` on each item with 0, 1, ... below the item's count; results in one list."""
    ends = counts.cumsum()
    numbers = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    owners = np.asarray(items, dtype=np.uint64).repeat(counts)
    return list(map(function, owners.tolist(), numbers.tolist()))


class _OutputSlots(threading.local):
    """Memory that C functions write structs of ``width`` floats to; allocated once per thread."""

    def __init__(self, width: int) -> None:
        self.values: NDArray[np.float32] = np.zeros((_OUTPUT_SLOTS, width), dtype=np.float32)
        self._buffer = ctypes.c_char.from_address(self.values.ctypes.data)
        self._references: list[Reference] = []

    def references(self, count: int) -> list[Reference]:
        """References to the first ``count`` slots, or to more; made when a page needs them."""
        made = len(self._references)
        if made < count:
            step = self.values.strides[0]
            offsets = range(made * step, min(count + count // 4, _OUTPUT_SLOTS) * step, step)
            self._references += [ctypes.byref(self._buffer, offset) for offset in offsets]
        return self._references


@cache
def _output_slots(width: int) -> _OutputSlots:
    return _OutputSlots(width)


def structs(
    function: Function, width: int, count: int, *arguments: Iterable[Any]
) -> NDArray[np.float64]:
    """Collect the structs of ``width`` floats that ``function`` writes; (count, width).

    Each call takes one item of each of ``arguments``, and an output slot as the last argument.
    """
    slots = _output_slots(width)
    result = by_column(count, width)
    inputs = [iter(argument) for argument in arguments]
    for start in range(0, count, _OUTPUT_SLOTS):
        part = slots.values[: min(count - start, _OUTPUT_SLOTS)]
        part[:] = 0.0
        chosen = (islice(each, len(part)) for each in inputs)
        deque(map(function, *chosen, slots.references(len(part))), maxlen=0)
        result[start : start + len(part)] = _sane(part)
    return result


def char_boxes(text: Reference, indexes: Sequence[int]) -> FloatArray:
    """(n, 4) left, top, right, bottom of characters of a text page, in PDF page space."""
    return structs(_char_box, _SLOT_WIDTH, len(indexes), repeat(text), indexes)


def char_origins(text: Reference, indexes: Sequence[int]) -> FloatArray:
    """(n, 2) x and y of the origins of characters of a text page, in PDF page space."""
    values = np.zeros((len(indexes), 2))
    if not len(indexes):
        return values
    buffer = ctypes.c_char.from_address(values.ctypes.data)
    x, y = (
        map(ctypes.byref, repeat(buffer), range(start, values.nbytes, values.strides[0]))
        for start in (0, values.itemsize)
    )
    deque(map(_char_origin, repeat(text), indexes, x, y), maxlen=0)
    return np.clip(np.nan_to_num(values), -_MAX_COORDINATE, _MAX_COORDINATE)


def font_width(font: int, code: int) -> float:
    """Ems that a font gives to the character ``code``; 0 if it does not know it."""
    width = ctypes.c_float()
    known = _font_width(font, code, 1.0, ctypes.addressof(width))
    return max(width.value, 0.0) if known else 0.0


def _sane(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clamp ``values`` and replace NaN by 0: damaged files have infinite and undefined numbers."""
    if not values.size or np.abs(values).max() <= _MAX_COORDINATE:
        return values
    return np.clip(np.nan_to_num(values, nan=0.0), -_MAX_COORDINATE, _MAX_COORDINATE)


def points(segments: Sequence[int]) -> FloatArray:
    """(n, 2) end points of path segments, in the path's coordinate space."""
    values = np.zeros((len(segments), 2), dtype=np.float32)
    start, step = values.ctypes.data, 2 * values.itemsize
    x = range(start, start + step * len(segments), step)
    y = range(start + 4, start + 4 + step * len(segments), step)
    deque(map(segment_point, segments, x, y), maxlen=0)
    return _sane(values).astype(np.float64, order="F")


def matrix(handle: int) -> FloatArray:
    """(3, 2) matrix of an object: rows (x, y, 1) times it are points in the parent's space."""
    a, b, c, d, e, f = structs(object_matrix, 6, 1, references([handle]))[0].tolist()
    return np.array([[a, b], [c, d], [e, f]])
