"""Labels of groups that cross none of the white between their columns, told by their places."""

from __future__ import annotations

from itertools import pairwise

import pytest

from drawn_sheets import SIZE, Sheet, joined
from kyoten_extract import read_table

TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()
ROW = 15.0


def middle(sheet: Sheet, text: str, x0: float, x1: float, y: float) -> None:
    sheet.text(text, (x0 + x1 - SIZE * len(text)) / 2, y)


def grouped(
    groups: tuple[str, ...], under: tuple[str, ...], *, ruled: bool, remarks: str = ""
) -> list[list[str]]:
    """What is read of towns and figures under ``groups``, each over the columns ``under``."""
    count = len(groups) * len(under)
    xs = [40.0, *(130.0 + 52 * n for n in range(count + 1))]
    xs += [xs[-1] + 70] if remarks else []
    sheet = Sheet()
    sheet.text("施設の利用者数", 40, 45)
    sheet.across(60, xs[0], xs[-1])
    middle(sheet, "市町村", *xs[:2], 79)
    for at, group in enumerate(groups):
        first = 1 + at * len(under)
        middle(sheet, group, xs[first], xs[first + len(under)], 71)
        for place, label in enumerate(under, first):
            middle(sheet, label, xs[place], xs[place + 1], 86)
    if remarks:
        middle(sheet, remarks, *xs[-2:], 79)
    y = 90.0
    for n, town in enumerate(TOWNS):
        if ruled or not n:
            sheet.across(y, xs[0], xs[-1])
        row = [f"{town}町", *(f"{1 + (n + 3) * k % 9},{100 + n * k % 800}" for k in range(count))]
        sheet.text(row[0], xs[0] + 3, y + 11)
        for (x0, x1), cell in zip(pairwise(xs[1:]), row[1:], strict=False):
            middle(sheet, cell, x0 + 12, x1 + 12, y + 11)
        y += ROW
    sheet.across(y, xs[0], xs[-1])
    table = read_table(sheet.pdf())
    assert not [one for one in table.findings if one.severity == "error"]
    return joined([table.header, *(row.cells for row in table.rows)])


@pytest.mark.parametrize("remarks", ["", "備考"])
@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("under", [("男", "女"), ("男", "女", "計"), ("件数", "人数", "金額")])
def test_a_label_over_the_middle_of_its_columns(
    under: tuple[str, ...], ruled: bool, remarks: str
) -> None:
    groups = ("令和５年", "令和６年")
    header, *rows = grouped(groups, under, ruled=ruled, remarks=remarks)
    assert header == [
        "市町村",
        *(f"{group}{label}" for group in groups for label in under),
        *([remarks] if remarks else []),
    ]
    assert [row[0] for row in rows] == [f"{town}町" for town in TOWNS]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_label_of_two_lines_is_of_one_column(ruled: bool) -> None:
    """Its neighbors have their labels on its second line."""
    xs = (40.0, 130.0, 230.0, 330.0, 430.0, 530.0)
    sheet, y = Sheet(), 60.0
    sheet.across(y, xs[0], xs[-1])
    middle(sheet, "電話番号", *xs[2:4], 71)
    for place, label in enumerate(("施設名", "開設年", "（代表）", "定員", "職員数")):
        middle(sheet, label, *xs[place : place + 2], 84)
    y = 90.0
    for n, town in enumerate(TOWNS):
        if ruled or not n:
            sheet.across(y, xs[0], xs[-1])
        row = (f"{town}園", f"{1980 + n}", f"053-228-1{n:03}", f"{20 + 7 * n}", f"{5 + n}")
        for (x0, x1), cell in zip(pairwise(xs), row, strict=True):
            sheet.text(cell, (x0 + x1) / 2 - 20, y + 11)
        y += ROW
    sheet.across(y, xs[0], xs[-1])
    header = read_table(sheet.pdf()).header
    assert joined([header]) == [["施設名", "開設年", "電話番号（代表）", "定員", "職員数"]]
