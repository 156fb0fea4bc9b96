"""Base cells of a lattice: joined to rectangles, and counted without rows that begin no cell."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import BoolArray, IntArray


def renumbered(cells: IntArray, begun: tuple[BoolArray, ...]) -> IntArray:
    """``cells`` without the rows and columns in which none begins: stray lines part nothing."""
    result = cells.copy()
    for axis, starts in enumerate(begun):
        number = np.append(np.cumsum(starts) - starts, starts.sum())
        first = number[cells[:, axis]]
        result[:, axis] = first
        result[:, 2 + axis] = number[cells[:, axis] + cells[:, 2 + axis]] - first
    return result


def rectangles(group: list[int], columns: int) -> list[tuple[int, int, int, int]]:
    """A group of base cells as one rectangle if it fills one, else as strips row by row."""
    places = [divmod(item, columns) for item in group]
    top, left = min(r for r, _ in places), min(c for _, c in places)
    bottom, right = max(r for r, _ in places), max(c for _, c in places)
    if (bottom - top + 1) * (right - left + 1) == len(group):
        return [(top, left, bottom - top + 1, right - left + 1)]
    strips = []
    for row in range(top, bottom + 1):
        across = sorted(c for r, c in places if r == row)
        start = previous = across[0]
        for column in [*across[1:], columns + 1]:
            if column != previous + 1:
                strips.append((row, start, 1, previous - start + 1))
                start = column
            previous = column
    return strips
