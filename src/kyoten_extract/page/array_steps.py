"""Steps on arrays that each page takes many times.

A page has a few thousand characters, for which numpy's own functions of this kind take longer to
start than to run.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, by_column, rows

Numbers = TypeVar("Numbers", IntArray, FloatArray)

# Share of the height of a character: one whose baseline differs by less is on its line.
_LEVEL = 0.3
# Share of a character's width that a step to the next one has, even in squeezed text.
_STEP = 0.4


def true_at(mask: NDArray[Any] | np.bool) -> IntArray:
    """(k,) the indexes at which ``mask`` (n,) is true."""
    # To its type, what ``all(axis=1)`` gives may be a single value.
    at: IntArray = mask.nonzero()[0]  # type: ignore[misc]
    return at


def begins(values: IntArray | FloatArray | BoolArray) -> BoolArray:
    """(n,) which values are not the one before; the first is not."""
    new = np.empty(len(values), dtype=bool)
    new[:1] = True
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def lengths(starts: IntArray, end: int) -> IntArray:
    """(n,) how far it is from each of ``starts`` to the next, from the last to ``end``."""
    result = -starts
    result[:-1] += starts[1:]
    result[-1:] += end
    return result


def one_of(values: IntArray, few: Sequence[int]) -> BoolArray:
    """(n,) which values are among ``few``."""
    found: BoolArray = values == few[0]
    for other in few[1:]:
        found |= values == other
    return found


def columns(*values: FloatArray | IntArray) -> FloatArray:
    """(n, k) the arrays side by side, each together in memory."""
    result = by_column(len(values[0]), len(values))
    for index, column in enumerate(values):
        result[:, index] = column
    return result


def distinct(values: Numbers) -> Numbers:
    """The distinct values of an array, sorted; without what ``np.unique`` imports and checks."""
    if not len(values):
        return values.reshape(-1)
    ordered = np.sort(values, axis=None)
    return ordered[begins(ordered)]


def grouped(values: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The distinct values, sorted; where each stands first; and (n,) the number of each value."""
    order = values.argsort(kind="stable")
    ordered = values[order]
    new = begins(ordered)
    number = np.empty(len(values), dtype=np.int64)
    number[order] = new.cumsum() - 1
    return ordered[new], order[new], number


def difference(values: IntArray, others: IntArray) -> IntArray:
    """The distinct values that are not among ``others``, sorted."""
    own = distinct(values)
    return own[~_among(own, others)]


def common(values: IntArray, others: IntArray) -> IntArray:
    """The distinct values that are among ``others``, sorted."""
    own = distinct(values)
    return own[_among(own, others)]


def _among(values: IntArray, others: IntArray) -> BoolArray:
    """(n,) which values are among ``others``."""
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    ordered = np.sort(others)
    return np.asarray(ordered[ordered.searchsorted(values) % len(ordered)] == values)


def median(values: FloatArray | Sequence[float]) -> float:
    """The median of values none of which is NaN; NaN, without a warning, if there are none."""
    values = np.asarray(values).reshape(-1)
    if not len(values):
        return nan
    middle = len(values) // 2
    # Most values are equal, such as heights of characters: sorting takes less than a partition.
    ordered = np.sort(values)
    if len(values) % 2:
        return float(ordered[middle])
    low, high = ordered[middle - 1 : middle + 1].tolist()
    return float((low + high) / 2)


def up_to_the_next(boxes: FloatArray, at: IntArray) -> FloatArray:
    """``boxes`` (n, 4), those ``at`` some indexes ending where the next one in their line begins.

    Boxes are an em wide whatever the step of the text: squeezed text lies in its own boxes.
    """
    result = boxes.copy(order="K")
    at = at[at < len(boxes) - 1]
    own, following = rows(boxes, at), rows(boxes, at + 1)
    level = np.abs(following[:, 3] - own[:, 3]) <= _LEVEL * (own[:, 3] - own[:, 1])
    step = following[:, 0] - own[:, 0]
    ends = level & (step > _STEP * (own[:, 2] - own[:, 0]))
    result[at[ends], 2] = np.minimum(own[ends, 2], following[ends, 0])
    return result
