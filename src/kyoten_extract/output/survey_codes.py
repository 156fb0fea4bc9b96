"""The official codes of the bases of a survey."""

from __future__ import annotations

from kyoten_extract.model.base_codes import BaseCodes, CityPlace, CountryCodes
from kyoten_extract.model.survey import Survey
from kyoten_extract.text.gazetteer.codes_in_order import codes_in_order
from kyoten_extract.text.gazetteer.official_codes import country_alpha2, country_alpha3
from kyoten_extract.text.gazetteer.places import (
    city_countries,
    city_position,
    country_code,
    listed_under,
)
from kyoten_extract.text.remembered import remember


def codes_of(survey: Survey) -> tuple[BaseCodes, ...]:
    """The codes of each base, in order."""
    municipalities = codes_in_order([base.municipality for base in survey.bases])
    return tuple(
        _codes(code, base.countries, base.cities)
        for base, code in zip(survey.bases, municipalities, strict=True)
    )


def _codes(
    municipality: str | None, countries: tuple[str, ...], cities: tuple[str, ...]
) -> BaseCodes:
    return BaseCodes(
        municipality,
        tuple(map(country_codes, countries)),
        tuple(city_place(city, countries) for city in cities),
    )


@remember(4096)
def country_codes(name: str) -> CountryCodes:
    """The codes of the country or territory that is called ``name``."""
    return CountryCodes(name, country_alpha2(name), country_alpha3(name))


@remember(4096)
def country_of_city(city: str, countries: tuple[str, ...]) -> str | None:
    """The one of a row's countries that a city of it is in; ``None`` if that is not known."""
    if len(countries) == 1:
        return countries[0]
    known = city_countries(city)
    found = [name for name in countries if country_code(name) in known]
    return found[0] if len(found) == 1 else None


@remember(4096)
def city_place(name: str, countries: tuple[str, ...]) -> CityPlace:
    """The place of the city called ``name`` in one of ``countries``, if exactly one has it."""
    codes = dict.fromkeys(code for one in countries if (code := country_code(one)))
    # Hong Kong's cities are listed under China; its own come first.
    for listed in (tuple(codes), tuple(one for code in codes for one in listed_under(code))):
        found = {place for code in listed if (place := city_position(name, code)) is not None}
        if found:
            break
    if len(found) != 1:
        return CityPlace(name, None, None)
    ((latitude, longitude),) = found
    return CityPlace(name, latitude, longitude)
