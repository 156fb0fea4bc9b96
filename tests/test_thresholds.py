"""A page on either side of each threshold of the lattice, the cells and their text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.header import alike, header_depth
from strategies import EM
from test_lattice import TEXTS, XS, YS, Line, box_lines, page_of, texts_of

# The characters of page_of() are 8 points high and 4 wide: one tolerance is 2 points.
TOLERANCE = 2.0


def shapes(page: Page) -> list[tuple[int, int]]:
    return [(grid.rows, grid.columns) for grid in read_page(page).grids]


def shifted(page: Page, start: int, *, right: float = 0.0, down: float = 0.0) -> Page:
    """``page`` with its characters from ``start`` on moved by so many ems."""
    boxes = page.characters.boxes.copy()
    boxes[start:] += EM * np.array((right, down, right, down))
    return replace(page, characters=replace(page.characters, boxes=boxes))


@pytest.mark.parametrize(("verticals", "grids"), [(2, 0), (3, 1)])
def test_how_many_verticals_alone_are_a_row(verticals: int, grids: int) -> None:
    assert len(shapes(page_of([], [(x, 10, 60) for x in XS[:verticals]], TEXTS[:1]))) == grids


@pytest.mark.parametrize(("apart", "grids"), [(1.9, 1), (2.1, 0)])
def test_how_exactly_verticals_alone_end_together(apart: float, grids: int) -> None:
    vertical = [(10, 10, 60), (110, 10, 60), (210, 10, 60 + apart * TOLERANCE)]
    assert len(shapes(page_of([], vertical, TEXTS[:1]))) == grids


@pytest.mark.parametrize(("apart", "rows"), [(0.25, 3), (0.35, 2), (0.2, 3), (0.5, 2)])
def test_how_exactly_dots_of_one_line_are_at_one_height(apart: float, rows: int) -> None:
    """Every other dot is lower: by themselves they are too far from each other to be joined."""
    horizontal, vertical = box_lines(XS, YS)
    dots = [(YS[1] + apart * (i % 2), x, x + 1) for i, x in enumerate(np.arange(10.0, 310.0, 3.0))]
    assert shapes(page_of([horizontal[0], *horizontal[2:], *dots], vertical, TEXTS)) == [(rows, 3)]


@pytest.mark.parametrize(("beyond", "is_open"), [(2.9, False), (3.1, True)])
def test_how_far_verticals_reach_beyond_the_last_ruling(beyond: float, is_open: bool) -> None:
    horizontal, _ = box_lines(XS, YS)
    vertical = [(x, YS[0], YS[-1] + beyond * TOLERANCE) for x in XS]
    (grid,) = read_page(page_of(horizontal, vertical, TEXTS)).grids
    assert grid.open_bottom is is_open


@pytest.mark.parametrize(
    ("above", "below", "grids"), [([110.0, 210.0], [60.0, 160.0], 2), ([110.0], [160.0], 1)]
)
def test_how_many_other_columns_make_another_table(
    above: list[float], below: list[float], grids: int
) -> None:
    horizontal = [(y, 10.0, 310.0) for y in (10.0, 40.0, 70.0)]
    vertical = [(x, 10.0, 40.0) for x in (10.0, *above, 310.0)]
    vertical += [(x, 40.0, 70.0) for x in (10.0, *below, 310.0)]
    assert len(shapes(page_of(horizontal, vertical, TEXTS[:1]))) == grids


@pytest.mark.parametrize(("height", "drawn", "grids"), [(2.9, 1, 2), (3.1, 1, 1), (2.9, 2, 1)])
def test_what_strip_separates_two_tables(height: float, drawn: int, grids: int) -> None:
    """Two tables of four inner boundaries; the left side goes on, and so do some of these."""
    xs = [10.0, 60.0, 110.0, 160.0, 210.0, 260.0]
    low = 40.0 + height * TOLERANCE
    horizontal = [(y, xs[0], xs[-1]) for y in (10.0, 40.0, low, low + 30.0)]
    vertical: list[Line] = [(x, 10.0, low + 30.0) for x in xs[: 1 + drawn]]
    for x in xs[1 + drawn :]:
        vertical += [(x, 10.0, 40.0), (x, low, low + 30.0)]
    assert len(shapes(page_of(horizontal, vertical, TEXTS[:1]))) == grids


@pytest.mark.parametrize(("gap", "rows"), [(0.55, 2), (0.65, 3)])
def test_how_much_white_shows_a_missing_ruling(gap: float, rows: int) -> None:
    height = EM + gap * EM
    assert rows_without_ruling(height, [(0.0, 1), (0.0, 1)]) == rows


@pytest.mark.parametrize(("height", "rows"), [(20.0, 2), (20.9, 3)])
def test_how_much_more_white_than_within_a_row(height: float, rows: int) -> None:
    """Lines half an em apart in the lower row, which is ``height`` - 14 points off the upper."""
    assert rows_without_ruling(height, [(0.0, 1), (0.0, 2)]) == rows


@pytest.mark.parametrize(("off", "rows"), [(0.35, 3), (0.45, 2)])
def test_how_exactly_a_text_is_in_the_middle_of_its_row(off: float, rows: int) -> None:
    assert rows_without_ruling(30.0, [(-off, 1), (0.0, 1)]) == rows


def rows_without_ruling(height: float, texts: list[tuple[float, int]]) -> int:
    """How many cells the first column of a grid has, where the ruling between two rows is missing.

    Each row has a text of some lines half an em apart, so many ems off its middle.
    """
    ys = [10.0, 40.0, 40.0 + height, 40.0 + 2 * height]
    horizontal, vertical = box_lines(XS, ys)
    horizontal[2] = (ys[2], XS[1], XS[-1])
    placed = []
    for row, (off, lines) in enumerate(texts):
        block = lines * EM + (lines - 1) * EM / 2
        top = ys[row + 1] + (height - block) / 2 + off * EM
        placed += [(14.0, top + line * 1.5 * EM, "市") for line in range(lines)]
    (grid,) = read_page(page_of(horizontal, vertical, placed)).grids
    return sum(cell.column == 0 for cell in grid.cells)


@pytest.mark.parametrize(("apart", "rows"), [(2.0, 1), (2.6, 2)])
def test_the_tolerance_of_a_page_without_text(apart: float, rows: int) -> None:
    horizontal, vertical = box_lines(XS, [10.0, 10.0 + apart, 40.0])
    (grid,) = read_page(page_of(horizontal, vertical, [])).grids
    assert grid.rows == rows


@pytest.mark.parametrize(("gap", "first"), [(0.5, 28), (0.7, 22)])
def test_what_gap_ends_a_piece_of_text(gap: float, first: int) -> None:
    """A text of 22 characters, and one over the ruling: if they are one piece, it overflows."""
    page = shifted(page_of(*box_lines(XS, YS), [(14.0, 44.0, "市" * 28)]), 22, right=gap)
    assert len(texts_of(read_page(page))[1, 0].replace(" ", "")) == first


@pytest.mark.parametrize(("padding", "column"), [(0.9, 0), (1.1, 1)])
def test_how_near_to_its_side_a_text_begins(padding: float, column: int) -> None:
    text = "市" * 50
    texts = texts_of(read_page(page_of(*box_lines(XS, YS), [(10 + padding * EM, 44.0, text)])))
    assert texts[1, column] == text


@pytest.mark.parametrize(("height", "kept"), [(14.5, 1), (15.5, 2)])
def test_what_clip_is_that_of_a_cell(height: float, kept: int) -> None:
    """The second line is below the clip: it is read if the clip is the cell's own."""
    page = page_of(*box_lines(XS, YS), [(14.0, 41.0, "上"), (14.0, 60.0, "下")])
    clips = np.tile((10.0, 40.0, 110.0, 40.0 + height), (2, 1))
    page = replace(page, characters=replace(page.characters, clips=clips))
    content = read_page(page)
    assert len(texts_of(content)[1, 0].split()) == kept
    assert content.condition.hidden == 2 - kept


@pytest.mark.parametrize(("beyond", "column"), [(0.3, 0), (0.8, 1)])
def test_how_far_inside_its_clip_a_text_is_looked_up(beyond: float, column: int) -> None:
    """The clip of a whole column of cells ends beyond the ruling, in the middle of a character."""
    page = page_of(*box_lines(XS, YS), [(110.0, 44.0, "市")])
    clips = np.array([(10.0, 10.0, 110.0 + beyond, 100.0)])
    page = replace(page, characters=replace(page.characters, clips=clips))
    assert texts_of(read_page(page))[1, column] == "市"


def underlined(y: float, start: float, end: float) -> int:
    """Rows of a grid with a line under the text from 114 to 178 points, whose lower side is 52."""
    horizontal, vertical = box_lines(XS, YS)
    page = page_of([*horizontal, (y, start, end)], vertical, [(114.0, 44.0, "http://www.a.jp/")])
    (grid,) = read_page(page).grids
    return grid.rows


@pytest.mark.parametrize(("below", "rows"), [(0.14, 3), (0.16, 4)])
def test_how_far_below_its_text_an_underline_is(below: float, rows: int) -> None:
    assert underlined(52.0 + below * EM, 112.0, 178.0) == rows


@pytest.mark.parametrize(("end", "rows"), [(186.0, 3), (206.0, 4)])
def test_how_much_of_an_underline_has_text_along_it(end: float, rows: int) -> None:
    assert underlined(51.5, 112.0, end) == rows


@pytest.mark.parametrize(("short", "rows"), [(1.9, 2), (2.1, 1)])
def test_how_near_the_side_of_a_cell_comes_to_the_next(short: float, rows: int) -> None:
    """Else both halves of the middle line are underlines of their texts."""
    xs, ys = [10.0, 42.0, 74.0], [10.0, 19.0, 28.0]
    horizontal = [(y, xs[0], xs[2]) for y in (ys[0], ys[2])]
    horizontal += [(ys[1], 10.0, 42.0 - short * TOLERANCE), (ys[1], 42.0, 74.0)]
    texts = [(11.0, 10.5, "自治体数自治体"), (44.0, 10.5, "拠点数拠点数拠")]
    assert shapes(page_of(horizontal, [(x, 10, 28) for x in xs], texts)) == [(rows, 2)]


@pytest.mark.parametrize(("down", "text"), [(0.4, "経済交流"), (0.6, "経済\n交流")])
def test_what_step_is_a_new_line(down: float, text: str) -> None:
    page = shifted(page_of(*box_lines(XS, YS), [(14.0, 44.0, "経済交流")]), 2, down=down)
    assert texts_of(read_page(page))[1, 0] == text


def vertical(text: str, steps: list[float], aside: float = 0.0) -> str:
    """``text`` as read, where its characters are below each other, so many ems apart.

    Every other character is ``aside`` ems to the right.
    """
    ys = np.cumsum([44.0, *(step * EM for step in steps)])
    texts = [
        (50.0 + aside * EM * (i % 2), float(y), char)
        for i, (y, char) in enumerate(zip(ys, text, strict=True))
    ]
    page = page_of(*box_lines(XS, [10.0, 40.0, 200.0]), texts)
    return texts_of(read_page(page))[1, 0]


@pytest.mark.parametrize(("pitch", "text"), [(0.85, "東京都"), (0.95, "東\n京\n都")])
def test_what_pitch_lines_do_not_have(pitch: float, text: str) -> None:
    assert vertical("東京都", [pitch, pitch]) == text


def test_how_many_steps_make_a_text_vertical() -> None:
    assert vertical("東京", [0.85]) == "東\n京"
    assert vertical("東京都", [0.85, 0.85]) == "東京都"


@pytest.mark.parametrize(("aside", "text"), [(0.3, "東京都"), (0.4, "東\n京\n都")])
def test_how_far_out_of_line_vertical_text_is(aside: float, text: str) -> None:
    assert vertical("東京都", [0.85, 0.85], aside) == text


@pytest.mark.parametrize(("advance", "is_vertical"), [(1.5, True), (1.7, False)])
def test_how_far_down_the_next_character_is(advance: float, is_vertical: bool) -> None:
    assert ("\n" not in vertical("東京都", [0.85, advance])) is is_vertical


@pytest.mark.parametrize(("gaps", "spaces"), [(8, 0), (7, 7)])
def test_where_gaps_between_scripts_are_no_spaces(gaps: int, spaces: int) -> None:
    """Nine changes of script."""
    page = page_of(*box_lines([10.0, 310.0], YS), [(14.0, 44.0, "東京都abc" * 5)])
    for change in range(1, gaps + 1):
        page = shifted(page, 3 * change, right=0.25)
    assert read_page(page).grids[0].cells[1].text.count(" ") == spaces


@pytest.mark.parametrize(("same", "is_alike"), [(8, True), (7, False)])
def test_how_similar_labels_are_that_are_printed_again(same: int, is_alike: bool) -> None:
    label = "団体名拠点名国都市形"
    assert alike(label, label[:same] + "あいう"[: 10 - same]) is is_alike


def test_a_header_has_an_end() -> None:
    """Every row of this grid has a group label, as if the next one were its columns."""
    cells = []
    for row in range(12):
        y = 10.0 * row
        cells.append(Cell(row, 0, 1, 2, f"組{row}", (0.0, y, 20.0, y + 10)))
        cells.append(Cell(row, 2, 1, 1, "", (20.0, y, 30.0, y + 10)))
    ys = tuple(10.0 * row for row in range(13))
    assert header_depth([Grid(1, 3, 12, tuple(cells), (0.0, 10.0, 20.0, 30.0), ys)]) == 5
