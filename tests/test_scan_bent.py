"""Pictures of tables that are bent or worn: their lattice must come out as it was printed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import darkness
from kyoten_extract.ocr.image.dewarp import dewarped, estimate_warp
from scan_pages import DPI, EM, XS, YS, Image, assert_as_printed, grid_of, table, wiped

Wear = Callable[[Image], Image]


def moved(picture: Image, across: NDArray[np.float64], down: NDArray[np.float64]) -> Image:
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    maps = (x + across).astype(np.float32), (y + down).astype(np.float32)
    return np.asarray(
        cv2.remap(picture, *maps, cv2.INTER_CUBIC, borderValue=(255.0,)), dtype=np.uint8
    )


def places(picture: Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    return x / width, y / height


def bowed(picture: Image) -> Image:
    """1.5 % of the height at the head, the other way and less at the foot."""
    x, y = places(picture)
    shift = (0.015 * (1 - y) - 0.006 * y) * (1 - (2 * x - 1) ** 2)
    return moved(picture, 0 * x, shift * len(picture))


def spine(picture: Image) -> Image:
    x, y = places(picture)
    near = np.clip((x - 0.6) / 0.4, 0, 1) ** 2
    return moved(picture, 8 * near, 0.015 * len(picture) * near * (1 - 1.6 * y))


def waved(picture: Image) -> Image:
    x, y = places(picture)
    return moved(picture, 5 * np.sin(5 * y + 1), 5 * np.sin(6 * x + 2))


def keystone(picture: Image) -> Image:
    height, width = picture.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(12, 5), (width - 3, 9), (width - 14, height - 2), (2, height - 9)])
    turn = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    bent = cv2.warpPerspective(picture, turn, (width, height), flags=2, borderValue=(255.0,))
    return np.asarray(bent, dtype=np.uint8)


@pytest.mark.parametrize("bend", [bowed, spine, waved, keystone])
@pytest.mark.parametrize("turns", [0, 1])
def test_a_bent_page_is_laid_flat(bend: Wear, turns: int) -> None:
    bent = bend(table())
    if not turns:
        assert_as_printed(grid_of(bent), within=8.0)
        return
    # On its side, which nobody is there to tell.
    grid = grid_of(np.ascontiguousarray(np.rot90(bent)))
    assert (grid.columns, grid.rows) == (len(YS) - 1, len(XS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows


def test_what_is_laid_flat_is_as_sharp_as_before() -> None:
    bent = darkness(bowed(table()))
    bend = estimate_warp(bent, DPI)
    assert bend is not None
    flat = dewarped(bent, bend, 0.0, paper=0)
    assert estimate_warp(flat, DPI) is None
    rows = flat[:, XS[0] : XS[-1]].mean(axis=1)
    assert (np.sort(rows)[-len(YS) :] > 180).all()


@pytest.mark.parametrize("angle", [0.0, 0.7])
def test_a_flat_page_is_left_as_it_is(angle: float) -> None:
    picture = table()
    turn = cv2.getRotationMatrix2D((595, 420), angle, 1.0)
    askew = cv2.warpAffine(picture, turn, (1190, 840), flags=2, borderValue=(255.0,))
    back = cv2.warpAffine(
        darkness(np.asarray(askew, dtype=np.uint8)),
        cv2.getRotationMatrix2D((595, 420), -angle, 1.0),
        (1190, 840),
        flags=2,
    )
    assert estimate_warp(np.asarray(back, dtype=np.uint8), DPI) is None


@pytest.mark.parametrize("kind", ["white", "noise", "hatched", "curves"])
def test_what_has_no_rulings_has_no_bend(kind: str) -> None:
    rng = np.random.default_rng(1)
    picture = np.zeros((840, 1190), np.uint8)
    if kind == "noise":
        picture = rng.integers(0, 256, picture.shape).astype(np.uint8)
    elif kind == "hatched":
        for start in range(-800, 1200, 40):
            cv2.line(picture, (start, 0), (start + 840, 840), 255, 2)
    elif kind == "curves":
        for radius in range(40, 800, 40):
            cv2.circle(picture, (595, 420), radius, 255, 2)
    assert estimate_warp(picture, DPI) is None


def test_rulings_with_gaps_of_several_characters_are_whole() -> None:
    picture = table()
    wiped(picture, XS[2] + 40, YS[3] - 2, XS[2] + 40 + 6 * EM, YS[3] + 3)
    wiped(picture, XS[4] - 30, YS[6] - 2, XS[4] + 5 * EM, YS[6] + 3)  # over a crossing
    wiped(picture, XS[3] - 2, YS[4] + 20, XS[3] + 3, YS[5] + 30)
    wiped(picture, XS[5] - 2, YS[-2] + 12, XS[5] + 3, YS[-1] - 2)  # up to the frame
    assert_as_printed(grid_of(picture))


def test_cells_that_are_merged_stay_so() -> None:
    picture = table()
    # From crossing to crossing: over two rows, and over two columns.
    wiped(picture, XS[1] + 2, YS[4] - 2, XS[2] - 1, YS[4] + 3)
    wiped(picture, XS[5] - 2, YS[7] + 2, XS[5] + 3, YS[8] - 1)
    grid = grid_of(picture)
    spans = {
        (cell.row, cell.column): (cell.row_span, cell.column_span)
        for cell in grid.cells
        if cell.row_span * cell.column_span > 1
    }
    assert spans == {(3, 1): (2, 1), (7, 4): (1, 2)}
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)


def holes(picture: Image) -> Image:
    """One punched into the margin, one into the frame, and one into a cell beside it."""
    for x, y in ((24, 300), (XS[0] - 6, 500), (XS[0] + 22, 655)):
        cv2.circle(picture, (x, y), 16, 0, -1)
    return picture


def stamped(picture: Image) -> Image:
    """A round seal over the crossing of four cells."""
    cv2.circle(picture, (XS[3], YS[4]), 50, 90, 3)
    cv2.line(picture, (XS[3] - 25, YS[4] + 14), (XS[3] + 25, YS[4] + 10), 90, 3)
    cv2.line(picture, (XS[3] + 9, YS[4] - 25), (XS[3] + 13, YS[4] + 25), 90, 3)
    return picture


def scribbled(picture: Image) -> Image:
    """Strokes of a pen at the margin and into the table."""
    rng = np.random.default_rng(5)
    for x, y in ((20, 200), (1160, 420), (50, 600)):
        points = np.cumsum(rng.normal(0, 12, (20, 2)), axis=0) + np.array((x, y))
        cv2.polylines(picture, [np.rint(points).astype(np.int32)], False, 70, 2, cv2.LINE_AA)
    return picture


def shaded(picture: Image) -> Image:
    for row, level in ((0, 165), (1, 200), (5, 215)):
        part = picture[YS[row] : YS[row + 1], XS[0] : XS[-1]]
        np.minimum(part, level, out=part)
    return picture


def shadowed(picture: Image) -> Image:
    x, _ = places(picture)
    dark = (picture * (1 - 0.6 * np.exp(-x / 0.03))).astype(np.uint8)
    dark[:8], dark[-15:] = 20, 25
    return dark


def peppered(picture: Image) -> Image:
    dice = np.random.default_rng(2).random(picture.shape)
    return np.where(dice < 0.01, 0, np.where(dice > 0.99, 255, picture)).astype(np.uint8)


def squeezed(picture: Image) -> Image:
    """JPEG of quality 40."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def askew(picture: Image) -> Image:
    turn = cv2.getRotationMatrix2D((595, 420), 4.7, 0.93)
    seen = cv2.warpAffine(picture, turn, (1190, 840), flags=2, borderValue=(255.0,))
    return np.asarray(seen, dtype=np.uint8)


@pytest.mark.parametrize(
    "wear", [holes, stamped, scribbled, shaded, shadowed, peppered, squeezed, askew]
)
def test_what_offices_do_to_paper_changes_no_table(wear: Wear) -> None:
    grid = grid_of(wear(table()))
    assert (grid.columns, grid.rows) == (len(XS) - 1, len(YS) - 1)
    assert len(grid.cells) == grid.columns * grid.rows


def test_a_ruling_that_ends_at_another_does_not_go_on_to_a_stroke() -> None:
    picture = table()
    # A header whose last columns alone are parted once more, and a dash as high as their ruling.
    for left, right in pairwise(XS):
        wiped(picture, left + 3, YS[0] + 3, right - 2, YS[1] - 2)
    middle = (YS[0] + YS[1]) // 2
    cv2.line(picture, (XS[4], middle), (XS[-1], middle), 0, 2)
    cv2.line(picture, (XS[2] + 60, middle), (XS[2] + 60 + 3 * EM, middle), 0, 2)
    grid = grid_of(picture)
    assert grid.rows == len(YS)
    tall = {cell.column for cell in grid.cells if cell.row == 0 and cell.row_span == 2}
    assert tall == {0, 1, 2, 3}


@pytest.mark.parametrize("upper", [True, False])
def test_a_side_of_which_a_stub_is_left_is_whole(upper: bool) -> None:
    picture = table()
    low, high = (YS[-2] + 30, YS[-1] - 1) if upper else (YS[-2] + 2, YS[-1] - 30)
    wiped(picture, XS[1] - 2, low, XS[1] + 3, high)
    low, high = (XS[2] + 30, XS[3] - 1) if upper else (XS[2] + 2, XS[3] - 30)
    wiped(picture, low, YS[5] - 2, high, YS[5] + 3)
    assert_as_printed(grid_of(picture))


@pytest.mark.parametrize("beyond", [5, 7])
def test_rulings_that_end_a_little_below_the_table_make_no_row(beyond: int) -> None:
    picture = table()
    for x in XS:
        cv2.line(picture, (x, YS[-1]), (x, YS[-1] + beyond), 0, 2)
    # A stroke of the title stands on one of them.
    cv2.line(picture, (XS[3], YS[0] - 45), (XS[3], YS[0]), 0, 2)
    assert_as_printed(grid_of(picture))


def test_a_table_that_goes_on_below_its_last_ruling_has_a_row_there() -> None:
    picture = table()
    for x in XS:
        cv2.line(picture, (x, YS[-1]), (x, YS[-1] + 50), 0, 2)
    assert grid_of(picture).rows == len(YS)


def test_small_letters_of_an_address_are_no_ruling() -> None:
    picture = table()
    top = YS[3] + 9
    wiped(picture, XS[4] + 3, YS[3] + 3, XS[5] - 2, YS[4] - 2)
    # The tops of low letters, and what a lens leaves between them.
    for x in range(XS[4] + 6, XS[5] - 6, 7):
        picture[top : top + 2, x : x + 7] = 190
        picture[top : top + 2, x : x + 4] = 0
        picture[top : top + 8, x : x + 2] = 0
    assert_as_printed(grid_of(picture))
