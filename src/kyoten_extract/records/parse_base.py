"""Rows of cell texts to records; a value that cannot be read is null and a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from kyoten_extract.layout.field_types import is_absent, read_form, read_number, split_places
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.layout.value_types import has_no_value, read_value
from kyoten_extract.model.finding import Finding, RowKey
from kyoten_extract.model.survey import BASE_COLUMNS, STAFF_COLUMNS, Base, Staff
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.normalize_cells import cell_of, columns_of, read_columns
from kyoten_extract.records.row_texts import RowTexts, text_findings, texts_of_row
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.normalize.line_breaks import join_tight
from kyoten_extract.text.proposal import SAFE

_OF_BASE = frozenset(BASE_COLUMNS)

T = TypeVar("T")


def parse_rows(
    rows: Sequence[Row], match: Match, least: float = SAFE
) -> tuple[tuple[Base, ...], tuple[Finding, ...]]:
    """Parse ``rows``, whose cells are in the order of the header of ``match``.

    Args:
        rows: one record each.
        match: the layout's columns in the header.
        least: lowest confidence of a correction that is made; others become findings.

    Returns:
        One record per row, and the findings.
    """
    bases: list[Base] = []
    findings: list[Finding] = []
    columns, readings = columns_of(match), read_columns(rows, match, least)
    # A ・ separates places that also occur alone, so all rows are split together.
    parts = {
        key: split_places(
            text for row in rows if not is_absent(text := readings[place][cell_of(row, place)].text)
        )
        for key, place in columns
        if key in ("country", "city")
    }
    for row in rows:
        base, found = _parse_row(texts_of_row(row, match, columns, readings, least), match, parts)
        bases.append(base)
        findings += found
    return tuple(bases), tuple(findings)


def _parse_row(
    of: RowTexts, match: Match, parts: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[Base, list[Finding]]:
    """One record and its findings."""
    texts = of.texts
    reader = _Reader(texts)
    # A column that the layout has and a base has not is an extra like any other.
    extras = {
        key: texts[key]
        for key in of.raw
        if texts[key] and not (key in _OF_BASE and key in match.places)
    }
    form, form_note = reader.value("form", read_form) or (None, None)
    base = Base(
        municipality_no=reader.value("municipality_no", read_number),
        base_no=reader.value("base_no", read_number),
        municipality=reader.text("municipality"),
        name=reader.text("name"),
        country=reader.text("country"),
        countries=reader.places("country", parts),
        city=reader.text("city"),
        cities=reader.places("city", parts),
        form=form,
        form_note=form_note,
        contractor=reader.text("contractor"),
        established=reader.value("established", parse_fiscal_year),
        department=reader.text("department"),
        staff=reader.staff(),
        reason=reader.text("reason"),
        activities=reader.text("activities"),
        url=reader.text("url"),
        remarks=reader.text("remarks"),
        extras=extras,
        raw=of.raw,
        source=of.source,
        corrections=of.corrections,
    )
    for key in [key for key in extras if key in match.places]:
        column = match.layout.column(key)
        if has_no_value(column, texts[key]):
            del extras[key]
        elif read_value(column, texts[key]) is None:
            reader.unreadable.append(key)
    return base, text_findings(of, match, base.key, reader.unreadable)


class _Reader:
    """Reads the values of a row; ``unreadable`` has the keys of those that could not be read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.unreadable: list[str] = []

    def text(self, key: str) -> str | None:
        text = self._texts.get(key, "")
        return None if is_absent(text) else text

    def places(
        self, key: str, parts: Mapping[str, Mapping[str, tuple[str, ...]]]
    ) -> tuple[str, ...]:
        text = self.text(key)
        return () if text is None else parts[key][text]

    def value(self, key: str, read: Callable[[str], T | None]) -> T | None:
        text = self.text(key)
        if text is None:
            return None
        value = read(text)
        if value is None:
            self.unreadable.append(key)
        return value

    def staff(self) -> Staff | None:
        total, dispatched, local = (self.value(key, read_number) for key in STAFF_COLUMNS)
        if total is None and dispatched is None and local is None:
            return None
        return Staff(total, dispatched, local)


def row_key(row: Row, match: Match) -> RowKey:
    """The municipality and base number of a row; ``None`` where one cannot be read."""
    numbers = []
    for key in ("municipality_no", "base_no"):
        place = match.places.get(key)
        text = row.cells[place] if place is not None and place < len(row.cells) else ""
        numbers.append(read_number(join_tight(text)))
    return numbers[0], numbers[1]
