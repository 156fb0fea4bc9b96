"""A line with text in few columns: a row, the rest of the one above, or unclear."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kyoten_extract.page.page_model import Shades
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import Pieces
from kyoten_extract.table.unruled.lone_lines import LoneLines, are_rows, are_unclear
from kyoten_extract.table.unruled.shade_bands import banded_columns, color_changes
from kyoten_extract.table.unruled.unruled_lines import TextLines

EM = 10.0
XS = np.array([0.0, 100.0, 200.0, 300.0])
FULL = 90.0
WIDE, MIDDLE, TIGHT = 20.0, 16.0, 12.0

Line = tuple[float, dict[int, float]]
"""Step from the line above, and the width of the text in some columns."""


def lines_of(lines: list[Line], figures: tuple[int, ...] = ()) -> TextLines:
    shape = len(lines), 3
    filled = np.zeros(shape, dtype=bool)
    starts, ends = np.full(shape, np.inf), np.full(shape, -np.inf)
    for row, (_, widths) in enumerate(lines):
        for column, width in widths.items():
            filled[row, column] = True
            starts[row, column], ends[row, column] = XS[column] + 2, XS[column] + 2 + width
    bottoms = np.cumsum([step for step, _ in lines])
    has = filled & np.isin(np.arange(3), figures)
    return TextLines(filled, has, bottoms - EM, bottoms, starts, ends)


def weight(
    step: float,
    own: float,
    *,
    above: float = 40.0,
    widest: float = FULL,
    column: int = 0,
    last: bool = False,
    framed: bool = True,
    figures: tuple[int, ...] = (),
    words: bool = False,
) -> float:
    """The weight of a line ``own`` points below another, among ten that are ``step`` apart."""
    whole = [(step, {0: above if i == 4 else widest if i == 1 else 40.0, 1: 50.0, 2: 30.0})
             for i in range(10)]  # fmt: skip
    at = 10 if last else 5
    every = lines_of([*whole[:at], (own, {column: 30.0}), *whole[at:]], figures)
    is_whole = np.arange(11) != at
    if words:
        every.figures[at] = False
    lone = LoneLines.of([every], [is_whole], np.arange(3), XS, framed=framed)
    weights = lone.weights(every, is_whole, EM)
    assert np.isinf(weights[is_whole]).all()
    return float(weights[at])


def verdict(value: float) -> tuple[bool, bool]:
    one = np.array([value])
    return bool(are_rows(one)[0]), bool(are_unclear(one)[0])


ROW, ROW_PERHAPS, REST_PERHAPS, REST = (True, False), (True, True), (False, True), (False, False)


@pytest.mark.parametrize(
    ("step", "own", "above", "wanted"),
    [
        (WIDE, WIDE, 40.0, ROW),
        (WIDE, WIDE - 2.0, 40.0, ROW),
        (WIDE, WIDE - 3.0, 40.0, REST_PERHAPS),
        (WIDE, WIDE, FULL, ROW_PERHAPS),
        (WIDE, TIGHT, FULL, REST),
        (MIDDLE, MIDDLE, 40.0, ROW),
        (MIDDLE, MIDDLE, FULL, REST_PERHAPS),
        (TIGHT, TIGHT, 40.0, ROW_PERHAPS),
        (TIGHT, TIGHT, FULL, REST_PERHAPS),
    ],
)
def test_steps_and_full_lines_tell(
    step: float, own: float, above: float, wanted: tuple[bool, bool]
) -> None:
    assert verdict(weight(step, own, above=above)) == wanted


def test_a_line_is_full_near_the_widest_text_and_the_side_of_its_column() -> None:
    full = weight(WIDE, WIDE, above=84.0, widest=98.0)
    assert weight(WIDE, WIDE, above=78.0, widest=98.0) > full
    assert weight(WIDE, WIDE, above=76.0, widest=86.0) == full
    assert weight(WIDE, WIDE, above=72.0, widest=86.0) > full
    # In a wide column no text is full, however near to the widest it is.
    every = lines_of([(WIDE, {0: 40.0, 1: 50.0, 2: 30.0})] * 5 + [(WIDE, {0: 40.0})])
    whole = np.arange(6) < 5
    lone = LoneLines.of([every], [whole], np.arange(3), XS, framed=True)
    assert verdict(float(lone.weights(every, whole, EM)[5])) == ROW


def test_a_remark_or_a_line_without_its_number_is_no_sure_row() -> None:
    assert verdict(weight(TIGHT, TIGHT, column=2)) == REST_PERHAPS
    assert verdict(weight(MIDDLE, MIDDLE, column=2)) == ROW_PERHAPS
    assert verdict(weight(WIDE, WIDE, column=2, figures=(1,))) == REST
    assert verdict(weight(WIDE, WIDE, column=0, figures=(1,))) == ROW_PERHAPS
    assert verdict(weight(MIDDLE, MIDDLE, column=0, figures=(1,))) == ROW_PERHAPS
    assert verdict(weight(MIDDLE, MIDDLE, above=FULL, column=0, figures=(1,))) == REST
    assert verdict(weight(MIDDLE, MIDDLE, column=2, figures=(1,))) == REST
    # Words under a figure are no rest of it.
    assert verdict(weight(TIGHT, TIGHT, column=1, figures=(1,), words=True)) == ROW_PERHAPS


def test_a_note_below_the_list_is_no_row() -> None:
    assert verdict(weight(WIDE, WIDE, last=True)) == ROW
    assert np.isneginf(weight(WIDE, WIDE + 5, last=True))
    assert np.isneginf(weight(WIDE, WIDE, last=True, framed=False))


def test_a_whole_line_near_the_one_above_is_weighed_if_it_lacks_something() -> None:
    lines: list[Line] = [(WIDE, {0: 40.0, 1: 50.0, 2: 30.0})] * 6
    lines[3] = TIGHT, {0: 40.0, 1: 50.0}
    every, whole = lines_of(lines), np.ones(6, dtype=bool)
    lone = LoneLines.of([every], [whole], np.arange(3), XS, framed=True)
    weights = lone.weights(every, whole, EM)
    assert not are_rows(weights)[3]
    assert are_rows(weights).sum() == 5


def shades(*parts: tuple[float, float, float, float, float]) -> Shades:
    """Boxes, each with its grey."""
    boxes = np.array([part[:4] for part in parts])
    return Shades(boxes, np.repeat([[part[4]] for part in parts], 3, axis=1))


def test_colors_change_across_most_of_the_table() -> None:
    one = shades((0, 20, 300, 40, 230))
    assert color_changes(one, 0.0, 300.0).tolist() == [20, 40]
    cells = [(100.0 * i, 20.0, 100.0 * i + 100, 40.0, 230.0) for i in range(3)]
    assert color_changes(shades(*cells), 0.0, 300.0).tolist() == [20, 40]
    assert color_changes(shades(*cells[:2]), 0.0, 300.0).tolist() == [20, 40]
    assert color_changes(shades(cells[0]), 0.0, 300.0).tolist() == []
    assert color_changes(one, 400.0, 500.0).tolist() == []


def test_only_what_is_seen_is_a_change() -> None:
    same = shades((0, 20, 300, 40, 230), (0, 40, 300, 60, 231), (0, 60, 300, 80, 200))
    assert color_changes(same, 0.0, 300.0).tolist() == [20, 60, 80]
    over = shades((0, 20, 300, 40, 230), (0, 10, 300, 50, 200))
    assert color_changes(over, 0.0, 300.0).tolist() == [10, 50]
    assert color_changes(shades((0, 20, 300, 40, 252)), 0.0, 300.0).tolist() == []
    assert color_changes(shades((0, 20, 300, 40, 250)), 0.0, 300.0).tolist() == [20, 40]


@pytest.mark.parametrize(("gap", "changes"), [(1.2, 3), (2.5, 4)])
def test_edges_a_hair_apart_are_one(gap: float, changes: int) -> None:
    two = shades((0, 20, 300, 40, 230), (0, 40 + gap, 300, 60, 200))
    assert len(color_changes(two, 0.0, 300.0)) == changes


@pytest.mark.parametrize(("bands", "looked_at"), [(600, True), (1500, False)])
def test_a_picture_of_many_shapes_is_not_looked_at(bands: int, looked_at: bool) -> None:
    many = shades(*((0, 20.0 * i, 300, 20.0 * i + 10, 200) for i in range(bands)))
    assert bool(len(color_changes(many, 0.0, 300.0))) == looked_at


def banded(counts: list[tuple[int, ...]]) -> ColumnText:
    """Bands of 50 points, with so many lines in each column."""
    boxes, column = [], []
    for band, lines in enumerate(counts):
        for own, count in enumerate(lines):
            boxes += [(XS[own], 50.0 * band + 12 * i, XS[own] + 20, 50.0 * band + 12 * i + 10)
                      for i in range(count)]  # fmt: skip
            column += [own] * count
    none = np.zeros(len(boxes), dtype=bool)
    walls = np.arange(len(counts) + 1) * 50.0
    pieces = Pieces(np.array(boxes), none, none)
    return ColumnText(pieces, np.array(column), np.zeros(len(boxes), dtype=np.int64), walls)


def test_a_column_of_single_lines_shows_that_bands_are_rows() -> None:
    assert banded_columns([banded([(2, 1, 3)] * 3)], 3).tolist() == [1]
    assert banded_columns([banded([(2, 1, 3)] * 2)], 3).tolist() == []
    assert banded_columns([banded([(2, 2, 3)] * 4)], 3).tolist() == []
    # Some blanks, but no band of two lines among few, and one among many if no column has none.
    assert banded_columns([banded([(2, 1, 3)] * 9 + [(2, 0, 3)])], 3).tolist() == [1]
    assert banded_columns([banded([(2, 1, 3)] * 7 + [(2, 0, 3)] * 3)], 3).tolist() == []
    assert banded_columns([banded([(2, 1, 3)] * 9 + [(2, 2, 3)])], 3).tolist() == []
    assert banded_columns([banded([(2, 1, 3)] * 29 + [(2, 2, 3)])], 3).tolist() == [1]
    assert banded_columns([banded([(1, 1, 3)] * 29 + [(1, 2, 3)])], 3).tolist() == [0]


@pytest.mark.parametrize(("below", "wanted"), [(1, [0, 1, 2]), (2, []), (9, [])])
def test_shaded_labels_show_nothing_of_the_rows_below(below: int, wanted: list[int]) -> None:
    pages = [banded([(1, 1, 1)] + [(1, 1, 1)] * below) for _ in range(4)]
    pages = [replace(page, walls=page.walls[:2]) for page in pages]
    assert banded_columns(pages, 3).tolist() == wanted
