"""Workbooks, read back: numbers, links, comments, colours, and no formula of a survey's making."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

import corpus
from kyoten_extract import Base, Correction, Finding, FiscalYear, Staff, Survey, diff, validate
from kyoten_extract.output.excel import fill_sheet
from kyoten_extract.output.export import CODE_COLUMNS, COLUMNS, flat_row, to_bytes
from shared_results import survey_of
from strategies import surveys


def opened(survey: Survey) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_bytes(survey, "xlsx")))


@pytest.fixture(scope="module")
def survey() -> Survey:
    return survey_of(corpus.FIXTURES / "calc.pdf")


@pytest.fixture(scope="module")
def book(survey: Survey) -> Any:
    return opened(survey)


# Title, groups, headings.
HEADER = 3


def cell(sheet: Any, index: int, column: str) -> Any:
    return sheet.cell(index + HEADER + 1, COLUMNS.index(column) + 1)


def test_every_value_is_there_and_numbers_are_numbers(book: Any, survey: Survey) -> None:
    sheet = book["拠点一覧"]
    groups, headings = ([c.value for c in sheet[line]] for line in (2, HEADER))
    assert sheet.cell(1, 1).value == survey.title
    assert headings[:4] == ["団体番号", "拠点番号", "団体名", "拠点名"]
    assert headings[14:17] == ["計", "派遣", "現地"]
    assert groups[14:17] == ["職員数", None, None]
    assert "O2:Q2" in {str(area) for area in sheet.merged_cells.ranges}
    assert len(headings) == len(COLUMNS) + len(CODE_COLUMNS)
    assert not [heading for heading in headings if heading in COLUMNS and heading != "url"]
    for index, base in enumerate(survey.bases):
        for key, value in flat_row(base).items():
            assert cell(sheet, index, key).value == (
                value or None if isinstance(value, str) else value
            )
    numeric = "municipality_no base_no established staff_total staff_dispatched staff_local".split()
    for key in numeric:
        assert {cell(sheet, i, key).data_type for i in range(len(survey.bases))} == {"n"}
    assert (cell(sheet, 0, "established").value, cell(sheet, 0, "established_era").value) == (
        2002,
        "平成14",
    )


def test_sheets_are_made_to_be_used(book: Any) -> None:
    assert book.sheetnames == ["拠点一覧", "集計照合", "指摘", "訂正"]
    for sheet in book.worksheets:
        header = HEADER if sheet.title == "拠点一覧" else 2
        frozen = "D4" if sheet.title == "拠点一覧" else "A3"
        assert sheet.freeze_panes == frozen
        last = f"{openpyxl.utils.get_column_letter(sheet.max_column)}{sheet.max_row}"
        assert sheet.auto_filter.ref == f"A{header}:{last}"
        assert sheet.print_title_rows == f"$1:${header}"
        assert sheet.cell(header, 1).font.bold
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        assert len(widths) == sheet.max_column
        assert 6 <= min(widths) < max(widths) <= 60
        assert sheet.cell(header + 1, 1).alignment.wrap_text
        fonts = {c.font.name for row in sheet.iter_rows() for c in row if c.value is not None}
        assert fonts == {"Yu Gothic"}


def test_a_column_is_as_wide_as_its_text(book: Any, survey: Survey) -> None:
    letters = {key: openpyxl.utils.get_column_letter(i) for i, key in enumerate(COLUMNS, 1)}
    width = {key: book["拠点一覧"].column_dimensions[letters[key]].width for key in COLUMNS}
    longest = max(len(base.municipality or "") for base in survey.bases)
    assert 2 * longest <= width["municipality"] <= 2 * longest + 20
    assert width["staff_total"] < 20
    assert width["reason"] == 36
    # Rows are as high as their text, where programs do not see to it.
    lines = [-(-2 * len(base.reason or "") // 34) for base in survey.bases]
    heights = [
        book["拠点一覧"].row_dimensions[i + HEADER + 1].height or 18.75 for i in range(len(lines))
    ]
    assert all(height >= 18.75 * n - 1 for height, n in zip(heights, lines, strict=True))


def test_addresses_are_links(book: Any, survey: Survey) -> None:
    for index, base in enumerate(survey.bases):
        found = cell(book["拠点一覧"], index, "url")
        if base.url:
            assert (found.hyperlink.target, found.value) == (base.url, base.url)
        else:
            assert found.hyperlink is None
    odd = replace(survey.bases[0], url="javascript:alert(1)")
    found = cell(opened(replace(survey, bases=(odd,)))["拠点一覧"], 0, "url")
    assert (found.hyperlink, found.value) == (None, "javascript:alert(1)")


def rows_of(book: Any, name: str) -> list[dict[str, Any]]:
    header, *rows = book[name].iter_rows(min_row=2, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_all_findings_are_on_a_sheet(book: Any, survey: Survey) -> None:
    rows, findings = rows_of(book, "指摘"), validate(survey).findings
    assert [(row["コード"], row["内容"]) for row in rows] == [
        (f.code, f.text("ja")) for f in findings
    ]
    assert (rows[0]["重要度"], rows[0]["番号"], rows[0]["団体名"]) == ("エラー", "44-1", "札幌市")
    assert all(row["概要"] for row in rows)


def test_all_totals_are_on_a_sheet_with_their_ways_of_counting(book: Any, survey: Survey) -> None:
    rows, totals = rows_of(book, "集計照合"), validate(survey).reconciliation
    counted = [row for row in rows if row["集計結果"] is not None]
    assert len(counted) == sum(len(entry.counts) for entry in totals)
    for row in counted:
        assert abs(row["集計結果"] - row["公表値"] - row["差"]) < 1e-6
        assert not (row["一致"] == "○" and row["差"])
    assert sum(row["一致"] in ("○", "×") for row in rows) == len(totals)


def test_all_corrections_are_on_a_sheet(book: Any, survey: Survey) -> None:
    rows = rows_of(book, "訂正")
    made = [c for base in survey.bases for c in base.corrections]
    assert [(r["修正前"], r["修正後"], r["規則"]) for r in rows] == [
        (c.before, c.after, c.rule) for c in sorted(made, key=lambda c: c.confidence >= 1)
    ]
    assert rows[0]["確信度"] < 1
    assert all(isinstance(row["確信度"], int | float) for row in rows)


def test_the_differences_from_an_earlier_edition_are_on_a_sheet(survey: Survey) -> None:
    moved = replace(survey.bases[0], name="別の名の事務所")
    earlier = replace(survey, bases=(moved, *survey.bases[2:]))
    stream = io.BytesIO()
    survey.to_excel(stream, previous=earlier)
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames[-1] == "前年との差"
    rows = rows_of(book, "前年との差")
    renamed = next(row for row in rows if row["項目"] == "拠点名")
    assert (renamed["区分"], renamed["種類"], renamed["前年"]) == ("変更", "改称", "別の名の事務所")
    assert [row["区分"] for row in rows].count("新規") == 1
    assert len(rows) == len(diff(earlier, survey).rows())


def test_the_cells_concerned_are_marked_and_say_why(survey: Survey) -> None:
    wrong = replace(survey.bases[1], staff=Staff(9, 1, 1))
    bases = (survey.bases[0], wrong, *survey.bases[2:])
    finding = Finding("KY005", "error", "text of none", None, wrong.key)
    sheet = opened(replace(survey, bases=bases, findings=(finding,)))["拠点一覧"]
    total = cell(sheet, 1, "staff_total")
    assert "KY101 エラー" in total.comment.text
    assert "dispatched 1 + local 1 = 2 ですが、印刷された total は 9 です" in total.comment.text
    assert total.fill.fgColor.rgb == "FFF4C7C3"
    assert "text of none" in cell(sheet, 1, "municipality_no").comment.text
    assert cell(sheet, 0, "staff_total").comment is None
    assert cell(sheet, 0, "staff_total").fill.fill_type is None


def test_corrected_cells_are_marked(book: Any, survey: Survey) -> None:
    unsure = {
        (index, c.field): c
        for index, base in enumerate(survey.bases)
        for c in base.corrections
        if c.confidence < 1
    }
    assert unsure
    for (index, field), correction in unsure.items():
        found = cell(book["拠点一覧"], index, field)
        assert f"{correction.before}\n→ {correction.after}" in found.comment.text
        assert correction.rule in found.comment.text
        assert found.fill.fgColor.rgb == "FFE3DAF3"
        assert found.alignment.wrap_text


FORMULAS = ("=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(survey: Survey, text: str) -> None:
    evil = replace(
        survey.bases[0], name=text, url=text, extras={text: text},
        corrections=(Correction("name", "x", text, text, 0.5, text),),
    )  # fmt: skip
    finding = Finding("KY006", "error", text, text, evil.key, None, None, text, text)
    book = opened(replace(survey, bases=(evil,), findings=(finding,)))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(c.data_type != "f" for c in row)
    found = cell(book["拠点一覧"], 0, "name")
    assert (found.value, found.data_type, found.quotePrefix) == (text, "s", True)


def test_what_excel_can_not_hold_is_told(survey: Survey) -> None:
    base: Base = replace(survey.bases[0], remarks="あ" * 40_000, reason="\x07\ufffe\ud800")
    sheet = opened(replace(survey, bases=(base,)))["拠点一覧"]
    assert len(cell(sheet, 0, "remarks").value) == 32_767
    assert cell(sheet, 0, "remarks").value.endswith("… [cut]")
    assert cell(sheet, 0, "reason").value == "\ufffd" * 3


def test_rows_without_values(survey: Survey) -> None:
    blank = replace(survey.bases[0], staff=None, established=None, url=None, municipality_no=None)
    western = replace(survey.bases[1], established=FiscalYear(None, None, 2019))
    sheet = opened(replace(survey, bases=(blank, western)))["拠点一覧"]
    assert cell(sheet, 0, "established").value is None
    assert cell(sheet, 1, "established").value == 2019
    assert cell(sheet, 1, "established_era").value is None
    assert opened(replace(survey, bases=(), findings=()))["拠点一覧"].max_row == HEADER


@settings(max_examples=30)
@given(surveys)
def test_any_survey_can_be_written(survey: Survey) -> None:
    assert opened(survey)["拠点一覧"].max_row == len(survey.bases) + HEADER


def test_yes_and_no_have_a_style_that_no_number_beside_them_has() -> None:
    """LibreOffice shows TRUE as 1 before a number of the same style."""
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    fill_sheet(sheet, ["a", "b"], [[True, 12]])
    flag, number = sheet[2]
    assert (flag.value, number.value) == (True, 12)
    assert flag.style_id != number.style_id
