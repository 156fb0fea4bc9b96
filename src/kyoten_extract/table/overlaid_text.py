"""Texts printed over each other in one cell: not read letter by letter in turns, nor in silence."""

from __future__ import annotations

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import begins, distinct, median, true_at, up_to_the_next
from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    rows,
    sorted_within,
)
from kyoten_extract.page.text_quality import ApartText
from kyoten_extract.table.cell_text import OUTSIDE, lines_of

# Share of the smaller box, in each direction, that two characters in one place share. Signs that
# are set close share half.
_SHARED = 0.65
# Share of the smaller box up to which neighbors in a text overlap each other: well below that.
_SET_CLOSE = 0.3
# Share of the em that characters are high and wide, at least: furigana and marks are smaller.
_HIGH, _WIDE = 0.75, 0.3
# Shares of the em by which the baselines of lines that collide differ. What is printed twice to
# look bold, or has a shadow, differs by less; lines that are set close, by more.
_LEAST_STEP, _MOST_STEP = 0.15, 0.7
# Share of a character's width that lies over the other, at least, and of its height by which the
# two differ, at most.
_LIES_OVER, _UNLIKE = 0.3, 0.25
# Pairs of such characters on a page, at least.
_FEWEST_PAIRS = 3
# Characters that are shown.
_MOST_SHOWN = 12


def part_overlaid(
    characters: Characters, owner: IntArray
) -> tuple[FloatArray, tuple[ApartText, ...]]:
    """The boxes (n, 4) to read by, with the later of two texts in one place below the other.

    Args:
        characters: those of a page, in drawing order.
        owner: (n,) number of the cell each is in, or ``OUTSIDE``.

    Returns:
        The boxes, and the later text of each cell with two.
    """
    boxes = characters.boxes
    pairs = _in_one_place(characters, owner)
    if not len(pairs):
        return boxes, ()
    boxes = boxes.copy(order="K")
    told = []
    for cell in distinct(owner[pairs[:, 1]]).tolist():
        own = pairs[owner[pairs[:, 1]] == cell]
        later = distinct(characters.runs[own[:, 1]])
        below = true_at(np.isin(characters.runs, later) & (owner == cell))
        _, top, _, bottom = bbox = rounded_box(boxes[below])
        told.append(ApartText("overlaid", text_at(characters, below).strip(), bbox))
        boxes[below, 1::2] += float(np.ptp(boxes[owner == cell][:, 1::2])) + bottom - top
    return boxes, tuple(told)


def _in_one_place(characters: Characters, owner: IntArray) -> IntArray:
    """(k, 2) pairs of letters or digits of two runs in one cell and one place, the earlier first.

    Rings and ticks around letters are no text of their own.
    """
    boxes, runs = characters.boxes, characters.runs
    at = true_at((owner != OUTSIDE) & ~characters.is_blank)
    if len(at):
        at = at[_may_be_overlaid(rows(boxes, at), owner[at])]
    if not len(at):
        return np.empty((0, 2), dtype=np.int64)
    boxes = up_to_the_next(boxes, at)
    line = lines_of(rows(boxes, at), owner[at])
    order = sorted_within(line, boxes[at, 0])
    at, line = at[order], line[order]
    found = []
    for step in range(1, len(at)):
        one, other = at[:-step], at[step:]
        near = (line[:-step] == line[step:]) & (boxes[other, 0] < boxes[one, 2])
        if not near.any():
            break
        near &= runs[one] != runs[other]
        if not near.any():
            continue
        pair = np.column_stack((one[near], other[near]))
        pair = pair[_share(boxes[pair[:, 0]], boxes[pair[:, 1]])]
        found += [
            sorted(both)
            for both in pair.tolist()
            if all(chr(int(characters.codes[i])).isalnum() for i in both)
        ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _may_be_overlaid(boxes: FloatArray, owner: IntArray) -> BoolArray:
    """(n,) which characters are in a cell where two may be in one place.

    None are where a cell's characters are drawn in one go, each to the right or below all before.
    """
    other = begins(owner)
    sizes = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0)
    slack = _SET_CLOSE * np.minimum(sizes[1:, 0], sizes[:-1, 0])
    starts = other.copy()
    starts[1:] |= boxes[1:, 0] < boxes[:-1, 2] - slack
    first = true_at(starts)
    top, bottom = np.minimum.reduceat(boxes[:, 1], first), np.maximum.reduceat(boxes[:, 3], first)
    least = np.minimum.reduceat(sizes[:, 1], first)
    above = top[1:] < bottom[:-1] - _SET_CLOSE * np.minimum(least[1:], least[:-1])
    doubtful = np.bincount(owner[other]) > 1
    doubtful[owner[first[1:][above & ~other[first[1:]]]]] = True
    return np.asarray(doubtful[owner])


def _share(one: FloatArray, other: FloatArray) -> BoolArray:
    low = np.maximum(one[:, :2], other[:, :2])
    shared = np.minimum(one[:, 2:], other[:, 2:]) - low
    least = np.minimum(one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2])
    return np.asarray((shared > _SHARED * np.maximum(least, 1e-3)).all(axis=1))


def colliding(characters: Characters, owner: IntArray) -> tuple[ApartText, ...]:
    """The lines in cells that run into others of the same cell, if a page has any, as one text.

    A cell is too low for them, or its neighbor is: which row such a line belongs to is not sure.

    ``owner`` (n,) is the number of the cell each character is in, or ``OUTSIDE``.
    """
    at = true_at((owner != OUTSIDE) & ~characters.is_blank)
    boxes = characters.boxes[at]
    high, wide = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    em = median(high)
    if not em > 0:
        return ()
    like = true_at((high > _HIGH * em) & (wide > _WIDE * em))
    # In strips an em wide, each character is followed by the one below it.
    strip = np.floor(boxes[like, 0] / em)
    like = like[np.lexsort((boxes[like, 3], strip))]
    upper, lower = like[:-1], like[1:]
    least = np.minimum(high[upper], high[lower])
    step = boxes[lower, 3] - boxes[upper, 3]
    hit = true_at((step > _LEAST_STEP * least) & (step < _MOST_STEP * least))
    upper, lower, least = upper[hit], lower[hit], least[hit]
    over = np.minimum(boxes[upper, 2], boxes[lower, 2])
    over -= np.maximum(boxes[upper, 0], boxes[lower, 0])
    both = over > _LIES_OVER * np.minimum(wide[upper], wide[lower])
    both &= np.abs(high[upper] - high[lower]) < _UNLIKE * least
    # Lines of two cells are told apart, wherever they are printed.
    both &= owner[at[upper]] == owner[at[lower]]
    upper, lower = upper[both], lower[both]
    if len(upper) < _FEWEST_PAIRS:
        return ()
    # Marks have white around them, which may lie over others.
    solid = [
        chr(one).isalnum() and chr(other).isalnum()
        for one, other in characters.codes[at[np.column_stack((upper, lower))]].tolist()
    ]
    upper, lower = upper[solid], lower[solid]
    if len(upper) < _FEWEST_PAIRS:
        return ()
    above, below = (text_at(characters, at[np.sort(some)[:_MOST_SHOWN]]) for some in (upper, lower))
    bbox = rounded_box(boxes[np.concatenate((upper, lower))])
    return (ApartText("colliding", f"{above} / {below}", bbox),)


def text_at(characters: Characters, at: IntArray) -> str:
    """The text of the characters ``at`` some indexes."""
    return characters.codes[at].astype("<u4").tobytes().decode("utf-32-le", "replace")


def rounded_box(boxes: FloatArray) -> BBox:
    """The bbox around ``boxes`` (n, 4), one at least, to a hundredth of a point."""
    x0, top = np.round(boxes[:, :2].min(axis=0), 2).tolist()
    x1, bottom = np.round(boxes[:, 2:].max(axis=0), 2).tolist()
    return x0, top, x1, bottom
