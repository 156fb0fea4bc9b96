"""Lines, boxes and characters just inside and just outside of what a page of tables has."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.page.page_model import Characters, Rulings
from kyoten_extract.table import stitch
from kyoten_extract.table.apart_text import _slanted
from kyoten_extract.table.boxes_in_cells import _closed, boxes_in_cells
from kyoten_extract.table.gap_trial import Gap, Plan
from kyoten_extract.table.lattice import _touches, find_lattices
from kyoten_extract.table.missing_verticals import _decide_along, _is_heading, _Tables
from kyoten_extract.table.overlaid_text import _may_be_overlaid
from kyoten_extract.table.page_cut import Around
from kyoten_extract.table.ruled_columns import Header, RuledColumns
from kyoten_extract.table.settings import DEFAULT
from kyoten_extract.table.weighed_reason import Verdict
from strategies import characters_of
from test_limits_of_cuts import page_of

XS, YS = (0.0, 100.0, 200.0), (0.0, 50.0, 100.0)


def box_in_cell(side: float = 10.0, *, off: float = 0.0, others: int = 0) -> Rulings:
    """A box in a cell, its left side ``off`` points lower, and so many short lines elsewhere."""
    across = [(y, XS[0], XS[-1]) for y in YS] + [(20.0, 20.0, 20.0 + side)]
    across += [(20.0 + side, 20.0, 20.0 + side)]
    across += [
        (60.0 + i * 0.001, 120.0 + 2 * (i % 30), 121.0 + 2 * (i % 30)) for i in range(others)
    ]
    down = [(x, YS[0], YS[-1]) for x in XS]
    down += [(20.0, 20.0 + off, 20.0 + side), (20.0 + side, 20.0, 20.0 + side)]
    return Rulings(np.array(across), np.array(down))


@pytest.mark.parametrize(
    ("side", "off", "found"),
    [(10.0, 0.5, True), (10.0, 1.0, False), (3.5, 0.0, True), (2.5, 0.0, False)],
)
def test_the_sides_of_a_box_meet_and_are_no_mere_strokes(
    side: float, off: float, found: bool
) -> None:
    boxes = boxes_in_cells(box_in_cell(side, off=off), characters_of([]), 1.0, DEFAULT)
    assert bool(boxes.horizontal.any()) is found


@pytest.mark.parametrize(("side", "found"), [(6.0, True), (6.5, False)])
def test_a_tick_box_between_lines_across_is_in_a_row(side: float, found: bool) -> None:
    """Where nothing else goes down the page; a larger box may be a cell."""
    ruled = box_in_cell(side)
    boxes = boxes_in_cells(
        Rulings(ruled.horizontal, ruled.vertical[3:]), characters_of([]), 1.0, DEFAULT
    )
    assert bool(boxes.vertical.all()) is bool(boxes.vertical.any()) is found
    assert len(boxes.empty) == found


@pytest.mark.parametrize(("lines", "found"), [(20_000, True), (20_001, False)])
def test_a_drawing_is_not_searched_for_boxes(lines: int, found: bool) -> None:
    assert bool(_closed(box_in_cell(others=lines - 10))) is found


def test_a_page_of_lines_that_cross_too_often_is_a_drawing() -> None:
    """Pairs are counted before any is tested; these lines pass by each other."""

    def pairs(across: int) -> int:
        flat = np.array([(0.0, 0.0, 9000.0)] * across)
        down = np.column_stack((np.arange(4000.0), np.full(4000, 5.0), np.full(4000, 9.0)))
        return len(_touches(flat, down, 1.0)[0])

    assert pairs(3000) == 0
    with pytest.raises(DamagedSourceError, match="20004000 crossings"):
        pairs(5001)


@pytest.mark.parametrize(("columns", "is_drawing"), [(240, False), (420, True)])
def test_a_grid_of_too_many_cells_is_a_drawing(columns: int, is_drawing: bool) -> None:
    places = np.arange(columns + 1) * 10.0
    lines = np.array([(at, 0.0, 10.0 * columns) for at in places.tolist()])
    if is_drawing:
        with pytest.raises(DamagedSourceError, match="cells"):
            find_lattices(Rulings(lines, lines), tolerance=1.0)
    else:
        (lattice,) = find_lattices(Rulings(lines, lines), tolerance=1.0)
        assert len(lattice.cells) == columns**2


@pytest.mark.parametrize(("grids", "is_drawing"), [(1000, False), (1001, True)])
def test_a_page_of_too_many_grids_is_a_drawing(grids: int, is_drawing: bool) -> None:
    across, down = [], []
    for i in range(grids):
        x, y = 50.0 * (i % 40), 50.0 * (i // 40)
        across += [(y + part, x, x + 30.0) for part in (0.0, 15.0, 30.0)]
        down += [(x + part, y, y + 30.0) for part in (0.0, 30.0)]
    rulings = Rulings(np.array(across), np.array(down))
    if is_drawing:
        with pytest.raises(DamagedSourceError, match=f"{grids} grids"):
            find_lattices(rulings, tolerance=1.0)
    else:
        assert len(find_lattices(rulings, tolerance=1.0)) == grids


@pytest.mark.parametrize(("overlap", "doubtful"), [(2.0, False), (4.0, True)])
@pytest.mark.parametrize("down", [False, True])
def test_neighbors_overlap_each_other_a_little(overlap: float, doubtful: bool, down: bool) -> None:
    """Ten points wide and high, the second beside the first, or below and further left."""
    second = (
        (5.0, 10 - overlap, 15.0, 20 - overlap) if down else (10 - overlap, 0, 20 - overlap, 10)
    )
    boxes = np.array([(0.0, 0.0, 10.0, 10.0), second])
    if down:
        boxes[1, [0, 2]] -= 10.0
    assert bool(_may_be_overlaid(boxes, np.zeros(2, dtype=int)).any()) is doubtful


@pytest.mark.parametrize(("step", "texts"), [(39.0, 1), (41.0, 2)])
def test_characters_of_one_stamp_are_near_each_other(step: float, texts: int) -> None:
    """Two characters of ten points at an angle, each over a character of a cell."""
    stamp = [(0.0, 0.0, 10.0, 10.0), (step, 0.0, step + 10.0, 10.0)]
    cells = [(x0 + 2, 2.0, x1 - 2, 8.0) for x0, _, x1, _ in stamp]
    boxes = np.array([*stamp, *cells, (0.0, 30.0, 10.0, 40.0)])
    runs = np.array([0, 0, 1, 1, 1])
    clips = np.array([[-np.inf, -np.inf, np.inf, np.inf]] * 2)
    slanted = np.array([True, False])
    every = Characters(np.full(5, ord("市")), boxes, runs, clips, runs, slanted)
    assert len(list(_slanted(every, np.array([0, 1, 0, 1, 2])))) == texts


def column_of(*texts: tuple[str, int]) -> Grid:
    """A column of texts, each so many times."""
    rows = [text for text, count in texts for _ in range(count)]
    cells = [
        Cell(i, 0, 1, 1, text, (0.0, 9.0 * i, 9.0, 9.0 * i + 9)) for i, text in enumerate(rows)
    ]
    return Grid(
        1, 1, len(rows), tuple(cells), (0.0, 9.0), tuple(9.0 * i for i in range(len(rows) + 1))
    )


@pytest.mark.parametrize(("numbers", "words", "kind"), [(100, 100, None), (200, 200, "number")])
def test_the_first_cells_of_a_column_show_its_kind(
    numbers: int, words: int, kind: str | None
) -> None:
    grid = column_of(("12", numbers), ("東", words))
    assert RuledColumns.of([grid], Header(grid, 0)).kinds == (kind,)


def test_the_next_number_is_looked_for_in_eight_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Around] = []

    def weigh(_: Any, __: Any, around: Around, ___: Any) -> Verdict:
        seen.append(around)
        return Verdict(-9.0, ())

    monkeypatch.setattr(stitch, "weigh", weigh)
    rows = ["列甲|列乙", *(f"{i}|施設" for i in range(20))]
    stitch.stitch([page_of(n, rows, [20.0] * 21, is_open=False, over=False) for n in (1, 2)])
    # The last row of the first page is itself no row before.
    assert [(len(around.before), len(around.after)) for around in seen] == [(7, 8)]


def wide_cell(span: int) -> Cell:
    return Cell(3, 0, 1, span, "海外の合計", (0.0, 0.0, 9.0, 9.0))


@pytest.mark.parametrize(
    ("span", "columns", "is_heading"), [(2, 3, False), (3, 3, True), (6, 10, False), (7, 10, True)]
)
def test_one_text_over_most_columns_is_a_heading(span: int, columns: int, is_heading: bool) -> None:
    frame: Any = SimpleNamespace(columns=columns)
    assert _is_heading(wide_cell(span), frame, 1) is is_heading


def rows_of(page: int, widths: list[list[int]], xs: tuple[float, ...]) -> Grid:
    """A grid of rows of cells with these spans."""
    cells = []
    for i, spans in enumerate(widths):
        column = 0
        for span in spans:
            box = (xs[column], 20.0 * i, xs[column + span], 20.0 * i + 20.0)
            cells.append(Cell(i, column, 1, span, f"甲{i}{column}", box))
            column += span
    ys = tuple(20.0 * i for i in range(len(widths) + 1))
    return Grid(page, len(xs) - 1, len(widths), tuple(cells), xs, ys)


@pytest.mark.parametrize(
    ("ruled", "unruled", "lacks"), [(8, 2, True), (7, 3, False), (2, 0, True), (1, 0, False)]
)
def test_a_page_lacks_a_ruling_that_most_rows_of_others_have(
    ruled: int, unruled: int, lacks: bool
) -> None:
    xs = (0.0, 50.0, 100.0, 150.0)
    header = [1, 1, 1]
    # The first rows are header: their rulings do not count.
    whole = rows_of(1, [header, *[[1, 1, 1]] * ruled, *[[1, 2]] * unruled], xs)
    tables = _Tables(([whole],), {0: Header(whole, 1)}, {}, DEFAULT)
    page = rows_of(2, [[1, 1]] * 5, (0.0, 50.0, 150.0))
    assert bool(tables._added(page, 0)) is lacks


@pytest.mark.parametrize(
    ("good", "body", "weight", "parted"),
    [(8, 10, 3.0, True), (7, 10, 3.0, False), (2, 2, 3.0, True), (1, 1, 3.0, False)],
)
def test_a_ruling_that_a_page_lacks_parts_most_of_its_rows(
    good: int, body: int, weight: float, parted: bool
) -> None:
    """One row alone is not enough where that is not sure."""
    cell = Cell(2, 0, 1, 2, "甲 乙", (0.0, 0.0, 9.0, 9.0))
    gaps = [
        Gap(i, cell, 1, ("甲", "乙"), weight if i < good else 0.0, ("white",)) for i in range(body)
    ]
    grid: Any = SimpleNamespace(page=1, cells=(cell,))
    plan = Plan(grid, frozenset({1}), None, 1, ())  # type: ignore[arg-type]
    trial: Any = SimpleNamespace(plan=plan, free={0: frozenset({1})})
    cuts, findings = _decide_along(trial, gaps)
    assert bool(cuts) is parted
    assert findings
