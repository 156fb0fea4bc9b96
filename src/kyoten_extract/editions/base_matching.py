"""Which rows of two editions are one base: an optimal assignment by all that identifies a base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from math import exp, log
from zlib import crc32

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.edition_facts import Edition
from kyoten_extract.editions.pair_scores import PairScores
from kyoten_extract.editions.sparse_assignment import assign_sparse
from kyoten_extract.model.survey import Base
from kyoten_extract.output.export import Value
from kyoten_extract.table.assignment import NOBODY

# Weight of evidence (see pair_scores) that two rows need to be one base if no others are left ...
_NEEDED = 0.0
# ... and below it, how far a pair is remembered, as what else a row may be.
_REMEMBERED = -4.0
# Pairs of rows of one municipality up to which all are weighed; in larger ones only those with
# something in common, if no more rows than this have it.
_MOST_PAIRS, _MOST_ALIKE = 2_500, 30
# Fields by which rows of large municipalities, and of different ones, become candidates.
_INDEXES: Sequence[tuple[str, ...]] = (
    ("name",),
    ("url",),
    ("reason",),
    ("contractor",),
    ("city", "established"),
    ("contractor", "established"),
    ("city", "form"),
)
_INDEXES_ACROSS: Sequence[tuple[str, ...]] = (
    ("name",),
    ("url",),
    ("reason",),
    ("contractor", "city"),
    ("city", "established"),
)
# Weight by which other fields that are equal decide between pairs that are alike else, and the
# weight, far below it, by which chance does, always in the same way.
_ALIKE, _CHANCE = 0.05, 1e-6
_CRC_SIZE = 2**32
# Fields that, with the municipality, are one base without weighing: equal in two rows, and in no
# others.
_IDENTITY = (
    *("name", "country", "city", "contractor", "form", "established"),
    *("department", "url"),
)
# What such rows must have: none is identified by its form or department, nor all without a name by
# their city.
_ANY_OF = (("name", "city"), ("contractor", "city"), ("city", "established"), ("url",))
_CERTAIN = 1.0
# Weights beyond this are as good as certain.
_MOST_MARGIN = 30.0

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Pair:
    """Row ``old`` of one edition and ``new`` of the other are one base, with this confidence."""

    old: int
    new: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Matching:
    """The bases of two editions, paired.

    Attributes:
        pairs: in the order of the new edition.
        closed, opened: rows that only the old or the new edition has, with the confidence in that.
    """

    pairs: tuple[Pair, ...]
    closed: Mapping[int, float]
    opened: Mapping[int, float]


def match_bases(editions: tuple[Edition, Edition], fields: Sequence[str]) -> Matching:
    """Pair the bases of two editions by ``fields``, the fields that both have.

    The order of the rows does not matter, and neither which edition comes first.
    """
    rows = [[tuple(map(row.get, fields)) for row in edition.facts] for edition in editions]
    pairs = [Pair(i, j, _CERTAIN) for i, j in _equal(editions, rows)]
    left = _left(rows, pairs)
    doubts: tuple[Mapping[int, float], Mapping[int, float]] = {}, {}
    if all(left):
        scores = PairScores(editions, fields)
        pairs += _alone(scores, left)
        left = _left(rows, pairs)
        search = _Search(editions, rows, scores)
        # Of the few rows that are left when most are paired, two are one more likely.
        for step in (search.within, search.within, search.across):
            pairs += step(left)
            left = _left(rows, pairs)
        doubts = search.doubts
    pairs.sort(key=lambda pair: pair.new)
    closed, opened = (
        {row: _confidence(-doubts[side].get(row, -_MOST_MARGIN)) for row in left[side]}
        for side in (0, 1)
    )
    return Matching(tuple(pairs), closed, opened)


def _left(rows: Sequence[Sequence[object]], pairs: Iterable[Pair]) -> tuple[list[int], list[int]]:
    taken = [{pair.old for pair in pairs}, {pair.new for pair in pairs}]
    old, new = ([i for i in range(len(rows[k])) if i not in taken[k]] for k in (0, 1))
    return old, new


def _equal(
    editions: tuple[Edition, Edition], rows: Sequence[Sequence[tuple[Value, ...]]]
) -> Iterator[tuple[int, int]]:
    """Rows that are equal in all fields, each paired once."""
    groups: defaultdict[tuple[Value, ...], tuple[list[int], list[int]]]
    groups = defaultdict(lambda: ([], []))
    for side in (0, 1):
        for row, values in enumerate(rows[side]):
            groups[values][side].append(row)
    for group in groups.values():
        if all(group):
            yield from zip(*(_sorted(editions[k].bases, group[k]) for k in (0, 1)), strict=False)


def _sorted(bases: Sequence[Base], rows: Sequence[int]) -> Sequence[int]:
    """Rows that are equal in all that is compared, in an order of their own."""
    return sorted(rows, key=lambda row: repr(bases[row])) if len(rows) > 1 else rows


def _alone(scores: PairScores, left: tuple[list[int], list[int]]) -> list[Pair]:
    """Pairs that are equal in all that identifies a base, and the only such in both editions."""
    identity = [field for field in _IDENTITY if field in scores.fields]
    known = [[identity.index(f) for f in some] for some in _ANY_OF if set(some) <= set(identity)]
    found: list[dict[tuple[Value, ...], int | None]] = [{}, {}]
    for side in (0, 1):
        columns = [scores.values[field][side] for field in identity]
        keys = list(zip(scores.municipalities[side], *columns, strict=True))
        for row in left[side]:
            key = keys[row]
            if any(all(key[1 + place] is not None for place in some) for some in known):
                found[side][key] = None if key in found[side] else row
    return [
        Pair(i, j, _CERTAIN)
        for key, i in found[0].items()
        if i is not None and (j := found[1].get(key)) is not None
    ]


class _Search:
    """Weighs pairs of rows and assigns them.

    Attributes:
        doubts: for the rows of either edition, how close the next best pair was.
    """

    def __init__(
        self,
        editions: tuple[Edition, Edition],
        rows: Sequence[Sequence[tuple[Value, ...]]],
        scores: PairScores,
    ) -> None:
        self._editions, self._rows, self._scores = editions, rows, scores
        self._hashes: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._weights: dict[tuple[int, int], float] = {}
        self.doubts: tuple[dict[int, float], dict[int, float]] = ({}, {})

    def within(self, left: tuple[list[int], list[int]]) -> list[Pair]:
        """Pair rows of one municipality."""
        blocks: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side in (0, 1):
            for row in left[side]:
                municipality = self._scores.municipalities[side][row]
                if municipality is not None:
                    blocks[municipality][side].append(row)
        return self._assign(
            (i, j, needed)
            for block in blocks.values()
            for needed in (_needed(block),)
            for i, j in self._candidates(block)
        )

    def across(self, left: tuple[list[int], list[int]]) -> list[Pair]:
        """Pair rows of different municipalities, or without one."""
        needed = _needed(left)
        return self._assign((i, j, needed) for i, j in self._alike(left, _INDEXES_ACROSS))

    def _candidates(self, block: tuple[list[int], list[int]]) -> Iterable[tuple[int, int]]:
        old, new = block
        if len(old) * len(new) <= _MOST_PAIRS:
            return [(i, j) for i in old for j in new]
        return self._alike(block, _INDEXES)

    def _alike(
        self, rows: tuple[list[int], list[int]], indexes: Sequence[tuple[str, ...]]
    ) -> set[tuple[int, int]]:
        """Pairs of rows that share a value, if few enough rows do."""
        found: set[tuple[int, int]] = set()
        for fields in indexes:
            if not set(fields) <= set(self._scores.fields):
                continue
            old, new = (self._by_values(side, rows[side], fields) for side in (0, 1))
            for key in old.keys() & new.keys():
                if max(len(old[key]), len(new[key])) <= _MOST_ALIKE:
                    found.update((i, j) for i in old[key] for j in new[key])
        return found

    def _by_values(
        self, side: int, rows: Sequence[int], fields: Sequence[str]
    ) -> dict[Hashable, list[int]]:
        columns = [self._scores.values[field][side] for field in fields]
        found: defaultdict[Hashable, list[int]] = defaultdict(list)
        for row in rows:
            key = tuple(column[row] for column in columns)
            if None not in key:
                found[key].append(row)
        return found

    def _assign(self, candidates: Iterable[tuple[int, int, float]]) -> list[Pair]:
        weights: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for i, j, needed in candidates:
            weight = self._weight(i, j) - needed
            if weight > _REMEMBERED:
                weights[i][j] = weight
        # The same order whatever the order of the rows, so that ties are broken alike.
        old = self._ordered(0, weights)
        new = self._ordered(1, {j for fits in weights.values() for j in fits})
        place = {j: k for k, j in enumerate(new)}
        partners = assign_sparse([{place[j]: w for j, w in weights[i].items()} for i in old])
        partner = {i: new[k] for i, k in zip(old, partners, strict=True) if k != NOBODY}
        owner = {j: i for i, j in partner.items()}
        for i, fits in weights.items():
            for j, weight in fits.items():
                if i not in partner:
                    rival = weights[owner[j]][j] if j in owner else 0.0
                    self.doubts[0][i] = max(self.doubts[0].get(i, _REMEMBERED), weight - rival)
                if j not in owner:
                    rival = weights[i][partner[i]] if i in partner else 0.0
                    self.doubts[1][j] = max(self.doubts[1].get(j, _REMEMBERED), weight - rival)
        return [Pair(i, j, confidence) for i, j, confidence in _with_confidence(weights, partner)]

    def _weight(self, i: int, j: int) -> float:
        if (i, j) not in self._weights:
            self._weights[i, j] = self._weighed(i, j)
        return self._weights[i, j]

    def _weighed(self, i: int, j: int) -> float:
        before, after = self._rows[0][i], self._rows[1][j]
        equal = sum(one == other for one, other in zip(before, after, strict=True))
        chance = (self._hash(0, i) ^ self._hash(1, j)) * 2654435761 % _CRC_SIZE / _CRC_SIZE
        return self._scores.score(i, j) + _ALIKE * equal / max(len(before), 1) + _CHANCE * chance

    def _ordered(self, side: int, rows: Iterable[int]) -> list[int]:
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for row in rows:
            groups[self._hash(side, row)].append(row)
        bases = self._editions[side].bases
        return [row for key in sorted(groups) for row in _sorted(bases, groups[key])]

    def _hash(self, side: int, row: int) -> int:
        hashes = self._hashes[side]
        if row not in hashes:
            hashes[row] = crc32(repr(self._rows[side][row]).encode())
        return hashes[row]


def _needed(rows: tuple[list[int], list[int]]) -> float:
    """The weight that makes two of ``rows`` one base: the more there are, the less likely it is."""
    return _NEEDED + log(max(1, min(len(rows[0]), len(rows[1]))))


def _with_confidence(
    weights: Mapping[int, Mapping[int, float]], partner: Mapping[int, int]
) -> Iterator[tuple[int, int, float]]:
    """Each pair, with how much worse the next best assignment of its rows would be."""
    owner = {j: i for i, j in partner.items()}
    rivals: defaultdict[int, list[int]] = defaultdict(list)
    for i, fits in weights.items():
        for j in fits:
            rivals[j].append(i)
    for i, j in partner.items():
        weight = weights[i][j]
        margin = weight
        for other in weights[i]:
            if other != j:
                second = owner.get(other)
                lost = weights[second][other] if second is not None else 0.0
                won = max(weights[second].get(j, 0.0), 0.0) if second is not None else 0.0
                margin = min(margin, weight + lost - weights[i][other] - won)
        for second in rivals[j]:
            if second != i and second not in partner:
                margin = min(margin, weight - weights[second][j])
        yield i, j, _confidence(margin)


def _confidence(margin: float) -> float:
    """The probability that is as far from even as ``margin``, a logarithm of odds."""
    return round(1 / (1 + exp(-max(-_MOST_MARGIN, min(_MOST_MARGIN, margin)))), 4)
