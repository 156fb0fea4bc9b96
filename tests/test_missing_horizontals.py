"""Horizontal lines left out of a list: parted where a person would, and never in silence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from kyoten_extract.model.finding import Finding
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.missing_horizontals import with_missing_horizontals
from kyoten_extract.table.stitch import Stitched, stitch
from ruled_lists import RuledList, print_list, random_list

SEEDS = 25


def read_all(pages: Sequence[Page]) -> tuple[Stitched, list[Finding]]:
    by_number = {page.number: page for page in pages}
    contents = [read_page(page) for page in pages]
    printed = [content.printed for content in contents]
    contents, findings = with_missing_horizontals(contents, lambda number: by_number[number])
    assert [content.printed for content in contents] == printed
    return stitch(contents), findings


def is_right(wanted: RuledList, read: Stitched) -> bool:
    if len(read.tables) != 1:
        return False
    table = read.tables[0].table
    return table.header == wanted.header and [row.cells for row in table.rows] == wanted.rows


@pytest.mark.parametrize(("pages", "blanks"), [(1, 0.0), (1, 0.2), (2, 0.0), (2, 0.2)])
def test_two_records_without_a_line_between_them(pages: int, blanks: float) -> None:
    right = 0
    for seed in range(SEEDS):
        wanted = random_list(seed, pages=pages, blanks=blanks)
        r = random.Random(-seed)
        page = r.randrange(pages)
        row = r.randrange(2, len(wanted.pages[page]) + 1)
        read, findings = read_all(print_list(wanted, unparted=[(page, row)]))
        assert findings or is_right(wanted, read), seed
        right += is_right(wanted, read)
    assert right >= (0.8 if blanks else 0.95) * SEEDS, right


@pytest.mark.parametrize("blanks", [0.0, 0.2])
def test_whole_lists_stay_as_they_are(blanks: float) -> None:
    for seed in range(SEEDS):
        wanted = random_list(seed, pages=2, blanks=blanks)
        read, findings = read_all(print_list(wanted))
        assert is_right(wanted, read)
        assert not findings, seed


def test_cells_of_two_lines_are_one_row() -> None:
    """Two telephones and two persons of one house, with its number and name beside them."""
    for seed in range(SEEDS):
        wanted = random_list(seed, blanks=0.1)
        r = random.Random(seed)
        (rows,) = wanted.pages
        at = r.randrange(len(rows))
        columns = [
            column
            for column, text in enumerate(rows[at])
            if column and text and all("\n" not in row[column] for row in rows)
        ]
        doubled = set(r.sample(columns, min(2, len(columns))))
        other = rows[at - 1]
        row = tuple(
            f"{text}\n{other[column] or text}" if column in doubled else text
            for column, text in enumerate(rows[at])
        )
        wanted = replace(wanted, pages=((*rows[:at], row, *rows[at + 1 :]),))
        read, _ = read_all(print_list(wanted))
        assert is_right(wanted, read), seed


def test_a_parted_row_is_told_with_both_texts() -> None:
    wanted = random_list(7)
    read, (finding,) = read_all(print_list(wanted, unparted=[(0, 3)]))
    assert is_right(wanted, read)
    assert (finding.code, finding.severity, finding.actual) == ("KY026", "info", "two rows")
    assert wanted.rows[1][2] in finding.message
    assert wanted.rows[2][2] in finding.message
    assert finding.bbox is not None


def test_two_lines_missing_part_a_row_in_three() -> None:
    wanted = random_list(7, pages=2)
    read, (finding,) = read_all(print_list(wanted, unparted=[(1, 3), (1, 4)]))
    assert is_right(wanted, read)
    assert finding.actual == "3 rows"
