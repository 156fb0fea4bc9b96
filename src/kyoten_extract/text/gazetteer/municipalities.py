"""The prefectures and municipalities of Japan, with kana and Latin spellings."""

from __future__ import annotations

from functools import cache
from itertools import accumulate

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.data import read_text

# How the code of a prefecture ends.
_PREFECTURE = "000"
_LONG_VOWEL = regex(r"o[uo]|uu")


@dataclass(frozen=True, slots=True)
class Municipality:
    """A prefecture, a municipality, or a ward of a designated city.

    Attributes:
        code: five digits, JIS X 0401 and 0402.
        prefecture: its name, with 県.
        name: the municipality, with 市 and without its county; empty for a prefecture.
        kind: ``"prefecture"``, ``"municipality"`` or ``"ward"``.
        kana: the whole name in katakana.
        romaji: spellings of the name without 市 or 県, first Hepburn with short vowels.
    """

    code: str
    prefecture: str
    name: str
    kind: str
    kana: str
    romaji: tuple[str, ...]


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All 47 prefectures, 1,741 municipalities and 171 wards, in order of code."""
    # A column to a line; of codes the steps from one to the next, where they are not 1.
    steps, names, every_kana, latin = (
        line.split("\t")[1:] for line in read_text("municipalities.tsv").splitlines()
    )
    codes = accumulate(int(step or 1) for step in steps)
    found: list[Municipality] = []
    prefecture = ""
    for number, name, kana, romaji in zip(codes, names, every_kana, _spellings(latin), strict=True):
        code = f"{number:05d}"
        if code.endswith(_PREFECTURE):
            prefecture = name
            found.append(Municipality(code, name, "", "prefecture", kana, romaji))
        else:
            kind = "ward" if name.endswith("区") and "市" in name else "municipality"
            found.append(Municipality(code, prefecture, name, kind, kana, romaji))
    return tuple(found)


def _spellings(latin: list[str]) -> list[tuple[str, ...]]:
    """The spellings of names: long vowels short, as most domain names have them; as in ``latin``;
    then m for n before b, m and p."""
    full = "\n".join(latin)
    short = _LONG_VOWEL.sub(lambda long: long[0][0], full)
    forms = [text.split("\n") for text in (short, full, _with_m(short), _with_m(full))]
    return [tuple(dict.fromkeys(words)) for words in zip(*forms, strict=True)]


def _with_m(text: str) -> str:
    return text.replace("nb", "mb").replace("nm", "mm").replace("np", "mp")


def romaji_of(name: str) -> tuple[str, ...]:
    """The Latin spellings of the municipality ``name``, then those of its prefecture.

    ``name`` may begin with the prefecture. If several municipalities have the name, the spellings
    of all are returned; if none has, the result is empty.

    >>> romaji_of("山形県米沢市")
    ('yonezawa', 'yamagata')
    """
    found = _by_name().get(name, ())
    prefectures = dict.fromkeys(one.prefecture for one in found)
    spellings = [spelling for one in found for spelling in one.romaji]
    for prefecture in prefectures:
        spellings += (s for one in _by_name()[prefecture] for s in one.romaji if not one.name)
    return tuple(dict.fromkeys(spellings))


@cache
def official_names() -> frozenset[str]:
    """The names of all prefectures and municipalities, without wards."""
    return frozenset(m.name or m.prefecture for m in municipalities() if m.kind != "ward")


@cache
def _by_name() -> dict[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    for one in municipalities():
        if one.kind == "ward":
            continue
        for name in {one.prefecture + one.name, one.name or one.prefecture}:
            found[name] = (*found.get(name, ()), one)
    return found
