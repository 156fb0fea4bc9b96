"""Sides of cells that are too faint or too broken to be lines: looked for where a table has them.

Where two rulings across end at places that other rows have a ruling between, less is enough to tell
one: most of it drawn, however faintly, with no text on it; or a stub that begins at a crossing and
is longer than any stroke. Cells that are merged have neither.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.ocr.image.binarize import BoolImage, Gray
from kyoten_extract.page.page_model import FloatArray

# In ems: lines nearer than this are at one place; so near a crossing, a line reaches it.
_SAME, _REACH = 0.3, 0.5
# In ems: a stub is longer than a character is high.
_STUB = 1.15
# Of the rulings' darkness: what is drawn. The share of a side that is drawn, and of one that is
# covered already.
_DRAWN, _WHOLE, _COVERED = 0.4, 0.85, 0.5
# In ems: aside of a ruling it is white, along this share of it.
_ASIDE, _WHITE = 0.16, 0.85
# In ems: what is shorter than this between two crossings is no side of a cell.
_SHORTEST = 1.5


def missing_borders(
    lines: FloatArray, others: FloatArray, thin: Gray, ink: BoolImage, em: float, depth: float
) -> FloatArray:
    """(n, 3) sides of cells along x that ``lines`` lack: position, low, high.

    Args:
        lines: (n, 3) along x that are known.
        others: (m, 3) those across.
        thin: (height, width) darkness of what is as thin as a ruling.
        ink: where text and rulings are.
        em: of the text, in dots.
        depth: how dark rulings are, of 255.
    """
    if not len(lines) or not len(others):
        return np.empty((0, 3))
    found = []
    for position in _places(lines[:, 0], em):
        same = lines[np.abs(lines[:, 0] - position) <= _SAME * em]
        crossing = others[
            (others[:, 1] - _REACH * em <= position) & (others[:, 2] + _REACH * em >= position)
        ]
        stops = _places(crossing[:, 0], em)
        for low, high in zip(stops[:-1].tolist(), stops[1:].tolist(), strict=True):
            if high - low < _SHORTEST * em:
                continue
            drawn = np.clip(np.minimum(same[:, 2], high) - np.maximum(same[:, 1], low), 0, None)
            if drawn.sum() >= _COVERED * (high - low):
                continue
            if _is_side(position, low, high, thin, ink, em, depth):
                found.append((position, low, high))
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _places(positions: FloatArray, em: float) -> FloatArray:
    """The means of ``positions`` that are one place, ascending."""
    positions = np.sort(positions)
    if not len(positions):
        return positions
    group = np.cumsum(np.concatenate(([0], np.diff(positions) > _SAME * em)))
    result: FloatArray = np.bincount(group, positions) / np.bincount(group)
    return result


def _is_side(
    position: float,
    low: float,
    high: float,
    thin: Gray,
    ink: BoolImage,
    em: float,
    depth: float,
) -> bool:
    """Whether a side of a cell is drawn, faintly or in part."""
    middle, edge = round(position), max(round(_ASIDE * em), 3)
    left, right = round(low) + 2, round(high) - 1
    if middle < 2 * edge or middle >= len(thin) - 2 * edge or right - left < edge:
        return False
    drawn = thin[middle - 2 : middle + 3, left:right].max(axis=0) > max(_DRAWN * depth, 20)
    above = np.asarray(ink[middle - 2 * edge : middle - edge + 1, left:right].any(axis=0))
    below = np.asarray(ink[middle + edge : middle + 2 * edge + 1, left:right].any(axis=0))
    if drawn.mean() >= _WHOLE and 1 - min(above.mean(), below.mean()) >= _WHITE:
        return True
    clear = ~above & ~below
    # From a crossing on, without a gap, and nothing beside it.
    length = round(_STUB * em)
    if length > len(drawn):
        return False
    return any(
        part_drawn.all() and part_clear.mean() >= _WHITE
        for part_drawn, part_clear in (
            (drawn[:length], clear[:length]),
            (drawn[-length:], clear[-length:]),
        )
    )
