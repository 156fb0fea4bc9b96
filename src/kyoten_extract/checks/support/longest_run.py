"""The longest ascending subsequence: what is left out is out of order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def longest_ascending_run(values: Sequence[int]) -> frozenset[int]:
    """Return the indexes of a longest subsequence of ``values`` that never descends."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        place = bisect_right(tails, value)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(value)
            ends.append(index)
        else:
            tails[place], ends[place] = value, index
    kept = []
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.append(index)
        index = before[index]
    return frozenset(kept)
