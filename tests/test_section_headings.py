"""Lists with few lines: headings of sections, sums, labels and wrapped cells are told apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import pdfs
from kyoten_extract import read_tables
from kyoten_extract.model.table_model import Table

TOP, LINE, MIDDLE = 285.0, 11.0, 185.0
Rows = Sequence[Sequence[str]]
XS = (10.0, 45.0, 170.0, 300.0)
HEADER = ("番号", "施設名", "事業内容", "電話")
WORK = ("相談", "配食と見守りと\n生活の支援", "学習\n支援")
NAMES = "東西南北上中下本新古"


def lines_of(rows: Rows, pad: float, *, top: float = TOP) -> tuple[str, list[float]]:
    """Rows of centered cells without lines, and the heights between them.

    A row of one text is at the left, or over the middle if it begins with a blank.
    """
    parts, ends, y = [], [top], top
    for row in rows:
        cells = [text.split("\n") for text in row]
        height = 2 * pad + LINE * max(map(len, cells))
        for x, lines in zip(XS if len(row) > 1 else XS[:1], cells, strict=True):
            upper = y - (height - LINE * len(lines)) / 2
            if lines[0].startswith(" "):
                x = MIDDLE - 5 * len(lines[0].strip())
            parts += [
                pdfs.text(text.strip(), x, upper - LINE * at - 9)
                for at, text in enumerate(lines)
                if text
            ]
        y -= height
        ends.append(y)
    return "\n".join(parts), ends


def entry(n: int) -> tuple[str, ...]:
    return str(n), f"{NAMES[n % 10]}会館", WORK[n % 3], f"01-{n}23-4567"


def read(*pages: str) -> list[Table]:
    return list(read_tables(pdfs.pdf(*pages)))


def texts(table: Table) -> list[list[str]]:
    return [["".join(cell.split()) for cell in row.cells] for row in table.rows]


def wanted(rows: Rows) -> list[list[str]]:
    return [["".join(t.split()) for t in (*row, *[""] * (4 - len(row)))] for row in rows]


@pytest.mark.parametrize("heading", ["東", "東部の地区", " 東部の地区の施設"])
def test_headings_among_wrapped_rows(heading: str) -> None:
    rows = [(heading,), *map(entry, range(1, 4)), (heading,), *map(entry, range(4, 7))]
    (table,) = read(lines_of([HEADER, *rows], 3)[0])
    assert table.header == HEADER
    assert texts(table) == wanted(rows)
    assert not table.findings


def test_a_heading_below_labels_that_are_printed_again() -> None:
    pages = [
        [(" 東部の地区の施設",), *map(entry, range(1, 6))],
        [("西部の地区",), *map(entry, range(6, 11))],
    ]
    (table,) = read(*(lines_of([HEADER, *rows], 3)[0] for rows in pages))
    assert table.header == HEADER
    assert texts(table) == wanted([*pages[0], *pages[1]])


def test_a_heading_below_the_labels_of_ruled_rows() -> None:
    """No line is above the labels."""
    rows = [("東部の地区",), *map(entry, range(1, 4)), ("西部の地区",), *map(entry, range(4, 7))]
    content, ends = lines_of([HEADER, *rows], 6)
    content += "".join(f"\n{XS[0] - 3} {y} m 363 {y} l S" for y in ends[1:])
    (table,) = read(content)
    assert table.header == HEADER
    assert texts(table) == wanted(rows)


def test_the_first_row_has_the_ground_of_its_labels() -> None:
    rows = [(str(n), f"{NAMES[n]}会館", "相談", f"01-{n}23-4567") for n in range(1, 9)]
    label = f"1 0 0 1 12 0 cm\n{lines_of([HEADER], 3)[0]}"
    content, ends = lines_of([("",), *rows], 3)
    shades = [f".9 g 5 {y} 385 {LINE + 6} re f 0 g" for y in ends[3::2]]
    (table,) = read("\n".join((*shades, content, label)))
    assert table.header == HEADER
    assert texts(table) == wanted(rows)


def test_a_sum_may_be_the_only_figure_of_shaded_rows() -> None:
    rows = [(f"{n}会館", "本町", "相談", "公立" if n in "東北" else "私立") for n in NAMES[:8]]
    rows.append(("合計", "", "", "8"))
    content, ends = lines_of([("施設名", "町", "事業内容", "設置"), *rows], 3)
    shades = [f".9 g 5 {y} 385 {LINE + 6} re f 0 g" for y in ends[3::2]]
    (table,) = read("\n".join((*shades, content)))
    assert table.header == ("施設名", "町", "事業内容", "設置")
    assert texts(table)[:8] == wanted(rows[:8])


def test_a_centered_cell_of_two_lines_among_rows_of_one() -> None:
    rows = [(str(n), f"{NAMES[n]}会館", "相談", f"01-{n}23-4567") for n in range(1, 8)]
    rows[6] = ("7", "訪問看護\n（中央分室）", *rows[6][2:])
    (table,) = read(lines_of([HEADER, *rows], 3)[0])
    assert texts(table) == wanted(rows)


def test_a_page_with_lines_of_columns_alone_has_several_rows() -> None:
    rows = [*map(entry, range(1, 6)), ("東部の地区",), *map(entry, range(6, 8))]
    pages = [lines_of([HEADER, *rows], 3), lines_of([*map(entry, range(8, 12))], 3)]
    down = [(x - 3, ends[0], ends[-1]) for _, ends in pages[1:] for x in (*XS, 393)]
    lines = "".join(f"\n{x} {low} m {x} {high} l S" for x, high, low in down)
    (table,) = read(pages[0][0], pages[1][0] + lines)
    assert texts(table) == wanted([*rows, *map(entry, range(8, 12))])


def test_wrapped_names_between_rulings_across() -> None:
    """Neither numbers nor the white between lines show the rows, but rulings do."""
    cells = ("甲乙丙\n丁会館", "戊会館", "己庚辛\n壬会館", "癸会館")
    rows = [
        (cells[n % 4], WORK[n % 3], cells[-n % 4], "公立" if n % 2 else "医療\n法人")
        for n in range(9)
    ]
    content, ends = lines_of([("施設名", "所管", "利用", "設置"), *rows], 2)
    content += "".join(f"\n{XS[0] - 3} {y} m 363 {y} l S" for y in ends)
    (table,) = read(content)
    assert texts(table) == wanted(rows)


def test_times_that_are_wrapped_make_no_rows() -> None:
    names = ("甲会館", "乙会館\n（分室）")
    rows = [(str(n), names[n % 2], "8:00~\n19:00", f"01-{n}23-4567") for n in range(1, 9)]
    parts, y = [], TOP
    for row in [("番号", "施設名", "時間", "電話"), *rows]:
        for x, text in zip(XS, row, strict=True):
            lines = enumerate(text.split("\n"))
            parts += [pdfs.text(line, x, y - LINE * at) for at, line in lines]
        y -= 2 * LINE + 6
    (table,) = read("\n".join(parts))
    assert texts(table) == wanted(rows)
