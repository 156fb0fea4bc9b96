"""Clinic lists of six prefectures, as Excel printed them: every row, and nothing of its neighbour.

Where a text is wider than its cell, Excel draws all of it under the cell's clip; a reader that
goes by places alone gives its ends to the cells beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

import second_reader
from field_material import LISTS, facts_of, folded, tight
from kyoten_extract import Table
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from shared_results import table_of

# What the lists themselves number their last row.
LAST = {"京都府": 43, "奈良県": 192, "富山県": 236, "山梨県": 105, "岩手県": 74, "青森県": 197}
# Hospitals that have a row for each of several departments.
ROWS_OF_ONE = {"富山県": {32: 3, 216: 11}}
# Rows that no number stands in: one of sums.
SUMS = {"山梨県": 1}
# Points: an underline that is cut where the cell ends stops this close to the ruling.
AT_RULING = 0.5


def list_of(field: Path, prefecture: str) -> Table:
    return table_of(field / "mhlw_online" / f"{prefecture}.pdf")


def numbered(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows if row.cells[0].strip()]


def column(table: Table, label: str) -> int:
    (place,) = (i for i, text in enumerate(table.header) if text.split()[-1:] == [label])
    return place


@pytest.mark.parametrize("prefecture", LISTS)
def test_columns_and_headers_are_as_a_person_noted(field: Path, prefecture: str) -> None:
    facts, table = facts_of(field, prefecture), list_of(field, prefecture)
    assert len(table.header) == facts["cols"]
    headed = [page for page, ink in table.header_ink if ink]
    assert headed == list(range(1, facts["pages"] + 1 if facts["repeated"] else 2))
    assert {page for row in table.rows for page in row.pages} == set(range(1, facts["pages"] + 1))


@pytest.mark.parametrize("prefecture", LISTS)
def test_every_numbered_row_is_there_in_order(field: Path, prefecture: str) -> None:
    table = list_of(field, prefecture)
    numbers = [int(cells[0]) for cells in numbered(table)]
    counts = {number: len(list(same)) for number, same in groupby(numbers)}
    assert list(counts) == list(range(1, LAST[prefecture] + 1))
    assert {n: count for n, count in counts.items() if count > 1} == ROWS_OF_ONE.get(prefecture, {})
    assert len(table.rows) - len(numbers) == SUMS.get(prefecture, 0)


@pytest.mark.parametrize("prefecture", LISTS)
def test_rows_are_those_of_another_tool_but_for_what_it_took_for_rows(
    field: Path, prefecture: str
) -> None:
    """The tool looked at the picture of a page, at each page alone."""
    facts, table = facts_of(field, prefecture), list_of(field, prefecture)
    others = facts["rows"]
    others -= underlines_from_ruling_to_ruling(field / "mhlw_online" / f"{prefecture}.pdf")
    others -= sum(len(row.pages) - 1 for row in table.rows)
    if prefecture == "奈良県":  # it was not told to leave out the headers from page 2 on
        others -= facts["repeated"] * (facts["pages"] - 1)
    if prefecture == "山梨県":  # one more than it numbers and sums up; which, is not known
        others -= 1
    assert len(table.rows) == others


def underlines_from_ruling_to_ruling(path: Path) -> int:
    """How many underlines of links part their cells in two, for one who can't tell them."""
    count = 0
    with PdfFile(path.read_bytes(), path.name) as file:
        for content in read_document(load(path)).contents:
            y, left, right = file.page(content.number).rulings.horizontal.T
            for cell in (cell for grid in content.grids for cell in grid.cells):
                x0, top, x1, bottom = cell.bbox
                inside = (y > top + 2) & (y < bottom - 2) & (left > x0 - 2) & (left < x0 + 3)
                count += int((inside & (abs(right - x1) < AT_RULING)).any())
    return count


def test_a_row_of_sums_agrees_with_the_rows(field: Path) -> None:
    table = list_of(field, "山梨県")
    *rows, sums = (row.cells for row in table.rows)
    assert sums[5] == "合計"
    for place in range(6, 10):
        assert sum(cells[place] == "○" for cells in rows) == int(sums[place])


@pytest.mark.parametrize("prefecture", LISTS)
def test_no_cell_has_text_of_its_neighbour(field: Path, prefecture: str) -> None:
    table = list_of(field, prefecture)
    post, phone = column(table, "郵便番号"), column(table, "電話番号")
    marks = [i for i, label in enumerate(table.header) if label.endswith(("有無", "初診", "再診"))]
    for cells in numbered(table):
        texts = [re.sub(r"[ー―‐−ｰ]", "-", folded(cell)) for cell in cells]
        assert texts[0].isdecimal()
        assert re.fullmatch(r"〒?\d{3}-?\d{3,5}", texts[post])  # some have a digit less or more
        assert re.fullmatch(r"[\d-]{8,13}", texts[phone])
        assert texts[post - 1]
        assert texts[post + 1]
        for place in marks:
            assert re.fullmatch(r"|[○〇◯×☓✕xX△0](\D.*)?|対応予定|実施にむけ準備中", texts[place])


@pytest.mark.parametrize(
    "prefecture",
    [LISTS[0], *(pytest.param(name, marks=pytest.mark.slow) for name in LISTS[1:])],
)
def test_a_second_reader_sees_the_same_characters(field: Path, prefecture: str) -> None:
    path = field / "mhlw_online" / f"{prefecture}.pdf"
    cells = differ = 0
    for content, glyphs in zip(
        read_document(load(path)).contents, second_reader.pages_of(path), strict=True
    ):
        found = [
            (tight(cell.text), "".join(glyph.text for glyph in glyphs if glyph.within(cell.bbox)))
            for grid in content.grids
            for cell in grid.cells
        ]
        cells += len(found)
        differ += sum(sorted(ours) != sorted(theirs) for ours, theirs in found)
        if (prefecture, content.number) in AGAIN_BEYOND_THE_PAGE:
            continue
        ours = Counter("".join(tight(cell.text) for grid in content.grids for cell in grid.cells))
        ours.update("".join(tight(run.text) for run in content.outside))
        ours.update("".join(text.text for text in content.condition.unseen))
        assert ours == Counter(glyph.text for glyph in glyphs)
    assert differ == SPILT[prefecture]
    assert differ < 0.03 * cells


# Cells merged or cut at a page end are drawn on both pages, beyond the page too.
AGAIN_BEYOND_THE_PAGE = {("富山県", 3), ("富山県", 4), ("富山県", 6), ("富山県", 7)}
# Cells that the second reader gives a neighbour's text, or takes some from; each was looked at. One
# has a white figure, which nobody sees.
SPILT = {"京都府": 12, "奈良県": 6, "富山県": 59, "山梨県": 2, "岩手県": 3, "青森県": 4}


def test_a_row_that_a_page_end_cuts_is_one(field: Path) -> None:
    (row,) = (row for row in list_of(field, "富山県").rows if len(row.pages) > 1)
    assert row.pages == (6, 7)
    assert row.cells[0] == "55"
    departments, doctors = (row.cells[place].split("\n") for place in (8, 9))
    # A line of either is cut through, and drawn on both pages.
    assert len(departments) == len(set(departments)) == 14
    assert len(doctors) == len(set(doctors)) == 70


def test_merged_cells_stand_in_the_row_after_a_page_end(field: Path) -> None:
    rows = [row for row in list_of(field, "富山県").rows if row.cells[0] == "32"]
    assert [row.pages for row in rows] == [(3,), (3,), (4,)]
    assert len({row.cells[:6] for row in rows}) == 1
    assert [row.cells[8] for row in rows] == ["内科", "整形外科", "乳腺外科"]


def test_characters_beyond_the_first_plane(field: Path) -> None:
    (row,) = (row for row in list_of(field, "京都府").rows if "𠮷" in row.cells[1])
    assert len(row.cells[1]) == 4
    assert row.cells[9].startswith("𠮷")
