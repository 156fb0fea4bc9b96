"""Tables of a part of the page: what is read, what is counted, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import pdfs
from kyoten_extract import read_table, read_tables
from kyoten_extract.errors import NoTableError, UsageError
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.page_area import clipped, within
from kyoten_extract.page.page_model import Characters, Link, Page, Rulings
from kyoten_extract.table.settings import DEFAULT
from shared_results import ocr_cache, table_of
from test_cli import kyoten

CALC = corpus.FIXTURES / "calc.pdf"
BORN_DIGITAL = "calc chromium grouped hlines merged reiwa typst unruled vertical writer".split()
ASCII = {"encoding": "ascii"}


def two_tables() -> bytes:
    """A page of two tables, one above the other, and a line of text between them."""
    upper = pdfs.table([["name", "no"], ["aa", "1"], ["bb", "2"]], top=280, **ASCII)
    lower = pdfs.table(
        [["town", "tel", "fax"], ["cc", "33", "5"], ["dd", "44", "6"]], top=120, **ASCII
    )
    between = pdfs.text("between", 20, 170, **ASCII)
    return pdfs.pdf(f"{upper}\n{between}\n{lower}", encoding="90ms-RKSJ-H")


def of_all_cells(name: str) -> BBox:
    """The smallest area that has every cell of a fixture."""
    origin = table_of(corpus.FIXTURES / name, engine="pdfium").origin
    assert origin is not None
    _, x0, top, x1, bottom = zip(*origin.cells, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


@pytest.mark.parametrize("name", BORN_DIGITAL)
def test_an_area_around_the_table_changes_no_row(name: str) -> None:
    """Places from a result can be handed back, though they are rounded and lie on rulings."""
    whole = table_of(corpus.FIXTURES / f"{name}.pdf", engine="pdfium")
    part = read_table(corpus.FIXTURES / f"{name}.pdf", area=of_all_cells(f"{name}.pdf"))
    assert part.header == whole.header
    assert [row.cells for row in part.rows] == [row.cells for row in whole.rows]
    assert [page.printed for page in part.ledger] == [page.printed for page in whole.ledger]


@pytest.mark.parametrize(
    ("area", "header"),
    [((0, 0, 400, 100), ("name", "no")), ("0,150,400,300", ("town", "tel", "fax"))],
)
def test_only_the_area_is_read_and_the_rest_is_counted(
    area: object, header: tuple[str, ...]
) -> None:
    whole = read_table(two_tables())
    (table,) = read_tables(two_tables(), area=area)  # type: ignore[arg-type]
    assert table.header == header
    assert len(table.rows) == 2
    assert table.leftovers == ()
    (page,) = table.ledger
    assert page.printed == page.accounted == whole.ledger[0].printed
    assert page.outside_area > 0
    (finding,) = table.findings
    assert (finding.code, finding.severity, finding.page) == ("KY024", "info", 1)
    assert finding.actual == page.outside_area
    assert finding.message.startswith(f"page 1: {page.outside_area} of {page.printed} characters")


def test_a_text_that_a_side_cuts_is_a_warning() -> None:
    table = read_table(two_tables(), area=(0, 0, 28, 300))
    (finding,) = (finding for finding in table.findings if finding.code == "KY024")
    assert finding.severity == "warning"
    assert "texts are cut by its sides" in finding.message


def test_without_an_area_nothing_is_said() -> None:
    table = read_table(two_tables())
    assert table.findings == ()
    assert table.ledger[0].outside_area == 0


def test_the_area_holds_on_every_page() -> None:
    table = read_table(CALC, area=(0, 0, 600, 400))
    assert table.pages == (1, 2)
    assert table.header[-1] == "⑧職員数 派遣(a)"
    assert all(
        x1 <= 601 and bottom <= 401 for row in table.rows for _, _, _, x1, bottom in row.boxes
    )
    assert [finding.page for finding in table.findings if finding.code == "KY024"] == [1, 2]
    assert all(page.printed == page.accounted for page in table.ledger)


@given(st.data())
def test_no_character_is_lost_or_counted_twice(data: st.DataObject) -> None:
    """Every character with ink is inside, outside or hidden; rulings never leave the area."""
    sides = st.floats(-50, 450, width=32)
    x0, x1 = sorted((data.draw(sides), data.draw(sides)))
    top, bottom = sorted((data.draw(sides), data.draw(sides)))
    places = data.draw(st.lists(st.tuples(sides, sides), max_size=12))
    lines = data.draw(st.lists(st.tuples(sides, sides, sides), max_size=6))
    page = page_of(places, lines)
    part = within(page, (x0, top, x1, bottom))
    kept = len(part.characters.codes)
    assert kept + part.condition.outside_area + part.condition.hidden == len(places)
    assert (part.rulings.horizontal[:, 1] >= x0).all()
    assert (part.rulings.horizontal[:, 2] <= x1).all()
    assert (part.rulings.vertical[:, 1] >= top).all()
    assert (part.rulings.vertical[:, 2] <= bottom).all()


def page_of(
    places: list[tuple[float, float]], lines: list[tuple[float, float, float]] | None = None
) -> Page:
    """A page of 400 by 400 points with a character of 10 points at each of ``places``."""
    n = len(places)
    corner = np.array(places).reshape(-1, 2)
    numbers = np.arange(n)
    characters = Characters(
        np.full(n, ord("a")),
        np.column_stack((corner, corner + 10)),
        numbers,
        np.tile((-np.inf, -np.inf, np.inf, np.inf), (n, 1)),
        numbers,
    )
    ruled = np.array([(at, *sorted((a, b))) for at, a, b in lines or []]).reshape(-1, 3)
    return Page(1, 400.0, 400.0, Rulings(ruled, ruled.copy()), characters)


def test_what_nobody_sees_is_hidden_wherever_it_is() -> None:
    """Beyond the page's edge is no character that the area leaves out."""
    part = within(page_of([(50, 50), (200, 50), (600, 50)]), (0, 0, 100, 100))
    assert (part.condition.outside_area, part.condition.hidden) == (1, 1)


def test_rulings_on_the_edge_stay_and_links_go_by_their_center() -> None:
    lines = np.array([(10.0, 0.0, 200.0), (9.2, 0.0, 200.0), (8.0, 0.0, 200.0)])
    kept = clipped(Rulings(lines, np.empty((0, 3))), (20.0, 10.0, 100.0, 90.0))
    assert kept.horizontal.tolist() == [[10.0, 20.0, 100.0], [9.2, 20.0, 100.0]]
    page = page_of([])
    links = (Link((10, 10, 30, 20), "http://a"), Link((90, 10, 130, 20), "http://b"))
    page = Page(1, 400, 400, page.rulings, page.characters, links)
    assert [link.uri for link in within(page, (0, 0, 100, 100)).links] == ["http://a"]


BAD = {
    "text": ("a,b,c,d", "is not an area"),
    "three": ((1, 2, 3), "is not an area"),
    "five": ("1,2,3,4,5", "is not an area"),
    "empty": ("", "is not an area"),
    "not a number": ((1, 2, 3, float("nan")), "is not an area"),
    "infinite": ("0,0,inf,10", "is not an area"),
    "sides swapped": ((300, 10, 20, 90), "has no extent"),
    "upside down": ("10,90,20,10", "has no extent"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_area_is_refused_with_the_remedy(case: str) -> None:
    area, message = BAD[case]
    with pytest.raises(UsageError, match=message) as raised:
        read_table(CALC, area=area)  # type: ignore[arg-type]
    assert "x0,top,x1,bottom in points from the top left corner" in str(raised.value)


@pytest.mark.parametrize(("name", "engine"), [("transcript.tsv", "auto"), ("calc.pdf", "camelot")])
def test_engines_without_places_refuse_an_area(name: str, engine: str) -> None:
    with pytest.raises(UsageError, match="leave the area out"):
        read_table(corpus.FIXTURES / name, engine=engine, area=(0, 0, 100, 100))  # type: ignore[arg-type]


def test_an_empty_area_is_no_missing_text_layer() -> None:
    with pytest.raises(NoTableError, match="nothing is printed within the area"):
        read_table(CALC, area=(0, 0, 5, 5))


@pytest.mark.slow
def test_a_scan_is_cut_likewise() -> None:
    scan = corpus.FIXTURES / "scan.pdf"
    whole = read_table(scan, cache=ocr_cache())
    assert whole.origin is not None
    sides = sorted({x1 for _, _, _, x1, _ in whole.origin.cells})
    part = read_table(scan, area=(0, 0, sides[3], 400), cache=ocr_cache())
    assert part.header == whole.header[:4]
    assert len(part.rows) == len(whole.rows)
    (page,) = part.ledger
    assert page.printed == page.accounted
    assert page.outside_area > page.cells
    assert {"KY024", "KY025"} <= {finding.code for finding in part.findings}


@pytest.mark.slow
def test_an_image_file_is_cut_likewise() -> None:
    part = read_table(corpus.FIXTURES / "upside_down.png", area="0,0,270,400", cache=ocr_cache())
    assert part.ledger[0].outside_area > 0


def test_on_the_command_line() -> None:
    result = kyoten("table", CALC, "--area", "0,0,600,400")
    data = json.loads(result.stdout)
    assert len(data["header"]) == 12
    assert [f["code"] for f in data["findings"]] == ["KY024", "KY024"]
    assert result.stderr.splitlines()[0].endswith(
        "characters on 2 pages are outside of the area and were not read"
    )
    refused = kyoten("table", CALC, "--area", "1,2,3")
    assert refused.returncode == 2
    assert refused.stdout == ""
    (line,) = refused.stderr.splitlines()
    assert line.startswith("kyoten: calc.pdf: '1,2,3' is not an area (give x0,top,x1,bottom")


def test_settings_and_area_go_together(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(two_tables())
    assert read_table(path, area=[0, 0, 400, 100], settings=DEFAULT).header == ("name", "no")
