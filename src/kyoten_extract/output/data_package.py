"""Frictionless data packages: CSV files beside a datapackage.json that says what they hold."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.exporting import Target
from kyoten_extract.model.field_catalog import Field
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base
from kyoten_extract.output.csv_files import csv_bytes
from kyoten_extract.output.flat_table import FlatTable, FlatValue
from kyoten_extract.output.json_files import json_bytes
from kyoten_extract.output.row_finder import RowFinder
from kyoten_extract.text.lone_surrogates import escape_surrogates
from kyoten_extract.workers.whole_file import write_target, write_whole

_DESCRIPTOR = "datapackage.json"
_TYPES = {"text": "string", "category": "string"}
# Files in the zip have no time of their own: two writings of one survey are one file.
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a package says of where its data are from: a title and the file that was read."""

    title: str
    name: str
    sha256: str


def package_files(tables: Sequence[FlatTable], origin: Origin | None) -> dict[str, bytes]:
    """The files of a package by name: the descriptor, and a CSV file for each table."""
    files = {f"{table.name}.csv": _csv(table) for table in tables}
    descriptor: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": tables[0].name,
        "title": (origin.title if origin else "") or tables[0].title or tables[0].name,
    }
    if origin is not None:
        descriptor["sources"] = [
            {"title": f"{origin.name} (SHA-256 {origin.sha256})", "path": _path(origin.name)}
        ]
    descriptor["resources"] = [
        {
            "profile": "tabular-data-resource",
            "name": table.name,
            "path": f"{table.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "bytes": len(files[f"{table.name}.csv"]),
            "hash": f"sha256:{sha256(files[f'{table.name}.csv']).hexdigest()}",
            "schema": table_schema(table.fields),
        }
        for table in tables
    ]
    return {_DESCRIPTOR: json_bytes(descriptor), **files}


def _path(name: str) -> str:
    """A file's name as a path in a descriptor, which allows none that leads elsewhere."""
    return escape_surrogates(name).replace("/", "_").replace("\\", "_").lstrip(".~") or "input"


def table_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """The Table Schema of columns: types, names, meanings and what values are allowed."""
    return {"fields": [_field(field) for field in fields], "missingValues": [""]}


def _field(field: Field) -> dict[str, Any]:
    constraints = {
        "enum": list(field.values),
        "pattern": field.pattern,
        "minimum": field.least,
        "maximum": field.most,
    }
    described: dict[str, Any] = {
        "name": escape_surrogates(field.key),
        "type": _TYPES.get(field.type, field.type),
        "title": escape_surrogates(field.name_ja or field.key),
        "description": field.meaning,
    }
    if field.unit:
        described["unit"] = field.unit
    given = {key: value for key, value in constraints.items() if value not in (None, "", [])}
    return described | ({"constraints": given} if given else {})


def _csv(table: FlatTable) -> bytes:
    return csv_bytes(table.columns, ([_written(value) for value in row] for row in table.rows))


def _written(value: FlatValue) -> FlatValue:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def rows_package(
    table: FlatTable,
    rows: Sequence[Base | Record],
    findings: Sequence[Finding],
    origin: Origin,
) -> dict[str, bytes]:
    """The files of a package of rows, their findings and their corrections."""
    finder = RowFinder(rows)
    found = [finder.index(finding) for finding in findings]
    changes = [(number, c) for number, row in enumerate(rows, 1) for c in row.corrections]
    numbers = [None if index is None else index + 1 for index in found]
    tables = [table, findings_table(findings, numbers), corrections_table(changes)]
    return package_files(tables, origin)


def findings_table(findings: Sequence[Finding], rows: Sequence[int | None]) -> FlatTable:
    """Findings, each with the number of its row (from 1)."""
    fields = (
        _number("row", "行", "Row of the first table that it is about, from 1."),
        _text("code", "コード", "Code of the finding; docs/findings.md explains each."),
        _text("severity", "重大度", "error, warning or info."),
        _text("message", "内容", "What was found."),
        _text("field", "列", "Column that it is about."),
        _number("page", "ページ", "Page that it is about, from 1."),
        _text("expected", "期待値", "Value that was expected."),
        _text("actual", "実際値", "Value that was found."),
    )
    values: list[tuple[FlatValue, ...]] = [
        (row, f.code, f.severity, f.message, f.field, f.page, f.expected, f.actual)
        for f, row in zip(findings, rows, strict=True)
    ]
    return FlatTable("findings", "", fields, values)


def corrections_table(changes: Sequence[tuple[int, Correction]]) -> FlatTable:
    """Corrections, each with the number of its row (from 1)."""
    fields = (
        _number("row", "行", "Row of the first table, from 1."),
        _text("field", "列", "Column that was corrected."),
        _text("before", "訂正前", "Its text before."),
        _text("after", "訂正後", "Its text after."),
        _text("rule", "規則", "Rule by which it was corrected."),
        Field(
            *("confidence", "確度", "Confidence", "number"),
            "1 where the meaning cannot change, less where it rests on evidence.",
            "意味が変わり得ないとき1、証拠によるときはそれより小さい。",
            least=0,
            most=1,
        ),
        _text("evidence", "根拠", "The evidence in words."),
    )
    values: list[tuple[FlatValue, ...]] = [
        (row, c.field, c.before, c.after, c.rule, c.confidence, c.evidence or None)
        for row, c in changes
    ]
    return FlatTable("corrections", "", fields, values)


def _text(key: str, name_ja: str, meaning: str) -> Field:
    return Field(key, name_ja, key.capitalize(), "text", meaning, meaning)


def _number(key: str, name_ja: str, meaning: str) -> Field:
    return Field(key, name_ja, key.capitalize(), "integer", meaning, meaning, least=1)


def zipped(files: dict[str, bytes]) -> bytes:
    """Files as one zip; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def write_package(target: Target, files: dict[str, bytes]) -> None:
    """Write a package: to a folder, or zipped to a path that ends in ``.zip`` or a stream.

    Each file is whole or as it was. The descriptor is the last one, so that it never tells of
    data that are not there.
    """
    if not isinstance(target, str | os.PathLike):
        write_target(target, zipped(files))
    elif Path(target).suffix.lower() == ".zip":
        write_whole(target, zipped(files))
    else:
        folder = Path(target)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in reversed(files.items()):
            write_whole(folder / name, data)
