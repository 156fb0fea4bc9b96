"""Which row has the labels: of a list under a form, in two languages, and of another list."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import pdfs
from kyoten_extract import read_tables
from kyoten_extract.model.table_model import Table

HEIGHT, LEFT, WIDTH = 16, 10, 54
Rows = Sequence[Sequence[str]]
LIST = ("番号", "品名", "数量", "置き場")
STOCK = [(str(n), "机椅棚"[n % 3], str(n * 7 % 5), f"第{n % 2 + 1}倉庫") for n in range(1, 9)]
MEMBERS = ("議員名", "会派", "委員会", "選挙区")
COUNCIL = [
    (f"{name}野", "青空会" if n % 2 else "無所属", "総務" if n % 3 else "厚生", "南区")
    for n, name in enumerate("甲乙丙丁戊己庚辛壬")
]
STAFF = ("職員名", "所属", "係", "階")
OFFICE = [
    (f"{name}村", "税務課" if n % 2 else "会計課", "庶務" if n % 3 else "管理", "地下")
    for n, name in enumerate("子丑寅卯辰巳午未申")
]


def page(rows: Rows) -> str:
    """Cells drawn one by one; one that is ``<`` belongs to the cell at its left."""
    parts = []
    for index, row in enumerate(rows):
        bottom = 290 - HEIGHT * (index + 1)
        starts = [i for i, text in enumerate(row) if text != "<"]
        for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
            x = LEFT + WIDTH * start
            parts.append(f"{x} {bottom} {WIDTH * (end - start)} {HEIGHT} re S")
            parts.append(pdfs.text(row[start], x + 2, bottom + 4))
    return "\n".join(parts)


def read(*pages: Rows) -> list[Table]:
    return list(read_tables(pdfs.pdf(*map(page, pages))))


def is_exact(table: Table, header: Sequence[str], rows: Rows) -> bool:
    return table.header == tuple(header) and [row.cells for row in table.rows] == list(rows)


@pytest.mark.parametrize(
    "form",
    [
        [("施設名", "中央館", "電話", "012-345-6789")],
        [("施設名", "中央館", "電話", "012-345-6789"), ("所在地", "本町", "館長", "甲野")],
        [("施設名", "中央館", "<", "<"), ("開館日", "令和7年4月1日", "館長", "甲野")],
    ],
)
def test_a_form_above_a_list_is_no_header(form: Rows) -> None:
    (table,) = read([*form, LIST, *STOCK])
    assert is_exact(table, LIST, STOCK)
    texts = {text for row in form for text in row if text != "<"}
    assert texts == {text.text for text in table.leftovers}
    assert not table.findings


def test_a_form_of_words_alone_is_told() -> None:
    (table,) = read([("団体名", "緑の会", "代表者", "甲野"), LIST, *STOCK])
    assert [finding.code for finding in table.findings] == ["KY048"]


def test_labels_in_two_languages_are_one_header() -> None:
    (table,) = read([LIST, ("No.", "Name", "Quantity", "Place"), *STOCK])
    labels = ("番号 No.", "品名 Name", "数量 Quantity", "置き場 Place")
    assert is_exact(table, labels, STOCK)
    assert not table.findings


def test_foreign_words_above_words_are_told() -> None:
    """They may be labels, or the first row."""
    (table,) = read([MEMBERS, ("Name", "Party", "Committee", "Ward"), *COUNCIL])
    assert is_exact(table, MEMBERS, [("Name", "Party", "Committee", "Ward"), *COUNCIL])
    assert [finding.code for finding in table.findings] == ["KY048"]


def test_a_page_with_other_labels_is_another_table() -> None:
    tables = read([MEMBERS, *COUNCIL], [STAFF, *OFFICE[:-2]])
    assert is_exact(tables[0], MEMBERS, COUNCIL)
    assert is_exact(tables[1], STAFF, OFFICE[:-2])


def test_a_page_of_words_without_labels_goes_on() -> None:
    (table,) = read([MEMBERS, *COUNCIL], COUNCIL[:7])
    assert is_exact(table, MEMBERS, [*COUNCIL, *COUNCIL[:7]])


def test_the_box_of_a_sum_that_is_off_its_column() -> None:
    def cell(x: float, width: float, text: str) -> str:
        y = 290 - HEIGHT * 10
        return f"{x} {y} {width} {HEIGHT} re S\n" + pdfs.text(text, x + 2, y + 4)

    right = LEFT + 3 * WIDTH
    boxes = cell(right - 30, 30, "合計"), cell(right, WIDTH, "八件")
    (table,) = read_tables(pdfs.pdf("\n".join((page([LIST, *STOCK]), *boxes))))
    assert is_exact(table, LIST, [*STOCK, ("", "", "合計", "八件")])


def test_cards_of_one_form_are_tables_of_their_own() -> None:
    def card(n: int) -> Rows:
        return [("施設名", f"第{n}館"), ("所在地", f"本町{n}"), ("館長", "甲乙丙丁"[n])]

    parts = [page(card(n)).split("\n") for n in range(3)]
    down = [f"1 0 0 1 0 {-70 * n} cm\n" + "\n".join(part) for n, part in enumerate(parts)]
    tables = read_tables(pdfs.pdf("\n".join(f"q {part} Q" for part in down)))
    assert [(t.header, [row.cells for row in t.rows]) for t in tables] == [
        (card(n)[0], card(n)[1:]) for n in range(3)
    ]
