"""Countries, territories and foreign cities by their Japanese names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import LONGEST_NAME
from kyoten_extract.text.gazetteer.city_list import (
    cities_by_key,
    cities_with,
    every_city,
    place_of,
)
from kyoten_extract.text.gazetteer.city_marks import name_of
from kyoten_extract.text.normalize.normalize_text import normalize_text

# Signs in which spellings of one name differ.
_LOOSE = regex(r"[\s・=＝‐-]")
_V = str.maketrans({"ヷ": "バ", "ヸ": "ビ", "ヹ": "ベ", "ヺ": "ボ"})
_VOWELS = dict(zip("ァィェォ", "バビベボ", strict=True))
_SPELLED_WITH_V = regex("ヴ([ァィェォ]?)")
_BRACKETED = regex(r"[(（\[［].*?[)）\]］]")
_SUFFIX = regex("(?<=..)(?:特別市|広域市|直轄市|直轄区|都市圏|首都圏|市内|市|周辺|近郊)$")

# ISO codes whose cities a survey may list under 中国.
_CHINA = frozenset({"CN", "HK", "MO", "TW"})


def place_key(name: str) -> str:
    """``name`` folded for comparison: no spaces or middle dots, ヴ as バ行.

    >>> place_key("クアラ・ルンプール") == place_key("クアラルンプール")
    True
    """
    text = _LOOSE.sub("", normalize_text(name)).translate(_V)
    return _SPELLED_WITH_V.sub(lambda match: _VOWELS.get(match[1], "ブ"), text)


@cache
def country_names() -> Mapping[str, str]:
    """ISO 3166 codes by name of a country or territory, with XK for コソボ."""
    rows = (line.split("\t") for line in read_lines("countries.tsv")[1:])
    return {name: code for code, *names in rows for name in names}


def city_names(*, large: bool = False) -> dict[str, frozenset[str]]:
    """Codes of the countries that have a city of each name.

    ``large``: only names of cities with 15,000 inhabitants or more.
    """
    return {
        name_of(key, marks): frozenset(codes.split())
        for key, codes, signs, marks in every_city()
        if signs or not large
    }


def cities_of(countries: Iterable[str], *, large: bool = False) -> list[tuple[str, str]]:
    """Key and name of the cities of some countries, by name.

    ``large``: only those of 15,000 inhabitants or more.
    """
    codes = frozenset(countries)
    found: dict[str, str] = {}
    for code in codes:
        for key, own, signs, marks in cities_with(code):
            if (signs or not large) and (own in codes or not codes.isdisjoint(own.split())):
                found[name_of(key, marks) if marks else key] = key
    return [(found[name], name) for name in sorted(found)]


@cache
def _countries_by_key() -> Mapping[str, str]:
    return dict(zip(_keys(country_names()), country_names().values(), strict=True))


@lru_cache(maxsize=4096)
def _countries_of_key(key: str) -> frozenset[str]:
    return frozenset(code for _, (_, codes, _, _) in cities_by_key(key) for code in codes.split())


def _keys(names: Iterable[str]) -> list[str]:
    """The key of each name; hundreds are folded at once, joined by bars, which no name has."""
    return place_key("|".join(names)).split("|")


def country_code(name: str) -> str | None:
    """The ISO 3166 code of the Japanese name of a country or territory; brackets are ignored.

    >>> country_code("ヴェトナム"), country_code("米国"), country_code("東南アジア")
    ('VN', 'US', None)
    """
    if len(name) > LONGEST_NAME:
        return None
    codes = _countries_by_key()
    found = codes.get(place_key(name))
    return codes.get(place_key(_BRACKETED.sub("", name))) if found is None else found


def city_countries(name: str) -> frozenset[str]:
    """The codes of the countries that have a city with the Japanese name ``name``.

    >>> sorted(city_countries("蘇州市")), sorted(city_countries("どこか"))
    (['CN'], [])
    """
    if len(name) > LONGEST_NAME:
        return frozenset()
    key = place_key(_BRACKETED.sub("", name))
    return _countries_of_key(key) or _countries_of_key(_SUFFIX.sub("", key))


def city_position(name: str, code: str) -> tuple[float, float] | None:
    """Latitude and longitude of a city in the country with ``code``, in degrees, by GeoNames.

    ``None`` if there is none of that name, or it is not a place (a province, a state). To a
    hundredth of a degree, about a kilometer.

    >>> city_position("上海市", "CN"), city_position("江蘇省", "CN")
    ((31.22, 121.46), None)
    """
    if len(name) > LONGEST_NAME:
        return None
    key = place_key(_BRACKETED.sub("", name))
    for one in dict.fromkeys((key, _SUFFIX.sub("", key))):
        for begin, city in cities_by_key(one):
            if place := place_of(code, begin, city):
                return place
    return None


def country_of(code: str) -> str:
    """The usual Japanese name of the country with ``code``, or the code if it is unknown."""
    return next((name for name, one in country_names().items() if one == code), code)


def listed_under(code: str) -> frozenset[str]:
    """The codes of countries whose cities a survey may list under the country with ``code``."""
    return _CHINA if code == "CN" else frozenset({code})
