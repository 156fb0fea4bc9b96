"""Rulings to cells, characters to cells: the shapes that producers draw."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import LinedUp, Link, Page, Rulings
from kyoten_extract.table.cells import read_page
from strategies import characters_of

Line = tuple[float, float, float]


def box_lines(xs: list[float], ys: list[float]) -> tuple[list[Line], list[Line]]:
    return (
        [(y, xs[0], xs[-1]) for y in ys],
        [(x, ys[0], ys[-1]) for x in xs],
    )


def page_of(
    horizontal: list[Line], vertical: list[Line], texts: list[tuple[float, float, str]]
) -> Page:
    return Page(
        1,
        600.0,
        800.0,
        Rulings(
            np.array(horizontal, dtype=float).reshape(-1, 3),
            np.array(vertical, dtype=float).reshape(-1, 3),
        ),
        characters_of(texts),
    )


def texts_of(content: PageContent) -> dict[tuple[int, int], str]:
    (grid,) = content.grids
    return {(cell.row, cell.column): cell.text for cell in grid.cells}


def spans_of(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    return {(c.row, c.column): (c.row_span, c.column_span) for c in grid.cells}


XS, YS = [10.0, 110.0, 210.0, 310.0], [10.0, 40.0, 70.0, 100.0]
TEXTS = [(x + 4, y + 4, f"{i}{j}") for i, y in enumerate(YS[:3]) for j, x in enumerate(XS[:3])]
WANTED = {(i, j): f"{i}{j}" for i in range(3) for j in range(3)}


def test_plain_rulings() -> None:
    content = read_page(page_of(*box_lines(XS, YS), TEXTS))
    assert texts_of(content) == WANTED
    assert content.outside == ()
    assert content.grids[0].bbox == (10, 10, 310, 100)


def test_rectangles_per_cell_and_doubled_lines() -> None:
    horizontal, vertical = [], []
    for x0, x1 in pairwise(XS):
        for y0, y1 in pairwise(YS):
            horizontal += [(y0 + 0.6, x0 + 0.6, x1 - 0.6), (y1 - 0.6, x0 + 0.6, x1 - 0.6)]
            vertical += [(x0 + 0.6, y0 + 0.6, y1 - 0.6), (x1 - 0.6, y0 + 0.6, y1 - 0.6)]
    assert texts_of(read_page(page_of(horizontal, vertical, TEXTS))) == WANTED


@pytest.mark.parametrize(("on", "off"), [(4.0, 3.0), (1.0, 1.0), (6.0, 4.0)])
def test_dashes_and_dots(on: float, off: float) -> None:
    def dashed(line: Line) -> list[Line]:
        at, low, high = line
        starts = np.arange(low, high, on + off)
        return [(at, float(s), float(min(s + on, high))) for s in starts]

    horizontal, vertical = box_lines(XS, YS)
    page = page_of(
        [d for line in horizontal for d in dashed(line)],
        [d for line in vertical for d in dashed(line)],
        TEXTS,
    )
    assert texts_of(read_page(page)) == WANTED


def test_a_missing_outer_side_is_taken_from_the_others() -> None:
    horizontal, vertical = box_lines(XS, YS)
    content = read_page(page_of(horizontal, vertical[1:-1], TEXTS))
    assert texts_of(content) == WANTED
    content = read_page(page_of(horizontal[:-1], vertical, TEXTS))
    assert texts_of(content) == WANTED
    assert content.grids[0].open_bottom
    assert not content.grids[0].open_top


def test_merged_cells_are_told_from_empty_ones() -> None:
    horizontal = [(10, 10, 310), (40, 110, 310), (70, 10, 310), (100, 10, 310)]
    vertical = [(10, 10, 100), (110, 10, 100), (210, 40, 100), (310, 10, 100)]
    (grid,) = read_page(page_of(horizontal, vertical, TEXTS[:2])).grids
    spans = spans_of(grid)
    assert spans[0, 0] == (2, 1)
    assert spans[0, 1] == (1, 2)
    assert spans[2, 2] == (1, 1)
    assert sum(r * c for r, c in spans.values()) == grid.rows * grid.columns


def test_a_merged_cell_with_a_text_in_the_place_of_each_row_lacks_a_ruling() -> None:
    horizontal, vertical = box_lines(XS, YS)
    horizontal = [*horizontal[:2], (70, 110, 310), horizontal[3]]
    others = [text for text in TEXTS if text[0] > 100 or text[1] < 40]
    one = [*others, (14.0, 51.0, "北")]
    several = [*one, (14.0, 81.0, "南")]
    assert texts_of(read_page(page_of(horizontal, vertical, several)))[2, 0] == "南"
    # One text of two lines about the middle of both rows; and one at the top.
    for ys in ((61.0, 71.0), (44.0, 54.0), (44.0, 74.0)):
        texts = [*others, (14.0, ys[0], "北"), (14.0, ys[1], "南")]
        (grid,) = read_page(page_of(horizontal, vertical, texts)).grids
        assert spans_of(grid)[1, 0] == (2, 1)
    (grid,) = read_page(page_of(horizontal, vertical, one)).grids
    assert spans_of(grid)[1, 0] == (2, 1)


def test_an_l_shaped_hole_is_cut_into_rectangles() -> None:
    horizontal = [(10, 10, 310), (40, 110, 310), (70, 10, 310), (100, 10, 310)]
    vertical = [(10, 10, 100), (110, 40, 100), (210, 10, 100), (310, 10, 100)]
    (grid,) = read_page(page_of(horizontal, vertical, [])).grids
    assert sum(r * c for r, c in spans_of(grid).values()) == 9


def test_two_tables_on_a_page_and_text_between() -> None:
    upper, lower = box_lines(XS, YS), box_lines(XS[:3], [300.0, 330.0, 360.0])
    texts = [*TEXTS, (14, 200, "あいだの文"), (14, 304, "下")]
    content = read_page(page_of([*upper[0], *lower[0]], [*upper[1], *lower[1]], texts))
    assert [(g.columns, g.rows) for g in content.grids] == [(3, 3), (2, 2)]
    assert [run.text for run in content.outside] == ["あいだの文"]


@pytest.mark.parametrize("gap", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
def test_tables_so_near_that_their_lines_touch(gap: float) -> None:
    """Of lines that a line's width parts, some belong to neither."""
    horizontal, vertical = box_lines(XS, YS)
    lower = [y + 90 + gap for y in YS]
    more, others = box_lines([10.0, 60.0, 160.0, 260.0, 310.0], lower)
    texts = [*TEXTS, (14.0, lower[0] + 4, "下")]
    content = read_page(page_of([*horizontal, *more], [*vertical, *others], texts))
    found = "".join(cell.text for grid in content.grids for cell in grid.cells)
    assert sorted(found) == sorted("下" + "".join(text for *_, text in TEXTS))


def test_a_speck_is_no_ruling() -> None:
    horizontal, vertical = box_lines(XS, YS)
    page = page_of([*horizontal, (55, 150, 151)], [*vertical, (160, 54, 55)], TEXTS)
    assert texts_of(read_page(page)) == WANTED


def test_an_underline_is_no_ruling() -> None:
    horizontal, vertical = box_lines(XS, YS)
    url = (114.0, 44.0, "http://www.a.jp/")
    underline = (44.0 + 7.5, 114.0, 114.0 + 16 * 4)
    assert texts_of(read_page(page_of([*horizontal, underline], vertical, [url])))[1, 1] == url[2]


def test_an_underline_may_begin_under_a_blank() -> None:
    horizontal, vertical = box_lines(XS, YS)
    url = (114.0, 44.0, "　http://www.a.jp/")
    underline = (44.0 + 7.5, 114.0, 114.0 + 8 + 16 * 4)
    assert texts_of(read_page(page_of([*horizontal, underline], vertical, [url])))[1, 1] == url[2]


def test_a_link_of_a_row_that_the_page_end_cuts_may_lie_beyond_the_cut() -> None:
    _, vertical = box_lines(XS, YS)
    horizontal = [(y, XS[0], XS[-1]) for y in YS[:3]]
    page = page_of(horizontal, [(x, top, 100) for x, top, _ in vertical], TEXTS)
    beyond = Link((214.0, 104.0, 300.0, 114.0), "http://www.a.jp/")
    (grid,) = read_page(replace(page, links=(beyond,))).grids
    assert grid.open_bottom
    assert [(cell.row, cell.column) for cell in grid.cells if cell.links] == [(2, 2)]
    (closed,) = read_page(page_of(*box_lines(XS, YS), TEXTS)).grids
    assert not closed.open_bottom


def test_a_dotted_oval_is_no_ruling() -> None:
    horizontal, vertical = box_lines(XS, YS)
    steps = np.linspace(0, 2 * np.pi, 400)
    dots = [(55 + 9 * np.sin(a), 160 + 48 * np.cos(a), 160.6 + 48 * np.cos(a)) for a in steps]
    assert texts_of(read_page(page_of([*horizontal, *dots], vertical, TEXTS))) == WANTED


def test_the_side_of_a_narrow_cell_is_no_underline() -> None:
    xs, ys = [10.0, 42.0, 74.0], [10.0, 19.0, 28.0]
    horizontal = [(y, x0, x1) for y in ys for x0, x1 in pairwise(xs)]
    texts = [(11.0, 10.5, "自治体数自治体"), (43.0, 10.5, "拠点数拠点数拠"), (11.0, 20.0, "27")]
    content = read_page(page_of(horizontal, [(x, 10, 28) for x in xs], texts))
    assert texts_of(content) == {
        (0, 0): "自治体数自治体",
        (0, 1): "拠点数拠点数拠",
        (1, 0): "27",
        (1, 1): "",
    }


def test_text_over_a_ruling_belongs_where_it_begins() -> None:
    texts = [(14.0, 44.0, "とても長い文がとなりの升目まではみ出している")]
    assert texts_of(read_page(page_of(*box_lines(XS, YS), texts)))[1, 0] == texts[0][2]


def test_text_drawn_in_one_go_over_two_cells_is_parted_at_the_ruling() -> None:
    page = page_of(*box_lines(XS, YS), [(86.0, 44.0, "左の文右の文")])
    boxes = page.characters.boxes.copy()
    boxes[3:, [0, 2]] += 20
    page = replace(page, characters=replace(page.characters, boxes=boxes))
    texts = texts_of(read_page(page))
    assert (texts[1, 0], texts[1, 1]) == ("左の文", "右の文")


def test_text_belongs_to_the_cell_whose_clip_it_is_drawn_under() -> None:
    page = page_of(*box_lines(XS, YS), [(14.0, 44.0 + 10 * i, f"第{i}行") for i in range(6)])
    clip = np.tile((10.5, 40.5, 109.5, 69.5), (6, 1))
    page = replace(page, characters=replace(page.characters, clips=clip))
    texts = texts_of(read_page(page))
    assert texts[1, 0] == "\n".join(f"第{i}行" for i in range(6))
    assert texts[2, 0] == ""


def test_only_the_middle_of_a_row_on_a_page() -> None:
    content = read_page(page_of([], [(x, 10, 60) for x in XS], [(14.0, 30.0, "続き")]))
    (grid,) = content.grids
    assert (grid.columns, grid.rows) == (3, 1)
    assert grid.cells[0].text == "続き"


def test_a_page_without_text_or_lines() -> None:
    assert read_page(page_of([], [], [])) == PageContent(1, (), (), 0)
    assert read_page(page_of(*box_lines(XS, YS), [])).grids[0].rows == 3
    assert [run.text for run in read_page(page_of([], [], [(5, 5, "文")])).outside] == ["文"]


def test_spaces_that_are_not_printed_are_seen_in_the_gaps() -> None:
    page = page_of(*box_lines(XS, YS), [(14.0, 44.0, "abcdef")])
    boxes = page.characters.boxes.copy()
    boxes[3:, [0, 2]] += 2.0
    page = replace(page, characters=replace(page.characters, boxes=boxes))
    assert texts_of(read_page(page))[1, 0] == "abc def"


def test_lines_joined_over_one_gap_do_not_depend_on_others_asked_before() -> None:
    """Each gap between the pieces of a line is as wide as its number; two lines overlap."""
    ends = np.cumsum([0.0, 5.0, 1.0, 5.0, 2.0, 5.0, 3.0, 5.0])
    pieces = [(10.0, low, high) for low, high in ends.reshape(-1, 2).tolist()]
    lines = np.array([*pieces, (30.0, 0.0, 8.0), (30.0, 4.0, 6.0), (30.0, 9.0, 12.0)])
    known = LinedUp.of(lines, 0.3)
    for gap, count in ((2.5, 3), (0.5, 6), (1.5, 4), (9.0, 2), (0.5, 6), (2.9, 3)):
        joined = known.joined(gap)
        assert len(joined) == count
        assert joined.tolist() == LinedUp.of(lines, 0.3).joined(gap).tolist()
    assert known.joined(9.0).tolist() == [[10.0, 0.0, 26.0], [30.0, 0.0, 12.0]]
    assert known.joined(0.5, 5.5).tolist() == [[30.0, 0.0, 8.0]]
