"""Whether a page end cuts a row in two: evidence for one row and for two, weighed.

The last row of a page and the first of the next are one row when that explains the print better
than two rows do. Each piece of evidence is a log-likelihood ratio (natural logarithm, positive for
one row); how much a piece weighs is learned from the table's own undisturbed rows, those that no
page end touches. A sum between the thresholds is decided by its sign and reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise, zip_longest
from math import exp, log

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.table.fragments import Fragment, lines_printed_again
from kyoten_extract.table.running_text import goes_on
from kyoten_extract.table.value_kind import is_row_number
from kyoten_extract.table.weighed_reason import Verdict, weighed

# Log odds before any evidence: most page ends fall between two rows.
_PRIOR = -1.0
# Shares are learned as if so many rows more had been seen that have the usual share.
_IMAGINED = 2.0
# The usual shares, before a row is seen: of numbers, and of anything else.
_USUAL_NUMBERS, _USUAL = 0.97, 0.5
# No share is trusted beyond this: a column that all rows fill may be empty in the next one.
_LEAST_SHARE, _MOST_SHARE = 0.03, 0.97
# A cell of one line has text in both halves of a cut row: it would have to be cut through.
_ONE_LINE_IN_BOTH = 0.01
# One-line cells of a cut row stand in one half, all together: aligned at top, bottom or center.
_SAME_HALF, _OTHER_HALF = 0.45, 0.12
# Columns left empty are weak evidence where another one has its only line in both halves.
_MOST_FOR_BLANKS = 2.0
# A cell of several lines has lines in both halves, or in one of them.
_LINES_IN_BOTH, _LINES_IN_ONE = 0.6, 0.2

# Share of a column's filled cells that have one line, from which it counts as one of single lines.
_SINGLE_LINES = 0.8
# Share of steps between a column's numbers that are by one, from which it numbers the rows.
_STEPS_BY_ONE = 0.6
# Share of the lowest whole row's height below which a fragment is lower than any row.
_LOWER_THAN_ROWS = 0.8
# Share of texts that end with a stop, from which a stop means an end, and from which its lack
# means that the text goes on.
_MOSTLY_STOPS, _NEARLY_ALL_STOP = 0.5, 0.8
# Share of the column's widest line below which a last line is short.
_SHORT_LINE = 0.6

# Characters, and share of the column's widest line, from which on a line is full.
_LONG_LINE, _FULL_LINE = 12, 0.85

# Weights of evidence that does not depend on shares.
_NUMBER_GOES_ON = -6.0
_NUMBER_LEFT_OUT = -2.5
_NUMBER_SHARED, _NUMBER_SHARED_PERHAPS = 3.0, 1.5
# More, where (nearly) every undisturbed row has a number.
_ALWAYS_NUMBERED, _NUMBER_NEEDED = 0.95, 1.0
_PRINTED_AGAIN = 6.0
_OPEN_BORDER = 5.0
_CLOSED_BORDER = -5.0
_LOW = 2.0
_TEXT_GOES_ON = 2.5
_TEXT_STOPS = -1.5
_SECTION = -5.0

_STOPS = "。．.」』）)!！?？"
_TOTAL = regex("(?:総|合|小)?計|合計|総数")


@dataclass(frozen=True, slots=True)
class ColumnHabit:
    """What the undisturbed rows say of a column; shares from 0 to 1.

    Attributes:
        filled: rows that fill it.
        one_line: filled cells of one line.
        stops: filled cells whose text ends with a stop.
        widest: characters of its longest line.
        numbers: it holds numbers that grow by one from row to row.
        texts: those of its filled cells, without blanks, where nearly all have one line.
    """

    filled: float
    one_line: float
    stops: float
    widest: int
    numbers: bool
    texts: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Habits:
    """What the undisturbed rows say of a table.

    Attributes:
        columns: of each column.
        patterns: how often each set of filled columns occurs, as a share.
        merged: columns with cells merged down, which say nothing of single rows.
        lowest: points: height of the lowest undisturbed row; 0 if there is none.
        open_ends: grids are left open at the end of some pages and closed at others.
    """

    columns: tuple[ColumnHabit, ...]
    patterns: dict[frozenset[int], float]
    merged: frozenset[int]
    lowest: float
    open_ends: bool

    @classmethod
    def learn(cls, bodies: Sequence[Sequence[Fragment]], *, open_ends: bool) -> Habits:
        """The habits of a table, by the rows of its pages."""
        rows = [fragment for body in bodies for fragment in body if fragment.filled]
        inner = [row for row in rows if not row.first and not row.last]
        width = max((len(row.row.cells) for row in rows), default=0)
        merged = frozenset(column for row in rows for column in row.merged)
        counts = Counter(row.filled - merged for row in inner)
        heights = [row.height for row in inner]
        columns = zip(_columns(rows, width), _columns(inner, width), strict=True)
        return cls(
            tuple(_habit(*texts, len(inner)) for texts in columns),
            {pattern: count / len(inner) for pattern, count in counts.items()},
            merged,
            min(heights, default=0.0),
            open_ends,
        )


@dataclass(frozen=True, slots=True)
class Around:
    """The fragments before the last of a page, nearest first, and those after the next's first."""

    before: Sequence[Fragment]
    after: Sequence[Fragment]


def weigh(upper: Fragment, lower: Fragment, around: Around, habits: Habits) -> Verdict:
    """Whether ``lower``, first of its page, is the rest of ``upper``, last of the page before.

    Args:
        upper, lower: the two fragments.
        around: the fragments before and after them.
        habits: of the table they belong to.
    """
    again = lines_printed_again(upper, lower).keys()
    evidence = [
        *_by_filled(upper, lower, again, habits),
        *_by_numbers(upper, lower, around, habits),
        *_by_borders(upper, lower, habits),
        *_by_height(upper, lower, habits),
        *_by_text(upper, lower, again, habits),
        *_by_kind(upper, lower),
    ]
    evidence.sort(key=lambda item: -abs(item[0]))
    weight = _PRIOR + sum(weight for weight, _ in evidence)
    return Verdict(weight, tuple(weighed(reason, weight) for weight, reason in evidence))


Evidence = tuple[float, str]


def _columns(rows: Sequence[Fragment], width: int) -> list[list[str]]:
    """The texts of each column, without the empty ones."""
    texts = [map(str.strip, row.row.cells) for row in rows]
    found = [list(filter(None, column)) for column in zip_longest(*texts, fillvalue="")]
    return found + [[] for _ in range(width - len(found))]


def _habit(everywhere: Sequence[str], filled: Sequence[str], rows: int) -> ColumnHabit:
    """The habit of a column: by its texts in all rows, and those in the undisturbed ``rows``."""
    numeric = bool(everywhere) and all(map(is_row_number, everywhere))
    usual = _USUAL_NUMBERS if numeric else _USUAL
    single = [text for text in filled if "\n" not in text]
    numbers = [int(text) for text in everywhere] if numeric else []
    one_line = _share(len(single), len(filled), usual)
    known = {"".join(text.split()) for text in filled} if one_line > _SINGLE_LINES else set()
    grows = sum(b == a + 1 for a, b in pairwise(numbers))
    return ColumnHabit(
        _share(len(filled), rows, usual),
        one_line,
        _share(sum([text[-1] in _STOPS for text in filled]), len(filled), _USUAL),
        max(map(len, "\n".join(filled).split("\n"))),
        len(numbers) > 1 and grows >= _STEPS_BY_ONE * (len(numbers) - 1),
        known,
    )


def _text(fragment: Fragment, column: int) -> str:
    cells = fragment.row.cells
    return cells[column].strip() if column < len(cells) else ""


def _share(count: int, of: int, usual: float) -> float:
    share = (count + _IMAGINED * usual) / (of + _IMAGINED)
    return min(max(share, _LEAST_SHARE), _MOST_SHARE)


def _by_filled(
    upper: Fragment, lower: Fragment, again: Set[int], habits: Habits
) -> Iterable[Evidence]:
    """Which columns each half fills, against what whole rows and halves of rows fill."""
    if again:
        yield (
            _PRINTED_AGAIN,
            say("the same lines are printed at the end of one page and the next top"),
        )
    if upper.wide or lower.wide:
        return
    above, below = upper.filled - habits.merged, lower.filled - habits.merged
    both, union = above & below, above | below
    blanks = _pattern(union, habits) - _pattern(above, habits) - _pattern(below, habits)
    full = frozenset(column for column in both if _is_full(upper, column, habits))
    keys = [
        c
        for c in sorted(both - full)
        if habits.columns[c].one_line > _SINGLE_LINES and c not in again
    ]
    parted = {column for column in keys if _is_parted(upper, lower, column, habits)}
    full |= parted
    keys = [column for column in keys if column not in parted]
    if keys:
        # No blanks make one row of two that each have what a row has once.
        blanks = min(blanks, _MOST_FOR_BLANKS)
    words = say(
        "{both} of {all} columns are filled in both halves, {keys} of them always one line"
        if keys
        else "{both} of {all} columns are filled in both halves",
        both=len(both),
        all=len(union),
        keys=len(keys),
    )
    yield blanks + _split(above, below, again, full, habits), words


def _pattern(filled: frozenset[int], habits: Habits) -> float:
    """Log probability that a whole row fills these columns."""
    apart = 0.0
    for column, habit in enumerate(habits.columns):
        if column not in habits.merged:
            apart += log(habit.filled if column in filled else 1 - habit.filled)
    # Blanks come together: a pattern that whole rows have is likelier than its columns say.
    seen = habits.patterns.get(filled, 0.0)
    if not seen:
        return log(0.5) + apart
    # As log(0.5 * exp(apart) + 0.5 * seen), where exp(apart) is 0 for hundreds of columns.
    most = max(apart, log(seen))
    return log(0.5) + most + log(exp(apart - most) + exp(log(seen) - most))


def _is_full(upper: Fragment, column: int, habits: Habits) -> bool:
    """Whether the text of a column fills its last line, so that it may go on."""
    widest = habits.columns[column].widest
    last = _text(upper, column).split("\n")[-1]
    return len(last) >= max(_LONG_LINE, _FULL_LINE * widest)


def _is_parted(upper: Fragment, lower: Fragment, column: int, habits: Habits) -> bool:
    """Whether both halves together are a text that other rows have there, and neither is one."""
    above, below = ("".join(_text(half, column).split()) for half in (upper, lower))
    known = habits.columns[column].texts
    return above + below in known and above not in known and below not in known


def _split(
    above: frozenset[int],
    below: frozenset[int],
    again: Set[int],
    full: Set[int],
    habits: Habits,
) -> float:
    """Log probability that a cut leaves the cells of one row in these halves.

    Columns whose text is ``full`` at the cut may have more lines than in other rows.
    """
    total = 0.0
    sides = [0, 0]
    for column in above | below:
        if column in again or column >= len(habits.columns):
            continue
        one_line = habits.columns[column].one_line
        if column in full:
            one_line = min(one_line, 0.5)
        if column in above and column in below:
            total += log(one_line * _ONE_LINE_IN_BOTH + (1 - one_line) * _LINES_IN_BOTH)
        elif one_line > 0.5:
            sides[column in below] += 1
        else:
            total += log(_LINES_IN_ONE)
    most, fewest = max(sides), min(sides)
    if most:
        total += log(_SAME_HALF) + fewest * log(_OTHER_HALF)
    return total


def _by_numbers(
    upper: Fragment, lower: Fragment, around: Around, habits: Habits
) -> Iterable[Evidence]:
    """What the running numbers say: the next number, or none where one is left out."""
    for column, habit in enumerate(habits.columns):
        if not habit.numbers:
            continue
        one, two = _number(upper, column), _number(lower, column)
        if one is not None and two is not None:
            if two == one + 1:
                yield _NUMBER_GOES_ON, say("number {two} follows {one}", two=two, one=one)
        elif one is not None or two is not None:
            known = one if one is not None else two
            assert known is not None
            step = 1 if one is not None else -1
            other, settled = _next_number(upper, lower, around, column, step)
            if other is None or other == known + step:
                weight = _NUMBER_SHARED if settled else _NUMBER_SHARED_PERHAPS
                weight += _NUMBER_NEEDED * (settled and habit.filled >= _ALWAYS_NUMBERED)
                yield weight, say("no number is left for one half next to {known}", known=known)
            elif other == known + 2 * step and settled:
                yield _NUMBER_LEFT_OUT, say("number {known} is left out", known=known + step)


def _next_number(
    upper: Fragment, lower: Fragment, around: Around, column: int, step: int
) -> tuple[int | None, bool]:
    """The next number after (step 1) or before (-1) the two, and whether its row is another one.

    It is not if that row may be cut by page ends, too, so that its number is in another piece.
    """
    fragments = around.after if step > 0 else around.before
    edge = lower if step > 0 else upper
    settled = step > 0 or not edge.first
    for fragment in fragments:
        settled = settled and not (fragment.first if step > 0 else fragment.last)
        number = _number(fragment, column)
        if number is not None:
            return number, settled
        settled = settled and not (fragment.last if step > 0 else fragment.first)
    return None, settled


def _number(fragment: Fragment | None, column: int) -> int | None:
    text = "" if fragment is None else _text(fragment, column)
    return int(text) if is_row_number(text) else None


def _by_borders(upper: Fragment, lower: Fragment, habits: Habits) -> Iterable[Evidence]:
    if not habits.open_ends:
        return
    if upper.open_bottom or lower.open_top:
        yield _OPEN_BORDER, say("no ruling closes the table at the page end, as others do")
    else:
        yield _CLOSED_BORDER, say("a ruling closes the table at the page end")


def _by_height(upper: Fragment, lower: Fragment, habits: Habits) -> Iterable[Evidence]:
    if habits.lowest and min(upper.height, lower.height) < _LOWER_THAN_ROWS * habits.lowest:
        yield _LOW, say("one half is lower than any whole row")


def _by_text(
    upper: Fragment, lower: Fragment, again: Set[int], habits: Habits
) -> Iterable[Evidence]:
    """Whether texts that both halves have go on from one to the other."""
    for column in sorted((upper.filled & lower.filled) - again):
        habit = habits.columns[column]
        if habit.one_line > _SINGLE_LINES and not _is_full(upper, column, habits):
            continue
        above, below = (f.row.cells[column].strip() for f in (upper, lower))
        last, first = above.split("\n")[-1].strip(), below.split("\n")[0].strip()
        if not last or not first:
            continue
        place = column + 1
        if goes_on(above, last, first):
            yield _TEXT_GOES_ON, say("the text of column {column} goes on", column=place)
        elif last[-1] in _STOPS and habit.stops > _MOSTLY_STOPS:
            yield _TEXT_STOPS, say("the text of column {column} ends with a stop", column=place)
        elif habit.stops > _NEARLY_ALL_STOP:
            weight = log(0.5 / (1 - habit.stops))
            yield weight, say("the text of column {column} has no stop", column=place)
        elif len(last) < _SHORT_LINE * habit.widest:
            yield _TEXT_STOPS / 2, say("the last line of column {column} is short", column=place)


def _by_kind(upper: Fragment, lower: Fragment) -> Iterable[Evidence]:
    """Rows of totals and of section headings are no halves of rows."""
    for fragment, name in ((upper, say("last row")), (lower, say("first row"))):
        texts = [text.strip() for text in fragment.row.cells if text.strip()]
        if any(_TOTAL.fullmatch("".join(text.split())) for text in texts[:2]):
            yield _SECTION, say("the {name} is a row of totals", name=name)
        elif fragment.wide:
            yield _SECTION, say("the {name} has a cell over most columns", name=name)
