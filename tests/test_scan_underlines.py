"""Lines under words in pictures: no rulings, and wiped without the tails of the letters."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import PageImage, ink_of
from kyoten_extract.ocr.orientation import UprightPage, make_upright
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.ocr.scanned_page import lattices_of
from kyoten_extract.table.lattice import Lattice

pytest.importorskip("PIL.Image", reason="the extra ocr is not installed")
from PIL import Image, ImageDraw, ImageFont

Gray = NDArray[np.uint8]
DPI = 200.0
XS, ROW, ROWS, SIZE = (80, 200, 560, 700, 900), 110, 8, 26
ADDRESSES = ("http://city.example.jp/", "https://www.gojo-yoga.jp/a", "http://kyoto-pref.jp")


class Blind:
    """A recognizer that sees nothing."""

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        return [Line("", (), (), ()) for _ in images]


def page(underlined: bool, *, gap: int = 3, thick: int = 2, left: int = 8, lines: int = 1) -> Gray:
    """A table with addresses in its second column."""
    font = ImageFont.load_default(SIZE)
    picture = Image.new("L", (XS[-1] + 80, 100 + ROW * ROWS + 60), 255)
    draw = ImageDraw.Draw(picture)
    for x in XS:
        draw.line(((x, 60), (x, 60 + ROW * ROWS)), fill=0, width=3)
    for row in range(ROWS + 1):
        draw.line(((XS[0], 60 + ROW * row), (XS[-1], 60 + ROW * row)), fill=0, width=3)
    for row in range(ROWS):
        top = 60 + ROW * row + 14
        for x, text in zip(XS, (f"{row}-1", "", f"Aid {row}", "Office"), strict=False):
            draw.text((x + 8, top + 10), text, fill=0, font=font)
        address = ADDRESSES[row % len(ADDRESSES)]
        parts = [address, "j/"][:lines]
        for number, part in enumerate(parts):
            at = (XS[1] + left, top + number * (SIZE + 8))
            draw.text(at, part, fill=0, font=font)
            if underlined:
                base = at[1] + font.getmetrics()[0] + gap
                width = draw.textlength(part, font=font)
                draw.line(((at[0], base), (at[0] + width, base)), fill=0, width=thick)
    return np.asarray(picture)


def scanned(gray: Gray, blur: float = 0.7, seed: int = 1) -> Gray:
    rng = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(gray, (0, 0), blur).astype(np.float64)
    return np.clip(soft + rng.normal(0, 8, gray.shape), 0, 255).astype(np.uint8)


def read(gray: Gray) -> tuple[UprightPage, Lattice]:
    sheet = make_upright(PageImage(gray, DPI), Blind())
    _, (lattice,) = lattices_of(sheet, DPI)
    return sheet, lattice


@pytest.mark.parametrize("gap", [2, 4])
@pytest.mark.parametrize("thick", [1, 3])
@pytest.mark.parametrize("left", [4, 12])
def test_an_underline_is_no_ruling(gap: int, thick: int, left: int) -> None:
    sheet, lattice = read(scanned(page(True, gap=gap, thick=thick, left=left)))
    assert len(lattice.cells) == ROWS * (len(XS) - 1)
    assert len(sheet.rulings.underlines) >= ROWS


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("blur", [0.5, 0.9])
def test_what_is_left_are_the_letters(lines: int, blur: float) -> None:
    with_lines, _ = read(scanned(page(True, lines=lines), blur))
    without, _ = read(scanned(page(False, lines=lines), blur))
    assert not len(without.rulings.underlines)
    before, after = ink_of(without.dark), ink_of(with_lines.dark)
    # Of the letters hardly a dot is lost; of the lines hardly one is left.
    column = np.s_[:, XS[1] + 6 : XS[2] - 6]
    lost = (before & ~after)[column].sum() / before[column].sum()
    left = (after & ~before)[column].sum() / before[column].sum()
    assert lost < 0.04
    assert left < 0.04


def test_tails_of_letters_go_through_the_line() -> None:
    with_lines, _ = read(scanned(page(True)))
    base = int(with_lines.rulings.underlines[:, 0].min())
    ink = ink_of(with_lines.dark)[base - 1 : base + 2, XS[1] + 6 : XS[2] - 6]
    # y, p and j of http://city.example.jp/ and its two slashes at most.
    tails = cv2.connectedComponents(ink.astype(np.uint8))[0] - 1
    assert 3 <= tails <= 7


@pytest.mark.parametrize("low", [1, 3, 6])
def test_text_set_on_its_ruling_is_not_underlined(low: int) -> None:
    """Rows whose last line ends a dot or two above the ruling."""
    font = ImageFont.load_default(SIZE)
    picture = Image.fromarray(page(False))
    draw = ImageDraw.Draw(picture)
    for row in range(ROWS):
        base = 60 + ROW * (row + 1) - 2 - low - font.getmetrics()[0]
        draw.text((XS[2] + 6, base), "mannshwn", fill=0, font=font)
        draw.text((XS[3] + 6, base), "nnhmxzrsuvwk", fill=0, font=font)
    sheet, lattice = read(scanned(np.asarray(picture)))
    assert not len(sheet.rulings.underlines)
    assert len(lattice.cells) == ROWS * (len(XS) - 1)


def test_a_row_that_is_parted_in_one_column_is_parted() -> None:
    gray = page(False).copy()
    for row in range(1, 4):
        y = 60 + ROW * row + 70
        gray[y : y + 3, XS[1] : XS[2]] = 0
    sheet, lattice = read(scanned(gray))
    assert not len(sheet.rulings.underlines)
    assert len(lattice.cells) == ROWS * (len(XS) - 1) + 3


class ByShape:
    """A recognizer of T: sure of many letters upright, and of some where they lie on one side."""

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        return [self._line(image) for image in images]

    def _line(self, image: Gray) -> Line:
        ink = image < 128
        height, width = ink.shape
        columns = ink.sum(axis=0)
        heavy = ink[: height // 2].sum(), ink[height // 2 :].sum()
        if heavy[0] > 1.6 * heavy[1]:
            count, sure = max(width // height, 1), 0.98
        elif columns.max() > 0.6 * height and heavy[0] < 1.3 * heavy[1]:
            count, sure = max(width // height // 3, 1), 0.96
        else:
            count, sure = 2, 0.3
        return Line("t" * count, (sure,) * count, tuple(np.linspace(0.1, 0.9, count)), ())


@pytest.mark.parametrize("turns", range(4))
def test_columns_of_letters_that_can_be_read_sideways_do_not_turn_a_page(turns: int) -> None:
    picture = np.full((1300, 1700), 255, np.uint8)
    for x in (60, 300, 700, 1100, 1640):
        cv2.line(picture, (x, 60), (x, 1240), 0, 3)
    for y in range(60, 1241, 236):
        cv2.line(picture, (60, y), (1640, y), 0, 3)
    for top in range(80, 1200, 236):
        for left, count in ((70, 5), (310, 11), (710, 11), (1110, 15)):
            for line in range(6):
                for place in range(count):
                    x, y = left + 34 * place, top + 34 * line
                    cv2.line(picture, (x + 3, y + 5), (x + 25, y + 5), 0, 7)
                    cv2.line(picture, (x + 14, y + 5), (x + 14, y + 26), 0, 3)
    turned = np.ascontiguousarray(np.rot90(picture, turns))
    assert make_upright(PageImage(turned, DPI), ByShape()).turns == turns
