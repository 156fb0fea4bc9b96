"""Texts that fill their column up to the next one, run over it, or run into it where it is blank."""

from __future__ import annotations

import pytest

from drawn_sheets import SIZE, Sheet, cells_of

TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()
ROW = 15.0


def spread(sheet: Sheet, text: str, x0: float, x1: float, y: float) -> None:
    step = (x1 - x0 - SIZE) / max(len(text) - 1, 1)
    for at, char in enumerate(text):
        sheet.text(char, x0 + at * step, y)


@pytest.mark.parametrize("words", [(), ("廃業", "休業中")])
@pytest.mark.parametrize("remark", [470.0, 430.0])
def test_an_address_runs_into_the_blank_column_beside_it(
    remark: float, words: tuple[str, ...]
) -> None:
    """No line parts them; the words of the second column begin in the same place, if any do."""
    sheet, y, rows = Sheet(), 60.0, []
    sheet.across(y, 40, 560)
    for label, x in (("番号", 45), ("業者名", 110), ("電話番号", 210), ("所在地", 320)):
        sheet.text(label, x, y + 11)
    sheet.text("備考", max(remark, 460), y + 11)
    for n, town in enumerate(TOWNS):
        y += ROW
        sheet.across(y, 40, 560)
        said = words[n // 5 % 2] if words and n % 5 == 2 else ""
        short = said or n % 3 == 0
        place = f"{town}市中央{n + 1}丁目{3 * n + 1}番地" + (
            "" if short else "合同庁舎第二別館地下1階"
        )
        row = [str(n + 1), f"{town}商会", f"052-611-2{n:03}", place, said]
        for cell, x in zip(row, (45, 90, 200, 290, remark), strict=True):
            sheet.text(cell, x, y + 11)
        rows.append(row)
    sheet.across(y + ROW, 40, 560)
    header = ["番号", "業者名", "電話番号", "所在地", "備考"]
    assert cells_of(sheet.pdf()) == [header, *rows]


@pytest.mark.parametrize("over", [0.0, 5.0])
def test_lines_that_fill_their_cell_reach_the_next_text(over: float) -> None:
    """A full stop hangs ``over`` the side by its white half, and the next text begins behind it."""
    sheet, y, rows = Sheet(), 60.0, []
    full = "河川と道路の清掃を行い集会所の管理を受け持つほか防災訓練を支援する"
    sheet.across(y, 40, 560)
    for label, x in (("番号", 45), ("団体名", 100), ("活動内容", 240), ("電話", 400)):
        sheet.text(label, x, y + 11)
    for n, town in enumerate(TOWNS):
        y += ROW
        sheet.across(y, 40, 560)
        text = full[n % 7 :][:21] + ("。" if over and n % 2 else "")
        lines = [full[:21], text] if n % 3 else [text]
        for at, line in enumerate(lines):
            sheet.text(line, 180, y + 11 + 11 * at)
        phone = f"052-611-2{n:03}"
        for cell, x in ((str(n + 1), 45), (f"{town}の会", 90), (phone, 370.2 + over)):
            sheet.text(cell, x, y + 11)
        y += 11 * (len(lines) - 1)
        rows.append([str(n + 1), f"{town}の会", "".join(lines), phone])
    sheet.across(y + ROW, 40, 560)
    header = ["番号", "団体名", "活動内容", "電話"]
    assert cells_of(sheet.pdf()) == [header, *rows]


@pytest.mark.parametrize("indent", [0.0, 10.0])
def test_labels_spread_over_the_first_column_that_a_ruling_parts(indent: float) -> None:
    sheet, y, rows = Sheet(), 60.0, []
    xs = (40.0, 160.0, 250.0, 340.0, 430.0)
    top = y
    sheet.across(y, xs[0], xs[-1])
    for label, x in (("区分", 90), ("総数", 195), ("男", 290), ("女", 380)):
        sheet.text(label, x, y + 11)
    y += ROW
    sheet.across(y, xs[0], xs[-1])
    names = ["総数", "市部", *(f"{town}市" for town in TOWNS[:6]), "郡部", "上之原町", "寺島村"]
    for n, name in enumerate(names):
        if name.endswith(("数", "部")):
            spread(sheet, name, xs[0] + 3, xs[0] + 33, y + 11)
        else:
            spread(sheet, name, xs[0] + 50 + indent, xs[1] - 3, y + 11)
        row = [name, *(f"{1 + n},{(100 + 37 * n * k) % 900 + 100}" for k in (1, 2, 3))]
        for at, cell in enumerate(row[1:], 1):
            sheet.right(cell, xs[at + 1] - 2, y + 11)
        rows.append(row)
        y += ROW
    sheet.across(y, xs[0], xs[-1])
    for x in xs[1:-1]:
        sheet.down(x, top, y)
    assert cells_of(sheet.pdf()) == [["区分", "総数", "男", "女"], *rows]


@pytest.mark.parametrize("ruled", [False, True])
def test_a_text_that_goes_on_after_a_blank_stays_in_its_cell(ruled: bool) -> None:
    """It is drawn in parts, and most of the part after the blank lies over the next cell."""
    sheet, y, rows = Sheet(), 60.0, []
    xs = (40.0, 80.0, 180.0, 330.0, 460.0)
    header = ["番号", "施設名", "所在地", "備考"]
    sheet.row(header, xs, y)
    for n, town in enumerate(TOWNS):
        sheet.across(y, xs[0], xs[-1])
        y += ROW
        place = f"{town}市上川原町大字下平字{TOWNS[n - 3]}　"
        rest = "第二産業会館五階南" if n % 4 == 1 else ""
        said = "" if rest or n % 3 else "改修中"
        sheet.row((str(n + 1), f"{town}会館", place, said), xs, y)
        if rest:
            sheet.text(rest, xs[2] + 3 + SIZE * len(place), y + 10)
        rows.append([str(n + 1), f"{town}会館", place.strip() + rest, said])
    for level in (y, y + ROW):
        sheet.across(level, xs[0], xs[-1])
    for x in xs if ruled else ():
        sheet.down(x, 60, y + ROW)
    assert cells_of(sheet.pdf()) == [header, *rows]


def test_labels_and_their_own_label_spread_over_a_column_that_nothing_parts() -> None:
    sheet, y, rows = Sheet(), 60.0, []
    xs = (40.0, 160.0, 250.0, 340.0, 430.0)
    names = [
        "市町村別",
        "総数",
        *(f"{town}{'村' if n % 3 else '之原町'}" for n, town in enumerate(TOWNS)),
    ]
    for n, name in enumerate(names):
        if n < 2:
            sheet.across(y, xs[0], xs[-1])
        spread(sheet, name, xs[0] + 6, xs[1] - 20, y + 11)
        row = [f"{1 + n},{(100 + 37 * n * k) % 900 + 100}" for k in (1, 2, 3)]
        row = row if n else ["総農家数", "専業農家", "兼業農家"]
        for x, cell in zip(xs[2:], row, strict=True):
            sheet.right(cell, x - 2, y + 11)
        rows.append([name, *row])
        y += ROW
    sheet.across(y, xs[0], xs[-1])
    assert cells_of(sheet.pdf()) == rows
