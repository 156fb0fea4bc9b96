"""Blocks of lines that rulings run through: the text of one cell that is too low for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray
from kyoten_extract.table.cell_text import ALIGNED, FLUSH, OUTSIDE, PITCH_VARIES

# Share of a line's height by which it is off the middle of its cell, at most.
_IN_MIDDLE = 0.12
# Share of a line's height on either side of a ruling that runs through it.
_CROSSED = 0.08
# Lines of a block in one cell, at least: a column that is drawn in one go has one in each.
_BLOCK_LINES = 2
# Lines in one cell, and share by which their pitches differ, from which lines that are centered
# alike are one text, whatever rulings run between them.
_EVEN_LINES, _EVEN_PITCH = 3, 0.01


def settled(
    owner: IntArray,
    characters: Characters,
    cells: FloatArray,
    lines: IntArray,
    blocks: Sequence[tuple[int, int]],
) -> IntArray:
    """``owner`` with the lines of each block that a ruling runs through in one cell.

    Args:
        owner: (n,) number of the cell around each character; changed in place.
        characters: those of the page.
        cells: (m, 4) the cells.
        lines: (k, 2) start and end of each line of text.
        blocks: first and last line of each.
    """
    boxes = characters.boxes
    owners = owner[lines[:, 0]]
    for first, last in blocks:
        first, last = _without_whole(lines, boxes, owners, cells, (first, last))
        if (owners[first : last + 1] == owners[first]).all():
            continue
        start, end = int(lines[first, 0]), int(lines[last, 1])
        held = owners[first : last + 1]
        inside = held[held != OUTSIDE]
        candidates, counts = np.unique(inside, return_counts=True)
        if len(candidates) < 2:
            continue
        block = lines[first : last + 1]
        if counts.max() < _BLOCK_LINES:
            row = _row_by_order(owner, (start, end), candidates, cells)
            if row != OUTSIDE and _is_crossed(block, boxes, cells[candidates]):
                owner[start:end] = row
            continue
        full = [one for one in candidates if _collides(block[held == one], owner, characters)]
        if (
            _is_crossed(block, boxes, cells[candidates])
            or any(one != candidates[counts.argmax()] for one in full)
            or (counts.max() >= _EVEN_LINES and _is_centered_evenly(block, boxes))
        ):
            if len(full) < len(candidates):
                candidates = np.setdiff1d(candidates, full)
            pitch = float(boxes[end - 1, 3] - boxes[start, 3]) / (last - first)
            owner[start:end] = _set_in(owner, (start, end), pitch, candidates, characters, cells)
    return owner


def _without_whole(
    lines: IntArray,
    boxes: FloatArray,
    owners: IntArray,
    cells: FloatArray,
    block: tuple[int, int],
) -> tuple[int, int]:
    """First and last line of a block, without lines at its ends that are the text of their cells.

    Such a line is in the middle of its cell, and no other of the block is in it: the rows may
    happen to be as far apart as the lines of a cell that is too low for them.
    """
    first, last = block

    def is_whole(line: int, beside: int) -> bool:
        own = owners[line]
        if own == OUTSIDE or own == owners[beside]:
            return False
        box = boxes[lines[line, 0]]
        off = abs(box[1] + box[3] - cells[own, 1] - cells[own, 3]) / 2
        return bool(off <= _IN_MIDDLE * (box[3] - box[1]))

    while first < last and is_whole(first, first + 1):
        first += 1
    while first < last and is_whole(last, last - 1):
        last -= 1
    return first, last


def _is_crossed(lines: IntArray, boxes: FloatArray, cells: FloatArray) -> bool:
    """Whether a side of one of ``cells`` runs through a line, well inside."""
    top, bottom = boxes[lines[:, 0], 1, None], boxes[lines[:, 0], 3, None]
    least = _CROSSED * (bottom - top)
    sides = cells[:, [1, 3]].reshape(-1)
    return bool(((sides > top + least) & (sides < bottom - least)).any())


def _collides(lines: IntArray, owner: IntArray, characters: Characters) -> bool:
    """Whether one of a block's ``lines`` is drawn over other text of the cell it lies in."""
    boxes = characters.boxes
    for start, end in lines.tolist():
        others = (owner == owner[start]) & ~characters.is_blank
        others[lines[0, 0] : lines[-1, 1]] = False
        x0, top, x1, bottom = boxes[start, 0], boxes[start, 1], boxes[end - 1, 2], boxes[start, 3]
        least = _CROSSED * (bottom - top)
        over = (boxes[:, 0] < x1 - least) & (boxes[:, 2] > x0 + least)
        over &= (boxes[:, 1] < bottom - least) & (boxes[:, 3] > top + least)
        if (others & over).any():
            return True
    return False


def _is_centered_evenly(lines: IntArray, boxes: FloatArray) -> bool:
    """Whether the lines are centered, at one pitch: the text of a single cell, set as a whole."""
    left, right = boxes[lines[:, 0], 0], boxes[lines[:, 1] - 1, 2]
    pitch = np.diff(boxes[lines[:, 0], 3])
    em = median(boxes[lines[:, 0], 3] - boxes[lines[:, 0], 1])
    is_even = np.ptp(pitch) <= _EVEN_PITCH * float(pitch.mean())
    return bool(is_even and np.ptp(left) > ALIGNED * em and np.ptp(left + right) <= FLUSH * em)


def _set_in(
    owner: IntArray,
    block: tuple[int, int],
    pitch: float,
    candidates: IntArray,
    characters: Characters,
    cells: FloatArray,
) -> IntArray:
    """The cells of a block's characters: one cell, if it is clear which one.

    The block is the text of a cell that has no other, if others have; else of the cell in the row
    of what is drawn before and after it. A line of words set apart, a pitch before or after it, is
    no other text. Cells where it lies over other text are no candidates.
    """
    start, end = block
    mine = owner[start:end]
    other = ~characters.is_blank
    first, last = _with_lines_beside(start, end, pitch, owner, characters)
    other[first:last] = False
    elsewhere = np.isin(candidates, owner[other])
    if elsewhere.any() and not elsewhere.all():
        candidates = candidates[~elsewhere]
    if len(candidates) > 1:
        row = _row_by_order(owner, block, candidates, cells)
        return mine if row == OUTSIDE else np.full(len(mine), row)
    if len(candidates) != 1 or candidates[0] == OUTSIDE:
        return mine
    return np.full(len(mine), candidates[0])


def _row_by_order(
    owner: IntArray, block: tuple[int, int], candidates: IntArray, cells: FloatArray
) -> int:
    """The one of ``candidates`` in the row of what is drawn before and after a block."""
    start, end = block
    near = [owner[at] for at in (start - 1, end) if 0 <= at < len(owner)]
    rows = {_beside(int(cell), candidates, cells) for cell in near}
    return rows.pop() if len(rows) == 1 else OUTSIDE


def _with_lines_beside(
    start: int, end: int, pitch: float, owner: IntArray, characters: Characters
) -> tuple[int, int]:
    """Start and end of a block with the lines of its cells that are a pitch before and after it."""
    base, blank = characters.boxes[:, 3], characters.is_blank
    found = []
    for edge, step in ((start, -1), (end - 1, 1)):
        at = edge + step
        while 0 <= at < len(owner) and (
            blank[at]
            or (
                owner[at] == owner[edge]
                and abs(base[at] - base[edge] - step * pitch) <= PITCH_VARIES * pitch
            )
        ):
            at += step
        found.append(at)
    return found[0] + 1, found[1]


def _beside(cell: int, candidates: IntArray, cells: FloatArray) -> int:
    """The one of ``candidates`` in the row of ``cell``, or ``OUTSIDE``."""
    if cell == OUTSIDE:
        return OUTSIDE
    middle = (cells[cell, 1] + cells[cell, 3]) / 2
    level = candidates[(cells[candidates, 1] < middle) & (middle < cells[candidates, 3])]
    return int(level[0]) if len(level) == 1 and cell not in candidates else OUTSIDE
