"""What a printed cell can hold: readers for each kind of column, and how well a text fits one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.survey import BaseForm
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.place_separators import SEPARATORS, STRONG_SEPARATOR, WEAK_SEPARATOR
from kyoten_extract.text.web_address import DAMAGED_ADDRESS

# A printed dash stands for nothing. All the dashes that fonts and hands put there:
_DASHES = re.compile("[-‐‑‒–—―−─ーｰ－]+")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_UNIT = re.compile(r"[人名]$")
_NUMERO = re.compile(r"(?:№|No\.?)\s*(?=\d)", re.IGNORECASE)
# Numbers of one character: a mark of a point in prose, a number where nothing else is in the cell.
_ONE_SIGN = re.compile(r"[①-⑳⓪㉑-㉟㊱-㊿❶-❿⓫-⓴⓵-⓾⑴-⒇⒈-⒛Ⅰ-Ⅻ]")
_FORM = re.compile(r"([a-dA-D])(?![A-Za-z])[\s.:：．、)]*(.*)", re.DOTALL)
_ITEM = re.compile(r"[①-⑳・○●◎◇◆□■※【]|[(（]?[0-9０-９ア-ンｱ-ﾝ]{1,2}[)）.．、 ]")

_SHORTEST_PLACE = 2


def is_absent(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, or a dash."""
    text = text.strip()
    return not text or _DASHES.fullmatch(text) is not None


def read_number(text: str) -> int | None:
    """The whole number printed as ``text`` (4, ４, 1,234, 4人, ④, №4), or ``None``."""
    if text.isascii() and text.isdigit():
        return int(text)
    text = _UNIT.sub("", _NUMERO.sub("", normalize_text(text).strip())).rstrip()
    if _ONE_SIGN.fullmatch(text) is not None:
        return int(unicodedata.numeric(text))
    if _NUMBER.fullmatch(text) is None:
        return None
    return int(text.replace(",", ""))


def read_form(text: str) -> tuple[BaseForm, str | None] | None:
    """The form, and what is printed after its letter; ``None`` where it is neither.

    An edition that prints the form's name without the letter is read by the name.

    >>> read_form("c 業務委託契約等")
    (<BaseForm.CONTRACT: 'c'>, '業務委託契約等')
    """
    text = text.strip()
    match = _FORM.fullmatch(text)
    if match is not None:
        return BaseForm(match[1].lower()), match[2].strip() or None
    for form in BaseForm:
        if text.startswith(form.label):
            return form, text
    return None


def join_places(raw: str, printed: Collection[str]) -> str:
    """The lines of a cell of places as one text.

    Where the lines fall into groups that are each a cell's whole text elsewhere, a space parts
    the groups: their breaks part places, and not syllables. So it does where the whole falls into
    such texts in one way only, for a producer may set no blank within a line. ``printed`` are the
    texts of all cells, each on one line, this one not among them if it is unique.
    """
    lines = [line.strip() for line in raw.split("\n") if line.strip()]
    whole = "".join(lines)
    if len(lines) < 2 or whole in printed or SEPARATORS.search(whole):
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
    """The one way in which ``whole`` is several of the texts ``printed``, if there is just one."""
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
    """The texts of cells of places on one line, but for those that only a broken cell has."""
    counts = Counter("".join(text.split("\n")).strip() for text in texts if text.strip())
    return {text for text, count in counts.items() if count > 1} | {
        text.strip() for text in texts if "\n" not in text and text.strip()
    }


def split_places(texts: Iterable[str | None]) -> Mapping[str, tuple[str, ...]]:
    """The places named in each printed text.

    、 and / always part two places. ・ and blanks do so only where every part stands as a place
    of its own elsewhere among ``texts``: 上海・香港 are two, スバン・ジャヤ is one.
    """
    printed = {text for text in texts if text}
    sure = {text: [part for part in STRONG_SEPARATOR.split(text) if part] for text in printed}
    known = {part for parts in sure.values() for part in parts if not WEAK_SEPARATOR.search(part)}

    def places(part: str) -> list[str]:
        pieces = [piece for piece in WEAK_SEPARATOR.split(part) if piece]
        return pieces if len(pieces) > 1 and known.issuperset(pieces) else [part]

    return {text: tuple(p for part in parts for p in places(part)) for text, parts in sure.items()}


def kind_fit(kind: Kind | None, text: str) -> float:
    """How well ``text`` fits a column of ``kind``: above 0 it may stand there, below it can't.

    Used to choose between places for the cells of a drifted row, so only differences matter.
    """
    if kind is None:
        return 0.1
    if is_absent(text):
        return _EMPTY_FIT[kind]
    return _FITS[kind](normalize_text(text).strip())


def _is_bare(text: str) -> bool:
    """Whether a text is a number, a year or an address, and so no name and no prose."""
    return (
        read_number(text) is not None
        or parse_fiscal_year(text) is not None
        or DAMAGED_ADDRESS.match(text) is not None
    )


def _fit_code(text: str) -> float:
    return 1.5 if _FORM.fullmatch(text) else (0.5 if read_form(text) else -2.0)


def _fit_place(text: str) -> float:
    if _is_bare(text) or len(text) > 30 or _FORM.fullmatch(text):
        return -1.5
    return 0.5


def _fit_name(text: str) -> float:
    if _is_bare(text) or len(text) > 120:
        return -1.5
    return 0.5 if len(text) <= 60 else 0.2


def _fit_prose(text: str) -> float:
    if _is_bare(text):
        return -1.5
    return 0.6 if len(text) >= 12 else 0.3


def _fit_items(text: str) -> float:
    return _fit_prose(text) + (0.3 if _ITEM.match(text) else 0.0)


_FITS: Mapping[Kind, Callable[[str], float]] = {
    "number": lambda text: 1.0 if read_number(text) is not None else -2.0,
    "year": lambda text: 1.5 if parse_fiscal_year(text) else -2.0,
    "url": lambda text: 1.5 if DAMAGED_ADDRESS.match(text) else -2.0,
    "code": _fit_code,
    "place": _fit_place,
    "name": _fit_name,
    "prose": _fit_prose,
    "items": _fit_items,
}
_EMPTY_FIT: Mapping[Kind, float] = {
    "number": 0.1,
    "year": 0.1,
    "code": -0.2,
    "place": 0.0,
    "name": 0.2,
    "prose": 0.2,
    "items": 0.2,
    "url": 0.2,
}
