"""The characters of a text page: the object behind each is that which PDFium tells."""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest

from corpus import FIXTURES
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls, text_chars
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.page.page_model import IntArray


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The characters that are asked for their objects, where calls are not compiled."""
    numbers: list[int] = []
    ask = calls.integers_at

    def counted(function: calls.Function, text: object, at: IntArray) -> IntArray:
        numbers.extend(at.tolist())
        return ask(function, text, at)

    monkeypatch.setattr(calls, "integers_at", counted)
    monkeypatch.setattr(calls, "are_compiled", lambda: False)
    return numbers


@pytest.mark.parametrize("name", ["merged", "calc", "vertical"])
def test_objects_are_those_that_pdfium_tells_of_each_character(name: str, asked: list[int]) -> None:
    with pypdfium2.PdfDocument(FIXTURES / f"{name}.pdf") as file:
        text = file[0].get_textpage()
        chars = TextChars.of(text.raw)
        count = len(chars.codes)
        assert 0 < len(asked) < count
        each = calls.integers_at(api.char_object, text.raw, np.arange(count)).tolist()
        assert chars.objects.tolist() == each
        assert chars.drawing.tolist() == sorted(set(each) - {0})
        text.close()


def objects_of(objects: list[int], codes: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The objects that are found where PDFium tells these."""
    monkeypatch.setattr(calls, "are_compiled", lambda: False)
    monkeypatch.setattr(calls, "integers_at", lambda _function, _text, at: np.array(objects)[at])
    return text_chars._objects(None, np.array(codes)).tolist()


@pytest.mark.parametrize("letters", ["あבい", "a\u202eb"])
def test_text_that_may_run_from_right_to_left_is_asked_for_throughout(
    letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two objects, the characters of one on both sides of those of the other.
    objects = [1, 1, 2, 2, 2, 1, 1]
    codes = [*map(ord, letters), *map(ord, "abcd")]
    assert objects_of(objects, codes, monkeypatch) == objects


def test_objects_whose_characters_are_apart_are_asked_for_throughout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    objects = [1, 1, 1, 1, 2, 1, 1, 2, 1, 1]
    assert objects_of(objects, [*map(ord, "abcd efghi")], monkeypatch) == objects
