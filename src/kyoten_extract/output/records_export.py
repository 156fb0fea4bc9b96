"""Records of any survey as JSON, CSV, Excel, Parquet and data frames."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kyoten_extract.errors import FormatError
from kyoten_extract.layout.column_model import Column, Kind
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.messages import say
from kyoten_extract.model.record_model import Coded, Record, Value
from kyoten_extract.model.survey import FiscalYear
from kyoten_extract.output.export import csv_bytes, json_bytes, require_format
from kyoten_extract.output.formula_cells import Formulas
from kyoten_extract.workers.optional_import import require
from kyoten_extract.workers.whole_file import write_target

if TYPE_CHECKING:
    import pandas as pd

FlatValue = str | int | bool | Decimal | dt.date | None

_LIST_SEPARATOR = "; "
# Columns of a data frame by kind; the others are texts.
_DTYPES: Mapping[Kind, str] = {
    "number": "Int64",
    "decimal": "Float64",
    "year": "Int64",
    "flag": "boolean",
    "date": "datetime64[s]",
}


def flat_columns(records: Records[Any]) -> list[str]:
    """The columns of the flat table, in order.

    A year has a second column, ``key_era``, and a code ``key_note``. The pages follow, then columns
    that are not in the layout, under their printed labels.
    """
    names = ["section"] if any(row.section for row in records.rows) else []
    for column in records.layout.columns:
        names += [column.key, *_second(column)]
    names.append("pages")
    return [*dict.fromkeys(names), *_extras(records, names).values()]


def flat_records(records: Records[Any]) -> list[dict[str, FlatValue]]:
    """One dict for each record, with the columns of :func:`flat_columns`."""
    names = flat_columns(records)
    extras = _extras(records, names[: names.index("pages") + 1])
    return [
        {
            name: flat.get(name)
            for flat in [_flat(row, records.layout.columns, extras)]
            for name in names
        }
        for row in records.rows
    ]


def _extras(records: Records[Any], taken: list[str]) -> dict[str, str]:
    """The name of the column of each extra, by its label."""
    names: dict[str, str] = {}
    for label in dict.fromkeys(label for row in records.rows for label in row.extras):
        name = label
        while name in taken or name in names.values():
            name += "'"
        names[label] = name
    return names


def _second(column: Column) -> list[str]:
    suffix = {"year": "_era", "code": "_note"}.get(column.holds)
    return [] if suffix is None else [column.key + suffix]


def _flat(
    row: Record, columns: tuple[Column, ...], extras: Mapping[str, str]
) -> dict[str, FlatValue]:
    flat: dict[str, FlatValue] = {"section": row.section}
    for column in columns:
        value = row.values[column.key]
        flat[column.key] = _cell(value)
        for second in _second(column):
            flat[second] = _second_cell(value)
    flat["pages"] = ",".join(map(str, row.source.pages))
    return flat | {extras[label]: text for label, text in row.extras.items()}


def _cell(value: Value) -> FlatValue:
    match value:
        case FiscalYear():
            return value.year
        case Coded():
            return value.code
        case tuple():
            return _LIST_SEPARATOR.join(value)
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
    """One row per record, with the columns of :func:`flat_columns`, typed.

    Raises:
        MissingDependencyError: pandas is not installed.
    """
    require("pandas", needed_by="a data frame")
    import pandas as pd

    frame = pd.DataFrame(flat_records(records), columns=flat_columns(records), dtype=object)
    for column in records.layout.columns:
        if (dtype := _DTYPES.get(column.holds)) is not None:
            values = frame[column.key]
            if column.holds == "decimal":
                values = values.map(lambda value: None if value is None else float(value))
            kind: Any = dtype
            frame[column.key] = values.astype(kind)
    for name in frame.columns:
        if frame[name].dtype == object:
            frame[name] = frame[name].where(frame[name].notna(), None)
    return frame


def records_bytes(records: Records[Any], form: str, *, formulas: Formulas = "keep") -> bytes:
    """Records as the bytes of a file of format "json", "csv", "xlsx" or "parquet".

    Raises:
        FormatError: ``form`` is not one of these.
        MissingDependencyError: a package that the format needs is not installed.
    """
    match form:
        case "json":
            return json_bytes(records.to_dict())
        case "csv":
            rows = (map(_written, row.values()) for row in flat_records(records))
            return csv_bytes(flat_columns(records), rows, formulas=formulas)
        case "xlsx":
            from kyoten_extract.output.excel import records_workbook

            return records_workbook(records, flat_columns(records), flat_records(records))
        case "parquet":
            require_format("parquet")
            stream = io.BytesIO()
            records_dataframe(records).to_parquet(stream, index=False)
            return stream.getvalue()
    raise FormatError(
        say("unknown output format {form!r}", form=form),
        remedy=say("use one of json, csv, xlsx, parquet"),
    )


def record_corrections_bytes(records: Records[Any], *, formulas: Formulas = "keep") -> bytes:
    """All corrections as CSV, each with the number of its record (from 1) and its page."""
    names = "field before after rule confidence evidence".split()
    return csv_bytes(
        ["record", "page", *names],
        (
            [number, row.source.pages[0], *(getattr(change, name) for name in names)]
            for number, row in enumerate(records.rows, 1)
            for change in row.corrections
        ),
        formulas=formulas,
    )


def _written(value: FlatValue) -> str | int | Decimal | dt.date | None:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def write_records(
    records: Records[Any],
    target: str | Path | IO[bytes],
    form: str,
    *,
    formulas: Formulas = "keep",
) -> None:
    """Write the result of :func:`records_bytes` to a path or a binary stream."""
    write_target(target, records_bytes(records, form, formulas=formulas))
