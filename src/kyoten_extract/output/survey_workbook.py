"""A survey as a workbook in Japanese: bases, published totals, findings, corrections, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kyoten_extract.model import output_formats
from kyoten_extract.model.field_catalog import FIELDS
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.output.excel import (
    Value,
    fill_sheet,
    link_cells,
    mark_cells,
    marks_of,
    saved_book,
    told_cells,
)
from kyoten_extract.output.flat_table import CODE_COLUMNS
from kyoten_extract.output.report.i18n import name_of, total_name
from kyoten_extract.output.row_finder import RowFinder
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from kyoten_extract.checks import Report

# Group and heading of each column of the bases.
_HEADINGS: dict[str, tuple[str, str]] = {
    "municipality_no": ("番号", "団体番号"),
    "base_no": ("番号", "拠点番号"),
    "municipality": ("", "団体名"),
    "name": ("", "拠点名"),
    "country": ("国・地域", "国・地域(印刷)"),
    "countries": ("国・地域", "国・地域(分割)"),
    "city": ("都市", "都市(印刷)"),
    "cities": ("都市", "都市(分割)"),
    "form": ("拠点形態", "形態"),
    "form_note": ("拠点形態", "形態(印刷)"),
    "contractor": ("拠点形態", "委託先"),
    "established": ("設置年度", "西暦"),
    "established_era": ("設置年度", "和暦"),
    "department": ("", "主管部課"),
    "staff_total": ("職員数", "計"),
    "staff_dispatched": ("職員数", "派遣"),
    "staff_local": ("職員数", "現地"),
    "reason": ("内容", "設置理由"),
    "activities": ("内容", "主な活動内容"),
    "url": ("", "URL"),
    "remarks": ("", "備考"),
    "pages": ("", "ページ"),
}
_HEADINGS |= {
    field.key: ("公的コード", field.name_ja) for field in FIELDS if field.key in CODE_COLUMNS
}
# Columns of the bases that stay in view: numbers and municipality.
_FROZEN = 3
# Half-width characters: prose wraps, so that more columns are in view.
_WIDEST = 36
_FINDINGS = "コード 重要度 概要 内容 項目 番号 団体名 ページ 期待値 実際".split()
_CORRECTIONS = "番号 団体名 項目 修正前 修正後 規則 規則の説明 確信度 根拠".split()
_TOTALS = "項目 公表値 集計方法 集計結果 差 一致".split()
_CHANGES = "区分 団体名 拠点名 都市 項目 前年 今年 種類 確信度".split()
_CHANGE_KINDS = {
    "layout": "様式",
    "added": "新規",
    "removed": "廃止",
    "changed": "変更",
    "renamed": "改称",
    "moved": "移転",
    "spelling": "表記",
}


def survey_workbook(
    survey: Survey,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    previous: Survey | None = None,
) -> bytes:
    """Return a survey as a workbook with the sheets 拠点一覧, 集計照合, 指摘 and 訂正.

    Cells of 拠点一覧 with a finding or an uncertain correction are colored and have a comment.

    Args:
        survey: the survey.
        columns: columns of 拠点一覧.
        rows: values of 拠点一覧 by column.
        previous: an earlier edition, the differences from which are the sheet 前年との差.

    Raises:
        FormatError: the survey has more rows or columns than a sheet can have.
    """
    require("openpyxl", needed_by="an Excel workbook")
    from openpyxl import Workbook

    from kyoten_extract.checks import validate

    report = validate(survey)
    title = survey.title or survey.source.name
    book = Workbook()
    bases: Any = book.active
    bases.title = "拠点一覧"
    headings = [_HEADINGS.get(key, ("", key)) for key in columns]
    line = fill_sheet(
        bases,
        [heading for _, heading in headings],
        (row.values() for row in rows),
        title=title,
        groups=[group for group, _ in headings],
        frozen_columns=_FROZEN,
        widest=_WIDEST,
    )
    link_cells(bases, columns.index("url") + 1, [base.url for base in survey.bases], header=line)
    mark_cells(bases, columns, marks_of(survey.bases, report.findings, columns), header=line)
    others: list[tuple[str, Sequence[str], Iterable[Iterable[Value]]]] = [
        ("集計照合", _TOTALS, _totals(report)),
        ("指摘", _FINDINGS, _findings(report)),
        ("訂正", _CORRECTIONS, _corrections(survey.bases)),
    ]
    if previous is not None:
        others.append(("前年との差", _CHANGES, _changes(previous, survey)))
    for name, header, lines in others:
        fill_sheet(book.create_sheet(name), header, lines, title=f"{title} {name}")
    return saved_book(book)


def _totals(report: Report) -> Iterable[list[Value]]:
    for entry in report.reconciliation:
        for way, count in entry.counts:
            yield [
                total_name(entry.total).ja,
                entry.published,
                name_of("convention", way).ja,
                count,
                # Means are printed to a decimal, which binary fractions would not give back.
                round(count - entry.published, 6),
                "○" if way == entry.explained_by else "",
            ]
        if entry.explained_by is None:
            note = f": {entry.candidates}" if entry.candidates else ""
            yield [
                total_name(entry.total).ja,
                entry.published,
                f"一致する集計方法なし{note}",
                None,
                None,
                "×",
            ]


def _findings(report: Report) -> Iterable[list[Value]]:
    find = RowFinder(report.survey.bases)
    for finding in report.findings:
        index = find.index(finding)
        yield [
            *told_cells(finding),
            _field(finding),
            row_number(finding.row) if finding.row is not None else "",
            report.survey.bases[index].municipality if index is not None else None,
            finding.page,
            finding.expected,
            finding.actual,
        ]


def _field(finding: Finding) -> str | None:
    if finding.field is None:
        return None
    named = name_of("field", finding.field).ja
    return named if named != finding.field else total_name(finding.field).ja


def _corrections(bases: Iterable[Base]) -> Iterable[list[Value]]:
    """All corrections, the uncertain ones first."""
    made = [(base, one) for base in bases for one in base.corrections]
    for base, one in sorted(made, key=lambda pair: pair[1].confidence >= 1):
        yield [
            row_number(base.key),
            base.municipality,
            name_of("field", one.field).ja,
            one.before,
            one.after,
            one.rule,
            name_of("made", one.rule).ja,
            one.confidence,
            one.text("ja"),
        ]


def _changes(previous: Survey, survey: Survey) -> Iterable[list[Value]]:
    for kind, *naming, field, before, after, change, confidence in output_formats.writer(
        "survey.differences"
    )(previous, survey):
        yield [
            _CHANGE_KINDS.get(kind, kind),
            *naming,
            name_of("field", field).ja if field else None,
            before,
            after,
            _CHANGE_KINDS.get(change, change) if change else None,
            confidence,
        ]
