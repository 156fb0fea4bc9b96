"""Misprinted names of countries and foreign cities, by the lists of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import islice, product

from kyoten_extract.text.gazetteer.one_edit import NearIndex, Slip
from kyoten_extract.text.gazetteer.places import (
    city_countries,
    city_names,
    country_code,
    country_names,
    large_cities,
    listed_under,
    place_key,
)
from kyoten_extract.text.kanji_forms import chinese_forms
from kyoten_extract.text.proposal import Proposal

# Names of regions, which stand among countries and are none.
_REGIONS = frozenset(
    map(
        place_key,
        "アジア アフリカ ヨーロッパ オセアニア アメリカ大陸 北アメリカ 南アメリカ 中央アメリカ "
        "ラテンアメリカ 東アジア 東南アジア 南アジア 中央アジア 西アジア 北東アジア 欧州 欧米 "
        "北米 中米 南米 中南米 中東 北欧 東欧 西欧 全世界 世界 海外 各国 その他 アセアン "
        "ユーラシア バルカン シベリア イングランド スコットランド ウェールズ 北アイルランド "
        "チベット マグレブ ベネルクス バルト カリブ ポリネシア ミクロネシア メラネシア "
        "極東ロシア 極東".split(),
    )
)
_SURE = re.compile(r"[^、,，/／;；()（）\[\]［］\n]+")
_WEAK = re.compile(r"[^・\s]+")
_KANJI = re.compile("[\u4e00-\u9fff]")
_SHORTEST = {"mark": 3, "size": 3, "shape": 3, "long": 4, "edit": 4}
_LONG_ENOUGH = 5
_LONGEST = 24
# A radical in JIS X 0208, and a character in Chinese.
_ALSO_CHINESE = {"广": "広", "厂": "廠"}
# A piece of a longer name says less than a name of its own.
_PART_LEAST = 0.85
_MOST_OPTIONS = 16

_Meant = tuple[str, str, float, str]
"""What a name should be, by which rule, how surely, and the evidence."""


def find_country(
    text: str, printed: Collection[str], cities: Collection[str]
) -> Iterator[Proposal]:
    """Misprinted countries in ``text`` of a cell of countries.

    ``printed`` are the countries that the edition names, ``cities`` the cities that
    the rows of this text name.
    """
    there = frozenset(code for city in cities for code in city_countries(city))
    return _find(text, lambda name: _meant_country(name, printed, there))


def find_city(
    text: str, codes: Collection[str], printed: PlaceIndex, times: int
) -> Iterator[Proposal]:
    """Misprinted cities in ``text`` of a cell of cities.

    Args:
        text: the cell.
        codes: the countries of its rows.
        printed: the cities that rows in those countries name.
        times: how many rows have this text.
    """
    area = frozenset(one for code in codes for one in listed_under(code))
    if not area:
        return iter(())
    return _find(text, lambda name: _meant_city(name, area, printed, times))


def is_place(name: str) -> bool:
    """Whether ``name`` is known: a country, a region, or a city."""
    return (
        country_code(name) is not None or place_key(name) in _REGIONS or bool(city_countries(name))
    )


def _find(text: str, meant_by: Callable[[str], _Meant | None]) -> Iterator[Proposal]:
    """What is proposed for the names in ``text`` that are not known.

    ・ and blanks may part two names or stand in one; so the parts are looked at after the whole.
    """
    for part in _SURE.finditer(text):
        name = part[0].strip()
        if not name or len(name) > _LONGEST or is_place(name):
            continue
        start = part.start() + part[0].index(name)
        pieces = [(start + piece.start(), piece[0]) for piece in _WEAK.finditer(name)]
        for at, piece in [(start, name), *(pieces if len(pieces) > 1 else ())]:
            meant = None if is_place(piece) else meant_by(piece)
            if meant is not None:
                after, rule, confidence, evidence = meant
                if piece != name and confidence < _PART_LEAST:
                    continue
                yield Proposal(at, at + len(piece), after, rule, confidence, evidence)
                if piece == name:
                    break


def _meant_country(name: str, printed: Collection[str], there: frozenset[str]) -> _Meant | None:
    codes = country_names()
    for form in _forms(name):
        if form in codes:
            return form, "place-form", 0.97, f"{form} is the Japanese form of this country's name"
    options = _fitting(name, _country_index(), least=2)
    told = {meant: one for meant, one in options.items() if codes[meant] in there}
    alone = len({codes[meant] for meant in options}) == 1
    if not alone:
        options = told
    if len({codes[meant] for meant in options}) != 1:
        return None
    meant = next((option for option in options if option in printed), min(options))
    one, shorter = options[meant], min(len(name), len(meant))
    if not (told and meant in printed) and shorter < _SHORTEST[one.kind]:
        return None
    confidence = 0.96 if one.kind in ("mark", "size", "shape") and shorter >= 4 else 0.9
    if meant in printed or told:
        confidence = 0.97 if one.kind != "edit" else 0.96
    evidence = f"{meant} is a country, {name} is not"
    if meant in printed:
        evidence += f"; other rows have {meant}"
    if told:
        evidence += "; the row's city is in it"
    return meant, "place-name", confidence if alone else 0.9, evidence


def _meant_city(name: str, area: frozenset[str], printed: PlaceIndex, times: int) -> _Meant | None:
    for form in _forms(name):
        if city_countries(form) & area:
            return form, "place-form", 0.96, f"{form} is the Japanese form of this city's name"
    sisters = _fitting(name, printed)
    options = _fitting(name, _city_index(area)) | sisters
    nearby = {key for index in (printed, _city_index(area)) for key, _, _ in index.near(name)}
    if len({place_key(meant) for meant in options}) != 1:
        return None
    meant = next(iter(sisters or options))
    one = options[meant]
    # Short, or printed more than once, it is more likely a name that the list lacks.
    if one.kind == "edit" and (times > 1 or (not sisters and len(name) < _LONG_ENOUGH)):
        return None
    evidence = f"{meant} is a city in the row's country, {name} is not a known place"
    if sisters:
        evidence += f"; other rows have {meant}"
    proven = bool(sisters) and times == 1 and len(nearby) == 1
    return meant, "place-name", _city_confidence(one, len(name), proven=proven), evidence


def _city_confidence(one: Slip, length: int, *, proven: bool) -> float:
    """A long vowel more or less is a way of spelling as often as a slip."""
    if one.kind == "long":
        return 0.85 if proven else 0.8
    if one.kind == "edit":
        return 0.96 if proven and length >= _LONG_ENOUGH else 0.7
    return 0.96 if proven else 0.85


class PlaceIndex:
    """A list of places, to be looked up by those one slip away, spelled with dots or without."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            self._names.setdefault(place_key(name), name)
        self._index = NearIndex(self._names)

    def near(self, name: str) -> Iterator[tuple[str, str, Slip]]:
        """Key, name and slip of each."""
        for key, one in self._index.near(place_key(name)).items():
            yield key, self._names[key], one


def _fitting(name: str, names: PlaceIndex, least: int | None = None) -> dict[str, Slip]:
    """The names that ``name`` may be a misprint of; look-alikes of ``least`` characters too."""
    found = {}
    for key, meant, one in names.near(name):
        swapped = len(one.before) == len(one.after) == 2
        alike = least if swapped or one.kind in ("mark", "size", "shape") else None
        if min(len(place_key(name)), len(key)) < (alike or _SHORTEST[one.kind]):
            continue
        # 市 or 州 after a name makes no misprint of it; another kanji makes another name.
        if one.kind == "edit" and not swapped and _KANJI.search(one.before + one.after):
            continue
        found[meant] = one
    return found


def _forms(name: str) -> Iterator[str]:
    """``name`` with its Chinese characters, that Japanese lacks, in the forms of Japanese."""
    forms = {**chinese_forms(), **_ALSO_CHINESE}
    if any(char in forms for char in name):
        options = [forms.get(char, char) for char in name]
        yield from ("".join(chars) for chars in islice(product(*options), _MOST_OPTIONS))


@cache
def _country_index() -> PlaceIndex:
    return PlaceIndex(country_names())


@cache
def _city_index(area: frozenset[str]) -> PlaceIndex:
    codes = city_names()
    return PlaceIndex(sorted(name for name in large_cities() if codes[name] & area))
