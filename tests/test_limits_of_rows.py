"""Lines of a table without rulings between its rows: how they are cut into rows, and why."""

from __future__ import annotations

import numpy as np
import pytest

from kyoten_extract.table.unruled.row_cuts import (
    Alignment,
    anchors_of,
    blocks_of,
    cut_rows,
    is_centered,
    least_white,
    number_columns,
)

EM = 10.0


def rows(
    *lines: str, how: Alignment = "top", least: float = 0.0, walls: tuple[int, ...] = ()
) -> str:
    """How many lines each row gets, as "2 1"; in brackets if it has no number.

    Args:
        lines: one below the other, with 2 points of white between them: ``#`` is a number, ``x``
            another text, ``.`` none; ``-`` and ``+`` are texts 3 and 5 points lower. A digit as a
            line is so many points of white.
        how: cells are aligned.
        least: points of white between two rows.
        walls: indexes of the lines above which the ground changes its color.
    """
    boxes, column, anchors, tops = [], [], [], []
    y = 0.0
    for line in lines:
        if line.isdigit():
            y += float(line)
            continue
        tops.append(y)
        for own, sign in enumerate(line):
            if sign != ".":
                off = {"-": 3.0, "+": 5.0}.get(sign, 0.0)
                boxes.append((50.0 * own, y + off, 50.0 * own + 30.0, y + off + EM))
                column.append(own)
            if sign == "#":
                anchors.append((y, y + EM))
        y += EM + 2.0
    heights = np.array([tops[i] - 1.0 for i in walls])
    found = cut_rows(
        np.array(boxes),
        np.array(column),
        np.array(anchors).reshape(-1, 2),
        EM,
        how,
        least,
        heights if walls else None,
    )
    held = np.searchsorted(found.ends, [top + EM / 2 for top in tops]) - 1
    counts = np.bincount(held, minlength=len(found.numbered)).tolist()
    return " ".join(
        str(n) if has else f"({n})" for n, has in zip(counts, found.numbered, strict=True)
    )


def test_a_number_and_what_is_aligned_with_it_are_one_row() -> None:
    assert rows(".xx..x.x", "#xxxxxx.", "5", ".xxx...x", "#..xxx..", how="middle", least=5) == "3 1"
    assert rows("#x", "#.", ".x", "#x", ".x", how="middle", least=3.5) == "1 1 2 (1)"
    # Many misaligned cells are no worse than some, and one row may be all there is.
    assert rows(".x.xxxxxx", "#..xxxx.x", "1", ".xxx.-.xx", ".xxxxx+x.", least=5) == "4"


def test_where_the_ground_changes_its_color_rows_end() -> None:
    assert rows("#-.", ".x.", "#x.", how="bottom", walls=(1, 2)) == "1 (1) 1"
    assert (
        rows("...x....", "6", "#.xx.xxx", "#..x....", "3", "..x.....", least=5, walls=(1, 2))
        == "(1) 1 2"
    )
    assert (
        rows(".xx", "#xx", "..x", "3", "#.x", "#xx", "#xx", how="middle", least=7, walls=(2, 3))
        == "3 1 1 1"
    )
    parts = rows("..xx-.x.", "2", "#xx.x.xx", ".xx.xx.x", "6", ".x.xxx.x", how="bottom", walls=(3,))
    assert parts == "(1) 1 (1) (1)"


@pytest.mark.parametrize(("apart", "lines"), [(1.5, 1), (2.5, 2)])
def test_numbers_of_one_line_stand_nearly_level(apart: float, lines: int) -> None:
    boxes = np.array([[0.0, 0.0, 9.0, 10.0], [50.0, apart, 59.0, 10.0 + apart]])
    columns = np.array([0, 1])
    assert len(anchors_of(boxes, columns, columns, EM)) == lines


def test_the_first_row_begins_and_the_last_ends_near_their_text() -> None:
    box = np.array([[0.0, 0.0, 9.0, 10.0]])
    found = cut_rows(box, np.array([0]), np.array([[0.0, 10.0]]), EM, "top", 0.0)
    # Ink begins 0.08 em inside its box.
    assert -2.0 < found.ends[0] < -1.0
    assert 11.0 < found.ends[1] < 12.0


@pytest.mark.parametrize(
    ("numbers", "texts", "found"), [(1, 0, []), (2, 1, [0]), (2, 2, []), (3, 2, [0])]
)
def test_a_column_of_numbers_has_some_and_little_else(
    numbers: int, texts: int, found: list[int]
) -> None:
    is_number = np.arange(numbers + texts) < numbers
    assert number_columns(np.zeros(numbers + texts, dtype=np.int64), is_number, 1).tolist() == found


@pytest.mark.parametrize(("off", "of", "centered"), [(1, 10, True), (1, 30, False), (2, 30, True)])
def test_lines_beside_their_number_show_centered_cells(off: int, of: int, centered: bool) -> None:
    """So many of the lines, each beside a number of its own, stand half a line lower."""
    tops = 20.0 * np.arange(of)
    anchors = np.column_stack((tops, tops + EM))
    moved = tops + 5.0 * (np.arange(of) < off)
    boxes = np.column_stack((np.full(of, 50.0), moved, np.full(of, 90.0), moved + EM))
    assert is_centered(boxes, anchors, EM) is centered


@pytest.mark.parametrize(("more", "tells"), [(1.0, False), (2.0, True)])
def test_how_much_wider_the_white_between_rows_is_than_between_lines(
    more: float, tells: bool
) -> None:
    """Rows of two lines with two points between them."""
    boxes, y = [], 0.0
    for _ in range(4):
        boxes += [(0.0, y, 9.0, y + EM), (50.0, y, 90.0, y + EM), (50.0, y + 12.0, 90.0, y + 22.0)]
        y += 24.0 + more
    found = np.array(boxes)
    anchors = found[::3, [1, 3]]
    columns = np.tile([0, 1, 1], 4)
    assert (least_white([cut_rows(found, columns, anchors, EM, "top", 0.0)], EM) > 0) is tells
    assert len(blocks_of(found, 3.0 + more)) == 1
