"""Letters that are set apart are one text, where nothing is drawn between the columns."""

from __future__ import annotations

from collections.abc import Sequence

import pdfs
from kyoten_extract import read_tables

HEADER = ("施設名", "所在地", "代表者")
NAMES = ("中央会館", "緑が丘体育館", "図書館", "市民文化会館", "公会堂", "児童館", "北公民館")
ROWS = [
    (name, f"本町{n}丁目{n * 3}番", person)
    for n, (name, person) in enumerate(
        zip(
            NAMES,
            ("山本健", "中村花子", "林太郎", "西川一", "岡田春子", "森一郎", "原健太"),
            strict=True,
        ),
        1,
    )
]
PLACES = ((30.0, 100.0), (150.0, 100.0), (290.0, 80.0))


def spread(text: str, x: float, y: float, width: float) -> str:
    """``text`` over ``width``, its letters at even distances."""
    step = (width - pdfs.EM) / max(len(text) - 1, 1)
    return "\n".join(pdfs.text(letter, x + step * at, y) for at, letter in enumerate(text))


def framed(parts: Sequence[str], rows: int) -> bytes:
    lines = [f"20 {280 - 18 * at} m 380 {280 - 18 * at} l S" for at in range(rows + 1)]
    return pdfs.pdf("\n".join(("0.5 w", *lines, *parts)))


def test_text_spread_over_the_width_of_its_cell() -> None:
    parts = []
    for at, row in enumerate((HEADER, *ROWS)):
        for column, ((x, width), text) in enumerate(zip(PLACES, row, strict=True)):
            y = 280 - 18 * (at + 1) + 5
            plain = column == 1 and at
            parts.append(pdfs.text(text, x, y) if plain else spread(text, x, y, width))
    (table,) = read_tables(framed(parts, len(ROWS) + 1))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS


def test_letters_set_apart_by_one_step() -> None:
    parts = []
    for at, row in enumerate((HEADER, *ROWS)):
        for (x, _), text in zip(PLACES, row, strict=True):
            letters = pdfs.text(text, x, 280 - 18 * (at + 1) + 5)
            parts.append(letters.replace(" Tr ", " Tr 3 Tc "))
    (table,) = read_tables(framed(parts, len(ROWS) + 1))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == ROWS


def test_marks_under_the_days_of_the_week_are_columns() -> None:
    days = "月火水木金土"
    rows = [
        (name, *("休" if (n + k) % 3 else "開" for k in range(6))) for n, name in enumerate(NAMES)
    ]
    parts = []
    for at, row in enumerate((("施設名", *days), *rows)):
        y = 280 - 18 * (at + 1) + 5
        parts += [
            pdfs.text(text, x, y) for x, text in zip((30, *range(150, 390, 40)), row, strict=True)
        ]
    (table,) = read_tables(framed(parts, len(rows) + 1))
    assert table.header == ("施設名", *days)
    assert [row.cells for row in table.rows] == rows
