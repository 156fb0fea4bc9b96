"""Lists of one line a row without rulings between the rows come out row by row."""

from __future__ import annotations

import pytest

import pdfs
from kyoten_extract import read_table
from kyoten_extract.model.table_model import Table
from printed_lists import STYLES, printed_list


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple("".join(cell.split()) for cell in row.cells) for row in table.rows]


def check(style: str, seeds: range) -> None:
    """At least 99.5 % of the rows are exact, and no list is wrong without a word of it."""
    rows = right = 0
    for seed in seeds:
        printed = printed_list(seed, style)
        table = read_table(printed.data)
        read = cells(table)
        exact = table.header == printed.header and read == list(printed.rows)
        assert exact or any(f.severity != "info" for f in table.findings), seed
        rows += len(printed.rows)
        right += len(printed.rows) if exact else sum(row in read for row in printed.rows)
    assert right >= 0.995 * rows


@pytest.mark.parametrize("style", STYLES)
def test_each_line_is_a_row(style: str) -> None:
    check(style, range(8))


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_each_line_of_many_lists_is_a_row(style: str) -> None:
    check(style, range(1000, 1015))


def framed(*lines: str, bottom: float = 100) -> str:
    """A table of two rows and a header, and a frame below it that holds ``lines``."""
    table = pdfs.table(
        [("年度", "件数", "人数"), ("平成元年", "12", "34"), ("平成二年", "56", "78")]
    )
    frame = f"20 220 m 20 {bottom} l S 290 220 m 290 {bottom} l S 20 {bottom} m 290 {bottom} l S"
    return "\n".join((table, frame, *lines))


ROWS = [("平成元年", "12", "34"), ("平成二年", "56", "78")]


def test_a_chart_in_the_frame_is_no_row() -> None:
    grid = [f"60 {y} m 270 {y} l S" for y in (120, 140, 160, 180, 200)]
    marks = [pdfs.text(str(y), 30, y) for y in (120, 160, 200)]
    table = read_table(pdfs.pdf(framed(*grid, "60 120 m 60 200 l S", *marks)))
    assert cells(table) == ROWS
    assert not table.others
    assert sorted(leftover.text for leftover in table.leftovers) == ["120", "160", "200"]


def test_notes_at_the_end_of_the_frame_are_no_row() -> None:
    notes = [pdfs.text("注 年度末の数である。", 30, 190), pdfs.text("出典 年報", 30, 170)]
    table = read_table(pdfs.pdf(framed(*notes)))
    assert cells(table) == ROWS
    assert "".join(leftover.text for leftover in table.leftovers).replace("\n", "") == (
        "注 年度末の数である。出典 年報"
    )


def stacked(*rows: tuple[tuple[str, ...], ...], step: float = 14) -> bytes:
    """A ruled table of three columns; each row of it is some lines, each of three texts."""
    ys, parts = [280.0], []
    for lines in rows:
        for i, line in enumerate(lines):
            parts += [
                pdfs.text(text, 23 + 120 * j, ys[-1] - 12 - step * i) for j, text in enumerate(line)
            ]
        ys.append(ys[-1] - step * len(lines) - 4)
    return pdfs.pdf("\n".join((pdfs.grid([20, 140, 260, 380], ys), *parts)))


HEAD = (("名称", "別名", "場所"),)


def test_lines_with_figures_in_one_frame_are_rows() -> None:
    lines = tuple((f"団体{chr(ord('ア') + i)}", f"{i + 3},210", f"{i}.5%") for i in range(4))
    table = read_table(stacked(HEAD, lines))
    assert table.header == HEAD[0]
    assert cells(table) == list(lines)


def test_a_few_lines_of_words_in_one_frame_are_unclear() -> None:
    """Neither how many there are, nor what they hold, tells rows from lines of one row."""
    pairs = [
        tuple((f"{a}の会", f"{a}支部", f"{a}町") for a in group) for group in ("東西南", "北中央")
    ]
    table = read_table(stacked(HEAD, *pairs))
    assert len(table.rows) == 2
    assert [finding.code for finding in table.findings] == ["KY027"]


def test_a_list_of_mostly_one_line_keeps_its_ruled_rows() -> None:
    rows = [((f"会{i}", f"部{i}", f"町{i}"),) for i in range(6)]
    table = read_table(stacked(HEAD, *rows, (("会甲", "部甲", "町甲"), ("会乙", "部乙", "町乙"))))
    assert len(table.rows) == 7
    assert not table.findings


def test_wrapped_rows_between_lines_of_columns_are_not_left_in_silence() -> None:
    """No number, no figure, and lines of cells that do not line up."""
    parts = [pdfs.grid([20, 140, 260, 380], [280, 262, 62])]
    parts += [pdfs.text(text, 23 + 120 * j, 267) for j, text in enumerate(HEAD[0])]
    for j, (count, step) in enumerate(((5, 38), (9, 21), (12, 16))):
        parts += [pdfs.text("団体の名", 23 + 120 * j, 248 - step * i) for i in range(count)]
    table = read_table(pdfs.pdf("\n".join(parts)))
    assert [finding.code for finding in table.findings] == ["KY027"]


def test_rows_of_two_lines_each_are_not_parted() -> None:
    """A postal code above an address, a telephone above a fax: lines alike in no column."""
    pairs = [
        (
            ("施設", f"540-{i:04}", f"06-6{i:03}-1234"),
            ("分室", f"大手町一丁目{i}番", f"06-6{i:03}-4321"),
        )
        for i in range(6)
    ]
    table = read_table(stacked(HEAD, *pairs))
    assert len(table.rows) == 6
    assert not table.findings


def test_two_lines_that_may_be_rows_are_told() -> None:
    """As above, but the first lines are as the second ones."""
    pairs = [
        tuple((f"施設{i}{j}", f"大手町{i}{j}番", f"06-6{i:03}-123{j}") for j in range(2))
        for i in range(6)
    ]
    table = read_table(stacked(HEAD, *pairs))
    assert len(table.rows) == 6
    assert [finding.code for finding in table.findings] == ["KY027"]
