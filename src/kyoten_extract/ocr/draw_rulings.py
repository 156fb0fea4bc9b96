"""Restore column rulings that a scanned page lacks, where no text crosses them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.ocr.image.binarize import BoolImage
from kyoten_extract.ocr.missing_rulings import Boundary
from kyoten_extract.page.page_model import BoolArray, FloatArray
from kyoten_extract.page.text_quality import DrawnRuling
from kyoten_extract.table.lattice import Lattice

# Ems: how far a restored ruling may be from its expected place, as pages are copied unevenly.
_MAX_OFFSET = 0.6
# Ems: white space on either side of a ruling; printed text keeps at least this distance.
_CLEARANCE = 0.11
# Share of the cells with ink that may have text across the ruling; with more it is not a boundary.
_MAX_CROSSED = 0.2
# Share of crossed cells that weighs as much as an offset of one em.
_OFFSET_PENALTY = 0.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A restored ruling.

    Attributes:
        pieces: (n, 3) x, top, bottom in points.
        ruling: its record in the page's text quality.
    """

    pieces: FloatArray
    ruling: DrawnRuling


def draw_boundaries(
    lattice: Lattice, boundaries: Sequence[Boundary], ink: BoolImage, em: float, scale: float
) -> list[Drawn]:
    """Place those ``boundaries`` that fit into a lattice.

    Args:
        lattice: the page's table, in points.
        boundaries: the rulings that it lacks.
        ink: of the page, without its rulings.
        em: of its text, in dots.
        scale: points per dot.
    """
    found = [_drawn(lattice, boundary, ink, em, scale) for boundary in boundaries]
    return [drawn for drawn in found if drawn is not None]


def _drawn(
    lattice: Lattice, boundary: Boundary, ink: BoolImage, em: float, scale: float
) -> Drawn | None:
    reach = _MAX_OFFSET * em * scale
    cells = _across(lattice, boundary, reach)
    if not len(cells):
        return None
    white = max(round(_CLEARANCE * em), 1)
    middle, off = round(boundary.x / scale), round(_MAX_OFFSET * em)
    low, high = max(middle - off - white, 0), min(middle + off + white + 1, ink.shape[1])
    inked = np.array([_columns(ink, cell / scale, low, high, em) for cell in cells])
    if inked.shape[1] <= 2 * white:
        return None
    # (cells, places) whether a cell has ink at a place, or within the clearance.
    windows = np.lib.stride_tricks.sliding_window_view(inked, 2 * white + 1, axis=1)
    across: BoolArray = np.asarray(windows.any(axis=2))
    share = across.sum(axis=0) / max(float(inked.any(axis=1).sum()), len(cells) / 2)
    away = np.abs(np.arange(len(share)) + low + white - boundary.x / scale) / em
    at = int(np.argmin(share + _OFFSET_PENALTY * away))
    if share[at] > _MAX_CROSSED:
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
    """(n, 4) the cells that a boundary crosses, in points."""
    boxes = lattice.boxes
    inside = (boxes[:, 0] + reach < boundary.x) & (boundary.x < boxes[:, 2] - reach)
    # A header cell that begins above the boundary is a label over both columns.
    inside &= boxes[:, 1] >= boundary.top - reach
    result: FloatArray = boxes[inside]
    return result


def _columns(ink: BoolImage, cell: FloatArray, low: int, high: int, em: float) -> BoolArray:
    """(high - low,) where a cell has ink, ignoring remains of a ruling, which are thin and tall."""
    top, bottom = int(cell[1]) + 2, max(int(cell[3]) - 2, int(cell[1]) + 3)
    part = ink[top:bottom, low:high]
    share = part.mean(axis=0)
    ruled = share * len(part) > max(1.05 * em, 0.5 * len(part))
    return np.asarray(part.any(axis=0) & ~ruled)
