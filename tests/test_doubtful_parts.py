"""Lines are read narrowed, and only what that leaves in doubt again: parts, or whole lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("cv2", reason="OpenCV is not installed")

import numpy as np

from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.image.text_lines import LineBox
from kyoten_extract.ocr.recognition.ctc import decode
from kyoten_extract.ocr.recognition.doubtful_parts import (
    Part,
    doubtful_parts,
    part_image,
    with_parts,
)
from kyoten_extract.ocr.recognition.page_lines import FoundLine, recognize_lines
from kyoten_extract.ocr.recognition.rapidocr_engine import RapidRecognizer
from kyoten_extract.ocr.recognizer import Line
from test_rereading import Options, steps

EM, MARGIN = 16, 3
TEXT = "国際交流と観光の推進を図るため"


def line(*characters: str | Options) -> Line:
    """A line whose characters stand side by side, each as wide as the others."""
    along = steps(*characters)
    read = decode(along, len(along))
    count = len(read.text)
    places = tuple(((at + 0.5) * EM + MARGIN) / (count * EM + 2 * MARGIN) for at in range(count))
    return Line(read.text, read.confidences, places, read.steps)


def picture(count: int) -> Gray:
    """The image of so many characters, each a ring with white around it."""
    image = np.full((EM + 2 * MARGIN, count * EM + 2 * MARGIN), 255, dtype=np.uint8)
    for at in range(count):
        left, top = MARGIN + at * EM + 1, MARGIN + 1
        image[top : top + EM - 2, left : left + EM - 2] = 0
        image[top + 2 : top + EM - 4, left + 2 : left + EM - 4] = 255
    return image


def doubting(at: int, char: str, other: str = "") -> Line:
    characters: list[str | Options] = [*TEXT]
    characters[at] = {char: 0.5, other: 0.2} if other else {char: 0.5}
    return line(*characters)


def test_a_part_is_what_is_in_doubt_and_two_sure_characters_on_each_side() -> None:
    (part,) = doubtful_parts(doubting(6, "観"), picture(len(TEXT)), {6}) or ()
    assert TEXT[part.start : part.end] == TEXT[4:9]
    assert abs(part.left - (MARGIN + 4 * EM)) <= 1
    assert abs(part.right - (MARGIN + 9 * EM)) <= 1
    image = part_image(picture(len(TEXT)), part)
    assert image[:, :2].min() == image[:, -2:].min() == 255
    assert image.shape[1] >= 5 * EM + 2 * 2


def test_parts_that_meet_are_one_and_most_of_a_line_is_none() -> None:
    image = picture(len(TEXT))
    together = doubtful_parts(doubting(6, "観"), image, {5, 8}) or ()
    assert [(part.start, part.end) for part in together] == [(3, 11)]
    assert doubtful_parts(doubting(6, "観"), image, {1, 6, 12}) is None
    (first,) = doubtful_parts(doubting(0, "国"), image, {0}) or ()
    assert (first.start, first.left) == (0, 0)


def test_the_new_reading_of_a_part_takes_its_place() -> None:
    old, part = doubting(6, "顧"), Part(4, 9, MARGIN + 4 * EM, MARGIN + 9 * EM)
    new = with_parts(old, picture(len(TEXT)), [part], [line(*"と観観光推")])
    assert new is not None
    assert new.text == TEXT[:4] + "と観観光推" + TEXT[9:]
    assert decode(new.steps, len(new.steps)).text == new.text
    assert list(new.places) == sorted(new.places)
    assert len(new.confidences) == len(new.places) == len(new.text)
    assert min(new.confidences) > 0.9


def test_homoglyphs_are_resolved_by_all_of_the_line() -> None:
    old = line(*"現地サポ", {"ー": 0.5}, *"ト支援の推進")
    part = Part(4, 8, MARGIN + 4 * EM, MARGIN + 8 * EM)
    new = with_parts(old, picture(len(old.text)), [part], [line(*"ー卜支援")])
    assert new is not None
    assert new.text == "現地サポート支援の推進"


@pytest.mark.parametrize("reading", ["", "観光の推", "と観光", "を観光の推", "と観光を"])
def test_a_reading_that_lacks_the_sure_characters_at_its_ends_is_none(reading: str) -> None:
    part = Part(4, 9, MARGIN + 4 * EM, MARGIN + 9 * EM)
    assert with_parts(doubting(6, "顧"), picture(len(TEXT)), [part], [line(*reading)]) is None


class Recognizer:
    """Gives each line narrowed as ``first`` says, and at full width as ``again`` says."""

    def __init__(self, first: Callable[[], Line], again: Callable[[Gray], Line]) -> None:
        self.first, self.again = first, again
        self.narrowed: list[int] = []
        self.full: list[int] = []

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:
        (self.narrowed if squeeze < 1 else self.full).extend(image.shape[1] for image in images)
        return [self.first() if squeeze < 1 else self.again(image) for image in images]


def found(count: int, left: int = 0) -> FoundLine:
    image = picture(count)
    return FoundLine(LineBox(left, 0, left + image.shape[1], len(image)), 0, image)


def test_only_the_part_in_doubt_is_read_again() -> None:
    reader = Recognizer(lambda: doubting(6, "顧"), lambda _: line(*TEXT[4:9]))
    (read,) = recognize_lines([found(len(TEXT))], EM, reader)
    assert read.text == TEXT
    assert min(read.confidences) > 0.9
    assert len(reader.narrowed) == len(reader.full) == 1
    assert reader.full[0] < 0.5 * reader.narrowed[0]


def test_where_the_part_does_not_fit_the_whole_line_is_read() -> None:
    whole = picture(len(TEXT)).shape[1]
    reader = Recognizer(
        lambda: doubting(6, "顧"),
        lambda image: line(*TEXT) if image.shape[1] == whole else line(*"光観"),
    )
    (read,) = recognize_lines([found(len(TEXT))], EM, reader)
    assert read.text == TEXT
    assert reader.full[-1] == whole


def test_below_latin_lines_none_is_narrowed() -> None:
    urls = [found(12, left=500) for _ in range(60)]
    others = [found(len(TEXT)) for _ in range(60)]
    reader = Recognizer(lambda: line(*TEXT), lambda _: line(*"www.pref.jp/"))
    reader.first = lambda: line(*("www.pref.jp/" if next(turn) % 2 else TEXT))
    turn = iter(range(1000))
    pairs = [one for pair in zip(others, urls, strict=True) for one in pair]
    recognize_lines(pairs, EM, reader)
    wide = picture(12).shape[1]
    assert reader.narrowed.count(wide) < 30
    assert reader.full.count(wide) == 60


@pytest.mark.parametrize("at_once", [1, 2])
def test_lines_of_one_batch_are_of_one_width(at_once: int) -> None:
    shapes: list[tuple[int, ...]] = []

    def run(_: object, inputs: dict[str, Any]) -> list[np.ndarray]:
        (pixels,) = inputs.values()
        shapes.append(pixels.shape)
        answer = np.zeros((len(pixels), pixels.shape[3] // 8, 3), dtype=np.float32)
        answer[:, :, 0] = 1.0
        return [answer]

    recognizer = object.__new__(RapidRecognizer)
    recognizer._pool, recognizer._at_once = ThreadPoolExecutor(at_once), at_once
    recognizer._session = SimpleNamespace(run=run)
    recognizer._input = "x"
    recognizer._charset = SimpleNamespace(fold=np.arange(3), chinese={}, characters=["", "a", "b"])
    widths = [10, 60, 100, 101, 104, 300]
    recognizer.read([np.full((48, width), 255, dtype=np.uint8) for width in widths])
    batches = {1: [304, 104, 64], 2: [304, 104, 104, 64, 64]}
    assert sorted((shape[3] for shape in shapes), reverse=True) == batches[at_once]
    assert sum(shape[0] for shape in shapes) == len(widths)
