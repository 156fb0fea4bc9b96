"""Lines near text, and pieces of text near rulings, just inside and just outside of each limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyoten_extract.page.page_model import Rulings
from kyoten_extract.table import cell_underlines, line_blocks, text_marks, text_pieces
from strategies import EM, characters_of

# Characters are 8 points high and 4 wide.
TOLERANCE = 2.0
NOTHING = np.empty((0, 3))


def marks(
    *lines: tuple[float, float, float],
    verticals: Sequence[tuple[float, float, float]] = (),
    texts: int = 1,
) -> tuple[list[bool], int]:
    """Which lines mark a text of 40 points from (100, 20), and how many texts they strike out.

    ``texts`` stand 60 points apart.
    """
    down = np.array(verticals, dtype=float).reshape(-1, 3)
    printed = [(100.0 + 60.0 * i, 20.0, "あいうえおかきくけこ") for i in range(texts)]
    found = text_marks.text_marks(Rulings(np.array(lines), down), characters_of(printed), TOLERANCE)
    return found.lines.tolist(), len(found.struck)


@pytest.mark.parametrize(
    ("share", "mark", "struck"), [(0.2, False, 0), (0.3, True, 1), (0.7, True, 1), (0.8, True, 0)]
)
def test_where_a_line_strikes_a_text_out(share: float, mark: bool, struck: int) -> None:
    assert marks((20.0 + share * EM, 100.0, 140.0)) == ([mark], struck)


@pytest.mark.parametrize(("length", "mark"), [(58.0, True), (61.0, False)])
def test_how_much_longer_than_its_text_an_underline_is(length: float, mark: bool) -> None:
    assert marks((28.0, 100.0, 100.0 + length)) == ([mark], 0)


@pytest.mark.parametrize(("beyond", "mark"), [(2.5, True), (3.5, False)])
def test_how_far_a_character_stands_beyond_its_line(beyond: float, mark: bool) -> None:
    """A line under three quarters of the first character, so far left of its middle."""
    printed = characters_of([(100.0, 20.0, "市")])
    lines = np.array([[28.0, 90.0, 102.0 - beyond]])
    slack = text_marks._OVERHANG * TOLERANCE
    struck, under = text_marks._pairs(lines, printed.boxes, slack)
    assert not struck.size
    assert (under.size > 0) is mark


@pytest.mark.parametrize(("gap", "mark"), [(1.4, True), (1.6, False)])
def test_pieces_of_an_underline_are_one_line(gap: float, mark: bool) -> None:
    """The last piece, which is beyond the text, marks it as the others do."""
    lines = [(28.0, 100.0, 137.0), (28.0, 137.0 + gap, 144.0 + gap)]
    assert marks(*lines)[0] == [True, mark]


@pytest.mark.parametrize(("apart", "side"), [(0.4, True), (0.6, False)])
def test_lines_at_one_height_are_one_line(apart: float, side: bool) -> None:
    """A line from ruling to ruling is the side of a cell if another one goes on from there."""
    verticals = [(x, 0.0, 60.0) for x in (60.0, 100.0, 140.0, 200.0)]
    lines = [(28.0, 100.0, 140.0), (28.0 + apart, 140.0, 200.0)]
    rulings = Rulings(np.array(lines), np.array(verticals))
    assert text_marks._is_side(rulings.horizontal[0], rulings, TOLERANCE) is side


@pytest.mark.parametrize(("below", "strikes"), [(7.0, False), (9.0, True)])
def test_a_line_that_strikes_out_a_row_has_no_other_text_near(below: float, strikes: bool) -> None:
    """A line through two columns, and a text whose middle is so many points below it."""
    verticals = np.array([(x, 0.0, 60.0) for x in (90.0, 150.0, 230.0)])
    printed = characters_of(
        [(100.0, 20.0, "東京都"), (160.0, 20.0, "大阪府"), (110.0, 20.0 + below, "市")]
    )
    lines = np.array([[24.0, 90.0, 230.0]])
    assert text_marks._strikes_a_row(0, Rulings(lines, verticals), printed, TOLERANCE) is strikes


def test_a_drawing_has_no_marks() -> None:
    boxes = np.tile((0.0, 0.0, 10.0, 10.0), (2000, 1))
    for count, looked_at in ((1300, True), (2600, False)):
        lines = np.column_stack((np.full(count, 9.0), np.full(count, 50.0), np.full(count, 60.0)))
        _, under = text_marks._pairs(lines, boxes, 50.0)
        assert (under.size > 0) is looked_at
        lines[:, 0], lines[:, 1] = 10.0, 0.0
        assert (len(cell_underlines._with_text_on(lines, boxes)) > 0) is looked_at


def underlines(
    *,
    y: float = 38.5,
    start: float = 60.0,
    end: float = 120.0,
    text: float = 30.0,
    below: float = 44.0,
    sides: Sequence[float] = (0.0, 60.0, 120.0, 180.0),
) -> bool:
    """Whether a line under the text of a cell from (60, 20) to (120, ``below``) is its underline.

    ``text`` is the top of the text.
    """
    lines = [(20.0, 0.0, 180.0), (y, start, end), (below, 0.0, 180.0)]
    rulings = Rulings(np.array(lines), np.array([(x, 0.0, 100.0) for x in sides]))
    printed = characters_of([(70.0, text, "東京都")])
    return bool(cell_underlines.wide_underlines(rulings, printed)[1])


@pytest.mark.parametrize(("y", "found"), [(39.5, True), (40.5, False), (36.5, True), (35.5, False)])
def test_how_near_to_its_underline_a_text_stands(y: float, found: bool) -> None:
    assert underlines(y=y, below=48.0) is found


@pytest.mark.parametrize(("short", "found"), [(1.2, True), (1.8, False)])
def test_how_near_to_the_sides_an_underline_ends(short: float, found: bool) -> None:
    assert underlines(end=120.0 - short, below=48.0) is found


@pytest.mark.parametrize(("off", "found"), [(1.8, True), (2.2, False)])
def test_underlined_text_is_in_the_middle_of_its_cell(off: float, found: bool) -> None:
    assert underlines(y=38.5, below=48.0 + 2 * off) is found


def test_an_underline_has_a_column_beside_its_cell() -> None:
    assert underlines(below=48.0)
    assert underlines(below=48.0, sides=(60.0, 120.0, 180.0))
    assert not underlines(below=48.0, sides=(60.0, 120.0))


@pytest.mark.parametrize(("apart", "found"), [(0.4, False), (0.6, True)])
def test_lines_a_hair_apart_are_one(apart: float, found: bool) -> None:
    """A cell is between two lines: the side so far below the underline may be itself."""
    y = 38.0
    lines = np.array([(28.0, 0.0, 180.0), (y, 60.0, 120.0), (y + apart, 0.0, 180.0)])
    inked = characters_of([(70.0, 29.0, "東京都")]).boxes
    assert cell_underlines._is_underline(y, (60.0, 120.0), lines, inked) is found


def pieces(*texts: tuple[float, float, str]) -> int:
    """How many pieces of text there are: texts at (x, top)."""
    return int(text_pieces._pieces(characters_of(list(texts)))[-1]) + 1


@pytest.mark.parametrize(("gap", "count"), [(0.3, 1), (0.5, 2), (-0.3, 1), (-0.5, 2)])
def test_texts_that_are_flush_are_one_piece(gap: float, count: int) -> None:
    assert pieces((0.0, 0.0, "東京"), (8.0 + gap, 0.0, "都庁")) == count
    assert pieces((0.0, 0.0, "東京"), (8.0, gap, "都庁")) == count


@pytest.mark.parametrize(("step", "count"), [(0.8, 2), (0.9, 1)])
def test_squeezed_text_ends_before_its_box(step: float, count: int) -> None:
    """Boxes overlap, and the next text begins where the last box ends: white in squeezed text."""
    first = characters_of([(0.0, 0.0, "東京")]).boxes
    first[1, [0, 2]] += 4.0 * step - 4.0
    second = characters_of([(0.0, 0.0, "都")]).boxes
    second[:, [0, 2]] += first[1, 2]
    boxes = np.concatenate((first, second))
    assert bool(text_pieces._end_before(boxes, np.array([1]))[0]) is (count == 2)


def blocks(*lines: tuple[float, float, int]) -> list[tuple[int, int]]:
    """The blocks of lines of text, each at (x, ems below the first) with so many characters."""
    printed = characters_of([(x, y * EM, "市" * count) for x, y, count in lines])
    # Each line is in a cell of its own.
    return text_pieces._blocks(text_pieces._lines(printed), printed.boxes, np.arange(len(lines)))


@pytest.mark.parametrize(
    ("pitch", "one"), [(0.85, False), (0.95, True), (1.95, True), (2.05, False)]
)
def test_what_pitch_the_lines_of_a_block_have(pitch: float, one: bool) -> None:
    assert bool(blocks((0.0, 0.0, 5), (0.0, pitch, 5))) is one


@pytest.mark.parametrize(("pitch", "last"), [(1.09, 2), (1.12, 1)])
def test_the_lines_of_a_block_have_one_pitch(pitch: float, last: int) -> None:
    assert blocks((0.0, 0.0, 5), (0.0, 1.0, 5), (0.0, 1.0 + pitch, 5))[0] == (0, last)


@pytest.mark.parametrize(("off", "one"), [(2.2, True), (2.6, False)])
def test_the_lines_of_a_block_are_aligned(off: float, one: bool) -> None:
    """The second begins so many points further left, and is much longer."""
    assert bool(blocks((20.0, 0.0, 5), (20.0 - off, 1.2, 15))) is one


@pytest.mark.parametrize(("inside", "crossed"), [(0.5, False), (0.8, True)])
def test_a_ruling_runs_well_through_a_line_that_it_crosses(inside: float, crossed: bool) -> None:
    printed = characters_of([(0.0, 0.0, "東京")])
    cells = np.array([[0.0, -20.0, 50.0, inside], [0.0, EM - inside, 50.0, 40.0]])
    lines = text_pieces._lines(printed)
    for cell in cells:
        assert line_blocks._is_crossed(lines, printed.boxes, cell[None]) is crossed


@pytest.mark.parametrize(("uneven", "even"), [(0.07, True), (0.12, False)])
def test_centered_lines_are_evenly_spaced(uneven: float, even: bool) -> None:
    printed = characters_of(
        [(10.0, 0.0, "市" * 5), (2.0, 10.0, "市" * 9), (10.0, 20.0 + uneven, "市" * 5)]
    )
    assert line_blocks._is_centered_evenly(text_pieces._lines(printed), printed.boxes) is even


@pytest.mark.parametrize(
    ("crossed", "lines", "settled"),
    [(True, 2, True), (True, 1, False), (False, 3, True), (False, 2, False)],
)
def test_a_block_with_a_line_in_the_next_cell(crossed: bool, lines: int, settled: bool) -> None:
    """So many centered lines in one cell, and one in the cell below, which has a text of its own.

    The ruling between the cells runs through the last line, or between the lines.
    """
    texts = [(10.0 + 8.0 * (i % 2), 10.0 * i, "市" * (9 - 4 * (i % 2))) for i in range(lines + 1)]
    printed = characters_of([(45.0, 70.0, "町"), *texts])
    edge = 10.0 * lines + (3.0 if crossed else -1.0)
    cells = np.array([[0.0, -5.0, 60.0, edge], [0.0, edge, 60.0, 90.0]])
    owner = (printed.boxes[:, 1] + 4 * (not crossed) >= edge - 3.5 * crossed).astype(np.int64)
    assert sorted(set(owner[1:].tolist())) == [0, 1]
    found = text_pieces._settle_blocks(owner.copy(), printed, cells)
    assert (found[1:] == 0).all() == settled


@pytest.mark.parametrize("beside", [15.0, 60.0], ids=["over", "beside"])
@pytest.mark.parametrize("spaced", [True, False])
def test_a_label_whose_last_line_is_in_the_row_below(beside: float, spaced: bool) -> None:
    """Of words set apart above lines of its own; the row's text stands beside its last line or is
    under it.
    """
    top = [(4.0 + 20.0 * i, 0.0, "形") for i in range(3)] if spaced else [(4.0, 0.0, "形" * 9)]
    label = [*top, *((6.0 + 4 * i, 10.0 * i, "市" * (10 - 2 * i)) for i in (1, 2, 3, 4))]
    printed = characters_of([*label, (beside, 41.0, "a 公")])
    edge = 40.0
    cells = np.array([[0.0, -5.0, 99.0, edge], [0.0, edge, 99.0, 90.0]])
    owner = (printed.boxes[:, 1] >= edge).astype(np.int64)
    found = text_pieces._settle_blocks(owner.copy(), printed, cells)
    count = sum(len(text) for *_, text in label)
    if spaced or beside < 50.0:
        assert found.tolist() == [0] * count + [1] * (len(found) - count)


def test_blanks_alone_stay_in_their_cell() -> None:
    printed = characters_of([(100.0, 20.0, "\u3000\u3000")])
    cells = np.array([[90.0, 10.0, 200.0, 50.0]])
    owner = text_pieces.settle_pieces(np.zeros(2, dtype=np.int64), printed, cells, 1.0)
    assert owner.tolist() == [0, 0]
