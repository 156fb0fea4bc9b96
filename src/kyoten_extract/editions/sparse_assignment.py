"""The best one-to-one assignment between two large sets of which few pairs can be partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from math import inf

from kyoten_extract.table.assignment import NOBODY


def assign_sparse(scores: Sequence[Mapping[int, float]]) -> list[int]:
    """The partner of each row, so that the sum of the scores is greatest.

    The result is that of :func:`kyoten_extract.table.assignment.assign`, which needs all pairs;
    this one adds a row at a time along the shortest augmenting path (Jonker and Volgenant 1987)
    over the pairs that there are.

    Args:
        scores: how well each row fits each column, by the column's index; 0 and less mean not at
            all.

    Returns:
        (n,) the column of each row, or ``NOBODY``.
    """
    # A column below zero belongs to one row alone, for which it means no partner.
    edges = [
        [(-1 - row, 0.0), *((column, -fit) for column, fit in fits.items() if fit > 0)]
        for row, fits in enumerate(scores)
    ]
    partner = [NOBODY] * len(edges)
    owner: dict[int, int] = {}
    row_potential = [0.0] * len(edges)
    column_potential: dict[int, float] = {}
    for start in range(len(edges)):
        _add(start, edges, partner, owner, row_potential, column_potential)
    return [column if column >= 0 else NOBODY for column in partner]


def _add(
    start: int,
    edges: Sequence[Sequence[tuple[int, float]]],
    partner: list[int],
    owner: dict[int, int],
    row_potential: list[float],
    column_potential: dict[int, float],
) -> None:
    """Give row ``start`` a column, along the cheapest path of changed owners."""
    nearest: dict[int, float] = {}
    before: dict[int, int] = {}
    done: dict[int, float] = {}
    heap: list[tuple[float, int]] = []
    row, way = start, 0.0
    while True:
        for column, cost in edges[row]:
            if column in done:
                continue
            length = way + cost - row_potential[row] - column_potential.get(column, 0.0)
            if length < nearest.get(column, inf):
                nearest[column], before[column] = length, row
                heappush(heap, (length, column))
        # The row's own column is always within reach, so the heap is not empty.
        way, column = heappop(heap)
        while column in done:
            way, column = heappop(heap)
        if column not in owner:
            break
        done[column] = way
        row = owner[column]
    row_potential[start] += way
    for passed, length in done.items():
        row_potential[owner[passed]] += way - length
        column_potential[passed] = column_potential.get(passed, 0.0) - (way - length)
    while True:
        row = before[column]
        left = partner[row]
        owner[column], partner[row] = row, column
        if row == start:
            return
        column = left
