"""Columns with the names of groups of rows: one text in the middle between two rulings.

Rows that are parted between these rulings have one name together: its cell is merged over them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from kyoten_extract.table.unruled.column_text import ColumnText

# Stretches of several rows, at least; share of them in which the name is in the middle, and how
# exact that is (ems).
_FEWEST, _SHARE, _CENTERED = 2, 0.9, 0.5

Stretch = tuple[ColumnText, float, float]
"""The text between two rulings, and the heights of these."""


def group_columns(stretches: Iterable[Stretch], columns: int, em: float) -> frozenset[int]:
    """Which of the columns have names of groups; ``stretches`` have several rows each."""
    names, every = np.zeros(columns, dtype=np.int64), 0
    for text, top, bottom in stretches:
        boxes, column = text.pieces.boxes, text.column
        off = np.abs((boxes[:, 1] + boxes[:, 3] - top - bottom) / 2) > _CENTERED * em
        count = np.bincount(column, minlength=columns)
        names += (count == 1) & (np.bincount(column[off], minlength=columns) == 0)
        every += 1
    if every < _FEWEST:
        return frozenset()
    found = np.flatnonzero(names >= _SHARE * every)
    return frozenset(found.tolist()) if 2 * len(found) < columns else frozenset()


def without(text: ColumnText, groups: Collection[int]) -> ColumnText:
    """``text`` without the columns ``groups``."""
    return text.take(~np.isin(text.column, list(groups))) if groups else text


def beside(xs: Sequence[float], groups: Collection[int]) -> Iterator[tuple[float, float]]:
    """The stretches of columns with the sides ``xs`` that are none of ``groups``."""
    sides = enumerate(pairwise(xs))
    for is_group, some in groupby(sides, key=lambda one: one[0] in groups):
        if not is_group:
            own = [side for _, side in some]
            yield own[0][0], own[-1][1]
