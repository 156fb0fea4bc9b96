"""Rulings between columns that one page of a file lacks, and its other pages have."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import kyoten_extract
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.missing_rulings import Boundary, missing_boundaries
from kyoten_extract.ocr.requirements import is_installed
from kyoten_extract.ocr.scanned_page import read_page_image
from kyoten_extract.page.grid import Cell, Grid, PageContent
from scan_pages import DPI, EM, XS, YS, Blind, character, table, wiped

PIL = pytest.importorskip("PIL.Image", reason="the extra ocr is not installed")
Image = NDArray[np.uint8]


def without(picture: Image, *columns: int, top: int = YS[0]) -> Image:
    """The page without the ruling left of each of the columns."""
    for column in columns:
        for above, below in pairwise(y for y in YS if y >= top):
            wiped(picture, XS[column] - 2, above + 2, XS[column] + 3, below - 1)
    return picture


def read(
    pages: Sequence[Image], boundaries: dict[int, tuple[Boundary, ...]] | None = None
) -> list[PageContent]:
    found = boundaries or {}
    return [
        read_page_image(number, PageImage(page, DPI), Blind(), None, found.get(number, ()))
        for number, page in enumerate(pages, 1)
    ]


def completed(pages: Sequence[Image]) -> tuple[list[PageContent], dict[int, tuple[Boundary, ...]]]:
    missing = missing_boundaries(read(pages))
    return read(pages, missing), missing


def assert_whole(content: PageContent, scale: float = 1.0) -> None:
    (grid,) = content.grids
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows
    for at, printed in zip(grid.xs, XS, strict=True):
        assert abs(at - scale * printed * 72 / DPI) < 3.0


@pytest.mark.parametrize(
    "lost",
    [
        (1,),
        *(pytest.param(lost, marks=pytest.mark.slow) for lost in [(2,), (3,), (4,), (5,)]),
        (6,),
        (2, 5),
        pytest.param((3, 4), marks=pytest.mark.slow),
    ],
)
def test_a_ruling_of_the_other_pages_is_drawn(lost: tuple[int, ...]) -> None:
    contents, missing = completed([table(), without(table(), *lost), table(), table()])
    assert list(missing) == [2]
    for content in contents:
        assert_whole(content)
    assert [round(r.bbox[0] * DPI / 72) for r in contents[1].condition.drawn] == pytest.approx(
        [XS[column] for column in lost], abs=4
    )
    assert not any(ruling.crossed for ruling in contents[1].condition.drawn)


@pytest.mark.slow
def test_each_page_may_lack_another_one() -> None:
    contents, _ = completed([without(table(), column) for column in (1, 3, 4, 6)])
    for content in contents:
        assert_whole(content)


@pytest.mark.slow
def test_a_page_may_be_moved_and_of_another_size() -> None:
    grown = cv2.resize(without(table(), 3), None, fx=1.06, fy=1.06)
    contents, _ = completed([table(), table(), np.asarray(grown, dtype=np.uint8)])
    assert_whole(contents[2], 1.06)


def test_a_label_over_two_columns_stays_whole() -> None:
    pages = [table() for _ in range(4)]
    for page in pages:
        wiped(page, XS[2] + 2, YS[0] + 3, XS[4] - 2, YS[1] - 2)
        for place in range(3):
            character(page, XS[3] - 25 + place * (EM + 1), YS[0] + 20, place)
    without(pages[1], 3, top=YS[1])
    contents, missing = completed(pages)
    assert list(missing) == [2]
    spans = [
        {(cell.row, cell.column): cell.column_span for cell in content.grids[0].cells}
        for content in contents
    ]
    assert spans[1] == spans[0]
    assert spans[1][0, 2] == 2


def test_a_text_across_stays_in_one_cell_and_is_told() -> None:
    page = without(table(), 3)
    wiped(page, XS[3] - 60, YS[6] + 3, XS[3] + 60, YS[7] - 2)
    for place in range(5):
        character(page, XS[3] - 44 + place * (EM + 1), YS[6] + 12, place)
    contents, _ = completed([table(), table(), page])
    (ruling,) = contents[2].condition.drawn
    ((x0, top, x1, bottom),) = ruling.crossed
    assert (x0, x1) == pytest.approx([XS[2] * 72 / DPI, XS[4] * 72 / DPI], abs=3)
    assert (top, bottom) == pytest.approx([YS[6] * 72 / DPI, YS[7] * 72 / DPI], abs=3)
    assert contents[2].grids[0].columns == len(XS) - 1
    merged = [cell for cell in contents[2].grids[0].cells if cell.column_span > 1]
    assert [(cell.row, cell.column, cell.column_span) for cell in merged] == [(6, 2, 2)]


@pytest.mark.slow
def test_nothing_is_drawn_through_the_texts_of_another_table() -> None:
    page = without(table(), 3)
    for top in YS[:-1]:
        for place in range(5):
            character(page, XS[3] - 44 + place * (EM + 1), top + 12, place)
    contents, missing = completed([table(), table(), page])
    assert list(missing) == [3]
    assert contents[2].condition.drawn == ()
    assert contents[2].grids[0].columns == len(XS) - 2


def test_one_page_tells_nothing_of_another() -> None:
    assert missing_boundaries(read([table(), without(table(), 3)])) == {}


def test_a_table_of_other_columns_lacks_none() -> None:
    other = table()
    without(other, *range(1, len(XS) - 1))
    for x in (100, 210, 350, 610, 700, 840, 1000):
        cv2.line(other, (x, YS[0]), (x, YS[-1]), 0, 2)
    assert missing_boundaries(read([table(), table(), table(), other])) == {}


def grid(page: int, xs: Sequence[float], rows: int = 12) -> PageContent:
    """A page with a grid of whole cells."""
    ys = [30.0 * row for row in range(rows + 1)]
    cells = tuple(
        Cell(row, column, 1, 1, "", (xs[column], ys[row], xs[column + 1], ys[row + 1]))
        for row in range(rows)
        for column in range(len(xs) - 1)
    )
    return PageContent(page, (Grid(page, len(xs) - 1, rows, cells, tuple(xs), tuple(ys)),), (), 0)


@given(
    widths=st.lists(st.floats(20, 120), min_size=4, max_size=14),
    pages=st.integers(4, 8),
    data=st.data(),
)
def test_the_boundary_that_is_missing_is_found_at_its_place(
    widths: list[float], pages: int, data: st.DataObject
) -> None:
    xs = np.cumsum([0.0, *widths])
    broken = data.draw(st.integers(1, pages))
    lost = data.draw(st.integers(1, len(xs) - 2))
    contents = []
    for number in range(1, pages + 1):
        scale, shift = data.draw(st.floats(0.97, 1.03)), data.draw(st.floats(10, 60))
        own = (xs * scale + shift).tolist()
        if number == broken:
            place = own.pop(lost)
        contents.append(grid(number, own))
    missing = missing_boundaries(contents)
    assert list(missing) == [broken]
    ((found),) = missing[broken]
    assert abs(found.x - place) < 1.0
    assert found.top == 0.0


@pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_a_file_with_a_page_that_lacks_a_ruling(kind: str) -> None:
    from PIL import ImageDraw, ImageFont

    font = ImageFont.load_default(28)
    xs, ys = (60, 260, 500, 700, 940), (60, 130, 200, 270, 340)
    header = ["Code", "City", "Staff", "Since"]
    cities = iter(("Oslo", "Rome", "Paris", "Lima", "Delhi", "Seoul", "Hanoi", "Dubai", "Milan"))
    rows = [[f"{n}-1", city, str(n), str(1980 + n)] for n, city in enumerate(cities, 3)]
    pages = []
    for page in range(3):
        picture = PIL.new("L", (1000, 420), 255)
        draw = ImageDraw.Draw(picture)
        for x in xs[:2] + xs[3:] if page == 1 else xs:
            draw.line(((x, ys[0]), (x, ys[-1])), fill=0, width=2)
        for y in ys:
            draw.line(((xs[0], y), (xs[-1], y)), fill=0, width=2)
        for row, top in zip([header, *rows[3 * page : 3 * page + 3]], ys, strict=False):
            for text, left in zip(row, xs, strict=False):
                draw.text((left + 14, top + 18), text, fill=0, font=font)
        pages.append(picture)
    file = io.BytesIO()
    how = {"dpi": (150, 150)} if kind == "TIFF" else {"resolution": 150}
    pages[0].save(file, kind, save_all=True, append_images=pages[1:], **how)
    found = kyoten_extract.read_table(file.getvalue(), engine="ocr")
    assert list(found.header) == header
    assert [list(row.cells) for row in found.rows] == rows
