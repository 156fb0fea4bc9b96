"""Rows to typed records of whatever columns the layout declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.layout.survey_records import TotalRow
from kyoten_extract.layout.value_types import (
    COUNTABLE,
    has_no_value,
    read_total,
    read_value,
    standard_form,
)
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.record_model import Record, Value
from kyoten_extract.model.survey import Provenance
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.normalize_cells import (
    Context,
    cell_of,
    columns_of,
    read_cell,
    read_columns,
)
from kyoten_extract.records.row_texts import RowTexts, text_findings, texts_of_row
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.line_breaks import join_tight
from kyoten_extract.text.proposal import SAFE

# A sum is one number: digits on two lines are its digits.
_OF_TOTALS = Context(digits_wrap=True)


def parse_records(
    rows: Sequence[Row], match: Match, least: float = SAFE
) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """Parse ``rows``, whose cells are in the order of the header of ``match``.

    Args:
        rows: one record each.
        match: the layout's columns in the header.
        least: lowest confidence of a correction that is made; others become findings.

    Returns:
        One record per row, and the findings.
    """
    records: list[Record] = []
    findings: list[Finding] = []
    columns, readings = columns_of(match), read_columns(rows, match, least)
    for row in rows:
        record, found = _record(texts_of_row(row, match, columns, readings, least), match)
        records.append(record)
        findings += found
    return tuple(records), tuple(findings)


def _record(of: RowTexts, match: Match) -> tuple[Record, list[Finding]]:
    values: dict[str, Value] = {column.key: None for column in match.layout.columns}
    corrections = list(of.corrections)
    unreadable: list[str] = []
    for column in match.layout.columns:
        if column.key not in match.places:
            continue
        text = of.texts[column.key]
        if has_no_value(column, text):
            continue
        form = standard_form(column, text)
        if form != text:
            corrections.append(Correction(column.key, text, form, f"{column.holds}-form", 1.0))
        value = values[column.key] = read_value(column, form)
        if value is None:
            unreadable.append(column.key)
    extras = {key: text for key, text in of.texts.items() if key not in match.places and text}
    record = Record(values, extras, of.raw, of.source, tuple(corrections), of.row.section)
    return record, text_findings(of, match, record.key, unreadable)


def total_row(row: Row, match: Match, records: int) -> tuple[TotalRow, list[Finding]]:
    """A row of totals, which follows ``records`` records, and its figures that can't be read."""
    kinds = match.holds()
    texts = {
        key: read_cell(key, text, kinds[place], _OF_TOTALS).text
        if kinds[place] in COUNTABLE
        else text
        for key, place in columns_of(match)
        if (text := cell_of(row, place).strip())
    }
    label = join_tight(next(cell.strip() for cell in row.cells if cell.strip()))
    sums = {fold_label(text) for text in match.layout.total_rows}
    page, *box = row.boxes[0]
    findings = [
        codes.VALUE_UNREADABLE(
            say(
                "{row}: {column}: {text!r} is not a number that can be compared",
                row=label,
                column=column.label,
                text=texts[column.key],
            ),
            field=column.key,
            page=page,
            bbox=tuple(box),
            actual=texts[column.key],
        )
        for column in match.layout.columns
        if column.holds in ("number", "decimal")
        and column.key in texts
        and fold_label(texts[column.key]) not in sums
        and not has_no_value(column, texts[column.key])
        and read_total(column, texts[column.key]) is None
    ]
    return TotalRow(label, records, texts, Provenance(row.pages, row.boxes)), findings


def fill_merged(rows: Sequence[Row], match: Match) -> list[Row]:
    """Fill the empty cells of columns whose cells span several rows with the value above.

    A heading between two rows ends the cell.
    """
    places = [
        (match.places[column.key], column.label)
        for column in match.layout.columns
        if column.merged and column.key in match.places
    ]
    if not places:
        return list(rows)
    above: dict[int, tuple[str, str]] = {}
    filled = []
    for row in rows:
        cells, carried = list(row.cells), list(row.carried)
        for place, label in places:
            section, text = above.get(place, ("", ""))
            if cells[place].strip():
                above[place] = row.section, cells[place]
            elif text and section == row.section:
                cells[place] = text
                carried.append(
                    (place, say("cells of {label} span several rows; printed above", label=label))
                )
        filled.append(replace(row, cells=tuple(cells), carried=tuple(carried)))
    return filled
