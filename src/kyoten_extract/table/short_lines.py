"""Lines within a cell that end before its sides: long underlines, and lines to fill in."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, Rulings, rows
from kyoten_extract.table.cell_underlines import sides_at

# Points: a line that ends this near to a side meets it: about a line's width.
_MEETS = 1.0
# Points that a line ends before a side where no frame is so thick that it only looks short.
_SHORT = 3.0
# Ems: text is centered in its cell up to this, where the cell is no more than it.
_OFF_CENTER = 0.5
# Points: a dash of a ruling that is drawn in pieces is no longer.
_DASH = 12.0
# Lines that end nowhere: beyond this the page is a drawing.
_MAX_LINES = 1_000


def short_lines(rulings: Rulings, characters: Characters) -> BoolArray:
    """(n,) which horizontal lines lie within one cell, and part nothing in it.

    A ruling that parts a cell ends at the cell's sides, as those above and below it do. A line that
    ends before both of them, with no text below it in the cell, parts nothing. One that hardly
    does may be a ruling in a thick frame: the text must be in the middle of the whole cell.
    """
    lines = rulings.horizontal
    marks = np.zeros(len(lines), dtype=bool)
    x = np.sort(rulings.vertical[:, 0])
    if len(x) < 2 or not len(lines):
        return marks
    ends = np.ascontiguousarray(lines[:, 1:])
    met = x.searchsorted(ends - _MEETS) < x.searchsorted(ends + _MEETS, side="right")
    inside = (lines[:, 1] > x[0]) & (lines[:, 2] < x[-1]) & (ends[:, 1] - ends[:, 0] > _DASH)
    found = true_at(~met.any(axis=1) & inside)
    if not 0 < len(found) <= _MAX_LINES:
        return marks
    inked = rows(characters.boxes, true_at(~characters.is_blank))
    # The lowest of a cell's first: text may stand between two of them.
    for index in found[(-lines[found, 0]).argsort(kind="stable")].tolist():
        marks[index] = _parts_nothing(lines[index], rulings, lines[marks], inked)
    return marks


def _parts_nothing(
    line: FloatArray, rulings: Rulings, lower: FloatArray, inked: FloatArray
) -> bool:
    """Whether a line parts nothing; ``lower`` are those below it that don't."""
    y, low, high = line.tolist()
    sides = sides_at(y, rulings.vertical)
    at = int(sides.searchsorted(low))
    if not 0 < at < len(sides) or sides[at] < high:
        return False
    left, right = sides[at - 1 : at + 1].tolist()
    whole = rulings.across.joined(_MEETS)
    whole = whole[(whole[:, 1] < left + _MEETS) & (whole[:, 2] > right - _MEETS), 0]
    top, bottom = whole[whole < y].max(initial=-np.inf), whole[whole > y].min(initial=np.inf)
    if not np.isfinite((top, bottom)).all():
        return False
    across, down = (inked[:, 0] + inked[:, 2]) / 2, (inked[:, 1] + inked[:, 3]) / 2
    text = inked[(across > left) & (across < right) & (down > top) & (down < bottom)]
    within = (lower[:, 1] > left) & (lower[:, 2] < right) & (lower[:, 0] < bottom)
    if (text[:, 3] > max(lower[within, 0].max(initial=y), y) + _MEETS).any():
        return False
    if min(low - left, right - high) > _SHORT:
        return True
    if not len(text):
        return False
    em = float(np.median(text[:, 3] - text[:, 1]))
    off = (text[:, 1].min() - top) - (bottom - text[:, 3].max())
    return bool(abs(off) / 2 < _OFF_CENTER * em)
