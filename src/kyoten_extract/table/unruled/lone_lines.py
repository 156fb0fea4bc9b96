"""Lines with text in few columns, in a list whose lines are its rows: rows, or rests of rows.

A row may have a name and nothing else; a name may be wrapped, and its second line looks the same.
What tells them apart is how far the line is from the one above it, and whether that one is full.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.table.unruled.unruled_lines import TextLines

# Natural log odds from which on such a line is a row, and between which that is reported.
_ROW = 1.0
_DOUBTFUL, _SURE = -1.5, 3.5
# Weight of a line that is none by all signs, and may be one nevertheless.
_TOLD = -1.0

# Ems: steps from line to line that differ by less are the same.
_SAME_STEP = 0.25
# Ems: from line to line of one cell it is seldom so far, and hardly ever.
_APART, _FAR_APART = 1.45, 1.8
# Ems: a line ends this near to the widest of its column, and of the column's room, if it is full.
_FULL, _ROOM = 1.6, 2.5
# and takes this share of the room at least.
_FULL_SHARE = 0.5

# Log odds of each sign.
_LINE_STEP, _ROW_STEP, _WIDE_STEP = -4.0, 1.5, 3.0
_UNDER_FULL, _UNDER_SHORT = -2.0, 2.0
_FIRST_COLUMN, _OTHER_COLUMN = 1.0, -2.0
_WITHOUT_NUMBER, _WITHOUT_NUMBER_UNDER_SHORT = -5.0, -3.5
# No figure is wrapped: words under one are no rest of it.
_UNDER_FIGURE = 3.0
# One in so many whole lines may be none after all, if it lacks what all others have.
_FEW = 12
# Columns with text in a line that is below all whole ones and no note.
_FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class LoneLines:
    """What a line with text in few columns is held against.

    Attributes:
        step: points from one whole line to the next; 0 where that is not known.
        widest: (columns,) points: width of each column's widest text.
        room: (columns,) points between the sides of each column.
        keys: columns that have text on nearly each line.
        steady: columns that have a figure on each whole line.
        usual: columns that have one on nearly each.
        framed: rulings show where the list ends.
    """

    step: float
    widest: FloatArray
    room: FloatArray
    keys: IntArray
    steady: IntArray
    usual: IntArray
    framed: bool

    @classmethod
    def of(
        cls,
        every: Sequence[TextLines],
        whole: Sequence[BoolArray],
        keys: IntArray,
        xs: FloatArray,
        *,
        framed: bool,
    ) -> LoneLines:
        """Of the lines of each stretch, and which of them are ``whole``.

        ``keys`` are the columns that have text on nearly each line.
        """
        both = list(zip(every, whole, strict=True))
        steps = [np.diff(lines.bottoms)[w[1:] & w[:-1]] for lines, w in both]
        step = np.concatenate([np.empty(0), *steps])
        main = [lines.take(w) for lines, w in both]
        figures = np.concatenate([lines.figures for lines in main])
        widths = np.concatenate([lines.ends - lines.starts for lines in every])
        # Rows above the first figure are labels.
        start = int(figures.any(axis=1).argmax())
        return cls(
            median(step) if len(step) else 0.0,
            np.asarray(widths.max(axis=0, initial=0.0)),
            np.diff(xs),
            keys,
            np.flatnonzero(figures[start:].all(axis=0)),
            np.flatnonzero(_nearly_all(figures[start:])),
            framed,
        )

    def weights(self, lines: TextLines, whole: BoolArray, em: float) -> FloatArray:
        """(n,) natural log odds that a line is a row; infinite for those that are ``whole``.

        -inf for lines that are above all whole ones, or apart below them. A line that lacks what
        nearly all lines have, and is nearer to the one above than rows are or goes on with full
        texts without any figure, is weighed though it is whole: wrapped texts may fill several
        columns.
        """
        found = np.where(whole, np.inf, -np.inf)
        at = np.flatnonzero(whole)
        steps = np.diff(lines.bottoms, prepend=-np.inf)
        bare = ~lines.filled[:, self.keys].all(axis=1)
        near = whole & bare & (steps < self.step - _SAME_STEP * em)
        for index in np.flatnonzero(near).tolist():
            # A cell of several lines, centered beside this one, begins above it.
            above = (lines.filled[:index] & lines.filled[index]).any(axis=1)
            last = int(np.flatnonzero(above)[-1]) if above.any() else 0
            near[index] = lines.bottoms[index] - lines.bottoms[last] < self.step - _SAME_STEP * em
        goes_on = np.zeros(len(whole), dtype=bool)
        if len(self.usual) > 1:
            held = lines.filled[:, self.usual] | lines.figures.any(axis=1, keepdims=True)
            for index in (np.flatnonzero((whole & bare & ~held.any(axis=1))[1:]) + 1).tolist():
                own = np.flatnonzero(lines.filled[index])
                goes_on[index] = self._full(lines, index - 1, own, em).all()
            near |= goes_on
        whole = whole & ~near
        if not self.step or not len(at):
            return found
        for index in np.flatnonzero(~whole).tolist():
            off = (float(steps[index]) - self.step) / em
            own = np.flatnonzero(lines.filled[index])
            below = index > at[-1]
            is_note = not self.framed and len(own) < _FEWEST_COLUMNS
            if index < at[0] or (below and (off > _SAME_STEP or is_note)):
                continue
            if off < -_SAME_STEP:
                weight = _LINE_STEP
            else:
                wide, even = self.step > _FAR_APART * em, self.step > _APART * em
                weight = _WIDE_STEP if wide else _ROW_STEP if even else 0.0
            full = self._full(lines, index - 1, own, em)
            weight += _UNDER_FULL if full.all() else _UNDER_SHORT
            first = 0 in own or self.keys[0] in own
            weight += _FIRST_COLUMN if first else _OTHER_COLUMN
            words = own[~lines.figures[index, own]]
            under_figure = bool(np.isin(words, self.steady).any())
            weight += _UNDER_FIGURE * under_figure
            if goes_on[index] or not np.isin(self.steady, own).all():
                apart = first or under_figure or len(own) >= _FEWEST_COLUMNS
                under_short = apart and not full.any()
                weight += _WITHOUT_NUMBER_UNDER_SHORT if under_short else _WITHOUT_NUMBER
            # A name that has all its figures blank is rare, and not impossible.
            found[index] = max(weight, _TOLD) if goes_on[index] and first else weight
        return found

    def _full(self, lines: TextLines, index: int, columns: IntArray, em: float) -> BoolArray:
        """(n,) in which of ``columns`` a line has text that leaves no room for more."""
        width = (lines.ends - lines.starts)[index, columns]
        least = np.maximum(self.room[columns] - _ROOM * em, self.room[columns] * _FULL_SHARE)
        return np.asarray((width > self.widest[columns] - _FULL * em) & (width > least))


def _nearly_all(figures: BoolArray) -> BoolArray:
    """(columns,) whether all lines have a figure; in long lists, all but a few."""
    return np.asarray(figures.sum(axis=0) >= len(figures) - len(figures) // _FEW)


def are_rows(weights: FloatArray) -> BoolArray:
    """Which lines of these ``weights`` are rows."""
    return np.asarray(weights >= _ROW)


def are_unclear(weights: FloatArray) -> BoolArray:
    """Which lines of these ``weights`` may as well be rows as not."""
    return np.asarray((weights > _DOUBTFUL) & (weights < _SURE))
