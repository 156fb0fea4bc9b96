"""Tables that touch, one under the other, are tables of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import pdfs
from kyoten_extract import read_tables
from kyoten_extract.model.table_model import Table

WIDTH, HEIGHT, LEFT = 50, 18, 15
YEARS = [("年", "総数", "男"), *((f"平成{n}年", str(n * 71), str(n * 33)) for n in range(20, 28))]
WARDS = [
    ("区分", "幼年", "若年", "老年", "不詳"),
    *(
        (name, *(str(n * k + 11) for k in (3, 5, 7, 9)))
        for n, name in enumerate(("青葉区", "太白区", "泉区", "宮城野区"), 40)
    ),
]


def page(*tables: Sequence[Sequence[str]]) -> bytes:
    """The tables, with the first column of each at the left."""
    parts, top = [], 280
    for rows in tables:
        xs = [LEFT + WIDTH * i for i in range(len(rows[0]) + 1)]
        parts.append(pdfs.grid(xs, [top - HEIGHT * i for i in range(len(rows) + 1)]))
        parts += [
            pdfs.text(text, x + 3, top - HEIGHT * (i + 1) + 6)
            for i, row in enumerate(rows)
            for x, text in zip(xs, row, strict=False)
            if text
        ]
        top -= HEIGHT * len(rows)
    return pdfs.pdf("\n".join(parts))


def read(*tables: Sequence[Sequence[str]]) -> list[Table]:
    return list(read_tables(page(*tables)))


@pytest.mark.parametrize("tables", [(YEARS, WARDS), (WARDS, YEARS)])
def test_tables_of_other_widths_that_touch(tables: tuple[list[tuple[str, ...]], ...]) -> None:
    found = read(*tables)
    assert [(t.header, *(row.cells for row in t.rows)) for t in found] == [
        tuple(rows) for rows in tables
    ]
    assert not any(t.findings for t in found)


def test_rows_with_a_remark_beside_them_are_one_table() -> None:
    """No row has labels, though the frame is wider around some rows."""
    wide = [(*row, "改定") for row in YEARS[5:]]
    (table,) = read(YEARS[:5], wide)
    assert [row.cells for row in table.rows] == [*((*row, "") for row in YEARS[1:5]), *wide]
