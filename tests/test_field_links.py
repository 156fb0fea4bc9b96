"""Printed addresses and the links under them: a line broken in a cell, or cut at its side."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from field_material import FILES, tab_separated, tight
from kyoten_extract import Row, repair_url
from kyoten_extract.text.url.link_evidence import core_of
from shared_results import table_of


def pairs_of(field: Path) -> list[tuple[str, dict[str, str]]]:
    """The annotations of the files at hand: each file's place, and what is noted of it."""
    places = [
        (row["pdf"].replace("mhlw_online_20200521", "mhlw_online"), row)
        for row in tab_separated(field / "url_links.tsv")
    ]
    return [(name, row) for name, row in places if name in FILES]


def rows_under(field: Path, name: str, noted: dict[str, str]) -> list[Row]:
    """The rows that a link's middle lies on; all of its page where it lies beyond the page."""
    page, box = int(noted["page"]), noted["bbox_top_left_origin"].split(",")
    y = (float(box[1]) + float(box[3])) / 2
    rows = [row for row in table_of(field / name).rows if page in row.pages]
    return [
        row for row in rows if any(b[0] == page and b[2] <= y <= b[4] for b in row.boxes)
    ] or rows


def printed(noted: dict[str, str]) -> str:
    """What was seen under a link; a side of the cell may have cut off its ends."""
    return tight(noted["visible_text_per_line"].replace(" | ", ""))


def agrees(noted: dict[str, str]) -> bool:
    """Whether a link leads where the page says, as far as it was seen."""
    return printed(noted).lower().rstrip("/") in noted["uri_from_annotation"].lower()


@pytest.fixture(scope="module")
def pairs(field: Path) -> list[tuple[str, dict[str, str]]]:
    return pairs_of(field)


def test_every_address_is_whole_in_one_cell(
    field: Path, pairs: list[tuple[str, dict[str, str]]]
) -> None:
    found = Counter[bool]()
    for name, noted in pairs:
        if not agrees(noted):
            continue
        uri = noted["uri_from_annotation"].removeprefix("mailto:")
        cells = [cell for row in rows_under(field, name, noted) for cell in row.cells]
        found[core_of(uri) in {core_of(repair_url(cell)[0]) for cell in cells}] += 1
    assert found == {True: 583}


def test_where_the_page_says_otherwise_the_printed_text_stays(
    field: Path, pairs: list[tuple[str, dict[str, str]]]
) -> None:
    """28 links lead elsewhere: to localhost (23), to a search engine (3), to a slip of it (2)."""
    others = [(name, noted) for name, noted in pairs if not agrees(noted)]
    assert len(others) == 28
    for name, noted in others:
        cells = [tight(cell) for row in rows_under(field, name, noted) for cell in row.cells]
        assert any(printed(noted) in cell for cell in cells)


def test_every_link_is_kept_with_its_row(
    field: Path, pairs: list[tuple[str, dict[str, str]]]
) -> None:
    missing = [
        noted
        for name, noted in pairs
        if noted["uri_from_annotation"]
        not in (uri for row in rows_under(field, name, noted) for _, uri in row.links)
    ]
    assert len(pairs) == 611
    # Under nothing at all: the text of a row that the page end cuts is on the next page.
    assert [noted["match"] for noted in missing] in ([], ["empty"])
