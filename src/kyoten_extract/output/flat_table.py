"""Surveys and tables as flat tables, from which the flat formats are written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.base_codes import BaseCodes
from kyoten_extract.model.field_catalog import CODE_FIELDS, FRAME_FIELDS, PRINTED_FIELDS, Field
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.model.table_model import Table

Value = str | int | None
FlatValue = str | int | float | bool | Decimal | dt.date | None

COLUMNS = [field.key for field in PRINTED_FIELDS]
"""Columns of :func:`flat_row`, in order."""

CODE_COLUMNS = [field.key for field in CODE_FIELDS]
"""Computed columns, which come last."""

LIST_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A table of plain values.

    Attributes:
        name: of the table: "bases", "records" or "table".
        title: for people; empty if there is none.
        fields: what each column is; no two have one key.
        rows: a value for each of ``fields``.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: list[tuple[FlatValue, ...]]

    @property
    def columns(self) -> list[str]:
        """The keys of the columns."""
        return [field.key for field in self.fields]


def flat_row(base: Base) -> dict[str, Value]:
    """Return one base as flat columns.

    ``established`` is the western year; ``countries`` and ``cities`` are joined by "; ". Columns
    that are not in the layout come last, under their printed labels.
    """
    return dict(zip(COLUMNS, _printed(base), strict=True)) | dict(base.extras)


def _printed(base: Base) -> tuple[Value, ...]:
    staff, year = base.staff, base.established
    return (
        base.municipality_no,
        base.base_no,
        base.municipality,
        base.name,
        base.country,
        LIST_SEPARATOR.join(base.countries),
        base.city,
        LIST_SEPARATOR.join(base.cities),
        base.form.value if base.form else None,
        base.form_note,
        base.contractor,
        year.year if year else None,
        f"{year.era}{year.era_year}" if year and year.era else None,
        base.department,
        staff.total if staff else None,
        staff.dispatched if staff else None,
        staff.local if staff else None,
        base.reason,
        base.activities,
        base.url,
        base.remarks,
        ",".join(map(str, base.source.pages)),
    )


def survey_table(survey: Survey, *, findings: bool = False) -> FlatTable:
    """A survey's flat table: the printed columns, those of no layout, the computed ones.

    ``findings`` adds the columns of data frames, for which the survey is validated.
    """
    fields = survey_fields(survey, findings=findings)
    labels = dict.fromkeys(label for base in survey.bases for label in base.extras)
    more: Sequence[tuple[FlatValue, ...]] = [()] * len(survey.bases)
    if findings:
        from kyoten_extract.checks import validate

        more = row_notes(survey.bases, validate(survey).findings)
    rows = [
        (
            *_printed(base),
            *(base.extras.get(label) for label in labels),
            *computed,
            *notes,
        )
        for base, computed, notes in zip(survey.bases, computed_values(survey), more, strict=True)
    ]
    return FlatTable("bases", survey.title or "", fields, rows)


def survey_fields(survey: Survey, *, findings: bool = False) -> tuple[Field, ...]:
    """The columns of :func:`survey_table`."""
    last = (*CODE_FIELDS, *FRAME_FIELDS) if findings else CODE_FIELDS
    labels = dict.fromkeys(label for base in survey.bases for label in base.extras)
    return (*PRINTED_FIELDS, *_extra_fields(labels, PRINTED_FIELDS), *last)


def computed_values(survey: Survey) -> list[tuple[FlatValue, ...]]:
    """The values of ``CODE_FIELDS`` of each base."""
    return [
        (base.section, *_code_values(codes))
        for base, codes in zip(survey.bases, survey.codes, strict=True)
    ]


def _code_values(codes: BaseCodes) -> tuple[FlatValue, ...]:
    latitude, longitude = codes.position or (None, None)
    return (
        codes.municipality,
        LIST_SEPARATOR.join(codes.alpha2) or None,
        LIST_SEPARATOR.join(codes.alpha3) or None,
        latitude,
        longitude,
    )


def _extra_fields(labels: Iterable[str], before: Sequence[Field]) -> list[Field]:
    """Columns under printed labels; a prime parts a label from a key of our own."""
    taken = {field.key for field in (*before, *CODE_FIELDS, *FRAME_FIELDS)}
    return [text_field(unused(label, taken), label) for label in labels]


def unused(name: str, taken: set[str]) -> str:
    """``name``, with primes if it is taken; it is then taken, too."""
    while name in taken:
        name += "'"
    taken.add(name)
    return name


def text_field(key: str, label: str) -> Field:
    """A column of texts under a printed label."""
    return Field(
        *(key, label, label, "text"),
        "Printed column, as printed; no layout describes it.",
        "印刷された列。印刷のとおりで、レイアウトに説明はない。",
    )


def row_notes(
    rows: Sequence[Base | Record], findings: Iterable[Finding]
) -> list[tuple[FlatValue, ...]]:
    """The values of ``FRAME_FIELDS`` of each row."""
    from kyoten_extract.output.row_finder import RowFinder

    about: defaultdict[int, dict[str, None]] = defaultdict(dict)
    finder = RowFinder(rows)
    for finding in findings:
        index = finder.index(finding)
        if index is not None:
            about[index][finding.code] = None
    return [
        (
            min(row.source.pages, default=None),
            LIST_SEPARATOR.join(about[index]) or None,
            LIST_SEPARATOR.join(dict.fromkeys(map(_named, row.corrections))) or None,
        )
        for index, row in enumerate(rows)
    ]


def _named(correction: Correction) -> str:
    return f"{correction.field} {correction.rule}"


def flat_table(table: Table, *, page: bool = False) -> FlatTable:
    """A table's header and cells; ``page`` adds the page on which each row begins.

    Columns of one label are told apart by primes, an empty label is "column N".
    """
    taken: set[str] = set()
    fields = [
        text_field(unused(label or f"column {number}", taken), label)
        for number, label in enumerate(table.header, 1)
    ]
    # Rows of a transcription may have more cells than the header.
    widest = max((len(row.cells) for row in table.rows), default=0)
    fields += [
        text_field(unused(f"column {number}", taken), "")
        for number in range(len(fields) + 1, widest + 1)
    ]
    rows: list[tuple[FlatValue, ...]] = [
        (*row.cells, *[""] * (len(fields) - len(row.cells))) for row in table.rows
    ]
    if page:
        fields.append(_page_field(unused("page", taken)))
        rows = [
            (*cells, min(row.pages, default=None))
            for cells, row in zip(rows, table.rows, strict=True)
        ]
    return FlatTable("table", table.heading, tuple(fields), rows)


def _page_field(key: str) -> Field:
    (field,) = (field for field in FRAME_FIELDS if field.key == "page")
    return replace(field, key=key)
