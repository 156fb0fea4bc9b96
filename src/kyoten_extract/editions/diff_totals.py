"""Numbers of bases in two editions, by municipality, country and form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kyoten_extract.editions.edition_facts import Edition


@dataclass(frozen=True, slots=True)
class Total:
    """The bases of one municipality, country or form in both editions.

    Attributes:
        value: as printed; ``None`` for the bases without one.
        old, new: bases in either edition.
        opened, closed: those that only the new or the old edition has.
    """

    value: str | None
    old: int
    new: int
    opened: int
    closed: int


def totals_of(
    editions: tuple[Edition, Edition], closed: Sequence[int], opened: Sequence[int]
) -> Mapping[str, tuple[Total, ...]]:
    """Totals by ``"municipality"``, ``"country"`` and ``"form"``, in printed order.

    A base in several countries counts once in each of them.
    """
    return {key: tuple(_totals(editions, key, closed, opened)) for key in _KEYS}


_KEYS = ("municipality", "country", "form")


def _totals(
    editions: tuple[Edition, Edition], key: str, closed: Sequence[int], opened: Sequence[int]
) -> Iterable[Total]:
    values = [_values(edition, key) for edition in editions]
    counts = [Counter(value for row in side for value in row) for side in values]
    gone = Counter(value for row in closed for value in values[0][row])
    come = Counter(value for row in opened for value in values[1][row])
    for value in dict.fromkeys((*counts[0], *counts[1])):
        yield Total(value, counts[0][value], counts[1][value], come[value], gone[value])


def _values(edition: Edition, key: str) -> list[tuple[str | None, ...]]:
    if key == "country":
        return [base.countries or (base.country,) for base in edition.bases]
    return [(None if value is None else str(value),) for value in edition.values(key)]
