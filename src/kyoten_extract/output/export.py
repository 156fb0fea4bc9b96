"""Surveys and tables as JSON, CSV, Excel, Parquet and data frames."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from kyoten_extract._terminal_text import quiet_json
from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.model.table_model import Table
from kyoten_extract.output.formula_cells import Formulas, escaped_rows
from kyoten_extract.text.lone_surrogates import escape_surrogates
from kyoten_extract.workers.optional_import import require
from kyoten_extract.workers.whole_file import write_target

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["json", "csv", "xlsx", "parquet"]
Value = str | int | None

COLUMNS = (
    "municipality_no base_no municipality name country countries city cities form form_note "
    "contractor established established_era department staff_total staff_dispatched staff_local "
    "reason activities url remarks pages"
).split()
"""Columns of :func:`flat_row`, in order."""

_CORRECTION_COLUMNS = ("field", "before", "after", "rule", "confidence", "evidence")
_LIST_SEPARATOR = "; "


def flat_row(base: Base) -> dict[str, Value]:
    """Return one base as flat columns.

    ``established`` is the western year; ``countries`` and ``cities`` are joined by "; ". Columns
    that are not in the layout come last, under their printed labels.
    """
    staff, year = base.staff, base.established
    values = (
        base.municipality_no,
        base.base_no,
        base.municipality,
        base.name,
        base.country,
        _LIST_SEPARATOR.join(base.countries),
        base.city,
        _LIST_SEPARATOR.join(base.cities),
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
    return dict(zip(COLUMNS, values, strict=True)) | dict(base.extras)


def format_of(path: Path, known: Sequence[str]) -> str:
    """Return the output format of a file's suffix.

    Raises:
        FormatError: the suffix is not one of ``known``.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in known:
        raise FormatError(
            say("no output format has the suffix {suffix!r}", suffix=path.suffix or "(none)"),
            source=path.name,
            remedy=say("use one of {known:, }", known=known),
        )
    return suffix


def require_format(form: str) -> None:
    """Check, before a long document is read, that files of a format can be written.

    Raises:
        MissingDependencyError: a package that the format needs is not installed.
    """
    if form == "xlsx":
        require("openpyxl", needed_by="an Excel workbook")
    elif form == "parquet":
        require("pandas", needed_by="Parquet")
        require("pyarrow", needed_by="Parquet", extra="parquet")


def to_dataframe(survey: Survey) -> pd.DataFrame:
    """Return one row per base, with the columns of :func:`flat_row`; numbers are nullable Int64.

    Raises:
        MissingDependencyError: pandas is not installed.
    """
    require("pandas", needed_by="a data frame")
    import pandas as pd

    columns = columns_of(survey)
    rows = [[_clean(value) for value in row.values()] for row in _flat(survey)]
    frame = pd.DataFrame(rows, columns=list(map(escape_surrogates, columns)))
    for column in frame.columns:
        if column.endswith("_no") or column.startswith("staff_") or column == "established":
            frame[column] = whole_numbers(frame[column])
    return frame


def whole_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column of numbers as nullable Int64.

    Raises:
        FormatError: a number has more than 64 bits.
    """
    try:
        return column.astype("Int64")
    except OverflowError:
        raise FormatError(
            say("the column {column_name} has a number past 64 bits", column_name=column.name),
            remedy=say("write JSON or CSV"),
        ) from None


def _clean(value: Value) -> Value:
    return escape_surrogates(value) if isinstance(value, str) else value


def to_bytes(
    survey: Survey,
    form: str,
    *,
    formulas: Formulas = "keep",
    previous: Survey | None = None,
) -> bytes:
    """Return a survey as the bytes of a file of format "json", "csv", "xlsx" or "parquet".

    ``formulas`` is for CSV: see :func:`csv_bytes`. ``previous`` is for the workbook, which then has
    the differences from that edition.

    Raises:
        FormatError: ``form`` is not one of these.
        MissingDependencyError: a package that the format needs is not installed.
    """
    if form == "json":
        return json_bytes(survey.to_dict())
    if form == "csv":
        rows = (row.values() for row in _flat(survey))
        return csv_bytes(columns_of(survey), rows, formulas=formulas)
    if form == "xlsx":
        from kyoten_extract.output.survey_workbook import survey_workbook

        return survey_workbook(survey, columns_of(survey), _flat(survey), previous)
    if form == "parquet":
        return _parquet(survey)
    raise FormatError(
        say("unknown output format {form!r}", form=form),
        remedy=say("use one of json, csv, xlsx, parquet"),
    )


def write(
    survey: Survey,
    target: str | Path | IO[bytes],
    form: Format,
    *,
    formulas: Formulas = "keep",
    previous: Survey | None = None,
) -> None:
    """Write the result of :func:`to_bytes` to a path or a binary stream.

    A path has the new file or, where writing fails, the old one; never a part.
    """
    write_target(target, to_bytes(survey, form, formulas=formulas, previous=previous))


def table_bytes(table: Table, form: str, *, formulas: Formulas = "keep") -> bytes:
    """Return a table as the bytes of a file of format "json", "csv" or "xlsx".

    JSON has the table's ``others`` too, each with its heading, and the findings of all of them.

    Raises:
        FormatError: ``form`` is not one of these.
    """
    if form == "json":
        findings = (*table.findings, *(f for other in table.others for f in other.findings))
        others = [{"heading": other.heading, **_table_dict(other)} for other in table.others]
        return json_bytes(
            {
                **_table_dict(table),
                "leftovers": codec.encode(table.leftovers),
                "findings": codec.encode(findings),
                "others": others,
            }
        )
    if form == "csv":
        return csv_bytes(table.header, (row.cells for row in table.rows), formulas=formulas)
    if form == "xlsx":
        return tables_workbook_bytes([table], ["table"])
    raise FormatError(
        say("unknown output format {form!r}", form=form), remedy=say("use one of json, csv, xlsx")
    )


def tables_workbook_bytes(tables: Sequence[Table], names: Sequence[str] | None = None) -> bytes:
    """Return tables as a workbook of one sheet each, named by ``names`` or else by their headings.

    Raises:
        FormatError: a table has more rows or columns than a sheet can have.
        MissingDependencyError: openpyxl is not installed.
    """
    from kyoten_extract.output.excel import tables_workbook

    names = [table.heading for table in tables] if names is None else names
    return tables_workbook(
        (name, table.header, (row.cells for row in table.rows))
        for name, table in zip(names, tables, strict=True)
    )


def with_page_findings(table: Table, largest: Table) -> Table:
    """``table`` with the findings of the document's largest table that concern its pages."""
    if table is largest:
        return table
    pages = (None, *table.pages)
    found = (finding for finding in largest.findings if finding.page in pages)
    return replace(table, findings=(*table.findings, *found))


def _table_dict(table: Table) -> dict[str, Any]:
    rows = [{"cells": list(row.cells), "pages": list(row.pages)} for row in table.rows]
    return {"header": list(table.header), "rows": rows}


def corrections_bytes(survey: Survey, *, formulas: Formulas = "keep") -> bytes:
    """Return all corrections with their rows as CSV."""
    return csv_bytes(
        ["municipality_no", "base_no", "municipality", *_CORRECTION_COLUMNS],
        (
            [
                base.municipality_no,
                base.base_no,
                base.municipality,
                *(getattr(c, name) for name in _CORRECTION_COLUMNS),
            ]
            for base in survey.bases
            for c in base.corrections
        ),
        formulas=formulas,
    )


def json_bytes(data: Any) -> bytes:
    """Return ``data`` as indented UTF-8 JSON with a final newline.

    Characters that a terminal could act on are written as escapes, which readers of JSON undo.

    Raises:
        FormatError: a number is infinite, or has more digits than Python writes.
    """
    try:
        text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    except ValueError:
        raise FormatError(say("a number cannot be written as JSON")) from None
    # JSON escapes a lone surrogate just so.
    return (quiet_json(text) + "\n").encode("utf-8", "backslashreplace")


def csv_bytes(
    header: Sequence[str], rows: Iterable[Iterable[Any]], *, formulas: Formulas = "keep"
) -> bytes:
    """Return UTF-8 CSV with a byte order mark, by which spreadsheets detect the encoding.

    ``formulas="escape"`` puts an apostrophe before text that a spreadsheet would compute,
    and quotes all text.

    Raises:
        UsageError: ``formulas`` is neither "keep" nor "escape".
    """
    header, rows = escaped_rows(header, rows, formulas)
    text = io.StringIO(newline="")
    # Quoted, a cell is one cell where a semicolon or a tab parts the cells, too.
    writer = csv.writer(
        text, quoting=csv.QUOTE_MINIMAL if formulas == "keep" else csv.QUOTE_NONNUMERIC
    )
    try:
        writer.writerow(header)
        writer.writerows(rows)
    except ValueError:  # more digits than Python writes
        raise FormatError(say("a number cannot be written as CSV")) from None
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "backslashreplace")


def _names(kind: type) -> list[str]:
    return list(kind.__dataclass_fields__)  # type: ignore[attr-defined]


def _flat(survey: Survey) -> list[dict[str, Value]]:
    """Return flat rows with the same columns throughout; extras differ from row to row."""
    columns = columns_of(survey)
    rows = (flat_row(base) for base in survey.bases)
    return [{key: row.get(key) for key in columns} for row in rows]


def columns_of(survey: Survey) -> list[str]:
    """Return the flat columns of a survey: ``COLUMNS`` and those that are not in the layout."""
    extras = dict.fromkeys(key for base in survey.bases for key in base.extras)
    return [*COLUMNS, *extras]


def _parquet(survey: Survey) -> bytes:
    require_format("parquet")
    stream = io.BytesIO()
    to_dataframe(survey).to_parquet(stream, index=False)
    return stream.getvalue()
