"""Tables whose columns go on to the right on further pages are joined row by row."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import pdfs
from kyoten_extract import Table, read_tables

HEADER = ("番号", "施設名", "所在地", "電話")
MORE = ("定員", "開設者", "備考")
ROWS = [(str(n), f"第{n}集会所", f"本町{n}丁目", f"012-34{n}-6789") for n in range(1, 25)]
FURTHER = [(str(n * 7 % 60), f"開設者{n}", "" if n % 3 else "要予約") for n in range(1, 25)]
Part = Sequence[Sequence[str]]


def read(*pages: Part, titles: Sequence[str] = ()) -> tuple[Table, ...]:
    parts = [pdfs.table(rows, top=260) for rows in pages]
    texts = [pdfs.text(title, 20, 270) for title in titles]
    texts += [""] * (len(parts) - len(texts))
    return read_tables(pdfs.pdf(*map("\n".join, zip(parts, texts, strict=True))))


def codes(table: Table) -> list[tuple[str, str]]:
    return [(found.code, found.severity) for found in table.findings]


WHOLE = [(*a, *b) for a, b in zip(ROWS, FURTHER, strict=True)]
LEFT = [[HEADER, *ROWS[:12]], ROWS[12:]]
RIGHT = [[MORE, *FURTHER[:12]], FURTHER[12:]]


@pytest.mark.parametrize("order", ["down", "over"])
def test_columns_on_further_pages(order: str) -> None:
    """After all pages of the first columns, or after each."""
    a, b = (LEFT, RIGHT) if order == "down" else zip(LEFT, RIGHT, strict=True)
    (table,) = read(*a, *b, titles=["施設一覧"])
    assert table.header == (*HEADER, *MORE)
    assert [row.cells for row in table.rows] == WHOLE
    assert table.rows[0].pages == ((1, 3) if order == "down" else (1, 2))
    assert table.heading == "施設一覧"
    assert codes(table) == [("KY047", "info")]
    assert all(page.accounted == page.printed for page in table.ledger)


MONTHS = [("区分", "一月", "二月", "三月"), ("四月", "五月", "六月", "七月")]
FIGURES = [
    [(f"{n}区", str(n * 37 % 91), str(n * 53), str(n + 200)) for n in range(1, 25)],
    [tuple(str(n * k % 97) for k in (29, 41, 67, 73)) for n in range(1, 25)],
]


def test_columns_of_one_width_by_turns() -> None:
    """The pages after the first have no labels."""
    pages = [
        [*header, *rows[at : at + 12]]
        for at, headers in ((0, [[label] for label in MONTHS]), (12, [[], []]))
        for header, rows in zip(headers, FIGURES, strict=True)
    ]
    (table,) = read(*pages)
    assert table.header == (*MONTHS[0], *MONTHS[1])
    assert [row.cells for row in table.rows] == [(*a, *b) for a, b in zip(*FIGURES, strict=True)]


def test_rows_that_are_blank_in_one_part() -> None:
    names = [("備考",), *(("",) if n % 4 else ("休館中",) for n in range(12))]
    (table,) = read(LEFT[0], names)
    assert [row.cells for row in table.rows] == [
        (*row, "" if n % 4 else "休館中") for n, row in enumerate(ROWS[:12])
    ]


def test_first_columns_that_are_printed_again() -> None:
    again = [(a[1], *b[1:]) for a, b in zip(LEFT[0], RIGHT[0], strict=True)]
    (table,) = read(LEFT[0], again)
    assert table.header == (*HEADER, *MORE[1:])
    assert table.rows[2].cells == (*ROWS[2], *FURTHER[2][1:])


def test_few_rows_are_joined_with_a_warning() -> None:
    (table,) = read(LEFT[0][:4], RIGHT[0][:4])
    assert codes(table) == [("KY047", "warning")]


@pytest.mark.parametrize(
    ("right", "titles"),
    [
        # Under a heading of its own; with numbers of its own; other names under the same label.
        (RIGHT[0], ["施設一覧", "開設者一覧"]),
        ([("順位", "議員", "会派"), *((str(n), f"議員{n}", "無所属") for n in range(1, 13))], ()),
        ([("施設名", "分館"), *((f"第{n}分館", "あり") for n in range(1, 13))], ()),
        # Not as many rows.
        (
            [
                ("年度", "件数", "総額"),
                *((f"令和{n}年度", f"{n}7", f"{n}30") for n in range(1, 10)),
            ],
            (),
        ),
    ],
)
def test_lists_of_their_own(right: Part, titles: Sequence[str]) -> None:
    assert [codes(table) for table in read(LEFT[0], right, titles=titles)] == [[], []]


def test_lists_that_are_laid_out_for_the_width_of_the_page() -> None:
    """As wide as one another, with columns of their own."""
    lines = [f"20 {260 - 20 * at} m 380 {260 - 20 * at} l S" for at in range(11)]
    pages = []
    for xs, rows in (
        (
            (20, 160, 260, 380),
            [("施設名", "町名", "館長"), *((f"会館{n}", "本町", "山本") for n in range(9))],
        ),
        (
            (20, 100, 300, 380),
            [("議員名", "会派", "役職"), *((f"議員{n}", "無所属", "委員") for n in range(9))],
        ),
    ):
        parts = ["0.5 w", *lines, *(f"{x} 260 m {x} 60 l S" for x in xs)]
        parts += [
            pdfs.text(text, x + 3, 246 - 20 * at)
            for at, row in enumerate(rows)
            for x, text in zip(xs, row, strict=False)
        ]
        pages.append("\n".join(parts))
    assert [codes(table) for table in read_tables(pdfs.pdf(*pages))] == [[], []]


def test_labels_over_several_columns_at_a_page_end() -> None:
    """They are in two rows on one page, and in one on the other, with a heading between rows."""
    ys = [260.0 - 20 * at for at in range(12)]

    def page(
        xs: Sequence[float], labels: Sequence[tuple[str, float]], rows: Part, skip: int | None
    ) -> str:
        lines = [f"{xs[0]} {y} m {xs[-1]} {y} l S" for at, y in enumerate(ys) if at != skip]
        lines += [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs]
        texts = [pdfs.text(text, x + 3, y) for x, (text, y) in zip(xs, labels, strict=False)]
        texts += [
            pdfs.text(text, x + 3, y - 14)
            for y, row in zip(ys[2:], rows, strict=False)
            for x, text in zip(xs, row, strict=False)
            if text
        ]
        return "\n".join(("0.5 w", *lines, *texts))

    left = [(str(n), f"第{n}集会所", f"{n}丁目") for n in range(1, 10)]
    right = [(str(n * 3), str(n * 4), str(n * 7)) for n in range(1, 10)]
    upper = [("番号", 240.0), ("施設名", 240.0), ("町名", 240.0)]
    lower = [("常勤", 226.0), ("兼務", 226.0), ("合計", 226.0)]
    pages = [page([20.0, 60.0, 200.0, 330.0], upper, left, 1)]
    pages.append(page([20.0, 90.0, 160.0, 230.0], lower, right, None))
    pages[1] += pdfs.text("職員", 23, 246)
    (table,) = read_tables(pdfs.pdf(*pages))
    assert table.header[:3] == ("番号", "施設名", "町名")
    assert [label.split()[-1] for label in table.header[3:]] == ["常勤", "兼務", "合計"]
    assert [row.cells for row in table.rows] == [(*a, *b) for a, b in zip(left, right, strict=True)]
    assert all(page.accounted == page.printed for page in table.ledger)


def test_a_list_with_names_of_its_own_is_told() -> None:
    """Few rows of one height, on one page each, and not as wide."""
    other = [
        ("議員名", "任期", "期数"),
        *((f"議員{n}", f"令和{n}年", str(n)) for n in range(11, 23)),
    ]
    tables = read(LEFT[0], other)
    assert [len(table.header) for table in tables] == [4, 3]
    assert [codes(table) for table in tables] == [[("KY047", "warning")], []]


def test_rows_that_differ_are_told() -> None:
    """A header of two rows beside one of one row."""
    upper = [HEADER, ("", "（名称）", "（町名）", ""), *ROWS[:10]]
    tables = read(upper, [MORE, *FURTHER[:11]])
    told = {code for table in tables for code in codes(table)}
    assert len(tables) == 2 or told


def test_two_lines_of_labels_that_are_not_merged() -> None:
    """Each label has its own cell, and those of the second line are on one of the pages only."""
    left = [HEADER[:3], ("", "", ""), *[row[:3] for row in ROWS[:9]]]
    labels = [["定員", "", "備考", "区分"], ["男", "女", "", ""]]
    right = [*labels, *[(str(n % 7), str(n % 5), "可", "甲") for n in range(9)]]
    (table,) = read(left, right)
    assert table.header == ("番号", "施設名", "所在地", "定員 男", "女", "備考", "区分")
    assert [row.cells for row in table.rows] == [
        (*a, *b) for a, b in zip(left[2:], right[2:], strict=True)
    ]


def test_further_columns_merged_over_several_rows() -> None:
    """A cell of the further columns belongs to each of the rows it is beside."""
    (table,) = read_tables(pdfs.pdf(pdfs.table(LEFT[0], top=260), _merged("開設者")))
    owners = [f"法人{n // 3 % 2}" for n in range(12)]
    assert table.header == (*HEADER, "開設者")
    assert [row.cells for row in table.rows] == [
        (*row, owner) for row, owner in zip(ROWS[:12], owners, strict=True)
    ]
    assert codes(table) == [("KY047", "warning")]
    assert all(page.accounted == page.printed for page in table.ledger)


def _merged(label: str) -> str:
    """A column of cells that are each beside three rows of the page before."""
    ys = [260, *(240 - 60 * i for i in range(5))]
    texts = [label, *(f"法人{i % 2}" for i in range(4))]
    parts = [pdfs.grid([20, 110], ys)]
    parts += [
        pdfs.text(text, 23, (a + b) / 2 - 4) for text, a, b in zip(texts, ys, ys[1:], strict=False)
    ]
    return "\n".join(parts)


def test_texts_of_few_lines_beside_rows_are_told() -> None:
    texts = [pdfs.text("要予約", 23, 246 - 20 * row) for row in (1, 4, 7, 9)]
    (table,) = read_tables(pdfs.pdf(pdfs.table(LEFT[0], top=260), "\n".join(texts)))
    assert [text.text for text in table.leftovers] == ["要予約"] * 4
    assert codes(table) == [("KY047", "warning")]


def test_running_text_on_a_page_is_not_told() -> None:
    texts = [pdfs.text("この一覧は毎月改める", 23, 246 - 14 * row) for row in range(9)]
    (table,) = read_tables(pdfs.pdf(pdfs.table(LEFT[0], top=260), "\n".join(texts)))
    assert not codes(table)


@pytest.mark.parametrize("set_as", ["middle", "top"])
def test_texts_of_wrapped_rows_beside_rows_are_told(set_as: str) -> None:
    """Rows are of one or two lines, as high, and their texts are in the middle, or begin above."""
    high = [34 if n % 3 == 1 else 22 for n in range(9)]
    tops = [270 - sum(high[:n]) for n in range(10)]
    lines = [f"20 {y} m 280 {y} l S" for y in tops]
    left = [*lines, *(f"{x} {tops[-1]} m {x} 270 l S" for x in (20, 60, 170, 280))]
    right = [line.replace("280", "150") for line in lines]
    for n, (upper, own) in enumerate(zip(tops, high, strict=False)):
        low = upper - own / 2 - 4
        for x, cell in zip((24, 64, 174), (HEADER, *ROWS)[n], strict=False):
            left.append(pdfs.text(cell, x, low))
        texts = ["example/hall/", f"page-{n}"] if own > 22 else [f"example/{n}/"]
        start = low + 5 * (len(texts) - 1) if set_as == "middle" else upper - 12
        if n % 4 != 2:
            right += [pdfs.text(line, 24, start - 10 * at) for at, line in enumerate(texts)]
    (table,) = read_tables(pdfs.pdf("\n".join(left), "\n".join(right)))
    assert codes(table)[:1] == [("KY047", "warning")]
