"""Cells, headings and lines of a table just inside and just outside of what a rule allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kyoten_extract.model.table_model import Row
from kyoten_extract.page.array_steps import up_to_the_next
from kyoten_extract.page.grid import Cell, Grid, TextRun
from kyoten_extract.page.page_model import Characters, Rulings
from kyoten_extract.table.apart_text import _level_stamps
from kyoten_extract.table.folded_lists import _folds
from kyoten_extract.table.fragments import body_fragments
from kyoten_extract.table.framed_drawings import _frame_row
from kyoten_extract.table.grid_parts import numbering_rows
from kyoten_extract.table.header import _are_column_numbers, _column_kinds
from kyoten_extract.table.headings import line_above
from kyoten_extract.table.lattice import find_lattices
from kyoten_extract.table.overlaid_text import _share
from kyoten_extract.table.sections import is_heading
from kyoten_extract.table.value_kind import is_row_number, kind_of, usual_kind


def grid(rows: Sequence[Sequence[str]], spans: Sequence[int] = ()) -> Grid:
    """A grid of cells; those of the last row may span several columns."""
    width = max(map(len, rows))
    cells = []
    for i, row in enumerate(rows):
        column = 0
        for j, text in enumerate(row):
            span = spans[j] if spans and i == len(rows) - 1 else 1
            box = 10.0 * column, 10.0 * i, 10.0 * (column + span), 10.0 * i + 10
            cells.append(Cell(i, column, 1, span, text, box))
            column += span
    xs, ys = (tuple(10.0 * i for i in range(count + 1)) for count in (width, len(rows)))
    return Grid(1, width, len(rows), tuple(cells), xs, ys)


def test_long_texts_are_words_and_long_numbers_are_none_of_a_row() -> None:
    assert kind_of("www.".ljust(300, "a")) == "address"
    assert kind_of("www.".ljust(301, "a")) == "word"
    assert is_row_number("1" * 9)
    assert not is_row_number("1" * 10)


@pytest.mark.parametrize(("numbers", "kind"), [(7, "number"), (6, None)])
def test_most_cells_of_a_column_show_its_kind(numbers: int, kind: str | None) -> None:
    assert usual_kind(["12"] * numbers + ["東"] * (10 - numbers)) == kind


@pytest.mark.parametrize(("length", "heading"), [(60, True), (61, False)])
def test_a_long_text_across_the_table_is_no_heading(length: int, heading: bool) -> None:
    assert is_heading(Row(("あ" * length, ""), (1,), (), ())) is heading


@pytest.mark.parametrize(("into", "found"), [(1.5, 1), (2.5, 0)])
def test_a_heading_may_touch_its_table(into: float, found: int) -> None:
    """It reaches so many points over the upper side of the grid, which is at 20."""
    one = grid([("番号", "名称")])
    below = Grid(1, 2, 1, one.cells, one.xs, (20.0, 30.0))
    run = TextRun(1, "表1", (0.0, 10.0 + into, 20.0, 20.0 + into))
    assert len(line_above([run], below, [below])) == found


@pytest.mark.parametrize(("span", "wide"), [(3, True), (2, False)])
def test_a_cell_over_most_columns_is_wide(span: int, wide: bool) -> None:
    """Of five; the others of its row are empty."""
    rows = [("甲", "乙", "丙", "丁", "戊"), ("北部", *[""] * (5 - span))]
    last = body_fragments(grid(rows, [span, *[1] * (5 - span)]), set())[-1]
    assert last.wide is wide


@pytest.mark.parametrize(
    ("columns", "blocks", "found"), [(4, 2, True), (2, 2, False), (12, 6, True), (14, 7, False)]
)
def test_what_blocks_a_list_may_be_folded_in(columns: int, blocks: int, found: bool) -> None:
    folds = list(_folds(grid([["あ"] * columns])))
    assert any(fold.blocks == blocks and not fold.spacer for fold in folds) is found


@pytest.mark.parametrize(
    ("lines", "inset", "found"), [(3, 4.0, True), (2, 4.0, False), (3, 2.5, False)]
)
def test_lines_well_inside_a_last_row_make_it_a_frame(
    lines: int, inset: float, found: bool
) -> None:
    ys = (0.0, 20.0, 40.0, 60.0, 120.0)
    down = np.array([(0.0, 0.0, 120.0), (50.0, 0.0, 60.0), (100.0, 0.0, 120.0)])
    across = [(y, 0.0, 100.0) for y in ys]
    (lattice,) = find_lattices(Rulings(np.array(across), down), tolerance=1.0)
    drawn = [(70.0 + 10 * i, inset, 80.0) for i in range(lines)]
    rulings = Rulings(np.array(across + drawn), down)
    assert (_frame_row(lattice, rulings, 1.0) is not None) is found


@pytest.mark.parametrize(("shared", "one_place"), [(0.6, False), (0.7, True)])
def test_characters_in_one_place_share_most_of_their_boxes(shared: float, one_place: bool) -> None:
    one = np.array([[0.0, 0.0, 10.0, 10.0]])
    for off in ((10 - 10 * shared, 0.0), (0.0, 10 - 10 * shared)):
        other = one + np.array([*off, *off])
        assert bool(_share(one, other)[0]) is one_place


@pytest.mark.parametrize(
    ("across", "down", "end"),
    [(6.0, 2.5, 6.0), (6.0, 3.5, 10.0), (4.5, 0.0, 4.5), (3.5, 0.0, 10.0)],
)
def test_squeezed_text_ends_where_the_next_character_of_its_line_begins(
    across: float, down: float, end: float
) -> None:
    boxes = np.array([(0.0, 0.0, 10.0, 10.0), (across, down, across + 10.0, 10.0 + down)])
    assert up_to_the_next(boxes, np.array([0]))[0, 2] == end


@pytest.mark.parametrize(
    ("size", "cells", "found"), [(16.0, 2, True), (14.0, 2, False), (16.0, 1, False)]
)
def test_a_large_text_over_several_cells_is_a_stamp(size: float, cells: int, found: bool) -> None:
    """Other text is ten points high, some of it in so many of the cells under the large one."""
    small = [(20.0 * i, 5.0, 20.0 * i + 10.0, 15.0) for i in range(cells)]
    small += [(100.0 + 20.0 * i, 5.0, 110.0 + 20.0 * i, 15.0) for i in range(5)]
    large = [
        (-1.0 + (size - 1) * i, 2.0, size - 1.0 + (size - 1) * i, 2.0 + size) for i in range(3)
    ]
    boxes = np.array(small + large)
    runs = np.array([0] * len(small) + [1] * 3)
    clips = np.array([[-np.inf, -np.inf, np.inf, np.inf]] * 2)
    every = Characters(np.full(len(boxes), ord("市")), boxes, runs, clips, runs)
    sides = np.array([(20.0 * i - 5.0, 0.0, 20.0 * i + 15.0, 17.5) for i in range(11)])
    owner = np.searchsorted(sides[:, 0], (boxes[:, 0] + boxes[:, 2]) / 2) - 1
    assert bool(list(_level_stamps(every, owner, sides))) is found


@pytest.mark.parametrize(("count", "found"), [(3, True), (2, False)])
def test_consecutive_figures_number_columns(count: int, found: bool) -> None:
    numbers = [str(i + 1) for i in range(count)]
    assert _are_column_numbers(numbers, grid([numbers]).cells) is found


@pytest.mark.parametrize(("columns", "found"), [(4, True), (3, False)])
def test_a_row_that_numbers_all_columns(columns: int, found: bool) -> None:
    rows = [["あ"] * columns, [f"({i + 1})" for i in range(columns)]]
    assert bool(numbering_rows(grid(rows), 2)) is found


def test_the_first_pages_and_rows_show_what_columns_hold() -> None:
    """Of the first three pages a third are numbers; of the first sixty rows, a half."""
    pages = [grid([["12"]] * 10), *[grid([["東"]] * 10)] * 5]
    assert _column_kinds(pages, 0) == [None]
    pages = [grid([["12"]] * 10), grid([["東"]] * 10), grid([["12"]] * 20)]
    assert _column_kinds(pages, 0) == ["number"]
    assert _column_kinds([grid([["1"]] * 30 + [["東"]] * 30 + [["2"]] * 60)], 0) == [None]
