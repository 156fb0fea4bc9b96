"""Vertical lines left out of a list: parted where a person would, and never in silence."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from kyoten_extract.model.finding import Finding
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.missing_verticals import with_missing_verticals
from kyoten_extract.table.stitch import Stitched, stitch
from ruled_lists import RuledList, Segment, print_list, random_list

SEEDS = 40


def read_all(pages: Sequence[Page]) -> tuple[Stitched, list[Finding]]:
    by_number = {page.number: page for page in pages}
    contents = [read_page(page) for page in pages]
    printed = [content.printed for content in contents]
    contents, findings = with_missing_verticals(contents, lambda number: by_number[number])
    assert [content.printed for content in contents] == printed
    return stitch(contents), findings


def is_right(wanted: RuledList, read: Stitched) -> bool:
    if len(read.tables) != 1:
        return False
    table = read.tables[0].table
    return table.header == wanted.header and [row.cells for row in table.rows] == wanted.rows


def one_segment(wanted: RuledList, r: random.Random) -> list[Segment]:
    page = r.randrange(len(wanted.pages))
    row = r.randrange(1, len(wanted.pages[page]) + 1)
    return [(page, row, r.randrange(1, len(wanted.header)))]


def whole_line(wanted: RuledList, r: random.Random) -> list[Segment]:
    page, boundary = r.randrange(len(wanted.pages)), r.randrange(1, len(wanted.header))
    return [(page, row, boundary) for row in range(len(wanted.pages[page]) + 1)]


@pytest.mark.parametrize(("pages", "blanks"), [(1, 0.0), (1, 0.2), (2, 0.0), (2, 0.2)])
def test_a_row_that_lacks_a_line(pages: int, blanks: float) -> None:
    right = 0
    for seed in range(SEEDS):
        wanted = random_list(seed, pages=pages, blanks=blanks)
        missing = one_segment(wanted, random.Random(-seed))
        read, findings = read_all(print_list(wanted, missing, repeat_header=seed % 2 == 0))
        page, row, boundary = missing[0]
        _, beside = wanted.pages[page][row - 1][boundary - 1 : boundary + 1]
        assert findings or not beside, seed
        assert is_right(wanted, read) or findings, seed
        assert {finding.page for finding in findings} <= {page + 1}
        right += is_right(wanted, read)
    assert right >= (0.95 if blanks else 0.99) * SEEDS


@pytest.mark.parametrize("blanks", [0.0, 0.2])
def test_a_page_that_lacks_a_line(blanks: float) -> None:
    right = 0
    for seed in range(SEEDS):
        wanted = random_list(seed, pages=2, blanks=blanks)
        missing = whole_line(wanted, random.Random(-seed))
        read, findings = read_all(print_list(wanted, missing))
        assert findings, seed
        right += is_right(wanted, read)
    assert right >= (0.9 if blanks else 0.97) * SEEDS


def test_a_header_that_lacks_a_line() -> None:
    for seed in range(SEEDS):
        wanted = random_list(seed)
        boundary = random.Random(-seed).randrange(1, len(wanted.header))
        read, _ = read_all(print_list(wanted, [(0, 0, boundary)]))
        assert is_right(wanted, read), seed


def test_whole_lists_are_left_alone() -> None:
    for seed in range(SEEDS):
        wanted = random_list(seed, pages=2, blanks=0.2)
        read, findings = read_all(print_list(wanted))
        assert is_right(wanted, read)
        assert not findings


@pytest.mark.parametrize("text", ["同上", "令和六年まで休館", "休 止", "小計（内訳 別表）", "合計"])
def test_one_text_over_two_columns_stays_one(text: str) -> None:
    for seed in range(SEEDS):
        wanted = random_list(seed)
        segment = one_segment(wanted, random.Random(-seed))[0]
        (table,) = read_all(print_list(wanted, (), {segment: text}))[0].tables
        cells = table.table.rows[segment[1] - 1].cells
        own = [cell for cell in cells if "".join(cell.split()) == "".join(text.split())]
        assert own, (seed, cells)


def test_a_finding_has_both_texts_and_their_place() -> None:
    rows = tuple((str(n), f"北市{n}", f"0{n}1-222-333{n}") for n in range(1, 8))
    wanted = RuledList(
        ("番号", "市", "電話"), (rows,), ("center", "left", "left"), (30, 60, 110, 190)
    )
    read, (finding,) = read_all(print_list(wanted, [(0, 4, 2)]))
    assert is_right(wanted, read)
    assert (finding.code, finding.severity, finding.page) == ("KY026", "info", 1)
    assert (finding.actual, finding.expected) == ("two cells", "one cell")
    assert "'北市4' and '041-222-3334'" in finding.message
    assert finding.bbox is not None
    assert (finding.bbox[0], finding.bbox[2]) == (60.0, 190.0)


def test_letters_spread_over_two_columns_are_one_word() -> None:
    rows = tuple((str(n), f"{n * 31 % 7}", "東西南北港町"[n % 6], str(n % 3)) for n in range(1, 9))
    wanted = RuledList(
        ("番号", "人数", "区", "棟"),
        (rows,),
        ("center", "center", "center", "center"),
        (30, 70, 110, 150, 190),
    )
    pages = print_list(wanted, (), {(0, 8, 1): "合        計"})
    read, findings = read_all(pages)
    assert read.tables[0].table.rows[-1].cells[:2] == ("合        計", "")
    assert all(finding.actual == "one cell" for finding in findings)
