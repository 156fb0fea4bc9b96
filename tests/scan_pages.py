"""A page with a table, as the pictures that tests make, and what must come out of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.ocr.scanned_page import read_page_image
from kyoten_extract.page.grid import Grid

DPI = 150.0
EM = 16
XS = [60, 130, 300, 420, 520, 760, 930, 1130]
YS = [90, 150, 230, 290, 390, 450, 530, 610, 700, 770]
Image = NDArray[np.uint8]


class Blind:
    """A recognizer that sees nothing."""

    def read(self, images: Sequence[Image], *, squeeze: float = 1.0) -> list[Line]:  # noqa: ARG002
        return [Line("", (), (), ()) for _ in images]


def character(picture: Image, x: int, y: int, seed: int) -> None:
    """Something like a kanji: strokes both ways within a square, no two alike."""
    rng = np.random.default_rng(seed)
    for low, high in rng.integers(1, EM - 2, (3, 2)).tolist():
        cv2.line(picture, (x + 1, y + low), (x + EM - 3, y + high), 0, 1)
        cv2.line(picture, (x + high, y + 1), (x + low, y + EM - 3), 0, 1)


def table(level: int = 0) -> Image:
    """A page with a table, two lines of characters in each cell."""
    picture = np.full((840, 1190), 255, np.uint8)
    for x in XS:
        cv2.line(picture, (x, YS[0]), (x, YS[-1]), level, 2)
    for y in YS:
        cv2.line(picture, (XS[0], y), (XS[-1], y), level, 2)
    for row, top in enumerate(YS[:-1]):
        for column, left in enumerate(XS[:-1]):
            for place in range(3):
                at = left + 8 + place * (EM + 1)
                character(picture, at, top + 8, 100 * row + 10 * column + place)
                character(picture, at, top + 9 + EM, 1000 + 100 * row + 10 * column + place)
    return picture


def wiped(picture: Image, x0: int, y0: int, x1: int, y1: int) -> None:
    """Nothing is printed on a part of the page any more."""
    picture[y0:y1, x0:x1] = 255


def grid_of(picture: Image) -> Grid:
    return grid_at(PageImage(picture, DPI))


def grid_at(picture: PageImage) -> Grid:
    content = read_page_image(1, picture, Blind())
    return max(content.grids, key=lambda grid: len(grid.cells))


def assert_as_printed(grid: Grid, within: float = 4.0) -> None:
    """All rows and columns, at their places but for what a bend's mean is off."""
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows
    for found, printed in ((grid.xs, XS), (grid.ys, YS)):
        assert found == pytest.approx([at * 72 / DPI for at in printed], abs=within)
