"""Lists whose columns stand close, or whose labels stand beside their texts."""

from __future__ import annotations

import pytest

from drawn_sheets import SIZE, Sheet, cells_of
from kyoten_extract import read_table

TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷".split()
WIDTH = 40.0, 540.0


def ruled(sheet: Sheet, y: float) -> None:
    sheet.across(y, *WIDTH)


def test_a_figure_set_right_beside_a_year_set_left() -> None:
    """Only rulings across part the rows; the two columns leave two points between them."""
    sheet, want = Sheet(), [["施設名", "面積", "建築年", "構造", "所在地", "利用者数"]]
    for text, x in zip(want[0], (80, 170, 245, 305, 400, 500), strict=True):
        sheet.text(text, x, 70)
    for n, town in enumerate(TOWNS):
        y = 85.0 + 15 * n
        ruled(sheet, y - 11)
        row = [f"{town}会館", f"{2 + n},{400 + 13 * n}.{n % 10}", str(1970 + 3 * n), "RC", town]
        row.append(f"{1 + n},{117 + 31 * n}")
        sheet.text(row[0], 43, y)
        sheet.right(row[1], 230, y)
        for text, x in zip(row[2:5], (232, 308, 380), strict=True):
            sheet.text(text, x, y)
        sheet.right(row[5], 537, y)
        want.append(row)
    ruled(sheet, 85 + 15 * len(TOWNS) - 11)
    assert cells_of(sheet.pdf()) == want


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_that_fills_its_cell_does_not_join_it_to_the_next(blank: str) -> None:
    sheet, want = Sheet(), [["番号", "地区", "所在地", "時間"]]
    for text, x in zip(want[0], (43, 80, 190, 283), strict=True):
        sheet.text(text, x, 70)
    for n, town in enumerate(TOWNS):
        y, wraps = 85.0 + 26 * n, n % 4 == 1
        ruled(sheet, y - 11)
        row = [str(n + 1), town, f"{town}市" + ("東町四丁目五番七号" if wraps else "本町")]
        sheet.right(row[0], 58, y)
        sheet.text(row[1], 80, y)
        # The blank reaches to the next column.
        sheet.text(row[2] + blank * wraps, 150, y)
        sheet.text("午前七時から", 260.5, y)
        if wraps:
            sheet.text("公民館の二階", 150, y + 11)
            row[2] += "公民館の二階"
        want.append([*row, "午前七時から"])
    ruled(sheet, 85 + 26 * len(TOWNS) - 11)
    assert cells_of(sheet.pdf()) == want


def test_labels_of_several_sections_stand_over_the_middle_of_figures_set_right() -> None:
    """Their white makes no columns of labels alone."""
    sheet, y = Sheet(), 60.0
    want = [["投票区", "投票所", "男", "女", "計"]]
    for section in range(3):
        sheet.text(f"{section + 1} {TOWNS[section]}市", 43, y)
        for text, x in zip(want[0], (60, 170, 330, 400, 480), strict=True):
            sheet.text(text, x, y + 15)
        ruled(sheet, y + 4)
        ruled(sheet, y + 19)
        y += 30
        for n in range(7):
            men, women = 300 + 41 * n + 7 * section, 280 + 37 * n + 9 * section
            row = [f"第{n + 1}区", f"{TOWNS[n]}小学校", str(men), str(women), str(men + women)]
            sheet.text(row[0], 43, y)
            sheet.text(row[1], 130, y)
            for text, x in zip(row[2:], (375, 445, 535), strict=True):
                sheet.right(text, x, y)
            ruled(sheet, y + 4)
            y += 15
            want.append(row)
        y += 10
    table = read_table(sheet.pdf())
    rows = [[*map(str.strip, row.cells)] for row in table.rows if row.cells[2].isdigit()]
    assert [*table.header] == want[0]
    assert rows == want[1:]


def test_digits_set_a_little_apart_are_no_columns() -> None:
    """As word processors set Japanese text; there is one label over all of it."""
    sheet, want = Sheet(), [["投票区", "投票所", "定員"]]
    for text, x in zip(want[0], (70, 210, 360), strict=True):
        sheet.text(text, x, 70)
    for n, town in enumerate(TOWNS[:9]):
        y = 85.0 + 15 * n
        ruled(sheet, y - 11)
        sheet.text("第", 43, y)
        sheet.text(str(n + 1), 54.3, y)
        sheet.text("投票区", 61.8, y)
        sheet.text(f"{town}会館", 190, y)
        sheet.right(str(31 + 7 * n), 380, y)
        want.append([f"第{n + 1}投票区", f"{town}会館", str(31 + 7 * n)])
    ruled(sheet, 85 + 15 * 9 - 11)
    assert cells_of(sheet.pdf()) == want


@pytest.mark.parametrize("children", [("男", "女"), ("男", "女", "計")])
def test_labels_of_groups_over_a_ruling_that_leaves_out_the_first_column(
    children: tuple[str, ...],
) -> None:
    """The first label stands in the middle of both rows of the header."""
    years = ("令和５年度", "令和６年度")
    step = 400 / (2 * len(children))
    sheet = Sheet()
    for place, year in enumerate(years):
        middle = 140 + 200 * (place + 0.5)
        sheet.text(year, middle - 22.5, 68)
        for at, child in enumerate(children):
            sheet.text(child, 140 + 200 * place + step * (at + 0.5) - 4.5, 82)
    sheet.text("市町村", 75, 75)
    sheet.across(71.5, 140, 540)
    ruled(sheet, 86)
    for n, town in enumerate(TOWNS):
        y = 97.0 + 15 * n
        sheet.text(f"{town}市", 43, y)
        for at in range(2 * len(children)):
            sheet.right(f"{1 + n},{201 + 17 * at + n}", 140 + step * (at + 1) - 3, y)
        ruled(sheet, y + 4)
    table = read_table(sheet.pdf())
    assert ["".join(label.split()) for label in table.header] == [
        "市町村",
        *(year + child for year in years for child in children),
    ]
    assert len(table.rows) == len(TOWNS)


@pytest.mark.parametrize("remarks", [(), (3, 7, 9)])
def test_a_list_of_two_columns_that_is_ruled_across(remarks: tuple[int, ...]) -> None:
    sheet, xs, want = Sheet(), (40.0, 200.0, 300.0), [["施設名", "備考"]]
    sheet.framed_row(want[0], xs, 60)
    for n, town in enumerate(TOWNS):
        y = 75.0 + 15 * n
        sheet.across(y, xs[0], xs[-1])
        row = [f"{town}会館", "休館中" if n in remarks else ""]
        sheet.row(row, xs, y)
        want.append(row)
    sheet.across(75 + 15 * len(TOWNS), xs[0], xs[-1])
    if remarks:
        assert cells_of(sheet.pdf()) == want
    else:
        table = read_table(sheet.pdf())
        assert [[*row.cells] for row in table.rows] == want[1:] or "KY009" in {
            finding.code for finding in table.findings
        }


@pytest.mark.parametrize("column", [2, 4])
def test_a_stroke_through_blank_cells_makes_no_column(column: int) -> None:
    """As timetables have it for a bus that does not stop."""
    xs, header = (40.0, 80.0, 180.0, 240.0, 300.0, 360.0), ("番号", "停留所", "1便", "2便", "3便")
    sheet, want, stops = Sheet(), [[*header]], range(3, 8)
    sheet.framed_row(header, xs, 60)
    for n, town in enumerate(TOWNS):
        row = [str(n + 1), town, *(f"{7 + at}:{10 + 3 * n}" for at in range(3))]
        if n in stops:
            row[column] = ""
        sheet.framed_row(row, xs, 75 + 15 * n)
        want.append(row)
    sheet.across(75 + 15 * len(TOWNS), xs[0], xs[-1])
    middle = (xs[column] + xs[column + 1]) / 2
    sheet.down(middle, 75 + 15 * stops[0] + 4, 75 + 15 * stops[-1] + 11)
    assert cells_of(sheet.pdf()) == want


def test_the_end_of_the_longest_text_is_no_column_where_lines_are_set_close() -> None:
    """Letters and figures are set a little apart, and nothing else reaches as far."""
    sheet, want = Sheet(), [["施設名", "所在地", "電話番号", "定員"]]
    for text, x in zip(want[0], (80, 240, 383, 480), strict=True):
        sheet.text(text, x, 68.2)
    for n, town in enumerate(TOWNS):
        y, long = 79.0 + SIZE * n, n == 7
        row = [
            f"{town}公民館",
            f"{town}町字{town}",
            f"0{310 + n}-22-{1000 + 37 * n}",
            f"{20 + n}名",
        ]
        row[1] += "二丁目二八番一五" * long
        for text, x in zip(row, (40, 190, 370, 470), strict=True):
            sheet.text(text, x, y)
        if long:
            sheet.text("号", 190 + SIZE * len(row[1]) + SIZE / 4, y)
            row[1] += "号"
        want.append(row)
    assert cells_of(sheet.pdf()) == want
