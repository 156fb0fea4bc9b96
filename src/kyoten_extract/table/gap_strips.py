"""Strips of a lattice that are no columns: beside a table, and between cells drawn apart.

Where each cell has a frame of its own, a strip with rulings on both sides is between two. Beside a
table, a bracket around some of its rows or a frame around it and its title makes one.
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
# And this is less than that of a blank column at the side.
_BLANK = 6.0
# Boundaries of a table with such a strip, the strip included, are more than these.
_FEWEST, _FEWEST_ROWS = 3, 4


def without_gaps(
    lattices: Sequence[Lattice], characters: Characters, tolerance: float
) -> list[Lattice]:
    """``lattices`` without the columns that are gaps between cells.

    Args:
        lattices: of a page.
        characters: of the page.
        tolerance: points between two positions that are still one line.
    """
    kept = [_without_sides(lattice, characters, _BLANK * tolerance) for lattice in lattices]
    return [_without_gaps(lattice, characters, _NARROW * tolerance) for lattice in kept]


def _without_sides(lattice: Lattice, characters: Characters, narrow: float) -> Lattice:
    """``lattice`` without outer strips that have no text, and no rows, or no place for any."""
    while len(lattice.xs) > _FEWEST and len(lattice.ys) > _FEWEST_ROWS:
        widths = lattice.xs[1:] - lattice.xs[:-1]
        for side in (0, len(widths) - 1):
            own = {*lattice.owner[:, side].tolist()}
            if 2 * len(own) >= len(lattice.ys) and widths[side] >= narrow:
                continue
            number = np.array(sorted(own))
            number = number[lattice.cells[number, 3] == 1]
            tall = 2 * len(number) < len(lattice.ys)
            if not len(number) or not (tall or widths[side] < narrow):
                continue
            sides = lattice.xs[side], lattice.xs[side + 1]
            if not _has_text(lattice.boxes[number], characters, *sides):
                lattice = _with_own_rows(_taken(lattice, np.arange(len(widths)) != side))
                break
        else:
            break
    return lattice


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
    return replace(_taken(lattice, ~gaps), xs=_boundaries(xs, ~gaps))


def _taken(lattice: Lattice, kept: BoolArray) -> Lattice:
    """The columns ``kept`` of ``lattice``, the first and the last of them at the outer sides."""
    cells = renumbered(lattice.cells, (np.ones(len(lattice.ys) - 1, dtype=bool), kept))
    wide = np.flatnonzero(cells[:, 3] > 0)
    number = np.full(len(cells), -1)
    number[wide] = np.arange(len(wide))
    at = np.flatnonzero(kept)
    return replace(
        lattice,
        xs=lattice.xs[at[0] : at[-1] + 2],
        owner=number[lattice.owner[:, kept]],
        cells=cells[wide],
        open_columns=tuple(np.flatnonzero(np.isin(at, lattice.open_columns)).tolist()),
    )


def _with_own_rows(lattice: Lattice) -> Lattice:
    """``lattice`` without boundaries of rows at which none of its cells begins."""
    kept = np.isin(np.arange(len(lattice.ys) - 1), lattice.cells[:, 0])
    if kept.all():
        return lattice
    return replace(
        lattice,
        ys=lattice.ys[np.append(kept, True)],
        owner=lattice.owner[kept],
        cells=renumbered(lattice.cells, (kept, np.ones(len(lattice.xs) - 1, dtype=bool))),
    )


def _has_text(boxes: FloatArray, characters: Characters, low: float, high: float) -> bool:
    """Whether any character is in one of ``boxes``, which are between ``low`` and ``high``."""
    shown = characters.boxes[~characters.is_blank]
    shown = shown[(shown[:, 2] > low) & (shown[:, 0] < high)]
    x, y = (shown[:, :2] + shown[:, 2:]).T[:, :, None] / 2
    x0, top, x1, bottom = boxes.T
    return bool(((x > x0) & (x < x1) & (y > top) & (y < bottom)).any())


def _boundaries(xs: FloatArray, kept: BoolArray) -> FloatArray:
    """The boundaries of the columns that are left: in the middle of each gap, or its outer side."""
    place = np.concatenate(([0], kept.cumsum()))
    middle = np.bincount(place, xs) / np.bincount(place)
    middle[0], middle[-1] = xs[0], xs[-1]
    return middle
