"""How likely two rows of two editions are one base: evidence field by field.

Each field in which two rows agree or differ is weighed by how often it does for one base in two
editions, against how often for two bases (Fellegi and Sunter 1969). The latter is learned from the
editions themselves: a name that a municipality gives to all of its bases says nothing, one that
nobody else has says much.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.edition_facts import Edition, label_core
from kyoten_extract.output.export import Value
from kyoten_extract.text.edit_distance import one_edit
from kyoten_extract.text.gazetteer.official_codes import country_alpha2, municipality_key
from kyoten_extract.text.gazetteer.places import place_key


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a field says.

    Attributes:
        kept: probability that a base has the same value in the next edition.
        shared: probability that two bases of one municipality have the same value, before the
            editions have told.
        most: the greatest weight of an agreement.
        differs: weight of two different values; all weights are natural logarithms of ratios.
        missing: weight where only one row has a value.
    """

    kept: float
    shared: float
    most: float
    differs: float
    missing: float


_PATTERN = "pattern"
_FIELDS: Mapping[str, _Evidence] = {
    "name": _Evidence(0.9, 0.1, 6.0, -2.3, -0.7),
    "country": _Evidence(0.97, 0.2, 1.5, -1.0, 0.0),
    "city": _Evidence(0.96, 0.1, 4.0, -3.0, 0.0),
    "contractor": _Evidence(0.9, 0.1, 5.0, -2.3, -1.5),
    "form": _Evidence(0.97, 0.6, 1.0, -2.0, 0.0),
    "established": _Evidence(0.98, 0.2, 3.0, -3.5, -0.3),
    "department": _Evidence(0.85, 0.7, 2.0, -0.7, -0.2),
    "url": _Evidence(0.8, 0.3, 4.0, -0.7, -0.2),
    # Prose that is kept word by word says as much as a name; new words say nothing.
    "reason": _Evidence(0.7, 0.4, 3.0, 0.0, 0.0),
    "activities": _Evidence(0.6, 0.4, 3.0, 0.0, 0.0),
    # A name that moved with its place (ソウル事務所, 釜山事務所); weighed only where names differ.
    _PATTERN: _Evidence(0.5, 0.3, 2.0, 0.0, 0.0),
}
_PROSE = ("reason", "activities")
# Municipalities that the assumed shares count as, beside those of the editions.
_ASSUMED_MUNICIPALITIES = 5
# Rows that share a value by assumption: it is not impossible because nobody else has it.
_ASSUMED_ROWS, _ASSUMED_OF = 0.5, 10
# Pseudo-rows by which the share of a value within its municipality leans on the usual share.
_LEANING = 2
# Weight where a joint base (上海・香港) has a part in common with the other row's.
_PART_IN_COMMON = -0.5
# Names that differ: each pair of characters in common takes away from the weight, and one
# character read wrongly in a name of some length is hardly a difference.
_LIKE_NAME, _ONE_EDIT, _LONG_NAME = 2.5, 2.0, 6
# A row of the later edition whose base was there before the earlier edition is in that one too;
# one of a later year is not.
_WAS_THERE, _WAS_NOT_THERE = 2.5, -2.0
# Municipalities that differ.
_OTHER_MUNICIPALITY, _NO_MUNICIPALITY = -5.0, -0.5


EVIDENCE = frozenset(_FIELDS) | {"municipality"}
"""The fields by which bases are paired."""


class PairScores:
    """Scores of pairs of rows, one of each of two editions.

    Args:
        editions: the old and the new one, with their columns under the same names.
        fields: the fields that both editions have.
    """

    def __init__(self, editions: tuple[Edition, Edition], fields: Sequence[str]) -> None:
        self.fields = [field for field in _FIELDS if field in fields]
        self.municipalities = [_municipalities(edition, fields) for edition in editions]
        self.values = {f: [_folded(edition, f) for edition in editions] for f in self.fields}
        if {"name", "city"} <= set(self.fields):
            self.values[_PATTERN] = [_patterns(side, self.values) for side in (0, 1)]
        # Rows of both editions with a value, by municipality or in all.
        self._rows = Counter(m for side in self.municipalities for m in side)
        self._all_rows = sum(self._rows.values())
        # How often two bases of one municipality agree, on average over municipalities.
        self._shared: dict[str, float] = {}
        self._within = {f: self._pooled(f) for f in self.values}
        self._everywhere: dict[str, Counter[Value]] = {
            f: Counter(v for side in self.values[f] for v in side if v is not None)
            for f in self.values
        }
        years = [edition.fiscal_year for edition in editions]
        self._earlier_year, self._later_side = _dates(years[0], years[1])
        self._bigrams: dict[Value, frozenset[str]] = {}
        self._agreements: dict[tuple[str, Value, str | None], float] = {}

    def score(self, i: int, j: int) -> float:
        """The weight of all evidence that row ``i`` of the old and ``j`` of the new are one base.

        It is the natural logarithm of a likelihood ratio, to be held against the odds that any two
        rows are one.
        """
        ours, theirs = self.municipalities[0][i], self.municipalities[1][j]
        same = ours == theirs and ours is not None
        total = 0.0
        if not same:
            total = _NO_MUNICIPALITY if None in (ours, theirs) else _OTHER_MUNICIPALITY
        municipality = ours if same else None
        city_agrees = False
        for field in self.fields:
            before, after = self.values[field][0][i], self.values[field][1][j]
            if before is None and after is None:
                continue
            evidence = _FIELDS[field]
            if before is None or after is None:
                total += evidence.missing
            elif before == after:
                total += self._agreement(field, before, municipality)
                city_agrees |= field == "city"
            elif field == "name" and self._agree(_PATTERN, i, j):
                total += self._agreement(_PATTERN, self.values[_PATTERN][0][i], municipality)
            else:
                total += self._difference(field, before, after)
        if city_agrees and self._agree("country", i, j):
            # The city says its country too.
            total -= self._agreement(
                "country", self.values["country"][0][i], ours if same else None
            )
        return total + self._date(i, j)

    def _agree(self, field: str, i: int, j: int) -> bool:
        if field not in self.values:
            return False
        before, after = self.values[field][0][i], self.values[field][1][j]
        return before is not None and before == after

    def _agreement(self, field: str, value: Value, municipality: str | None) -> float:
        key = (field, value, municipality)
        if key not in self._agreements:
            self._agreements[key] = self._agreement_weight(field, value, municipality)
        return self._agreements[key]

    def _agreement_weight(self, field: str, value: Value, municipality: str | None) -> float:
        evidence = _FIELDS[field]
        # The two rows themselves are no evidence on how many others have the value.
        others = self._everywhere[field][value] - 2 + _ASSUMED_ROWS
        chance = max(others, _ASSUMED_ROWS) / (self._all_rows + _ASSUMED_OF)
        if municipality is not None:
            near = max(self._within[field][municipality, value] - 2, 0)
            near_rows = max(self._rows[municipality] - 2, 0)
            usual = max(chance, self._shared[field])
            chance = (near + _LEANING * usual) / (near_rows + _LEANING)
        return min(evidence.most, max(0.0, log(evidence.kept / chance)))

    def _difference(self, field: str, before: Value, after: Value) -> float:
        weight = _FIELDS[field].differs
        if not isinstance(before, str) or not isinstance(after, str):
            return weight
        if field in ("city", "country"):
            return _PART_IN_COMMON if before in after or after in before else weight
        if field in ("name", "contractor"):
            edit = one_edit(before, after)
            if (
                edit is not None
                and min(len(before), len(after)) >= _LONG_NAME
                and not (edit.before + edit.after).isdigit()
            ):
                return _ONE_EDIT
            return weight + _LIKE_NAME * self._likeness(before, after)
        return weight

    def _likeness(self, before: str, after: str) -> float:
        """Share of the pairs of characters that two texts have in common (Dice's coefficient)."""
        ours, theirs = self._pairs(before), self._pairs(after)
        return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0

    def _pairs(self, text: str) -> frozenset[str]:
        if text not in self._bigrams:
            self._bigrams[text] = frozenset(text[k : k + 2] for k in range(len(text) - 1))
        return self._bigrams[text]

    def _date(self, i: int, j: int) -> float:
        if self._earlier_year is None or "established" not in self.values:
            return 0.0
        years = self.values["established"][0][i], self.values["established"][1][j]
        later = years[self._later_side]
        if not isinstance(later, int):
            return 0.0
        if later < self._earlier_year:
            return _WAS_THERE if years[0] == years[1] else 0.0
        return 0.0 if years[0] == years[1] else _WAS_NOT_THERE

    def _pooled(self, field: str) -> Counter[tuple[str | None, Value]]:
        """Rows of both editions by municipality and value; learns how often two of one agree."""
        pooled: Counter[tuple[str | None, Value]] = Counter()
        rates, count = _ASSUMED_MUNICIPALITIES * _FIELDS[field].shared, _ASSUMED_MUNICIPALITIES
        for side, values in zip(self.municipalities, self.values[field], strict=True):
            counts = Counter(zip(side, values, strict=True))
            pooled.update(counts)
            pairs: defaultdict[str, int] = defaultdict(int)
            rows: defaultdict[str, int] = defaultdict(int)
            for (municipality, value), rows_with in counts.items():
                if municipality is not None and value is not None:
                    pairs[municipality] += rows_with * (rows_with - 1)
                    rows[municipality] += rows_with
            shares = [pairs[m] / (n * (n - 1)) for m, n in rows.items() if n > 1]
            rates, count = rates + sum(shares), count + len(shares)
        self._shared[field] = rates / count
        return pooled


def _dates(old: int | None, new: int | None) -> tuple[int | None, int]:
    """The fiscal year of the earlier edition, and which of the two is the later one."""
    if old is None or new is None or old == new:
        return None, 1
    return (old, 1) if old < new else (new, 0)


def _municipalities(edition: Edition, fields: Sequence[str]) -> list[str | None]:
    if "municipality" not in fields:
        return [None] * len(edition.facts)
    keys: dict[Value, str | None] = {None: None}
    for row in edition.facts:
        name = row.get("municipality")
        if name not in keys:
            keys[name] = municipality_key(str(name))
    return [keys[row.get("municipality")] for row in edition.facts]


def _folded(edition: Edition, field: str) -> list[Value]:
    """The values of a field, those that are spelled differently alone made equal."""
    keys: dict[Value, Value] = {}
    values = edition.values(field)
    for value in values:
        if value not in keys:
            keys[value] = folded_value(field, value)
    return [keys[value] for value in values]


def _patterns(side: int, values: Mapping[str, Sequence[Sequence[Value]]]) -> list[Value]:
    """The names of one edition without their places; ``None`` for names without."""
    found: list[Value] = []
    for name, city in zip(values["name"][side], values["city"][side], strict=True):
        pattern = None
        if isinstance(name, str) and isinstance(city, str) and city in name:
            pattern = name.replace(city, "*", 1)
        found.append(pattern)
    return found


def folded_value(field: str, value: Value) -> Value:
    """A value without what is a matter of spelling: widths, spaces, signs, names of countries.

    >>> folded_value("country", "大韓民国") == folded_value("country", "韓国")
    True
    """
    if not isinstance(value, str):
        return value
    if field == "country":
        return country_alpha2(value) or place_key(value)
    if field == "city":
        return place_key(value)
    if field in _PROSE:
        return "".join(value.split())
    if field == "url":
        return label_core(value).rstrip("/")
    return "".join(c for c in label_core(value) if c.isalnum()) or label_core(value)
