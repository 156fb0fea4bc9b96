"""Cells drawn apart, each with a frame of its own: the gaps between them are no columns."""

from __future__ import annotations

import pytest

from kyoten_extract import read_table
from pdfs import pdf, text

ROWS = [("番号", "名称", "人数"), ("1", "青葉", "12"), ("2", "白浜", "34"), ("3", "平野", "5")]


def framed(gap: float, *, border: bool = False) -> bytes:
    """A table of frames ``gap`` points apart, in a frame of its own if it has a ``border``."""
    drawn = ["0.4 w"]
    for i, row in enumerate(ROWS):
        for j, cell in enumerate(row):
            x, y = 20 + j * (80 + gap), 240 - i * (18 + gap)
            drawn += [f"{x} {y} 80 18 re S", text(cell, x + 4, y + 5)]
    if border:
        width, height = 3 * (80 + gap) + gap, 4 * (18 + gap) + gap
        drawn.append(f"{20 - gap} {258 + gap - height} {width} {height} re S")
    return pdf("\n".join(drawn))


@pytest.mark.parametrize("border", [False, True])
@pytest.mark.parametrize("gap", [1.0, 2.0, 3.0, 4.5])
def test_gaps_between_frames_are_no_columns(gap: float, border: bool) -> None:
    table = read_table(framed(gap, border=border))
    assert (table.header, *(row.cells for row in table.rows)) == tuple(ROWS)
    assert not [finding for finding in table.findings if finding.severity != "info"]


def test_a_narrow_column_with_text_is_one() -> None:
    drawn = ["0.4 w"]
    xs = (20, 100, 104.8, 180)
    drawn += [f"{x} 180 m {x} 260 l S" for x in xs]
    drawn += [f"20 {y} m 180 {y} l S" for y in (180, 200, 220, 240, 260)]
    for i, row in enumerate(
        [("名称", "", "人数"), ("青葉", "1", "12"), ("白浜", "", "34"), ("平野", "2", "5")]
    ):
        drawn += [
            text(cell, x + (6 if x > 104 else 0), 246 - 20 * i)
            for x, cell in zip(xs, row, strict=False)
            if cell
        ]
    table = read_table(pdf("\n".join(drawn)))
    assert [row.cells for row in table.rows] == [
        ("青葉", "1", "12"),
        ("白浜", "", "34"),
        ("平野", "2", "5"),
    ]


SIDE = [(f"{n}", f"第{n}投票所", f"{n + 100}") for n in range(1, 15)]


def grid_with(drawn: str, *, last: str = "人数") -> bytes:
    """A grid of 15 rows, 20 to 260 points from the left and from the lower side, and ``drawn``."""
    lines = ["0.4 w", *(f"{x} 20 m {x} 260 l S" for x in (20, 60, 200, 260))]
    lines += [f"20 {y} m 260 {y} l S" for y in range(20, 261, 16)]
    for n, row in enumerate([("番号", "名称", last), *SIDE]):
        lines += [
            text(cell, x + 4, 248 - 16 * n)
            for x, cell in zip((20, 60, 200), row, strict=True)
            if cell
        ]
    return pdf("\n".join([*lines, drawn]))


@pytest.mark.parametrize(
    "drawn",
    [
        "260 212 m 270 212 l 270 132 l 260 132 l S",
        "260 212 m 290 212 l 290 180 l 260 180 l S 260 100 m 290 100 l 290 68 l 260 68 l S",
        "20 212 m 8 212 l 8 132 l 20 132 l S",
        "16 4 248 280 re S",
        "10 10 255 260 re S",
    ],
)
def test_brackets_and_frames_beside_a_table_are_no_columns(drawn: str) -> None:
    table = read_table(grid_with(drawn))
    assert (table.header, *(row.cells for row in table.rows)) == (("番号", "名称", "人数"), *SIDE)
    assert table.findings == ()


def test_a_blank_column_with_rows_of_its_own_is_one() -> None:
    sides = "".join(f"260 {y} m 290 {y} l S " for y in range(20, 261, 16))
    table = read_table(grid_with(sides + "290 20 m 290 260 l S"))
    assert len(table.header) == 4


def test_a_column_of_one_merged_cell_with_a_label_is_one() -> None:
    sides = "".join(f"260 {y} m 310 {y} l S " for y in (20, 244, 260))
    label = text("備考", 264, 248)
    table = read_table(grid_with(f"{sides} 310 20 m 310 260 l S {label}"))
    assert table.header == ("番号", "名称", "人数", "備考")
