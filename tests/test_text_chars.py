"""The characters of a text page: the object behind each is that which PDFium tells."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import pypdfium2
import pytest

from corpus import FIXTURES
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import text_chars
from kyoten_extract.engines.pdfium.text_chars import TextChars


@pytest.mark.parametrize("name", ["merged", "calc", "vertical"])
def test_objects_are_those_that_pdfium_tells_of_each_character(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def char_object(*arguments: object) -> int:
        nonlocal asked
        asked += 1
        return int(char_object_of(*arguments))

    char_object_of = api.char_object
    monkeypatch.setattr(api, "char_object", char_object)
    with pypdfium2.PdfDocument(FIXTURES / f"{name}.pdf") as file:
        text = file[0].get_textpage()
        chars = TextChars.of(text.raw)
        count = len(chars.codes)
        each = list(map(char_object_of, repeat(api.reference(text.raw)), range(count)))
        assert chars.objects.tolist() == each
        assert asked < count
        assert chars.drawing == set(each) - {0}
        text.close()


@pytest.mark.parametrize("letters", ["あבい", "a\u202eb"])
def test_text_that_may_run_from_right_to_left_is_asked_for_throughout(
    letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two objects, the characters of one on both sides of those of the other.
    objects = [1, 1, 2, 2, 2, 1, 1]
    monkeypatch.setattr(api, "char_object", lambda _, index: objects[index])
    codes = np.array([*map(ord, letters), *map(ord, "abcd")])
    assert text_chars._objects(None, codes).tolist() == objects


def test_objects_whose_characters_are_apart_are_asked_for_throughout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    objects = [1, 1, 1, 1, 2, 1, 1, 2, 1, 1]
    monkeypatch.setattr(api, "char_object", lambda _, index: objects[index])
    codes = np.array([*map(ord, "abcd efghi")])
    assert text_chars._objects(None, codes).tolist() == objects
