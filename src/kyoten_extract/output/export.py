"""Surveys and tables as the bytes of files, format by format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from kyoten_extract.errors import FormatError, UsageError
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.exporting import Target
from kyoten_extract.model.field_catalog import Lang
from kyoten_extract.model.output_formats import SURVEY_FORMATS, TABLE_FORMATS, format_of_suffix
from kyoten_extract.model.survey import Survey
from kyoten_extract.model.table_model import Table
from kyoten_extract.output.csv_files import csv_bytes
from kyoten_extract.output.flat_table import (
    CODE_COLUMNS,
    COLUMNS,
    FlatTable,
    Value,
    flat_row,
    flat_table,
    survey_fields,
    survey_table,
)
from kyoten_extract.output.format_packages import require_format
from kyoten_extract.output.formula_cells import Formulas
from kyoten_extract.output.json_files import json_bytes, survey_json
from kyoten_extract.workers.optional_import import require
from kyoten_extract.workers.whole_file import write_target

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CODE_COLUMNS",
    "COLUMNS",
    "SURVEY_FORMATS",
    "TABLE_FORMATS",
    "Value",
    "columns_of",
    "corrections_bytes",
    "csv_bytes",
    "flat_row",
    "format_of",
    "json_bytes",
    "require_format",
    "table_bytes",
    "tables_workbook_bytes",
    "to_bytes",
    "to_dataframe",
    "with_page_findings",
    "write",
]

CORRECTION_COLUMNS = ("field", "before", "after", "rule", "confidence", "evidence")
"""What the table of corrections has of each, after what names its row."""


def format_of(path: Path, known: Sequence[str]) -> str:
    """Return the output format of a file's suffix.

    Raises:
        FormatError: the suffix is not that of one of ``known``.
    """
    return format_of_suffix(path, list(known))


def to_dataframe(survey: Survey) -> pd.DataFrame:
    """Return one row per base, with the columns of :func:`survey_table`, typed.

    Raises:
        MissingDependencyError: pandas is not installed.
    """
    from kyoten_extract.output.data_frames import frame_of

    require("pandas", needed_by="a data frame")
    return frame_of(survey_table(survey, findings=True))


def to_bytes(
    survey: Survey,
    form: str,
    *,
    formulas: Formulas = "keep",
    lang: Lang = "ja",
    previous: Survey | None = None,
) -> bytes:
    """Return a survey as the bytes of a file of one of ``SURVEY_FORMATS``.

    ``formulas`` is for CSV: see :func:`csv_bytes`; ``lang`` for the headings of Markdown and HTML;
    ``previous`` for the workbook, which then has the differences from that edition.

    Raises:
        FormatError: ``form`` is not one of these.
        MissingDependencyError: a package that the format needs is not installed.
    """
    match form:
        case "json":
            return survey_json(survey)
        case "xlsx":
            from kyoten_extract.output.survey_workbook import survey_workbook

            return survey_workbook(survey, columns_of(survey), _flat(survey), previous)
        case "parquet":
            from kyoten_extract.output.data_frames import parquet_bytes

            require_format(form)
            return parquet_bytes(survey_table(survey, findings=True))
        case "sqlite":
            require_format(form)
            from kyoten_extract.output.survey_database import survey_database

            return survey_database(survey)
        case "geojson":
            from kyoten_extract.output.geojson import feature_collection

            return json_bytes(feature_collection(survey))
        case "datapackage":
            from kyoten_extract.output.data_package import zipped

            return zipped(survey_package(survey))
        case _ if form in SURVEY_FORMATS:
            return text_bytes(survey_table(survey), form, formulas=formulas, lang=lang)
    raise unknown_format(form, SURVEY_FORMATS)


def text_bytes(
    table: FlatTable, form: str, *, formulas: Formulas = "keep", lang: Lang = "ja"
) -> bytes:
    """Return a flat table as CSV, NDJSON, Markdown or HTML."""
    if form == "csv":
        return csv_bytes(table.columns, map(written, table.rows), formulas=formulas)
    return flat_text(table, form, lang).encode("utf-8", "backslashreplace")


def flat_text(table: FlatTable, form: str, lang: Lang = "ja") -> str:
    """Return a flat table as the text of NDJSON, Markdown or HTML.

    Raises:
        UsageError: ``lang`` is no language.
    """
    from kyoten_extract.output import text_tables

    if lang not in get_args(Lang):
        raise UsageError(say("unknown language {lang!r}", lang=lang), remedy=say("use ja or en"))
    if form == "ndjson":
        return text_tables.json_lines(table)
    if form == "markdown":
        return text_tables.markdown_table(table, lang)
    return text_tables.html_page(table, lang)


def written(row: Sequence[Any]) -> list[Any]:
    """A row's values as CSV has them: yes and no are true and false."""
    return [("false", "true")[value] if isinstance(value, bool) else value for value in row]


def survey_package(survey: Survey) -> dict[str, bytes]:
    """The files of a survey's data package: bases, findings and corrections."""
    from kyoten_extract.checks import validate
    from kyoten_extract.output.data_package import Origin, rows_package

    origin = Origin(survey.title or "", survey.source.name, survey.source.sha256)
    return rows_package(survey_table(survey), survey.bases, validate(survey).findings, origin)


def table_package(table: Table) -> dict[str, bytes]:
    """The files of a table's data package."""
    from kyoten_extract.output.data_package import Origin, package_files

    origin = Origin(table.heading, table.origin.name, table.origin.sha256) if table.origin else None
    return package_files([flat_table(table)], origin)


def write(
    survey: Survey,
    target: Target,
    form: str,
    *,
    formulas: Formulas = "keep",
    lang: Lang = "ja",
    previous: Survey | None = None,
) -> None:
    """Write the result of :func:`to_bytes` to a path or a stream; a data package to a folder, too.

    A path has the new file or, where writing fails, the old one; never a part.
    """
    write_form(
        target,
        form,
        lambda: survey_package(survey),
        lambda: to_bytes(survey, form, formulas=formulas, lang=lang, previous=previous),
    )


def write_table(
    table: Table,
    target: Target,
    form: str,
    *,
    formulas: Formulas = "keep",
    lang: Lang = "ja",
) -> None:
    """Write a table likewise."""
    write_form(
        target,
        form,
        lambda: table_package(table),
        lambda: table_bytes(table, form, formulas=formulas, lang=lang),
    )


def write_form(
    target: Target, form: str, package: Callable[[], dict[str, bytes]], data: Callable[[], bytes]
) -> None:
    """Write a result to a path or a stream: a data package, to a folder too, or else its bytes."""
    if form == "datapackage":
        from kyoten_extract.output.data_package import write_package

        write_package(target, package())
    else:
        write_target(target, data())


def table_bytes(
    table: Table, form: str, *, formulas: Formulas = "keep", lang: Lang = "ja"
) -> bytes:
    """Return a table as the bytes of a file of one of ``TABLE_FORMATS``.

    JSON has the table's ``others`` too, each with its heading, and the findings of all of them.

    Raises:
        FormatError: ``form`` is not one of these.
        MissingDependencyError: a package that the format needs is not installed.
    """
    match form:
        case "json":
            return json_bytes(_table_json(table))
        case "csv":
            # As printed, even where two columns have one label.
            return csv_bytes(table.header, (row.cells for row in table.rows), formulas=formulas)
        case "xlsx":
            return tables_workbook_bytes([table], ["table"])
        case "parquet":
            from kyoten_extract.output.data_frames import parquet_bytes

            require_format(form)
            return parquet_bytes(flat_table(table, page=True))
        case "sqlite":
            require_format(form)
            from kyoten_extract.output.database import table_database

            return table_database(flat_table(table, page=True))
        case "datapackage":
            from kyoten_extract.output.data_package import zipped

            return zipped(table_package(table))
        case _ if form in TABLE_FORMATS:
            return text_bytes(flat_table(table), form, formulas=formulas, lang=lang)
    raise unknown_format(form, TABLE_FORMATS)


def unknown_format(form: str, known: Sequence[str]) -> FormatError:
    """The error of a format that is none of ``known``."""
    return FormatError(
        say("unknown output format {form!r}", form=form),
        remedy=say("use one of {suffixes:, }", suffixes=list(known)),
    )


def _table_json(table: Table) -> dict[str, Any]:
    findings = (*table.findings, *(f for other in table.others for f in other.findings))
    others = [{"heading": other.heading, **_table_dict(other)} for other in table.others]
    return {
        **_table_dict(table),
        "leftovers": codec.encode(table.leftovers),
        "findings": codec.encode(findings),
        "others": others,
    }


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
        ["municipality_no", "base_no", "municipality", *CORRECTION_COLUMNS],
        (
            [
                base.municipality_no,
                base.base_no,
                base.municipality,
                *(getattr(c, name) for name in CORRECTION_COLUMNS),
            ]
            for base in survey.bases
            for c in base.corrections
        ),
        formulas=formulas,
    )


def _names(kind: type) -> list[str]:
    return list(kind.__dataclass_fields__)  # type: ignore[attr-defined]


def columns_of(survey: Survey) -> list[str]:
    """Return the columns of a survey's flat table: ``COLUMNS``, those that are not in the layout,
    and ``CODE_COLUMNS``.
    """
    return [field.key for field in survey_fields(survey)]


def _flat(survey: Survey) -> list[dict[str, Any]]:
    """Return flat rows by column."""
    table = survey_table(survey)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
