"""The official codes of the bases of an edition: of municipalities and of countries."""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.editions.edition_facts import Edition
from kyoten_extract.text.gazetteer.codes_in_order import codes_in_order
from kyoten_extract.text.gazetteer.official_codes import country_alpha2, country_alpha3

_SEPARATOR = "; "


def codes_of_municipalities(edition: Edition) -> list[str | None]:
    """The six digits of each base's municipality."""
    return codes_in_order(edition.values("municipality"))


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
