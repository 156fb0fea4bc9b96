"""Cities against the countries of their rows, by the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
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
    """Report known cities that are in none of their row's countries.

    Rows with a country that the gazetteer does not know are skipped.
    """
    for base in survey.bases:
        countries = _countries(base)
        for city in base.cities if countries else ():
            found = city_countries(city)
            if not found or found & countries or country_code(city) in countries:
                continue
            names = "、".join(sorted(country_of(code) for code in found))
            yield codes.CITY_ELSEWHERE(
                say(
                    "{city} is in {names}, but the row's country is {country}",
                    city=city,
                    names=names,
                    country=base.country,
                ),
                field="city",
                expected=names,
                actual=base.country,
                **at(base),
            )


def _countries(base: Base) -> frozenset[str]:
    """Return the codes of a row's countries and their territories; empty if one is unknown."""
    known = [country_code(name) for name in base.countries]
    if None in known:
        return frozenset()
    return frozenset(one for code in known if code for one in listed_under(code))
