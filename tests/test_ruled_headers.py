"""Lists whose header alone is ruled, or is between two rulings; few texts at a side; notes below."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drawn_sheets import Rows, Sheet, cells_of, joined
from kyoten_extract import read_table, read_tables

TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()
CLUBS = ("番号", "団体名", "会長", "会員数", "補助額", "備考")
XS = (40.0, 75.0, 200.0, 290.0, 350.0, 420.0, 520.0)
ROW = 15.0


def clubs(first: int = 1, count: int = 14) -> list[list[str]]:
    """Rows with figures set right, which touch the name set left beside them."""
    return [
        [
            f">{n}",
            f"{TOWNS[n % 16]}町さくら会",
            f"{TOWNS[(3 * n) % 16]}一郎",
            f">{11 * n}",
            f">{n},{100 + 37 * n % 900}",
            "休会中" if n % 3 else "",
        ]
        for n in range(first, first + count)
    ]


def ruled_header(sheet: Sheet, y: float, open_sides: bool = False) -> float:
    for x in XS[1:-1] if open_sides else XS:
        sheet.down(x, y, y + ROW)
    for level in (y, y + ROW):
        sheet.across(level, XS[0], XS[-1])
    sheet.row(CLUBS, XS, y)
    return y + ROW


def body(sheet: Sheet, rows: Rows, y: float, style: str) -> float:
    top = y
    for row in rows:
        # A number ends at the very side of its cell.
        for x0, x1, cell in zip(XS, XS[1:], row, strict=False):
            if cell.startswith(">"):
                sheet.right(cell[1:], x1 - 1, y + 11)
            else:
                sheet.text(cell, x0 + 1, y + 11)
        y += ROW
        if style == "dots" or (style == "dots above" and row is not rows[-1]):
            sheet.dots(y, XS[0], XS[-1])
        if style in ("lines", "framed lines") or (style == "lines above" and row is not rows[-1]):
            sheet.across(y, XS[0], XS[-1])
    if style in ("frame", "framed lines"):
        sheet.across(y, XS[0], XS[-1])
        for x in (XS[0], XS[-1]):
            sheet.down(x, top, y)
    return y


def plain(rows: Rows) -> list[list[str]]:
    return joined([[cell.lstrip(">") for cell in row] for row in rows])


@pytest.mark.parametrize("open_sides", [False, True])
@pytest.mark.parametrize(
    "style", ["lines", "lines above", "dots", "dots above", "frame", "framed lines", "nothing"]
)
def test_a_header_tells_the_columns_of_rows_without_vertical_rulings(
    style: str, open_sides: bool
) -> None:
    sheet = Sheet()
    sheet.text("老人クラブ一覧", 40, 50)
    y = ruled_header(sheet, 60, open_sides)
    body(sheet, clubs(), y, style)
    assert cells_of(sheet.pdf()) == [list(CLUBS), *plain(clubs())]


@pytest.mark.parametrize("style", ["lines", "lines above", "frame", "nothing"])
def test_two_columns_under_a_ruled_header(style: str) -> None:
    xs, rows = (
        (40.0, 220.0, 360.0),
        [[f"{town}保育園", f"057-244-1{n:03}"] for n, town in enumerate(TOWNS)],
    )
    sheet, y = Sheet(), 60.0
    sheet.framed_row(("施設名", "電話番号"), xs, y)
    sheet.across(y + ROW, xs[0], xs[-1])
    for row in rows:
        y += ROW
        sheet.row(row, xs, y)
        if style == "lines" or (style == "lines above" and row is not rows[-1]):
            sheet.across(y + ROW, xs[0], xs[-1])
    if style == "frame":
        sheet.across(y + ROW, xs[0], xs[-1])
        for x in (xs[0], xs[-1]):
            sheet.down(x, 75, y + ROW)
    assert cells_of(sheet.pdf()) == [["施設名", "電話番号"], *rows]


def test_few_texts_in_a_column_that_only_a_header_of_levels_rules() -> None:
    xs = (40.0, 190.0, 250.0, 310.0, 400.0)
    sheet = Sheet()
    for x in xs:
        sheet.down(x, 80 if x == xs[2] else 60, 100)
    for level, x0, x1 in ((60, xs[0], xs[4]), (80, xs[1], xs[3]), (100, xs[0], xs[4])):
        sheet.across(level, x0, x1)
    sheet.row(("施設名", "大人", "", "備考"), xs, 66)
    sheet.row(("", "市内", "市外", ""), xs, 84)
    rows, y = [], 102.0
    for n, town in enumerate(TOWNS[:8]):
        rows.append(
            [f"{town}公民館", f">{1000 + 311 * n:,}", f">{90 + 417 * n:,}", "改修" * (n == 2)]
        )
        sheet.row(rows[-1], xs, y)
        y += 17
    table = read_table(sheet.pdf())
    assert joined(row.cells for row in table.rows) == plain(rows)


@pytest.mark.parametrize("style", ["lines", "frame"])
def test_later_pages_have_the_columns_of_the_first(style: str) -> None:
    sheet = Sheet()
    y = ruled_header(sheet, 60)
    body(sheet, clubs(1, 14), y, style)
    sheet.next_page()
    sheet.across(60, XS[0], XS[-1])
    body(sheet, clubs(15, 9), 60, style)
    assert cells_of(sheet.pdf()) == [list(CLUBS), *plain(clubs(1, 23))]


def test_a_text_that_runs_on_is_not_cut_and_one_beside_another_is() -> None:
    sheet = Sheet()
    y = ruled_header(sheet, 60)
    rows = clubs()
    sheet.text("1 とても長い名前の団体であって会長のいない会", 76, y + 11)
    sheet.across(y + ROW, XS[0], XS[-1])
    body(sheet, rows, y + ROW, "lines")
    read = cells_of(sheet.pdf())
    assert read[2:] == plain(rows)
    assert "".join(read[1]) == "1とても長い名前の団体であって会長のいない会"


def test_running_text_under_labels_is_no_row_of_theirs() -> None:
    """A box below a row of labels may hold a text as wide as all of them."""
    sheet = Sheet()
    y = ruled_header(sheet, 60)
    for _ in range(4):
        sheet.text("これは表の下の枠に書かれた注意の文章でありどの列のものでもない" * 2, 44, y + 11)
        y += ROW
    sheet.across(y, XS[0], XS[-1])
    for x in (XS[0], XS[-1]):
        sheet.down(x, 75, y)
    table = read_table(sheet.pdf())
    assert all(sum(bool(cell) for cell in row.cells) <= 1 for row in table.rows)


# Rulings above and below the labels, and below the last row.

STATES = ("地区", "総数", "一般", "高齢者", "その他")
STATE_XS = (40.0, 120.0, 200.0, 280.0, 360.0, 440.0)


def figures(count: int = 12) -> list[list[str]]:
    """Figures of very different widths."""
    made = []
    for n in range(1, count + 1):
        values = [7**n % 1000 * (1, 1000, 3)[n % 3], n, 10**5 + 77 * n, 4 * n % 50]
        made.append([TOWNS[n % 16], *(f">{value:,}" for value in values)])
    return made


def three_lines(
    header: Sequence[str], rows: Rows, note: str, xs: Sequence[float], align: str
) -> bytes:
    sheet = Sheet()
    sheet.text("施設の利用の推移", 40, 40)
    sheet.right("（単位：人）", xs[-1], 56)
    y = 60.0
    sheet.across(y, xs[0], xs[-1])
    for x0, x1, label in zip(xs, xs[1:], header, strict=False):
        if align == "right":
            sheet.right(label, x1 - 3, y + 11)
        elif align == "left":
            sheet.text(label, x0 + 3, y + 11)
        else:
            sheet.text(label, (x0 + x1 - 9 * len(label)) / 2, y + 11)
    y += ROW
    sheet.across(y, xs[0], xs[-1])
    for row in rows:
        sheet.row(row, xs, y)
        y += 12
    sheet.across(y + 3, xs[0], xs[-1])
    sheet.text(note, xs[0], y + 14)
    return sheet.pdf()


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize("note", ["資料：福祉課", "（注）各年度末現在", "※ 速報の値"])
def test_what_is_above_and_below_the_rulings_is_no_row_and_no_label(note: str, align: str) -> None:
    rows = figures()
    assert cells_of(three_lines(STATES, rows, note, STATE_XS, align)) == [
        list(STATES),
        *plain(rows),
    ]


@pytest.mark.parametrize("every", [2, 4, 11])
def test_few_texts_at_the_side_are_a_column_as_far_as_the_rulings_go(every: int) -> None:
    header = (*STATES, "備考")
    rows = [[*row, "休館" if n % every == 0 else ""] for n, row in enumerate(figures())]
    data = three_lines(header, rows, "", (*STATE_XS, 520.0), "center")
    assert cells_of(data) == [list(header), *plain(rows)]


def test_a_note_in_the_first_cell_of_a_grid_is_no_row() -> None:
    sheet, y = Sheet(), 60.0
    rows = [*clubs(1, 5), ["資料：福祉課", "", "", "", "", ""]]
    for row in (CLUBS, *rows):
        sheet.framed_row(row, XS, y)
        y += ROW
    sheet.across(y, XS[0], XS[-1])
    table = read_table(sheet.pdf())
    assert joined(row.cells for row in table.rows) == plain(rows[:-1])
    assert "資料：福祉課" in [run.text for run in table.leftovers]


def test_two_tables_of_a_page_with_the_same_places_of_columns() -> None:
    """A note, a title and other labels between them are rows of neither."""
    sheet, y, want = Sheet(), 60.0, []
    for title, labels in (
        ("表1 人口", STATES),
        ("表2 財政", ("区分", "歳入", "歳出", "差引", "計")),
    ):
        sheet.text(title, 40, y)
        sheet.right("（単位：人）", STATE_XS[-1], y)
        y += 6
        rows = figures(8)
        for line in (labels, *rows):
            if line is labels or line is rows[0]:
                sheet.across(y, STATE_XS[0], STATE_XS[-1])
            sheet.row(line, STATE_XS, y)
            y += ROW
        sheet.across(y, STATE_XS[0], STATE_XS[-1])
        sheet.text("資料：市民課", 40, y + 12)
        want.append([list(labels), *plain(rows)])
        y += 40
    tables = read_tables(sheet.pdf())
    assert [joined([table.header, *(r.cells for r in table.rows)]) for table in tables] == want


@pytest.mark.parametrize("stamp", [False, True])
def test_a_title_in_the_grid_that_later_pages_leave_out(stamp: bool) -> None:
    sheet = Sheet()
    for first, count in ((1, 8), (9, 6)):
        y = 60.0
        if first == 1:
            for x in (XS[0], XS[-1]):
                sheet.down(x, y, y + (2 * ROW if stamp else ROW))
            sheet.across(y, XS[0], XS[-1])
            sheet.text("老人クラブ一覧", 220, y + 11)
            y += ROW
            if stamp:
                sheet.across(y, XS[0], XS[-1])
                sheet.right("令和5年4月1日現在", XS[-1] - 3, y + 11)
                y += ROW
        for row in (CLUBS, *clubs(first, count)):
            sheet.framed_row(row, XS, y)
            y += ROW
        sheet.across(y, XS[0], XS[-1])
        sheet.next_page()
    table = read_table(sheet.pdf())
    assert joined([table.header, *(row.cells for row in table.rows)]) == [
        list(CLUBS),
        *plain(clubs(1, 14)),
    ]


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize("unit", ["", "（単位：人）"])
def test_labels_of_two_levels_between_rulings_under_a_unit(unit: str, pages: int) -> None:
    """Each row is ruled below; the upper level over the columns of its groups only."""
    sheet, rows = Sheet(), figures(14 * pages)
    for page in range(pages):
        sheet.text("第5表　地区別人口", 200, 40)
        sheet.right(unit, STATE_XS[-1], 56)
        sheet.across(60, STATE_XS[0], STATE_XS[-1])
        for group, at in (("平成27年", 1), ("令和2年", 3)):
            sheet.text(group, (STATE_XS[at] + STATE_XS[at + 2]) / 2 - 18, 71)
            for place, label in ((at, "総数"), (at + 1, "うち男")):
                sheet.text(label, STATE_XS[place] + 20, 86)
        sheet.text("地区", 60, 79)
        sheet.across(75, STATE_XS[1], STATE_XS[-1])
        y = 90.0
        for row in rows[14 * page : 14 * page + 14]:
            sheet.across(y, STATE_XS[0], STATE_XS[-1])
            sheet.row(row, STATE_XS, y)
            y += ROW
        sheet.across(y, STATE_XS[0], STATE_XS[-1])
        sheet.next_page()
    table = read_table(sheet.pdf())
    assert joined(row.cells for row in table.rows) == plain(rows)
    assert joined([table.header]) == [
        ["地区", "平成27年総数", "平成27年うち男", "令和2年総数", "令和2年うち男"]
    ]


def test_a_first_column_without_a_label() -> None:
    """Each label is far right of the column before, and near its own figures."""
    sheet, y, rows = (
        Sheet(),
        60.0,
        [[*row[:2], f">{n}", f">{3 * n}"] for n, row in enumerate(figures())],
    )
    xs = (40.0, 190.0, 290.0, 390.0)
    sheet.across(y, xs[0], 490)
    for x, label in zip(xs[1:], ("令和3年", "令和4年", "令和5年"), strict=True):
        sheet.text(label, x + 32, y + 11)
    for row in rows:
        y += ROW
        sheet.across(y, xs[0], 490)
        sheet.row(row, (*xs, 490.0), y)
    sheet.across(y + ROW, xs[0], 490)
    assert cells_of(sheet.pdf()) == [["", "令和3年", "令和4年", "令和5年"], *plain(rows)]


@pytest.mark.parametrize("lead", [11.0, 14.5, 17.0])
def test_a_row_without_a_lower_side_that_the_page_end_cuts(lead: float) -> None:
    """The lines of its cell are as far apart as those of the rows before it."""
    xs, labels = (40.0, 80.0, 180.0, 460.0, 540.0), ("番号", "事業名", "内容", "金額")
    sheet, y, want = Sheet(), 60.0, list[list[str]]()
    for number, lines in enumerate((3, 5, 2, 6, 4, 8, 3, 5, 4), 1):
        words = [
            f"{TOWNS[(number + n) % 16]}町の道路を直すために要する経費の一部" for n in range(lines)
        ]
        want.append([str(number), f"{TOWNS[number]}事業", "".join(words), f"{number},000"])
        if not want[1:]:
            sheet.framed_row(labels, xs, y)
            y += ROW
            sheet.across(y, xs[0], xs[-1])
        for line, text in enumerate(words):
            if y + lead > 780:
                sheet.next_page()
                sheet.framed_row(labels, xs, 60.0)
                y = 60.0 + ROW
                sheet.across(y, xs[0], xs[-1])
            if not line:
                for place in (0, 1, 3):
                    sheet.text(want[-1][place], xs[place] + 3, y + lead)
            sheet.text(text, xs[2] + 3, y + lead)
            y += lead
        y += 6
        sheet.across(y, xs[0], xs[-1])
    table = read_table(sheet.pdf())
    assert joined([table.header, *(row.cells for row in table.rows)]) == [list(labels), *want]
