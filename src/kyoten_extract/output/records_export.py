"""Records of any survey as the bytes of files, format by format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kyoten_extract.layout.column_model import KINDS, Column, Kind
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.model.exporting import Target
from kyoten_extract.model.field_catalog import FRAME_FIELDS, Field, FieldType, Lang
from kyoten_extract.model.output_formats import TABLE_FORMATS
from kyoten_extract.model.record_model import Coded, Record, Value
from kyoten_extract.model.survey import FiscalYear
from kyoten_extract.output.csv_files import csv_bytes
from kyoten_extract.output.export import (
    CORRECTION_COLUMNS,
    require_format,
    text_bytes,
    unknown_format,
    write_form,
)
from kyoten_extract.output.flat_table import (
    LIST_SEPARATOR,
    FlatTable,
    FlatValue,
    row_notes,
    text_field,
    unused,
)
from kyoten_extract.output.formula_cells import Formulas
from kyoten_extract.output.json_files import json_bytes
from kyoten_extract.output.record_codes import code_columns
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    import pandas as pd

# Types of columns by kind; the others are texts.
_TYPES: Mapping[Kind, FieldType] = {
    "number": "integer",
    "decimal": "number",
    "year": "integer",
    "flag": "boolean",
    "date": "date",
    "choice": "category",
    "code": "category",
}
_SECTION = Field(
    *("section", "区分見出し", "Section", "category"),
    "Heading that the row stands under.",
    "行の上にある見出し。",
)
_PAGES = Field(
    *("pages", "ページ", "Pages", "text"),
    "Pages on which the row is printed, joined by ','.",
    "行が印刷されたページ。「,」でつなぐ。",
)


def records_table(records: Records[Any], *, findings: bool = False) -> FlatTable:
    """The records' flat table.

    A year has a second column, ``key_era``, and a code ``key_note``. The pages follow, then columns
    that are not in the layout, under their printed labels, then official codes of columns whose
    texts name municipalities or countries. ``findings`` adds the columns of data frames, for which
    the records are validated.
    """
    columns = records.layout.columns
    fields = [_SECTION] if any(row.section for row in records.rows) else []
    for column in columns:
        fields += [_field(column), *_second(column)]
    # A layout may have a column of the name of one of ours; it has the value.
    fields = list({field.key: field for field in (*fields, _PAGES)}.values())
    taken = {field.key for field in fields}
    labels = dict.fromkeys(label for row in records.rows for label in row.extras)
    extras = {label: unused(label, taken) for label in labels}
    fields += [text_field(key, label) for label, key in extras.items()]
    coded = code_columns(records, taken)
    names = [field.key for field in fields]
    flats = [_flat(row, columns, extras) for row in records.rows]
    rows = (
        [
            (*map(flat.get, names), *codes)
            for flat, codes in zip(flats, zip(*coded.values(), strict=True), strict=True)
        ]
        if coded
        else [tuple(map(flat.get, names)) for flat in flats]
    )
    fields += coded
    if findings:
        from kyoten_extract.checks import validate

        fields += [_renamed(field, unused(field.key, taken)) for field in FRAME_FIELDS]
        notes = row_notes(records.rows, validate(records).findings)
        rows = [(*row, *more) for row, more in zip(rows, notes, strict=True)]
    return FlatTable("records", records.title or "", tuple(fields), rows)


def _field(column: Column) -> Field:
    meaning = KINDS[column.holds] + (f"; {' or '.join(column.units)}" if column.units else "")
    return Field(
        *(column.key, column.label, column.key, _TYPES.get(column.holds, "text")),
        *(meaning, column.label),
        unit=column.units[0] if column.units else "",
    )


def _second(column: Column) -> list[Field]:
    suffix = {"year": "_era", "code": "_note"}.get(column.holds)
    if suffix is None:
        return []
    key, label = column.key + suffix, column.label
    if suffix == "_era":
        return [Field(key, f"{label}(和暦)", key, "text", "the year by era, as printed", label)]
    return [Field(key, f"{label}(印刷)", key, "text", "what follows the letter", label)]


def _renamed(field: Field, key: str) -> Field:
    return field if field.key == key else replace(field, key=key)


def _flat(
    row: Record, columns: Sequence[Column], extras: Mapping[str, str]
) -> dict[str, FlatValue]:
    flat: dict[str, FlatValue] = {"section": row.section}
    for column in columns:
        value = row.values[column.key]
        flat[column.key] = _cell(value)
        for second in _second(column):
            flat[second.key] = _second_cell(value)
    flat["pages"] = ",".join(map(str, row.source.pages))
    return flat | {extras[label]: text for label, text in row.extras.items()}


def _cell(value: Value) -> FlatValue:
    match value:
        case FiscalYear():
            return value.year
        case Coded():
            return value.code
        case tuple():
            return LIST_SEPARATOR.join(value)
        case _:
            return value


def _second_cell(value: Value) -> str | None:
    match value:
        case FiscalYear() if value.era:
            return f"{value.era}{value.era_year}"
        case Coded():
            return value.note
        case _:
            return None


def records_dataframe(records: Records[Any]) -> pd.DataFrame:
    """One row per record, with the columns of :func:`records_table`, typed.

    Raises:
        MissingDependencyError: pandas is not installed.
    """
    require("pandas", needed_by="a data frame")
    from kyoten_extract.output.data_frames import frame_of

    return frame_of(records_table(records, findings=True))


def records_bytes(
    records: Records[Any], form: str, *, formulas: Formulas = "keep", lang: Lang = "ja"
) -> bytes:
    """Records as the bytes of a file of one of ``TABLE_FORMATS``.

    Raises:
        FormatError: ``form`` is not one of these.
        MissingDependencyError: a package that the format needs is not installed.
    """
    match form:
        case "json":
            return json_bytes(records.to_dict())
        case "xlsx":
            from kyoten_extract.output.records_workbook import records_workbook

            return records_workbook(records, records_table(records))
        case "parquet":
            require_format("parquet")
            from kyoten_extract.output.data_frames import parquet_bytes

            return parquet_bytes(records_table(records, findings=True))
        case "sqlite":
            require_format(form)
            return _database(records)
        case "datapackage":
            from kyoten_extract.output.data_package import zipped

            return zipped(_package(records))
        case _ if form in TABLE_FORMATS:
            return text_bytes(records_table(records), form, formulas=formulas, lang=lang)
    raise unknown_format(form, TABLE_FORMATS)


def _package(records: Records[Any]) -> dict[str, bytes]:
    from kyoten_extract.checks import validate
    from kyoten_extract.output.data_package import Origin, rows_package

    origin = Origin(records.title or "", records.source.name, records.source.sha256)
    return rows_package(records_table(records), records.rows, validate(records).findings, origin)


def _database(records: Records[Any]) -> bytes:
    from kyoten_extract.checks import validate
    from kyoten_extract.output import database
    from kyoten_extract.output.row_finder import RowFinder

    table, findings = records_table(records), validate(records).findings
    finder = RowFinder(records.rows)
    found = [finder.index(finding) for finding in findings]
    with database.new_database() as connection:
        database.add_flat_table(connection, table)
        numbers = [None if index is None else index + 1 for index in found]
        database.add_findings(connection, findings, numbers, table.name)
        changes = (
            (number, change)
            for number, row in enumerate(records.rows, 1)
            for change in row.corrections
        )
        database.add_corrections(connection, changes, table.name)
        database.add_dictionary(connection, [(table.name, table.fields)])
        return database.saved_database(connection)


def record_corrections_bytes(records: Records[Any], *, formulas: Formulas = "keep") -> bytes:
    """All corrections as CSV, each with the number of its record (from 1) and its page."""
    return csv_bytes(
        ["record", "page", *CORRECTION_COLUMNS],
        (
            [number, row.source.pages[0], *(getattr(change, name) for name in CORRECTION_COLUMNS)]
            for number, row in enumerate(records.rows, 1)
            for change in row.corrections
        ),
        formulas=formulas,
    )


def write_records(
    records: Records[Any],
    target: Target,
    form: str,
    *,
    formulas: Formulas = "keep",
    lang: Lang = "ja",
) -> None:
    """Write records to a path or a stream; a data package to a folder, too."""
    write_form(
        target,
        form,
        lambda: _package(records),
        lambda: records_bytes(records, form, formulas=formulas, lang=lang),
    )
