"""Boxes drawn inside a cell, such as tick boxes and the frames of seals: they rule nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import columns
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, Rulings
from kyoten_extract.table.lattice import find_lattices
from kyoten_extract.table.settings import TableSettings

# Points: the sides of a box meet at its corners up to this, about half a line's width.
_CORNER = 0.75
# Points: shorter lines are the ends of a wide stroke.
_SHORTEST_SIDE = 3.0
# Side lines: beyond this the page is a drawing, and no cell of it is looked into.
_MAX_LINES = 20_000
# Pairs of lines that are compared in one step, which bounds the memory of a step.
_PAIRS_PER_STEP = 1_000_000


@dataclass(frozen=True, slots=True)
class CellBoxes:
    """The lines of a page that belong to boxes in cells.

    Attributes:
        horizontal, vertical: (n,) whether each line of the page does.
        empty: the boxes without text, in points; a mark in one is not read.
    """

    horizontal: BoolArray
    vertical: BoolArray
    empty: tuple[BBox, ...] = ()


def boxes_in_cells(
    rulings: Rulings, characters: Characters, tolerance: float, settings: TableSettings
) -> CellBoxes:
    """The closed boxes that no other line meets, each within one cell of the other lines.

    Cells share their sides with others; where all cells of a table are drawn apart, no cell is
    left around them.

    Args:
        rulings: all lines of a page.
        characters: all characters of the page.
        tolerance: points between two positions that are still one line.
        settings: of the lattice that the other lines form.
    """
    parts = rulings.horizontal, rulings.vertical
    boxes: list[FloatArray] = []
    if sum(map(len, parts)) <= _MAX_LINES and _has_inner(rulings):
        # A side that goes on beyond the box is no side of a free one: whole lines are fewer.
        whole = Rulings(rulings.across.joined(_CORNER), rulings.down.joined(_CORNER))
        boxes = list(_free_boxes(*_as_boxes(whole)))
    if not boxes:
        across, down = (np.zeros(len(part), dtype=bool) for part in parts)
        return CellBoxes(across, down)
    lines = _as_boxes(rulings)
    across, down = (_of_boxes(part, boxes) for part in lines)
    rest = Rulings(rulings.horizontal[~across], rulings.vertical[~down])
    lattices = find_lattices(rest, tolerance=tolerance, settings=settings)
    cells = np.concatenate([np.empty((0, 4)), *(lattice.boxes for lattice in lattices)])
    held = [box for box in boxes if _is_in_a_cell(box, cells)]
    across, down = (_of_boxes(part, held) for part in lines)
    inked = characters.boxes[~characters.is_blank]
    middle = (inked[:, :2] + inked[:, 2:]) / 2
    empty = []
    for box in held:
        if not ((middle > box[:2]) & (middle < box[2:])).all(axis=1).any():
            x0, top, x1, bottom = box.tolist()
            empty.append((x0, top, x1, bottom))
    return CellBoxes(across, down, tuple(empty))


def _has_inner(rulings: Rulings) -> bool:
    """Whether horizontal lines begin and end within the table: the sides of a box in a cell do."""
    _, begin, end = rulings.horizontal.T
    x = rulings.vertical[:, 0]
    if not len(begin) or not len(x):
        return False
    left, right = min(begin.min(), x.min()) + _CORNER, max(end.max(), x.max()) - _CORNER
    return bool((begin > left).any() and (end < right).any())


def _of_boxes(lines: FloatArray, boxes: list[FloatArray]) -> BoolArray:
    found: BoolArray = np.zeros(len(lines), dtype=bool)
    for box in boxes:
        found = found | _on_sides(lines, box)
    return found


def _as_boxes(rulings: Rulings) -> tuple[FloatArray, FloatArray]:
    """(n, 4) x0, top, x1, bottom of the horizontal lines, and of the vertical ones."""
    y, low, high = rulings.horizontal.T
    x, top, bottom = rulings.vertical.T
    return columns(low, y, high, y), columns(x, top, x, bottom)


def _free_boxes(across: FloatArray, down: FloatArray) -> Iterator[FloatArray]:
    """(4,) x0, top, x1, bottom of each box closed on four sides, which no other line meets."""
    uppers = across[across[:, 2] - across[:, 0] > _SHORTEST_SIDE]
    lines = np.concatenate((across, down))
    if not len(uppers) or not len(down):
        return
    # A cell around a box has lines beyond it on all sides.
    low = lines[:, :2].min(axis=0) + _CORNER
    high = lines[:, 2:].max(axis=0) - _CORNER
    inner = uppers[(uppers[:, :2] > low).all(axis=1) & (uppers[:, 2:] < high).all(axis=1)]
    if not _with_corners(inner, down).any():
        return
    # The boxes at the sides of the table are no sides of cells, either.
    candidates = uppers[_with_corners(uppers, down)].tolist()
    seen: set[tuple[float, ...]] = set()
    order = np.argsort(down[:, 0], kind="stable")
    xs = down[order, 0]
    for x0, y, x1, _ in candidates:
        # A vertical that begins at the left end, and one at the right end.
        sides = [
            down[order[np.searchsorted(xs, x - _CORNER) : np.searchsorted(xs, x + _CORNER)]]
            for x in (x0, x1)
        ]
        left, right = (side[np.abs(side[:, 1] - y) < _CORNER] for side in sides)
        if not len(left) or not len(right):
            continue
        bottom = float(left[:, 3].max())
        if bottom - y < _SHORTEST_SIDE or abs(float(right[:, 3].max()) - bottom) > _CORNER:
            continue
        box = np.array((x0, y, x1, bottom))
        key = tuple(np.round(box, 0).tolist())
        if key in seen:
            continue
        closing = (np.abs(uppers - (x0, bottom, x1, bottom)) < _CORNER).all(axis=1)
        if closing.any() and not _is_met(box, lines):
            seen.add(key)
            yield box


def _with_corners(uppers: FloatArray, down: FloatArray) -> BoolArray:
    """(n,) whether a vertical begins at the left end of each line, and one at its right end."""
    found = np.ones(len(uppers), dtype=bool)
    step = max(1, _PAIRS_PER_STEP // max(len(down), 1))
    for start in range(0, len(uppers), step):
        x0, y, x1, _ = uppers[start : start + step].T
        level = np.abs(down[:, 1] - y[:, None]) < _CORNER
        for x in (x0, x1):
            corners = level & (np.abs(down[:, 0] - x[:, None]) <= _CORNER)
            found[start : start + step] &= corners.any(axis=1)
    return found


def _is_met(box: FloatArray, lines: FloatArray) -> bool:
    """Whether a line that is no side of ``box`` touches it from outside or runs through it."""
    grown = box + _CORNER * np.array((-1, -1, 1, 1))
    near = (lines[:, :2] < grown[2:]).all(axis=1) & (lines[:, 2:] > grown[:2]).all(axis=1)
    inner = box + _CORNER * np.array((1, 1, -1, -1))
    clear = (lines[:, :2] > inner[:2]).all(axis=1) & (lines[:, 2:] < inner[2:]).all(axis=1)
    return bool((near & ~clear & ~_on_sides(lines, box)).any())


def _on_sides(lines: FloatArray, box: FloatArray) -> BoolArray:
    """Which lines lie along a side of ``box``."""
    apart = np.column_stack((lines[:, :2] - box[:2], box[2:] - lines[:, 2:]))
    across = np.abs(np.column_stack((lines[:, 2:] - box[:2], box[2:] - lines[:, :2])))
    inside = np.all(apart > -_CORNER, axis=1)
    along: BoolArray = inside & np.any(across < _CORNER, axis=1)
    return along


def _is_in_a_cell(box: FloatArray, cells: FloatArray) -> bool:
    return bool(((cells[:, :2] < box[:2]) & (cells[:, 2:] > box[2:])).all(axis=1).any())
