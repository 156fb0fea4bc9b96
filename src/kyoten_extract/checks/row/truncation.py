"""Texts that were cut off, cells left empty, and values in the wrong column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import read_number
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.web_address import ADDRESS, ends_in_address

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
# List markers such as 1) and ａ）, whose bracket has no opening one.
_POINT = regex(r"(?:^|(?<=[\s、。・)）]))[0-9０-９A-Za-zａ-ｚ①-⑳ア-ン]{1,2}[)）]")
_BRACKETS = regex(f"[{re.escape(_OPEN + _CLOSE)}]")
# Characters that no text ends with, and none starts with.
_NO_END = frozenset("、，,・／/-－（(「『【〔")
_NO_BEGINNING = frozenset("、，,。）)」』】〕ーっゃゅょぁぃぅぇぉッャュョァィゥェォん")
_DIGIT = regex(r"[\d①-⑳元]")
_NAMES = ("municipality", "name", "country", "city", "contractor", "department")
_PROSE = ("reason", "activities")
# Share of rows: an optional column that so many rows fill is meant to be filled in every row.
_NEARLY_ALL = 0.975
# Rows: with fewer, that share says nothing.
_ENOUGH_ROWS = 20
# Characters: longer texts are quoted by their two ends, and are not taken for a number or a year.
_SHORT = 30


@rule(codes.TEXT_CUT)
def texts_are_whole(survey: Survey) -> Iterator[Finding]:
    """Report texts with unbalanced brackets, or that start or end as no text does."""
    for base in survey.bases:
        for field in _TEXTS:
            text = getattr(base, field)
            if not text:  # an edited survey may have empty strings
                continue
            problem = _truncation(text)
            if problem is not None:
                key = "form" if field == "form_note" else field
                yield codes.TEXT_CUT(
                    say("{field} {problem}", field=field, problem=problem),
                    field=key,
                    actual=_ends(text),
                    **at(base),
                )


def _truncation(text: str) -> str | None:
    if text[0] in _NO_BEGINNING:
        return say("starts with {text}", text=text[0])
    if text[-1] in _NO_END and not ends_in_address(text):
        return say("ends with {text}", text=text[-1])
    if _BRACKETS.search(text) is None:
        return None
    depth: list[str] = []
    for match in _BRACKETS.finditer(_POINT.sub("", text)):
        kind = _OPEN.find(match[0])
        if kind >= 0:
            depth.append(match[0])
        elif depth and _is_pair(depth[-1], match[0]):
            depth.pop()
        else:
            return say("has {match} without an opening bracket", match=match[0])
    return say("has {depth} without a closing bracket", depth=depth[-1]) if depth else None


def _is_pair(opening: str, closing: str) -> bool:
    """Whether two brackets match; round ones may differ in width, as authors mix the two."""
    return _OPEN.find(opening) == _CLOSE.find(closing) or opening + closing in ("(）", "（)")


def _ends(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT // 2]}…{text[-_SHORT // 2 :]}"


_USUAL: Mapping[str, Callable[[Base], object]] = {
    "name": lambda base: base.name,
    "department": lambda base: base.department,
    # A row without any staff figure is KY103 already.
    "staff_total": lambda base: base.staff is None or base.staff.total,
    "staff_dispatched": lambda base: base.staff is None or base.staff.dispatched,
    "staff_local": lambda base: base.staff is None or base.staff.local,
    "reason": lambda base: base.reason,
    "activities": lambda base: base.activities,
}


@rule(codes.CELL_UNUSUAL)
def usual_cells_are_filled(survey: Survey) -> Iterator[Finding]:
    """Report empty cells of optional columns that nearly all rows fill."""
    count = len(survey.bases)
    if count < _ENOUGH_ROWS:
        return
    for field, read in _USUAL.items():
        empty = [base for base in survey.bases if read(base) is None]
        if 0 < len(empty) <= (1 - _NEARLY_ALL) * count:
            for base in empty:
                yield codes.CELL_UNUSUAL(
                    say(
                        "{field} is empty; {filled} of {rows} rows fill it",
                        field=field,
                        filled=count - len(empty),
                        rows=count,
                    ),
                    field=field,
                    **at(base),
                )


@rule(codes.COLUMN_DRIFT)
def values_are_in_their_columns(survey: Survey) -> Iterator[Finding]:
    """Report values that belong to another column: a year among names, a country among cities."""
    places = {
        field: Counter(value for base in survey.bases if (value := getattr(base, field)))
        for field in ("municipality", "country", "city")
    }
    for base in survey.bases:
        for field in (*_NAMES, *_PROSE):
            text = getattr(base, field)
            if text is None:
                continue
            problem = _misplaced(base, field, text, places)
            if problem is not None:
                yield codes.COLUMN_DRIFT(
                    say("{field} {problem}", field=field, problem=problem),
                    field=field,
                    actual=_ends(text),
                    **at(base),
                )


def _misplaced(base: Base, field: str, text: str, places: dict[str, Counter[str]]) -> str | None:
    if (field in _NAMES or base.url is None) and ADDRESS.search(text):
        return say("contains a URL")
    if len(text) <= _SHORT and _DIGIT.search(text) and _is_figure(text):
        return say("is a number or a year: {text}", text=text)
    own = places.get(field)
    if own is None:
        return None
    for other, counts in places.items():
        if other == field:
            continue
        # Singapore is both country and city, and some provinces have their capital's name.
        if counts[text] > own[text]:
            return say(
                "is {text}, which other rows have as {other_field}", text=text, other_field=other
            )
        if getattr(base, other) is None and _joins_two(text, own, counts):
            return say(
                "is {text}, which joins two values: one is a {other_field}",
                text=text,
                other_field=other,
            )
    return None


def _is_figure(text: str) -> bool:
    return read_number(text) is not None or parse_fiscal_year(text) is not None


def _joins_two(text: str, own: Counter[str], others: Counter[str]) -> bool:
    """Whether ``text`` is a value of its own column joined with one of another column."""
    return any(
        (text[:cut] in own and text[cut:] in others) or (text[:cut] in others and text[cut:] in own)
        for cut in range(1, len(text))
    )
