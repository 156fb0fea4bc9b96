"""Labels over several columns that reach over none of the white between these, told by places."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Ems: labels on one line of a header differ by less down the page.
LABEL_LINE = 0.75
# Ems: lines set close overlap by less, and what is set over the middle is off it by less.
_TOUCH = 0.3
# Labels that are compared with each other.
_MOST_LABELS = 2_000


def between_lower(head: FloatArray) -> BoolArray:
    """(n,) which labels are higher than the next ones on both sides: those of groups, over these.

    They reach over less than half of these. Two on one line are no groups if they have a label
    between them in common.
    """
    if not 0 < len(head) <= _MOST_LABELS:
        return np.zeros(len(head), dtype=bool)
    start, top, end, bottom = head.T
    middle, width = (start + end) / 2, end - start
    left = np.where(middle < middle[:, None], middle, -np.inf)
    right = np.where(middle > middle[:, None], middle, np.inf)
    one, other = left.argmax(axis=1), right.argmin(axis=1)
    both = np.minimum(end, end[:, None]) - np.maximum(start, start[:, None])
    over = (both > np.minimum(width, width[:, None]) / 2) & (top >= bottom[:, None])
    apart = np.isfinite(left.max(axis=1)) & np.isfinite(right.min(axis=1)) & ~over.any(axis=1)
    apart &= (top[one] >= bottom) & (top[other] >= bottom)
    found = {at: {int(one[at]), int(other[at])} for at in np.flatnonzero(apart).tolist()}
    high = np.zeros(len(head), dtype=bool)
    for at, own in found.items():
        line = [one for one in found if head[one, 1] < head[at, 3] and head[one, 3] > head[at, 1]]
        high[at] = not any(own & found[one] for one in line if one != at)
    return high


def over_middle(boxes: FloatArray, column: IntArray, em: float) -> dict[int, tuple[int, int]]:
    """First and last column of the labels of groups that stand over the middle of these, by place.

    The columns of a group have labels on one lower line; the label of every other column is beside
    both lines, or the groups are alike. A label of two lines has none of these beside it.

    Args:
        boxes: (n, 4) of all labels of a header.
        column: (n,) the column of each.
        em: points.
    """
    top, bottom = boxes[:, 1], boxes[:, 3]
    low = bottom > bottom.max(initial=0.0) - em / 2
    limit = top[low].min(initial=np.inf) + _TOUCH * em
    for upper in np.unique(bottom[~low])[::-1].tolist():
        high = np.abs(bottom - upper) < em / 2
        # What is higher is a title, or a unit.
        kept = np.flatnonzero((low | high | (bottom > upper)) & ~(high & low))
        if upper <= limit and (
            found := _groups(boxes[kept], column[kept], low[kept], high[kept], em)
        ):
            return {int(kept[at]): own for at, own in found.items()}
    return {}


def _groups(
    boxes: FloatArray, column: IntArray, low: BoolArray, high: BoolArray, em: float
) -> dict[int, tuple[int, int]]:
    """First and last column of the labels ``high`` over those that are ``low``."""
    label_of = {int(column[at]): at for at in np.flatnonzero(low).tolist()}
    others = column[~low & ~high].tolist()
    if len(label_of) < low.sum() or not label_of.keys().isdisjoint(others):
        return {}
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    found: dict[int, tuple[int, int]] = {}
    rest = sorted(label_of)
    line = np.flatnonzero(high)
    for at in line[np.argsort(boxes[line, 0])].tolist():
        # The labels on the lower line up to the one that is as far on the other side.
        run = [place for n, place in enumerate(rest) if place == rest[0] + n]
        if not run:
            return {}
        off = [
            abs(middle[label_of[run[0]]] + middle[label_of[one]] - 2 * middle[at]) for one in run
        ]
        count = int(np.argmin(off)) + 1
        if off[count - 1] > 2 * _TOUCH * em:
            return {}
        found[at] = run[0], run[count - 1]
        rest = rest[count:]
    ems = np.round((boxes[:, 2] - boxes[:, 0]) / em, 1).tolist()
    labels = {tuple(ems[label_of[at]] for at in range(a, b + 1)) for a, b in found.values()}
    alike = len(found) > 1 and len(labels) == 1
    return found if not rest and (others or alike) else {}
