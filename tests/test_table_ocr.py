"""A table that OCR read says so: which pages, and which cells are uncertain."""

from __future__ import annotations

import pytest

import corpus
from kyoten_extract import Table, read_table
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.page.text_quality import Condition
from kyoten_extract.records.ocr_findings import ocr_findings
from shared_results import ocr_cache, table_of


def table(name: str) -> Table:
    return table_of(corpus.FIXTURES / name, cache=ocr_cache())


@pytest.mark.parametrize(
    ("name", "pages", "start"),
    [
        ("scan.pdf", "1", "page 1 was read by OCR; "),
        ("layer.pdf", "1", "page 1 was read by OCR; "),
        ("upside_down.png", "1", "page 1 was read by OCR; "),
        ("fax.tif", "1-2", "pages 1-2 were read by OCR; "),
    ],
)
def test_the_pages_and_the_uncertain_cells_are_told(name: str, pages: str, start: str) -> None:
    findings = table(name).findings
    (read,) = (finding for finding in findings if finding.code == "KY025")
    unsure = [finding for finding in findings if finding.code == "KY017"]
    assert (read.severity, read.actual) == ("info", pages)
    assert read.message == f"{start}{len(unsure)} cells are uncertain (KY017)"
    assert unsure
    for finding in unsure:
        assert finding.severity == "warning"
        assert finding.page is not None
        assert finding.bbox is not None


def test_misreads_of_the_scan_are_among_them() -> None:
    """A row's cell that is not as printed has a finding, except for a dot that was not seen."""
    printed = read_table(corpus.FIXTURES / "calc.pdf").rows
    scanned = table("scan.pdf")
    doubted = {finding.actual for finding in scanned.findings if finding.code == "KY017"}
    for row, true in zip(scanned.rows, printed, strict=False):
        for cell, text in zip(row.cells, true.cells, strict=True):
            if plain(cell) != plain(text):
                assert " ".join(cell.split()) in doubted


def plain(text: str) -> str:
    return "".join(text.split()).replace("・", "")


def test_the_text_stays_as_recognized_and_the_likelier_one_is_suggested() -> None:
    """Nothing is changed in silence: there is no correction in a table."""
    unsure = [finding for finding in table("layer.pdf").findings if finding.code == "KY017"]
    assert ("シンガボール", "シンガポール") in {(f.actual, f.expected) for f in unsure}
    texts = {" ".join(cell.split()) for row in table("layer.pdf").rows for cell in row.cells}
    assert "シンガボール" in texts


def test_a_born_digital_table_says_nothing() -> None:
    assert not ocr_findings([PageContent(1, (), (), 9)], ())
    codes = {finding.code for finding in table("calc.pdf").findings}
    assert not codes & {"KY017", "KY025"}


def page(number: int, *lines: tuple[str, float, str | None]) -> PageContent:
    """A recognized page of one column: texts with the confidence of each, and the layer's text."""
    cells = []
    for i, (text, sure, layer) in enumerate(lines):
        box = (0.0, 10.0 * i, 50.0, 10.0 * i + 10)
        line = PictureLine(number, box, text, (sure,) * len(text), layer=layer)
        cells.append(Cell(i, 0, 1, 1, text, box, picture=(line,)))
    ys = tuple(10.0 * i for i in range(len(lines) + 1))
    grid = Grid(number, 1, len(lines), tuple(cells), (0.0, 50.0), ys)
    return PageContent(number, (grid,), (), 9, Condition(recognized=True))


def test_a_hidden_layer_is_a_second_reading() -> None:
    content = page(
        1,
        ("富山", 0.5, "富山"),  # both agree: no doubt
        ("富士", 0.5, "富山"),  # they differ
        ("23", 0.999, "28"),  # they differ, though OCR is sure
        ("大阪", 0.5, ""),  # the layer has nothing
        ("Ａ", 0.999, "A"),  # the same character, wide
        ("", 1.0, "京都"),  # OCR saw nothing
    )
    read, *unsure = ocr_findings([content], ())
    assert read.message == "page 1 was read by OCR; 4 cells are uncertain (KY017)"
    assert [(finding.actual, finding.expected) for finding in unsure] == [
        ("富士", "富山"),
        ("23", "28"),
        ("大阪", None),
        ("", "京都"),
    ]
    assert unsure[1].message == "OCR read '23', lowest character confidence 1.00; it may be '28'"
    assert unsure[3].message.startswith("OCR read nothing where the hidden text layer has text")


def test_pages_are_named_as_they_are_asked_for() -> None:
    contents = [page(number, ("a", 1.0, None)) for number in (2, 3, 4, 7)]
    (read,) = ocr_findings(contents, ())
    assert read.message == "pages 2-4,7 were read by OCR"
    assert read.page is None
