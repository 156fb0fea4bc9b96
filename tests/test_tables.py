"""All tables of a document: in printed order, each with its heading and its pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus
from kyoten_extract import read_table, read_tables
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun
from kyoten_extract.records.table_assembly import in_printed_order, largest_table
from kyoten_extract.table.settings import DEFAULT
from test_cli import kyoten


def grid(page: int, top: float, rows: list[tuple[str, ...]], width: float = 60.0) -> Grid:
    """A grid of rows 20 points high, from 50 points off the left."""
    xs = tuple(50 + width * j for j in range(len(rows[0]) + 1))
    ys = tuple(top + 20 * i for i in range(len(rows) + 1))
    cells = tuple(
        Cell(i, j, 1, 1, text, (xs[j], ys[i], xs[j + 1], ys[i + 1]))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    return Grid(page, len(rows[0]), len(rows), cells, xs, ys)


def line(page: int, top: float, text: str, x0: float = 50.0) -> TextRun:
    return TextRun(page, text, (x0, top, x0 + 10 * len(text), top + 10))


SHORT = grid(1, 100, [("団体", "人口"), ("甲", "10")])
LONG = grid(1, 300, [("名", "年", "数"), ("乙", "2001", "1"), ("丙", "2002", "2")], 45.0)


def document(*outside: TextRun) -> Document:
    content = PageContent(1, (SHORT, LONG), outside, 0)
    return Document("x", "", "pdfium", 1, (content,))


def test_tables_come_in_printed_order_with_their_rows() -> None:
    largest = largest_table(document(), DEFAULT)
    assert largest.header == ("名", "年", "数")
    tables = in_printed_order(largest)
    assert [table.header for table in tables] == [("団体", "人口"), ("名", "年", "数")]
    assert [row.cells for row in tables[0].rows] == [("甲", "10")]
    assert [table.pages for table in tables] == [(1,), (1,)]


@pytest.mark.parametrize(
    ("runs", "headings"),
    [
        ([line(1, 80, "上の表"), line(1, 280, "下の表")], ("上の表", "下の表")),
        ([line(1, 40, "題名"), line(1, 80, "上"), line(1, 80, "の表", 80)], ("上 の表", "")),
        ([line(1, 500, "注")], ("", "")),
        ([line(2, 80, "別のページ")], ("", "")),
    ],
)
def test_the_heading_is_the_line_above(runs: list[TextRun], headings: tuple[str, str]) -> None:
    tables = in_printed_order(largest_table(document(*runs), DEFAULT))
    assert tuple(table.heading for table in tables) == headings


@pytest.mark.parametrize("name", ["calc.pdf", "merged.pdf"])
def test_the_largest_is_the_one_of_read_table(name: str) -> None:
    tables = read_tables(corpus.FIXTURES / name)
    table = read_table(corpus.FIXTURES / name)
    assert table in tables
    assert len(tables) == 1 + len(table.others)


def test_one_of_several_is_chosen_by_number(tmp_path: Path) -> None:
    path = corpus.FIXTURES / "calc.pdf"
    tables = read_tables(path)
    assert len(tables) > 1
    default = kyoten("table", path)
    assert f"{len(tables)} tables found" in default.stderr
    data = json.loads(default.stdout)
    assert len(data["others"]) == len(tables) - 1
    assert list(data["others"][0]) == ["heading", "header", "rows"]
    chosen = json.loads(kyoten("table", path, "--table", str(len(tables))).stdout)
    assert chosen["header"] == list(tables[-1].header)
    refused = kyoten("table", path, "--table", "9", "-o", tmp_path / "x.csv")
    assert refused.returncode == 2
    assert "choose from 1 to" in refused.stderr
    assert not (tmp_path / "x.csv").exists()
