"""The official codes of the bases of an edition: of municipalities and of countries."""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.editions.edition_facts import Edition
from kyoten_extract.text.gazetteer.official_codes import (
    country_alpha2,
    country_alpha3,
    municipality_codes,
)

_SEPARATOR = "; "
# The last digits of a prefecture's code, before its check digit.
_PREFECTURE = "000"


def codes_of_municipalities(edition: Edition) -> list[str | None]:
    """The six digits of each base's municipality.

    Where several municipalities have one name (府中市), the official order decides, in which
    editions are printed: the one between its neighbors, if only one is.
    """
    candidates = [
        municipality_codes(name) if isinstance(name, str) else ()
        for name in edition.values("municipality")
    ]
    return [
        codes[0] if len(codes) == 1 else _between(candidates, row, codes)
        for row, codes in enumerate(candidates)
    ]


def _between(candidates: Sequence[Sequence[str]], row: int, codes: Sequence[str]) -> str | None:
    if not codes:
        return None
    before = next((c for c in map(_certain, candidates[row::-1]) if c), None)
    after = next((c for c in map(_certain, candidates[row:]) if c), None)
    fits = [
        code
        for code in codes
        if (before is None or before < code) and (after is None or code < after)
    ]
    return fits[0] if len(fits) == 1 and (before or after) else None


def _certain(codes: Sequence[str]) -> str | None:
    """The code of a row that has one and is no prefecture's, which are listed apart."""
    return codes[0] if len(codes) == 1 and codes[0][2:5] != _PREFECTURE else None


def codes_of_countries(edition: Edition) -> list[tuple[str | None, str | None]]:
    """The alpha-2 and alpha-3 codes of each base's country; of several countries, "ID; MY"."""
    known: dict[tuple[str, ...], tuple[str | None, str | None]] = {}
    found = []
    for base, country in zip(edition.bases, edition.values("country"), strict=True):
        names = base.countries or ((str(country),) if country else ())
        if names not in known:
            known[names] = (
                _joined([country_alpha2(name) for name in names]),
                _joined([country_alpha3(name) for name in names]),
            )
        found.append(known[names])
    return found


def _joined(codes: Sequence[str | None]) -> str | None:
    if not codes or None in codes:
        return None
    return _SEPARATOR.join(code for code in codes if code)
