"""Names of groups beside their rows: centered between two rulings, or merged over a page end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from drawn_sheets import Sheet, joined
from kyoten_extract import read_table

HEADER = ("番号", "地区", "施設名", "所在地", "定員", "備考")
XS = (40.0, 75.0, 130.0, 260.0, 380.0, 440.0, 520.0)
ROW = 15.0
TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()
SIZES = (3, 1, 2, 4, 3, 2)


def facilities(group: int, count: int, *, unit: str = "") -> list[tuple[str, str, str]]:
    return [
        (
            f"{TOWNS[(5 * group + n) % 16]}保育園",
            f"{TOWNS[group % 16]}町{n + 1}丁目{3 * n + 1}",
            f"{20 + 7 * (group + n) % 90}{unit}",
        )
        for n in range(count)
    ]


def frame(sheet: Sheet, y: float, height: float) -> None:
    for x in XS:
        sheet.down(x, y, y + height)
    sheet.across(y + height, XS[0], XS[-1])


def header(sheet: Sheet, y: float) -> float:
    sheet.framed_row(HEADER, XS, y)
    sheet.across(y + ROW, XS[0], XS[-1])
    return y + ROW


@pytest.mark.parametrize("unit", ["", "名"])
def test_rows_between_two_rulings_beside_the_name_of_their_group(unit: str) -> None:
    sheet, want = Sheet(), []
    y = header(sheet, 60)
    for group, count in enumerate(SIZES, 1):
        high = 12 * count + 3
        sheet.cell(str(group), XS[0], XS[1], y + (high - 13) / 2)
        sheet.cell(TOWNS[group], XS[1], XS[2], y + (high - 13) / 2)
        for n, (name, place, size) in enumerate(facilities(group, count, unit=unit)):
            sheet.row((name, place, size, "改修"), XS[2:], y + 12 * n)
            want.append([str(group), TOWNS[group], name, place, size, "改修"])
        frame(sheet, y, high)
        y += high
    table = read_table(sheet.pdf())
    assert joined(row.cells for row in table.rows) == want


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_column_of_names_of_groups_may_be_any(place: int, lines: int) -> None:
    """With one record of two lines in each group, its number shows where it begins."""
    labels = ["No", "名称", "電話"]
    labels.insert(place, "管理者")
    xs = [40.0]
    for label in labels:
        xs.append(xs[-1] + {"No": 35, "名称": 150, "電話": 100, "管理者": 90}[label])
    sheet, y, number, want = Sheet(), 60.0, 0, []
    sheet.framed_row(labels, xs, y)
    y += ROW
    for group, count in enumerate((3, 2, 3)):
        high = 4 + 13 * count + 11 * (lines - 1)
        level = y + 2
        for n in range(count):
            number += 1
            more = lines > 1 and n == 1
            name = f"{TOWNS[number]}保育園" + "（旧第二庁舎に\n移転した施設を含む）" * more
            row = [str(number), name, f"031-716-2{number:03}"]
            for at, cell in enumerate(row):
                column = at + (at >= place)
                centered = 5.5 if more and at != 1 else 0
                sheet.cell(cell, xs[column], xs[column + 1], level + centered)
            row.insert(place, TOWNS[group])
            want.append([cell.replace("\n", "") for cell in row])
            level += 13 + 11 * more
        sheet.cell(TOWNS[group], xs[place], xs[place + 1], y + high / 2 - 7.5)
        for x in xs:
            sheet.down(x, y, y + high)
        sheet.across(y, xs[0], xs[-1])
        y += high
        sheet.across(y, xs[0], xs[-1])
    assert joined(row.cells for row in read_table(sheet.pdf()).rows) == want


def test_numbers_that_rulings_group() -> None:
    """A ruling after every few rows, some of them of two lines: each number begins a row."""
    sheet, want, y = Sheet(), [], 75.0
    sheet.row(HEADER, XS, 60)
    for level in (60, 75):
        sheet.across(level, XS[0], XS[-1])
    for n in range(1, 21):
        (name, place, size), lines = facilities(n, 1)[0], 1 + (n % 3 == 0)
        row = [str(n), TOWNS[n % 16], name + "\n（旧：分園）" * (lines - 1), place, size, "改修"]
        sheet.row(row, XS, y)
        want.append([cell.replace("\n", "") for cell in row])
        y += 11 * lines + 8
        if n % 5 == 0:
            sheet.across(y - 2, XS[0], XS[-1])
    table = read_table(sheet.pdf())
    assert joined(row.cells for row in table.rows) == want


def page(
    sheet: Sheet, groups: Sequence[tuple[str, int]], named: set[int], open_columns: Sequence[int]
) -> None:
    """A page of groups, each with its name in the first row; in ``open_columns`` the last row has
    no ruling below."""
    y = header(sheet, 60)
    for number, (name, count) in enumerate(groups):
        for n, (facility, place, size) in enumerate(facilities(ord(name[0]) % 16, count)):
            sheet.row((facility, place, size), XS[2:], y)
            if n == 0 and number in named:
                sheet.row((str(ord(name[0]) % 16), name), XS, y)
            last = number == len(groups) - 1 and n == count - 1
            for column, (x0, x1) in enumerate(pairwise(XS)):
                closes = column > 1 or n == count - 1
                if closes and not (last and column in open_columns):
                    sheet.across(y + ROW, x0, x1)
            for x in XS:
                sheet.down(x, y, y + ROW)
            y += ROW


def column(data: bytes, place: int) -> list[str]:
    table = read_table(data)
    return ["".join(row.cells[place].split()) for row in table.rows]


@pytest.mark.parametrize("above", [1, 2, 3])
@pytest.mark.parametrize("below", [1, 2, 4])
@pytest.mark.parametrize("name_above", [False, True])
def test_a_merged_cell_without_a_ruling_at_the_page_end_goes_on(
    above: int, below: int, name_above: bool
) -> None:
    sheet = Sheet()
    page(sheet, [("石山", 3), ("上原", 2), ("江川", above)], {0, 1, *[2] * name_above}, (0, 1))
    sheet.next_page()
    page(sheet, [("江川", below), ("大沢", 3), ("川西", 2)], {1, 2, *[0] * (not name_above)}, ())
    want = ["石山"] * 3 + ["上原"] * 2 + ["江川"] * (above + below) + ["大沢"] * 3 + ["川西"] * 2
    assert column(sheet.pdf(), 1) == want


def test_a_blank_in_a_column_without_merged_cells_stays_blank() -> None:
    """A ruling may lack at the page end without any cell that goes on."""
    sheet = Sheet()
    page(sheet, [("石山", 3), ("上原", 3)], {0, 1}, (5,))
    sheet.next_page()
    page(sheet, [("江川", 3), ("大沢", 3)], {0, 1}, ())
    sheet.text("処方のみ", XS[5] + 3, 85)
    assert column(sheet.pdf(), 5) == [""] * 6 + ["処方のみ"] + [""] * 5


@pytest.mark.parametrize("has_blanks", [False, True])
def test_a_merged_cell_that_is_closed_at_the_page_end(has_blanks: bool) -> None:
    """It goes on in a column that is never blank. Else it may have ended, which is told."""
    sheet = Sheet()
    groups = [("石山", 2), ("木下", 1), ("川西", 2), ("上原", 3)]
    page(sheet, groups, {0, 2, 3, *[1] * (not has_blanks)}, ())
    sheet.next_page()
    page(sheet, [("江川", 1), ("大沢", 3)], {1}, ())
    table = read_table(sheet.pdf())
    names = [row.cells[1] for row in table.rows]
    assert names[7:10] == ["上原", "" if has_blanks else "上原", "大沢"]
    assert [finding.code for finding in table.findings] == ["KY023"] * (2 * has_blanks)


def test_a_merged_cell_beside_the_last_row_keeps_its_place() -> None:
    """Cells of the last row that look like boxes are the table's where others reach down to it."""
    sheet = Sheet()
    page(sheet, [("石山", 5), ("上原", 6)], {0, 1}, ())
    assert column(sheet.pdf(), 1) == ["石山"] * 5 + ["上原"] * 6
