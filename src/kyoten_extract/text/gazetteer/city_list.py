"""The shipped list of foreign cities: searched as it is, which spares splitting its 18,000 lines.

It is in Shift JIS X 0213 with katakana of half width, so that most characters are one byte: it
takes an eighth less of the wheel than in UTF-8. ``docs/data/make_places.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
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
_LINE = regex(r"([^\t\n]+)\t([A-Z ]+)([*-]*)(?:\t(.+))?")
# What a line has, for each country, where it has a place in the other file.
_PLACED = "*"
_SIGN = _PLACED.encode()
# Bytes.
_BLOCK = 1 << 13

City = tuple[str, str, str, str]
"""The key of a city's name; the codes of countries that have a city of that name; for larger
cities, a sign for each country: "*" if the next place of the other file is there, "-" if it is not
known; and how the name differs from its key (``marks_of``).
"""


def packed_cities(cities: Iterable[City]) -> list[bytes]:
    """The lines of ``cities``, each as the file has it; their order there is that of these bytes.

    Signs and marks follow the codes, where there are any.
    """
    lines = (
        "\t".join((key, codes + signs, *filter(None, [marks])))
        for key, codes, signs, marks in cities
    )
    return [line.translate(_TO_HALF).encode(_CODEC) + b"\n" for line in lines]


def _unpacked(lines: bytes) -> list[City]:
    return _LINE.findall(normalize("NFKC", lines.decode(_CODEC)))


@cache
def _data() -> bytes:
    """The file, each line between two line feeds."""
    return b"\n" + read_bytes(_FILE)


def every_city() -> list[City]:
    """All lines."""
    return _unpacked(_data()[1:])


@cache
def cities_with(code: str) -> Sequence[City]:
    """Cities in the country with ``code``, and maybe some others."""
    data, sought, found, at = _data(), code.encode(_CODEC), [], -1
    while (at := data.find(sought, at + 1)) >= 0:
        begin, at = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        found.append(data[begin:at])
    return _unpacked(b"\n".join(found))


def cities_by_key(key: str) -> Iterator[tuple[int, City]]:
    """Where the line of each city with this key begins, and what it has."""
    data, begin = _data(), key.translate(_TO_HALF).encode(_CODEC, "replace") + b"\t"
    low, high = 1, len(data)  # where lines begin; that of the key, if there is one, is between
    while low < high:
        middle = data.rfind(b"\n", 0, (low + high) // 2) + 1
        after = data.find(b"\n", middle) + 1
        if data[middle : middle + len(begin)] < begin:
            low = after
        elif middle > low:
            high = middle
        else:
            break
    while data.startswith(begin, low):
        end = data.find(b"\n", low)
        yield from zip((low,), _unpacked(data[low:end]), strict=True)
        low = end + 1


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
    block = begin // _BLOCK
    before = _placed_before()[block] + _data().count(_SIGN, block * _BLOCK, begin)
    return place_at(_all_places(), before + signs.count(_PLACED, 0, at))


@cache
def _placed_before() -> Sequence[int]:
    """How many signs of a place are before each block of the file: few are counted anew."""
    blocks = range(0, len(_data()), _BLOCK)
    return [0, *accumulate(_data().count(_SIGN, at, at + _BLOCK) for at in blocks)]


@cache
def _all_places() -> bytes:
    return read_bytes(_PLACES)
