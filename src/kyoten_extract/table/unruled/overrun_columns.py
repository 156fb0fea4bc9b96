"""Columns into which the texts of the one before run where they are blank, told by their labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import FloatArray

# Ems: between two labels on one line; and neither is one letter, which may be of a spread label.
_APART, _LETTER = 2.0, 1.3
# Ems: labels on one line, and texts that begin in the same place, differ by less.
_SAME_LINE, _SAME_START = 0.75, 0.3
# Share of the texts of a column that begin in the same place, and texts at least.
_ALIKE, _FEWEST = 0.8, 3
# Ems: width of what is taken for the white before such a column.
_WHITE = 0.1


def with_overrun(
    gutters: FloatArray, bodies: Sequence[FloatArray], head: FloatArray, em: float
) -> FloatArray:
    """``gutters`` (m, 2) and one in each column that has two labels, and texts under both.

    Its texts begin in the same place, and some have another text beside them, under the second
    label. Where none has, the second column is blank, and they run into it.

    Args:
        gutters: left to right.
        bodies: boxes (n, 4) of the texts of each page below the labels.
        head: (k, 4) boxes of labels.
        em: points.
    """
    sides = np.concatenate(([-np.inf], gutters.ravel(), [np.inf])).reshape(-1, 2)
    found = []
    for low, high in sides.tolist():
        labels = head[(head[:, 0] >= low) & (head[:, 2] <= high)]
        labels = labels[labels[:, 3] > labels[:, 3].max(initial=0.0) - _SAME_LINE * em]
        labels = np.unique(labels[np.argsort(labels[:, 0])].round(1), axis=0)
        if len(labels) != 2 or labels[1, 0] - labels[0, 2] < _APART * em:
            continue
        if (labels[:, 2] - labels[:, 0] < _LETTER * em).any():
            continue
        x = _side(_own(bodies, low, high), labels, em)
        if x is not None:
            found.append((x - _WHITE * em, x))
    every = np.concatenate((gutters, np.array(found).reshape(-1, 2)))
    return np.asarray(every[np.argsort(every[:, 0])])


def _own(bodies: Sequence[FloatArray], low: float, high: float) -> list[FloatArray]:
    return [own[(own[:, 0] >= low) & (own[:, 2] <= high)] for own in bodies]


def _side(bodies: Sequence[FloatArray], labels: FloatArray, em: float) -> float | None:
    """Where the column of the second of two ``labels`` begins under them; None if one has both."""
    first, second = list[FloatArray](), list[FloatArray]()
    for boxes in bodies:
        middle = (boxes[:, 1] + boxes[:, 3]) / 2
        beside = (boxes[:, None, 1] < middle) & (boxes[:, None, 3] > middle)
        later = (beside & (boxes[:, None, 2] <= boxes[None, :, 0])).any(axis=0)
        first.append(boxes[~later])
        second.append(boxes[later])
    starts, others = np.concatenate(first), np.concatenate(second)[:, 0]
    if not _are_alike(starts[:, 0], em):
        return None
    if len(others):
        x = float(others.min())
        under = labels[0, [0, 2]].mean() < x < labels[1, 2]
        return x if under and _are_alike(others, em, 1) else None
    over = starts[:, 2] > labels[1, 0]
    return float(labels[1, 0]) if over.any() and not over.all() else None


def _are_alike(starts: FloatArray, em: float, least: int = _FEWEST) -> bool:
    """Whether nearly all texts begin in the same place."""
    near = np.abs(starts - np.median(starts)) <= _SAME_START * em if len(starts) else starts > 0
    return bool(near.sum() >= max(least, _ALIKE * len(starts)))
