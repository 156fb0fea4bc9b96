"""A raised small digit after a number is the mark of a footnote or a power, not its last digit."""

from __future__ import annotations

import pdfs
from kyoten_extract import read_table
from kyoten_extract.layout.field_types import read_form
from kyoten_extract.model.survey import BaseForm


def small(string: str, x: float, y: float, size: float) -> str:
    return pdfs.text(string, x, y).replace(f"/F {pdfs.EM} Tf", f"/F {size} Tf")


def test_digits_after_a_number() -> None:
    """Half-width digits of this font are half an em wide."""
    grid = pdfs.grid([20, 110, 200], [280, 260, 240, 220])
    texts = [pdfs.text("人数", 23, 266), pdfs.text("面積", 113, 266)]
    texts += [pdfs.text("２", 23, 246).replace("ff12", "0032"), small("12", 28, 250, 5)]
    texts += [pdfs.text("10", 113, 246), small("3", 123, 246, 8)]
    texts += [pdfs.text("31", 23, 226), pdfs.text("40", 113, 226)]
    table = read_table(pdfs.pdf("\n".join([grid, *texts])))
    # Set on the line, a smaller digit is one of the number.
    assert [row.cells for row in table.rows] == [("2¹²", "103"), ("31", "40")]


def test_a_form_by_its_name_after_a_number() -> None:
    assert read_form("①独自事務所") == (BaseForm.OWN_OFFICE, "①独自事務所")


def test_a_mark_as_large_as_browsers_set_it_drawn_after_all_else() -> None:
    grid = pdfs.grid([20, 110, 200], [280, 260, 240])
    texts = [pdfs.text("人数", 23, 266), pdfs.text("年", 113, 266)]
    texts += [pdfs.text("２", 23, 246).replace("ff12", "0032"), pdfs.text("H12", 113, 246)]
    texts += [small("1", 28, 249, 8.33), small("2", 128, 249, 8.33)]
    table = read_table(pdfs.pdf("\n".join([grid, *texts])))
    assert [row.cells for row in table.rows] == [("2¹", "H12²")]


def test_two_forms_in_one_cell_are_none() -> None:
    for text in ("a・c", "a/b", "a→c", "b→a(H30)", "aかb", "a c 独自/委託", "a？", "a又はb"):
        assert read_form(text) is None, text
    for text in ("a 独自事務所", "c（aとの併用）", "d その他（a相当）", "a.独自", "b caretaker"):
        assert read_form(text) is not None, text
