"""Pages held against their pictures: what is not seen, and what was not read."""

import io
from dataclasses import replace

import numpy as np
import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.pdfgen.canvas import Canvas

from kyoten_extract import read_table
from kyoten_extract.engines.pdfium import page_loader, text_page
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.page.picture_proof import proof_of
from kyoten_extract.page.proof import Proof
from kyoten_extract.table import cells, true_rulings
from kyoten_extract.table.apart_text import Apart
from kyoten_extract.table.text_marks import TextMarks
from kyoten_extract.testing import quirk_pen
from kyoten_extract.testing.pages import quirks, random_list
from kyoten_extract.testing.quirk_pen import QuirkPen

SIZE = 300, 200


def _nothing(_):
    pass


def _pdf(draw=_nothing, second="411") -> bytes:
    """A table of two columns and three rows, and what ``draw`` adds to it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=SIZE)
    canvas.grid([40, 140, 240], [60, 90, 120, 150])
    canvas.setFont("Helvetica", 9)
    for row, y in enumerate((130, 100, 70)):
        canvas.drawString(50, y, f"name {row}")
        canvas.drawString(150, y, second if row == 1 else str(410 + row))
    draw(canvas)
    canvas.save()
    return out.getvalue()


def _proof(data: bytes, change=lambda page: page) -> Proof:
    with PdfFile(data, "test.pdf") as file:
        page, picture = file.page_and_picture(1, verify=True)
    assert picture is not None
    return proof_of(change(page), picture)


def _white(canvas):
    canvas.setFillColor(white)
    canvas.drawString(180, 100, "77")


def _transparent(canvas):
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    canvas.drawString(180, 100, "77")


def _painted_over(canvas):
    canvas.drawString(180, 100, "77")
    canvas.setFillColor(white)
    canvas.rect(178, 97, 20, 14, stroke=0, fill=1)


def _ground_colour(canvas):
    canvas.setFillColorRGB(0.6, 0.8, 0.6)
    canvas.rect(170, 92, 60, 26, stroke=0, fill=1)
    canvas.drawString(180, 100, "77")


def test_a_clean_page_is_borne_out():
    assert _proof(_pdf()) == Proof()


@pytest.mark.parametrize("draw", [_white, _transparent, _painted_over, _ground_colour])
def test_text_without_ink_is_found(draw):
    with PdfFile(_pdf(lambda c: c.drawString(180, 100, "77")), "test.pdf") as file:
        shown = file.page(1)
    # The page holds the text whatever the reader's own rules make of it.
    proof = _proof(_pdf(draw), lambda page: replace(page, characters=shown.characters))
    ((text, bbox),) = proof.unseen
    assert text == "77"
    assert 179 < bbox[0] < 181


def _on_dark(canvas):
    canvas.setFillColor(black)
    canvas.rect(170, 92, 60, 26, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(180, 100, "77")


def _pale(canvas):
    canvas.setFillColorRGB(0.8, 0.8, 0.8)
    canvas.drawString(180, 100, "77")


def _half(canvas):
    canvas.setFillColor(Color(0, 0, 0, alpha=0.5))
    canvas.drawString(180, 100, "77")


def _highlighted(canvas):
    canvas.drawString(180, 100, "77")
    canvas.setFillColor(Color(1, 1, 0, alpha=0.4))
    canvas.rect(170, 92, 60, 26, stroke=0, fill=1)


def _braced(canvas):
    canvas.bezier(200, 95, 215, 95, 215, 115, 230, 115)
    canvas.line(142, 62, 238, 88)


@pytest.mark.parametrize("draw", [_on_dark, _pale, _half, _highlighted, _braced])
def test_what_is_seen_is_borne_out(draw):
    assert _proof(_pdf(draw)) == Proof()


def test_a_ruling_without_ink_is_found():
    def ruled(page):
        lines = np.vstack((page.rulings.horizontal, (96.0, 40.0, 240.0)))
        return replace(page, rulings=Rulings(lines, page.rulings.vertical))

    assert _proof(_pdf(), ruled).unseen_rulings == ((40.0, 96.0, 240.0, 96.0),)


def test_ink_that_was_not_read_is_found():
    def forgotten(page):
        kept = np.flatnonzero(page.characters.boxes[:, 0] < 140)
        return replace(page, characters=page.characters.take(kept))

    assert len(_proof(_pdf(), forgotten).unread) == 3


def test_two_texts_at_one_place_are_found():
    proof = _proof(_pdf(lambda canvas: canvas.drawString(151, 100, "888")))
    assert proof.overlaid


def _told(data: bytes, *, verify: bool | None = True) -> list[tuple[str, str]]:
    found = [f for f in read_table(data, verify=verify).findings if f.code in ("KY041", "KY042")]
    assert all(finding.page == 1 and finding.bbox for finding in found)
    return [(finding.code, finding.severity) for finding in found]


def _without_ink(canvas):
    text = canvas.beginText(180, 100)
    text.setTextRenderMode(3)
    text.textOut("77")
    canvas.drawText(text)


def _tiny(canvas):
    canvas.setFont("Helvetica", 0.4)
    canvas.drawString(180, 100, "77")


@pytest.mark.parametrize(
    "draw", [_white, _transparent, _painted_over, _ground_colour, _without_ink, _tiny]
)
def test_text_that_nobody_sees_is_found_if_it_is_read(draw, monkeypatch):
    assert _told(_pdf(draw)) == []
    monkeypatch.setattr(Sight, "text", lambda _, __, codes, *___: np.zeros(len(codes), np.int64))
    assert _told(_pdf(draw)) == [("KY041", "error")]


def test_text_clipped_away_is_found_if_it_is_read(monkeypatch):
    def clipped(canvas):
        path = canvas.beginPath()
        path.rect(210, 92, 10, 10)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(180, 100, "77")

    assert _told(_pdf(clipped)) == []
    monkeypatch.setattr(cells, "_visible", lambda page, _: (page.characters, cells._Lost()))
    assert _told(_pdf(clipped)) == [("KY041", "error")]


def test_text_of_layers_and_annotations_is_found(monkeypatch):
    """One is read and not seen, the other is seen and not read."""

    def printed(**draw):
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=SIZE)
        canvas.setFont("Helvetica", 9)
        canvas.grid([40, 140, 240], [60, 90, 120, 150])
        for row, y in enumerate((130, 100, 70)):
            canvas.drawString(50, y, f"name {row}")
            canvas.drawString(150, y, str(410 + row))
        pen = QuirkPen(canvas, SIZE[1])
        if "on" in draw:
            with pen.layer(on=draw["on"]):
                canvas.setFont("Helvetica", 9)
                canvas.drawString(180, 100, "77")
        else:
            monkeypatch.setattr(quirk_pen, "FACE", "Helvetica")
            pen.comment((175, 92, 235, 118), [(180, 100, "77 abc", 9)])
        pen.finish()
        canvas.save()
        return out.getvalue()

    assert _told(printed(on=True)) == _told(printed(on=False)) == []
    assert _told(printed(comment="")) == _told(printed(comment=""), verify=None) == []
    monkeypatch.setattr(page_loader, "has_visible_annotations", lambda _: False)
    assert _told(printed(comment="")) == [("KY042", "warning")]
    monkeypatch.setattr(Sight, "text", lambda _, __, codes, *___: np.zeros(len(codes), np.int64))
    # The file has a layer, so its pages are proved unasked.
    assert _told(printed(on=False), verify=None) == [("KY041", "error")]


@pytest.mark.parametrize("y", [98.5, 103.0])
def test_marks_of_text_are_found_if_they_rule(y, monkeypatch):
    def marked(canvas):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(142, 100, "412 and a longer text")
        canvas.line(142, y, 230, y)

    assert _told(_pdf(marked, second="")) == []
    nothing = TextMarks(np.zeros(4 + 1, dtype=bool))
    monkeypatch.setattr(true_rulings, "text_marks", lambda *_: nothing)
    monkeypatch.setattr(true_rulings, "wide_underlines", lambda *_: np.zeros(5, dtype=bool))
    assert _told(_pdf(marked, second="")) == [("KY041", "warning")]


def test_words_over_text_are_found_if_they_are_read_as_its_own(monkeypatch):
    def stamped(canvas):
        canvas.saveState()
        canvas.translate(45, 70)
        canvas.rotate(25)
        canvas.setFont("Helvetica", 40)
        canvas.setFillColorRGB(0.8, 0.8, 0.8)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()

    assert _told(_pdf(stamped), verify=None) == []
    monkeypatch.setattr(
        cells, "set_apart", lambda page, owner, _: Apart(page, np.zeros(len(owner), dtype=bool))
    )
    assert ("KY041", "warning") in _told(_pdf(stamped), verify=None)


def test_a_glyph_given_twice_is_found(monkeypatch):
    printed = random_list(5, "ruled", quirks=("radicals",)).pdf
    assert _told(printed) == []
    monkeypatch.setattr(text_page, "given_twice", lambda codes, *_: np.zeros(len(codes), bool))
    found = [f for f in read_table(printed, verify=True).findings if f.code == "KY041"]
    assert {finding.severity for finding in found} == {"warning"}


@pytest.mark.parametrize("quirk", quirks())
def test_what_is_read_of_lists_with_quirks_is_borne_out(quirk):
    printed = random_list(5, "ruled", quirks=(quirk,)).pdf
    table = read_table(printed, verify=True)
    assert not [f for f in table.findings if f.code == "KY041" and f.severity == "error"]
    assert not [f for f in table.findings if f.code == "KY042"]


def test_only_pages_that_need_it_are_drawn_by_default():
    for draw, drawn in ((_nothing, False), (_half, True)):
        with PdfFile(_pdf(draw), "test.pdf") as file:
            assert (file.page_and_picture(1)[1] is not None) == drawn


@pytest.mark.parametrize(("clipped", "drawn"), [(True, False), (False, True)])
def test_a_page_is_drawn_where_text_that_is_seen_stands_upon_other_text(clipped, drawn):
    def overflow(canvas):
        canvas.saveState()
        if clipped:
            cell = canvas.beginPath()
            cell.rect(40, 90, 100, 30)
            canvas.clipPath(cell, stroke=0, fill=0)
        canvas.drawString(115, 100, "0123456789")
        canvas.restoreState()

    with PdfFile(_pdf(overflow), "test.pdf") as file:
        _, picture = file.page_and_picture(1, verify=None)
    assert (picture is not None) == drawn
