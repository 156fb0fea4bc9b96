"""Lists that lines across alone rule, and that stand below or beside each other on one page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drawn_sheets import Sheet
from kyoten_extract import read_tables
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.table.unruled import page_parts
from kyoten_extract.table.unruled.page_parts import WHOLE, parts_of

Rows = Sequence[Sequence[str]]

PARKS = (
    ("公園名", "所在地", "面積", "開設年"),
    *(
        (f"{t}公園", f"{t}町{n + 1}番地", f">{1200 + 37 * n}", f"平成{n + 2}年")
        for n, t in enumerate("赤井 石山 上原 江川 大沢 川西".split())
    ),
)
GRANTS = (
    ("事業名", "交付決定額", "前年度比"),
    *(
        (f"{t}整備事業", f">{43 + 11 * n},{n}00", f">{80 + n}.5%")
        for n, t in enumerate("道路 河川 学校 水道 下水".split())
    ),
)
STOPS = (
    ("停留所", "発時刻"),
    *((f"{t}前", f">{7 + n}:0{n}") for n, t in enumerate("駅 病院 市役所 学校 湯".split())),
)


def drawn(
    sheet: Sheet, rows: Rows, xs: Sequence[float], y: float, *, top: bool, few: bool = False
) -> float:
    """Draw rows with a line under each, or around labels and rows; returned is their end."""
    if top:
        sheet.across(y, xs[0], xs[-1])
    for n, row in enumerate(rows):
        sheet.row(row, xs, y)
        y += 18
        if not few or n in (0, len(rows) - 1):
            sheet.across(y, xs[0], xs[-1])
    return y


def plain(rows: Rows) -> list[list[str]]:
    return [[cell.lstrip(">") for cell in row] for row in rows]


def read(data: bytes) -> list[list[list[str]]]:
    tables = read_tables(data)
    assert not any(table.findings for table in tables)
    found = [[list(t.header), *(list(row.cells) for row in t.rows)] for t in tables]
    return sorted(found, key=lambda table: table[0])


def in_order(*tables: Rows) -> list[list[list[str]]]:
    return sorted(map(plain, tables), key=lambda table: table[0])


@pytest.mark.parametrize(("top", "few"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("other", [GRANTS, STOPS])
def test_lists_below_each_other(other: Rows, *, top: bool, few: bool) -> None:
    sheet = Sheet()
    sheet.text("1 公園", 40, 52)
    y = drawn(sheet, PARKS, (40, 150, 300, 380, 500), 60, top=top, few=few)
    sheet.text("2 補助金", 40, y + 24)
    xs = (40, 260, 400, 500) if other is GRANTS else (40, 300, 500)
    drawn(sheet, other, xs, y + 32, top=top, few=few)
    assert read(sheet.pdf()) == in_order(PARKS, other)


@pytest.mark.parametrize("few", [False, True])
@pytest.mark.parametrize("titled", [False, True])
@pytest.mark.parametrize("other", [GRANTS, STOPS])
def test_lists_beside_each_other(other: Rows, *, titled: bool, few: bool) -> None:
    sheet = Sheet()
    if titled:
        sheet.text("公園の一覧", 40, 52)
        sheet.text("ほかの一覧", 330, 52)
    drawn(sheet, PARKS, (40, 110, 190, 240, 310), 60, top=True, few=few)
    xs = (330, 420, 490, 550) if other is GRANTS else (330, 440, 520)
    drawn(sheet, other, xs, 60, top=True, few=few)
    assert read(sheet.pdf()) == in_order(PARKS, other)


def test_a_list_that_goes_on_beside_itself() -> None:
    rows = [(f"{n}", f"第{n}会館", f"北町{n}番地") for n in range(1, 17)]
    sheet = Sheet()
    for at, x in ((0, 40.0), (8, 300.0)):
        part = [("番号", "名称", "所在地"), *rows[at : at + 8]]
        drawn(sheet, part, (x, x + 40, x + 130, x + 230), 60, top=True)
    assert read(sheet.pdf()) == in_order([("番号", "名称", "所在地"), *rows])


@pytest.mark.parametrize("titles", [("表1 人口", "表2 世帯"), ("北回り", "南回り")])
def test_the_same_labels_under_titles_of_their_own(titles: tuple[str, str]) -> None:
    """A table number parts those below each other; any title of its own those beside."""
    below = titles[0].startswith("表")
    sheet = Sheet()
    other = (PARKS[0], *((f"{row[0]}跡", *row[1:]) for row in PARKS[1:]))
    xs = (40.0, 110.0, 190.0, 240.0, 300.0)
    shift, y = (0.0, 250.0) if below else (290.0, 60.0)
    for title, rows, x, top in ((titles[0], PARKS, 0.0, 60.0), (titles[1], other, shift, y)):
        sheet.text(title, 40 + x, top - 8)
        drawn(sheet, rows, [at + x for at in xs], top, top=True)
    assert read(sheet.pdf()) == in_order(PARKS, other)


def test_the_heading_of_a_section_begins_no_list() -> None:
    sheet = Sheet()
    xs = (40.0, 150.0, 300.0, 380.0, 500.0)
    half = len(PARKS) // 2 + 1
    y = drawn(sheet, PARKS[:half], xs, 60, top=True)
    sheet.text("【県南地区】", 42, y + 13)
    sheet.across(y + 18, xs[0], xs[-1])
    drawn(sheet, PARKS[half:], xs, y + 18, top=False)
    (table,) = read_tables(sheet.pdf())
    rows = [list(row.cells) for row in table.rows if row.cells[0] != "【県南地区】"]
    assert [list(table.header), *rows] == plain(PARKS)


def test_a_line_of_words_that_may_be_labels_is_told() -> None:
    """Its list has columns as the one above, and only one of figures."""
    xs = (40.0, 180.0, 320.0, 500.0)
    towns = "赤井 石山 上原 江川 大沢".split()
    halls = [
        ("会館", "管理者", "電話"),
        *((f"{t}館", "東課", f"01-222-3{n}45") for n, t in enumerate(towns)),
    ]
    clubs = [
        ("団体", "代表者", "連絡先"),
        *((f"{t}会", "西係", f"01-333-4{n}56") for n, t in enumerate(towns)),
    ]
    sheet = Sheet()
    y = drawn(sheet, halls, xs, 60, top=True)
    sheet.text("2 団体", 42, y + 13)
    drawn(sheet, clubs, xs, y + 18, top=True)
    (found,) = (f for table in read_tables(sheet.pdf()) for f in table.findings)
    assert found.code == "KY048"
    assert "団体 | 代表者 | 連絡先" in found.message


@pytest.mark.parametrize("again", [False, True])
def test_lists_that_go_on_over_pages(*, again: bool) -> None:
    """The second one begins below the end of the first."""
    halls = [
        ("番号", "会館", "定員"),
        *((f">{n}", f"第{n}会館", f">{40 + n}") for n in range(1, 41)),
    ]
    towns = [
        ("団体", "区分", "代表者", "電話"),
        *(
            (f"第{n}団", "文化" if n % 3 else "体育", "西係", f"01-333-4{n:02}6")
            for n in range(1, 41)
        ),
    ]
    xa, xb = (40.0, 80.0, 300.0, 500.0), (40.0, 180.0, 260.0, 400.0, 540.0)
    sheet = Sheet()
    drawn(sheet, halls[:31], xa, 60, top=True)
    sheet.next_page()
    y = drawn(sheet, halls[:again] + halls[31:], xa, 60, top=True)
    sheet.text("2 団体", 42, y + 24)
    drawn(sheet, towns[:21], xb, y + 32, top=True)
    sheet.next_page()
    drawn(sheet, towns[:again] + towns[21:], xb, 60, top=True)
    assert read(sheet.pdf()) == in_order(halls, towns)


def test_a_page_of_lines_without_text_is_no_list() -> None:
    """It follows one without lines, whose text is a list."""
    sheet = Sheet()
    for n in range(12):
        for x, text in ((40.0, f"第{n}会館"), (150.0, f"本町{n}"), (300.0, f"12-{n}4")):
            sheet.text(text, x, 60 + 15 * n)
    sheet.next_page()
    for n in range(9):
        sheet.across(60 + 20 * n, 40, 500)
    (table,) = read_tables(sheet.pdf())
    assert len(table.rows) == 12


@pytest.mark.parametrize(("bound", "most"), [("_MOST_BLOCKS", 1), ("_MOST_RULES", 20)])
def test_a_page_of_more_rulings_than_lists_have_is_not_parted(
    bound: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two lists has eleven rulings, which end alike."""
    sheet = Sheet()
    for left in (40.0, 320.0):
        for n in range(10):
            sheet.across(60 + 18 * n, left, left + 220)
            sheet.text(f"第{n}会館" if n else "館名", left + 3, 72 + 18 * n)
            sheet.text(f"{n}7" if n else "人数", left + 150, 72 + 18 * n)
        sheet.across(240, left, left + 220)
    with PdfFile(sheet.pdf(), "lists.pdf") as file:
        page = file.page(1)
    assert len(parts_of(page, ()).boxes) > 1
    monkeypatch.setattr(page_parts, bound, most)
    assert parts_of(page, ()).boxes == [WHOLE]
