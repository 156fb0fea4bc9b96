"""PDFium's C functions, bound so that one ``map`` reads a property of thousands of objects.

The stock bindings check and convert every argument. Here handles and out-parameters are plain
addresses, which makes a call about three times cheaper; each prototype below is PDFium's public
header's, and nothing outside ``sources`` sees an address.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from kyoten_extract.page import BoolArray, FloatArray, IntArray

_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int
Function = Callable[..., Any]
# Points: no page is so large, and products of some such numbers are still numbers.
_FARTHEST = 1e9


def _bind(name: str, result: Any, *arguments: Any) -> Function:
    # PYFUNCTYPE keeps the interpreter lock: PDFium is not thread-safe, and the calls are short.
    address = ctypes.cast(getattr(pdfium, name), _ADDRESS).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


char_box = _bind("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
# As a size, a null address is 0 and not None.
char_object = _bind("FPDFText_GetTextObject", ctypes.c_size_t, _ADDRESS, _INT)
char_code = _bind("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
char_angle = _bind("FPDFText_GetCharAngle", ctypes.c_float, _ADDRESS, _INT)
char_hyphen = _bind("FPDFText_IsHyphen", _INT, _ADDRESS, _INT)
char_unmapped = _bind("FPDFText_HasUnicodeMapError", _INT, _ADDRESS, _INT)
char_generated = _bind("FPDFText_IsGenerated", _INT, _ADDRESS, _INT)

page_object = _bind("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
form_object = _bind("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
form_count = _bind("FPDFFormObj_CountObjects", _INT, _ADDRESS)
object_type = _bind("FPDFPageObj_GetType", _INT, _ADDRESS)
object_bounds = _bind("FPDFPageObj_GetBounds", _INT, _ADDRESS, *[_ADDRESS] * 4)
object_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)

text_font = _bind("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
font_embedded = _bind("FPDFFont_GetIsEmbedded", _INT, _ADDRESS)
text_mode = _bind("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)
text_size = _bind("FPDFTextObj_GetFontSize", _INT, _ADDRESS, _ADDRESS)

clip_of = _bind("FPDFPageObj_GetClipPath", _ADDRESS, _ADDRESS)
clip_count = _bind("FPDFClipPath_CountPaths", _INT, _ADDRESS)
clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)

path_mode = _bind("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
path_count = _bind("FPDFPath_CountSegments", _INT, _ADDRESS)
path_segment = _bind("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
segment_type = _bind("FPDFPathSegment_GetType", _INT, _ADDRESS)
segment_close = _bind("FPDFPathSegment_GetClose", _INT, _ADDRESS)


def address(handle: object) -> int:
    """The address behind a handle of the stock bindings."""
    return ctypes.cast(handle, _ADDRESS).value or 0  # type: ignore[arg-type]


def integers(function: Function, items: Iterable[int], count: int) -> IntArray:
    """``function`` of each item, (count,)."""
    return np.fromiter(map(function, items), np.int64, count)


def floats(function: Function, items: Sequence[int], width: int) -> NDArray[np.float32]:
    """The ``width`` floats that ``function`` writes through as many pointers, (n, width)."""
    values = np.zeros((len(items), width), dtype=np.float32)
    _fill(function, items, values)
    return _sane(values)


def booleans(function: Function, items: Sequence[int], width: int) -> BoolArray:
    """The ``width`` ints that ``function`` writes through as many pointers, as (n, width)."""
    values = np.zeros((len(items), width), dtype=np.int32)
    _fill(function, items, values)
    return values.astype(np.bool_)


def parts(function: Function, items: Sequence[int], counts: IntArray) -> list[int]:
    """``function`` of each item and of 0, 1 ... below its count, one item after the other."""
    ends = np.cumsum(counts)
    numbers = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    owners = np.repeat(np.asarray(items, dtype=np.uint64), counts)
    return list(map(function, owners.tolist(), numbers.tolist()))


def structs(function: Function, items: Sequence[int], width: int) -> NDArray[np.float32]:
    """The struct of ``width`` floats that ``function`` fills through one pointer, (n, width)."""
    values = np.zeros((len(items), width), dtype=np.float32)
    start, step = values.ctypes.data, 4 * width
    deque(map(function, items, range(start, start + step * len(items), step)), maxlen=0)
    return _sane(values)


def char_boxes(text_page: int, count: int) -> FloatArray:
    """(count, 4) left, top, right, bottom of each character, in page space."""
    values = np.zeros((count, 4), dtype=np.float32)
    start = values.ctypes.data
    deque(
        map(char_box, repeat(text_page), range(count), range(start, start + 16 * count, 16)),
        maxlen=0,
    )
    return _sane(values).astype(np.float64)


def _fill(
    function: Function, items: Sequence[int], values: NDArray[np.float32] | NDArray[np.int32]
) -> None:
    """Have ``function`` write a row of ``values``, four bytes each, for every item."""
    width = values.shape[1]
    start, step = values.ctypes.data, 4 * width
    stop = start + step * len(items)
    columns = (range(start + 4 * i, stop + 4 * i, step) for i in range(width))
    deque(map(function, items, *columns), maxlen=0)


def _sane(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """``values`` that can be reckoned with: files have numbers that are none, or without end."""
    return np.clip(np.nan_to_num(values, nan=0.0), -_FARTHEST, _FARTHEST)


def points(segments: Sequence[int]) -> FloatArray:
    """(n, 2) end points of path segments, in the path's own space."""
    return floats(segment_point, segments, 2).astype(np.float64)


def matrix(handle: int) -> FloatArray:
    """(3, 2) matrix of an object: points as rows (x, y, 1) times it are in the parent's space."""
    a, b, c, d, e, f = structs(object_matrix, [handle], 6)[0].tolist()
    return np.array([[a, b], [c, d], [e, f]])
