"""The part of a page that a table without rulings takes: which lines are just in it, or just out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun, count_ink
from kyoten_extract.page.page_model import Page, Rulings
from kyoten_extract.table.settings import DEFAULT
from kyoten_extract.table.unruled.column_profile import OpenTable, _edge
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import Pieces, _labels, _with_empty, find_columns
from kyoten_extract.table.unruled.lacking_rulings import is_unruled
from kyoten_extract.table.unruled.row_cuts import Rows
from kyoten_extract.table.unruled.table_region import _without_titles, header_rows, part_of
from kyoten_extract.table.unruled.tall_rows import _cut, _Tall, _tall_rows, with_tall_rows
from kyoten_extract.table.unruled.unruled_tables import _first_rows, _whole_grids
from strategies import characters_of

EM = 10.0
XS = np.array([-2.0, 48.0, 98.0, 148.0, 200.0])
NOTHING = np.empty((0, 3))
Line = Sequence[tuple[float, int]]
"""The texts of a line: the left side of each, and how many column boundaries it crosses."""

ROW: Line = ((0.0, 0), (50.0, 0), (100.0, 0), (150.0, 0))


def text_of(*lines: tuple[float, Line], high: float = EM) -> ColumnText:
    """Lines of text 20 points wide, each with the points of white above it.

    Those of several texts begin with a number, but for lines of other texts.
    """
    boxes, spans, number, y = [], [], [], 0.0
    for white, line in lines:
        y += white
        for x, crossed in line:
            boxes.append((x, y, x + 20.0, y + high))
            spans.append(crossed)
            number.append(line is ROW and x == 0.0)
        y += high
    column = np.clip(np.searchsorted(XS, np.array(boxes)[:, 0]) - 1, 0, 3)
    numbers = np.array(number)
    return ColumnText(Pieces(np.array(boxes), numbers, numbers), column, np.array(spans))


EDGES = np.array([(0.0, x) for x, _ in ROW])
TABLE = OpenTable(XS, EM, EDGES, np.array([0]), None)


def kept(text: ColumnText, *, first: bool = False) -> int:
    """How many texts of a page are the table's; ``first``: no page before has its header."""
    header = None if first else text_of((0.0, ROW)).take(np.zeros(4, dtype=bool))
    part = part_of(text, TABLE, header)
    return 0 if part is None else len(part.body.column)


ROWS = [(5.0, ROW)] * 5
LESS = [(5.0, ROW)] * 3


@pytest.mark.parametrize(("white", "whole"), [(14.0, True), (16.0, False)])
def test_a_line_alone_with_much_white_around_is_no_part_of_a_table(
    white: float, whole: bool
) -> None:
    text = text_of(*ROWS, (white, [(50.0, 0)]), (white, ROW), *LESS)
    assert kept(text) == (37 if whole else 20)


@pytest.mark.parametrize(("white", "whole"), [(7.0, True), (9.0, False)])
def test_a_line_alone_above_the_header_is_near_to_it(white: float, whole: bool) -> None:
    text = text_of((0.0, [(50.0, 0)]), (white, ROW), *ROWS)
    assert kept(text, first=True) == 24 + whole


@pytest.mark.parametrize(("others", "whole"), [(1, True), (2, False)])
def test_half_of_the_texts_below_the_last_row_are_aligned(others: int, whole: bool) -> None:
    line = [(50.0, 0), *[(115.0, 0), (165.0, 0)][:others]]
    assert kept(text_of(*ROWS, (5.0, line))) == 20 + whole * len(line)


@pytest.mark.parametrize(("crossed", "whole"), [(1, True), (2, False)])
def test_text_over_many_columns_ends_a_table(crossed: int, whole: bool) -> None:
    """Two boundaries of five are many."""
    text = text_of(*ROWS, (5.0, [(0.0, 0), (50.0, crossed)]), *LESS)
    assert kept(text) == (34 if whole else 20)


FRAME: Any = SimpleNamespace(em=EM, xs=XS)


def is_title(*boxes: tuple[float, float, float, float]) -> bool:
    """Whether a line of texts, the first over a boundary, is a title of rows 60 points below."""
    none = np.zeros(len(boxes), dtype=bool)
    spans = np.array([1] + [0] * (len(boxes) - 1))
    text = ColumnText(Pieces(np.array(boxes), none, none), none.astype(int), spans)
    return not len(_without_titles(text, np.array([[60.0, 70.0]]), FRAME).column)


def test_where_a_title_stands() -> None:
    assert is_title((7.5, 0.0, 60.0, EM))
    assert not is_title((8.5, 0.0, 60.0, EM))


def test_a_title_is_one_line_of_few_texts() -> None:
    assert is_title((0.0, 0.0, 60.0, EM), (70.0, 3.5, 90.0, 13.5))
    assert not is_title((0.0, 0.0, 60.0, EM), (70.0, 4.5, 90.0, 14.5))
    texts = [(30.0 * i, 0.0, 30.0 * i + 15.0, EM) for i in range(5)]
    assert is_title(*texts[:4])
    assert not is_title(*texts)


@pytest.mark.parametrize("texts", [1, 2])
@pytest.mark.parametrize(("figures", "header"), [(19, 2), (18, 1)])
def test_the_header_ends_where_nearly_all_rows_have_figures(
    figures: int, header: int, texts: int
) -> None:
    """Of twenty rows below the second one so many have; the first has text in most columns."""
    figure = [False] * 2 + [True] * (figures - 1) + [False] * (20 - figures) + [True]
    table = replace(TABLE, figures=np.array([0]))
    assert header_rows(*lines_of(figure, [texts] * 22), table) == header


def test_a_row_of_one_text_among_others_tells_nothing_of_the_header() -> None:
    """It may be the heading of a section."""
    figure = [False] * 2 + [True, False] * 10
    table = replace(TABLE, figures=np.array([0]))
    assert header_rows(*lines_of(figure, [2] * 2 + [2, 1] * 10), table) == 2
    assert header_rows(*lines_of(figure, [2] * 22), table) == 1


def lines_of(figure: list[bool], texts: list[int]) -> tuple[Rows, ColumnText]:
    """Rows of one line: whether the first text of each is a figure, and how many it has."""
    places = [(i, column) for i, count in enumerate(texts) for column in range(count)]
    boxes = [(50.0 * j, 20.0 * i, 50.0 * j + 20.0, 20.0 * i + EM) for i, j in places]
    is_figure = np.array([figure[i] and j == 0 for i, j in places])
    column = np.array([j for _, j in places])
    pieces = Pieces(np.array(boxes), is_figure, is_figure)
    ends = tuple(20.0 * i - 2 for i in range(len(texts) + 1))
    rows = Rows(ends, (True,) * len(texts), 0.0)
    return rows, ColumnText(pieces, column, np.zeros(len(places), dtype=int))


@pytest.mark.parametrize(("apart", "side"), [(1.2, 2.0), (2.0, 0.0)])
def test_a_column_is_aligned_where_sides_are_near_each_other(apart: float, side: float) -> None:
    """The right sides of two texts are so many points apart, the others further."""
    sides = np.array([(0.0, 10.0, 20.0), (5.0, 13.0, 20.0 + apart)])
    assert _edge(sides, EM)[0] == side


@pytest.mark.parametrize(("white", "columns"), [(14.0, 1), (16.0, 2)])
def test_a_column_with_a_label_only_is_wide(white: float, columns: int) -> None:
    right = 80.0 + white
    labels = [(0.0, 20.0), (40.0, 80.0), (84.5, 89.5), (right, right + 40.0)]
    head = np.array([(a, 0.0, b, EM) for a, b in labels])
    found, _, _ = _with_empty(np.array([[80.0, right]]), head, 0.0, right + 40.0, EM)
    assert len(found) == columns


def columns_of(over: int, often: int) -> int:
    """Columns of 100 rows of seven; in the first ``often`` a text runs over so many gutters."""
    boxes, first = [], []
    for i in range(100):
        row = [(40.0 * j, 40.0 * j + 20.0) for j in range(7)]
        if i < often:
            row[1 : 2 + over] = [(row[1][0], row[1 + over][1])]
        boxes += [(a, 15.0 * i, b, 15.0 * i + EM) for a, b in row]
        first += [j == 0 for j in range(len(row))]
    numbers = np.array(first)
    found = find_columns([Pieces(np.array(boxes), numbers, numbers)])
    return 0 if found is None else len(found) - 1


def test_texts_over_several_gutters_are_no_cells() -> None:
    assert columns_of(over=3, often=5) == 7
    assert columns_of(over=2, often=5) < 7
    # Where many are, they hide the gutters.
    assert columns_of(over=5, often=8) < 7


def grid_of(rows: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float]) -> Grid:
    cells = [
        Cell(i, j, 1, 1, text, (xs[j], ys[i], xs[j + 1], ys[i + 1]))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    ]
    return Grid(1, len(xs) - 1, len(ys) - 1, tuple(cells), tuple(xs), tuple(ys))


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        ([3] * 3, True),
        ([3] * 2, False),
        ([2, 2, 2, 1, 1, 1], True),
        ([3, 3, 3, 1, 1, 1, 1], False),
        ([4, 4, 4], True),
    ],
)
def test_a_grid_that_lacks_no_ruling_has_rows_of_filled_cells(rows: list[int], whole: bool) -> None:
    """So many cells of each row are filled, of three."""
    texts = [["甲"] * min(n, 3) + [""] * (3 - n) for n in rows]
    grid = grid_of(texts, [0.0, 9.0, 18.0, 27.0], [9.0 * i for i in range(len(rows) + 1)])
    assert bool(_whole_grids(PageContent(1, (grid,), (), 9))) is whole


@pytest.mark.parametrize(("filled", "whole"), [(2, True), (1, False)])
def test_half_of_the_cells_of_such_a_grid_are_filled(filled: int, whole: bool) -> None:
    """Two cells in half of the rows, and so many in each of the others, of three."""
    texts = [["甲", "乙", ""]] * 4 + [["甲"] * filled + [""] * (3 - filled)] * 4
    texts = [[*row, *[""] * 1] for row in texts] if filled == 1 else texts
    width = len(texts[0])
    grid = grid_of(texts, [9.0 * j for j in range(width + 1)], [9.0 * i for i in range(9)])
    assert bool(_whole_grids(PageContent(1, (grid,), (), 9))) is whole


@pytest.mark.parametrize(("lines", "many"), [((8, 4), True), ((7, 4), False), ((8, 3), False)])
def test_many_lines_in_two_columns_may_be_several_rows(lines: tuple[int, int], many: bool) -> None:
    texts = ["\n".join(["市"] * count) for count in lines]
    grid = grid_of([texts], [0.0, 50.0, 100.0], [0.0, 100.0])
    page = Page(1, 600.0, 900.0, Rulings(NOTHING, NOTHING), characters_of([(1.0, 1.0, "市")]))
    found, _ = _tall_rows(lambda _: page, [grid])
    assert [one.many for one in found] == [many]


@pytest.mark.parametrize(("others", "told"), [(3, True), (4, False)])
def test_a_form_with_a_tall_row_is_no_list(others: int, told: bool) -> None:
    """It has so many other rows."""
    lines = ["東京\n大阪\n京都\n横浜\n神戸"] * 2
    ys = [0.0, 100.0, *(100.0 + 15.0 * i for i in range(1, others + 1))]
    grid = grid_of([lines, *[["市", "市"]] * others], [0.0, 50.0, 100.0], ys)
    texts = [(x + 2.0, 4.0 + 19.0 * i, "東京") for x in (0.0, 50.0) for i in range(5)]
    page = Page(1, 600.0, 900.0, Rulings(NOTHING, NOTHING), characters_of(texts))
    content = PageContent(1, (grid,), (), count_ink("".join(c.text for c in grid.cells)))
    (again,) = with_tall_rows(lambda _: page, [content], DEFAULT, cut=False)
    assert bool(again.grids[0].unclear_rows) is told


@pytest.mark.parametrize(("rows", "is_cut"), [(3, True), (2, False)])
def test_three_numbers_part_a_tall_row(rows: int, is_cut: bool) -> None:
    boxes = [(0.0, 40.0 * i, 8.0, 40.0 * i + EM) for i in range(rows)]
    boxes += [
        (50.0, 40.0 * i + 12.0 * k, 90.0, 40.0 * i + 12.0 * k + EM)
        for i in range(rows)
        for k in range(2)
    ]
    number = np.array([True] * rows + [False] * 2 * rows)
    column = np.array([0] * rows + [1] * 2 * rows)
    text = ColumnText(Pieces(np.array(boxes), number, number), column, np.zeros_like(column))
    grid = grid_of([["", ""]], [-5.0, 40.0, 100.0], [-5.0, 200.0])
    assert (_cut([_Tall(grid, text, False)], EM) is not None) is is_cut


@pytest.mark.parametrize(("outside", "unruled"), [(6, True), (4, False)])
def test_most_text_of_an_unruled_document_is_outside_of_tables(outside: int, unruled: bool) -> None:
    """So many characters of ten."""
    run = TextRun(1, "あ" * outside, (0.0, 0.0, 9.0, 9.0))
    assert is_unruled([PageContent(1, (), (run,), 10)]) is unruled


def test_the_white_between_rows_is_measured_on_some_pages() -> None:
    page = text_of(*ROWS)
    assert len(list(_first_rows([page] * 25, TABLE))) == 20


@pytest.mark.parametrize(("high", "labels"), [(12.0, 1), (13.0, 0)])
def test_large_letters_above_the_rows_are_no_label(high: float, labels: int) -> None:
    box = np.array([(0.0, 0.0, 20.0, high)])
    assert len(_labels(box, np.array([(30.0, 40.0)]), EM)) == labels
