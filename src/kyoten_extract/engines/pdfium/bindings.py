"""PDFium's C functions, and what they write as arrays.

The stock bindings check and convert every argument. Here handles and out-parameters are plain
addresses, and a function is called for many objects at once; see :mod:`.calls`. Each prototype is
that of PDFium's public header, and no address leaves ``engines.pdfium``.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium.calls import ADDRESS, FLOAT, INT, UINT, Function, Handles
from kyoten_extract.engines.pdfium.pdfium_library import address_of, settled
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, by_column

# Points: coordinates are clamped to this. No page is so large, and products of several of them do
# not overflow.
_MAX_COORDINATE = 1e9

# These take a text page or a page, and an index.
char_code = Function("FPDFText_GetUnicode", UINT)
_char_angle = Function("FPDFText_GetCharAngle", FLOAT)
char_hyphen = Function("FPDFText_IsHyphen", INT)
char_unmapped = Function("FPDFText_HasUnicodeMapError", INT)
char_generated = Function("FPDFText_IsGenerated", INT)
char_object = Function("FPDFText_GetTextObject", ADDRESS)
page_object = Function("FPDFPage_GetObject", ADDRESS)
# These also take an output slot, of four floats, and two addresses of a double. Whether they
# succeed is not asked: the slots are set before.
_char_box = Function("FPDFText_GetLooseCharBox", None)
_char_origin = Function("FPDFText_GetCharOrigin", None)
# These take an object; the first two also take an output slot.
object_matrix = Function("FPDFPageObj_GetMatrix", None)
text_size = Function("FPDFTextObj_GetFontSize", None)
text_mode = Function("FPDFTextObj_GetTextRenderMode", INT)
text_font = Function("FPDFTextObj_GetFont", ADDRESS)
object_type = Function("FPDFPageObj_GetType", INT)
clip_of = Function("FPDFPageObj_GetClipPath", ADDRESS)
transparent = Function("FPDFPageObj_HasTransparency", INT)
# These take an object, and output slots: of four floats, integers or two booleans.
object_bounds = Function("FPDFPageObj_GetBounds", None)
fill_color = Function("FPDFPageObj_GetFillColor", None)
stroke_color = Function("FPDFPageObj_GetStrokeColor", None)
path_mode = Function("FPDFPath_GetDrawMode", None)

# These change an object: to an int, a float or six doubles of C.
set_active = Function("FPDFPageObj_SetIsActive", None)
set_text_mode = Function("FPDFTextObj_SetTextRenderMode", None)
set_text_size = Function("FPDFTextObj_SetFontSize", None)
set_stroke_width = Function("FPDFPageObj_SetStrokeWidth", None)
transform = Function("FPDFPageObj_Transform", None)
mark_count = Function("FPDFPageObj_CountMarks", INT)
font_embedded = Function("FPDFFont_GetIsEmbedded", INT)
clip_count = Function("FPDFClipPath_CountPaths", INT)
path_count = Function("FPDFPath_CountSegments", INT)
segment_type = Function("FPDFPathSegment_GetType", INT)
segment_close = Function("FPDFPathSegment_GetClose", INT)
# These take an object and one index or two.
clip_segments = Function("FPDFClipPath_CountPathSegments", INT)
clip_segment = Function("FPDFClipPath_GetPathSegment", ADDRESS)
path_segment = Function("FPDFPath_GetPathSegment", ADDRESS)
# Takes a segment, and the addresses of two floats.
_segment_point = Function("FPDFPathSegment_GetPoint", None)


def _bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    return settled(ctypes.PYFUNCTYPE(result, *arguments)(address_of(name)))


# These are called for few objects, and take addresses.
form_object = _bind("FPDFFormObj_GetObject", ADDRESS, ctypes.c_void_p, ctypes.c_ulong)
form_count = _bind("FPDFFormObj_CountObjects", INT, ctypes.c_void_p)
_font_width = _bind(
    "FPDFFont_GetGlyphWidth",
    *(INT, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_float, ctypes.c_void_p),
)


def floats(function: Function, objects: Handles) -> FloatArray:
    """(n, 4) the floats that ``function`` writes for each object."""
    return _sane(calls.values(function, 4, objects)).astype(np.float64)


def booleans(function: Function, objects: Handles) -> BoolArray:
    """(n, 2) the booleans that ``function`` writes for each object."""
    return calls.values(function, 2, objects).view(np.int32).astype(np.bool_)


def unsigned(function: Function, objects: Handles) -> IntArray:
    """(n, 4) the integers that ``function`` writes for each object."""
    return calls.values(function, 4, objects).view(np.int32).astype(np.int64)


def structs(function: Function, width: int, objects: Handles) -> FloatArray:
    """(n, width) the floats of the struct that ``function`` writes for each object."""
    return _by_column(calls.structs(function, width, objects))


def parts(function: Function, objects: Handles, counts: IntArray) -> Handles:
    """What ``function`` returns for each object and 0, 1, ... below its count, in one row."""
    ends = counts.cumsum()
    numbers = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return Handles(calls.integers_of(function, objects.addresses.repeat(counts), numbers))


def char_boxes(text: object, indexes: IntArray) -> FloatArray:
    """(n, 4) left, top, right, bottom of characters of a text page, in PDF page space."""
    return _by_column(calls.structs_at(_char_box, 4, text, indexes))


def char_origins(text: object, indexes: IntArray) -> FloatArray:
    """(n, 2) x and y of the origins of characters of a text page, in PDF page space."""
    values = calls.doubles_at(_char_origin, text, indexes)
    return np.clip(np.nan_to_num(values), -_MAX_COORDINATE, _MAX_COORDINATE)


def char_angles(text: object, indexes: IntArray) -> FloatArray:
    """(n,) angles of characters of a text page, in radians and clockwise."""
    return calls.floats_at(_char_angle, text, indexes)


def font_width(font: int, code: int) -> float:
    """Ems that a font gives to the character ``code``; 0 if it does not know it."""
    width = ctypes.c_float()
    known = _font_width(font, code, 1.0, ctypes.addressof(width))
    return max(width.value, 0.0) if known else 0.0


def points(segments: Handles) -> FloatArray:
    """(n, 2) end points of path segments, in the path's coordinate space."""
    return _sane(calls.values(_segment_point, 2, segments)).astype(np.float64)


def matrix(handle: int) -> FloatArray:
    """(3, 2) matrix of an object: rows (x, y, 1) times it are points in the parent's space."""
    a, b, c, d, e, f = structs(object_matrix, 6, Handles([handle]))[0].tolist()
    return np.array([[a, b], [c, d], [e, f]])


def _by_column(values: NDArray[np.float32]) -> FloatArray:
    result = by_column(*values.shape)
    result[:] = _sane(values)
    return result


def _sane(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Clamp ``values`` and replace NaN by 0: damaged files have infinite and undefined numbers."""
    if not values.size or np.abs(values).max() <= _MAX_COORDINATE:
        return values
    return np.clip(np.nan_to_num(values, nan=0.0), -_MAX_COORDINATE, _MAX_COORDINATE)
