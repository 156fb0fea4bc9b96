"""Figures that a recognizer reads with blanks after their commas."""

from __future__ import annotations

import pytest

from kyoten_extract.ocr.recognition.ctc import step_spans
from kyoten_extract.ocr.recognition.figures import without_blanks
from kyoten_extract.ocr.recognizer import Line


def line(text: str) -> Line:
    count = len(text)
    steps = [((char, 0.9),) for char in text]
    blanked = tuple(step for each in steps for step in (each, (("", 0.9),)))
    return Line(text, (0.9,) * count, tuple(i / count for i in range(count)), blanked)


@pytest.mark.parametrize("text", ["275, 192", "1, 234, 567", "△12, 300", "1,234, 567.5%"])
def test_a_figure_has_no_blanks(text: str) -> None:
    found = without_blanks(line(text))
    assert found.text == text.replace(" ", "")
    assert len(found.confidences) == len(found.places) == len(found.text)
    assert len(step_spans(found.steps)) == len(found.text)


@pytest.mark.parametrize("text", ["275 192", "1, 2, 3", "東京, 大阪", "12, 345人, 他", "2, 1234"])
def test_other_text_stays(text: str) -> None:
    assert without_blanks(line(text)).text == text
