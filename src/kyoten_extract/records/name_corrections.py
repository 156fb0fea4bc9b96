"""Correction of municipality, country and city names, by gazetteers and the other rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import in_one
from kyoten_extract.model.finding import Correction
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.gazetteer.municipality_spelling import (
    NameContext,
    find_municipality,
    is_official,
)
from kyoten_extract.text.gazetteer.place_spelling import (
    PlaceIndex,
    find_city,
    find_country,
    is_place,
)
from kyoten_extract.text.gazetteer.places import country_code
from kyoten_extract.text.place_separators import NAME
from kyoten_extract.text.proposal import Proposal, apply_proposals
from kyoten_extract.text.web_address import HOST

Columns = Mapping[str, Sequence[str]]
"""The texts of each column by its key, in row order."""

_HOST_PART = regex(r"[a-z0-9]+")
# Names: a number that more of them share does not number municipalities.
_MOST_SIBLINGS = 20


def repair_names(columns: Columns) -> dict[tuple[str, str], Correction]:
    """Find corrections of the names in ``columns``, whatever their confidence.

    Returns:
        The correction by column and text.
    """
    found: dict[tuple[str, str], Correction] = {}
    for key, find in (
        ("municipality", _municipalities),
        ("country", _countries),
        ("city", _cities),
    ):
        if key in columns:
            for text, proposals in find(columns):
                if proposals:
                    found[key, text] = _correction(key, text, proposals)
    return found


def _correction(field: str, text: str, proposals: Sequence[Proposal]) -> Correction:
    after = apply_proposals(text, proposals)
    weakest = min(proposals, key=lambda p: p.confidence)
    evidence = in_one(p.evidence for p in proposals)
    return Correction(field, text, after, weakest.rule, weakest.confidence, evidence)


_Found = Iterator[tuple[str, list[Proposal]]]


def _rows_by_text(texts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        if text:
            found.setdefault(text, []).append(row)
    return found


def _municipalities(columns: Columns) -> _Found:
    names = columns["municipality"]
    places = _rows_by_text(names)
    official = {text: is_official(text) for text in places}
    unknown = [text for text, known in official.items() if not known]
    if not unknown:
        return
    numbers = columns.get("municipality_no", [""] * len(names))
    codes = _codes(names, official)
    siblings: defaultdict[str, set[str]] = defaultdict(set)
    for number, name in zip(numbers, names, strict=True):
        siblings[number].add(name)
    for text in unknown:
        rows = places[text]
        cells = [columns[key][row] for row in rows for key in columns if key != "municipality"]
        shared = [siblings[numbers[row]] for row in rows if numbers[row]]
        same_number = {name for names in shared if len(names) <= _MOST_SIBLINGS for name in names}
        neighbors = (codes[rows[0]][0], codes[rows[-1]][1])
        between = neighbors if "" < neighbors[0] < neighbors[1] else ("", "")
        joined = "\n".join(dict.fromkeys(cells))
        context = NameContext(joined, _host_parts(joined), frozenset(same_number - {text}), between)
        yield text, list(find_municipality(text, context))


def _codes(names: Sequence[str], official: Mapping[str, bool]) -> list[tuple[str, str]]:
    """The codes of the nearest known names above and below each row, or empty strings."""
    by_name = {one.name or one.prefecture: one.code for one in municipalities()}
    own = [by_name.get(name, "") if official.get(name) else "" for name in names]
    above, below, last = [], [], ""
    for code in own:
        above.append(last)
        last = code or last
    last = ""
    for code in reversed(own):
        below.append(last)
        last = code or last
    return list(zip(above, reversed(below), strict=True))


def _host_parts(text: str) -> frozenset[str]:
    return frozenset(
        part for host in HOST.findall(text) for part in _HOST_PART.findall(host.lower())
    )


def _countries(columns: Columns) -> _Found:
    texts = columns["country"]
    places = _rows_by_text(texts)
    printed = {part for text in places for part in _known_parts(text)}
    cities = columns.get("city", [""] * len(texts))
    for text, rows in places.items():
        if not _is_known(text):
            named_cities = {part for row in rows for part in _known_parts(cities[row])}
            yield text, list(find_country(text, printed, named_cities))


def _cities(columns: Columns) -> _Found:
    countries = columns.get("country")
    if countries is None:
        return
    codes = {
        text: frozenset(code for part in _parts(text) if (code := country_code(part)))
        for text in set(countries)
    }
    places = _rows_by_text(columns["city"])
    printed: defaultdict[str, set[str]] = defaultdict(set)
    for text, rows in places.items():
        for part in _known_parts(text, least=len(rows)):
            for row in rows:
                for code in codes[countries[row]]:
                    printed[code].add(part)
    indexes: dict[frozenset[str], PlaceIndex] = {}
    for text, rows in places.items():
        if _is_known(text):
            continue
        area = frozenset(code for row in rows for code in codes[countries[row]])
        if area not in indexes:
            indexes[area] = PlaceIndex.of(sorted({part for code in area for part in printed[code]}))
        yield text, list(find_city(text, area, indexes[area], len(rows)))


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, NAME.findall(text)) if part]


def _is_known(text: str) -> bool:
    return all(map(is_place, _parts(text)))


def _known_parts(text: str, least: int = 1) -> list[str]:
    """The known places of a cell; all its parts if several rows, ``least``, print the cell."""
    return [part for part in _parts(text) if least > 1 or is_place(part)]
