"""Pieces of text that are drawn without a gap, and blocks of lines: each belongs to one cell."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.array_steps import begins, lengths, median, true_at
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray, rows
from kyoten_extract.table.cell_text import LINE_STEP, OUTSIDE, ems, larger_em

# Ems: a gap this wide, either way, ends an unbroken piece of text. Wider than any space.
_PIECE_GAP = 0.6
# Ems: a text that begins this near to the end of the one before, on its baseline, goes on with it:
# two cells have their padding and a ruling in between.
_FLUSH = 0.05
# Share of a character's width that the step to the next is below in squeezed text.
_SQUEEZED = 0.85
# Ems: overflowing text is anchored to a side of its cell that it begins or ends this near to;
# padding is narrower.
_ANCHOR_DISTANCE = 1.0
# Signs that may be hung beyond the side of a cell at the end of a line, and the part of an em by
# which the character before may do so.
_HUNG = frozenset(map(ord, "。、，．｡､,.）」』】〕)"))
_INSIDE = 0.05
# Ems from a line to the next one of its block.
_LINE_PITCH = (0.9, 2.0)
# Share by which pitches in one block differ, at most.
_PITCH_VARIES = 0.1
# Ems: lines of one block are aligned at a side or in the middle, as exactly as this.
_ALIGNED = 0.3
# Share of a line's height by which it is off the middle of its cell, at most.
_IN_MIDDLE = 0.12
# Share of a line's height on either side of a ruling that runs through it.
_CROSSED = 0.08
# Lines of a block in one cell, at least: a column that is drawn in one go has one in each.
_BLOCK_LINES = 2
# Lines in one cell, and share by which their pitches differ, from which lines that are centered
# alike are one text, whatever rulings run between them.
_EVEN_LINES, _EVEN_PITCH = 3, 0.01


def settle_pieces(
    owner: IntArray, characters: Characters, cells: FloatArray, ruling_gap: float
) -> IntArray:
    """``owner`` (n,) with each piece of text that crosses rulings in the cells it was set in.

    Args:
        owner: (n,) number of the cell around each character, or ``OUTSIDE``.
        characters: those of the page.
        cells: (m, 4) the cells.
        ruling_gap: ems; wider gaps at a ruling part the texts of two cells.
    """
    owner = owner.copy()
    boxes = characters.boxes
    # Mostly each cell has pieces of its own.
    changes = true_at(begins(owner)[1:])
    if not _broken(characters, changes).all():
        for start, end in _mixed(_pieces(characters), owner):
            part = slice(start, end)
            ends = _hung_ends(characters, start, end, owner, cells)
            before = _cell_before(characters, start, owner)
            owner[part] = _settle(owner[part], boxes[part], cells, ruling_gap, ends, before)
    return _settle_blocks(owner, characters, cells)


def _mixed(pieces: IntArray, owner: IntArray) -> list[tuple[int, int]]:
    """Start and end of each piece in several cells."""
    first = true_at(begins(pieces))
    end = np.concatenate((first[1:], [len(pieces)]))
    mixed = np.maximum.reduceat(owner, first) != np.minimum.reduceat(owner, first)
    return list(zip(first[mixed].tolist(), end[mixed].tolist(), strict=True))


def _pieces(characters: Characters) -> IntArray:
    """(n,) number of the piece of text each character is in."""
    broken = _broken(characters, np.arange(len(characters.runs) - 1))
    return np.concatenate(([0], broken.cumsum()))


def _broken(characters: Characters, at: IntArray) -> BoolArray:
    """(k,) after which of the characters ``at`` a piece of text ends: one line, and no gap.

    Some producers draw each character by itself: runs that are flush, in one clip, are one piece.
    """
    boxes, runs = characters.boxes, characters.runs
    one, other = rows(boxes, at), rows(boxes, at + 1)
    height, next_height = one[:, 3] - one[:, 1], other[:, 3] - other[:, 1]
    em = larger_em(next_height, height)
    gap = np.abs(other[:, 0] - one[:, 2])
    step = np.abs(other[:, 3] - one[:, 3])
    flush = (gap <= _FLUSH * em) & (step <= _FLUSH * em)
    flush &= np.abs(next_height - height) <= _FLUSH * em
    broken = runs[at + 1] != runs[at]
    # Runs are compared where one follows another, by their clips where they are flush.
    next_to = true_at(broken & flush)
    if len(next_to):
        before = at[next_to]
        # A run of letters that ends with a blank is over.
        over = characters.is_blank[before] & (runs[np.maximum(before - 1, 0)] == runs[before])
        next_to = next_to[~(_end_before(boxes, before) | over)]
        clipped = characters.clipped[at[next_to]], characters.clipped[at[next_to] + 1]
        one, other = (rows(characters.clips, run) for run in clipped)
        broken[next_to] = (one != other).any(axis=1)
    broken |= (gap > _PIECE_GAP * em) | (step > LINE_STEP * em)
    return np.asarray(broken)


def _end_before(boxes: FloatArray, at: IntArray) -> BoolArray:
    """(k,) which of the characters ``at`` end before their boxes do, and the next one begins.

    Squeezed text is set closer than its boxes are wide, which shows in the step before.
    """
    before = np.maximum(at - 1, 0)
    width = np.maximum(boxes[before, 2] - boxes[before, 0], 1e-3)
    em = np.maximum(boxes[at, 3] - boxes[at, 1], 1e-3)
    share = (boxes[at, 0] - boxes[before, 0]) / width
    level = np.abs(boxes[at, 3] - boxes[before, 3]) <= _FLUSH * em
    ends = boxes[at, 0] + share * (boxes[at, 2] - boxes[at, 0])
    apart = boxes[at + 1, 0] - ends > _FLUSH * em
    return np.asarray(level & (share > 0) & (share < _SQUEEZED) & apart)


def _hung_ends(
    characters: Characters, start: int, end: int, owner: IntArray, cells: FloatArray
) -> list[int]:
    """The characters of a piece, by index in it, before which a line with a hung sign has ended.

    Japanese lines end with a comma, a stop or a closing bracket beyond the side of their cell,
    rather than begin the next line with it; that may be where the text of the next cell begins.
    """
    boxes, runs = characters.boxes, characters.runs
    ends = []
    for at in range(start + 2, end):
        cell = int(owner[at - 2])
        if runs[at] == runs[at - 1] or cell < 0 or int(characters.codes[at - 1]) not in _HUNG:
            continue
        right = cells[cell, 2]
        room = _INSIDE * (boxes[at, 3] - boxes[at, 1])
        if boxes[at - 2, 2] <= right + room and boxes[at - 1, 2] > right <= boxes[at, 0]:
            ends.append(at - start)
    return ends


def _cell_before(characters: Characters, start: int, owner: IntArray) -> int:
    """The cell of the blank that the piece beginning at ``start`` is flush with, or ``OUTSIDE``."""
    if not start or not characters.is_blank[start - 1]:
        return OUTSIDE
    blank, first = characters.boxes[start - 1], characters.boxes[start]
    apart = np.abs([first[0] - blank[2], first[3] - blank[3]]).max()
    return int(owner[start - 1]) if apart <= _FLUSH * (first[3] - first[1]) else OUTSIDE


def _settle(
    owner: IntArray,
    boxes: FloatArray,
    cells: FloatArray,
    ruling_gap: float,
    ends: list[int],
    before: int,
) -> IntArray:
    """The cells of the characters of a piece of text that crosses rulings.

    Where the ruling is in a gap, a producer drew the texts of two cells in one go, and the piece
    is split; so is it before the characters ``ends``. Where it runs through text without a gap,
    the text has overflowed from one cell: that of the blank ``before`` it, if it begins there.
    """
    settled = owner.copy()
    gap = boxes[1:, 0] - boxes[:-1, 2]
    gaps = true_at(begins(owner)[1:] & (gap > ruling_gap * ems(boxes)[1:])) + 1
    cuts = sorted({*gaps.tolist(), *ends})
    for start, end in zip([0, *cuts], [*cuts, len(owner)], strict=True):
        if owner[start:end].min() != owner[start:end].max():
            rest = before if not start else OUTSIDE
            settled[start:end] = _straddler(owner[start:end], boxes[start:end], cells, rest)
    return settled


def _straddler(owner: IntArray, boxes: FloatArray, cells: FloatArray, before: int) -> int:
    """The cell that a piece of text crossing a ruling was set in.

    Text overflows away from its anchor: the left side if it begins there, or well inside it after
    a blank of the cell ``before``, the right side if it ends there, else the center of the cell
    that holds most of it.
    """
    first, last = int(owner[0]), int(owner[-1])
    padding = _ANCHOR_DISTANCE * median(boxes[:, 3] - boxes[:, 1])
    if first >= 0 and boxes[0, 0] - cells[first, 0] < padding:
        return first
    if first == before >= 0 and boxes[0, 0] < cells[first, 2] - padding:
        return first
    if last >= 0 and cells[last, 2] - boxes[-1, 2] < padding:
        return last
    inside = owner[owner >= 0]
    return int(np.bincount(inside).argmax())


def _settle_blocks(owner: IntArray, characters: Characters, cells: FloatArray) -> IntArray:
    """``owner`` with the lines of each block that a ruling runs through in one cell."""
    boxes = characters.boxes
    lines = _lines(characters)
    owners = owner[lines[:, 0]]
    for first, last in _blocks(lines, boxes, owners):
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


def _lines(characters: Characters) -> IntArray:
    """(k, 2) start and end of each line of text with ink, in drawing order, whatever its runs."""
    boxes = characters.boxes
    kept = true_at(~characters.is_blank)
    box = rows(boxes, kept)
    em = ems(box)[1:]
    bottom, height = box[:, 3], box[:, 3] - box[:, 1]
    new = np.ones(len(kept), dtype=bool)
    new[1:] = np.abs(bottom[1:] - bottom[:-1]) > _FLUSH * em
    new[1:] |= np.abs(box[1:, 0] - box[:-1, 2]) > _PIECE_GAP * em
    new[1:] |= np.abs(height[1:] - height[:-1]) > _FLUSH * em
    starts = true_at(new)
    ends = starts + lengths(starts, len(kept)) - 1
    lines = np.empty((2, len(starts)), dtype=np.int64)
    lines[0], lines[1] = kept[starts], kept[ends] + 1
    return lines.T


def _blocks(lines: IntArray, boxes: FloatArray, owners: IntArray) -> list[tuple[int, int]]:
    """First and last line of each block: drawn one after the other, aligned, at one pitch.

    Those that are in one cell as a whole, by the ``owners`` of their lines, are left out.
    """
    if len(lines) < 2:
        return []
    left, right = boxes[lines[:, 0], 0], boxes[lines[:, 1] - 1, 2]
    base = boxes[lines[:, 0], 3]
    em = base - boxes[lines[:, 0], 1]
    pitch, size = base[1:] - base[:-1], np.maximum(em[1:], 1e-3)
    follows: BoolArray = (pitch > _LINE_PITCH[0] * size) & (pitch < _LINE_PITCH[1] * size)
    other = begins(owners)
    if not (follows & other[1:]).any():
        return []
    follows &= np.abs(np.diff(em)) <= _FLUSH * size
    follows &= (
        np.minimum.reduce([np.abs(np.diff(place)) for place in (left, right, (left + right) / 2)])
        <= _ALIGNED * size
    )
    # How often the cell has changed up to each line: what is in one cell has no change.
    changes = other.cumsum()
    begun = true_at(np.concatenate(([True], ~follows)))
    ends = begun + lengths(begun, len(lines)) - 1
    found = []
    for number in true_at(changes[begun] != changes[ends]).tolist():
        first, last = int(begun[number]), int(ends[number])
        for at in range(first + 1, last + 2):
            goes_on = at <= last
            if goes_on and at - 1 > first:
                goes_on = abs(pitch[at - 1] - pitch[at - 2]) <= _PITCH_VARIES * pitch[at - 2]
            if not goes_on:
                if changes[first] != changes[at - 1]:
                    found.append((first, at - 1))
                first = at
    return found


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
    return bool(is_even and np.ptp(left) > _ALIGNED * em and np.ptp(left + right) <= _FLUSH * em)


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
                and abs(base[at] - base[edge] - step * pitch) <= _PITCH_VARIES * pitch
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
