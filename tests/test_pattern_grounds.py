"""Text on patterns and gradients, whose colors only the page's picture shows."""

from __future__ import annotations

import pytest

from kyoten_extract import read_table
from kyoten_extract.model.table_model import Table
from pdfs import Page, pdf, table, text

ROWS = [["番号", "名称", "人数"], ["1", "青葉", "12"], ["2", "白浜", "34"]]
CELLS = (("番号", "名称", "人数"), ("1", "青葉", "12"), ("2", "白浜", "34"))
DARK, WHITE = "0 0.2 0.4", "1 1 1"
HEADER, BOX = (20, 260, 270, 20), (212, 242, 12, 14)


def tiles(color: str) -> bytes:
    drawn = f"{color} rg 0 0 8 8 re f".encode()
    return (
        b"<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 8 8]/XStep 8/YStep 8"
        b"/Resources<<>>/Length %d>>stream\n%s\nendstream" % (len(drawn), drawn)
    )


def gradient(color: str) -> bytes:
    ends = f"/C0[{color}]/C1[{color}]".encode()
    return (
        b"<</Type/Pattern/PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceRGB/Extend[true"
        b" true]/Coords[0 0 400 0]/Function<</FunctionType 2/Domain[0 1]/N 1%s>>>>>>" % ends
    )


PATTERNS = {"tiles": tiles, "gradient": gradient}


def read(pattern: bytes, drawn: str) -> Table:
    page = Page(drawn, fonts=">>/Pattern<</P 6 0 R>>/Dummy<<")
    return read_table(pdf(page, more=[pattern]))


def filled(box: tuple[int, int, int, int]) -> str:
    x, y, width, height = box
    return f"q /Pattern cs /P scn {x} {y} {width} {height} re f Q"


def cells(found: Table) -> tuple[tuple[str, ...], ...]:
    return (tuple(found.header), *(tuple(row.cells) for row in found.rows))


@pytest.mark.parametrize("kind", PATTERNS)
def test_white_text_on_a_dark_pattern_is_read(kind: str) -> None:
    drawn = table(ROWS).replace("BT", "1 g BT", 3).replace("ET", "ET 0 g", 3)
    found = read(PATTERNS[kind](DARK), filled(HEADER) + drawn)
    assert cells(found) == CELLS
    assert not [finding for finding in found.findings if finding.code == "KY028"]


@pytest.mark.parametrize("kind", PATTERNS)
def test_white_text_on_a_white_pattern_is_not(kind: str) -> None:
    drawn = table(ROWS) + f" {filled(BOX)} 1 g {text('9', 213, 246)} 0 g"
    found = read(PATTERNS[kind](WHITE), drawn)
    assert cells(found) == CELLS
    assert [finding.actual for finding in found.findings if finding.code == "KY028"] == ["9"]


@pytest.mark.parametrize("kind", PATTERNS)
def test_white_lines_between_dark_patterns_are_rulings(kind: str) -> None:
    drawn = table(ROWS).replace("BT", "1 g BT")
    found = read(PATTERNS[kind](DARK), filled((20, 220, 270, 60)) + " 1 G " + drawn)
    assert cells(found) == CELLS
