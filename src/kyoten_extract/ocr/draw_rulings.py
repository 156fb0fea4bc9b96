"""Rulings that a page lacks drawn where other pages have them, as far as no text stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kyoten_extract.ocr.image.binarize import BoolImage
from kyoten_extract.ocr.missing_rulings import Boundary
from kyoten_extract.page.page_model import BoolArray, FloatArray
from kyoten_extract.page.text_quality import DrawnRuling
from kyoten_extract.table.lattice import Lattice

# In ems: how far off its place a ruling may be; the white that is on either side of it.
_OFF, _WHITE = 0.6, 0.11
# Of the cells with ink: through no more of them text may stand where the ruling would be. To be an
# em off its place is as bad as text in this share of them.
_MOST_CROSSED, _AWAY = 0.2, 0.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ruling that was drawn in.

    Attributes:
        pieces: (n, 3) x, top, bottom in points.
        told: what is told of it.
    """

    pieces: FloatArray
    told: DrawnRuling


def draw_boundaries(
    lattice: Lattice, boundaries: Sequence[Boundary], ink: BoolImage, em: float, scale: float
) -> list[Drawn]:
    """Those of the ``boundaries`` that can be drawn into a lattice.

    Args:
        lattice: in points.
        boundaries: that it lacks.
        ink: of the page, without its rulings.
        em: of its text, in dots.
        scale: points to a dot.
    """
    found = [_drawn(lattice, boundary, ink, em, scale) for boundary in boundaries]
    return [drawn for drawn in found if drawn is not None]


def _drawn(
    lattice: Lattice, boundary: Boundary, ink: BoolImage, em: float, scale: float
) -> Drawn | None:
    reach = _OFF * em * scale
    cells = _across(lattice, boundary, reach)
    if not len(cells):
        return None
    white = max(round(_WHITE * em), 1)
    middle, off = round(boundary.x / scale), round(_OFF * em)
    low, high = max(middle - off - white, 0), min(middle + off + white + 1, ink.shape[1])
    inked = np.array([_columns(ink, cell / scale, low, high, em) for cell in cells])
    if inked.shape[1] <= 2 * white:
        return None
    # (cells, places) whether ink is at a place, or beside it.
    windows = np.lib.stride_tricks.sliding_window_view(inked, 2 * white + 1, axis=1)
    across: BoolArray = np.asarray(windows.any(axis=2))
    share = across.sum(axis=0) / max(float(inked.any(axis=1).sum()), len(cells) / 2)
    away = np.abs(np.arange(len(share)) + low + white - boundary.x / scale) / em
    at = int(np.argmin(share + _AWAY * away))
    if share[at] > _MOST_CROSSED:
        return None
    crossed = across[:, at]
    x = (low + white + at) * scale
    pieces = np.array([(x, max(top, boundary.top), end) for _, top, _, end in cells[~crossed]])
    beside = tuple(
        (round(x0, 2), round(top, 2), round(x1, 2), round(end, 2))
        for x0, top, x1, end in cells[crossed].tolist()
    )
    ends = float(pieces[:, 1].min()), float(pieces[:, 2].max())
    box = round(x, 2), round(ends[0], 2), round(x, 2), round(ends[1], 2)
    return Drawn(pieces, DrawnRuling(box, beside))


def _across(lattice: Lattice, boundary: Boundary, reach: float) -> FloatArray:
    """(n, 4) the cells that a boundary goes through, in points."""
    boxes = lattice.boxes
    inside = (boxes[:, 0] + reach < boundary.x) & (boundary.x < boxes[:, 2] - reach)
    # A header's cell that begins above it is a label over the columns that it parts.
    inside &= boxes[:, 1] >= boundary.top - reach
    result: FloatArray = boxes[inside]
    return result


def _columns(ink: BoolImage, cell: FloatArray, low: int, high: int, em: float) -> BoolArray:
    """(high - low,) where a cell has ink, but for what is left of a ruling: thin and high."""
    top, bottom = int(cell[1]) + 2, max(int(cell[3]) - 2, int(cell[1]) + 3)
    part = ink[top:bottom, low:high]
    share = part.mean(axis=0)
    ruled = share * len(part) > max(1.05 * em, 0.5 * len(part))
    return np.asarray(part.any(axis=0) & ~ruled)
