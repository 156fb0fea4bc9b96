"""Misprints in names of countries and foreign cities, found by the gazetteer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, product

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.text.gazetteer.one_edit import NameEdit, NearIndex
from kyoten_extract.text.gazetteer.places import (
    cities_of,
    city_countries,
    country_code,
    country_names,
    listed_under,
    place_key,
)
from kyoten_extract.text.kanji_forms import chinese_forms
from kyoten_extract.text.place_separators import NAME
from kyoten_extract.text.proposal import Proposal

# Regions, which surveys print in the column of countries.
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
# A part of a name between middle dots or spaces.
_PART = regex(r"[^・\s]+")
_KANJI = regex("[\u4e00-\u9fff]")
# Characters of the shortest name that is corrected, by kind of edit: the less typical, the longer.
_SHORTEST = {"mark": 3, "size": 3, "shape": 3, "long": 4, "edit": 4}
# Characters of a name in which one arbitrary edit is evidence enough.
_LONG_ENOUGH = 5
# Characters: longer texts are no names.
_LONGEST = 24
# Sets of countries whose cities are held at once; a row may name any.
_MOST_AREAS = 64
# Characters that JIS X 0208 has as radicals, and simplified Chinese as words.
_ALSO_CHINESE = {"广": "広", "厂": "廠"}
# Confidence: a part of a longer name is weaker evidence than a whole one.
_PART_LEAST = 0.85
# Spellings in Japanese forms that are tried: each ambiguous character multiplies them.
_MOST_OPTIONS = 16

_Meant = tuple[str, str, float, str]
"""The name that is meant, the rule, the confidence, and the evidence."""


def find_country(
    text: str, printed: Collection[str], cities: Collection[str]
) -> Iterator[Proposal]:
    """Find misprinted countries in a cell.

    Args:
        text: the cell.
        printed: the countries that the edition names.
        cities: the cities that the rows with this cell name.
    """
    city_codes = frozenset(code for city in cities for code in city_countries(city))
    return _find(text, lambda name: _meant_country(name, printed, city_codes))


def find_city(
    text: str, codes: Collection[str], printed: PlaceIndex, times: int
) -> Iterator[Proposal]:
    """Find misprinted cities in a cell.

    Args:
        text: the cell.
        codes: codes of the countries that the rows with this cell name.
        printed: the cities that all rows in those countries name.
        times: the number of rows with this cell.
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
    """Propose a correction for each unknown name in ``text``.

    A middle dot or space may separate two names or be part of one, so the whole is tried before
    its parts.
    """
    for part in NAME.finditer(text):
        name = part[0].strip()
        if not name or len(name) > _LONGEST or is_place(name):
            continue
        start = part.start() + part[0].index(name)
        pieces = [(start + piece.start(), piece[0]) for piece in _PART.finditer(name)]
        for at, piece in [(start, name), *(pieces if len(pieces) > 1 else ())]:
            meant = None if is_place(piece) else meant_by(piece)
            if meant is not None:
                after, rule, confidence, evidence = meant
                if piece != name and confidence < _PART_LEAST:
                    continue
                yield Proposal(at, at + len(piece), after, rule, confidence, evidence)
                if piece == name:
                    break


def _meant_country(
    name: str, printed: Collection[str], city_codes: frozenset[str]
) -> _Meant | None:
    codes = country_names()
    for form in _forms(name):
        if form in codes:
            return (
                form,
                "place-form",
                0.97,
                say("{form} is the Japanese form of this country's name", form=form),
            )
    options = _fitting(name, _country_index(), least=2)
    with_city = {meant: edit for meant, edit in options.items() if codes[meant] in city_codes}
    alone = len({codes[meant] for meant in options}) == 1
    if not alone:
        options = with_city
    if len({codes[meant] for meant in options}) != 1:
        return None
    meant = next((option for option in options if option in printed), min(options))
    edit, shorter = options[meant], min(len(name), len(meant))
    if not (with_city and meant in printed) and shorter < _SHORTEST[edit.kind]:
        return None
    confidence = 0.96 if edit.kind in ("mark", "size", "shape") and shorter >= 4 else 0.9
    if meant in printed or with_city:
        confidence = 0.97 if edit.kind != "edit" else 0.96
    evidence = say("{meant} is a country, {name} is not", meant=meant, name=name)
    if meant in printed:
        evidence = say("{reason}; other rows have {meant}", reason=evidence, meant=meant)
    if with_city:
        evidence = say("{reason}; the row's city is in it", reason=evidence)
    return meant, "place-name", confidence if alone else 0.9, evidence


def _meant_city(name: str, area: frozenset[str], printed: PlaceIndex, times: int) -> _Meant | None:
    for form in _forms(name):
        if city_countries(form) & area:
            return (
                form,
                "place-form",
                0.96,
                say("{form} is the Japanese form of this city's name", form=form),
            )
    in_edition = _fitting(name, printed)
    options = _fitting(name, _city_index(area)) | in_edition
    nearby = {key for index in (printed, _city_index(area)) for key, _, _ in index.near(name)}
    if len({place_key(meant) for meant in options}) != 1:
        return None
    meant = next(iter(in_edition or options))
    edit = options[meant]
    # Short, or printed more than once, it is more likely a name that the list lacks.
    if edit.kind == "edit" and (times > 1 or (not in_edition and len(name) < _LONG_ENOUGH)):
        return None
    evidence = say(
        "{meant} is a city in the row's country, {name} is not a known place",
        meant=meant,
        name=name,
    )
    if in_edition:
        evidence = say("{reason}; other rows have {meant}", reason=evidence, meant=meant)
    proven = bool(in_edition) and times == 1 and len(nearby) == 1
    return meant, "place-name", _city_confidence(edit, len(name), proven=proven), evidence


def _city_confidence(edit: NameEdit, length: int, *, proven: bool) -> float:
    """The confidence of a correction; a long vowel is often a matter of spelling."""
    if edit.kind == "long":
        return 0.85 if proven else 0.8
    if edit.kind == "edit":
        return 0.96 if proven and length >= _LONG_ENOUGH else 0.7
    return 0.96 if proven else 0.85


class PlaceIndex:
    """An index of places by edit distance one, spelled with middle dots or without."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """``names``: key and name of each place; of those with one key the first counts."""
        self._names: dict[str, str] = {}
        for key, name in names:
            self._names.setdefault(key, name)
        self._index = NearIndex(self._names)

    @classmethod
    def of(cls, names: Iterable[str]) -> PlaceIndex:
        """An index of names alone."""
        return cls((place_key(name), name) for name in names)

    def near(self, name: str) -> Iterator[tuple[str, str, NameEdit]]:
        """Key, name and edit of each place one edit away from ``name``."""
        for key, edit in self._index.near(place_key(name)).items():
            yield key, self._names[key], edit


def _fitting(name: str, names: PlaceIndex, least: int | None = None) -> dict[str, NameEdit]:
    """The names of which ``name`` may be a misprint, each with the edit.

    ``least`` replaces the shortest length of names with a look-alike or transposed character.
    """
    found = {}
    for key, meant, edit in names.near(name):
        swapped = len(edit.before) == len(edit.after) == 2
        alike = least if swapped or edit.kind in ("mark", "size", "shape") else None
        if min(len(place_key(name)), len(key)) < (alike or _SHORTEST[edit.kind]):
            continue
        # A name with 市 or 州 added is not a misprint, and another kanji is another name.
        if edit.kind == "edit" and not swapped and _KANJI.search(edit.before + edit.after):
            continue
        found[meant] = edit
    return found


def _forms(name: str) -> Iterator[str]:
    """The spellings of ``name`` with Japanese forms for its simplified Chinese characters."""
    forms = {**chinese_forms(), **_ALSO_CHINESE}
    if any(char in forms for char in name):
        options = [forms.get(char, char) for char in name]
        yield from ("".join(chars) for chars in islice(product(*options), _MOST_OPTIONS))


@cache
def _country_index() -> PlaceIndex:
    return PlaceIndex.of(country_names())


@lru_cache(maxsize=_MOST_AREAS)
def _city_index(area: frozenset[str]) -> PlaceIndex:
    return PlaceIndex(cities_of(area, large=True))
