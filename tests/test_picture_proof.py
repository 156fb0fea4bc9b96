"""Pages held against their pictures: what is not seen, and what was not read."""

import io
from dataclasses import replace

import numpy as np
import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.pdfgen.canvas import Canvas

from kyoten_extract import read_table
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.page.picture_proof import proof_of
from kyoten_extract.page.proof import Proof

SIZE = 300, 200


def _nothing(_):
    pass


def _pdf(draw=_nothing) -> bytes:
    """A table of two columns and three rows, and what ``draw`` adds to it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=SIZE)
    canvas.grid([40, 140, 240], [60, 90, 120, 150])
    canvas.setFont("Helvetica", 9)
    for row, y in enumerate((130, 100, 70)):
        canvas.drawString(50, y, f"name {row}")
        canvas.drawString(150, y, str(410 + row))
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


def test_cell_text_without_ink_is_told_when_asked():
    with PdfFile(_pdf(_white), "test.pdf") as file:
        held = "77" in "".join(map(chr, file.page(1).characters.codes.tolist()))
    told = [f for f in read_table(_pdf(_white), verify=True).findings if f.code == "KY041"]
    assert bool(told) == held
    assert not [f for f in read_table(_pdf(), verify=True).findings if f.code in ("KY041", "KY042")]


def test_only_pages_that_need_it_are_drawn_by_default():
    for draw, drawn in ((_nothing, False), (_half, True)):
        with PdfFile(_pdf(draw), "test.pdf") as file:
            assert (file.page_and_picture(1)[1] is not None) == drawn
