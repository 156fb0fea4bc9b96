"""Lines that part no cell in two: underlines as wide as their cell, and lines to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from kyoten_extract.page.array_steps import begins, distinct, lengths, median, true_at
from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    Rulings,
    rows,
)

# Points: pieces of lines no further apart are drawn as one.
_COLLINEAR = 0.5
# Ems: how far the text's lower side is at most above its underline, or below.
_TOUCHES = 0.25
# Points: lines that end this near to another meet it: about a line's width.
_MEETS = 1.5
# Ems: text is centered in its cell up to this, which padding and rounding may cause.
_OFF_CENTER = 0.25
# Vertical lines that pass by an underline, at least: those of its cell, and one beyond.
_MIN_SIDES = 3
# Pairs of a line and a character: beyond this the page is a drawing.
_MAX_PAIRS = 5_000_000

# Points: a line that ends this near to a side meets it: about a line's width.
_MEETS_SIDE = 1.0
# Points that a line ends before a side where no frame is so thick that it only looks short.
_SHORT = 3.0
# Ems: text is centered in its cell up to this, where the cell is no more than it.
_ROUGHLY_OFF = 0.5
# Points: a dash of a ruling that is drawn in pieces is no longer.
_DASH = 12.0
# Lines that end nowhere: beyond this the page is a drawing.
_MAX_LINES = 1_000
# Points: what is drawn over cells ends this far from rulings. How many it crosses at least, and
# the least number of vertical lines where it is told from these.
_AMID, _CROSSED_RULINGS, _LONGER_RULINGS = 2.0, 1, 3

# Points: a part of a slanted line is no longer, begins this near to the one before, and this far
# above or below it; parts of a level line differ by no more. How many there are, at least; beyond
# the most the page is a drawing.
_SLOPE_PART, _FLUSH, _SLOPE_STEP, _LEVEL = 12.0, 0.3, 4.0, 0.05
_FEWEST_PARTS, _MOST_PARTS = 3, 1_500

_Interval = tuple[float, float]


def wide_underlines(rulings: Rulings, characters: Characters) -> BoolArray:
    """(n,) which horizontal lines underline the text of whole cells.

    Such a line runs from ruling to ruling, with undivided cells beside it. Text stands on it, and
    there is none below. If it were the side of a cell, its text would be centered in that cell;
    it is centered in what is a cell without the line.
    """
    lines = rulings.horizontal
    marks = np.zeros(len(lines), dtype=bool)
    inner = true_at(_ends_within(lines, rulings))
    if not len(inner):
        return marks
    inner = inner[_passed(lines[inner, 0], rulings.vertical) >= _MIN_SIDES]
    inked = rows(characters.boxes, true_at(~characters.is_blank))
    if not len(inner) or not len(inked):
        return marks
    known: dict[float, FloatArray] = {}
    for index in inner[_with_text_on(lines[inner], inked)].tolist():
        y, low, high = lines[index].tolist()
        sides = known.get(y)
        if sides is None:
            # The pieces of one line have the same.
            sides = known[y] = _sides_at(y, rulings.vertical)
        if not (sides[:1] < low - _MEETS).any() and not (sides[-1:] > high + _MEETS).any():
            continue  # From side to side of the table.
        columns = list(_columns(low, high, sides))
        marks[index] = bool(columns) and all(
            _is_underline(y, column, lines, inked) for column in columns
        )
    return marks


def _ends_within(lines: FloatArray, rulings: Rulings) -> BoolArray:
    """(n,) which lines are no pieces of one from the first of all vertical lines to the last."""
    vertical = rulings.vertical
    if not len(lines) or not len(vertical):
        return np.zeros(len(lines), dtype=bool)
    low, high = vertical[:, 0].min() + _MEETS, vertical[:, 0].max() - _MEETS
    ends = (low < lines[:, 1]) | (high > lines[:, 2])
    if not ends.any():
        return np.asarray(ends)
    whole = rulings.across.joined(_COLLINEAR)
    whole = whole[(whole[:, 1] <= low) & (whole[:, 2] >= high), 0]
    y = np.concatenate(([-np.inf], np.sort(whole), [np.inf]))
    at = y.searchsorted(lines[:, 0])
    along = np.minimum(lines[:, 0] - y[at - 1], y[at] - lines[:, 0]) < _COLLINEAR
    return np.asarray(~along & ends)


def _passed(y: FloatArray, vertical: FloatArray) -> IntArray:
    """(n,) how many vertical lines pass by each height, counting pieces of one as several."""
    long = vertical[vertical[:, 2] - vertical[:, 1] > 2 * _COLLINEAR]
    begun = np.sort(long[:, 1]).searchsorted(y - _COLLINEAR, side="left")
    ended = np.sort(long[:, 2]).searchsorted(y + _COLLINEAR, side="right")
    return np.asarray(begun - ended)


def _with_text_on(lines: FloatArray, inked: FloatArray) -> IntArray:
    """Indexes of the lines with a character standing on them."""
    order = lines[:, 0].argsort(kind="stable")
    y = lines[:, 0][order]
    x0, top, x1, bottom = inked.T
    # Neighbors in a text have one height: the first of each stretch is looked up for all.
    stretch = true_at(begins(top) | begins(bottom))
    size, bottom = lengths(stretch, len(inked)), bottom[stretch]
    reach = _TOUCHES * (bottom - top[stretch])
    first = y.searchsorted(bottom - reach, side="left")
    count = y.searchsorted(bottom + reach, side="right") - first
    if not 0 < (count * size).sum() <= _MAX_PAIRS:
        return np.empty(0, dtype=np.int64)
    count, first = count.repeat(size), first.repeat(size)
    char = np.arange(len(inked)).repeat(count)
    line = order[np.arange(len(char)) - np.repeat(count.cumsum() - count - first, count)]
    middle = ((x0 + x1) / 2)[char]
    low, high = lines[:, 1][line], lines[:, 2][line]
    return distinct(line[(middle > low) & (middle < high)])


def _sides_at(y: float, vertical: FloatArray) -> FloatArray:
    """Positions of the vertical lines that pass by ``y``, ascending."""
    x, top, bottom = vertical.T
    passing = np.sort(x[(top < y - _COLLINEAR) & (bottom > y + _COLLINEAR)])
    new = np.concatenate(([True], np.diff(passing) > _MEETS))[: len(passing)]
    sides: FloatArray = passing[new]
    return sides


def _columns(low: float, high: float, sides: FloatArray) -> Iterator[_Interval]:
    """The columns that a line covers from side to side; none if it ends within one."""
    inside = sides[(sides > low - _MEETS) & (sides < high + _MEETS)].tolist()
    if len(inside) > 1 and abs(inside[0] - low) < _MEETS and abs(inside[-1] - high) < _MEETS:
        yield from pairwise(inside)


def _is_underline(y: float, column: _Interval, lines: FloatArray, inked: FloatArray) -> bool:
    left, right = column
    middle = (left + right) / 2
    along = lines[(lines[:, 1] < middle) & (lines[:, 2] > middle), 0]
    above, below = along[along < y - _COLLINEAR], along[along > y + _COLLINEAR]
    if not len(above) or not len(below):
        return False
    top, bottom = above.max(), below.min()
    across, down = (inked[:, 0] + inked[:, 2]) / 2, (inked[:, 1] + inked[:, 3]) / 2
    inside = inked[(across > left) & (across < right) & (down > top) & (down < bottom)]
    if not len(inside):
        return False
    em = median(inside[:, 3] - inside[:, 1])
    high, low = inside[:, 1].min(), inside[:, 3].max()
    # Text below the line would be lower than this.
    stands = abs(y - low) <= _TOUCHES * em
    return bool(stands and abs((high - top) - (bottom - low)) / 2 < _OFF_CENTER * em)


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
    ends = lines[:, 1:]
    # Thick lines reach beyond the sides at which they end.
    first = x.searchsorted(ends - np.array((_MEETS_SIDE, _SHORT)))
    met = first < x.searchsorted(ends + np.array((_SHORT, _MEETS_SIDE)), side="right")
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
    sides = _sides_at(y, rulings.vertical)
    at = int(sides.searchsorted(low))
    if not 0 < at < len(sides) or sides[at] < high:
        return False
    left, right = sides[at - 1 : at + 1].tolist()
    whole = rulings.across.joined(_MEETS_SIDE)
    whole = whole[(whole[:, 1] < left + _MEETS_SIDE) & (whole[:, 2] > right - _MEETS_SIDE), 0]
    top, bottom = whole[whole < y].max(initial=-np.inf), whole[whole > y].min(initial=np.inf)
    if not np.isfinite((top, bottom)).all():
        return False
    across, down = (inked[:, 0] + inked[:, 2]) / 2, (inked[:, 1] + inked[:, 3]) / 2
    text = inked[(across > left) & (across < right) & (down > top) & (down < bottom)]
    within = (lower[:, 1] > left) & (lower[:, 2] < right) & (lower[:, 0] < bottom)
    if (text[:, 3] > max(lower[within, 0].max(initial=y), y) + _MEETS_SIDE).any():
        return False
    if min(low - left, right - high) > _SHORT:
        return True
    if not len(text):
        return False
    em = median(text[:, 3] - text[:, 1])
    off = (text[:, 1].min() - top) - (bottom - text[:, 3].max())
    return bool(abs(off) / 2 < _ROUGHLY_OFF * em)


def slopes(rulings: Rulings) -> BoolArray | None:
    """(n,) which horizontal lines are parts of slanted ones, as those of charts are drawn.

    ``None`` if none is. Each begins where another ends, a little higher or lower, and a third goes
    on in that direction.
    """
    y, low, high = rulings.horizontal.T
    short = (high - low < _SLOPE_PART).nonzero()[0]
    if not _FEWEST_PARTS <= len(short) <= _MOST_PARTS:
        return None
    found = np.zeros(len(y), dtype=bool)
    y, low, high = y[short], low[short], high[short]
    rise = y[None, :] - y[:, None]
    follows = (np.abs(low[None, :] - high[:, None]) <= _FLUSH) & (np.abs(rise) < _SLOPE_STEP)
    for way in (1, -1):
        goes_on = follows & (way * rise > _LEVEL)
        found[short[goes_on.any(axis=1) & goes_on.any(axis=0)]] = True
    return found if found.any() else None


def strokes(rulings: Rulings) -> BoolArray:
    """(n,) which vertical lines are drawn over cells, such as an arrow through blank ones.

    Such a line crosses rulings of rows, begins and ends amid two of them, or beyond all, and is
    alone in its place; rulings on both sides of it are longer.
    """
    lines = rulings.vertical
    marks = np.zeros(len(lines), dtype=bool)
    y = np.sort(rulings.horizontal[:, 0])
    if len(y) < _CROSSED_RULINGS + 2 or len(lines) < _LONGER_RULINGS:
        return marks
    ends = lines[:, 1:]
    met = y.searchsorted(ends - _AMID) < y.searchsorted(ends + _AMID, side="right")
    inside = (ends > y[0]) & (ends < y[-1])
    found = true_at(~(met[:, 0] | met[:, 1]) & (inside[:, 0] | inside[:, 1]))
    if not 0 < len(found) <= _MAX_LINES:
        return marks
    across, down = rulings.across.joined(_MEETS_SIDE), rulings.down.joined(_MEETS_SIDE)
    for index in found.tolist():
        x, top, bottom = lines[index].tolist()
        here = across[(across[:, 1] < x - _AMID) & (across[:, 2] > x + _AMID), 0]
        crossed = int(((here > top) & (here < bottom)).sum())
        alone = (np.abs(lines[:, 0] - x) <= _AMID).sum() == 1
        low, high = max(top, float(y[0]) + _AMID), min(bottom, float(y[-1]) - _AMID)
        longer = down[(down[:, 1] < low - _AMID) & (down[:, 2] > high + _AMID), 0]
        sides = (longer < x).any() and (longer > x).any()
        above, below = (here < top).any(), (here > bottom).any()
        bounded = above and below if inside[index].all() else above or below
        marks[index] = alone and sides and bounded and crossed >= _CROSSED_RULINGS
    return marks
