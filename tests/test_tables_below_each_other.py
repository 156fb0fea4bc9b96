"""Two tables with columns at the same places, and one whose rows stand apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drawn_sheets import Sheet, joined
from kyoten_extract import read_tables

XS = (40.0, 200.0, 320.0, 450.0)
PARKS = [
    ("公園名", "面積（ha）", "遊具"),
    ("本町公園", "0.5", "有"),
    ("旭公園", "1.2", "無"),
    ("港公園", "3.4", "有"),
    ("緑地公園", "0.8", "無"),
]
HALLS = [
    ("施設名", "延床面積（㎡）", "休館日"),
    ("市民体育館", "2,400", "月曜日"),
    ("武道館", "860", "月曜日"),
    ("市民プール", "1,100", "水曜日"),
]
FEES = [[("区分", "時間"), ("平日", "九時から"), ("土曜", "十時から")]]
FEES += [[("区分", "金額"), ("大人", "500円"), ("子ども", "200円")]]
FEES += [[("区分", "台数"), ("普通車", "40"), ("大型車", "3")]]
Rows = Sequence[Sequence[str]]


def draw(sheet: Sheet, rows: Rows, y: float) -> float:
    xs = XS[: len(rows[0]) + 1]
    for row in rows:
        sheet.framed_row(row, xs, y)
        y += 15
    sheet.across(y, xs[0], xs[-1])
    return y


def tables_of(sheet: Sheet) -> list[list[list[str]]]:
    tables = read_tables(sheet.pdf())
    return [joined([table.header, *(row.cells for row in table.rows)]) for table in tables]


@pytest.mark.parametrize("title", ["", "二 体育施設"])
@pytest.mark.parametrize("page", [False, True])
def test_labels_of_its_own_begin_another_table(title: str, *, page: bool) -> None:
    sheet = Sheet()
    y = draw(sheet, PARKS, 60)
    if page:
        sheet.next_page()
        y = 40.0
    if title:
        sheet.text(title, 40, y + 14)
    draw(sheet, HALLS, y + 20)
    # On a page of its own, few rows without a heading may go on.
    want = [[*PARKS, *HALLS]] if page and not title else [PARKS, HALLS]
    assert tables_of(sheet) == list(map(joined, want))


def test_small_tables_share_their_first_label() -> None:
    sheet, y = Sheet(), 60.0
    for rows in FEES:
        y = draw(sheet, rows, y) + 20
    assert tables_of(sheet) == [joined(rows) for rows in FEES]


@pytest.mark.parametrize("title", ["", "二 東部"])
def test_rows_apart_without_labels_go_on(title: str) -> None:
    rows = [
        ("名称", "所在地", "電話"),
        *((f"第{n}館", f"本町{n}", f"12-{n}4") for n in range(1, 5)),
    ]
    more = [
        ("月岡館", "東町七", "12-84"),
        ("寺島館", "未定", "なし"),
        ("関根館", "東町九", "12-99"),
    ]
    sheet = Sheet()
    y = draw(sheet, rows, 60)
    if title:
        sheet.text(title, 40, y + 14)
    draw(sheet, more, y + 20)
    assert tables_of(sheet) == [joined([*rows, *more])]
