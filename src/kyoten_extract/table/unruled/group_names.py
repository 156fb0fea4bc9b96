"""Columns with the names of groups of rows: one text between two rulings, in the middle or first.

Rows that are parted between these rulings have one name together: its cell is merged over them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.unruled.column_text import ColumnText

# Stretches of several rows, at least; share of them in which the name is in the middle, and how
# exact that is (ems).
_FEWEST, _SHARE, _CENTERED = 2, 0.9, 0.5
# How many times as many lines others have as a name of several lines, at least.
_MANY_MORE = 3

Stretch = tuple[ColumnText, float, float]
"""The text between two rulings, and the heights of these."""


def group_columns(stretches: Iterable[Stretch], columns: int, em: float) -> frozenset[int]:
    """Which of the columns have names of groups; ``stretches`` have several rows each."""
    names, first, every = np.zeros(columns, np.int64), np.zeros(columns, np.int64), 0
    for text, top, bottom in stretches:
        extents = _blocks(text, columns, em)
        centered = np.abs(extents.sum(axis=1) - top - bottom) <= 2 * _CENTERED * em
        names += centered
        first += centered | (extents[:, 0] <= text.pieces.boxes[:, 1].min() + _CENTERED * em)
        every += 1
    if every < _FEWEST:
        return frozenset()
    found = set(np.flatnonzero(names >= _SHARE * every).tolist())
    # Only the first of a list's columns have names beside the first row: others may be blank.
    for at in range(columns):
        if at not in found and first[at] < _SHARE * every:
            break
        found.add(at)
    return frozenset(found) if 2 * len(found) < columns else frozenset()


def _blocks(text: ColumnText, columns: int, em: float) -> FloatArray:
    """(columns, 2) top and bottom of the text of each column that may be one name; else NaN.

    It has one line, or a few without white between them where most columns have many more.
    """
    result = np.full((columns, 2), np.nan)
    boxes, column = text.pieces.boxes[:, [1, 3]], text.column
    count = np.bincount(column, minlength=columns)
    most = int(np.median(count[count > 0]))
    for at in np.flatnonzero((count > 0) & (count <= max(1, most // _MANY_MORE))).tolist():
        own = boxes[column == at]
        if (own[1:, 0] - own[:-1, 1] <= _CENTERED * em).all():
            result[at] = own[0, 0], own[:, 1].max()
    return result


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
