"""Pages that are turned, and pages whose content is drawn through Form XObjects."""

from __future__ import annotations

import pytest

import pdfs
from kyoten_extract import read_table
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.model.table_model import Table
from kyoten_extract.page.grid import PageContent

ROWS = [
    ("番号", "名称", "所在地"),
    ("1", "上海事務所", "上海"),
    ("2", "北京事務所", "北京"),
    ("3", "大連事務所", "大連"),
]


def check(table: Table) -> None:
    assert table.header == ROWS[0]
    assert [row.cells for row in table.rows] == ROWS[1:]
    assert table.leftovers == ()
    assert table.findings == ()
    assert all(ledger.printed == ledger.accounted for ledger in table.ledger)


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_page_displayed_turned(angle: int) -> None:
    """What counts is how the text stands, not how the page is shown."""
    check(read_table(pdfs.pdf(pdfs.Page(pdfs.table(ROWS), f"/Rotate {angle}"))))


@pytest.mark.parametrize(
    ("matrix", "name"),
    [
        ("0 1 -1 0 400 0", "90"),
        ("-1 0 0 -1 400 300", "180"),
        ("0 -1 1 0 0 400", "270"),
    ],
    ids=lambda value: value if len(value) < 4 else "",
)
def test_a_table_drawn_turned(matrix: str, name: str) -> None:
    size = "/MediaBox[0 0 400 400]"
    check(read_table(pdfs.pdf(pdfs.Page(f"q {matrix} cm {pdfs.table(ROWS)} Q", size))))


def draw(content: str, *forms: bytes, name: str = "X") -> bytes:
    """A page that draws ``content``, in which ``/X`` is the first of ``forms``."""
    return pdfs.pdf(pdfs.Page(content, forms={name: "6 0 R"}), more=forms)


def test_a_table_in_a_form() -> None:
    check(read_table(draw("/X Do", pdfs.form(pdfs.table(ROWS)))))


def test_rulings_in_a_form_and_text_on_the_page() -> None:
    xs, ys = [20.0, 110, 200, 290], [280.0, 260, 240, 220, 200]
    lines = pdfs.form(pdfs.grid(xs, ys))
    texts = [
        pdfs.text(cell, xs[j] + 3, ys[i + 1] + 6)
        for i, row in enumerate(ROWS)
        for j, cell in enumerate(row)
    ]
    check(read_table(draw(" ".join(["/X Do", *texts]), lines)))


def test_forms_in_forms_with_matrices() -> None:
    inner = pdfs.form(pdfs.table(ROWS), "/Matrix[2 0 0 2 0 0]")
    outer = pdfs.form("q 1 0 0 1 5 -5 cm /Y Do Q", "/Matrix[0.5 0 0 0.5 0 0]").replace(
        b"/Resources<<", b"/Resources<</XObject<</Y 7 0 R>>"
    )
    check(read_table(draw("/X Do", outer, inner)))


def test_a_form_drawn_twice_is_two_tables() -> None:
    half = pdfs.form(pdfs.table(ROWS[:2]))
    content = read_page(draw("/X Do q 1 0 0 1 0 -100 cm /X Do Q", half))
    assert len(content.grids) == 2
    first, second = (tuple(cell.text for cell in grid.cells) for grid in content.grids)
    assert first == second == ROWS[0] + ROWS[1]


def test_a_form_shows_no_more_than_its_box() -> None:
    """Text beyond the box of its form is drawn and not seen."""
    hidden = pdfs.text("見えない", 20, 20)
    form = pdfs.form(pdfs.table(ROWS) + " " + hidden).replace(
        b"[-1000 -1000 2000 2000]", b"[0 100 400 300]"
    )
    table = read_table(draw("/X Do", form))
    assert [row.cells for row in table.rows] == ROWS[1:]
    assert "見えない" not in "".join(leftover.text for leftover in table.leftovers)
    assert [(f.code, f.actual) for f in table.findings] == [("KY028", "見えない")]


def read_page(data: bytes) -> PageContent:
    return read_document(load(data)).contents[0]
