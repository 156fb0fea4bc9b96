"""Lists whose rows have two lines, or whose grounds hold several rows; blocks, and signs apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drawn_sheets import LEAD, Rows, Sheet, cells_of, joined
from kyoten_extract import read_table, read_tables

TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()


def offices(year: bool = True, number: bool = False) -> list[list[str]]:
    """Rows of a name, a postal code and an address, two telephone numbers, and a year."""
    rows = []
    for n, town in enumerate(TOWNS, 1):
        row = [
            f"一般社団法人{town}協会",
            f"〒{100 + 7 * n}-{1000 + 137 * n}\n{town}市{TOWNS[-n]}町{n}丁目{3 * n}番地",
            f"0{20 + n}-555-{1000 + 31 * n}\n0{20 + n}-555-{2000 + 57 * n}",
        ]
        rows.append([*[str(n)] * number, *row, *[f"平成{n}年"] * year])
    return rows


def printed(
    header: Sequence[str], rows: Rows, xs: Sequence[float], style: str, gap: float
) -> bytes:
    """A list printed in ``style``; ``gap`` is the white that each row has more than a line."""
    sheet, y = Sheet(), 60.0
    tops = []
    for number, row in enumerate([header, *rows]):
        high = max(cell.count("\n") + 1 for cell in row) * LEAD + gap
        tops.append(y)
        if style == "zebra" and number % 2:
            sheet.ground(y, y + high, xs[0], xs[-1])
        sheet.row(row, xs, y)
        y += high
    if style == "rows":
        for top in (*tops, y):
            sheet.across(top + 1, xs[0], xs[-1])
    if style in ("columns", "columns_only"):
        for x in xs:
            sheet.down(x, tops[0], y)
        for top in (tops[0], tops[1], y) if style == "columns" else ():
            sheet.across(top, xs[0], xs[-1])
    return sheet.pdf()


OFFICES = ("名称", "所在地", "電話", "設立")


@pytest.mark.parametrize("gap", [4.0, 8.0])
@pytest.mark.parametrize("style", ["rows", "columns", "plain", "zebra"])
@pytest.mark.parametrize("number", [False, True])
def test_rows_of_two_lines_throughout(style: str, gap: float, number: bool) -> None:
    """A postal code above an address, a telephone above a fax: nearly no line is a row."""
    header = (*["番号"] * number, *OFFICES)
    xs = [*[40] * number, 75, 210, 390, 470, 540]
    rows = offices(number=number)
    data = printed(header, rows, xs, style, gap)
    assert cells_of(data) == joined([header, *rows])


def test_rows_of_two_lines_in_each_cell_are_told_by_their_white() -> None:
    rows = [[name.replace("協会", "\n協会"), *rest] for name, *rest in offices(year=False)]
    data = printed(OFFICES[:3], rows, [75, 210, 390, 500], "plain", 9)
    assert cells_of(data) == joined([OFFICES[:3], *rows])


def test_ruled_groups_of_rows_of_one_line_stay_rows_of_one_line() -> None:
    """A ruling after every other row, where both are as any other."""
    rows = [
        [f"{town}会館", f"{TOWNS[-n % 16]}町{n}丁目", f">{137 * n % 900 + 20}"]
        for n, town in enumerate(TOWNS * 2, 1)
    ]
    header = ("施設名", "所在地", "定員")
    sheet, y = Sheet(), 60.0
    for number, row in enumerate([header, *rows]):
        if number % 2:
            sheet.across(y + 1, 60, 400)
        for x0, x1, cell in zip((60, 200, 340), (200, 340, 400), row, strict=True):
            sheet.cell(cell, x0, x1, y)
        y += 14
    sheet.across(y + 1, 60, 400)
    assert cells_of(sheet.pdf()) == joined([header, *([a, b, c[1:]] for a, b, c in rows)])


@pytest.mark.parametrize("style", ["plain", "columns"])
def test_names_in_the_first_of_two_rows_only_leave_these_rows_of_one_line(style: str) -> None:
    """Two officers of each council: the labels of their posts differ throughout."""
    rows = [
        row
        for n, town in enumerate(TOWNS, 1)
        for row in (
            [f"{town}町協議会", "会長", f"{TOWNS[-n]}一郎", f"0{20 + n}-555-{1000 + n}"],
            ["", "事務局長", f"{TOWNS[n - 3]}花子", f"0{20 + n}-555-{2000 + n}"],
        )
    ]
    header = ("名称", "役職", "氏名", "電話")
    data = printed(header, rows, [60, 180, 260, 360, 460], style, 4)
    assert cells_of(data) == joined([header, *rows])


def test_a_ruling_below_each_row_but_not_below_the_labels() -> None:
    """The labels stand on a ground of their own, which ends where the first row begins."""
    header = ("コード", "商品名", "金額")
    xs = (60.0, 130.0, 300.0, 380.0)
    rows = [[f"A{n:03}", f"{town}の菓子", f"{1300 * n:,}円"] for n, town in enumerate(TOWNS, 1)]
    sheet, y = Sheet(), 60.0
    sheet.ground(y, y + 15, xs[0], xs[-1])
    for row in (header, *rows):
        sheet.row(row, xs, y)
        y += 15
        if row is not header:
            sheet.across(y, xs[0], xs[-1])
    assert cells_of(sheet.pdf()) == joined([header, *rows])


@pytest.mark.parametrize("lined", [False, True])
def test_a_ground_of_several_rows_is_a_group_of_them(lined: bool) -> None:
    """The name of a town stands in the first row of its ground only."""
    header = ("市町村", "施設名", "所在地", "収容人数")
    xs = (60.0, 150.0, 270.0, 420.0, 480.0)
    sheet, y, n = Sheet(), 60.0, 0
    rows: list[list[str]] = []
    sheet.ground(y, y + 15, xs[0], xs[-1])
    top = y
    sheet.row(header, xs, y)
    y += 15
    for group, town in enumerate(TOWNS[:10]):
        size = 2 + group * 7 % 4
        if group % 2 == 0:
            sheet.ground(y, y + 15 * size, xs[0], xs[-1])
        for at in range(size):
            n += 1
            row = [
                "" if at else f"{town}市",
                f"{TOWNS[n % 16]}会館",
                f"{TOWNS[-n % 16]}{n}番地",
                str(n * 37),
            ]
            for x0, x1, cell in zip(xs, xs[1:], (*row[:3], f">{row[3]}"), strict=False):
                sheet.cell(cell, x0, x1, y)
            rows.append(row)
            y += 15
    if lined:
        for x in xs:
            sheet.down(x, top, y)
    assert cells_of(sheet.pdf()) == joined([header, *rows])


@pytest.mark.parametrize("style", ["rows", "plain"])
def test_figures_with_others_in_brackets_below_are_rows_of_a_list(style: str) -> None:
    """The name of a row stands between the two lines of its figures."""
    header = ("事業名", "担当課", "5年度", "6年度", "増減額")
    xs = (50.0, 190.0, 260.0, 340.0, 420.0, 490.0)
    sheet, y = Sheet(), 60.0
    rows = []
    sheet.row(header, xs, y)
    y += 16
    for n, town in enumerate(TOWNS, 1):
        one, other = 1000 * n + 345, 1100 * n + 678
        row = [
            *(f"{town}観光事業費", f"{TOWNS[-n]}課"),
            *(f"{one:,}\n({one // 3:,})", f"{other:,}\n({other // 3:,})", f"{other - one:,}"),
        ]
        if style == "rows":
            sheet.across(y, xs[0], xs[-1])
        for x0, x1, cell in zip(xs, xs[1:], row, strict=False):
            middle = y + (0 if "\n" in cell else LEAD / 2)
            figures = cell[0].isdecimal()
            sheet.cell(
                "\n".join(f">{line}" * figures or line for line in cell.split("\n")), x0, x1, middle
            )
        rows.append(row)
        y += 2 * LEAD + 5
    if style == "rows":
        sheet.across(y, xs[0], xs[-1])
    assert cells_of(sheet.pdf()) == joined([header, *rows])


@pytest.mark.parametrize("other", ["歳出科目", "区分"])
def test_tables_of_one_page_whose_labels_differ_are_two(other: str) -> None:
    sheet, y = Sheet(), 60.0
    xs = (60.0, 200.0, 300.0, 380.0)
    for label, names in (("歳入科目", TOWNS[:5]), (other, TOWNS[5:11])):
        rows = [(label, "予算額", "構成比")]
        rows += [(f"{name}税", f">{1234 * n:,}", f">{9.5 + n}") for n, name in enumerate(names)]
        for row in rows:
            sheet.framed_row(row, xs, y)
            y += 15
        sheet.across(y, xs[0], xs[-1])
        y += 30
    first, second = read_tables(sheet.pdf())
    assert (first.header[0], len(first.rows)) == ("歳入科目", 5)
    assert (second.header[0], len(second.rows)) == (other, 6)


@pytest.mark.parametrize("lined", [False, True])
@pytest.mark.parametrize("blocks", [2, 3])
def test_blocks_side_by_side_may_have_some_names_twice(blocks: int, lined: bool) -> None:
    header = ("店舗名", "電話番号", "時間外")
    rows = [
        [f"{TOWNS[n * 5 % 16]}商店", f"0{20 + n}-555-{1000 + 31 * n}", "○×"[n % 2]]
        for n in range(20 * blocks - 8)
    ]
    sheet = Sheet()
    for block in range(blocks):
        left, y = 40.0 + 175 * block, 60.0
        xs = (left, left + 70, left + 140, left + 165)
        for row in (header, *rows[20 * block : 20 * block + 20]):
            if lined:
                sheet.across(y, xs[0], xs[-1])
            sheet.row(row, xs, y)
            y += 15
        if lined:
            sheet.across(y, xs[0], xs[-1])
    table = read_table(sheet.pdf())
    assert joined([table.header, *(row.cells for row in table.rows)]) == joined([header, *rows])


def test_a_table_that_compares_the_same_places_is_no_list_of_blocks() -> None:
    header = ("町", "人口") * 2
    sheet, y = Sheet(), 60.0
    xs = (60.0, 130.0, 200.0, 270.0, 340.0)
    rows = [[f"{t}町", str(900 + 7 * n), f"{t}町", str(800 + 9 * n)] for n, t in enumerate(TOWNS)]
    for row in (header, *rows):
        sheet.framed_row(row, xs, y)
        y += 15
    sheet.across(y, xs[0], xs[-1])
    assert len(read_table(sheet.pdf()).header) == 4


@pytest.mark.parametrize("lined", [False, True])
def test_a_currency_sign_far_from_its_figure_is_no_column(lined: bool) -> None:
    header = ("件名", "落札者", "予定価格", "落札金額")
    xs = (50.0, 190.0, 270.0, 370.0, 470.0)
    sheet, y = Sheet(), 60.0
    rows = []
    for n, town in enumerate(["", *TOWNS]):
        row = [f"{town}水道工事", f"{TOWNS[-n]}組", f"{72_918_000 - 997 * n:,}", f"{n * 58_134:,}"]
        if lined:
            sheet.across(y, xs[0], xs[-1])
        for column, (x0, x1, cell) in enumerate(
            zip(xs, xs[1:], row if town else header, strict=False)
        ):
            if town and column > 1:
                sheet.text("¥", x0 + 3, y + 10)
                sheet.right(cell, x1 - 3, y + 10)
            else:
                sheet.text(cell, x0 + 3, y + 10)
        if town:
            rows.append([*row[:2], f"¥{row[2]}", f"¥{row[3]}"])
        y += 15
    if lined:
        sheet.across(y, xs[0], xs[-1])
    assert cells_of(sheet.pdf()) == joined([header, *rows])
