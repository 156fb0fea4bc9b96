"""Checks of places against the list of all cities."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.gazetteer.places import (
    city_countries,
    country_code,
    country_of,
    listed_under,
)


@rule(codes.CITY_ELSEWHERE)
def cities_are_in_their_countries(survey: Survey) -> Iterator[Finding]:
    """Each city that is known is in a country of its row; those of a row are all to be known."""
    for base in survey.bases:
        countries = _countries(base)
        for city in base.cities if countries else ():
            found = city_countries(city)
            if not found or found & countries or country_code(city) in countries:
                continue
            names = "、".join(sorted(country_of(code) for code in found))
            yield codes.CITY_ELSEWHERE(
                f"{city} is a city of {names}; the row has {base.country}",
                field="city",
                expected=names,
                actual=base.country,
                **at(base),
            )


def _countries(base: Base) -> frozenset[str]:
    """The countries of a row and what is listed under them; none if one is not known."""
    known = [country_code(name) for name in base.countries]
    if None in known:
        return frozenset()
    return frozenset(one for code in known if code for one in listed_under(code))
