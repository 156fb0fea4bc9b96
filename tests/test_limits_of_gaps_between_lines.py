"""White, fills and rulings just enough, and just not, to tell the rows and parts of a table."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.table.unruled import table_region, virtual_rulings
from kyoten_extract.table.unruled.column_profile import OpenTable
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import Pieces
from kyoten_extract.table.unruled.lacking_rulings import (
    has_open_rows,
    is_tall,
    may_be_stacked,
    may_be_tall,
)
from kyoten_extract.table.unruled.line_gaps import block_gap, is_prose
from kyoten_extract.table.unruled.row_cuts import Rows
from kyoten_extract.table.unruled.tall_rows import _white_inside

EM = 10.0


def text_of(
    boxes: Sequence[Sequence[float]], column: Sequence[int] = (), spans: int = 0
) -> ColumnText:
    """Pieces of text in ``column``, by default in the first, none of them a figure."""
    none = np.zeros(len(boxes), dtype=bool)
    own = np.array(list(column) or [0] * len(boxes))
    crossed = np.full(len(boxes), spans, dtype=np.int64)
    return ColumnText(Pieces(np.array(boxes, dtype=float), none, none), own, crossed)


def lines(*each: tuple[float, int]) -> ColumnText:
    """Lines, each with the ems of white above it, and how many columns it fills from the left."""
    boxes, column, y = [], [], 0.0
    for white, filled in each:
        y += white * EM + EM
        boxes += [(100.0 * i, y - EM, 100.0 * i + 30.0, y) for i in range(filled)]
        column += range(filled)
    return text_of(boxes, column)


@pytest.mark.parametrize(("more", "parts"), [(0.1, False), (0.15, True)])
def test_white_between_rows_is_wider_than_that_between_lines(more: float, parts: bool) -> None:
    text = lines(*[(0.3 + more, 20), (0.3, 17)] * 10)
    gap = block_gap([text], 20, EM)
    assert (gap is not None and gap > 0) is parts


@pytest.mark.parametrize(("filled", "of", "gap"), [(2, 3, -EM), (1, 2, None)])
def test_evenly_spaced_lines_are_rows_if_they_fill_most_columns(
    filled: int, of: int, gap: float | None
) -> None:
    assert block_gap([lines(*[(0.3, filled)] * 8)], of, EM) == gap


@pytest.mark.parametrize(("shifted", "rows"), [(2, True), (3, False)])
def test_a_few_lines_that_overlap_tell_nothing(shifted: int, rows: bool) -> None:
    """Of a hundred gaps."""
    every = [(0.3, 2)] * (53 - shifted)
    for i in range(shifted):
        every.insert(10 * i + 5, (-0.5, 1))
    assert (block_gap([lines(*every)], 2, EM) == -EM) is rows


@pytest.mark.parametrize(("wide", "parts"), [(8, False), (9, True)])
def test_how_many_gaps_are_wider_between_rows_of_several_lines(wide: int, parts: bool) -> None:
    """Nine in a hundred, or ten."""
    every = [(1.0, 20) if i % 8 == 1 and i // 8 < wide else (0.3, 17) for i in range(101)]
    gap = block_gap([lines(*every)], 20, EM)
    assert (gap is not None and gap > 0) is parts


@pytest.mark.parametrize(("filled", "parts"), [(17, True), (19, False)])
def test_lines_that_go_on_fill_fewer_columns(filled: int, parts: bool) -> None:
    """Fewer than the 20 that the first lines of rows fill."""
    gap = block_gap([lines(*[(1.0, 20), (0.3, filled)] * 6)], 20, EM)
    assert (gap is not None and gap > 0) is parts


@pytest.mark.parametrize(
    ("longest", "full", "rest", "prose"),
    [(11, 6, 5, True), (9, 6, 5, False), (11, 5, 5, False), (11, 5, 9, False)],
)
def test_prose_has_long_lines_most_of_them_full(
    longest: int, full: int, rest: int, prose: bool
) -> None:
    """Of ten lines so many are full, the others ``rest`` ems long."""
    widths = [longest * EM] * full + [rest * EM] * (10 - full)
    boxes = [(0.0, 20.0 * i, width, 20.0 * i + EM) for i, width in enumerate(widths)]
    assert is_prose([text_of(boxes)], [0], EM) is prose


TABLE: Any = SimpleNamespace(em=EM, xs=np.array([0.0, 50.0, 100.0, 200.0]))


def rulings(*horizontal: tuple[float, float, float]) -> Rulings:
    return Rulings(np.array(horizontal, dtype=float), np.empty((0, 3)))


@pytest.mark.parametrize(
    ("count", "wide", "ruled"), [(3, 125, True), (3, 115, False), (2, 125, False)]
)
def test_rulings_over_most_of_the_table_part_its_rows(count: int, wide: int, ruled: bool) -> None:
    found = virtual_rulings.ruled_rows(
        rulings(*((30.0 * i, 0.0, wide) for i in range(count))), TABLE
    )
    assert (found is not None) is ruled


@pytest.mark.parametrize(("apart", "end"), [(4.5, 44.5), (5.5, 10.0)])
def test_a_circled_number_is_near_to_its_label(apart: float, end: float) -> None:
    boxes = np.array([[0.0, 0.0, 10.0, EM], [10.0 + apart, 0.0, 40.0 + apart, EM]])
    assert virtual_rulings._whole(boxes, 0, EM) == (0.0, end)


@pytest.mark.parametrize(("above", "end"), [(14.0, 86.0), (16.0, 100.0)])
def test_a_ruling_near_above_the_first_row_is_its_side(above: float, end: float) -> None:
    rows = Rows((100.0, 150.0), (True,), 0.0)
    _, framed = virtual_rulings._framed(np.array([[100.0 - above, 0.0, 200.0]]), rows, TABLE)
    assert framed.ends == (end, 150.0)


@pytest.mark.parametrize(("high", "parts"), [(8.5, False), (9.5, True)])
def test_a_ruling_with_a_line_on_either_side_parts_a_row(high: float, parts: bool) -> None:
    rows = Rows((0.0, 50.0, 80.0), (True, True), 0.0)
    lines_ = np.array([[50.0 + high, 0.0, 200.0]])
    assert (len(virtual_rulings._parted(lines_, rows, TABLE).ends) == 4) is parts


@pytest.mark.parametrize(("over", "start"), [(2.0, 100.0), (4.0, 93.5)])
def test_verticals_reach_to_text_beyond_the_rulings(over: float, start: float) -> None:
    """Text begins so many points above the first ruling; its margin is 2.5 points."""
    body = text_of([(10.0, 100.0 - over, 40.0, 110.0)])
    part = table_region.Part(text_of([(10.0, 120.0, 40.0, 130.0)]), body)
    edges = np.array([[0.0, 10.0], [0.0, 60.0], [0.0, 110.0]])
    table = OpenTable(TABLE.xs, EM, edges, np.array([0]), None)
    ys = np.array([100.0, 150.0])
    drawn = rulings(*((y, 0.0, 199.5) for y in ys))
    every = text_of([(10.0, 100.0 - over, 40.0, 130.0)])
    found = virtual_rulings.with_verticals(drawn, ys, every, part, table)
    assert found.vertical[:, 1].min() == start
    # The rulings end half a point before the last boundary, and reach it.
    assert (found.vertical[found.vertical[:, 0] == 200.0, 1:] == (100.0, 150.0)).all(axis=1).any()


def grid(*rows: Sequence[int], page: int = 1) -> Grid:
    """A grid whose cells have so many lines, 0 for none."""
    cells = [
        Cell(i, j, 1, 1, "\n".join(["あ"] * count), (0.0, 0.0, 9.0, 9.0))
        for i, row in enumerate(rows)
        for j, count in enumerate(row)
    ]
    xs = tuple(10.0 * j for j in range(len(rows[0]) + 1))
    return Grid(
        page,
        len(rows[0]),
        len(rows),
        tuple(cells),
        xs,
        tuple(10.0 * i for i in range(len(rows) + 1)),
    )


@pytest.mark.parametrize(
    ("row", "tall"),
    [((3, 2), True), ((2, 2), False), ((3, 1), False), ((9, 1, 1), False), ((5, 5), True)],
)
def test_a_tall_row_has_some_lines_in_two_columns(row: tuple[int, ...], tall: bool) -> None:
    assert is_tall(row) is tall
    assert may_be_tall([grid(row)]) is tall


@pytest.mark.parametrize(("white", "parted"), [(9.5, False), (10.5, True)])
def test_white_inside_several_cells(white: float, parted: bool) -> None:
    boxes = [(x, y, x + 20.0, y + EM) for x in (0.0, 50.0) for y in (0.0, EM + white)]
    assert _white_inside(text_of(boxes, [0, 0, 1, 1]), EM) is parted


@pytest.mark.parametrize(
    ("rows", "stacked"),
    [
        # Two cells agree, or one; half of the cells, or fewer.
        ([(4, 4, 1)], True),
        ([(4, 1)], False),
        ([(4, 4, 1, 1)], True),
        ([(4, 4, 3, 2, 1)], False),
        # Among many lines some are blank, in a row of eight or of seven.
        ([(8, 6, 2)], True),
        ([(8, 5, 2)], False),
        ([(7, 6, 2)], False),
        # Half of the lines of the table are in such rows.
        ([(4, 4), (1, 1), (1, 1), (1, 1), (1, 1)], True),
        ([(4, 4), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)], False),
    ],
)
def test_cells_with_equally_many_lines_may_be_stacks(
    rows: list[tuple[int, ...]], stacked: bool
) -> None:
    assert may_be_stacked([grid(*rows)]) is stacked


@pytest.mark.parametrize(("cells", "single", "found"), [(2, 4, True), (2, 5, False), (1, 0, False)])
def test_rows_of_several_numbers_are_open(cells: int, single: int, found: bool) -> None:
    """One row with so many cells of two numbers, and rows of one number."""
    rows = [["1\n2"] * cells + ["あ"] * (2 - cells), *[["3", "4"]] * single]
    own = [
        Cell(i, j, 1, 1, text, (0.0, 0.0, 9.0, 9.0))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    ]
    ys = tuple(10.0 * i for i in range(len(rows) + 1))
    content = PageContent(1, (Grid(1, 2, len(rows), tuple(own), (0.0, 9.0, 18.0), ys),), (), 0)
    assert has_open_rows([content]) is found
