"""The characters of a text page: the code of each, and the object behind it."""

from __future__ import annotations

from itertools import repeat

import pypdfium2
import pytest

from corpus import FIXTURES
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium.text_chars import TextChars


@pytest.mark.parametrize("name", ["merged", "calc", "vertical"])
def test_each_character_has_the_code_and_the_object_that_pdfium_tells(name: str) -> None:
    with pypdfium2.PdfDocument(FIXTURES / f"{name}.pdf") as file:
        text = file[0].get_textpage()
        chars = TextChars.of(text.raw)
        page, every = calls.reference(text.raw), range(text.count_chars())
        each = list(map(api.char_object.call, repeat(page), every))
        assert chars.objects.tolist() == each
        # Of a hyphen at the end of a line PDFium has two codes.
        codes = [2 if code == 0xFFFE else code for code in chars.codes.tolist()]
        assert codes == list(map(api.char_code.call, repeat(page), every))
        assert chars.drawing.tolist() == sorted(set(each) - {0})
        text.close()
