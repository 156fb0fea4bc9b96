"""The best one-to-one assignment between two sets, given how well each pair fits."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

NOBODY = -1
"""Stands for no partner."""


def assign(scores: Sequence[Sequence[float]]) -> list[int]:
    """The partner of each row, so that the sum of the scores is greatest.

    This is the Hungarian method with potentials (Kuhn 1955, Munkres 1957), which adds one row at
    a time along the cheapest augmenting path. Pairs that score nothing are left alone.

    Args:
        scores: (n, m) how well each row fits each column; 0 and less mean not at all.

    Returns:
        (n,) the column of each row, or ``NOBODY``.
    """
    rows, columns = len(scores), len(scores[0]) if scores else 0
    size = max(rows, columns)
    # Where there are more of one side, partners that are worth nothing make up the other.
    cost = [[0.0] * size for _ in range(size)]
    for row, fits in enumerate(scores):
        cost[row][:columns] = [-max(fit, 0.0) for fit in fits]
    # Column ``size`` stands for the row that is being added.
    owner = [NOBODY] * (size + 1)
    row_potential, column_potential = [0.0] * size, [0.0] * (size + 1)
    for row in range(size):
        owner[size] = row
        at = size
        least, before = [inf] * size, [size] * size
        used = [False] * (size + 1)
        while owner[at] != NOBODY:
            used[at] = True
            here = owner[at]
            nearest, step = size, inf
            for column in range(size):
                if used[column]:
                    continue
                reduced = cost[here][column] - row_potential[here] - column_potential[column]
                if reduced < least[column]:
                    least[column], before[column] = reduced, at
                if least[column] < step:
                    nearest, step = column, least[column]
            for column in range(size + 1):
                if used[column]:
                    row_potential[owner[column]] += step
                    column_potential[column] -= step
                elif column < size:
                    least[column] -= step
            at = nearest
        while at != size:
            owner[at] = owner[before[at]]
            at = before[at]
    partner = [NOBODY] * rows
    for column in range(columns):
        row = owner[column]
        if row < rows and scores[row][column] > 0:
            partner[row] = column
    return partner
