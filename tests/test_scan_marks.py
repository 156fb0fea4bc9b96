"""Marks of lists that a recognizer passed over, seen in the picture of a line."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="OpenCV is not installed")

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.bullets import with_bullets
from kyoten_extract.ocr.recognition.ctc import decode, read_chars
from kyoten_extract.ocr.recognizer import Line

EM = 24


def picture(text: str) -> Gray:
    """A line of squares, one for each character, and its marks as they are."""
    image = np.full((EM + 8, EM * len(text) + 8), 255, np.uint8)
    for at, char in enumerate(text):
        x, y = 4 + at * EM, 4
        if char == "・":
            cv2.circle(image, (x + EM // 2, y + EM // 2), 2, (0.0,), -1)
        elif char == "○":
            cv2.circle(image, (x + EM // 2, y + EM // 2), EM // 2 - 3, (0.0,), 2)
        elif char == "。":
            cv2.circle(image, (x + 5, y + EM - 6), 3, (0.0,), 1)
        elif not char.isspace():
            cv2.rectangle(image, (x + 2, y + 2), (x + EM - 3, y + EM - 3), (0.0,), 2)
    return image


def read(text: str, *, seen: str) -> Line:
    """``text`` as a recognizer reads it that takes all but the characters of ``seen`` for white."""
    steps: list[tuple[tuple[str, float], ...]] = []
    for char in text:
        step = ((char, 0.99),) if char in seen else (("", 0.99),)
        steps += [(("", 0.99),), step, (("", 0.99),)]
    return decode(tuple(steps), len(steps))


@pytest.mark.parametrize(
    "text", ["・市場調査", "市場調査・", "調査・誘致", "○調査○誘致", "○調査 ○誘致○"]
)
def test_a_mark_that_was_passed_over_is_put_in_and_is_not_sure(text: str) -> None:
    image = picture(text)
    bare = read(text, seen="市場調査誘致 ")
    found = with_bullets(bare, image)
    assert found.text.replace(" ", "") == text.replace(" ", "")
    for char, sure in zip(found.text, found.confidences, strict=True):
        assert (sure < 0.95) == (char in "・○")
    characters = read_chars(found.text, found.confidences, found.steps)
    assert all(seen.options for seen in characters)


@pytest.mark.parametrize(
    "text", ["・市場調査", "調査・誘致", "○調査○誘致", "調査。誘致。", "口調査口"]
)
def test_a_line_whose_marks_were_read_stays(text: str) -> None:
    line = read(text, seen=text)
    assert with_bullets(line, picture(text)) is line


@given(st.text("・○。調査 ", min_size=2, max_size=12))
def test_nothing_that_was_read_is_lost(text: str) -> None:
    line = read(text, seen="調査。")
    found = with_bullets(line, picture(text))
    assert [c for c in found.text if c in "調査。"] == list(line.text)
    assert len(found.text) == len(found.confidences) == len(found.places)
    assert list(found.places) == sorted(found.places)
