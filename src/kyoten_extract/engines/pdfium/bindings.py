"""PDFium's C functions, bound so that one ``map`` reads a property of thousands of objects.

The stock bindings check and convert every argument. Here handles and out-parameters are plain
addresses, which makes a call about three times cheaper; each prototype below is PDFium's public
header's, and nothing outside ``sources`` sees an address. Functions that are called for every
character or text take references: ctypes hands those on as they are, which halves the time again.
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
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int
Function = Callable[..., Any]
Reference = Any
"""What ``ctypes.byref`` gives."""
# Points: no page is so large, and products of some such numbers are still numbers.
_FARTHEST = 1e9
# More than a page has characters, but for the fullest, which are read in parts.
_OUTLETS_AT_ONCE = 8192


def _bind(name: str, result: Any, *arguments: Any) -> Function:
    # PYFUNCTYPE keeps the interpreter lock: PDFium is not thread-safe, and the calls are short.
    address = ctypes.cast(getattr(pdfium, name), _ADDRESS).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _bind_for_references(name: str, result: Any) -> Function:
    # Without prototypes: references go as they are, and Python's integers as C's int.
    address = ctypes.cast(getattr(pdfium, name), _ADDRESS).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


# These take the reference of a text page or a page, and an index.
char_code = _bind_for_references("FPDFText_GetUnicode", ctypes.c_uint)
char_angle = _bind_for_references("FPDFText_GetCharAngle", ctypes.c_float)
char_hyphen = _bind_for_references("FPDFText_IsHyphen", _INT)
char_unmapped = _bind_for_references("FPDFText_HasUnicodeMapError", _INT)
char_generated = _bind_for_references("FPDFText_IsGenerated", _INT)
# As a size, a null address is 0 and not None.
char_object = _bind_for_references("FPDFText_GetTextObject", ctypes.c_size_t)
page_object = _bind_for_references("FPDFPage_GetObject", ctypes.c_size_t)
# And this one an outlet.
_char_box = _bind_for_references("FPDFText_GetLooseCharBox", _INT)
# These take the reference of an object; the first two an outlet.
object_matrix = _bind_for_references("FPDFPageObj_GetMatrix", _INT)
text_size = _bind_for_references("FPDFTextObj_GetFontSize", _INT)
text_mode = _bind_for_references("FPDFTextObj_GetTextRenderMode", _INT)
clip_of = _bind_for_references("FPDFPageObj_GetClipPath", ctypes.c_size_t)

form_object = _bind("FPDFFormObj_GetObject", ctypes.c_size_t, _ADDRESS, ctypes.c_ulong)
form_count = _bind("FPDFFormObj_CountObjects", _INT, _ADDRESS)
object_type = _bind("FPDFPageObj_GetType", _INT, _ADDRESS)
object_bounds = _bind("FPDFPageObj_GetBounds", _INT, _ADDRESS, *[_ADDRESS] * 4)

text_font = _bind("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
font_embedded = _bind("FPDFFont_GetIsEmbedded", _INT, _ADDRESS)

clip_count = _bind("FPDFClipPath_CountPaths", _INT, _ADDRESS)
clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
clip_segment = _bind("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)

path_mode = _bind("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
path_count = _bind("FPDFPath_CountSegments", _INT, _ADDRESS)
path_segment = _bind("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
segment_type = _bind("FPDFPathSegment_GetType", _INT, _ADDRESS)
segment_close = _bind("FPDFPathSegment_GetClose", _INT, _ADDRESS)


def reference(handle: object) -> Reference:
    """A reference of what a handle of the stock bindings, not a null one, stands for."""
    address = ctypes.cast(handle, _ADDRESS).value  # type: ignore[arg-type]
    assert address is not None
    return ctypes.byref(ctypes.c_char.from_address(address))


def references(handles: Iterable[int]) -> list[Reference]:
    """A reference of what is at each address, none of them null."""
    return list(map(ctypes.byref, map(ctypes.c_char.from_address, handles)))


def integers(function: Function, items: Iterable[Any], count: int) -> IntArray:
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


class _Outlets(threading.local):
    """Places that C functions write structs of so many floats to, made once for all pages."""

    def __init__(self, width: int) -> None:
        self.values: NDArray[np.float32] = np.zeros((_OUTLETS_AT_ONCE, width), dtype=np.float32)
        buffer = ctypes.c_char.from_address(self.values.ctypes.data)
        offsets = range(0, self.values.nbytes, self.values.strides[0])
        self.references = [ctypes.byref(buffer, offset) for offset in offsets]


@cache
def _outlets(width: int) -> _Outlets:
    return _Outlets(width)


def structs(
    function: Function, width: int, count: int, *arguments: Iterable[Any]
) -> NDArray[np.float64]:
    """The struct of ``width`` floats that ``function`` writes, (count, width).

    Its arguments are one of each of ``arguments``, and last an outlet.
    """
    outlets = _outlets(width)
    result = np.zeros((count, width))
    inputs = [iter(argument) for argument in arguments]
    for start in range(0, count, _OUTLETS_AT_ONCE):
        part = outlets.values[: min(count - start, _OUTLETS_AT_ONCE)]
        part[:] = 0.0
        chosen = (islice(each, len(part)) for each in inputs)
        deque(map(function, *chosen, outlets.references), maxlen=0)
        result[start : start + len(part)] = _sane(part)
    return result


def char_boxes(text: Reference, count: int) -> FloatArray:
    """(count, 4) left, top, right, bottom of each character of a text page, in page space."""
    return structs(_char_box, 4, count, repeat(text), range(count))


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
    if not values.size or np.abs(values).max() <= _FARTHEST:
        return values
    return np.clip(np.nan_to_num(values, nan=0.0), -_FARTHEST, _FARTHEST)


def points(segments: Sequence[int]) -> FloatArray:
    """(n, 2) end points of path segments, in the path's own space."""
    return floats(segment_point, segments, 2).astype(np.float64)


def matrix(handle: int) -> FloatArray:
    """(3, 2) matrix of an object: points as rows (x, y, 1) times it are in the parent's space."""
    a, b, c, d, e, f = structs(object_matrix, 6, 1, references([handle]))[0].tolist()
    return np.array([[a, b], [c, d], [e, f]])
