"""Rows cut by page ends come back whole, whoever printed them and wherever the cut runs."""

from __future__ import annotations

import pytest
from hypothesis import given

import corpus
from kyoten_extract import extract, read_table
from kyoten_extract.cells import read_page
from kyoten_extract.grid import count_ink
from kyoten_extract.stitch import stitch
from strategies import Printing, print_pages, printings


@given(printings())
def test_rows_rendered_cut_and_stitched_are_the_rows(printing: Printing) -> None:
    contents = [read_page(page) for page in print_pages(printing)]
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    assert table.header == printing.header
    expected = [tuple("\n".join(lines) for lines in row) for row in printing.rows]
    assert [row.cells for row in table.rows] == expected


@given(printings())
def test_no_character_is_lost(printing: Printing) -> None:
    contents = [read_page(page) for page in print_pages(printing)]
    for content in contents:
        in_grids = sum(count_ink(cell.text) for grid in content.grids for cell in grid.cells)
        assert content.printed == in_grids + sum(count_ink(run.text) for run in content.outside)
    (table,) = (stitched.table for stitched in stitch(contents).tables)
    ink = sum(sum(row.ink) for row in table.rows) + sum(count for _, count in table.header_ink)
    assert ink == sum(content.printed for content in contents)


@pytest.mark.parametrize("fixture", corpus.PDFS, ids=str)
def test_rows_cut_by_real_producers(fixture: corpus.Fixture) -> None:
    survey = extract(fixture.path)
    cut = tuple(base.key for base in survey.bases if len(base.source.pages) > 1)
    assert cut == fixture.cut


def test_merged_cells_reach_over_the_page_end() -> None:
    table = read_table(corpus.FIXTURES / "merged.pdf")
    assert table.header == ("区", "番号", "施設", "備考")
    assert [row.cells[0] for row in table.rows] == ["北区"] * 7 + ["中央区"] * 3 + ["南区"] * 6
    assert [row.cells[1] for row in table.rows] == [str(n) for n in range(1, 17)]
    assert {row.pages for row in table.rows} == {(1,), (2,)}
    assert [row.cells[3] for row in table.rows if row.cells[3]] == ["休館中"]
    assert [leftover.text for leftover in table.leftovers] == ["施設の一覧"]


def test_a_merged_cell_counts_its_ink_once() -> None:
    table = read_table(corpus.FIXTURES / "merged.pdf")
    assert table.rows[0].ink[0] - table.rows[1].ink[0] == len("北区")
