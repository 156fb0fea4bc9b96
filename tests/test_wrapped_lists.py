"""Lists of wrapped cells without rulings between their rows come out row by row."""

from __future__ import annotations

import pytest

from kyoten_extract import read_table
from kyoten_extract.model.table_model import Table
from kyoten_extract.testing.pages import random_list
from wrapped_lists import STYLES, wrapped_list


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple("".join(cell.split()) for cell in row.cells) for row in table.rows]


def check(style: str, seeds: range, *, numbered: bool) -> None:
    """At least 99 % of the rows are exact, and no list is wrong without a word of it."""
    rows = right = 0
    for seed in seeds:
        printed = wrapped_list(seed, style, numbered=numbered)
        table = read_table(printed.data)
        read = cells(table)
        exact = table.header == printed.header and read == list(printed.rows)
        assert exact or any(f.severity != "info" for f in table.findings), seed
        rows += len(printed.rows)
        right += len(printed.rows) if exact else sum(row in read for row in printed.rows)
    assert right >= 0.99 * rows


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_rows_of_wrapped_cells(style: str, numbered: bool) -> None:
    check(style, range(6), numbered=numbered)


@pytest.mark.slow
@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_rows_of_many_wrapped_lists(style: str, numbered: bool) -> None:
    check(style, range(1000, 1040), numbered=numbered)


@pytest.mark.parametrize(
    ("seed", "style", "numbered"),
    [(1039, "columns_zebra", False), (1016, "zebra", True), (2076, "plain", True)],
)
def test_the_rest_of_a_row_is_no_row(seed: int, style: str, numbered: bool) -> None:
    """The last row is white as what is below it, or what wraps lacks number and figure."""
    printed = wrapped_list(seed, style, numbered=numbered)
    assert cells(read_table(printed.data)) == list(printed.rows)


@pytest.mark.parametrize(("seed", "style"), [(2054, "columns"), (3050, "columns")])
def test_one_row_that_wraps_shows_how_its_cells_are_aligned(seed: int, style: str) -> None:
    """Its first line stands above its number, nearer to that than to the row above."""
    printed = wrapped_list(seed, style, numbered=True)
    table = read_table(printed.data)
    assert (table.header, cells(table)) == (printed.header, list(printed.rows))
    assert not table.findings


def test_a_wrapped_number_on_each_line_makes_no_table_of_figures() -> None:
    """All rows of the last page have a telephone number that goes on below."""
    printed = wrapped_list(4054, "columns_zebra", numbered=True)
    assert cells(read_table(printed.data)) == list(printed.rows)


def test_a_first_row_on_the_ground_of_the_labels_is_a_row() -> None:
    """Its name wraps, so that no line of it has all that a row has."""
    printed = wrapped_list(11060, "zebra", numbered=False)
    table = read_table(printed.data)
    assert (table.header, cells(table)) == (printed.header, list(printed.rows))


def test_a_first_row_without_the_figure_of_all_others_is_a_row() -> None:
    """Its other texts are of the kinds of their columns, which labels are not."""
    printed = random_list(6200088, "column_lines")
    (wanted,) = printed.tables
    table = read_table(printed.pdf)
    assert (table.header, cells(table)) == (wanted.header, [row.cells for row in wanted.rows])
    assert not table.findings


def test_a_page_whose_texts_stand_as_on_the_one_before_is_no_repeated_header() -> None:
    printed = random_list(7200421, "row_lines")
    (wanted,) = printed.tables
    table = read_table(printed.pdf)
    assert cells(table) == [row.cells for row in wanted.rows]
    assert not table.findings


def test_words_on_both_sides_of_a_ruling_are_no_text_that_is_cut() -> None:
    """The ruling stands in less white than is between words."""
    printed = random_list(2100228, "column_lines")
    (wanted,) = printed.tables
    table = read_table(printed.pdf)
    assert cells(table) == [row.cells for row in wanted.rows]
    assert not table.findings


def test_a_name_alone_on_its_line_is_a_row() -> None:
    """All other cells of the row are empty, and no line parts it from the one above."""
    printed = random_list(100024, "column_lines")
    (wanted,) = printed.tables
    table = read_table(printed.pdf)
    assert cells(table) == [row.cells for row in wanted.rows]
    assert sum(not any(row.cells[1:]) for row in wanted.rows) == 1
    assert not table.findings


def test_shaded_labels_on_each_page_are_no_bands() -> None:
    """A row of two cells below them stays a row."""
    printed = random_list(301001, "plain")
    table = read_table(printed.pdf)
    assert cells(table) == [row.cells for row in printed.tables[0].rows]
    assert not table.findings
