"""Countries, territories and foreign cities by their Japanese names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import LONGEST_NAME
from kyoten_extract.text.normalize.normalize_text import normalize_text

# Signs in which spellings of one name differ.
_LOOSE = re.compile(r"[\s・=＝‐-]")
_V = str.maketrans({"ヷ": "バ", "ヸ": "ビ", "ヹ": "ベ", "ヺ": "ボ"})
_VOWELS = dict(zip("ァィェォ", "バビベボ", strict=True))
_SPELLED_WITH_V = re.compile("ヴ([ァィェォ]?)")
_BRACKETED = re.compile(r"[(（\[［].*?[)）\]］]")
_SUFFIX = re.compile("(?<=..)(?:特別市|広域市|直轄市|直轄区|都市圏|首都圏|市内|市|周辺|近郊)$")

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
    rows = (line.split("\t") for line in _lines("countries"))
    return {name: code for code, *names in rows for name in names}


@cache
def city_names() -> Mapping[str, frozenset[str]]:
    """Codes of the countries that have a city of each name."""
    rows = (line.split("\t") for line in _lines("cities"))
    return {name: frozenset(codes.split()) for name, codes, _ in rows}


@cache
def large_cities() -> frozenset[str]:
    """The names of cities with 15,000 inhabitants or more."""
    rows = (line.split("\t") for line in _lines("cities"))
    return frozenset(name for name, _, size in rows if size == "large")


@cache
def _countries_by_key() -> Mapping[str, str]:
    return dict(zip(_keys(country_names()), country_names().values(), strict=True))


@cache
def _cities_by_key() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for key, codes in zip(_keys(city_names()), city_names().values(), strict=True):
        found[key] |= codes
    return dict(found)


def _keys(names: Iterable[str]) -> list[str]:
    """The key of each name; thousands are folded at once, joined by bars, which no name has."""
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
    cities = _cities_by_key()
    key = place_key(_BRACKETED.sub("", name))
    return cities.get(key) or cities.get(_SUFFIX.sub("", key)) or frozenset()


def country_of(code: str) -> str:
    """The usual Japanese name of the country with ``code``, or the code if it is unknown."""
    return next((name for name, one in country_names().items() if one == code), code)


def listed_under(code: str) -> frozenset[str]:
    """The codes of countries whose cities a survey may list under the country with ``code``."""
    return _CHINA if code == "CN" else frozenset({code})


def _lines(name: str) -> list[str]:
    return read_lines(f"{name}.tsv")[1:]
