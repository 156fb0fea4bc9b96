"""Values against their printed cells: every change must be a recorded correction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import is_absent, read_form, read_number
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, BaseForm, FiscalYear, Staff, Survey
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.place_separators import SEPARATORS

_TEXTS = (
    "municipality",
    "name",
    "country",
    "city",
    "contractor",
    "department",
    "reason",
    "activities",
    "url",
    "remarks",
)


@rule(codes.VALUE_ALTERED)
def values_match_printed_cells(survey: Survey) -> Iterator[Finding]:
    """Report values that their printed cells and the row's corrections do not give.

    A survey loaded from JSON may have been edited by hand or by a program.
    """
    number, form, year = cache(read_number), cache(read_form), cache(parse_fiscal_year)
    for base in survey.bases:
        texts, broken = _texts(base)
        for field in broken:
            yield codes.VALUE_ALTERED(
                say("the corrections of {field} do not start from the printed cell", field=field),
                field=field,
                actual=base.raw.get(field),
                **at(base),
            )
        for field, meant, actual in _values(base, texts, number, form, year):
            if meant != actual and field not in broken:
                yield codes.VALUE_ALTERED(
                    say(
                        "{field} is {actual}, but the printed cell gives {meant}",
                        field=field,
                        actual=_shown(actual),
                        meant=_shown(meant),
                    ),
                    field=field,
                    expected=_shown(meant),
                    actual=_shown(actual),
                    **at(base),
                )


@rule(codes.VALUE_ALTERED)
def places_match_their_cells(survey: Survey) -> Iterator[Finding]:
    """Report lists of countries and cities that are not the parts of their cells."""
    for base in survey.bases:
        for field, places in (("country", base.countries), ("city", base.cities)):
            text = getattr(base, field)
            if SEPARATORS.sub("", "".join(places)) != SEPARATORS.sub("", text or ""):
                yield codes.VALUE_ALTERED(
                    say(
                        "{field} is {text}, but its parts are {places:、}",
                        field=field,
                        text=_shown(text),
                        places=places or [say("none")],
                    ),
                    field=field,
                    expected=text,
                    actual="、".join(places),
                    **at(base),
                )


def _texts(base: Base) -> tuple[Mapping[str, str], list[str]]:
    """Apply the corrections of a row to its printed cells.

    Returns the corrected text of each cell, and the fields whose corrections do not form a chain.
    """
    if not base.corrections:
        return base.raw, []
    texts = dict(base.raw)
    broken = []
    for correction in base.corrections:
        if texts.get(correction.field, correction.before) != correction.before:
            broken.append(correction.field)
        texts[correction.field] = correction.after
    return texts, broken


def _values(
    base: Base,
    texts: Mapping[str, str],
    number: Callable[[str], int | None],
    form: Callable[[str], tuple[BaseForm, str | None] | None],
    year: Callable[[str], FiscalYear | None],
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each field that has a printed cell, the value that gives, and the record's value."""
    for field in _TEXTS:
        text = texts.get(field)
        if text is not None:
            yield field, None if is_absent(text) else text, getattr(base, field)
    staff = base.staff or Staff(None, None, None)
    for field, actual in (
        ("municipality_no", base.municipality_no),
        ("base_no", base.base_no),
        ("staff_total", staff.total),
        ("staff_dispatched", staff.dispatched),
        ("staff_local", staff.local),
    ):
        text = texts.get(field)
        if text is not None:
            yield field, None if is_absent(text) else number(text), actual
    text = texts.get("form")
    if text is not None:
        read = None if is_absent(text) else form(text)
        yield "form", read or (None, None), (base.form, base.form_note)
    text = texts.get("established")
    if text is not None:
        yield "established", None if is_absent(text) else year(text), base.established


def _shown(value: object) -> str:
    match value:
        case None:
            return say("empty")
        case (BaseForm() as form, note):
            return f"{form.value} {note or ''}".rstrip()
        case (None, note):
            return str(note) if note else say("empty")
        case _:
            return str(value)
