"""Rows that rulings do not part, or that page ends do: wrapped records, first rows, cut values."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drawn_sheets import LEAD, Sheet, cells_of, joined
from kyoten_extract import read_table

TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()


def codes_of(data: bytes) -> set[str]:
    return {finding.code for finding in read_table(data).findings}


def labels_above_a_ruling(sheet: Sheet, labels: Sequence[str], xs: Sequence[float]) -> float:
    """Draw them; returned is where the ruling is."""
    for label, x in zip(labels, xs, strict=True):
        sheet.text(label, x, 60)
    sheet.across(65, 40, 540)
    return 65.0


@pytest.mark.parametrize("top", [False, True])
@pytest.mark.parametrize("pitch", [16.0, 26.0])
def test_wrapped_records_between_the_rulings_of_their_groups(pitch: float, *, top: bool) -> None:
    """The name of the group is in the middle of its rows, or beside the first."""
    header = ("課名", "施設名", "所在地", "職員", "車両")
    xs = (40.0, 110.0, 250.0, 360.0, 420.0, 480.0)
    sheet, y, want = Sheet(), 75.0, []
    sheet.framed_row(header, xs, 60)
    number = 0
    for group, count in enumerate((3, 4, 2, 5)):
        start = y
        high = sum(pitch + LEAD * ((number + n) % 3 == 1) for n in range(count)) + 4
        sheet.cell(f"{TOWNS[group]}課", xs[0], xs[1], start if top else start + (high - 15) / 2)
        for _ in range(count):
            wraps = number % 3 == 1
            row = [
                f"{TOWNS[number]}会館" + "（旧庁舎に移した\n施設を含む）" * wraps,
                f"東町{number + 1}番地",
                f">{3 + number}名",
                f">{1 + number % 4}台",
            ]
            level = y + LEAD / 2 * wraps
            sheet.cell(row[0], xs[1], xs[2], y)
            sheet.row(row[1:], xs[2:], level)
            want.append([f"{TOWNS[group]}課", *(cell.lstrip(">") for cell in row)])
            y += pitch + LEAD * wraps
            number += 1
        y = start + high
        for x in xs:
            sheet.down(x, start, y)
        sheet.across(start, xs[0], xs[-1])
    sheet.across(y, xs[0], xs[-1])
    assert cells_of(sheet.pdf()) == joined([header, *want])


@pytest.mark.parametrize("first", [("市計", "12,345", "13,456"), ("コピー用紙", "A4", "10")])
def test_a_first_row_that_each_page_repeats_is_a_row(first: tuple[str, ...]) -> None:
    header, xs = ("区分", "四月", "五月"), (40.0, 200.0, 300.0, 400.0)
    sheet, want = Sheet(), []
    for page in range(3):
        rows = [
            first,
            *(
                (f"{t}地区", "A4" if n % 2 else "B5", str(9 * n + page))
                for n, t in enumerate(TOWNS[:6])
            ),
        ]
        if first[0] == "市計":
            rows[1:] = [
                (a, f"1,{100 + n}", f"1,{200 + 7 * n + page}")
                for n, (a, _, _) in enumerate(rows[1:])
            ]
        sheet.framed_row(header, xs, 60)
        for n, row in enumerate(rows):
            sheet.framed_row(row, xs, 75 + 15 * n)
        sheet.across(75 + 15 * len(rows), xs[0], xs[-1])
        sheet.next_page()
        want += rows
    table = read_table(sheet.pdf())
    assert joined([table.header]) == [[*header]]
    assert joined(row.cells for row in table.rows) == [[*row] for row in want]


def test_pages_of_a_list_ruled_below_its_labels_and_rows() -> None:
    """No ruling is above the labels; the last page has few rows."""
    labels, xs = ("団体名", "内容", "連絡先", "対象"), (43.0, 130.0, 330.0, 480.0)
    sheet, want = Sheet(), []
    for page, count in enumerate((11, 3)):
        y = labels_above_a_ruling(sheet, labels, xs)
        for n in range(count):
            town, lines = TOWNS[(7 * page + n) % 16], 1 + (n + page) % 3
            row = [
                f"{town}の会",
                "\n".join(
                    [
                        "子ども食堂の運営を助ける事業に要する経費",
                        "の相談に応じる。住まいの相談も受け、空き家",
                        "を使う。",
                    ][:lines]
                ),
                f"0799-5{n}-6{page}96",
                "どなたでも" if n % 2 else "市内",
            ]
            for text, x in zip(row, xs, strict=True):
                sheet.cell(text, x - 3, 600, y)
            y += LEAD * lines + 8
            sheet.across(y, 40, 540)
            want.append(row)
        sheet.next_page()
    table = read_table(sheet.pdf())
    assert joined([table.header]) == [[*labels]]
    assert joined(row.cells for row in table.rows) == joined(want)


def test_lines_of_a_cell_that_is_too_low_for_them_are_told() -> None:
    """They run into the next row, whose text they would be."""
    xs, sheet = (40.0, 100.0, 300.0, 400.0), Sheet()
    sheet.framed_row(("番号", "所在地", "電話"), xs, 60)
    for n, town in enumerate(TOWNS[:8]):
        y = 75.0 + 15 * n
        sheet.framed_row((str(n + 1), "", f"0799-5{n}-6696"), xs, y)
        sheet.text(f"{town}市東町四丁目五番七号", xs[1] + 3, y + 10)
        if n == 3:
            sheet.text("公民館の二階にある窓口", xs[1] + 3, y + 20)
    sheet.across(75 + 15 * 8, xs[0], xs[-1])
    assert codes_of(sheet.pdf()) == {"KY027"}


def test_a_value_that_a_page_end_parts_is_known_from_other_rows() -> None:
    """A column of one line a row has a part of its value on either page."""
    header = ("番号", "市", "名称", "国", "都市", "活動")
    xs = (40.0, 70.0, 120.0, 220.0, 260.0, 310.0, 500.0)
    sheet, want = Sheet(), []
    sheet.framed_row(header, xs, 60)
    y = 75.0
    for n in range(12):
        far = n % 3 == 0
        row = [
            str(n + 1),
            TOWNS[n],
            f"{TOWNS[n]}事務所",
            "シンガ\nポール" if far else "韓国",
            "シンガ\nポール" if far else "釜山",
            "物産を広める。\n客を招く。",
        ]
        want.append(row)
        high = 2 * LEAD + 4
        if n == 9:
            # Only the first lines are on this page.
            high = LEAD + 2
            for x in xs:
                sheet.down(x, y, y + high)
            sheet.across(y, xs[0], xs[-1])
            sheet.across(y + high, xs[0], xs[-1])
            sheet.row([cell.split("\n")[0] for cell in row], xs, y)
            sheet.next_page()
            sheet.framed_row(header, xs, 60)
            y = 75.0
            row = [cell.split("\n")[1] if "\n" in cell else "" for cell in row]
        for x in xs:
            sheet.down(x, y, y + high)
        sheet.across(y, xs[0], xs[-1])
        sheet.row(row, xs, y)
        y += high
    sheet.across(y, xs[0], xs[-1])
    table = read_table(sheet.pdf())
    assert joined(row.cells for row in table.rows) == joined(want)


def test_rulings_part_rows_whose_cells_have_lines_apart() -> None:
    """Lines of one cell have white between them, as those of two rows have elsewhere."""
    labels, xs = ("相談窓口", "所在地", "電話・FAX", "受付時間"), (43.0, 150.0, 290.0, 400.0)
    sheet, want = Sheet(), []
    for page, count in enumerate((12, 3)):
        y = labels_above_a_ruling(sheet, labels, xs)
        for n in range(count):
            town = TOWNS[(5 * page + n) % 16]
            row = [
                f"{town}相談室" + "\n（要予約）" * (n % 3 == 0),
                f"{town}市本町{n + 1}番地",
                f"TEL 0799-2{n % 10}-\n0511\nFAX 0123-9{n % 10}-\n1967",
                "火・木・土\n9:00～20:00" if n % 2 else "平日\n9:00～17:00",
            ]
            for text, x in zip(row, xs, strict=True):
                for at, line in enumerate(text.split("\n")):
                    sheet.text(line, x, y + 11 + 14 * at)
            y += 4 * 14 + 2
            sheet.across(y, 40, 540)
            want.append(row)
        sheet.next_page()
    table = read_table(sheet.pdf())
    assert joined([table.header]) == [[*labels]]
    assert joined(row.cells for row in table.rows) == joined(want)


@pytest.mark.parametrize("row", [False, True])
def test_text_of_one_column_below_the_last_ruling_is_a_note(*, row: bool) -> None:
    """Rulings close all rows, each of several texts; another row that is not closed has several."""
    header = ["窓口", "所在地", "電話", "時間"]
    sheet, want, y = Sheet(), [header], 60.0
    xs = (40.0, 180.0, 320.0, 420.0, 540.0)
    sheet.across(y, 40, 540)
    sheet.row(header, xs, y)
    for n, town in enumerate(TOWNS[:12]):
        y += 15 + 11 * (n > 0)
        sheet.across(y, 40, 540)
        cells = [
            f"{town}相談室",
            f"{town}町{n + 2}",
            f"電話一二{n}の四\n写し一二{n}の五",
            "平日\n九時から",
        ]
        sheet.row(cells, xs, y)
        want.append(cells)
    y += 26
    sheet.across(y, 40, 540)
    last = ["月岡相談室", "月岡町四", "電話八", ""] if row else ["祝日と年末は休み", "", "", ""]
    sheet.row(last, xs, y)
    assert cells_of(sheet.pdf()) == joined([*want, *[last] * row])


@pytest.mark.parametrize("wrapped", [7, 10])
def test_a_wrapped_record_among_lists_of_figures_is_no_gap_between_two(wrapped: int) -> None:
    """A ruling is below every third row, and no column has one but in the header."""
    header = ["番号", "施設名", "所在地", "電話番号", "定員"]
    xs = (40.0, 75.0, 230.0, 400.0, 490.0, 550.0)
    sheet, want, y = Sheet(), [header], 75.0
    sheet.framed_row(header, xs, 60)
    for n in range(20):
        town, high = TOWNS[n % 16], 36.0 if n == wrapped else 25.0
        if not n % 3:
            sheet.across(y, xs[0], xs[-1])
        row = [f"{n + 1}", f"{town}会館", f"{town}区本町1-{n}-7", f"09{n % 10}-77{n % 7}-5{n:03}"]
        row.append(f"{100 + 37 * n}" if n % 3 == 2 else f"1,{100 + 37 * n}")
        middle = y + high / 2 - 8
        sheet.row([*row[:2], "", *row[3:4], f">{row[4]}"], xs, middle)
        if n == wrapped:
            row[2] += "（交流館の中、\n車は北の広場）"
        sheet.cell(row[2], xs[2], xs[3], middle - 5.5 * (n == wrapped))
        want.append(row)
        y += high
    sheet.across(y, xs[0], xs[-1])
    for x in (xs[0], xs[-1]):
        sheet.down(x, 60, y)
    assert cells_of(sheet.pdf()) == joined(want)


def test_rows_as_far_apart_as_the_lines_of_a_cell_that_is_too_low_for_them() -> None:
    """A text in the middle of its cell is no line of the one below, at the same pitch."""
    xs, high, lead = (40.0, 100.0, 260.0, 340.0, 400.0), 13.5, 9.0
    header = ["番号", "所在地", "電話", "定員"]
    sheet, want, column = Sheet(), [header], list[tuple[str, float]]()
    for n in range(14):
        y = 60 + high * n
        row = [f"{n}", f"{TOWNS[n]}町{n}番地", f"12-34{n:02}", f"{20 + n}"] if n else header
        wraps = n in (4, 9)
        lines = [row[1], "甲号館2F"] if wraps else [row[1]]
        row = [row[0], "".join(lines), *row[2:]]
        for x in xs:
            sheet.down(x, y, y + high)
        sheet.across(y, xs[0], xs[-1])
        middle = y + high / 2 + 3.4
        for x, text in zip((43, 263, 343), (row[0], *row[2:]), strict=True):
            sheet.text(text, x, middle)
        places = [middle + lead * (at - (len(lines) - 1) / 2) for at in range(len(lines))]
        column += zip(lines, places, strict=True)
        want += [row] if n else []
    # A column is drawn in one go; letters and figures of a line may be drawn apart.
    for line, place in column:
        sheet.text(line.removesuffix("2F"), 103, place)
    for place in [place for line, place in column if line.endswith("2F")]:
        sheet.text("2F", 130, place)
    sheet.across(60 + high * 14, xs[0], xs[-1])
    assert cells_of(sheet.pdf()) == want


@pytest.mark.parametrize(
    "foot", [(("1 / 2", 250), ("ページ", 330)), (("健康福祉部", 43), ("1", 330))]
)
def test_the_foot_of_a_page_is_no_row(foot: tuple[tuple[str, int], ...]) -> None:
    """It is further below the last ruling than any text below its own."""
    header = ["市町村", "施設名", "所在地", "電話"]
    xs = (40.0, 130.0, 290.0, 430.0, 540.0)
    sheet, want = Sheet(), [header]
    for page in range(2):
        sheet.across(60, 40, 540)
        sheet.row(header, xs, 60)
        for n, town in enumerate(TOWNS[:12]):
            y = 75.0 + 15 * n
            sheet.across(y, 40 if n % 4 == 0 else 130, 540)
            name = f"{TOWNS[n // 4 + 3 * page]}市"
            row = [name, f"{town}会館{page}", f"{town}町{n + 2}番", f"1{page}-2{n:02}"]
            sheet.row([name * (n % 4 == 0), *row[1:]], xs, y)
            want.append(row)
        sheet.across(75 + 15 * 12, 130, 540)
        for text, x in foot:
            sheet.text(text, float(x), 330)
        sheet.next_page()
    found = cells_of(sheet.pdf())
    assert [row[1:] for row in found] == [row[1:] for row in joined(want)]
    assert not any("健康" in cell for row in found for cell in row)
