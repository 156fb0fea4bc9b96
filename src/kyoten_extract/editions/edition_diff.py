"""Differences between two editions: bases added, removed and changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from kyoten_extract.model import codec
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.output.export import Value, flat_row

# Numbers are reassigned in each edition, pages are not facts, and the lists derive from the cells.
_NOT_COMPARED = frozenset({"municipality_no", "base_no", "pages", "countries", "cities"})

Key = Callable[[Base], Hashable]

# Keys by which rows of two editions are paired, the most specific first. A key pairs only rows for
# which it is unique in both editions, among those that no earlier key has paired.
_PAIRING_KEYS: Sequence[Key] = (
    lambda base: (base.municipality, base.name, base.country, base.city, base.contractor),
    lambda base: (base.municipality, base.name, base.country, base.city),
    lambda base: (base.municipality, base.base_no, base.country, base.city),
    lambda base: (base.municipality, base.country, base.city),
    lambda base: (base.municipality, base.name),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a base with different values in the two editions."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class ChangedBase:
    """A base that is in both editions, with fields that differ."""

    old: Base
    new: Base
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """Differences between two editions.

    Attributes:
        added: bases that are only in the new edition.
        removed: bases that are only in the old edition.
        changed: bases that are in both, with at least one field that differs.
        unchanged: number of bases that are equal in both.
    """

    added: tuple[Base, ...]
    removed: tuple[Base, ...]
    changed: tuple[ChangedBase, ...]
    unchanged: int

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values."""
        return {
            "added": codec.encode(self.added),
            "removed": codec.encode(self.removed),
            "changed": [
                {
                    "municipality": pair.new.municipality,
                    "name": pair.new.name,
                    "old_row": list(pair.old.key),
                    "new_row": list(pair.new.key),
                    "changes": codec.encode(pair.changes),
                }
                for pair in self.changed
            ],
            "unchanged": self.unchanged,
        }

    def rows(self) -> list[list[Value]]:
        """Return flat rows: kind, municipality, name, city, field, before, after."""
        lines: list[list[Value]] = []
        for kind, bases in (("added", self.added), ("removed", self.removed)):
            lines += [[kind, b.municipality, b.name, b.city, None, None, None] for b in bases]
        for pair in self.changed:
            lines += [
                [
                    "changed",
                    pair.new.municipality,
                    pair.new.name,
                    pair.new.city,
                    change.field,
                    change.before,
                    change.after,
                ]
                for change in pair.changes
            ]
        return lines


def diff(old: Survey, new: Survey) -> EditionDiff:
    """Compare two editions base by base.

    Bases are paired by municipality, name and place, not by their numbers, which are reassigned
    in each edition.
    """
    pairs, removed, added = _pair(old.bases, new.bases)
    changed = []
    for before, after in pairs:
        changes = _changes(before, after)
        if changes:
            changed.append(ChangedBase(before, after, changes))
    return EditionDiff(tuple(added), tuple(removed), tuple(changed), len(pairs) - len(changed))


def _pair(
    old: Sequence[Base], new: Sequence[Base]
) -> tuple[list[tuple[Base, Base]], list[Base], list[Base]]:
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(old))), list(range(len(new)))
    for key in _PAIRING_KEYS:
        ours, theirs = _unique(old, left, key), _unique(new, right, key)
        found = [(ours[k], theirs[k]) for k in ours.keys() & theirs.keys()]
        pairs += found
        left = [i for i in left if i not in {pair[0] for pair in found}]
        right = [i for i in right if i not in {pair[1] for pair in found}]
    pairs.sort(key=lambda pair: pair[1])
    return [(old[i], new[j]) for i, j in pairs], [old[i] for i in left], [new[j] for j in right]


def _unique(bases: Sequence[Base], indexes: Sequence[int], key: Key) -> dict[Hashable, int]:
    seen: dict[Hashable, int | None] = {}
    for index in indexes:
        value = key(bases[index])
        seen[value] = None if value in seen else index
    return {value: index for value, index in seen.items() if index is not None}


def _changes(before: Base, after: Base) -> tuple[Change, ...]:
    old, new = flat_row(before), flat_row(after)
    return tuple(
        Change(field, old.get(field), new.get(field))
        for field in dict.fromkeys((*old, *new))
        if field not in _NOT_COMPARED and old.get(field) != new.get(field)
    )
