"""Numbers of bases in two editions, by municipality, country and form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.edition_facts import Edition
from kyoten_extract.editions.pair_scores import folded_value
from kyoten_extract.text.gazetteer.official_codes import municipality_key
from kyoten_extract.text.remembered import remember


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
    # Spellings of one value count together, under that of the new edition.
    names = {_folded(key, value): value for side in values for row in side for value in row}
    counts = [Counter(_folded(key, value) for row in side for value in row) for side in values]
    gone = Counter(_folded(key, value) for row in closed for value in values[0][row])
    come = Counter(_folded(key, value) for row in opened for value in values[1][row])
    for one in dict.fromkeys((*counts[0], *counts[1])):
        yield Total(names[one], counts[0][one], counts[1][one], come[one], gone[one])


def _folded(key: str, value: str | None) -> str | None:
    return value if value is None or key == "form" else _folded_text(value, key)


@remember(4096)  # each of few values comes often
def _folded_text(value: str, key: str) -> str:
    return municipality_key(value) if key == "municipality" else str(folded_value(key, value))


def _values(edition: Edition, key: str) -> list[tuple[str | None, ...]]:
    if key == "country":
        return [base.countries or (base.country,) for base in edition.bases]
    return [(None if value is None else str(value),) for value in edition.values(key)]
