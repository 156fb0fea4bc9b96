"""False merged cells: a ruling between rows is missing, but each row's text is in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from kyoten_extract.page.array_steps import columns, median, true_at
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray
from kyoten_extract.table.lattice import Lattice

# Ems: least white between the texts of two rows. Lines of one text are set closer.
_MIN_ROW_GAP = 0.6
# Ems: how much wider that white is than the widest between lines within a row.
_EXTRA_ROW_GAP = 0.3
# Ems: a row's text is centered in it up to this, which padding and rounding may cause.
_OFF_CENTER = 0.4


def missing_rulings(
    characters: Characters, owner: IntArray, lattices: Sequence[Lattice], offsets: Sequence[int]
) -> FloatArray:
    """(n, 3) y, x0, x1 of the horizontal rulings missing inside merged cells.

    A merged cell has one text, centered or set from its top. Where several texts are each centered
    in a row, with white where the ruling would be, the cell is really several.

    Args:
        characters: all characters of the page.
        owner: (n,) number of the cell each character is in.
        lattices: of the page.
        offsets: number of the first cell of each lattice.
    """
    found: list[tuple[float, float, float]] = []
    high = [true_at(lattice.cells[:, 2] > 1) for lattice in lattices]
    if not any(map(len, high)):
        return np.empty((0, 3))
    # The last entry is for OUTSIDE, which indexes from the end.
    asked = np.zeros(offsets[-1] + len(lattices[-1].cells) + 1, dtype=bool)
    for offset, merged in zip(offsets, high, strict=True):
        asked[offset + merged] = True
    inside = true_at(asked[owner] & ~characters.is_blank)
    order = inside[owner[inside].argsort(kind="stable")]
    cell = owner[order]
    extents = columns(characters.boxes[:, 1][order], characters.boxes[:, 3][order])
    for lattice, offset, merged in zip(lattices, offsets, high, strict=True):
        first, last = (cell.searchsorted(offset + merged + end) for end in (0, 1))
        filled = true_at(last > first)
        if not len(filled):
            continue
        first, last, inner = first[filled], last[filled], lattice.cells[merged[filled]]
        # Most merged cells have a centered text, which leaves the outer rows empty.
        top, bottom = extents[: last[-1]].T
        full = np.minimum.reduceat(top, first) < lattice.ys[inner[:, 0] + 1]
        full &= np.maximum.reduceat(bottom, first) > lattice.ys[inner[:, 0] + inner[:, 2] - 1]
        for at in true_at(full).tolist():
            row, left, row_span, span = inner[at].tolist()
            own = extents[first[at] : last[at]]
            ys = lattice.ys[row : row + row_span + 1]
            if _has_text_per_row(own, ys):
                x0, x1 = lattice.xs[left], lattice.xs[left + span]
                found += [(y, x0, x1) for y in ys[1:-1].tolist()]
    return np.array(found).reshape(-1, 3)


def _has_text_per_row(extents: FloatArray, ys: FloatArray) -> bool:
    """Whether characters with ``extents`` (n, 2) top, bottom form one text per row of ``ys``."""
    em = median(extents[:, 1] - extents[:, 0])
    lines = list(_lines(extents[extents[:, 0].argsort()]))
    if len(lines) < len(ys) - 1:
        return False
    middles = [(top + bottom) / 2 for top, bottom in lines]
    places = (ys.searchsorted(middles) - 1).tolist()
    if set(places) != set(range(len(ys) - 1)):
        return False
    gaps = [below[0] - above[1] for above, below in pairwise(lines)]
    same = [one == other for one, other in pairwise(places)]
    within = max((gap for gap, inside in zip(gaps, same, strict=True) if inside), default=0.0)
    between = min(gap for gap, inside in zip(gaps, same, strict=True) if not inside)
    if between < max(_MIN_ROW_GAP * em, within + _EXTRA_ROW_GAP * em):
        return False
    for place in range(len(ys) - 1):
        own = [line for line, at in zip(lines, places, strict=True) if at == place]
        if abs(own[0][0] + own[-1][1] - ys[place] - ys[place + 1]) / 2 > _OFF_CENTER * em:
            return False
    return True


def _lines(extents: FloatArray) -> Iterator[tuple[float, float]]:
    """Top and bottom of each line formed by characters sorted by their tops."""
    top, bottom = extents[0].tolist()
    for low, high in extents[1:].tolist():
        if low > (top + bottom) / 2:
            yield top, bottom
            top, bottom = low, high
        else:
            bottom = max(bottom, high)
    yield top, bottom
