"""Texts that were cut off, or stand in another column than their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import read_number
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.web_address import ADDRESS, OPEN_ADDRESS

_TEXTS = (
    "municipality",
    "name",
    "country",
    "city",
    "form_note",
    "contractor",
    "department",
    "reason",
    "activities",
    "remarks",
)
_OPEN, _CLOSE = "(（「『【〔［[〈《", ")）」』】〕］]〉》"
# Points of a list: 1) or ａ） opens nothing.
_POINT = re.compile(r"(?:^|(?<=[\s、。・)）]))[0-9０-９A-Za-zａ-ｚ①-⑳ア-ン]{1,2}[)）]")
_BRACKETS = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
# What no text ends with, and none begins with.
_NO_END = frozenset("、，,・／/-－（(「『【〔")
_NO_BEGINNING = frozenset("、，,。）)」』】〕ーっゃゅょぁぃぅぇぉッャュョァィゥェォん")
_DIGIT = re.compile(r"[\d①-⑳元]")
_NAMES = ("municipality", "name", "country", "city", "contractor", "department")
_PROSE = ("reason", "activities")
# A column that so many rows fill, of so many, is one that every row should.
_NEARLY_ALL = 0.975
_ENOUGH_ROWS = 20
_SHORT = 30


@rule(codes.TEXT_CUT)
def texts_are_whole(survey: Survey) -> Iterator[Finding]:
    """No text has a bracket without its other half, or begins or ends as none does."""
    for base in survey.bases:
        for field in _TEXTS:
            text = getattr(base, field)
            if not text:  # an edited survey may have empty ones
                continue
            problem = _cut(text)
            if problem is not None:
                key = "form" if field == "form_note" else field
                yield codes.TEXT_CUT(
                    f"{field} {problem}", field=key, actual=_ends(text), **at(base)
                )


def _cut(text: str) -> str | None:
    if text[0] in _NO_BEGINNING:
        return f"begins with {text[0]}"
    if text[-1] in _NO_END and OPEN_ADDRESS.search(text) is None:
        return f"ends with {text[-1]}"
    if _BRACKETS.search(text) is None:
        return None
    depth: list[str] = []
    for match in _BRACKETS.finditer(_POINT.sub("", text)):
        kind = _OPEN.find(match[0])
        if kind >= 0:
            depth.append(match[0])
        elif depth and _alike(depth[-1], match[0]):
            depth.pop()
        else:
            return f"has a {match[0]} that nothing opens"
    return f"has a {depth[-1]} that nothing closes" if depth else None


def _alike(opening: str, closing: str) -> bool:
    """Whether two brackets are a pair; the widths of round ones are mixed by many hands."""
    return _OPEN.find(opening) == _CLOSE.find(closing) or opening + closing in ("(）", "（)")


def _ends(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT // 2]}…{text[-_SHORT // 2 :]}"


_USUAL: Mapping[str, Callable[[Base], object]] = {
    "name": lambda base: base.name,
    "department": lambda base: base.department,
    # A row without any head count lacks what every row must have, and is told so.
    "staff_total": lambda base: base.staff is None or base.staff.total,
    "staff_dispatched": lambda base: base.staff is None or base.staff.dispatched,
    "staff_local": lambda base: base.staff is None or base.staff.local,
    "reason": lambda base: base.reason,
    "activities": lambda base: base.activities,
}


@rule(codes.CELL_UNUSUAL)
def columns_are_filled_throughout(survey: Survey) -> Iterator[Finding]:
    """A cell is not empty that nearly all rows fill."""
    count = len(survey.bases)
    if count < _ENOUGH_ROWS:
        return
    for field, read in _USUAL.items():
        empty = [base for base in survey.bases if read(base) is None]
        if 0 < len(empty) <= (1 - _NEARLY_ALL) * count:
            for base in empty:
                yield codes.CELL_UNUSUAL(
                    f"{field} is empty, as in hardly another row",
                    field=field,
                    **at(base),
                )


@rule(codes.COLUMN_DRIFT)
def values_stand_in_their_columns(survey: Survey) -> Iterator[Finding]:
    """No value is of another column's kind: a year among the names, a country among the cities."""
    places = {
        field: Counter(value for base in survey.bases if (value := getattr(base, field)))
        for field in ("municipality", "country", "city")
    }
    for base in survey.bases:
        for field in (*_NAMES, *_PROSE):
            text = getattr(base, field)
            if text is None:
                continue
            problem = _drifted(base, field, text, places)
            if problem is not None:
                yield codes.COLUMN_DRIFT(
                    f"{field} {problem}", field=field, actual=_ends(text), **at(base)
                )


def _drifted(base: Base, field: str, text: str, places: dict[str, Counter[str]]) -> str | None:
    if (field in _NAMES or base.url is None) and ADDRESS.search(text):
        return "holds an address"
    if len(text) <= _SHORT and _DIGIT.search(text) and _is_figure(text):
        return f"holds a number or a year, {text}"
    own = places.get(field)
    if own is None:
        return None
    for other, counts in places.items():
        if other == field:
            continue
        # Singapore is both, and some provinces are called as their capital is.
        if counts[text] > own[text]:
            return f"is {text}, which is a {other} elsewhere"
        if getattr(base, other) is None and _glued(text, own, counts):
            return f"is {text}, which a {other} is run into"
    return None


def _is_figure(text: str) -> bool:
    return read_number(text) is not None or parse_fiscal_year(text) is not None


def _glued(text: str, own: Counter[str], others: Counter[str]) -> bool:
    """Whether ``text`` is a value of its own column and one of another's."""
    return any(
        (text[:cut] in own and text[cut:] in others) or (text[:cut] in others and text[cut:] in own)
        for cut in range(1, len(text))
    )
