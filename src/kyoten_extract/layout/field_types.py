"""Field types: readers for the values of each kind of column, and how well a text fits a kind."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.column_model import Kind
from kyoten_extract.model.survey import BaseForm
from kyoten_extract.text.era import parse_date, parse_fiscal_year
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.place_separators import SEPARATORS, STRONG_SEPARATOR, WEAK_SEPARATOR
from kyoten_extract.text.web_address import DAMAGED_ADDRESS

# A dash means that there is no value; these are the dashes that fonts and typists use.
_DASH = frozenset("-‐‑‒–—―−─ーｰ－")
_NUMBER = regex(r"\d{1,3}(?:,\d{3})+|\d+")
_UNIT = regex(r"[人名]$")
_NUMERO = regex(r"(?:№|No\.?)\s*(?=\d)", re.IGNORECASE)
# Numbers of one character: the marker of a list item in prose, a value if alone in the cell.
_ONE_SIGN = regex(r"[①-⑳⓪㉑-㉟㊱-㊿❶-❿⓫-⓴⓵-⓾⑴-⒇⒈-⒛Ⅰ-Ⅻ]")
_FORM = regex(r"([a-dA-D])(?![A-Za-z])[\s.:：．、)]*(.*)", re.DOTALL)
# A second form behind the first, or a doubt.
_OTHER_FORM = regex(
    r"(?:[\s・/／、,→⇒〜～~＆&]|か|と|及び|又は|または)+[a-dA-D](?![A-Za-z])|\s*[?？]$"
)
_ITEM = regex(r"[①-⑳・○●◎◇◆□■※【]|[(（]?[0-9０-９ア-ンｱ-ﾝ]{1,2}[)）.．、 ]")

MOST_DIGITS = 18
"""Digits of a number: all formats that are written have integers of 64 bits."""
# Characters: no place has a shorter name, and one character is found in any text.
_SHORTEST_PLACE = 2
# Characters of a cell of places without separators: a longer one is not divided.
_LONGEST_DIVIDED = 300

# Scores of kind_fit. A year, an address or a code has a format of its own, so it fits better than a
# number, and a number better than text; a text that is no value of its kind costs more than one
# that merely looks like another kind.
_DISTINCT, _MISFIT, _INVALID = 1.5, -1.5, -2.0
# Score in a column that the layout does not know: anything fits, but better elsewhere.
_UNKNOWN_KIND = 0.1
# Characters of the longest place and name, and of a usual name and a usual sentence.
_LONGEST_PLACE, _LONGEST_NAME = 30, 120
_USUAL_NAME, _USUAL_PROSE = 60, 12
_LONGEST_FLAG = 4
# Characters of the longest number or year, whatever words and spaces are around it.
_LONGEST_BARE = 80
_DECIMAL = regex(r"[-△▲]?\s*(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\S{0,3}")
_PHONE = regex(r"\(?0\d{1,4}[-()]\d|0\d{9}")
_POSTAL = regex(r"〒?\s*\d{3}-?\d{4}$")


def is_absent(text: str) -> bool:
    """Whether a cell has no value: it is empty or a dash."""
    text = text.strip()
    return not text or (text[0] in _DASH and _DASH.issuperset(text))


def read_number(text: str) -> int | None:
    """Parse an integer (4, ４, 1,234, 4人, ④, №4).

    ``None`` if ``text`` is not one, or has more digits than an integer of 64 bits.
    """
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= MOST_DIGITS else None
    if text.isalpha():
        return None
    text = _UNIT.sub("", _NUMERO.sub("", normalize_text(text).strip())).rstrip()
    if _ONE_SIGN.fullmatch(text) is not None:
        return int(unicodedata.numeric(text))
    if _NUMBER.fullmatch(text) is None:
        return None
    digits = text.replace(",", "")
    return int(digits) if len(digits) <= MOST_DIGITS else None


def is_item(text: str) -> bool:
    """Whether a text begins with the mark of an item: a number, a bullet or a letter."""
    return _ITEM.match(text) is not None


def read_form(text: str) -> tuple[BaseForm, str | None] | None:
    """Parse the form of a base and the text after its letter; ``None`` if it has none, or two.

    A form may also be printed by its name, without the letter.

    >>> read_form("c 業務委託契約等")
    (<BaseForm.CONTRACT: 'c'>, '業務委託契約等')
    """
    text = text.strip()
    match = _FORM.fullmatch(text)
    if match is not None and _OTHER_FORM.match(text, 1):
        return None
    if match is not None:
        return BaseForm(match[1].lower()), match[2].strip() or None
    name = _ITEM.sub("", text, count=1) if _ITEM.match(text) else text
    for form in BaseForm:
        if name.startswith(form.label):
            return form, text
    return None


def join_places(raw: str, printed: Collection[str]) -> str:
    """Join the lines of a cell of places.

    Lines are joined without a space, since a break may be inside a name. But if the lines form
    groups that are each the whole text of another cell, a space separates the groups. The same
    applies to the joined text if it divides into such texts in exactly one way, since a producer
    may set several names on a line without a space.

    Args:
        raw: the cell, lines separated by newlines.
        printed: the texts of all cells of places, each on one line; see ``printed_places``.
    """
    lines = [line.strip() for line in raw.split("\n") if line.strip()]
    whole = "".join(lines)
    if len(lines) < 2 or whole in printed or SEPARATORS.search(whole):
        return whole
    if len(whole) > _LONGEST_DIVIDED:
        return whole
    best: list[list[str] | None] = [[], *[None] * len(lines)]
    for end in range(1, len(lines) + 1):
        for start in range(end):
            before, group = best[start], "".join(lines[start:end])
            if before is not None and group in printed and best[end] is None:
                best[end] = [*before, group]
    groups = best[-1] or _only_division(whole, printed)
    return whole if groups is None else " ".join(groups)


def _only_division(whole: str, printed: Collection[str]) -> list[str] | None:
    """The division of ``whole`` into texts of ``printed``, if there is exactly one."""
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(whole) + 1):
        found = [
            [*way, whole[start:end]]
            for start in range(end)
            if whole[start:end] in printed and end - start >= _SHORTEST_PLACE
            for way in ways[start]
        ]
        ways.append(found[:2])
    return ways[-1][0] if len(ways[-1]) == 1 else None


def printed_places(texts: Sequence[str]) -> set[str]:
    """The texts of cells of places, on one line, except those of a single cell of several lines."""
    counts = Counter("".join(text.split("\n")).strip() for text in texts if text.strip())
    return {text for text, count in counts.items() if count > 1} | {
        text.strip() for text in texts if "\n" not in text and text.strip()
    }


def split_places(texts: Iterable[str | None]) -> Mapping[str, tuple[str, ...]]:
    """Split each text into the places that it names.

    、 and / always separate places. ・ and spaces do so only if every part is also a place
    elsewhere among ``texts``: 上海・香港 are two, スバン・ジャヤ is one.

    Returns:
        The places by text.
    """
    printed = {text for text in texts if text}
    split = {text: [part for part in STRONG_SEPARATOR.split(text) if part] for text in printed}
    known = {part for parts in split.values() for part in parts if not WEAK_SEPARATOR.search(part)}

    def places(part: str) -> list[str]:
        pieces = [piece for piece in WEAK_SEPARATOR.split(part) if piece]
        return pieces if len(pieces) > 1 and known.issuperset(pieces) else [part]

    return {text: tuple(p for part in parts for p in places(part)) for text, parts in split.items()}


def kind_fit(kind: Kind | None, text: str) -> float:
    """How well ``text`` fits a column of ``kind``: above 0 it can be a value, below 0 it cannot.

    The scores choose between the columns for a cell of a drifted row, so only differences matter.
    """
    return plain_fit(kind, text if is_absent(text) else normalize_text(text).strip())


def plain_fit(kind: Kind | None, text: str) -> float:
    """:func:`kind_fit` of a text that is normalized and stripped."""
    if kind is None:
        return _UNKNOWN_KIND
    return _EMPTY_FIT[kind] if is_absent(text) else _FITS[kind](text)


def kind_fits(kinds: Iterable[Kind | None], text: str) -> dict[Kind | None, float]:
    """How well ``text`` fits a column of each of ``kinds``: see :func:`kind_fit`."""
    plain = text if is_absent(text) else normalize_text(text).strip()
    return {kind: plain_fit(kind, plain) for kind in kinds}


def _is_bare(text: str) -> bool:
    """Whether a text is a number, a year or an address, and so neither a name nor prose."""
    if len(text) > _LONGEST_BARE:
        return DAMAGED_ADDRESS.match(text) is not None
    return (
        read_number(text) is not None
        or parse_fiscal_year(text) is not None
        or DAMAGED_ADDRESS.match(text) is not None
    )


def _fit_code(text: str) -> float:
    return _DISTINCT if _FORM.fullmatch(text) else (0.5 if read_form(text) else _INVALID)


def _fit_place(text: str) -> float:
    if _is_bare(text) or len(text) > _LONGEST_PLACE or _FORM.fullmatch(text):
        return _MISFIT
    return 0.5


def _fit_name(text: str) -> float:
    if _is_bare(text) or len(text) > _LONGEST_NAME:
        return _MISFIT
    return 0.5 if len(text) <= _USUAL_NAME else 0.2


def _fit_prose(text: str) -> float:
    if _is_bare(text):
        return _MISFIT
    return 0.6 if len(text) >= _USUAL_PROSE else 0.3


def _fit_items(text: str) -> float:
    return _fit_prose(text) + (0.3 if _ITEM.match(text) else 0.0)


_FITS: Mapping[Kind, Callable[[str], float]] = {
    "number": lambda text: 1.0 if read_number(text) is not None else _INVALID,
    "decimal": lambda text: 1.0 if _DECIMAL.fullmatch(text) else _INVALID,
    "year": lambda text: _DISTINCT if parse_fiscal_year(text) else _INVALID,
    "date": lambda text: _DISTINCT if parse_date(text) else _INVALID,
    "choice": lambda text: 0.5 if len(text) <= _LONGEST_PLACE else _MISFIT,
    "flag": lambda text: 1.0 if len(text) <= _LONGEST_FLAG else _MISFIT,
    "phone": lambda text: _DISTINCT if _PHONE.match(text) else _INVALID,
    "postal": lambda text: _DISTINCT if _POSTAL.match(text) else _INVALID,
    "email": lambda text: _DISTINCT if "@" in text else _INVALID,
    "url": lambda text: _DISTINCT if DAMAGED_ADDRESS.match(text) else _INVALID,
    "code": _fit_code,
    "place": _fit_place,
    "name": _fit_name,
    "prose": _fit_prose,
    "items": _fit_items,
}
# Scores of an empty cell: some kinds of column are seldom empty.
_EMPTY_FIT: Mapping[Kind, float] = {
    "number": 0.1,
    "decimal": 0.1,
    "year": 0.1,
    "date": 0.1,
    "choice": 0.1,
    "flag": 0.1,
    "phone": 0.1,
    "postal": 0.1,
    "email": 0.2,
    "code": -0.2,
    "place": 0.0,
    "name": 0.2,
    "prose": 0.2,
    "items": 0.2,
    "url": 0.2,
}
