"""Two texts printed over each other in one cell: never read letter by letter in turns."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    sorted_within,
)
from kyoten_extract.page.text_quality import ApartText
from kyoten_extract.table.cell_text import OUTSIDE, lines_of

# Share of the smaller box, in each direction, that two characters in one place share. Signs that
# are set close share half.
_SHARED = 0.65


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
    boxes = boxes.copy()
    told = []
    for cell in np.unique(owner[pairs[:, 1]]).tolist():
        own = pairs[owner[pairs[:, 1]] == cell]
        later = np.unique(characters.runs[own[:, 1]])
        below = np.flatnonzero(np.isin(characters.runs, later) & (owner == cell))
        text = characters.codes[below].astype("<u4").tobytes().decode("utf-32-le", "replace")
        x0, top = np.round(boxes[below, :2].min(axis=0), 2).tolist()
        x1, bottom = np.round(boxes[below, 2:].max(axis=0), 2).tolist()
        told.append(ApartText("overlaid", text.strip(), (x0, top, x1, bottom)))
        boxes[below, 1::2] += float(np.ptp(boxes[owner == cell][:, 1::2])) + bottom - top
    return boxes, tuple(told)


def _in_one_place(characters: Characters, owner: IntArray) -> IntArray:
    """(k, 2) pairs of letters or digits of two runs in one cell and one place, the earlier first.

    Rings and ticks around letters are no text of their own.
    """
    boxes, runs = characters.boxes, characters.runs
    at = np.flatnonzero((owner != OUTSIDE) & ~characters.is_blank)
    line = lines_of(boxes[at], owner[at])
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


def _share(one: FloatArray, other: FloatArray) -> BoolArray:
    low = np.maximum(one[:, :2], other[:, :2])
    shared = np.minimum(one[:, 2:], other[:, 2:]) - low
    least = np.minimum(one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2])
    return np.asarray((shared > _SHARED * np.maximum(least, 1e-3)).all(axis=1))
