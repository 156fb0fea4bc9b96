"""Drawings in the frame of a table, such as a chart below it: no rows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.page.page_model import Characters, FloatArray, Rulings
from kyoten_extract.table.lattice import Lattice

# Lines inside one cell, from which on it holds a drawing; fewer may underline its text.
_MIN_LINES = 3
# Tolerances: a line this far inside a cell is none of its sides.
_INSIDE = 3


def without_drawings(
    lattices: Sequence[Lattice], rulings: Rulings, characters: Characters, tolerance: float
) -> list[Lattice]:
    """``lattices`` without first and last rows that only frame a drawing, and without that.

    Such a row is one cell over all columns, with several lines in it that touch none of its sides.
    What is drawn there is dropped, unless it is a table with text in it.

    Args:
        lattices: of a page.
        rulings: all lines of the page.
        characters: all characters of the page.
        tolerance: points between two positions that are still one line.
    """
    kept: list[Lattice] = []
    frames: list[FloatArray] = []
    for lattice in lattices:
        while (edge := _frame_row(lattice, rulings, tolerance)) is not None:
            frames.append(lattice.boxes[edge])
            lattice = _without_row(lattice, edge)
        kept.append(lattice)
    return [
        lattice
        for lattice in kept
        if not any(_is_inside(_outline(lattice), frame) for frame in frames)
        or _has_text(lattice, characters)
    ]


def _frame_row(lattice: Lattice, rulings: Rulings, tolerance: float) -> int | None:
    """Index of the cell that is the last or first row, if it frames a drawing."""
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    if rows < 3 or columns < 2:
        return None
    for index in (len(lattice.cells) - 1, 0):
        row, _, row_span, column_span = lattice.cells[index].tolist()
        if (
            row_span == 1
            and column_span == columns
            and row in (0, rows - 1)
            and _lines_inside(lattice.boxes[index], rulings, _INSIDE * tolerance) >= _MIN_LINES
        ):
            return index
    return None


def _lines_inside(box: FloatArray, rulings: Rulings, margin: float) -> int:
    x0, top, x1, bottom = box + margin * np.array((1, 1, -1, -1))
    y, low, high = rulings.horizontal.T
    across = (y > top) & (y < bottom) & (low > x0) & (high < x1)
    x, upper, lower = rulings.vertical.T
    down = (x > x0) & (x < x1) & (upper > top) & (lower < bottom)
    return int(across.sum() + down.sum())


def _without_row(lattice: Lattice, index: int) -> Lattice:
    """``lattice`` without the cell ``index``, which is its first or last row."""
    cells = np.delete(lattice.cells, index, axis=0)
    if index:
        return replace(
            lattice,
            ys=lattice.ys[:-1],
            owner=lattice.owner[:-1],
            cells=cells,
            open_bottom=False,
            open_columns=(),
        )
    cells = cells - (1, 0, 0, 0)
    return replace(
        lattice, ys=lattice.ys[1:], owner=lattice.owner[1:] - 1, cells=cells, open_top=False
    )


def _outline(lattice: Lattice) -> FloatArray:
    return np.array((lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1]))


def _is_inside(inner: FloatArray, outer: FloatArray) -> bool:
    return bool((inner[:2] > outer[:2]).all() and (inner[2:] < outer[2:]).all())


def _has_text(lattice: Lattice, characters: Characters) -> bool:
    middle = (characters.boxes[:, :2] + characters.boxes[:, 2:]) / 2
    x0, top, x1, bottom = _outline(lattice)
    inside = (middle > (x0, top)).all(axis=1) & (middle < (x1, bottom)).all(axis=1)
    return bool((inside & ~characters.is_blank).any())
