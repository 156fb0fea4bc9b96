"""Real files with a truth beside them: other editions, the workbook printed, running numbers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import xlrd

import second_reader
from field_material import EDITIONS, folded, tight
from kyoten_extract import Row, Table, normalize_text
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.text.normalize.line_breaks import join_lines, learn_setting, line_capacity
from shared_results import table_of

HOURS = 6


def edition_of(field: Path, name: str) -> dict[str, Row]:
    """The rows of one edition by their phone numbers."""
    rows = table_of(field / "mhlw_ec" / f"{name}.pdf").rows
    by_phone = {re.sub(r"\D", "", folded(row.cells[3])): row for row in rows}
    assert len(by_phone) == len(rows)
    return by_phone


def joined(field: Path, name: str) -> dict[str, list[str]]:
    """The cells of one edition on one line each, in the document's own setting."""
    rows = edition_of(field, name)
    columns = list(zip(*(row.cells for row in rows.values()), strict=True))
    setting, capacities = learn_setting(columns), [line_capacity(texts) for texts in columns]
    return {
        phone: [
            join_lines(cell, setting, capacity=capacity)
            for cell, capacity in zip(row.cells, capacities, strict=True)
        ]
        for phone, row in rows.items()
    }


def test_three_layouts_of_a_list_differ_in_its_edits_only(field: Path) -> None:
    first, second, third = (edition_of(field, name) for name in EDITIONS)
    (added,) = set(second) - set(first)
    assert len(first) == 78
    assert list(first) == [phone for phone in second if phone != added]
    assert list(second) == list(third)
    assert len({table_of(field / "mhlw_ec" / f"{name}.pdf").header for name in EDITIONS}) == 1
    edits = [
        (phone, place)
        for rows in (first, third)
        for phone in rows
        for place, (one, other) in enumerate(
            zip(rows[phone].cells, second[phone].cells, strict=True)
        )
        if tight(one) != tight(other)
    ]
    assert edits == [(added, HOURS)]
    assert tight(third[added].cells[HOURS]).startswith(tight(second[added].cells[HOURS]))


def test_lines_are_joined_alike_in_each_layout(field: Path) -> None:
    """Where one layout breaks a line at a blank it does not print, that blank can't be known."""
    first, second, third = (joined(field, name) for name in EDITIONS)
    assert all(first[phone] == third[phone] for phone in first)
    apart = [
        (one, other)
        for phone in first
        for one, other in zip(first[phone], second[phone], strict=True)
        if one != other
    ]
    assert len(apart) == 2
    assert all(tight(one) == tight(other) for one, other in apart)


@pytest.mark.parametrize(
    "name", [*(f"mhlw_ec/{name}" for name in EDITIONS), "aichi/aichi_20200408_source"]
)
def test_a_second_reader_agrees_cell_by_cell(field: Path, name: str) -> None:
    path = field / f"{name}.pdf"
    for content, glyphs in zip(
        read_document(load(path)).contents, second_reader.pages_of(path), strict=True
    ):
        for cell in (cell for grid in content.grids for cell in grid.cells):
            theirs = "".join(glyph.text for glyph in glyphs if glyph.within(cell.bbox))
            assert sorted(tight(cell.text)) == sorted(theirs)


def test_cases_are_complete_by_each_of_their_numbers(field: Path) -> None:
    table = table_of(field / "aichi" / "aichi_20200408_source.pdf")
    assert table.header == ("No", "発表日", "年代・性別", "国籍", "住居地", "接触状況", "備考")
    assert [row.cells[0] for row in table.rows] == [str(n) for n in range(1, 184)]
    # Every city that announced cases numbers its own, and its last number is their count.
    series: dict[str, list[int]] = {}
    for row in table.rows:
        city, number = re.fullmatch(r"(\D+)(\d+)", folded(row.cells[6])).groups()  # type: ignore[union-attr]
        series.setdefault(city, []).append(int(number))
    assert {city: len(numbers) for city, numbers in series.items()} == {
        "名古屋市発表": 125,
        "本県発表": 51,
        "岡崎市発表": 4,
        "豊田市発表": 3,
    }
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series.values())


def test_radicals_stay_as_printed_and_are_folded_by_the_text_functions(field: Path) -> None:
    table = table_of(field / "aichi" / "aichi_20200408_source.pdf")
    texts = [cell for row in table.rows for cell in row.cells]
    found = Counter(char for text in texts for char in text if "\u2e80" <= char <= "\u2fdf")
    assert found == {"\u2f3e": 2, "\u2ed1": 1, "\u2f3f": 1}
    changed = {text: folded for text in texts if (folded := normalize_text(text)) != text}
    assert {changed[text] for text in changed if "市" in text and "発表" not in text} == {
        "瀬戸市",
        "長久手市",
    }


def pieces_of(table: Table) -> list[str]:
    """All texts of a document, each as its cell or its place beside the table holds it."""
    tables = (table, *table.others)
    cells = [cell for one in tables for row in one.rows for cell in row.cells]
    labels = [label for one in tables for label in one.header]
    return [folded(text) for text in (*labels, *cells, *(x.text for x in table.leftovers))]


def cells_of(path: Path) -> list[list[str]]:
    """The texts of a workbook's first sheet."""
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    return [
        [
            f"{cell.value:g}" if cell.ctype == xlrd.XL_CELL_NUMBER else str(cell.value)
            for cell in row
        ]
        for row in sheet.get_rows()
    ]


def test_a_list_is_its_workbook_cell_by_cell(field: Path) -> None:
    table = table_of(field / "osaka" / "higashiyodogawa_12aki.pdf")
    book = cells_of(field / "osaka" / "higashiyodogawa_12aki.xls")
    start = next(i for i, row in enumerate(book) if folded(row[1]) == folded(table.header[1])) + 1
    while not book[start][1].strip():  # the header's second row
        start += 1
    listed = [row for row in book[start:] if row[1].strip()]
    assert len(table.rows) == len(listed) == 41
    kind = ""
    for row, cells in zip(table.rows, listed, strict=True):
        kind = folded(cells[0]) or kind  # a cell merged down
        assert [folded(cell) for cell in row.cells] == [kind, *map(folded, cells[1:8])]


def test_a_form_has_every_text_of_its_workbook(field: Path) -> None:
    pieces = pieces_of(table_of(field / "osaka" / "kodomo_p29shinseisyo.pdf"))
    texts = [
        text
        for row in cells_of(field / "osaka" / "kodomo_p29shinseisyo.xls")
        for text in row
        if folded(text)
    ]
    assert len(texts) == 553
    whole = [text for text in texts if any(folded(text) in piece for piece in pieces)]
    assert len(whole) >= 542
    # Outside tables lines stand alone; in a cell without rulings others may come between them.
    missing = {
        folded(line)
        for text in texts
        for line in text.split("\n")
        if not any(folded(line) in piece for piece in pieces)
    }
    # Set vertically in two columns; set wide, beside a table.
    assert missing <= {"(世帯分離者を含む)", "世帯構成員", "確認票"}
