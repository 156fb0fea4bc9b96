"""Find cell borders that are too faint or too broken to be detected as rulings.

Where other rows of the table have a ruling between two crossings, weaker evidence is enough for a
border: most of it drawn, however faintly, without text on it; or a stub that begins at a crossing
and is longer than any stroke. Merged cells have neither.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.ocr.image.binarize import BoolImage, Gray
from kyoten_extract.page.page_model import FloatArray

# Ems: rulings closer than this are at one position.
_SAME_POSITION = 0.3
# Ems: a ruling that ends this close to a crossing reaches it.
_REACH = 0.5
# Ems: length of a stub, longer than the strokes of a character.
_STUB_LENGTH = 1.15
# Share of the rulings' darkness from which a dot of a border counts as drawn.
_MIN_DARKNESS = 0.4
# Share of a border's length that must be drawn.
_MIN_DRAWN = 0.85
# Share of a border's length that known rulings may cover; with more it is known already.
_MAX_KNOWN = 0.5
# Ems from a ruling's center to the strip beside it that must be white, as text is further off ...
_BESIDE = 0.16
# ... and the share of its length along which it must be.
_MIN_WHITE = 0.85
# Ems: the least distance of two crossings with a border between; cells are larger.
_MIN_LENGTH = 1.5


def missing_borders(
    lines: FloatArray, others: FloatArray, thin: Gray, ink: BoolImage, em: float, depth: float
) -> FloatArray:
    """(n, 3) cell borders along x that ``lines`` lack: position, low, high.

    Args:
        lines: (n, 3) the known rulings along x.
        others: (m, 3) the known rulings across.
        thin: (height, width) darkness of marks as thin as a ruling.
        ink: (height, width) text and rulings.
        em: of the text, in dots.
        depth: darkness of the page's rulings, of 255.
    """
    if not len(lines) or not len(others):
        return np.empty((0, 3))
    found = []
    for position in _places(lines[:, 0], em):
        same = lines[np.abs(lines[:, 0] - position) <= _SAME_POSITION * em]
        crossing = others[
            (others[:, 1] - _REACH * em <= position) & (others[:, 2] + _REACH * em >= position)
        ]
        stops = _places(crossing[:, 0], em)
        for low, high in zip(stops[:-1].tolist(), stops[1:].tolist(), strict=True):
            if high - low < _MIN_LENGTH * em:
                continue
            drawn = np.clip(np.minimum(same[:, 2], high) - np.maximum(same[:, 1], low), 0, None)
            if drawn.sum() >= _MAX_KNOWN * (high - low):
                continue
            if _is_border(position, low, high, thin, ink, em, depth):
                found.append((position, low, high))
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _places(positions: FloatArray, em: float) -> FloatArray:
    """The means of clusters of ``positions``, ascending."""
    positions = np.sort(positions)
    if not len(positions):
        return positions
    group = np.cumsum(np.concatenate(([0], np.diff(positions) > _SAME_POSITION * em)))
    result: FloatArray = np.bincount(group, positions) / np.bincount(group)
    return result


def _is_border(
    position: float,
    low: float,
    high: float,
    thin: Gray,
    ink: BoolImage,
    em: float,
    depth: float,
) -> bool:
    """Whether a border is drawn, faintly or in part."""
    middle, edge = round(position), max(round(_BESIDE * em), 3)
    left, right = round(low) + 2, round(high) - 1
    if middle < 2 * edge or middle >= len(thin) - 2 * edge or right - left < edge:
        return False
    drawn = thin[middle - 2 : middle + 3, left:right].max(axis=0) > max(_MIN_DARKNESS * depth, 20)
    above = np.asarray(ink[middle - 2 * edge : middle - edge + 1, left:right].any(axis=0))
    below = np.asarray(ink[middle + edge : middle + 2 * edge + 1, left:right].any(axis=0))
    if drawn.mean() >= _MIN_DRAWN and 1 - min(above.mean(), below.mean()) >= _MIN_WHITE:
        return True
    clear = ~above & ~below
    # A stub: drawn from a crossing on without a gap, and white on both sides.
    length = round(_STUB_LENGTH * em)
    if length > len(drawn):
        return False
    return any(
        part_drawn.all() and part_clear.mean() >= _MIN_WHITE
        for part_drawn, part_clear in (
            (drawn[:length], clear[:length]),
            (drawn[-length:], clear[-length:]),
        )
    )
