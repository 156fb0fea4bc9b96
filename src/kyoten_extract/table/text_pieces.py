"""Pieces of text that are drawn without a gap, and blocks of lines: each belongs to one cell."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.array_steps import begins, lengths, median, true_at
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray, rows
from kyoten_extract.table.cell_text import (
    ALIGNED,
    FLUSH,
    LINE_STEP,
    OUTSIDE,
    PITCH_VARIES,
    ems,
    larger_em,
)

# Ems: a gap this wide, either way, ends an unbroken piece of text. Wider than any space.
_PIECE_GAP = 0.6
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
    flush = (gap <= FLUSH * em) & (step <= FLUSH * em)
    flush &= np.abs(next_height - height) <= FLUSH * em
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
    level = np.abs(boxes[at, 3] - boxes[before, 3]) <= FLUSH * em
    ends = boxes[at, 0] + share * (boxes[at, 2] - boxes[at, 0])
    apart = boxes[at + 1, 0] - ends > FLUSH * em
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
    return int(owner[start - 1]) if apart <= FLUSH * (first[3] - first[1]) else OUTSIDE


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
    lines = _lines(characters)
    owners = owner[lines[:, 0]]
    blocks = [
        (first, last)
        for first, last in _blocks(lines, characters.boxes, owners)
        if len({*owners[first : last + 1].tolist()} - {OUTSIDE}) > 1
    ]
    if not blocks:
        return owner
    # Imported late: most pages have none.
    from kyoten_extract.table.line_blocks import settled

    return settled(owner, characters, cells, lines, blocks)


def _lines(characters: Characters) -> IntArray:
    """(k, 2) start and end of each line of text with ink, in drawing order, whatever its runs."""
    boxes = characters.boxes
    kept = true_at(~characters.is_blank)
    box = rows(boxes, kept)
    em = ems(box)[1:]
    bottom, height = box[:, 3], box[:, 3] - box[:, 1]
    new = np.ones(len(kept), dtype=bool)
    new[1:] = np.abs(bottom[1:] - bottom[:-1]) > FLUSH * em
    new[1:] |= np.abs(box[1:, 0] - box[:-1, 2]) > _PIECE_GAP * em
    new[1:] |= np.abs(height[1:] - height[:-1]) > FLUSH * em
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
    follows &= np.abs(np.diff(em)) <= FLUSH * size
    follows &= (
        np.minimum.reduce([np.abs(np.diff(place)) for place in (left, right, (left + right) / 2)])
        <= ALIGNED * size
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
                goes_on = abs(pitch[at - 1] - pitch[at - 2]) <= PITCH_VARIES * pitch[at - 2]
            if not goes_on:
                if changes[first] != changes[at - 1]:
                    found.append((first, at - 1))
                first = at
    return found
