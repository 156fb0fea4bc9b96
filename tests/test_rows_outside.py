"""Text outside of a table that stands where a row of it may be."""

from __future__ import annotations

import pytest

from drawn_sheets import Sheet
from kyoten_extract import read_table

XS = (40.0, 80.0, 230.0, 330.0, 430.0)
ROW = 15.0


def list_of(sheet: Sheet, count: int) -> float:
    rows = [("番号", "施設名", "電話番号", "定員")]
    rows += [(f"{n}", f"第{n}会館", f"0123-{n}4", f">{30 + n}") for n in range(1, count)]
    for n, row in enumerate(rows):
        sheet.framed_row(row, XS, 60 + ROW * n)
    end = 60 + ROW * len(rows)
    sheet.across(end, XS[0], XS[-1])
    return end


def told(data: bytes) -> list[str]:
    return [finding.code for finding in read_table(data).findings if finding.severity != "info"]


@pytest.mark.parametrize("gap", [0.0, 6.0])
def test_a_row_under_the_last_ruling_is_told(gap: float) -> None:
    sheet = Sheet()
    end = list_of(sheet, 12)
    sheet.row(("", "合計", "", ">741"), XS, end + gap)
    sheet.row(("12", "", "", ""), XS, end + gap)
    table = read_table(sheet.pdf())
    assert [(f.code, f.page) for f in table.findings] == [("KY027", 1)]
    assert "合計" in table.findings[0].message
    assert [text.text for text in table.leftovers] == ["12", "合計", "741"]


@pytest.mark.parametrize(
    "line",
    [
        (("40", "（注）定員は四月一日の数"),),
        (("40", "資料"), ("200", "保健福祉課 電話 0123"), ("380", "内線 12")),
        (("40", "（単位 人）"), ("380", "次頁へ")),
    ],
)
def test_notes_under_a_table_are_not_told(line: tuple[tuple[str, str], ...]) -> None:
    sheet = Sheet()
    end = list_of(sheet, 12)
    for x, text in line:
        sheet.text(text, float(x), end + 12)
    assert not told(sheet.pdf())


def test_a_second_table_under_its_own_labels_is_not_told() -> None:
    sheet = Sheet()
    end = list_of(sheet, 12)
    sheet.text("二 休館中の施設", 40, end + 14)
    for n, row in enumerate([("区分", "数", "割合"), ("甲", "12", "5")]):
        for text, x in zip(row, (43, 100, 260), strict=True):
            sheet.text(text, x, end + 30 + 14 * n)
    assert not told(sheet.pdf())


def test_the_slanted_line_of_a_chart_beside_a_table_joins_none_of_its_rows() -> None:
    """It is drawn in pieces, each a little lower than the one before; the others lie level."""
    sheet = Sheet()
    end = list_of(sheet, 8)
    steps = int((end - 60) / 0.4) + 20
    for n in range(steps):
        sheet.across(55 + 0.4 * n, 445 + 0.5 * n, 445.5 + 0.5 * n)
    data = sheet.pdf()
    table = read_table(data)
    assert len(table.rows) == 7
    assert [row.cells[1] for row in table.rows] == [f"第{n}会館" for n in range(1, 8)]
    assert not told(data)


def rows_of(data: bytes) -> list[str]:
    table = read_table(data)
    assert len(table.header) == 4
    return [row.cells[1] for row in table.rows]


def test_an_arrow_from_the_last_row_to_a_note_parts_no_column() -> None:
    sheet = Sheet()
    end = list_of(sheet, 10)
    sheet.down(290, end - 5, end + 18)
    sheet.text("（注）四月一日の数", 250, end + 30)
    assert rows_of(sheet.pdf()) == [f"第{n}会館" for n in range(1, 10)]


@pytest.mark.parametrize("reach", [0.5, -1.0])
def test_a_bracket_that_ends_amid_rows_beside_a_table_parts_none(reach: float) -> None:
    sheet = Sheet()
    list_of(sheet, 12)
    top, bottom = 60 + ROW * 3 + 6, 60 + ROW * 6 + 9
    sheet.down(XS[-1] + 8, top, bottom)
    for y in (top, bottom):
        sheet.across(y, XS[-1] - reach, XS[-1] + 8)
    sheet.text("西部", XS[-1] + 12, (top + bottom) / 2)
    assert rows_of(sheet.pdf()) == [f"第{n}会館" for n in range(1, 12)]
