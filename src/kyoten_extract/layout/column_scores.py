"""Scores of a printed column as a column of a layout: by label, content and place together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.content_fit import Content, ContentFit, content_fit, kind_misfits
from kyoten_extract.layout.field_types import read_number
from kyoten_extract.layout.label_fit import CONTAINING, SURE, Relation, relations
from kyoten_extract.text.remembered import remember

# Scores of a label's relation to the known one; see label_fit.Relation. "partial" is scaled by
# its fit. The evidence of content and place must outweigh a label that says something else.
_LABEL: Mapping[Relation, float] = {
    "equal": 6.0,
    "noted": 5.0,
    "longer": 4.5,
    "within": 3.5,
    "cut": 3.0,
    "similar": 3.5,
    "begun": 1.0,
    "qualified": -1.0,
    "compound": -1.5,
    "partial": 3.0,
    "other": -1.5,
    "blank": 0.0,
}
MOST_UNCONTAINED = max(score for name, score in _LABEL.items() if name not in CONTAINING)
"""The most that a label scores that has no known one in it, without what their length adds."""
# Score for each character of the known label, so that the longer of two equal fits wins.
_LONGER_LABEL = 0.02
# Scores of the content if all cells fit, and if none does: values of a format or a word list of
# their own, numbers, and other text, which fits many columns.
_DISTINCT, _NUMBERS, _TEXT = 3.0, 1.0, 0.5
_MISFIT, _MISFIT_OF_LIST, _OTHER_ENDING = -4.0, -2.0, -0.5
# Scores of a column whose values go with those of another, and of one whose values do not.
_FOLLOWS, _DOES_NOT_FOLLOW = 1.0, -4.0
# Cells from which the content counts in full.
_ENOUGH_CELLS = 3
# Scores of the place: between the columns that the layout has on both sides; the only place left
# there; elsewhere, and elsewhere in an edition that moves columns.
_BETWEEN, _ONLY_PLACE, _ELSEWHERE, _MOVED = 1.0, 1.0, -1.5, -0.5
# Share of neighbouring known columns in the layout's order below which the order tells nothing.
_IN_ORDER = 0.7


@dataclass(frozen=True, slots=True)
class Score:
    """How well one printed column fits one column of a layout.

    Attributes:
        relation: of its label to the known one that fits best.
        known: that label.
        content: of its cells; ``None`` if they were not needed.
        by_label, by_content, by_place: the scores, above 0 for and below 0 against it.
        between: the labels on both sides, if it is in its place.
    """

    relation: Relation
    known: str
    content: ContentFit | None
    by_label: float
    by_content: float = 0.0
    by_place: float = 0.0
    between: tuple[str, str] | None = None

    @property
    def total(self) -> float:
        """The sum of all evidence."""
        return self.by_label + self.by_content + self.by_place

    @property
    def is_sure(self) -> bool:
        """Whether the label alone is evidence enough."""
        return self.relation in SURE


def label_score(printed: str, column: Column) -> Score:
    """The score of a printed label alone, for a column that has labels."""
    return _score_of_label(printed, column.labels)


@remember(2048)
def _score_of_label(printed: str, labels: tuple[str, ...]) -> Score:
    found = relations(printed, labels)
    scores = [_worth(*one, known) for one, known in zip(found, labels, strict=True)]
    best = scores.index(max(scores))
    return Score(found[best][0], labels[best], None, scores[best])


def worth_of(score: float, labels: Sequence[str]) -> float:
    """``score``, above 0, with what the length of the longest label adds."""
    return score + _LONGER_LABEL * max(map(len, labels))


def _worth(name: Relation, fit: float, known: str) -> float:
    score = _LABEL[name]
    if name == "partial":
        score = score * fit + _LABEL["other"] * (1 - 2 * fit)
    elif score > 0:
        score += _LONGER_LABEL * len(known)
    return score


def content_score(column: Column, content: Content) -> tuple[ContentFit, float]:
    """The fit of a column's cells, and its score."""
    fit = content_fit(column, content)
    if not fit.filled:
        return fit, 0.0
    most = _DISTINCT if fit.is_distinct else _NUMBERS if column.holds == "number" else _TEXT
    if column.names is not None:
        least = _MISFIT_OF_LIST
    elif column.endings:
        # Other endings are no surprise; values of another kind are.
        least = _OTHER_ENDING + _MISFIT * kind_misfits(column, content)
    else:
        least = _MISFIT
    score = fit.share * most + (1 - fit.share) * least
    return fit, score * min(1.0, fit.filled / _ENOUGH_CELLS)


def counts_score(texts: Sequence[str], leading: Sequence[str]) -> float:
    """The score of a column that should count from 1 wherever ``leading`` changes."""
    rows = [
        (number, other)
        for text, other in zip(texts, leading, strict=False)
        if other.strip() and (number := read_number(text)) is not None
    ]
    # Within one text any column of running numbers counts; where it changes, this one alone.
    starts = [b[0] == 1 for a, b in pairwise(rows) if a[1] != b[1]]
    if not starts:
        return 0.0
    right = sum(starts) / len(starts)
    return _FOLLOWS * right + _DOES_NOT_FOLLOW * (1 - right)


def follows_score(texts: Sequence[str], leading: Sequence[str]) -> float:
    """The score of a column whose value should be the same wherever ``leading`` is.

    Only neighbouring rows with the same text there tell anything.
    """
    rows = list(zip(texts, leading, strict=False))
    pairs = [(a[0], b[0]) for a, b in pairwise(rows) if a[1] == b[1] and a[1].strip()]
    if not pairs:
        return 0.0
    same = sum(one == other for one, other in pairs) / len(pairs)
    return _FOLLOWS * same + _DOES_NOT_FOLLOW * (1 - same)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the columns that are sure stand, by index of the layout's column."""

    known: Mapping[int, int]
    width: int
    columns: int

    def score(self, index: int, place: int) -> tuple[float, tuple[int, int] | None]:
        """The score of ``place`` for the layout's column ``index``, and the places around it."""
        if not self.known:
            return (_BETWEEN if self.width == self.columns and index == place else 0.0), None
        order = self._in_order()
        if order < _IN_ORDER:
            return 0.0, None
        before = max((i for i in self.known if i < index), default=None)
        after = min((i for i in self.known if i > index), default=None)
        low = -1 if before is None else self.known[before]
        high = self.width if after is None else self.known[after]
        if low >= high:
            # One of the two has moved; next to the other is as good a place.
            return (_BETWEEN if place in (low + 1, high - 1) else 0.0), None
        if not low < place < high:
            # Where one column has moved, so may have this one.
            return (_ELSEWHERE if order == 1.0 else _MOVED), None
        first = -1 if before is None else before
        last = self.columns if after is None else after
        taken = {p for i, p in self.known.items() if i != index} - {place}
        free = [p for p in range(low + 1, high) if p not in taken]
        is_only = len(free) == last - first - 1 and free.index(place) == index - first - 1
        return _BETWEEN + _ONLY_PLACE * is_only, (low, high)

    def _in_order(self) -> float:
        """Share of the known columns that follow the one before them in the layout."""
        places = [place for _, place in sorted(self.known.items())]
        steps = [b > a for a, b in pairwise(places)]
        return sum(steps) / len(steps) if steps else 1.0
