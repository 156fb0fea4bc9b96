"""Gutters within a column: beside its label, or within its texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import FloatArray, IntArray
from kyoten_extract.table.unruled.row_cuts import BASELINE_TOLERANCE

# Share of the lines of a column that a label beside it has at most, and lines that it may have.
_LABELS, _FEWEST = 0.2, 2
# Ems: a line further off is none of the same header.
_NEAR = 1.1
# Ems: white that letters and figures of one text have between them, at most.
_INNER = 0.4
# Texts of a column for each that a column has which holds a label alone, at least.
_MANY_MORE = 5


def without_halves(
    gutters: FloatArray, pages: Sequence[FloatArray], head: FloatArray, em: float
) -> FloatArray:
    """``gutters`` (m, 2) without those that part a column.

    A label that is centered over texts at one side of their column has no text on its line there,
    nor have they beside it. And where digits are set a little apart from letters, white that all
    texts of a column have in one place is within them, if there is one label for both sides.

    Args:
        gutters: left to right.
        pages: boxes (n, 4) of the texts of each page, labels among them.
        head: (k, 4) boxes of labels.
        em: points.
    """
    while len(gutters):
        middle = gutters.mean(axis=1)
        labelled = np.zeros(len(gutters) + 1, dtype=bool)
        labelled[middle.searchsorted(head[:, [0, 2]].mean(axis=1))] = True
        levels = [_levels(boxes, gutters, middle) for boxes in pages]
        halves = [
            at
            for at in range(len(gutters))
            if _is_label_beside([own[at : at + 2] for own in levels], em)
            or (
                len(head)
                and gutters[at, 1] - gutters[at, 0] < _INNER * em
                and not labelled[at : at + 2].all()
            )
        ]
        if not halves:
            break
        gutters = np.delete(gutters, halves[0], axis=0)
    return gutters


def _levels(boxes: FloatArray, gutters: FloatArray, middle: FloatArray) -> list[FloatArray]:
    """Of each column, the lower sides of the texts in it, sorted."""
    column = middle.searchsorted(boxes[:, [0, 2]].mean(axis=1))
    return [np.sort(boxes[column == at, 3]) for at in range(len(gutters) + 1)]


def _is_label_beside(sides: Sequence[Sequence[FloatArray]], em: float) -> bool:
    """Whether one of two columns has labels alone, near to no text of the other."""
    counts = [sum(len(own[at]) for own in sides) for at in (0, 1)]
    few, many = sorted(counts)
    if not few or few > max(_FEWEST, _LABELS * many) or few == many:
        return False
    for one, other in sides:
        if len(one) and len(other):
            after = other.searchsorted(one)
            above = np.abs(one - other[np.maximum(after - 1, 0)])
            below = np.abs(one - other[np.minimum(after, len(other) - 1)])
            if np.minimum(above, below).min() < _NEAR * em:
                return False
    return True


def without_lone_labels(
    gutters: FloatArray, column: IntArray, boxes: FloatArray, pages: int, em: float
) -> FloatArray:
    """``gutters`` without those between a column of labels alone and the texts they belong to.

    Args:
        gutters: (m, 2), left to right.
        column: (n,) of each of ``boxes``.
        boxes: of the text of all pages, the labels among them.
        pages: how many there are.
        em: points.
    """
    if not len(gutters):
        return gutters
    count = np.bincount(column, minlength=len(gutters) + 1)
    dropped = []
    for at in np.flatnonzero((count > 0) & (count <= pages)).tolist():
        if count.max() < _MANY_MORE * pages:
            break
        label = boxes[column == at]
        heights = np.sort(label[:, 3])
        for beside, gutter in ((at + 1, at), (at - 1, at - 1)):
            if not 0 <= beside < len(count) or count[beside] <= count[at]:
                continue
            others = np.sort(boxes[column == beside, 3])
            near = np.abs(heights[:, None] - others[None, :]).min() <= BASELINE_TOLERANCE * em
            if not near:
                dropped.append(gutter)
                break
    return np.delete(gutters, dropped, axis=0)
