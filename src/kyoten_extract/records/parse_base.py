"""Rows of cell texts to records; a value that cannot be read is null and a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import is_absent, read_form, read_number, split_places
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.model.finding import Correction, Finding, RowKey
from kyoten_extract.model.survey import STAFF_COLUMNS, Base, Provenance, Staff
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.corrections import Doubt, apply_confident
from kyoten_extract.records.normalize_cells import Reading, cell_of, columns_of, read_columns
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.normalize.line_breaks import join_tight
from kyoten_extract.text.proposal import SAFE
from kyoten_extract.text.url.link_evidence import repair_by_link

# Characters: longer texts are not quoted in a message; the finding has them in full.
_LONGEST_QUOTE = 80
# Confidence that a merged cell which reaches the page end goes on in the empty one below it.
_CARRIED = 0.99

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
        base, found = _parse_row(row, match, columns, readings, parts, least)
        bases.append(base)
        findings += found
    return tuple(bases), tuple(findings)


def _parse_row(
    row: Row,
    match: Match,
    columns: Sequence[tuple[str, int]],
    readings: Mapping[int, Mapping[str, Reading]],
    parts: Mapping[str, Mapping[str, tuple[str, ...]]],
    least: float,
) -> tuple[Base, list[Finding]]:
    """One record and its findings."""
    raw: dict[str, str] = {}
    texts: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    corrections: list[Correction] = []
    kinds = match.holds() if row.links else ()
    carried = dict(row.carried)
    for key, place in columns:
        cell = cell_of(row, place)
        raw[key] = "" if place in carried else cell
        if place in carried:
            change = Correction(key, "", cell, "carried", _CARRIED, carried[place])
            corrections.append(change)
        reading = readings[place][cell]
        texts[key], doubt = reading.text, reading.doubt
        corrections += reading.corrections
        if row.links and kinds[place] == "url" and not is_absent(texts[key]):
            under = [uri for column, uri in row.links if column == place]
            _, repairs = repair_by_link(texts[key], under)
            outcome = apply_confident(texts[key], [replace(r, field=key) for r in repairs], least)
            texts[key], doubt = outcome.text, outcome.doubt or doubt
            corrections += outcome.corrections
        if doubt is not None:
            doubts[key] = doubt
    reader = _Reader(texts)
    extras = {key: texts[key] for key in raw if key not in match.places and texts[key]}
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
        raw=raw,
        source=Provenance(row.pages, row.boxes, tuple(dict.fromkeys(uri for _, uri in row.links))),
        corrections=tuple(corrections),
    )
    page, *box = row.boxes[0]
    findings = [
        codes.VALUE_UNREADABLE(
            f"{match.layout.column(key).labels[0]}: {texts[key]!r} is not a valid "
            f"{match.layout.column(key).holds}",
            field=key,
            row=base.key,
            page=page,
            bbox=tuple(box),
            actual=texts[key],
        )
        for key in reader.unreadable
    ]
    labels = {c.key: c.labels[0] for c in match.layout.columns} if doubts else {}
    findings += [
        codes.MISPRINT(
            _misprint_message(labels.get(key, key), doubt),
            field=key,
            row=base.key,
            page=page,
            bbox=tuple(box),
            expected=doubt.suggestion,
            actual=doubt.text,
        )
        for key, doubt in doubts.items()
    ]
    return base, findings


def _misprint_message(label: str, doubt: Doubt) -> str:
    """Quote the text and the suggestion where they are short: prose would bury the evidence."""
    text, meant = doubt.text, doubt.suggestion
    if max(len(text), len(meant or "")) > _LONGEST_QUOTE:
        return f"{label}: {doubt.evidence}"
    if meant is None:
        return f"{label}: {text!r} has an error ({doubt.evidence})"
    return f"{label}: {text!r} may be {meant!r} ({doubt.evidence})"


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
