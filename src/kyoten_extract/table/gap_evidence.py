"""Whether a gap in the text of a cell is where a ruling is missing, by weighed evidence.

Weights are natural log odds for two cells against one, as those of page cuts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.value_kind import Kind, kind_of

# Cells of a column that show how it is aligned, and how many of them must agree.
_MIN_ALIGNED, _ALIGNED_SHARE = 3, 0.8
# Ems: texts that begin (end, are centered) within this of each other are aligned.
_ALIGNED = 0.35
# Log odds, before any evidence: a cell over two columns is mostly meant as one.
_PRIOR = -1.0
# Ems of white across the boundary, and what each width weighs; less than the first is no gap.
_GAPS = ((0.3, -1.0), (0.6, 0.0), (1.0, 1.0), (2.0, 2.0))
# A text set as its column's are set, and one that is not: the right one, whose place only the
# column explains; the left one, which any text of the joint cell would share.
_RIGHT_ALIGNED, _RIGHT_ASTRAY = 2.0, -3.0
_LEFT_ALIGNED, _LEFT_ASTRAY = 1.0, -2.0
# A text of its column's kind where that is no mere word; of another kind; figures among words.
_KIND_FITS, _KIND_DIFFERS, _KIND_ODD = 1.5, -3.0, -0.5
# Rows with the ruling against those without: at most this much.
_MAX_HABIT = 2.0
# Two single letters may be one word, spread over the cell.
_SPREAD_LETTERS = -2.0
# A text alone in the place of a later column: of that column's kind and none before; set as its
# column's are; or just as any text of the joint cell may be, at its right side or in its middle.
_KIND_ALONE, _IN_PLACE, _FROM_RIGHT, _IN_THE_MIDDLE = 2.0, 1.0, -1.5, -1.5
# Ems: a text this near to the middle of its cell is centered in it.
_CENTERED = 0.35
# Labels go over several columns more often than a line beside them is missing.
_LABELS = -1.5
# A row with less than half the cells of the others is a heading of a section.
_SECTION, _SECTION_SHARE = -3.0, 0.5


@dataclass(frozen=True, slots=True)
class ColumnHabits:
    """How the cells of one column are printed.

    Attributes:
        kind: the usual kind of their values; ``None`` if there is none.
        places: (left, right, center) where their texts begin, end and have their center, in
            points; NaN for a side that they do not share.
    """

    kind: Kind | None
    places: tuple[float, float, float]

    def aligned(self, x0: float, x1: float, em: float) -> bool | None:
        """Whether a text from ``x0`` to ``x1`` is set as the column's; ``None`` if unknown."""
        if all(map(math.isnan, self.places)):
            return None
        own = x0, x1, (x0 + x1) / 2
        return any(abs(a - b) <= _ALIGNED * em for a, b in zip(own, self.places, strict=True))


def habits_of(kind: Kind | None, extents: FloatArray, em: float) -> ColumnHabits:
    """The habits of a column of values of ``kind`` whose texts have ``extents`` (n, 2)."""
    places = [math.nan] * 3
    if len(extents) >= _MIN_ALIGNED:
        for index, values in enumerate((*extents.T, extents.mean(axis=1))):
            middle = median(values)
            if np.mean(np.abs(values - middle) <= _ALIGNED * em) >= _ALIGNED_SHARE:
                places[index] = middle
    return ColumnHabits(kind, (places[0], places[1], places[2]))


@dataclass(frozen=True, slots=True)
class Side:
    """The text on one side of a gap: its extent, and its column's habits if it is in one."""

    text: str
    x0: float
    x1: float
    habits: ColumnHabits | None


@dataclass(frozen=True, slots=True)
class RowHabits:
    """How the table's rows are ruled and filled.

    Attributes:
        ruled, unruled: rows with the ruling in question, and without it.
        filled, usual: cells with text in this row once it is parted, and in most rows.
    """

    ruled: int
    unruled: int
    filled: int
    usual: float

    def weight(self) -> tuple[float, str]:
        """What the other rows weigh for the ruling, in words too."""
        weight = math.log((self.ruled + 0.5) / (self.unruled + 0.5))
        words = say(
            "the line is drawn in {ruled} rows, not in {unruled}",
            ruled=self.ruled,
            unruled=self.unruled,
        )
        return min(max(weight, -_MAX_HABIT), _MAX_HABIT), words


def has_gap(left: float, right: float, em: float) -> bool:
    """Whether texts that end at ``left`` and begin at ``right`` stand apart."""
    return right - left >= _GAPS[0][0] * em


def weigh_gap(
    left: Side, right: Side, em: float, rows: RowHabits | None
) -> tuple[float, tuple[str, ...]]:
    """The log odds that ``left`` and ``right`` are two cells, and the evidence in words.

    ``rows`` is ``None`` for labels, which go over several columns in any table.
    """
    evidence: list[tuple[float, str]] = []
    gap = (right.x0 - left.x1) / em
    white = [weight for width, weight in _GAPS if gap >= width][-1:]
    if not white:
        return -math.inf, (say("the texts touch"),)
    evidence.append((white[0], say("{gap:.1f} em of white between the texts", gap=gap)))
    for side, which, fits, astray in (
        (left, "left", _LEFT_ALIGNED, _LEFT_ASTRAY),
        (right, "right", _RIGHT_ALIGNED, _RIGHT_ASTRAY),
    ):
        if side.habits is None:
            continue
        aligned = side.habits.aligned(side.x0, side.x1, em)
        if aligned is not None:
            words = say(
                "the {which} text is set as its column's are"
                if aligned
                else "the {which} text is not set as its column's are",
                which=which,
            )
            evidence.append((fits if aligned else astray, words))
        weight = _kind_weight(side.text, side.habits.kind)
        if weight:
            words = say(
                "the {which} text is a {kind}" if weight > 0 else "the {which} text is no {kind}",
                which=which,
                kind=side.habits.kind,
            )
            evidence.append((weight, words))
    if all(len(text := side.text.strip()) == 1 and text.isalpha() for side in (left, right)):
        evidence.append((_SPREAD_LETTERS, say("each text is one letter")))
    if rows is None:
        evidence.append((_LABELS, say("labels often go over several columns")))
    else:
        evidence.append(rows.weight())
        if rows.filled < _SECTION_SHARE * rows.usual:
            evidence.append((_SECTION, say("other cells of the row are empty")))
    return _PRIOR + sum(weight for weight, _ in evidence), tuple(words for _, words in evidence)


def _kind_weight(text: str, usual: Kind | None) -> float:
    if usual is None:
        return 0.0
    kind = kind_of(text)
    if usual == "word":
        return 0.0 if kind == "word" else _KIND_ODD
    return _KIND_FITS if kind == usual else _KIND_DIFFERS


def weigh_alone(
    side: Side, cell: tuple[float, float], before: Sequence[Kind | None], em: float, rows: RowHabits
) -> tuple[float, tuple[str, ...]]:
    """The log odds that a text alone in a cell belongs to the column it stands in.

    Args:
        side: the text; its column is not the first of the cell.
        cell: left and right side of the cell.
        before: the kinds of the cell's columns to the left of the text's.
        em: points.
        rows: of the table.
    """
    aligned = None if side.habits is None else side.habits.aligned(side.x0, side.x1, em)
    if side.habits is None or aligned is False:
        return -math.inf, ()
    x0, x1 = cell
    habit, words = rows.weight()
    evidence = [(habit, words)]
    kind = kind_of(side.text)
    if kind == side.habits.kind and kind != "word" and kind not in before:
        evidence.append((_KIND_ALONE, say("the text is a {kind} where its column is", kind=kind)))
    elif abs(side.x0 + side.x1 - x0 - x1) / 2 <= _CENTERED * em:
        evidence.append((_IN_THE_MIDDLE, say("the text is centered in the cell")))
    elif aligned is None:
        evidence.append((0.0, say("the text is in the place of a later column")))
    elif not replace(
        side.habits, places=(side.habits.places[0], math.nan, side.habits.places[2])
    ).aligned(side.x0, side.x1, em):
        # Any figure is set from the right, in one column or in two.
        evidence.append((_FROM_RIGHT, say("the text stands at the right side of both columns")))
    else:
        evidence.append((_IN_PLACE, say("the text is set as those of the right column are")))
    return sum(weight for weight, _ in evidence), tuple(words for _, words in evidence)
