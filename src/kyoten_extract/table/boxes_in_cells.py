"""Boxes drawn inside a cell, such as tick boxes and the frames of seals: they rule nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import columns
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, Rulings
from kyoten_extract.table.lattice import find_lattices
from kyoten_extract.table.settings import TableSettings

# Points: the sides of a box meet at its corners up to this, about half a line's width.
_CORNER = 0.75
# Points: shorter lines are the ends of a wide stroke.
_SHORTEST_SIDE = 3.0
# Times the length of a side: longer lines that run through it are no part of the box.
_LONGER = 1.5
# Tolerances, about one and a half ems: a box no larger in either direction is that of a tick.
_TICK = 6
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
    """The closed boxes at which no other line ends, each within the cells of the other lines.

    Or other lines run through its sides, as those of a table without cells do under a seal. Cells
    share their sides with others; where all cells of a table are drawn apart, no cell is left
    around them. The frame of a seal may lie over several cells, whose sides run through it. Where
    no other line goes down the page, there are no cells, but boxes for ticks are in rows all the
    same.

    Args:
        rulings: all lines of a page.
        characters: all characters of the page.
        tolerance: points between two positions that are still one line.
        settings: of the lattice that the other lines form.
    """
    boxes = _closed(rulings)
    if not boxes:
        across, down = (
            np.zeros(len(p), dtype=bool) for p in (rulings.horizontal, rulings.vertical)
        )
        return CellBoxes(across, down)
    lines = _as_boxes(rulings)
    across, down = (_of_boxes(part, boxes) for part in lines)
    rest = Rulings(rulings.horizontal[~across], rulings.vertical[~down])
    lattices = find_lattices(rest, tolerance=tolerance, settings=settings)
    cells = np.concatenate([np.empty((0, 4)), *(lattice.boxes for lattice in lattices)])
    if len(rest.vertical):
        held = [box for box in boxes if _is_over_cells(box, cells)]
    else:
        # Lines across alone make no cells: boxes no larger than a character are in their rows.
        sizes = np.array(boxes)[:, 2:] - np.array(boxes)[:, :2]
        held = boxes if (sizes <= _TICK * tolerance).all() and len(rest.horizontal) else []
    joined = rulings.across.joined(_CORNER), rulings.down.joined(_CORNER)
    laid = [box for box in boxes if _is_over_lines(box, *joined)]
    across, down = (_of_boxes(part, held + laid) for part in lines)
    inked = characters.boxes[~characters.is_blank]
    middle = (inked[:, :2] + inked[:, 2:]) / 2
    empty = []
    for box in held:
        if not ((middle > box[:2]) & (middle < box[2:])).all(axis=1).any():
            x0, top, x1, bottom = box.tolist()
            empty.append((x0, top, x1, bottom))
    return CellBoxes(across, down, tuple(empty))


def sides_of_boxes(rulings: Rulings, asked: BoolArray) -> BoolArray:
    """(n,) which of the horizontal lines ``asked`` are sides of closed boxes.

    No other line ends at these boxes.
    """
    lines = _as_boxes(rulings)[0]
    x0, y, x1, _ = lines[asked].T
    # A line at the height of no corner is no side, unless it is the end of a wide stroke.
    corners = np.sort(rulings.vertical[:, 1:], axis=None)
    first, last = (corners.searchsorted(y + reach) for reach in (-2 * _CORNER, 2 * _CORNER))
    if not ((first < last) | (x1 - x0 < 2 * _CORNER)).any():
        return np.zeros(len(lines), dtype=bool)
    return _of_boxes(lines, _closed(rulings)) & asked


def _closed(rulings: Rulings) -> list[FloatArray]:
    """The closed boxes of a page at which no other line ends."""
    if len(rulings.horizontal) + len(rulings.vertical) > _MAX_LINES or not _has_inner(rulings):
        return []
    # A side that goes on beyond the box is no side of a free one: whole lines are fewer.
    whole = Rulings(rulings.across.joined(_CORNER), rulings.down.joined(_CORNER))
    return list(_free_boxes(*_as_boxes(whole)))


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
    # The sides of a box are no lines from one side of the table to the other.
    low, high = lines[:, 0].min() + _CORNER, lines[:, 2].max() - _CORNER
    inner = uppers[(uppers[:, 0] > low) | (uppers[:, 2] < high)]
    if not _with_corners(inner, down).any():
        return
    # The boxes at the sides of the table are no sides of cells, either.
    candidates = uppers[_with_corners(uppers, down)].tolist()
    seen: set[tuple[float, ...]] = set()
    order = down[:, 0].argsort(kind="stable")
    xs = down[order, 0]
    for x0, y, x1, _ in candidates:
        # A vertical that begins at the left end, and one at the right end.
        sides = [
            down[order[xs.searchsorted(x - _CORNER) : xs.searchsorted(x + _CORNER)]]
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
    """Whether a line that is no side of ``box`` ends at it, from outside or from inside.

    Lines that run through a side belong to what the box lies over, such as a seal's frame.
    """
    grown = box + _CORNER * np.array((-1, -1, 1, 1))
    near = (lines[:, :2] < grown[2:]).all(axis=1) & (lines[:, 2:] > grown[:2]).all(axis=1)
    inner = box + _CORNER * np.array((1, 1, -1, -1))
    clear = (lines[:, :2] > inner[:2]).all(axis=1) & (lines[:, 2:] < inner[2:]).all(axis=1)
    flat = lines[:, 3] - lines[:, 1] <= lines[:, 2] - lines[:, 0]
    across = (lines[:, 1] > inner[1]) & (lines[:, 3] < inner[3]) & flat
    down = (lines[:, 0] > inner[0]) & (lines[:, 2] < inner[2]) & ~flat
    ends = np.abs(lines[:, :, None] - box) < _CORNER
    at_side = (ends[:, [0, 2]][:, :, [0, 2]].any(axis=(1, 2)) & across) | (
        ends[:, [1, 3]][:, :, [1, 3]].any(axis=(1, 2)) & down
    )
    through = (across | down) & ~at_side
    return bool((near & ~clear & ~through & ~_on_sides(lines, box)).any())


def _on_sides(lines: FloatArray, box: FloatArray) -> BoolArray:
    """Which lines lie along a side of ``box``."""
    apart = np.column_stack((lines[:, :2] - box[:2], box[2:] - lines[:, 2:]))
    across = np.abs(np.column_stack((lines[:, 2:] - box[:2], box[2:] - lines[:, :2])))
    inside = np.all(apart > -_CORNER, axis=1)
    along: BoolArray = inside & np.any(across < _CORNER, axis=1)
    return along


def _is_over_cells(box: FloatArray, cells: FloatArray) -> bool:
    """Whether a box lies within a cell, or over the side of one."""
    if ((cells[:, :2] < box[:2]) & (cells[:, 2:] > box[2:])).all(axis=1).any():
        return True
    inside = (cells > box[[0, 1, 0, 1]]) & (cells < box[[2, 3, 2, 3]])
    beside = (cells[:, :2] < box[2:]).all(axis=1) & (cells[:, 2:] > box[:2]).all(axis=1)
    return bool((beside & inside.any(axis=1) & ~inside.all(axis=1)).any())


def _is_over_lines(box: FloatArray, across: FloatArray, down: FloatArray) -> bool:
    """Whether much longer lines run through a side of a box: it lies over them."""
    x0, top, x1, bottom = box.tolist()
    for lines, (low, high), (start, end) in (
        (across, (top, bottom), (x0, x1)),
        (down, (x0, x1), (top, bottom)),
    ):
        at, begin, stop = lines.T
        inside = (at > low + _CORNER) & (at < high - _CORNER)
        inside &= stop - begin > _LONGER * (end - start)
        for side in (start, end):
            if (inside & (begin < side - _CORNER) & (stop > side + _CORNER)).any():
                return True
    return False
