"""Gaps between the cells of a table that are drawn apart, each with a frame of its own.

Between such cells is a strip with rulings on both sides, which is no column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray
from kyoten_extract.table.base_cells import renumbered
from kyoten_extract.table.lattice import Lattice

# Tolerances, each a quarter of an em: a narrower strip holds no character.
_NARROW = 2.0


def without_gaps(
    lattices: Sequence[Lattice], characters: Characters, tolerance: float
) -> list[Lattice]:
    """``lattices`` without the columns that are gaps between cells.

    Args:
        lattices: of a page.
        characters: of the page.
        tolerance: points between two positions that are still one line.
    """
    return [_without_gaps(lattice, characters, _NARROW * tolerance) for lattice in lattices]


def _without_gaps(lattice: Lattice, characters: Characters, narrow: float) -> Lattice:
    xs = lattice.xs
    gaps = xs[1:] - xs[:-1] <= narrow
    if not gaps.any():
        return lattice
    boxes = characters.boxes[~characters.is_blank]
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = (x > xs[0]) & (x < xs[-1]) & (y > lattice.ys[0]) & (y < lattice.ys[-1])
    gaps[xs.searchsorted(x[inside]) - 1] = False
    if not gaps.any() or gaps.all():
        return lattice
    kept = ~gaps
    cells = renumbered(lattice.cells, (np.ones(len(lattice.ys) - 1, dtype=bool), kept))
    wide = np.flatnonzero(cells[:, 3] > 0)
    number = np.full(len(cells), -1)
    number[wide] = np.arange(len(wide))
    owner = number[lattice.owner[:, kept]]
    return replace(lattice, xs=_boundaries(xs, kept), owner=owner, cells=cells[wide])


def _boundaries(xs: FloatArray, kept: BoolArray) -> FloatArray:
    """The boundaries of the columns that are left: in the middle of each gap, or its outer side."""
    place = np.concatenate(([0], kept.cumsum()))
    middle = np.bincount(place, xs) / np.bincount(place)
    middle[0], middle[-1] = xs[0], xs[-1]
    return middle
