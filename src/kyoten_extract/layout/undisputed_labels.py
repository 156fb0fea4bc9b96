"""Which printed labels alone settle their columns.

Most labels of an edition contain one that is known, and of such ones few pairs need a score.
"""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.column_scores import MOST_UNCONTAINED, Score, label_score, worth_of
from kyoten_extract.layout.label_forms import contains_one

# Scores of a label alone from which it is known, and by which it leads the next best.
_KNOWN, _LEAD = 4.0, 0.5


class LabelScores:
    """The scores of printed labels for columns, each made when it is first asked for.

    Attributes:
        places: indexes of the printed columns.
        keys: indexes of the layout's columns, all of which have labels.
    """

    def __init__(
        self,
        header: Sequence[str],
        columns: Sequence[Column],
        places: Sequence[int],
        keys: Sequence[int],
    ) -> None:
        self.places = places
        self.keys = keys
        self._header = header
        self._columns = columns
        self._scores: dict[tuple[int, int], Score] = {}
        self._most = {k: worth_of(MOST_UNCONTAINED, columns[k].labels) for k in keys}
        self._contained = {
            p: frozenset(k for k in keys if contains_one(header[p], columns[k].labels))
            for p in places
        }

    def __getitem__(self, pair: tuple[int, int]) -> Score:
        """The score of a printed column for one of the layout."""
        if pair not in self._scores:
            p, k = pair
            self._scores[pair] = label_score(self._header[p], self._columns[k])
        return self._scores[pair]

    def undisputed(self) -> dict[int, int]:
        """The printed column of each column of the layout that labels alone settle."""
        settled: dict[int, int] = {}
        # A label that contains none is not known.
        is_bounded = all(most < _KNOWN for most in self._most.values())
        for p in self.places:
            candidates = self._contained[p] if is_bounded else self.keys
            ranked = sorted(((self[p, k].by_label, k) for k in candidates), reverse=True)
            if not ranked or ranked[0][0] < _KNOWN:
                continue
            (first, k), *others = ranked
            if first > max((score for score, _ in others), default=first - 1) and all(
                self._leads(first, other, k) for other in self.places if other != p
            ):
                settled[k] = p
        return settled

    def _leads(self, first: float, p: int, k: int) -> bool:
        """Whether the score ``first`` for a column is clearly above that of another label."""
        if k not in self._contained[p] and first - self._most[k] >= _LEAD:
            return True
        return first - self[p, k].by_label >= _LEAD
