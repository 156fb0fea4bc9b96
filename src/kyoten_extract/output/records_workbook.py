"""Records of any survey as a workbook in Japanese: the list, findings, corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kyoten_extract.checks import validate
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.model.field_catalog import Field
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.output.excel import (
    Value,
    comment_on,
    fill_sheet,
    link_cells,
    mark_cells,
    marks_of,
    saved_book,
    told_cells,
)
from kyoten_extract.output.flat_table import FlatTable
from kyoten_extract.output.report.i18n import name_of
from kyoten_extract.workers.optional_import import require

_FINDINGS = "コード 重要度 概要 内容 項目 行 ページ 期待値 実際".split()
_CORRECTIONS = "行 ページ 項目 修正前 修正後 規則 規則の説明 確信度 根拠".split()
# Half-width characters: prose wraps, so that more columns are in view.
_WIDEST = 36


def records_workbook(records: Records[Any], table: FlatTable) -> bytes:
    """Return records as a workbook with the sheets 一覧, 指摘 and 訂正.

    Columns are headed as they are printed, with the name that other formats give them as a comment.
    Cells with a finding or an uncertain correction are colored and have a comment.

    Args:
        records: the records.
        table: the same as a flat table.

    Raises:
        FormatError: there are more rows or columns than a sheet can have.
    """
    require("openpyxl", needed_by="an Excel workbook")
    from openpyxl import Workbook

    findings = validate(records).findings
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "一覧"
    headings = _headings(table.fields)
    title = records.title or records.source.name
    line = fill_sheet(
        sheet, list(headings.values()), table.rows, title=title, frozen_columns=1, widest=_WIDEST
    )
    columns = list(table.columns)
    for column in records.layout.columns:
        if column.holds == "url":
            urls = [row.values[column.key] for row in records.rows]
            link_cells(sheet, columns.index(column.key) + 1, urls, header=line)
    for number, key in enumerate(columns, 1):
        if headings[key] != key:
            comment_on(sheet.cell(line, number), key)
    mark_cells(sheet, columns, marks_of(records.rows, findings, columns), header=line)
    for name, header, rows in (
        ("指摘", _FINDINGS, _finding_rows(findings, headings)),
        ("訂正", _CORRECTIONS, _correction_rows(records, headings)),
    ):
        fill_sheet(book.create_sheet(name), header, rows, title=f"{title} {name}")
    return saved_book(book)


def _headings(fields: Iterable[Field]) -> dict[str, str]:
    """The heading of each column; columns of one name have their keys added."""
    fields = tuple(fields)
    often = Counter(field.name_ja for field in fields)
    return {
        field.key: field.name_ja if often[field.name_ja] == 1 else f"{field.name_ja} ({field.key})"
        for field in fields
    }


def _finding_rows(
    findings: Iterable[Finding], headings: Mapping[str, str]
) -> Iterable[list[Value]]:
    for finding in findings:
        yield [
            *told_cells(finding),
            headings.get(finding.field, finding.field) if finding.field else None,
            row_number(finding.row) if finding.row is not None else "",
            finding.page,
            finding.expected,
            finding.actual,
        ]


def _correction_rows(records: Records[Any], headings: Mapping[str, str]) -> Iterable[list[Value]]:
    """All corrections, the uncertain ones first."""
    made = [
        (number, row.source.pages[0], one)
        for number, row in enumerate(records.rows, 1)
        for one in row.corrections
    ]
    for number, page, one in sorted(made, key=lambda entry: entry[2].confidence >= 1):
        yield [
            *(number, page, headings.get(one.field, one.field), one.before, one.after, one.rule),
            *(name_of("made", one.rule).ja, one.confidence, one.text("ja")),
        ]
