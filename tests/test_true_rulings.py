"""Lines that rule nothing: underlines, strike-outs, boxes in cells; and rulings like them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.findings import codes
from kyoten_extract.page.page_model import Page
from kyoten_extract.records.page_findings import text_findings
from kyoten_extract.table.cells import read_page
from test_lattice import TEXTS, WANTED, XS, YS, Line, box_lines, page_of, texts_of

EM, WIDE = 8.0, 4.0  # the characters of `characters_of`


def box(x0: float, top: float, x1: float, bottom: float) -> tuple[list[Line], list[Line]]:
    return [(top, x0, x1), (bottom, x0, x1)], [(x0, top, bottom), (x1, top, bottom)]


def glyph_by_glyph(page: Page) -> Page:
    """Each character drawn as an object of its own, in an order that says nothing."""
    count = len(page.characters.codes)
    runs = np.random.default_rng(3).permutation(count)
    clips = np.tile((-np.inf, -np.inf, np.inf, np.inf), (count, 1))
    return replace(page, characters=replace(page.characters, runs=runs, clips=clips, clipped=runs))


@pytest.mark.parametrize("above_ruling", [1.0, 2.0, 5.0])
def test_links_whose_glyphs_are_objects_of_their_own(above_ruling: float) -> None:
    horizontal, vertical = box_lines(XS, YS)
    url, y = "http://www.a.jp/long/er", YS[2] - above_ruling
    text = (112.0, y - 0.9 * EM, url)
    underline = (y, 112.0, 112.0 + EM / 2 * len(url))
    page = glyph_by_glyph(page_of([*horizontal, underline], vertical, [*TEXTS[:4], text]))
    content = read_page(page)
    assert content.grids[0].rows == 3
    assert texts_of(content)[1, 1] == url
    assert not content.condition.struck


def test_a_link_whose_narrow_glyphs_are_underlined_by_dots() -> None:
    """A dot is as high as it is wide, so it is a line down the page as well."""
    horizontal, vertical = box_lines(XS, YS)
    y, text = YS[2] - 5.0, (112.5, YS[2] - 5.0 - 0.9 * EM, "www.a.jp/il/illi-page")
    ends = 112.5, 112.5 + WIDE * len(text[2])
    dots = [(x, y - 0.4, y + 0.4) for x in (124.0, ends[1] - 12.0, ends[1] - 1.0)]
    page = page_of([*horizontal, (y, *ends)], [*vertical, *dots], [*TEXTS[:4], text])
    content = read_page(page)
    assert content.grids[0].rows == content.grids[0].columns == 3
    assert texts_of(content)[1, 1] == text[2]


@pytest.mark.parametrize("lines", [[0.5], [0.4, 0.6]])
def test_struck_out_text_is_read_and_told(lines: list[float]) -> None:
    horizontal, vertical = box_lines(XS, YS)
    strikes = [(52.0 + EM * share, 111.5, 114.0 + 3 * WIDE) for share in lines]
    page = page_of([*horizontal, *strikes], vertical, [*TEXTS[:4], (114.0, 52.0, "旧名称")])
    content = read_page(page)
    assert texts_of(content)[1, 1] == "旧名称"
    assert content.grids[0].rows == 3
    (found,) = text_findings(1, content.condition, content.printed)
    assert (found.code, found.severity, found.actual) == (codes.STRUCK_OUT.id, "warning", "旧名称")
    assert found.bbox == (114.0, 52.0, 126.0, 60.0)


@pytest.mark.parametrize(
    ("share", "struck"), [(0.2, False), (0.3, True), (0.7, True), (0.8, False), (1.1, False)]
)
def test_at_which_height_a_line_strikes_text_out(share: float, struck: bool) -> None:
    horizontal, vertical = box_lines(XS, YS)
    line = (52.0 + EM * share, 112.5, 114.0 + 20 * WIDE)
    text = (114.0, 52.0, "an old name of theirs"[:20])
    content = read_page(page_of([*horizontal, line], vertical, [*TEXTS[:4], text]))
    assert bool(content.condition.struck) == struck


@pytest.mark.parametrize(("apart", "closed"), [(0.6, True), (1.0, False)])
def test_how_near_the_sides_of_a_box_meet(apart: float, closed: bool) -> None:
    horizontal, vertical = box_lines(XS, YS)
    across, down = box(130.0, 45.0, 170.0, 65.0)
    down[1] = (170.0 + apart, 45.0, 65.0)
    content = read_page(page_of(horizontal + across, vertical + down, TEXTS))
    assert bool(content.condition.boxes) == closed


@pytest.mark.parametrize(("side", "found"), [(2.8, False), (3.4, True)])
def test_how_small_a_box_is(side: float, found: bool) -> None:
    horizontal, vertical = box_lines(XS, YS)
    across, down = box(140.0, 50.0, 140.0 + side, 50.0 + side)
    content = read_page(page_of(horizontal + across, vertical + down, TEXTS))
    assert bool(content.condition.boxes) == found


def test_a_row_struck_out_from_side_to_side() -> None:
    horizontal, vertical = box_lines(XS, YS)
    middle = TEXTS[4][1] + EM / 2
    content = read_page(page_of([*horizontal, (middle, XS[0], XS[-1])], vertical, TEXTS))
    assert texts_of(content) == WANTED
    assert [struck.text for struck in content.condition.struck] == ["101112"]


def test_a_ruling_under_text_that_overflows_is_no_strike() -> None:
    """The texts of the other columns stay clear of it."""
    over = [*TEXTS, (114.0, YS[2] - EM / 2, "はみ出す文")]
    content = read_page(page_of(*box_lines(XS, YS), over))
    assert content.grids[0].rows == 3
    assert not content.condition.struck


def test_an_underline_as_wide_as_its_cell() -> None:
    horizontal, vertical = box_lines(XS, YS)
    texts = [(x, y + 7, text) for x, y, text in TEXTS]  # centered in their rows
    wide = [(y + 11 + EM + 0.2, 110.2, 209.8) for y in YS[:3]]
    content = read_page(page_of([*horizontal, *wide], vertical, texts))
    assert texts_of(content) == WANTED


@pytest.mark.parametrize(("low", "high"), [(113.5, 205.0), (112.0, 208.0), (140.0, 200.0)])
@pytest.mark.parametrize("text", [True, False])
def test_a_line_to_fill_in_rules_nothing(low: float, high: float, *, text: bool) -> None:
    horizontal, vertical = box_lines(XS, YS)
    fill = [(y + 21, low, high) for y in YS[:3]]
    texts = [one for one in TEXTS if text or not 110 < one[0] < 210]
    # Where it nearly reaches its sides, the text must be in the middle of the cell.
    texts = [(x, y + 7, one) for x, y, one in texts]
    content = read_page(page_of([*horizontal, *fill], vertical, texts))
    assert content.grids[0].rows == (3 if text or low > 113 else 6)


@pytest.mark.parametrize("reach", [0.5, 2.0])
def test_a_short_ruling_with_text_on_both_sides_parts_its_cell(reach: float) -> None:
    horizontal, vertical = box_lines(XS, YS)
    halves = [(y + 15, 110.0 + reach, 210.0 - reach) for y in YS[:3]]
    texts = [(114.0, y + at, f"上{i}") for i, y in enumerate(YS[:3]) for at in (3.5, 18.5)]
    assert read_page(page_of([*horizontal, *halves], vertical, texts)).grids[0].rows == 6


def test_cells_parted_in_one_column_stay_parted() -> None:
    """Text is centered in the upper part, and the lower is empty."""
    horizontal, vertical = box_lines(XS, YS)
    halves = [((a + b) / 2, 110.0, 210.0) for a, b in itertools.pairwise(YS)]
    texts = [(114.0, y + 3.5, f"上{i}") for i, y in enumerate(YS[:3])]
    assert read_page(page_of([*horizontal, *halves], vertical, texts)).grids[0].rows == 6


def test_low_rows_whose_texts_fill_them_stay_rows() -> None:
    xs, ys = [10.0, 42.0], [10.0, 19.0, 28.0, 37.0]
    texts = [(11.0, y + 0.5, "自治体数自治体") for y in ys[:3]]
    horizontal, vertical = box_lines(xs, ys)
    assert read_page(page_of(horizontal, vertical, texts)).grids[0].rows == 3


def test_low_rows_with_text_underlined_stay_rows() -> None:
    xs, ys = [10.0, 110.0, 210.0], [10.0, 19.5, 29.0, 38.5]
    horizontal, vertical = box_lines(xs, ys)
    texts = [(x + 2, y + 0.5, f"文字{i}") for i, y in enumerate(ys[:3]) for x in xs[:2]]
    under = [(y + EM + 0.7, x, x + 3 * WIDE) for x, y, _ in texts]
    content = read_page(page_of([*horizontal, *under], vertical, texts))
    assert content.grids[0].rows == 3
    assert texts_of(content)[1, 1] == "文字1"


@pytest.mark.parametrize("inset", [2.0, 4.0, 10.0])
def test_tick_boxes_and_frames_are_no_cells(inset: float) -> None:
    horizontal, vertical = box_lines(XS, YS)
    for top in YS[:3]:
        across, down = box(XS[2] + inset, top + 12, XS[2] + inset + 9, top + 21)
        horizontal, vertical = horizontal + across, vertical + down
    texts = [(x + 20, y, text) for x, y, text in TEXTS]
    content = read_page(page_of(horizontal, vertical, texts))
    assert texts_of(content) == WANTED
    (found,) = text_findings(1, content.condition, content.printed)
    assert (found.code, found.actual) == (codes.BOX_IN_CELL.id, 3)


@pytest.mark.parametrize(
    "frame",
    [(190.0, 20.0, 230.0, 50.0), (150.0, 55.0, 180.0, 95.0), (295.0, 85.0, 325.0, 115.0)],
)
def test_a_seals_frame_over_several_cells_rules_nothing(frame: tuple[float, ...]) -> None:
    horizontal, vertical = box_lines(XS, YS)
    across, down = box(*frame)
    content = read_page(page_of(horizontal + across, vertical + down, TEXTS))
    assert texts_of(content) == WANTED


def test_a_box_at_which_a_line_ends_is_a_cell() -> None:
    horizontal, vertical = box_lines(XS, YS)
    across, down = box(130.0, 45.0, 170.0, 65.0)
    touching = [*horizontal, *across, (55.0, 110.0, 130.0)]
    assert read_page(page_of(touching, vertical + down, TEXTS)).grids[0].rows > 3


def test_a_frame_over_text_strikes_nothing_out() -> None:
    horizontal, vertical = box_lines(XS, YS)
    across, down = box(100.0, 48.0, 128.0, 78.0)
    texts = [*TEXTS[:4], (114.0, 44.0, "旧名称"), *TEXTS[5:]]
    content = read_page(page_of(horizontal + across, vertical + down, texts))
    assert content.grids[0].rows == content.grids[0].columns == 3
    assert not content.condition.struck


def test_a_stray_line_begins_no_row_and_no_column() -> None:
    horizontal, vertical = box_lines(XS, YS)
    stray = page_of([*horizontal, (85.0, 110.0, 150.0)], [*vertical, (60.0, 10.0, 22.0)], TEXTS)
    content = read_page(stray)
    assert texts_of(content) == WANTED
    assert {(cell.row_span, cell.column_span) for cell in content.grids[0].cells} == {(1, 1)}


def test_a_frame_around_a_character_hides_nothing() -> None:
    horizontal, vertical = box_lines(XS, YS)
    across, down = box(112.0, 42.0, 124.0, 54.0)
    content = read_page(page_of([*horizontal, *across], [*vertical, *down], TEXTS))
    assert content.grids[0].rows == 3
    assert texts_of(content)[1, 1] == "11"
    assert not content.condition.boxes


def test_cells_drawn_apart_are_cells() -> None:
    """As HTML tables without collapsed borders: a box for each cell, and one around them all."""
    horizontal, vertical = box(8, 8, 312, 102)
    for x0, x1 in itertools.pairwise(XS):
        for y0, y1 in itertools.pairwise(YS):
            across, down = box(x0 + 1, y0 + 1, x1 - 1, y1 - 1)
            horizontal, vertical = horizontal + across, vertical + down
    content = read_page(page_of(horizontal, vertical, TEXTS))
    assert [cell.text for grid in content.grids for cell in grid.cells if cell.text] == [
        text for *_, text in TEXTS
    ]
    assert not content.condition.boxes


def test_boxes_that_share_sides_are_cells() -> None:
    """A digit in each, and a column of one glyph."""
    xs, ys = [10.0, 19.0, 28.0, 37.0], [10.0, 22.0, 34.0]
    horizontal: list[Line] = []
    vertical: list[Line] = []
    for x0, x1 in itertools.pairwise(xs):
        for y0, y1 in itertools.pairwise(ys):
            across, down = box(x0, y0, x1, y1)
            horizontal, vertical = horizontal + across, vertical + down
    texts = [(x + 0.5, y + 2, "○") for x in xs[:3] for y in ys[:2]]
    (grid,) = read_page(page_of(horizontal, vertical, texts)).grids
    assert (grid.rows, grid.columns) == (2, 3)


cell_text = st.text("東京都大阪府市あいう", min_size=1, max_size=7)
mark = st.sampled_from(["none", "under", "strike", "double", "box"])


@given(
    st.lists(st.tuples(*[st.tuples(cell_text, mark)] * 3), min_size=2, max_size=6), st.booleans()
)
def test_marked_texts_make_the_same_rows_as_plain_ones(
    rows: list[tuple[tuple[str, str], ...]], apart: bool
) -> None:
    ys = [10.0 + 20 * i for i in range(len(rows) + 1)]
    horizontal, vertical = box_lines(XS, ys)
    texts, more, sides = [], [], []
    for top, row in zip(ys, rows, strict=False):
        for left, (text, kind) in zip(XS, row, strict=False):
            x, y, end = left + 18, top + 6, left + 18 + WIDE * len(text)
            texts.append((x, y, text))
            shares = {"under": [1.0], "strike": [0.5], "double": [0.4, 0.6]}.get(kind, [])
            more += [(y + EM * share, x, end) for share in shares]
            if kind == "box":
                across, down = box(left + 3, y, left + 11, y + EM)
                more, sides = more + across, sides + down
    plain, marked = (
        page_of([*horizontal, *across], [*vertical, *down], texts)
        for across, down in (([], []), (more, sides))
    )
    if apart:
        marked = glyph_by_glyph(marked)
    assert texts_of(read_page(marked)) == texts_of(read_page(plain))
