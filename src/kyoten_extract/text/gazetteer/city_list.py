"""The shipped list of foreign cities: searched as it is, which spares splitting its 18,000 lines.

It is in Shift JIS X 0213 with katakana of half width, so that most characters are one byte, and
cities of the same countries stand together, under a line that begins with a tab and has their
codes: it takes a fifth less of the wheel than line by line in UTF-8. ``docs/data/make_places.py``
makes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.data import read_bytes
from kyoten_extract.text.gazetteer.packed_places import place_at

_FILE, _PLACES = "cities.tsv", "city_places.bin"
_CODEC = "shift_jis_2004"
_HALF_WIDTH = map(chr, range(0xFF66, 0xFF9E))
_VOICED = "\uff9e", "\uff9f"
_TO_HALF = str.maketrans(
    {
        full: half
        for kana in _HALF_WIDTH
        for half in (kana, *(kana + sign for sign in _VOICED))
        if len(full := normalize("NFKC", half)) == 1
    }
)
_TAIL = regex(r"([A-Z ]*)([*-]*)")
# What a city has, for each country, where it has a place in the other file.
_PLACED = "*"
_SIGN = _PLACED.encode()
# Cities with the same countries and signs, from which on these stand above them.
_FEWEST = 5

City = tuple[str, str, str, str]
"""The key of a city's name; the codes of countries that have a city of that name; for larger
cities, a sign for each country: "*" if the next place of the other file is there, "-" if it is not
known; and how the name differs from its key (``marks_of``).
"""


class _Group(NamedTuple):
    """Cities that stand together: their codes and signs, where their lines begin and end, and how
    many places are before them. The last group has all others, with codes and signs on each line.
    """

    codes: str
    signs: str
    start: int
    stop: int
    places: int


def packed_cities(cities: Sequence[City]) -> tuple[bytes, list[int]]:
    """The file of ``cities``, and the order in which it has them."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, codes, signs, _) in enumerate(cities):
        groups[codes + signs].append(number)
    large = sorted(tail for tail, own in groups.items() if len(own) >= _FEWEST)
    others = [number for tail, own in groups.items() if tail not in large for number in own]
    lines: list[bytes] = []
    order: list[int] = []
    for tail, own in [*((tail, groups[tail]) for tail in large), ("", others)]:
        packed = []
        for number in own:
            key, codes, signs, marks = cities[number]
            parts = (key, *([] if tail else [codes + signs]), *filter(None, [marks]))
            packed.append((_encoded("\t".join(parts)), number))
        packed.sort()
        lines += [_encoded(f"\t{tail}"), *(line for line, _ in packed)]
        order += [number for _, number in packed]
    return b"".join(lines), order


def _encoded(line: str) -> bytes:
    return line.translate(_TO_HALF).encode(_CODEC) + b"\n"


@cache
def _data() -> bytes:
    """The file, each line between two line feeds."""
    return b"\n" + read_bytes(_FILE)


@cache
def _groups() -> tuple[_Group, ...]:
    data, found, places, at = _data(), list[_Group](), 0, 0
    while at >= 0:
        start = data.index(b"\n", at + 1) + 1
        after = data.find(b"\n\t", start - 1)
        stop = len(data) if after < 0 else after + 1
        codes, signs = _tail(data[at + 2 : start - 1].decode())
        found.append(_Group(codes, signs, start, stop, places))
        places += signs.count(_PLACED) * data.count(b"\n", start, stop)
        at = after
    return tuple(found)


def _tail(text: str) -> tuple[str, str]:
    """The codes and the signs of a line."""
    match = _TAIL.fullmatch(text)
    assert match is not None
    return match[1], match[2]


def _cities(group: _Group, lines: bytes) -> list[City]:
    """The cities of some lines of ``group``."""
    # Decoded at once: there may be thousands.
    rows = normalize("NFKC", lines.decode(_CODEC)).splitlines()
    if group.codes:
        codes, signs = group.codes, group.signs
        return [
            (key, codes, signs, marks) for key, _, marks in (row.partition("\t") for row in rows)
        ]
    found = []
    for row in rows:
        key, tail, *marks = row.split("\t")
        found.append((key, *_tail(tail), marks[0] if marks else ""))
    return found


def every_city() -> list[City]:
    """All cities."""
    data = _data()
    return [city for group in _groups() for city in _cities(group, data[group.start : group.stop])]


@cache
def cities_with(code: str) -> Sequence[City]:
    """Cities in the country with ``code``, and maybe some others."""
    data, sought, found = _data(), code.encode(_CODEC), list[City]()
    *groups, others = _groups()
    for group in groups:
        if code in group.codes.split():
            found += _cities(group, data[group.start : group.stop])
    lines, at = [], others.start
    while (at := data.find(sought, at)) >= 0:
        begin, at = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        lines.append(data[begin:at])
    return found + _cities(others, b"\n".join(lines))


def cities_by_key(key: str) -> Iterator[tuple[int, City]]:
    """Where the line of each city with this key begins, and what it has."""
    data, sought, at = _data(), b"\n" + key.translate(_TO_HALF).encode(_CODEC, "replace"), 0
    while (at := data.find(sought, at)) >= 0:
        begin, end = at + 1, data.find(b"\n", at + 1)
        at += len(sought)
        if data[at : at + 1] in (b"\t", b"\n") and len(sought) > 1:
            [city] = _cities(_group_at(begin), data[begin:end])
            yield begin, city


def _group_at(begin: int) -> _Group:
    return _groups()[bisect_right(_starts(), begin) - 1]


@cache
def _starts() -> list[int]:
    return [group.start for group in _groups()]


def place_of(code: str, begin: int, city: City) -> tuple[float, float] | None:
    """Latitude and longitude of ``city`` in the country with ``code``, in degrees.

    ``begin`` is where its line begins; see :func:`cities_by_key`.
    """
    _, codes, signs, _ = city
    if not signs or code not in codes.split():
        return None
    at = codes.split().index(code)
    if signs[at] != _PLACED:
        return None
    group, data = _group_at(begin), _data()
    before = group.places
    if group.codes:
        before += signs.count(_PLACED) * data.count(b"\n", group.start, begin)
    else:
        before += data.count(_SIGN, group.start, begin)
    return place_at(_all_places(), before + signs.count(_PLACED, 0, at))


@cache
def _all_places() -> bytes:
    return read_bytes(_PLACES)
