"""Workbooks, read back: numbers, links, comments, colours, and no formula of a survey's making."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

import corpus
from kyoten_extract import Base, Correction, Finding, FiscalYear, Staff, Survey, validate
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


def cell(sheet: Any, index: int, column: str) -> Any:
    return sheet.cell(index + 2, COLUMNS.index(column) + 1)


def test_every_value_is_there_and_numbers_are_numbers(book: Any, survey: Survey) -> None:
    sheet = book["bases"]
    assert [c.value for c in sheet[1]] == [*COLUMNS, *CODE_COLUMNS]
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
    assert sheet.cell(1, COLUMNS.index("established") + 1).comment.text == "設置年度(西暦)"


def test_sheets_are_made_to_be_used(book: Any) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.cell(1, 1).font.bold
        widths = [dimension.width for dimension in sheet.column_dimensions.values()]
        assert len(widths) == sheet.max_column
        assert 6 <= min(widths) < max(widths) <= 60
        assert sheet.cell(2, 1).alignment.wrap_text


def test_a_column_is_as_wide_as_its_text(book: Any, survey: Survey) -> None:
    letters = {key: openpyxl.utils.get_column_letter(i) for i, key in enumerate(COLUMNS, 1)}
    width = {key: book["bases"].column_dimensions[letters[key]].width for key in COLUMNS}
    longest = max(len(base.municipality or "") for base in survey.bases)
    assert 2 * longest <= width["municipality"] <= 2 * longest + 20
    assert width["staff_total"] < 20
    assert width["reason"] == 60


def test_addresses_are_links(book: Any, survey: Survey) -> None:
    for index, base in enumerate(survey.bases):
        found = cell(book["bases"], index, "url")
        if base.url:
            assert (found.hyperlink.target, found.value) == (base.url, base.url)
        else:
            assert found.hyperlink is None
    odd = replace(survey.bases[0], url="javascript:alert(1)")
    found = cell(opened(replace(survey, bases=(odd,)))["bases"], 0, "url")
    assert (found.hyperlink, found.value) == (None, "javascript:alert(1)")


def test_all_findings_are_on_the_second_sheet(book: Any, survey: Survey) -> None:
    assert book.sheetnames[1] == "findings"
    rows = list(book["findings"].iter_rows(min_row=2, values_only=True))
    findings = validate(survey).findings
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (f.code, f.severity, f.message) for f in findings
    ]
    assert rows[0][5] == "44-1"
    assert all(row[2] for row in rows)


def test_the_cells_concerned_are_marked_and_say_why(survey: Survey) -> None:
    wrong = replace(survey.bases[1], staff=Staff(9, 1, 1))
    bases = (survey.bases[0], wrong, *survey.bases[2:])
    finding = Finding("KY005", "error", "text of none", None, wrong.key)
    sheet = opened(replace(survey, bases=bases, findings=(finding,)))["bases"]
    total = cell(sheet, 1, "staff_total")
    assert "KY101 エラー" in total.comment.text
    assert "dispatched 1 + local 1 = 2, but the printed total is 9" in total.comment.text
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
        found = cell(book["bases"], index, field)
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
    found = cell(book["bases"], 0, "name")
    assert (found.value, found.data_type, found.quotePrefix) == (text, "s", True)


def test_what_excel_can_not_hold_is_told(survey: Survey) -> None:
    base: Base = replace(survey.bases[0], remarks="あ" * 40_000, reason="\x07\ufffe\ud800")
    sheet = opened(replace(survey, bases=(base,)))["bases"]
    assert len(cell(sheet, 0, "remarks").value) == 32_767
    assert cell(sheet, 0, "remarks").value.endswith("… [cut]")
    assert cell(sheet, 0, "reason").value == "\ufffd" * 3


def test_rows_without_values(survey: Survey) -> None:
    blank = replace(survey.bases[0], staff=None, established=None, url=None, municipality_no=None)
    western = replace(survey.bases[1], established=FiscalYear(None, None, 2019))
    sheet = opened(replace(survey, bases=(blank, western)))["bases"]
    assert cell(sheet, 0, "established").value is None
    assert cell(sheet, 1, "established").value == 2019
    assert cell(sheet, 1, "established_era").value is None
    assert opened(replace(survey, bases=(), findings=()))["bases"].max_row == 1


@settings(max_examples=30)
@given(surveys)
def test_any_survey_can_be_written(survey: Survey) -> None:
    assert opened(survey)["bases"].max_row == len(survey.bases) + 1
