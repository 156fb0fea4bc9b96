"""What is done to a picture before any of it is recognised: no model is needed for these."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.ocr.image.binarize import PageImage, darkness, ink_of
from kyoten_extract.ocr.image.deskew import deskewed, quarter_turned, skew_angle
from kyoten_extract.ocr.image.scanned_rulings import find_rulings
from kyoten_extract.ocr.image.text_lines import split_lines
from kyoten_extract.ocr.recognition.page_lines import with_abbreviations
from kyoten_extract.ocr.recognition.uncovered_ink import beside_uncovered_ink
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.ocr.scanned_page import read_page_image

EM = 20
DPI = 200.0


def blank(height: int = 600, width: int = 900) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)


def character(picture: np.ndarray, x: int, y: int, size: int = EM) -> None:
    """Something like a kanji: strokes both ways within a square."""
    low, high = 2, size - 2
    for part in (low, size // 2, high):
        cv2.line(picture, (x + low, y + part), (x + high, y + part), 0, 2)
        cv2.line(picture, (x + part, y + low), (x + part, y + high), 0, 2)


def grid(xs: list[int], ys: list[int], level: int = 0, thick: int = 2) -> np.ndarray:
    picture = blank()
    for x in xs:
        cv2.line(picture, (x, ys[0]), (x, ys[-1]), level, thick)
    for y in ys:
        cv2.line(picture, (xs[0], y), (xs[-1], y), level, thick)
    for top in ys[:-1]:
        for left in xs[:-1]:
            character(picture, left + 12, top + 12)
            character(picture, left + 12, top + 12 + EM)
    return picture


XS, YS = [50, 200, 380, 700, 850], [60, 160, 260, 420, 560]


def positions(lines: np.ndarray) -> list[int]:
    return sorted(round(float(position)) for position, _, _ in lines)


@pytest.mark.parametrize("level", [0, 90, 170])
def test_lines_are_found_dark_or_faint_and_text_is_none(level: int) -> None:
    found = find_rulings(darkness(grid(XS, YS, level)), EM, DPI)
    assert positions(found.horizontal) == pytest.approx(YS, abs=2)
    assert positions(found.vertical) == pytest.approx(XS, abs=2)


def test_broken_lines_are_whole_and_blots_are_no_lines() -> None:
    picture = grid(XS, YS)
    for x in range(100, 800, 97):
        picture[YS[2] - 3 : YS[2] + 4, x : x + 9] = 255
    cv2.circle(picture, (300, 210), 30, 0, -1)  # a punch hole
    picture[300:400, 390:690] = np.minimum(picture[300:400, 390:690], 190)  # shading
    found = find_rulings(darkness(picture), EM, DPI)
    assert positions(found.horizontal) == pytest.approx(YS, abs=2)
    assert positions(found.vertical) == pytest.approx(XS, abs=2)


@settings(max_examples=25, deadline=None)
@given(angle=st.floats(-5, 5))
@example(angle=0.0625)
def test_a_page_laid_askew_is_laid_straight(angle: float) -> None:
    askew = deskewed(grid(XS, YS), -angle)
    dark = darkness(askew)
    found = skew_angle(dark)
    # Two dots over the width of this small picture.
    assert found == pytest.approx(angle, abs=0.15)
    rulings = find_rulings(deskewed(dark, found, paper=0), EM, DPI)
    assert len(rulings.horizontal) == len(YS)
    assert len(rulings.vertical) == len(XS)


def test_an_empty_page_has_no_angle_and_no_lines() -> None:
    dark = darkness(blank())
    assert skew_angle(dark) == 0.0
    found = find_rulings(dark, EM, DPI)
    assert len(found.horizontal) == len(found.vertical) == 0


@given(turns=st.integers(-4, 8))
def test_four_quarters_are_a_whole(turns: int) -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    back = quarter_turned(quarter_turned(picture, turns), -turns)
    assert (back == picture).all()
    assert (quarter_turned(picture, 1)[0] == [8, 4, 0]).all()


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(1, 7),
    leading=st.integers(1, 14),
    size=st.sampled_from([12, 16, 20, 24]),
    length=st.integers(3, 12),
)
def test_lines_are_counted_however_tight(count: int, leading: int, size: int, length: int) -> None:
    pitch = size - 1 + leading
    picture = blank(count * pitch + 40, length * (size + 1) + 20)
    for line in range(count):
        for place in range(length):
            character(picture, 10 + place * (size + 1), 10 + line * pitch, size)
    boxes = split_lines(ink_of(255 - picture), size)
    assert len(boxes) == count
    for line, box in enumerate(boxes):
        middle = 10 + line * pitch + size / 2
        assert abs((box.top + box.bottom) / 2 - middle) <= 0.2 * size + 1


def test_parts_of_a_character_are_one_line_and_bullets_are_theirs() -> None:
    picture = blank(60, 200)
    cv2.line(picture, (12, 14), (28, 14), 0, 2)  # 二, in two strokes
    cv2.line(picture, (10, 28), (30, 28), 0, 2)
    assert len(split_lines(ink_of(255 - picture), EM)) == 1
    cv2.circle(picture, (60, 21), 2, 0, -1)  # ・ between
    assert len(split_lines(ink_of(255 - picture), EM)) == 1


def test_specks_are_no_lines() -> None:
    picture = blank(60, 200)
    picture[10, 10] = picture[40, 100] = 0
    assert split_lines(ink_of(255 - picture), EM) == []


class Blind:
    """A recognizer that sees nothing."""

    def read(self, images: Sequence[np.ndarray], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        return [Line("", (), (), ()) for _ in images]


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (40, 2000), (2000, 7), (300, 300)])
@pytest.mark.parametrize("kind", ["white", "black", "noise", "lines"])
def test_what_is_no_page_is_refused(shape: tuple[int, int], kind: str) -> None:
    rows = np.arange(shape[0])[:, None] * np.ones(shape)
    gray = {
        "white": np.full(shape, 255),
        "black": np.zeros(shape),
        "noise": np.random.default_rng(1).integers(0, 256, shape),
        "lines": np.where(rows % 9, 255, 0),
    }[kind].astype(np.uint8)
    with pytest.raises(DamagedSourceError, match="neither rulings nor legible text"):
        read_page_image(1, PageImage(gray, DPI), Blind())


def test_tight_text_between_rulings_is_none() -> None:
    picture = grid(XS, YS)
    for line in range(6):
        for place in range(14):
            character(picture, 388 + place * (EM + 1), 272 + line * (EM + 1))
    found = find_rulings(darkness(picture), EM, DPI)
    assert positions(found.horizontal) == pytest.approx(YS, abs=2)
    assert positions(found.vertical) == pytest.approx(XS, abs=2)


def test_a_blank_table_is_a_table() -> None:
    content = read_page_image(3, PageImage(grid(XS, YS), DPI), Blind())
    (found,) = content.grids
    assert (content.number, found.columns, found.rows, content.printed) == (3, 4, 4, 0)
    assert found.xs == pytest.approx([x * 72 / DPI for x in XS], abs=1)


@pytest.mark.parametrize("below", [0, 12])
def test_short_lines_are_held_where_they_go_on_beyond_the_last_row(below: int) -> None:
    picture = blank()
    for y in (60, 300, 340, 400):
        cv2.line(picture, (50, y), (850, y), 0, 2)
    for x in (50, 850):
        cv2.line(picture, (x, 60), (x, 400), 0, 2)
    for x in (300, 600):
        cv2.line(picture, (x, 340), (x, 400 + below), 0, 2)
    for left in (60, 310, 610):
        character(picture, left, 356)
    found = find_rulings(darkness(picture), EM, DPI)
    assert positions(found.vertical) == pytest.approx([50, 300, 600, 850], abs=2)


class Squinting:
    """Takes every line for one mark."""

    def read(self, images: Sequence[np.ndarray], *, squeeze: float = 1.0) -> list[Line]:
        assert squeeze > 0
        return [Line("*", (0.99,), (0.5,), ((("*", 0.99),),)) for _ in images]


@pytest.mark.parametrize(("width", "height", "text"), [(8, 2, "-"), (6, 4, "-"), (4, 4, "*")])
def test_a_small_mark_alone_in_its_cell_is_a_dash_if_it_is_wide(
    width: int, height: int, text: str
) -> None:
    picture = grid(XS, YS)
    picture[64:157, 204:376] = 255
    picture[110 : 110 + height, 230 : 230 + width] = 0
    content = read_page_image(1, PageImage(picture, DPI), Squinting())
    cell = next(c for g in content.grids for c in g.cells if (c.row, c.column) == (0, 1))
    assert cell.text == text


def test_ink_that_no_character_accounts_for_is_noticed() -> None:
    image = blank(30, 90)
    for place in range(3):
        character(image, 4 + place * EM, 5)
    places = tuple((4 + place * EM + EM / 2) / 90 for place in range(3))
    three = Line("三文字", (0.99,) * 3, places, ())
    assert not beside_uncovered_ink(three, image)
    assert beside_uncovered_ink(Line("三文", (0.99,) * 2, places[:2], ()), image) == {1}
    assert beside_uncovered_ink(Line("三字", (0.99,) * 2, (places[0], places[2]), ()), image) == {
        0,
        1,
    }
    # A bracket is narrow; it stands where a line of two characters is over.
    cv2.line(image, (67, 5), (67, 24), 0, 2)
    assert beside_uncovered_ink(three, image) == {2}
    assert not beside_uncovered_ink(Line("", (), (), ()), image)


def test_brackets_below_one_another_are_no_ruling() -> None:
    ys = [60 + 45 * n for n in range(11)]
    picture = blank()
    for x in XS:
        cv2.line(picture, (x, ys[0]), (x, ys[-1]), 0, 2)
    for y in ys:
        cv2.line(picture, (XS[0], y), (XS[-1], y), 0, 2)
    # In one row a stroke goes nearly from ruling to ruling, in another all the way.
    cv2.line(picture, (470, ys[5] + 8), (470, ys[6] - 8), 0, 2)
    cv2.line(picture, (550, ys[6]), (550, ys[7]), 0, 2)
    content = read_page_image(1, PageImage(picture, DPI), Blind())
    (found,) = content.grids
    assert (found.columns, found.rows) == (4, 10)


@pytest.mark.parametrize(
    ("apart", "text", "is_sure"), [(20, "㈱甲", True), (30, "(株)甲", False), (40, "(株)甲", True)]
)
def test_a_kind_of_company_is_one_sign_where_its_brackets_are_near(
    apart: int, text: str, is_sure: bool
) -> None:
    places = tuple(x / 100 for x in (10, 10 + apart / 2, 10 + apart, 70))
    line = with_abbreviations(Line("(株)甲", (0.99,) * 4, places, ()), 100, 22)
    assert line.text == text
    assert (min(line.confidences) > 0.95) == is_sure
    assert len(line.confidences) == len(line.places) == len(text)


def test_strokes_of_characters_at_one_height_are_no_line() -> None:
    picture = grid([60, 840], [60, 540])
    # A line of text in words, all of whose characters have a stroke on top.
    size = EM - 1
    for word in range(6):
        for place in range(4):
            x = 70 + word * (4 * EM + 14) + place * EM
            picture[200:202, x : x + size] = picture[214:216, x : x + size] = 0
            picture[202:214, x + 8 : x + 10] = 0
    found = find_rulings(darkness(picture), EM, DPI)
    assert positions(found.horizontal) == pytest.approx([60, 540], abs=2)


@pytest.mark.parametrize("apart", [30, 80])
def test_a_table_ends_where_another_begins_below_it(apart: int) -> None:
    picture = blank()
    for top in (60, 200 + apart):
        for y in (top, top + 70, top + 140):
            cv2.line(picture, (60, y), (840, y), 0, 2)
        for x in (60, 450, 840):
            # A ruling may end a little before the one that it ends at.
            cv2.line(picture, (x, top + 4), (x, top + 136), 0, 2)
    found = find_rulings(darkness(picture), EM, DPI)
    spans = sorted((float(top), float(bottom)) for _, top, bottom in found.vertical)
    assert len(spans) == 6
    assert all(bottom - top < 160 for top, bottom in spans)
