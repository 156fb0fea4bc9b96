"""Whether each line of text in a table is a row of its own, weighed from several signs.

No sign decides alone. Lines that fill the same columns, figures on each line, and wide white speak
for rows of one line; lines without figures under full ones, and ruled rows of mostly one line, for
cells of several lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import common, difference, median
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.line_turns import unlike_in_turn, unlike_lines
from kyoten_extract.table.unruled.lone_lines import LoneLines, are_rows, are_unclear
from kyoten_extract.table.unruled.unruled_lines import TextLines
from kyoten_extract.table.weighed_reason import weighed

# Natural log odds from which on each line is a row, and above which it may be one.
SURE = 2.0
MAY_BE = 0.5

# Columns: a line with fewer of them is a title, a note, a page number, or goes on with a cell.
_MIN_FILLED = 2
# Share of the lines that have text in a key column.
_KEY_SHARE = 0.85
# Share of the lines that the last of several blocks has at least.
_HALF = 0.5
# Share of a column's texts that are figures, in a column of figures.
_FIGURE_SHARE = 0.6
# Share of the lines between the first and the last that may fill one column only.
_MAX_PARTIAL = 0.25
# Share of lines without any figure, from which on they may go on with the line above.
_MANY = 0.1
# Ems: least width of a column whose texts may wrap in a ruled row; width from which on they may in
# a table without rulings; and how near to the column's widest text
# a line ends that is full.
_NARROW, _WRAPPING_WIDTH = 4.0, 8.0
_FULL = 1.6
# Ruled rows of several lines, from which on it shows whether their texts wrap.
_MIN_WRAPPED = 4
# Share of the lines above others that are full, where texts wrap, and how much more it is than
# elsewhere.
_FULL_SHARE = 0.6
_FULL_MORE = 0.3
# Ems: white above lines that go on is less by this than above lines that begin.
_TIGHTER = 0.15
# Share of the steps from line to line that are usual, if lines are evenly spaced; ems up to which
# steps are the same.
_EVEN_SHARE = 0.9
_SAME_STEP = 0.25
# Ems: white between the lines of one cell is hardly ever more.
_LOOSE = 0.8
# Lines in one ruled row: cells seldom have as many; and hardly ever.
_SOME_LINES, _MANY_LINES = 3, 5

# Log odds of each sign, set on prints of lists in ten styles and on real lists.
_SAME_COLUMNS = 2.0
_FIGURES, _MORE_FIGURES = 2.0, 1.0
_EVEN, _UNEVEN = 1.0, -2.0
_WITHOUT_FIGURES, _GOING_ON = -1.0, -4.0
_IN_TURN = -6.0
_RULED_FIGURES = 2.5
_RULED_SOME, _RULED_MANY = 1.0, 2.0
_RULED_LOOSE = 1.5
_RULED_SINGLE = -5.0
_RULED_TWO, _RULED_UNLIKE = -1.5, -4.0
_RULED_WRAPPED = -3.0


@dataclass(frozen=True, slots=True)
class LineRows:
    """How far the lines of a table are its rows.

    Attributes:
        keys: columns that have text on nearly each line.
        figures: columns of figures.
        lone: what lines with text in few columns are held against.
        weight: natural log odds that each line is a row; at least :data:`SURE` if so.
        reasons: the signs and their weights.
        in_turn: lines are the first and the second of rows in turn.
    """

    keys: IntArray
    figures: IntArray
    lone: LoneLines
    weight: float
    reasons: tuple[str, ...]
    in_turn: bool


def weigh_lines(
    stretches: Sequence[ColumnText], xs: FloatArray, em: float, *, ruled: bool
) -> LineRows | None:
    """How far each line is a row; ``None`` if the lines do not fill the same columns.

    Args:
        stretches: the text of each page, or of each ruled row.
        xs: column boundaries, in points.
        em: points.
        ruled: whether ``stretches`` are ruled rows, each of which would else be one row.
    """
    columns = len(xs) - 1
    every = [TextLines.of(stretch, columns, em) for stretch in stretches]
    wide = [lines.take(lines.filled.sum(axis=1) >= _MIN_FILLED) for lines in every]
    if ruled:
        # Rows without figures above rows with them are the header.
        has = [bool(lines.figures.any()) for lines in wide]
        begin = has.index(True) if True in has else int(len(wide) > 1)
        every, wide = every[begin:], wide[begin:]
    filled = np.concatenate([np.empty((0, columns), dtype=bool), *(w.filled for w in wide)])
    if len(filled) < 2:
        return None
    share = _filled_shares(wide, filled)
    keys = np.flatnonzero(share >= _KEY_SHARE)
    if len(keys) < max(_MIN_FILLED, (columns + 1) // 2) or _partial(every, wide) > _MAX_PARTIAL:
        return None
    held = np.concatenate([w.figures for w in wide]).sum(axis=0)
    figures = np.flatnonzero((held >= 2) & (held >= _FIGURE_SHARE * filled.sum(axis=0)))
    signs: list[tuple[str, float]] = []
    steady = len(common(keys, figures))
    if ruled:
        signs += _ruled_signs(wide, keys, figures, xs, em)
        if not steady and not _is_even(_steps(every, em)):
            signs.append((say("lines are unevenly spaced"), _UNEVEN))
    else:
        signs.append((say("lines fill the same columns"), _SAME_COLUMNS))
        if steady:
            more = _MORE_FIGURES * (steady > 1)
            signs.append(
                (say("figures on each line in {steady} columns", steady=steady), _FIGURES + more)
            )
        elif _is_even(_steps(wide, em)):
            signs.append((say("lines are evenly spaced"), _EVEN))
        else:
            signs.append((say("lines are unevenly spaced"), _UNEVEN))
    unlike = unlike_in_turn(wide, columns, em)
    if unlike:
        why = say("first and second lines differ in {unlike} columns", unlike=unlike)
        signs.append((why, _IN_TURN))
    if len(figures):
        signs += _going_on(wide, figures, xs, em)
    reasons = tuple(weighed(what, weight) for what, weight in signs)
    whole = [whole_lines(lines, keys) for lines in every]
    lone = LoneLines.of(every, whole, keys, xs, framed=ruled)
    weight = sum(weight for _, weight in signs)
    return LineRows(keys, figures, lone, weight, reasons, unlike > 0)


def with_sign(lines: LineRows, what: str, weight: float) -> LineRows:
    """``lines`` with one more sign, in words, that each of them is a row."""
    reasons = (*lines.reasons, weighed(what, weight))
    return replace(lines, weight=lines.weight + weight, reasons=reasons)


def _filled_shares(wide: Sequence[TextLines], filled: BoolArray) -> FloatArray:
    """(columns,) share of the lines that have text in each column.

    Where several columns on the right end together, as the last of blocks side by side does, only
    the lines up to there count for them.
    """
    every = filled.mean(axis=0)
    reach = np.zeros(len(every))
    for lines in wide:
        ends = np.arange(1, len(lines.tops) + 1)[:, None] * lines.filled
        reach += ends.max(axis=0, initial=0)
    longer = np.flatnonzero(reach > reach[-1])
    last = int(longer.max(initial=-1)) + 1
    together = (reach[last:] == reach[-1]).all() and _MIN_FILLED <= len(every) - last < len(every)
    if together and reach[-1] >= _HALF * len(filled):
        every[last:] *= len(filled) / reach[-1]
    return np.asarray(every)


def whole_lines(lines: TextLines, keys: IntArray) -> BoolArray:
    """(n,) which lines have text in two and half of the columns ``keys``.

    Two are enough where one has a figure: a number in front of a name is a row.
    """
    filled = lines.filled[:, keys].sum(axis=1)
    enough = filled >= max(_MIN_FILLED, len(keys) / 2)
    enough |= (filled >= _MIN_FILLED) & lines.figures[:, keys].any(axis=1)
    return np.asarray(enough)


def line_anchors(text: ColumnText, keys: IntArray, lone: LoneLines, em: float) -> FloatArray:
    """(k, 2) top and bottom of the lines that are rows: whole ones, and others that stand alone."""
    columns = len(lone.widest)
    main = TextLines.of(text.take(np.isin(text.column, keys)), columns, em)
    found = np.column_stack((main.tops, main.bottoms))[whole_lines(main, keys)]
    every = TextLines.of(text, columns, em)
    whole = whole_lines(every, keys)
    rows = are_rows(lone.weights(every, whole, em))
    places = np.column_stack((every.tops, every.bottoms))
    found = found[~_over(found, places[whole & ~rows])]
    alone = places[rows]
    found = np.concatenate((found, alone[~_over(alone, found)]))
    return found[np.argsort(found[:, 0], kind="stable")]


def _over(lines: FloatArray, others: FloatArray) -> BoolArray:
    """(n,) which of ``lines`` (n, 2) are on the height of any of ``others``."""
    low, high = others[None, :, 0], others[None, :, 1]
    return np.asarray(((lines[:, None, 0] < high) & (lines[:, None, 1] > low)).any(axis=1))


def unclear_lines(text: ColumnText, keys: IntArray, lone: LoneLines, em: float) -> FloatArray:
    """(k,) middles of the lines that may as well be rows as the rest of the one above."""
    lines = TextLines.of(text, len(lone.widest), em)
    unclear = are_unclear(lone.weights(lines, whole_lines(lines, keys), em))
    return np.asarray((lines.tops + lines.bottoms)[unclear] / 2)


def _partial(every: Sequence[TextLines], wide: Sequence[TextLines]) -> float:
    """Share of the lines between the first and the last wide one that fill one column only."""
    inside = total = 0
    for lines, main in zip(every, wide, strict=True):
        if len(main.tops):
            within = (lines.tops >= main.tops[0]) & (lines.bottoms <= main.bottoms[-1])
            inside += int(within.sum()) - len(main.tops)
            total += int(within.sum())
    return inside / max(total, 1)


def _steps(wide: Sequence[TextLines], em: float) -> FloatArray:
    """White above each line but the first of a stretch, in ems."""
    white = [(lines.tops[1:] - lines.bottoms[:-1]) / em for lines in wide]
    return np.concatenate([np.empty(0), *white])


def _is_even(steps: FloatArray) -> bool:
    if not len(steps):
        return False
    off = np.abs(steps - median(steps))
    return bool((off <= _SAME_STEP).mean() >= _EVEN_SHARE)


def _ruled_signs(
    wide: Sequence[TextLines], keys: IntArray, figures: IntArray, xs: FloatArray, em: float
) -> list[tuple[str, float]]:
    signs: list[tuple[str, float]] = []
    steady = len(common(keys, figures))
    if steady:
        more = _MORE_FIGURES * (steady > 1)
        signs.append(
            (say("figures on each line in {steady} columns", steady=steady), _RULED_FIGURES + more)
        )
    elif len(figures):
        signs.append((say("figures on many lines"), _RULED_FIGURES / 2))
    counts = [len(lines.tops) for lines in wide]
    most = max(counts)
    if most >= _MANY_LINES:
        signs.append((say("up to {most} lines between two rulings", most=most), _RULED_MANY))
    elif most >= _SOME_LINES:
        signs.append((say("up to {most} lines between two rulings", most=most), _RULED_SOME))
    elif most > 1:
        # Cells of two lines are common; a ruling after every other row is not.
        signs.append((say("no more than two lines between two rulings"), _RULED_TWO))
        unlike = unlike_lines([w.ends - w.starts for w in wide if len(w.tops) == 2], em)
        if unlike:
            why = say("first and second lines differ in {unlike} columns", unlike=unlike)
            signs.append((why, _RULED_UNLIKE))
    steps = _steps(wide, em)
    if len(steps) and median(steps) > _LOOSE:
        signs.append((say("wide white between lines"), _RULED_LOOSE))
    if 2 * sum(count == 1 for count in counts) > sum(counts):
        signs.append((say("most lines are alone in a ruled row"), _RULED_SINGLE))
    wrapped = _wrapped_columns(wide, figures, xs, em)
    if wrapped:
        signs.append(
            (
                say("full lines above others in {wrapped} columns", wrapped=wrapped),
                _RULED_WRAPPED * wrapped,
            )
        )
    return signs


def _wrapped_columns(
    wide: Sequence[TextLines], figures: IntArray, xs: FloatArray, em: float
) -> int:
    """Columns of words in which lines above others are full, and the last lines are not.

    So are wrapped texts; texts of one line each are as often full above others as at the end.
    """
    wide = [lines for lines in wide if len(lines.tops) > 1]
    if len(wide) < _MIN_WRAPPED:
        return 0
    above = np.concatenate([lines.ends[:-1] for lines in wide])
    under = np.concatenate([lines.filled[1:] for lines in wide])
    last = np.concatenate([lines.ends[-1:] for lines in wide])
    count = 0
    for column in difference(np.flatnonzero(np.diff(xs) >= _NARROW * em), figures).tolist():
        full = max(above[:, column].max(initial=-np.inf), last[:, column].max()) - _FULL * em
        own = above[under[:, column] & np.isfinite(above[:, column]), column]
        ends = last[np.isfinite(last[:, column]), column]
        if len(own) and len(ends):
            share = float((own > full).mean())
            more = share - float((ends > full).mean())
            count += share >= _FULL_SHARE and more >= _FULL_MORE
    return count


def _going_on(
    wide: Sequence[TextLines], figures: IntArray, xs: FloatArray, em: float
) -> list[tuple[str, float]]:
    """The sign of lines without any figure, between others that have one."""
    bare: list[BoolArray] = []
    full: list[BoolArray] = []
    white: list[FloatArray] = []
    most = np.max([lines.ends.max(axis=0, initial=-np.inf) for lines in wide], axis=0)
    broad = np.diff(xs) >= _WRAPPING_WIDTH * em
    for lines in wide:
        has = np.asarray(lines.figures[:, figures].any(axis=1))
        if not has.any():
            continue
        lines = lines.take(np.arange(len(has)) >= int(has.argmax()))
        has = has[int(has.argmax()) :]
        bare.append(np.logical_not(has[1:]))
        near = (lines.ends > most - _FULL * em) & broad
        full.append((near[:-1] & lines.filled[1:]).any(axis=1))
        white.append((lines.tops[1:] - lines.bottoms[:-1]) / em)
    without = np.concatenate([np.empty(0, dtype=bool), *bare])
    if not len(without) or without.mean() <= _MANY or without.all():
        return []
    above, gaps = np.concatenate(full), np.concatenate(white)
    wraps = above[without].mean()
    wrapped = wraps >= _FULL_SHARE and wraps - above[~without].mean() >= _FULL_MORE
    tight = median(gaps[without]) < median(gaps[~without]) - _TIGHTER
    share = say("{without:.0%} of lines have no figure", without=without.mean())
    if wrapped or tight:
        return [
            (
                say(
                    "{share}, under {where}",
                    share=share,
                    where=say("full lines") if wrapped else say("less white"),
                ),
                _GOING_ON,
            )
        ]
    return [(share, _WITHOUT_FIGURES)]
