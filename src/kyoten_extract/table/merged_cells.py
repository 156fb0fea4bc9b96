"""Merged cells that are none: a ruling is missing, and each row's text stands in its own place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from kyoten_extract.page.page_model import Characters, FloatArray, IntArray
from kyoten_extract.table.lattice import Lattice

# In ems: the least white where a ruling is missing, and how much more it is than between lines;
# how near a text is to the middle of its place.
_WHITE = 0.6
_MORE = 0.3
_OFF = 0.4


def missing_rulings(
    characters: Characters, owner: IntArray, lattices: Sequence[Lattice], offsets: Sequence[int]
) -> FloatArray:
    """(n, 3) y, x0, x1 of the horizontal rulings that merged cells lack.

    A merged cell has one text, about its middle or from its top. Where the texts of several stand
    each about the middle of a row, with white where the ruling would be, it is several cells.

    Args:
        characters: those of the page.
        owner: (n,) number of the cell each is in.
        lattices, offsets: of the page, and the number of the first cell of each.
    """
    found: list[tuple[float, float, float]] = []
    inked = np.flatnonzero(~characters.is_blank)
    order = inked[np.argsort(owner[inked], kind="stable")]
    cell = owner[order]
    extents = characters.boxes[order][:, [1, 3]]
    for lattice, offset in zip(lattices, offsets, strict=True):
        merged = np.flatnonzero(lattice.cells[:, 2] > 1)
        first, last = (np.searchsorted(cell, offset + merged + end).tolist() for end in (0, 1))
        for at, (row, column, row_span, column_span) in enumerate(lattice.cells[merged].tolist()):
            inside = extents[first[at] : last[at]]
            ys = lattice.ys[row : row + row_span + 1]
            if len(inside) and _is_parted(inside, ys):
                x0, x1 = lattice.xs[column], lattice.xs[column + column_span]
                found += [(y, x0, x1) for y in ys[1:-1].tolist()]
    return np.array(found).reshape(-1, 3)


def _is_parted(extents: FloatArray, ys: FloatArray) -> bool:
    """Whether text with ``extents`` (n, 2) down the page is one text for each row of ``ys``."""
    # Most merged cells have a text about their middle, which reaches neither the first row nor the
    # last.
    if extents[:, 0].min() >= ys[1] or extents[:, 1].max() <= ys[-2]:
        return False
    em = float(np.median(extents[:, 1] - extents[:, 0]))
    lines = list(_lines(extents[np.argsort(extents[:, 0])]))
    if len(lines) < len(ys) - 1:
        return False
    middles = [(top + bottom) / 2 for top, bottom in lines]
    places = (np.searchsorted(ys, middles) - 1).tolist()
    if set(places) != set(range(len(ys) - 1)):
        return False
    gaps = [below[0] - above[1] for above, below in pairwise(lines)]
    same = [one == other for one, other in pairwise(places)]
    within = max((gap for gap, inside in zip(gaps, same, strict=True) if inside), default=0.0)
    between = min(gap for gap, inside in zip(gaps, same, strict=True) if not inside)
    if between < max(_WHITE * em, within + _MORE * em):
        return False
    for place in range(len(ys) - 1):
        own = [line for line, at in zip(lines, places, strict=True) if at == place]
        if abs(own[0][0] + own[-1][1] - ys[place] - ys[place + 1]) / 2 > _OFF * em:
            return False
    return True


def _lines(extents: FloatArray) -> Iterator[tuple[float, float]]:
    """The lines that characters in order of their tops make."""
    top, bottom = extents[0].tolist()
    for low, high in extents[1:].tolist():
        if low > (top + bottom) / 2:
            yield top, bottom
            top, bottom = low, high
        else:
            bottom = max(bottom, high)
    yield top, bottom
