"""Ink just where it is due in a page's picture, and just not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.page.noted_text import around_and_text
from kyoten_extract.page.page_area import clipped, within
from kyoten_extract.page.page_model import Page, Rulings
from kyoten_extract.page.picture_ink import brightness_steps, line_strips
from kyoten_extract.page.picture_proof import PagePicture, _over_smaller, overlapping, proof_of
from kyoten_extract.page.proof import Proof
from strategies import EM, characters_of

SCALE = 4.0
WIDTH, HEIGHT = 200.0, 100.0
NOTHING, NO_BOX = np.empty((0, 3)), np.empty((0, 4))

Box = tuple[float, float, float, float]


def page_of(
    texts: Sequence[tuple[float, float, str]] = (),
    horizontal: Sequence[tuple[float, float, float]] = (),
) -> Page:
    lines = np.array(horizontal, dtype=float).reshape(-1, 3)
    return Page(1, WIDTH, HEIGHT, Rulings(lines, NOTHING), characters_of(list(texts)))


def proof(page: Page, *ink: Box, grids: Sequence[Grid] = (), grey: int = 765) -> Proof:
    """The proof of a page in whose picture these boxes are black, or darker by ``grey``."""
    pixels = np.full((int(HEIGHT * SCALE), int(WIDTH * SCALE)), 765, dtype=np.int16)
    for box in ink:
        x0, top, x1, bottom = (round(side * SCALE) for side in box)
        pixels[top:bottom, x0:x1] = 765 - grey
    return proof_of(page, PagePicture(pixels, SCALE, NO_BOX, NO_BOX, NO_BOX), grids)


@pytest.mark.parametrize(("grey", "seen"), [(20, False), (30, True)])
def test_how_pale_ink_is(grey: int, seen: bool) -> None:
    pixels = np.full((4, 4), 765, dtype=np.int16)
    pixels[2:] -= np.int16(grey)
    assert brightness_steps(pixels)[0].any() == seen
    assert (not proof(page_of([(50, 40, "市")]), (51, 42, 53, 46), grey=grey).unseen) == seen


@pytest.mark.parametrize(("inside", "unseen"), [(0.5, True), (1.75, False)])
def test_ink_at_the_side_of_a_character_is_its_neighbour_s(inside: float, unseen: bool) -> None:
    assert bool(proof(page_of([(50, 40, "市")]), (40, 42, 50 + inside, 46)).unseen) is unseen


@pytest.mark.parametrize(("off", "unseen"), [(0.5, True), (1.0, False)])
def test_the_ink_of_a_ruling_is_no_character(off: float, unseen: bool) -> None:
    """The ruling is at 44 points, in the middle of the character, its ink a little lower."""
    page = page_of([(50, 40, "市")], [(39.5, 20.0, 90.0)])
    y = 39.5 + off
    assert bool(proof(page, (20, y, 90, y + 0.25)).unseen) is unseen


@pytest.mark.parametrize(("shown", "due"), [(0.95, True), (0.85, False)])
def test_ink_is_due_where_a_character_is_hardly_clipped(shown: float, due: bool) -> None:
    """It stands over the edge of the page."""
    page = page_of([(WIDTH - 4.0 * shown, 40, "市")])
    assert bool(proof(page).unseen) is due


@pytest.mark.parametrize(("off", "drawn"), [(1.0, True), (1.75, False)])
def test_how_near_to_a_ruling_its_ink_is(off: float, drawn: bool) -> None:
    y = 50 + off
    assert (
        bool(proof(page_of((), [(50.0, 20.0, 100.0)]), (20, y, 100, y + 5)).unseen_rulings)
        is not drawn
    )


@pytest.mark.parametrize(("share", "drawn"), [(0.25, False), (0.35, True)])
def test_how_much_of_a_ruling_is_drawn(share: float, drawn: bool) -> None:
    ink = (20, 50, 20 + 80 * share, 50.5)
    assert bool(proof(page_of((), [(50.0, 20.0, 100.0)]), ink).unseen_rulings) is not drawn


@pytest.mark.parametrize(("length", "told"), [(5.0, False), (7.0, True)])
def test_short_rulings_are_not_looked_for(length: float, told: bool) -> None:
    assert bool(proof(page_of((), [(50.0, 20.0, 20.0 + length)])).unseen_rulings) is told


def two_cells(height: float = 60.0) -> Grid:
    cells = tuple(
        Cell(i, 0, 1, 1, "", (20.0, 20.0 + 20 * i, 20.0 + height, 40.0 + 20 * i)) for i in range(2)
    )
    return Grid(1, 1, 2, cells, (20.0, 20.0 + height), (20.0, 40.0, 60.0))


@pytest.mark.parametrize(
    ("ink", "told"),
    [
        # From corner to corner; up to five points from the corner, where a dash may begin; further.
        ((20.0, 80.0), False),
        ((24.0, 76.0), False),
        ((26.0, 74.0), True),
        # Ink at the corner itself is that of the side across.
        ((26.0, 80.0), True),
        # Half of the side is drawn, or less.
        ((32.0, 64.0), True),
        ((32.0, 60.0), False),
    ],
)
def test_a_side_that_is_drawn_in_the_middle_only(ink: tuple[float, float], told: bool) -> None:
    found = proof(page_of(), (ink[0], 40, ink[1], 40.5), grids=[two_cells()])
    assert bool(found.part_drawn) is told


def test_the_end_of_a_side_is_looked_for_off_its_corner() -> None:
    found = proof(
        page_of(), (26, 40, 74, 40.5), (18, 20, 21, 60), (79, 20, 82, 60), grids=[two_cells()]
    )
    assert found.part_drawn
    assert not proof(page_of(), (22, 40, 78, 40.5), grids=[two_cells()]).part_drawn
    assert (
        proof(page_of(), (22, 40, 34, 40.5), (46, 40, 78, 40.5), grids=[two_cells()]).part_drawn
        == ()
    )
    # Sides of less than four times those five points are not looked at.
    assert proof(page_of(), (26, 40, 38.5, 40.5), grids=[two_cells(24.0)]).part_drawn


@pytest.mark.parametrize(("over", "told"), [(1.0, False), (2.5, True), (1.75, False)])
def test_how_far_ink_stands_out_from_its_character(over: float, told: bool) -> None:
    """Eight points high: up to two points above."""
    ink = (50, 40 - over, 54, 46)
    assert bool(proof(page_of([(50, 40, "市市")]), ink, (50, 42, 58, 46)).unread) is told


def test_small_characters_have_room_for_their_ink() -> None:
    page = page_of([(50, 40, "市市")])
    boxes = page.characters.boxes
    boxes[:] = (50.0, 40.0, 52.0, 42.0), (52.0, 40.0, 54.0, 42.0)
    assert not proof(page, (50, 38.75, 54, 42)).unread
    assert proof(page, (50, 38.0, 54, 42)).unread


@pytest.mark.parametrize(("away", "told"), [(1.5, False), (2.5, True)])
def test_how_far_ink_stands_from_its_line(away: float, told: bool) -> None:
    found = proof(
        page_of((), [(50.0, 20.0, 100.0)]),
        (20, 50, 100, 50.5),
        (20, 50 + away, 100, 50 + away + 0.25),
    )
    assert bool(found.unread) is told


@pytest.mark.parametrize(("side", "told"), [(1.5, False), (3.5, True)])
def test_how_large_a_mark_is(side: float, told: bool) -> None:
    assert bool(proof(page_of(), (100.25, 50.25, 100.25 + side, 51.75)).unread) is told


@pytest.mark.parametrize(("dots", "told"), [(2, False), (4, True)])
def test_a_few_dots_are_no_mark(dots: int, told: bool) -> None:
    """Each has three steps."""
    ink = [(100.0 + i, 50.25, 100.25 + i, 50.5) for i in range(dots)]
    assert bool(proof(page_of(), *ink).unread) is told


def test_steps_near_each_other_are_one_mark() -> None:
    assert len(proof(page_of(), (100, 50, 108, 51), (109, 50, 117, 51)).unread) == 1
    assert len(proof(page_of(), (100, 50, 108, 51), (110.25, 50, 118, 51)).unread) == 2


@pytest.mark.parametrize(("size", "found"), [(11.5, False), (12.5, True)])
def test_a_large_character_over_others_is_a_stamp(size: float, found: bool) -> None:
    """Others are eight points high."""
    boxes = np.array(
        [(i * 5.0, 40.0, i * 5.0 + 4.0, 48.0) for i in range(9)]
        + [(9.0, 38.0, 9.0 + size, 38.0 + size)]
    )
    runs = np.array([0] * 9 + [1])
    assert _over_smaller(boxes[:, :2], boxes[:, 2:], boxes, runs) is found


@pytest.mark.parametrize(("runs", "found"), [(150, True), (250, False)])
def test_so_many_large_texts_are_looked_at(runs: int, found: bool) -> None:
    """All have smaller text beside them; only the last one stands over some."""
    small = [(10.0 * i, 0.0, 10.0 * i + 8.0, 8.0) for i in range(3 * runs)]
    small.append((-20.0, 56.0, -12.0, 64.0))
    large = [(50.0 * i, 50.0, 50.0 * i + 20.0, 70.0) for i in range(runs)]
    large[-1] = (0.0, -5.0, 20.0, 15.0)
    boxes = np.array(small + large)
    own = np.array([0] * len(small) + list(range(1, runs + 1)))
    assert _over_smaller(boxes[:, :2], boxes[:, 2:], boxes, own) is found


@pytest.mark.parametrize(
    ("apart", "char", "twins"),
    [(0.04, "大", True), (0.06, "大", False), (0.0, "a", False), (0.0, "⺟", True)],
)
def test_one_glyph_given_twice(apart: float, char: str, twins: bool) -> None:
    page = page_of([(50, 40, char * 2)])
    page.characters.boxes[1] = page.characters.boxes[0] + apart
    found = proof(page, (51, 42, 53, 46))
    assert bool(found.overlaid) is twins
    assert not overlapping(page)


@pytest.mark.parametrize(("count", "told"), [(75, True), (120, False)])
def test_a_page_full_of_ink_is_a_drawing(count: int, told: bool) -> None:
    """So many lines of 200 tiles each: tiles are a point wide and high."""
    pixels = np.full((count * 12, 400), 765, dtype=np.int16)
    pixels[::12] = 0
    picture = PagePicture(pixels, SCALE, NO_BOX, NO_BOX, NO_BOX)
    assert bool(proof_of(page_of(), picture).unread) is told


@pytest.mark.parametrize(
    ("change", "strips"),
    [((0.0, 0.05), 1), ((0.0, 0.15), 2), ((0.9, 0.0), 1), ((1.1, 0.0), 2), ((-1.1, 0.0), 2)],
)
def test_characters_side_by_side_are_one_strip(change: tuple[float, float], strips: int) -> None:
    boxes = np.array([(0.0, 0.0, 4.0, 8.0), (4.0, 0.0, 8.0, 8.0)])
    boxes[1] += (change[0], change[1], change[0], change[1])
    assert len(line_strips(boxes)) == strips


@pytest.mark.parametrize(("off", "count"), [(0.9, 1), (1.1, 0)])
def test_a_ruling_near_the_edge_of_an_area_is_in_it(off: float, count: int) -> None:
    lines = np.array([[40.0 - off, 0.0, 90.0]])
    assert len(clipped(Rulings(lines, NOTHING), (0.0, 40.0, 90.0, 80.0)).horizontal) == count


@pytest.mark.parametrize(("gap", "cut"), [(0.25, 1), (0.35, 0)])
def test_an_area_cuts_a_text_between_two_near_characters(gap: float, cut: int) -> None:
    page = page_of([(50, 40, "市"), (54 + gap * EM, 40, "町")])
    assert within(page, (0.0, 0.0, 54.0 + gap * EM / 2, 90.0)).condition.cut_by_area == cut


@pytest.mark.parametrize(("length", "shown"), [(80, "あ" * 80), (81, "あ" * 80 + "...")])
def test_how_much_of_a_text_is_quoted(length: int, shown: str) -> None:
    every = characters_of([(0.0, 0.0, "あ" * length)])
    assert around_and_text(every.codes, every.boxes, every.runs, np.arange(length))[1] == shown


@pytest.mark.parametrize(("off", "lines"), [(0.25, 1), (0.5, 2)])
def test_dashes_of_a_line_are_at_one_height(off: float, lines: int) -> None:
    dashes = np.array([(50.0 + off * (i % 2), 3.0 * i, 3.0 * i + 1) for i in range(20)])
    assert len(Rulings(dashes, NOTHING).across.positions) == lines


@pytest.mark.parametrize(("step", "clash"), [(4.0, False), (1.0, True)])
def test_squeezed_text_of_two_runs_is_not_in_one_place(step: float, clash: bool) -> None:
    """The box of a character is eight points wide, whatever the step to the next run."""
    page = page_of([(50, 40, "覧"), (50 + step, 40, "(")])
    page.characters.boxes[:, 2] = 58.0, 50.0 + step + 2.5
    found = proof(page, (51, 42, 57, 46))
    assert bool(found.overlaid) is clash
