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
