"""The characters of a text page as PDFium has them: the code of each, and the object behind it."""

from __future__ import annotations

import ctypes

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.page.array_steps import distinct, true_at
from kyoten_extract.page.page_model import IntArray


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
        objects = calls.integers_at(api.char_object, text, np.arange(len(codes)))
        return cls(text, codes, objects)

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
