"""Lists whose columns change midway: each value stays under its label, and the change is told."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun, count_ink
from kyoten_extract.table.assignment import assign
from kyoten_extract.table.stitch import Stitched, stitch
from test_tables import grid

LABELS = ("番号", "施設", "電話", "郵便番号", "定員", "開設", "備考")
TOWNS = ("札幌市", "函館市", "青森市", "盛岡市", "仙台市", "秋田市", "山形市", "福島市", "水戸市")


def _record(number: int) -> dict[str, str]:
    town = TOWNS[number % len(TOWNS)]
    values = (str(number), town, f"0{number}-123-4567", f"{number:03}-0001", f"{number * 37}")
    return dict(zip(LABELS, (*values, f"{1990 + number}", f"{town}の南"), strict=True))


def _page(number: int, labels: tuple[str, ...], records: range, *, head: bool = True) -> Grid:
    rows = [tuple(_record(n).get(label, "甲") for label in labels) for n in records]
    return grid(number, 100, [labels, *rows] if head else rows)


def _stitched(*grids: Grid, headings: tuple[str, ...] = ()) -> Stitched:
    contents = []
    for index, one in enumerate(grids):
        ink = sum(count_ink(cell.text) for cell in one.cells)
        text = headings[index] if headings else ""
        runs = (TextRun(one.page, text, (50.0, 80.0, 200.0, 92.0)),) if text else ()
        contents.append(PageContent(one.page, (one,), runs, ink + count_ink(text)))
    return stitch(contents)


def _records(stitched: Stitched) -> list[dict[str, str]]:
    (one,) = stitched.tables
    table = one.table
    assert all(len(row.cells) == len(table.header) for row in table.rows)
    return [dict(zip(table.header, row.cells, strict=True)) for row in table.rows]


def _codes(stitched: Stitched) -> list[str]:
    return [finding.code for one in stitched.tables for finding in one.table.findings]


@given(st.permutations(LABELS), st.integers(4, len(LABELS)))
def test_columns_in_any_order_come_under_their_labels(order: list[str], count: int) -> None:
    labels = tuple(order[:count])
    stitched = _stitched(_page(1, LABELS, range(1, 9)), _page(2, labels, range(9, 17)))
    expected = [_record(n) for n in range(1, 9)]
    expected += [
        {label: _record(n)[label] if label in labels else "" for label in LABELS}
        for n in range(9, 17)
    ]
    assert _records(stitched) == expected
    assert _codes(stitched) == (["KY022"] if labels != LABELS else [])


@pytest.mark.parametrize("place", range(len(LABELS) + 1))
def test_a_column_put_in_stands_where_it_is_printed(place: int) -> None:
    labels = (*LABELS[:place], "職種", *LABELS[place:])
    stitched = _stitched(_page(1, LABELS, range(1, 9)), _page(2, labels, range(9, 17)))
    assert stitched.tables[0].table.header == labels
    assert [record["職種"] for record in _records(stitched)] == [""] * 8 + ["甲"] * 8
    assert _codes(stitched) == ["KY022"]


@pytest.mark.parametrize("gone", range(1, len(LABELS)))
def test_a_column_dropped_on_a_page_without_labels(gone: int) -> None:
    labels = (*LABELS[:gone], *LABELS[gone + 1 :])
    last = _page(2, labels, range(9, 17), head=False)
    stitched = _stitched(_page(1, LABELS, range(1, 9)), last)
    if len(stitched.tables) == 1:
        # Under its label, or told; a column of words may be told from others by place alone.
        assert _codes(stitched) == ["KY022"]
        assert [record["電話"] for record in _records(stitched)][8:] == [
            "" if gone == 2 else _record(n)["電話"] for n in range(9, 17)
        ]
    assert sum(len(one.table.rows) for one in stitched.tables) == 16


def test_a_layout_that_stays_changed_is_told_once() -> None:
    later = LABELS[:-1]
    pages = [_page(n, later, range(5 * n, 5 * n + 5)) for n in (2, 3, 4)]
    stitched = _stitched(_page(1, LABELS, range(1, 10)), *pages)
    # Most pages lack it, so that the first page is the one that puts it in.
    assert stitched.tables[0].table.header == LABELS
    assert _codes(stitched) == ["KY022"]


def test_other_labels_in_the_same_places_begin_another_table() -> None:
    other = tuple(f"{label}の別" for label in "甲乙丙丁戊己庚")
    rows = [tuple(_record(n).values()) for n in range(9, 17)]
    stitched = _stitched(_page(1, LABELS, range(1, 9)), grid(2, 100, [other, *rows]))
    assert [one.table.header for one in stitched.tables] == [LABELS, other]


@pytest.mark.parametrize(
    ("records", "headings"),
    [(range(1, 9), ()), (range(9, 17), ("表1 人口", "表2 面積"))],
)
def test_a_table_of_its_own_with_some_of_the_labels(
    records: range, headings: tuple[str, ...]
) -> None:
    second = _page(2, (*LABELS[:4], "面積"), records)
    stitched = _stitched(_page(1, LABELS[:5], range(1, 9)), second, headings=headings)
    assert len(stitched.tables) == 2


def test_a_heading_that_says_continued_is_no_new_one() -> None:
    second = _page(2, (*LABELS[:4], "面積"), range(9, 17))
    headings = ("施設一覧 1/2", "施設一覧(続き) 2/2")
    assert len(_stitched(_page(1, LABELS[:5], range(1, 9)), second, headings=headings).tables) == 1


def test_the_best_assignment_is_found() -> None:
    chance = random.Random(1)
    for _ in range(200):
        rows, columns = chance.randint(1, 5), chance.randint(1, 5)
        scores = [[chance.randint(-2, 6) for _ in range(columns)] for _ in range(rows)]
        found = assign(scores)
        taken = [column for column in found if column >= 0]
        assert len(set(taken)) == len(taken)
        size = max(rows, columns)
        padded = [
            [max(scores[i][j], 0) if i < rows and j < columns else 0 for j in range(size)]
            for i in range(size)
        ]
        best = max(sum(padded[i][j] for i, j in enumerate(p)) for p in permutations(range(size)))
        assert sum(scores[i][j] for i, j in enumerate(found) if j >= 0) == best


def _across(number: int, rows: list[tuple[str, ...]]) -> Grid:
    """A grid whose rows of one text are one cell across."""
    plain = grid(number, 100, [row if len(row) > 1 else (*row, "", "") for row in rows])
    cells = []
    for cell in plain.cells:
        if len(rows[cell.row]) > 1:
            cells.append(cell)
        elif cell.column == 0:
            box = (cell.bbox[0], cell.bbox[1], plain.xs[-1], cell.bbox[3])
            cells.append(Cell(cell.row, 0, 1, 3, cell.text, box))
    return Grid(number, 3, len(rows), tuple(cells), plain.xs, plain.ys)


def test_rows_stand_under_the_heading_across_the_table() -> None:
    rows = [("番号", "施設", "定員"), ("北区",), ("1", "甲園", "30"), ("2", "乙園", "31")]
    rows += [("南区",), ("3", "丙園", "32"), ("※ 定員は見込み",), ("4", "丁園", "33")]
    (one,) = _stitched(_across(1, rows)).tables
    whole = one.table.with_sections()
    assert whole.header == ("section", "番号", "施設", "定員")
    numbered = [row.cells[:2] for row in whole.rows if row.cells[1].isdecimal()]
    assert numbered == [("北区", "1"), ("北区", "2"), ("南区", "3"), ("南区", "4")]
    # The note is no heading, and stays.
    assert [row.cells[1] for row in whole.rows if not row.cells[1].isdecimal()] == [
        "※ 定員は見込み"
    ]


def test_headings_over_the_grids_of_pages_are_sections() -> None:
    first, second = _page(1, LABELS, range(1, 9)), _page(2, LABELS, range(9, 17))
    (one,) = _stitched(first, second, headings=("＜青森県＞", "＜秋田県＞")).tables
    assert [row.section for row in one.table.rows] == ["＜青森県＞"] * 8 + ["＜秋田県＞"] * 8
    (same,) = _stitched(first, second, headings=("一覧 1/2", "一覧 2/2")).tables
    assert {row.section for row in same.table.rows} == {""}
