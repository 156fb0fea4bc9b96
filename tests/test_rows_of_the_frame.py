"""Rows and boxes of a table's frame that are no rows of the table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import pdfs
from kyoten_extract import read_tables

HEADER = ("番号", "施設名", "町名", "電話")
ROWS = [(str(n), f"第{n}集会所", f"{n}丁目", f"012-34{n}-6789") for n in range(1, 25)]
XS = [20.0, 60, 160, 260, 380]


def ruled(rows: Sequence[Sequence[str]], top: float, xs: Sequence[float] = XS) -> str:
    """``rows`` of 14 points from ``top``; a row of one text is a cell over the whole width."""
    parts = ["0.5 w"]
    for at, row in enumerate(rows):
        upper, lower = top - 14 * at, top - 14 * (at + 1)
        sides = [xs[0], xs[-1]] if len(row) == 1 else xs
        for x0, x1, text in zip(sides, sides[1:], row, strict=False):
            parts.append(f"{x0} {lower} {x1 - x0} {upper - lower} re S")
            parts += [pdfs.text(text, x0 + 3, lower + 3)] if text else []
    return "\n".join(parts)


def test_page_numbers_and_continued_within_the_frame() -> None:
    pages = [
        [*([["（前ページからの続き）"]] if page else []), HEADER, *rows, [f"－ {page + 1} －"]]
        for page, rows in enumerate((ROWS[:12], ROWS[12:]))
    ]
    (table,) = read_tables(pdfs.pdf(*(ruled(rows, 280) for rows in pages)))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS
    texts = [left.text for left in table.leftovers]
    assert sorted(texts) == sorted(["－ 1 －", "（前ページからの続き）", "－ 2 －"])
    assert all(page.accounted == page.printed for page in table.ledger)


def test_a_year_over_the_whole_width_is_a_heading() -> None:
    pages = [[HEADER, *ROWS[:12], ["2020"]], [HEADER, *ROWS[12:]]]
    (table,) = read_tables(pdfs.pdf(*(ruled(rows, 280) for rows in pages)))
    assert ("2020", "", "", "") in [row.cells for row in table.rows]


def test_a_note_at_the_end_of_every_page() -> None:
    note = ["※ 電話は変わることがあります。"]
    pages = [[HEADER, *ROWS[:12], note], [HEADER, *ROWS[12:], note]]
    (table,) = read_tables(pdfs.pdf(*(ruled(rows, 280) for rows in pages)))
    assert [row.cells for row in table.rows] == ROWS
    assert [run.text for run in table.leftovers] == note * 2


def test_a_form_on_top_of_a_list() -> None:
    form = [("申請者", "中央自治会"), ("代表者", "山本花子")]
    parts = ["0.5 w"]
    for at, row in enumerate(form):
        low = 280 - 14 * (at + 1)
        for x0, x1, text in zip((20, 60), (60, 380), row, strict=True):
            parts.append(f"{x0} {low} {x1 - x0} 14 re S {pdfs.text(text, x0 + 3, low + 3)}")
    listed = ruled([HEADER, *ROWS[:8]], 280 - 28)
    tables = read_tables(pdfs.pdf("\n".join((*parts, listed))))
    assert [table.header for table in tables] == [form[0], HEADER]
    assert [[row.cells for row in table.rows] for table in tables] == [[form[1]], ROWS[:8]]


@pytest.mark.parametrize("left", [260, 290, 120])
def test_a_box_on_the_upper_side_of_a_table(left: float) -> None:
    """Over the last column, over part of it, over parts of three."""
    box = f"0.5 w {left} 266 {380 - left} 14 re S"
    dated = pdfs.text("令和7年4月現在", left + 4, 269)
    (table,) = read_tables(pdfs.pdf("\n".join((ruled([HEADER, *ROWS[:9]], 266), box, dated))))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS[:9]
    assert [run.text for run in table.leftovers] == ["令和7年4月現在"]


def test_a_label_over_two_columns_is_no_such_box() -> None:
    box = "0.5 w 160 266 220 14 re S"
    (table,) = read_tables(
        pdfs.pdf("\n".join((ruled([HEADER, *ROWS[:9]], 266), box, pdfs.text("所在", 170, 269))))
    )
    assert table.header == ("番号", "施設名", "所在 町名", "所在 電話")


@pytest.mark.parametrize("xs", [XS, [20.0, 60, 180, 240, 380]])
def test_tables_of_one_width_that_touch(xs: list[float]) -> None:
    other = ("番号", "薬局名", "薬剤師", "開設")
    rows = [(str(n), f"薬局{n}", f"薬剤師{n}", f"令和{n}年") for n in range(1, 7)]
    upper, lower = ruled([HEADER, *ROWS[:6]], 280), ruled([other, *rows], 280 - 7 * 14, xs)
    tables = read_tables(pdfs.pdf(f"{upper}\n{lower}"))
    assert [(table.header, [row.cells for row in table.rows]) for table in tables] == [
        (HEADER, ROWS[:6]),
        (other, rows),
    ]
    assert not any(table.findings for table in tables)


@pytest.mark.parametrize(
    "note", ["※ 開館時間は変更となる場合がありますので、電話でお尋ねください。"]
)
def test_a_note_within_a_frame_that_is_ruled_across_alone(note: str) -> None:
    rows = [HEADER, *ROWS[:12], [note]]
    parts = ["0.5 w", f"20 {280 - 14 * len(rows)} 360 {14 * len(rows)} re S"]
    for at, row in enumerate(rows):
        parts.append(f"20 {280 - 14 * at} m 380 {280 - 14 * at} l S")
        parts += [
            pdfs.text(text, x + 3, 280 - 14 * (at + 1) + 3)
            for x, text in zip(XS, row, strict=False)
        ]
    (table,) = read_tables(pdfs.pdf("\n".join(parts)))
    assert [row.cells for row in table.rows] == ROWS[:12]
    assert [run.text for run in table.leftovers] == [note]


def test_units_under_the_labels() -> None:
    labels, units = ("番号", "施設名", "面積", "定員"), ("", "", "㎡", "人")
    rows = [(str(n), f"第{n}集会所", f"{n}5.0", str(n * 10)) for n in range(1, 9)]
    (table,) = read_tables(pdfs.pdf(ruled([labels, units, *rows], 280)))
    assert table.header == ("番号", "施設名", "面積 ㎡", "定員 人")
    assert [row.cells for row in table.rows] == rows


def test_signs_under_the_labels_are_a_row() -> None:
    rows = [("", "", "－", "－"), *((str(n), f"第{n}集会所", f"{n}5.0", "9") for n in range(1, 9))]
    (table,) = read_tables(pdfs.pdf(ruled([("番号", "施設名", "面積", "定員"), *rows], 280)))
    assert [row.cells for row in table.rows] == rows


def test_numbers_of_lines_in_the_margin() -> None:
    rows = [HEADER, *ROWS[:12]]
    parts = ["0.5 w"]
    for at, row in enumerate(rows):
        parts.append(f"40 {250 - 14 * at} m 390 {250 - 14 * at} l S")
        parts += [
            pdfs.text(text, x + 25, 250 - 14 * (at + 1) + 3)
            for x, text in zip(XS, row, strict=False)
        ]
    parts += [pdfs.text(str(n), 12, 284 - 14 * n) for n in range(1, 19)]
    parts.append(pdfs.text("別紙 集会所の一覧", 42, 256))
    (table,) = read_tables(pdfs.pdf("\n".join(parts)))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS[:12]


def test_a_box_on_the_lower_side_of_a_table() -> None:
    rows = [HEADER, *ROWS[:9]]
    low = 280 - 14 * len(rows)
    box = f"0.5 w 230 {low - 14} 150 14 re S {pdfs.text('問合せ先：福祉課', 240, low - 11)}"
    (table,) = read_tables(pdfs.pdf("\n".join((ruled(rows, 280), box))))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS[:9]
    assert [run.text for run in table.leftovers] == ["問合せ先：福祉課"]


def test_tables_that_touch_under_titles_of_their_own() -> None:
    other = ("番号", "薬局名", "薬剤師", "開設")
    rows = [(str(n), f"薬局{n}", f"薬剤師{n}", f"令和{n}年") for n in range(1, 7)]
    every = [["一 集会所"], HEADER, *ROWS[:6], ["二 薬局"], other, *rows]
    tables = read_tables(pdfs.pdf(ruled(every, 280)))
    assert [(table.header, [row.cells for row in table.rows]) for table in tables] == [
        (HEADER, ROWS[:6]),
        (other, rows),
    ]


def test_tables_that_touch_with_other_kinds_of_values() -> None:
    one = [
        ("病院名", "町名", "病床数", "電話"),
        *((f"病院{n}", "本町", f"{n}20", "012-345-6789") for n in range(1, 8)),
    ]
    other = [
        ("薬局名", "電話", "管理者", "開設"),
        *((f"薬局{n}", "012-987-6543", "山本", "昭和") for n in range(1, 8)),
    ]
    tables = read_tables(pdfs.pdf(ruled([*one, *other], 280)))
    assert [[table.header, *(row.cells for row in table.rows)] for table in tables] == [one, other]


def test_rows_without_values_are_no_labels() -> None:
    rows = [
        ("施設名", "町名", "定員", "電話"),
        *((f"会館{n}", "本町", f"{n}0", "012-345-6789") for n in range(1, 9)),
    ]
    rows += [(f"分館{n}", "栄町", "なし", "無") for n in range(1, 9)]
    (table,) = read_tables(pdfs.pdf(ruled(rows, 280)))
    assert [row.cells for row in table.rows] == rows[1:]


def test_figures_beside_the_rulings_of_a_header_stay() -> None:
    """Rulings under labels over some columns only; the years and figures beside are no lines."""
    xs = (30, 120, 190, 260, 330)
    rows = [(f"第{n}区", *(str(n * k + 100) for k in (3, 5, 7, 9))) for n in range(1, 12)]
    head = [("区分", "男", "女", "2019", "2020"), *rows]
    parts = ["0.5 w", *(f"110 {y} m 230 {y} l S" for y in (270, 266, 252))]
    parts += [pdfs.text("人口", 160, 256)]
    parts += [
        pdfs.text(text, x, 240 - 14 * at)
        for at, row in enumerate(head)
        for x, text in zip(xs, row, strict=True)
    ]
    tables = read_tables(pdfs.pdf("\n".join(parts)))
    cells = [row.cells for table in tables for row in table.rows]
    assert [row[-2:] for row in cells][-11:] == [row[-2:] for row in rows]


def test_labels_repeated_under_each_section() -> None:
    every = [["東部"], HEADER, *ROWS[:5], ["西部"], HEADER, *ROWS[5:10]]
    (table,) = read_tables(pdfs.pdf(ruled(every, 280)))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == [*ROWS[:5], ("西部", "", "", ""), *ROWS[5:10]]


def test_rows_that_are_ruled_off_below_alone() -> None:
    """Each cell draws its lower side; the last column has more room than text."""
    parts = ["0.5 w"]
    for at, row in enumerate([HEADER, *ROWS[:12]]):
        low = 280 - 14 * (at + 1)
        for x0, x1, text in zip(XS, XS[1:], row, strict=False):
            parts.append(f"{x0} {low} m {x1} {low} l S")
            parts.append(pdfs.text(text, x0 + 3, low + 3))
    (table,) = read_tables(pdfs.pdf("\n".join(parts)))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS[:12]
