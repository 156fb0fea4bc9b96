"""White between texts that is just wide enough to be a gutter between columns, and just not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyoten_extract.page.page_model import Page, Rulings
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import Pieces, _side_by_side, find_columns, pieces_of
from kyoten_extract.table.unruled.table_region import _is_running, _printed_again
from strategies import EM as SMALL
from strategies import characters_of

EM = 10.0
NOTHING = np.empty((0, 3))
Extents = Sequence[tuple[float, float]]


def pieces(*rows: Extents) -> Pieces:
    """Rows 15 points apart of texts from left to right; the first one of each is a number."""
    boxes = [(x0, 15.0 * i, x1, 15.0 * i + EM) for i, row in enumerate(rows) for x0, x1 in row]
    first = np.array([j == 0 for row in rows for j in range(len(row))])
    return Pieces(np.array(boxes), first, first)


def columns(*rows: Extents) -> int:
    found = find_columns([pieces(*rows)])
    return 0 if found is None else len(found) - 1


ROW: Extents = ((0.0, 20.0), (40.0, 80.0), (100.0, 140.0))


def test_a_table_has_three_columns_and_a_margin() -> None:
    found = find_columns([pieces(*[ROW] * 20)])
    assert found is not None
    assert found[[0, -1]].tolist() == [-EM / 2, 140.0 + EM / 2]
    assert columns(*[ROW[:2]] * 20) == 0


@pytest.mark.parametrize(("gap", "count"), [(3.0, 0), (5.0, 3)])
def test_white_between_words_is_no_gutter(gap: float, count: int) -> None:
    row = ((0.0, 20.0), (20.0 + gap, 80.0), (80.0 + gap, 140.0))
    assert columns(*[row] * 20) == count


@pytest.mark.parametrize(("gap", "long", "count"), [(0.5, 5, 0), (1.0, 5, 3), (2.5, 5, 3)])
def test_a_few_long_texts_narrow_a_gutter(gap: float, long: int, count: int) -> None:
    """So many of a hundred rows have a text that leaves a gap of some points."""
    narrow = (ROW[0], (40.0, 100.0 - gap), ROW[2])
    assert columns(*[narrow] * long, *[ROW] * (100 - long)) == count


@pytest.mark.parametrize(("gap", "count"), [(1.0, 0), (2.5, 3)])
def test_a_narrow_gutter_is_where_texts_begin_alike(gap: float, count: int) -> None:
    """The texts of the last column are set right: each begins in a place of its own."""
    rows = [((0.0, 20.0), (40.0, 90.0), (100.0 + n % 7, 140.0)) for n in range(95)]
    narrow = ((0.0, 20.0), (40.0, 100.0 - gap), (100.0, 140.0))
    assert columns(*rows, *[narrow] * 5) == count


@pytest.mark.parametrize(("across", "count"), [(1, 3), (2, 0)])
def test_hardly_any_text_crosses_a_gutter(across: int, count: int) -> None:
    """Of 300 rows so many have one text in place of two."""
    assert columns(*[((0.0, 20.0), (40.0, 140.0))] * across, *[ROW] * (300 - across)) == count


@pytest.mark.parametrize(("width", "count"), [(0.0, 3), (36.0, 4)])
def test_a_column_with_a_label_only(width: float, count: int) -> None:
    label = ((0.0, 20.0), (40.0, 80.0), (100.0, 100.0 + width), (160.0, 180.0))
    row: Extents = ((0.0, 20.0), (40.0, 80.0), (160.0, 180.0))
    head = [extent for extent in label if extent[1] > extent[0]]
    page = pieces(head, *[row] * 20)
    page.is_number[: len(head)] = page.is_figure[: len(head)] = False
    found = find_columns([page])
    assert found is not None
    assert len(found) - 1 == count


@pytest.mark.parametrize(("overlap", "kept"), [(2.5, 0), (3.5, 2)])
def test_texts_beside_each_other_overlap_down_the_page(overlap: float, kept: int) -> None:
    none = np.zeros(2, dtype=bool)
    boxes = np.array([(0.0, 0.0, 20.0, EM), (40.0, EM - overlap, 60.0, 2 * EM - overlap)])
    assert len(_side_by_side(Pieces(boxes, none, none)).boxes) == kept


@pytest.mark.parametrize(("gap", "count"), [(0.1, 1), (0.15, 2)])
def test_letters_of_one_text_are_near_each_other(gap: float, count: int) -> None:
    texts = [(10.0, 10.0, "市"), (14.0 + gap * SMALL, 10.0, "町")]
    page = Page(1, 200.0, 100.0, Rulings(NOTHING, NOTHING), characters_of(texts))
    assert len(pieces_of(page).boxes) == count


XS = np.array([0.0, 50.0, 100.0, 150.0])


def text_of(boxes: Sequence[Sequence[float]]) -> ColumnText:
    none = np.zeros(len(boxes), dtype=bool)
    return ColumnText.of(Pieces(np.array(boxes, dtype=float), none, none), XS, EM)


@pytest.mark.parametrize(("over", "spans"), [(2.5, 0), (3.5, 1)])
def test_text_that_only_touches_the_next_column(over: float, spans: int) -> None:
    """Over its boundary by so many points on either side."""
    assert text_of([(50.0 - over, 0.0, 50.0 + over, EM)]).spans.tolist() == [spans]


@pytest.mark.parametrize(("apart", "lines"), [(1.2, 1), (1.8, 2)])
def test_pieces_on_one_line_of_a_column(apart: float, lines: int) -> None:
    assert len(text_of([(5.0, 0.0, 15.0, EM), (20.0, apart, 40.0, EM + apart)]).column) == lines


@pytest.mark.parametrize(("gap", "running"), [(4.0, True), (5.0, False)])
def test_words_of_a_title_are_near_each_other(gap: float, running: bool) -> None:
    line = np.array([(0.0, 0.0, 20.0, EM), (20.0 + gap, 0.0, 60.0, EM)])
    assert _is_running(line, EM) is running


@pytest.mark.parametrize(
    ("across", "down", "found", "is_header"),
    [
        (1.2, 0.0, 5, True),
        (1.8, 0.0, 5, False),
        (0.0, 9.0, 5, True),
        (0.0, 11.0, 5, False),
        (0.0, 0.0, 4, True),
        (0.0, 0.0, 3, False),
    ],
)
def test_a_header_is_printed_again_at_its_place(
    across: float, down: float, found: int, is_header: bool
) -> None:
    """So many of its five labels; all but the first are further right, or every other one lower."""
    head = [(30.0 * i, 0.0, 30.0 * i + 20.0, EM) for i in range(5)]
    again = [
        (
            x0 + across * (i > 0),
            100.0 + down * (i % 2),
            x1 + across * (i > 0),
            110.0 + down * (i % 2),
        )
        for i, (x0, _, x1, _) in enumerate(head[:found])
    ]
    wide = np.linspace(-5.0, 155.0, 6)

    def of(boxes: Sequence[Sequence[float]]) -> ColumnText:
        none = np.zeros(len(boxes), dtype=bool)
        return ColumnText.of(Pieces(np.array(boxes), none, none), wide, EM)

    assert (_printed_again(of(head), of(again), EM) is not None) is is_header
