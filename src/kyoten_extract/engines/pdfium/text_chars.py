"""The characters of a text page as PDFium has them: the code of each, and the object behind it."""

from __future__ import annotations

import ctypes

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.page.array_steps import begins, distinct, true_at
from kyoten_extract.page.page_model import IntArray

# Code units of text that runs from right to left, or may: letters, marks of direction, and halves
# of surrogate pairs.
_MAY_RUN_LEFT = np.zeros(1 << 16, dtype=bool)
for _low, _high in (
    (0x590, 0x900), (0x200F, 0x2010), (0x202A, 0x202F), (0x2066, 0x206A), (0xD800, 0xE000),
    (0xFB1D, 0xFE00), (0xFE70, 0xFF00),
):  # fmt: skip
    _MAY_RUN_LEFT[_low:_high] = True
_BLANK = 0x20
_RETURN, _NEWLINE = 0x0D, 0x0A


@dataclass(frozen=True, slots=True)
class TextChars:
    """The characters of a text page, with the blanks that PDFium puts between objects.

    Attributes:
        handle: of the text page.
        codes: (n,) code units.
        objects: (n,) address of the object that draws each; 0 for those between objects.
    """

    handle: object
    codes: IntArray
    objects: IntArray

    @classmethod
    def of(cls, text: object) -> TextChars:
        """Ask the text page with the handle ``text``."""
        codes = _codes(text)
        return cls(text, codes, _objects(text, codes))

    @property
    def drawing(self) -> IntArray:
        """Addresses of the objects that have any character, printed or not; sorted."""
        return distinct(self.objects[true_at(self.objects)])


def _codes(text: object) -> IntArray:
    """(n,) code units: from one call for the page, or one for each character if that fails."""
    count = max(pdfium.FPDFText_CountChars(text), 0)
    buffer = np.zeros(count + 1, dtype=np.uint16)
    pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    written = pdfium.FPDFText_GetText(text, 0, count, pointer)
    codes = buffer[:count].astype(np.int64)
    # With surrogate pairs, the units of the buffer do not match PDFium's characters.
    if written - 1 == count and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    return calls.integers_at(api.char_code, text, np.arange(count))


def _objects(text: object, codes: IntArray) -> IntArray:
    """(n,) address of the object that draws each character; 0 for those between objects.

    Where all text runs from left to right, PDFium keeps the characters of an object together: then
    fewer calls do, which take long from Python. It is asked for the ends of words only, and in
    between where they differ. The two characters of a line break are its own, and of no object.
    """
    count = len(codes)
    if not count:
        return np.zeros(0, dtype=np.int64)
    if calls.are_compiled() or codes.max() >= len(_MAY_RUN_LEFT) or _MAY_RUN_LEFT[codes].any():
        return _asked(text, np.arange(count))
    blank = np.ones(count + 2, dtype=bool)
    np.less_equal(codes, _BLANK, out=blank[1:-1])
    known = blank[1:-1] | blank[:-2] | blank[2:]
    break_at = true_at((codes[:-1] == _RETURN) & (codes[1:] == _NEWLINE))
    drawn = known.copy()
    drawn[break_at] = drawn[break_at + 1] = False
    objects = np.zeros(count, dtype=np.int64)
    ends = true_at(drawn)
    objects[ends] = _asked(text, ends)
    at = true_at(known)
    inside = true_at(at[1:] - at[:-1] > 1)
    low, high = at[inside], at[inside + 1]
    while len(low):
        differ = (objects[low] != objects[high]) | (objects[low] == 0)
        differ &= high - low > 1
        low, high = low[differ], high[differ]
        middle = (low + high) // 2
        objects[middle] = _asked(text, middle)
        known[middle] = True
        low, high = np.concatenate((low, middle)), np.concatenate((middle, high))
    objects = objects[np.maximum.accumulate(np.where(known, np.arange(count), 0))]
    return objects if _are_together(objects) else _asked(text, np.arange(count))


def _asked(text: object, at: IntArray) -> IntArray:
    return calls.integers_at(api.char_object, text, at)


def _are_together(objects: IntArray) -> bool:
    """Whether the characters of each object stand together."""
    drawn = objects[true_at(objects)]
    heads = drawn[true_at(begins(drawn))] if len(drawn) else drawn
    return len(distinct(heads)) == len(heads)
