"""Columns that have another label in another edition, told by what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.edition_facts import PART_OF, Edition, label_core, read_as
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.output.export import COLUMNS, Value
from kyoten_extract.table.assignment import NOBODY, assign

# Before bases are paired: distinct values that a column must have for its values to identify it,
# the share of rows that its most common value may have, and the share of values in common.
_FEWEST_DISTINCT, _MOST_COMMON, _LEAST_SHARED = 5, 0.5, 0.6
# After: pairs needed, and the agreement beyond chance (Cohen's kappa) of values in pairs; less is
# enough where the labels are similar too, and columns that hold one value say nothing at all.
_FEWEST_PAIRS, _LEAST_KAPPA, _LEAST_KAPPA_OF_SIMILAR = 5, 0.7, 0.3
_SIMILAR_LABEL, _LEAST_EQUAL = 0.6, 0.9

_Fit = Callable[[Sequence[Value], Sequence[Value], float], float]

_LABELS = {column.key: column.labels for column in KYOTEN.columns}


@dataclass(frozen=True, slots=True)
class RenamedColumn:
    """One column under two names.

    Attributes:
        old, new: its names in either edition: a field, or a printed label.
        field: the name under which it is compared: the field, or else the new label.
    """

    old: str
    new: str
    field: str


def relabelled(old: Edition, new: Edition) -> list[RenamedColumn]:
    """Columns whose labels differ in numbering, widths or spaces alone."""
    ours, theirs = _extra_cores(old, new), _extra_cores(new, old)
    return [RenamedColumn(ours[c], theirs[c], theirs[c]) for c in ours if c in theirs]


def renamed_by_values(old: Edition, new: Edition) -> list[RenamedColumn]:
    """Columns that hold the same many values in both editions, before bases are paired."""
    return _assigned(old, new, _shared_values)


def renamed_by_pairs(
    old: Edition, new: Edition, pairs: Sequence[tuple[int, int]]
) -> list[RenamedColumn]:
    """Columns whose values agree base by base."""

    def fit(before: Sequence[Value], after: Sequence[Value], similar: float) -> float:
        return _agreement(before, after, pairs, similar)

    return _assigned(old, new, fit)


def equal_share(
    old: Edition, new: Edition, column: RenamedColumn, pairs: Sequence[tuple[int, int]]
) -> tuple[int, float | None]:
    """How many pairs of bases have equal values in a renamed column, and which share of them."""
    before, after = _folded(old, column.old, column.field), _folded(new, column.new, column.field)
    equal = sum(before[i] == after[j] for i, j in pairs)
    return equal, round(equal / len(pairs), 4) if pairs else None


def names_of(columns: Sequence[RenamedColumn]) -> tuple[dict[str, str], dict[str, str]]:
    """The names under which columns are compared, by their names in either edition."""
    return (
        {c.old: c.field for c in columns if c.old != c.field},
        {c.new: c.field for c in columns if c.new != c.field},
    )


def _extra_cores(edition: Edition, other: Edition) -> dict[str, str]:
    """Labels that only one edition has, by their cores; those that share a core are left out."""
    cores = Counter(label_core(label) for label in edition.columns)
    return {
        label_core(label): label
        for label in edition.columns
        if label not in COLUMNS and label not in other.columns and cores[label_core(label)] == 1
    }


def _assigned(old: Edition, new: Edition, fit: _Fit) -> list[RenamedColumn]:
    gone, come = _only(old, new), _only(new, old)
    scores = [[_fit_of(old, new, one, other, fit) for other in come] for one in gone]
    return [
        RenamedColumn(gone[row], come[column], _field(gone[row], come[column]))
        for row, column in enumerate(assign(scores))
        if column != NOBODY
    ]


def _only(one: Edition, other: Edition) -> list[str]:
    """The columns that only ``one`` has, or that are empty in ``other``."""
    return [
        column
        for column in one.columns
        if column not in PART_OF
        and (column not in other.columns or (one.count(column) and not other.count(column)))
    ]


def _fit_of(old: Edition, new: Edition, one: str, other: str, fit: _Fit) -> float:
    if one in COLUMNS and other in COLUMNS:
        # Two columns of the layout were told apart by their labels.
        return 0.0
    if "section" in (one, other):
        return 0.0
    field = _field(one, other)
    similar = max(
        SequenceMatcher(None, label_core(a), label_core(b)).ratio()
        for a in _LABELS.get(one, (one,))
        for b in _LABELS.get(other, (other,))
    )
    return fit(_folded(old, one, field), _folded(new, other, field), similar)


def _field(old: str, new: str) -> str:
    return old if old in COLUMNS else new


def _folded(edition: Edition, column: str, field: str) -> list[Value]:
    """The values of a column, read as those of ``field``; texts are folded for comparison."""
    seen: dict[Value, Value] = {}
    values = edition.values(column)
    for value in values:
        if value not in seen:
            read = read_as(field, value)[field]
            seen[value] = label_core(read) if isinstance(read, str) else read
    return [seen[value] for value in values]


def _shared_values(before: Sequence[Value], after: Sequence[Value], similar: float) -> float:
    ours, theirs = _counts(before), _counts(after)
    for counts in (ours, theirs):
        most = max(counts.values(), default=0)
        if len(counts) < _FEWEST_DISTINCT or most > _MOST_COMMON * counts.total():
            return 0.0
    shared = (ours & theirs).total() / max(ours.total(), theirs.total())
    return shared + similar / 10 if shared >= _LEAST_SHARED else 0.0


def _counts(values: Sequence[Value]) -> Counter[Value]:
    return Counter(value for value in values if value is not None)


def _agreement(
    before: Sequence[Value],
    after: Sequence[Value],
    pairs: Sequence[tuple[int, int]],
    similar: float,
) -> float:
    if len(pairs) < _FEWEST_PAIRS:
        return 0.0
    ours, theirs = Counter(before[i] for i, _ in pairs), Counter(after[j] for _, j in pairs)
    equal = sum(before[i] == after[j] for i, j in pairs) / len(pairs)
    chance = sum(count * theirs[value] for value, count in ours.items()) / len(pairs) ** 2
    if chance == 1.0:
        # Both hold one and the same value: only the labels can tell.
        return similar if similar >= _SIMILAR_LABEL and equal >= _LEAST_EQUAL else 0.0
    kappa = (equal - chance) / (1 - chance)
    least = _LEAST_KAPPA_OF_SIMILAR if similar >= _SIMILAR_LABEL else _LEAST_KAPPA
    return kappa + similar / 10 if kappa >= least else 0.0
