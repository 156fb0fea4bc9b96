"""What a type checker sees of the public API; mypy checks this file, nothing runs it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_type

import pandas as pd
from PIL.Image import Image

from kyoten_extract import (
    KYOTEN,
    Base,
    BaseForm,
    Correction,
    EditionDiff,
    Finding,
    FiscalYear,
    KyotenError,
    Layout,
    PageLedger,
    Provenance,
    PublishedTotals,
    Record,
    Records,
    Report,
    Row,
    Source,
    Staff,
    Survey,
    Table,
    diff,
    extract,
    extract_many,
    normalize_text,
    read_panel,
    read_records,
    read_table,
    repair_url,
    validate,
)
from kyoten_extract.checks import RecordsReport
from kyoten_extract.model.record_model import Value


def reading(path: Path, data: bytes) -> None:
    survey = extract(path)
    assert_type(survey, Survey)
    assert_type(extract(str(path), engine="ocr", cache=path), Survey)
    assert_type(extract(data, pages="1-3", password="x", repair="off"), Survey)
    assert_type(extract(io.BytesIO(data), pages=[1, 2], layout=Layout.load(path)), Survey)
    assert_type(KYOTEN, Layout)
    table = read_table(path, processes=2, area=(0, 0, 100, 100))
    assert_type(table.draw(1), Image)
    assert_type(table, Table)
    assert_type(table.header, tuple[str, ...])
    assert_type(table.rows, tuple[Row, ...])
    assert_type(table.rows[0].cells, tuple[str, ...])
    for name, result in extract_many([path, path]):
        assert_type(result, Survey | KyotenError)
        del name


def records(survey: Survey) -> None:
    assert_type(survey.bases, tuple[Base, ...])
    assert_type(survey.source, Source)
    assert_type(survey.published, PublishedTotals | None)
    assert_type(survey.findings, tuple[Finding, ...])
    assert_type(survey.ledger, tuple[PageLedger, ...])
    base = survey.bases[0]
    assert_type(base.form, BaseForm | None)
    assert_type(base.established, FiscalYear | None)
    assert_type(base.staff, Staff | None)
    assert_type(base.url, str | None)
    assert_type(base.raw, Mapping[str, str])
    assert_type(base.source, Provenance)
    assert_type(base.corrections, tuple[Correction, ...])
    assert_type(survey.to_dict(), dict[str, Any])
    assert_type(Survey.from_dict(survey.to_dict()), Survey)
    assert_type(survey.to_dataframe(), pd.DataFrame)


@dataclass(frozen=True)
class Clinic:
    name: str
    beds: int | None


def any_survey(path: Path, layout: Layout) -> None:
    records = read_records(path, layout=layout)
    assert_type(records, Records[Record])
    assert_type(records[0], Record)
    assert_type(records[0].values, Mapping[str, Value])
    clinics = read_records(path, layout=layout, into=Clinic, engine="ocr", pages="1-3")
    assert_type(clinics, Records[Clinic])
    assert_type(clinics[0], Clinic)
    assert_type(clinics[:2], tuple[Clinic, ...])
    assert_type(clinics.records, tuple[Clinic, ...])
    assert_type(clinics.rows, tuple[Record, ...])
    assert_type([clinic.beds for clinic in clinics], list[int | None])
    assert_type(records.into(Clinic), Records[Clinic])
    assert_type(Records.from_dict(clinics.to_dict()), Records[Record])
    assert_type(clinics.to_dataframe(), pd.DataFrame)
    report = validate(clinics)
    assert_type(report, RecordsReport)
    assert_type(report.findings, tuple[Finding, ...])
    read_records(path)  # type: ignore[call-overload]
    read_records(path, layout="mine.toml")  # type: ignore[call-overload]


def checking(survey: Survey, old: Survey) -> None:
    def no_base_is_alone(survey: Survey) -> Iterator[Finding]:
        yield Finding("MY001", "warning", "alone")

    report = validate(survey, ignore=["KY302"], rules=[no_base_is_alone])
    assert_type(report, Report)
    assert_type(report.ok, bool)
    assert_type(report.findings, tuple[Finding, ...])
    assert_type(report.to_html(), str)
    assert_type(diff(old, survey), EditionDiff)
    assert_type(read_panel([old, survey, "r1.pdf"]), pd.DataFrame)


def text() -> None:
    assert_type(normalize_text("Ａ"), str)
    assert_type(repair_url("http://www.tokvo.jp/"), tuple[str, tuple[Correction, ...]])


def refused(survey: Survey) -> None:
    extract(1)  # type: ignore[arg-type]
    extract("a.pdf", engine="tesseract")  # type: ignore[arg-type]
    extract("a.pdf", repair="bold")  # type: ignore[arg-type]
    survey.title = "x"  # type: ignore[misc]
