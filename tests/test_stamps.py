"""Stamps in a strong color over a list, and marks in that color that are none."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from kyoten_extract import read_table
from kyoten_extract.engines.pdfium import stamp_frames

FONT, HEIGHT = "HeiseiKakuGo-W5", 842.0
XS, TOP, ROW, COUNT = (40.0, 90.0, 240.0, 330.0, 450.0), 60.0, 22.0, 10
RED, BLUE = Color(0.8, 0.1, 0.1), Color(0.1, 0.2, 0.8)


def rows() -> list[list[str]]:
    found = [["番号", "医療機関名", "診療科目", "電話番号"]]
    return found + [[f"{n}", f"第{n}病院", "内科", f"0123-{n}4"] for n in range(1, COUNT)]


def drawn(texts: list[tuple[str, float, float]], frame: str, box: tuple[float, ...], *,
          color: Color = RED, ink: Color = RED) -> bytes:  # fmt: skip
    """The list, and over it a frame (x0, top, x1, bottom) with texts at their places."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, HEIGHT), invariant=1)
    for n, row in enumerate(rows()):
        y = HEIGHT - TOP - ROW * n
        canvas.line(XS[0], y, XS[-1], y)
        for x0, text in zip(XS, row, strict=False):
            canvas.setFont(FONT, 9)
            canvas.drawString(x0 + 3, y - 14, text)
    end = HEIGHT - TOP - ROW * len(rows())
    canvas.line(XS[0], end, XS[-1], end)
    for x in XS:
        canvas.line(x, HEIGHT - TOP, x, end)
    x0, top, x1, bottom = box
    canvas.setStrokeColor(color)
    if frame == "circle":
        canvas.ellipse(x0, HEIGHT - bottom, x1, HEIGHT - top)
    else:
        canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top)
    canvas.setFillColor(ink)
    for text, x, y in texts:
        canvas.setFont(FONT, 8)
        canvas.drawString(x, HEIGHT - y, text)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("color", [RED, BLUE])
@pytest.mark.parametrize("frame", ["circle", "box"])
@pytest.mark.parametrize("at", [(250.0, 110.0), (425.0, 70.0), (20.0, 150.0)])
def test_a_stamp_over_a_list_is_set_apart(
    frame: str, color: Color, at: tuple[float, float]
) -> None:
    x, y = at
    texts = [("受付", x + 17, y + 16), ("六年四月", x + 9, y + 29), ("総務", x + 17, y + 43)]
    data = drawn(texts, frame, (x, y, x + 50, y + 50), color=color, ink=color)
    table = read_table(data)
    assert [[*table.header], *([*row.cells] for row in table.rows)] == rows()
    assert {finding.code for finding in table.findings} <= {"KY037"}
    left = "".join(text.text for text in table.leftovers).replace(" ", "")
    assert left == "受付六年四月総務"


def test_a_mark_around_a_value_takes_none_of_it() -> None:
    """The frame has another color than the text; or it is the cell's own."""
    y = TOP + ROW * 3
    data = drawn([], "circle", (XS[2] + 1, y + 3, XS[2] + 25, y + 19))
    assert [[*row.cells] for row in read_table(data).rows] == rows()[1:]
    cell = (XS[3], y, XS[4], y + ROW)
    data = drawn([("休診", XS[3] + 60, y + 14)], "box", cell)
    assert read_table(data).rows[2].cells[3] == "0123-34 休診"


@pytest.mark.parametrize(("text", "is_told"), [("有・無", True), ("有無要", False)])
def test_a_ring_around_one_of_several_choices_is_told(text: str, *, is_told: bool) -> None:
    """Around a letter of a word it is part of the letter."""
    x, y = XS[3] + 55, TOP + ROW * 3
    data = drawn([(text, x, y + 14)], "circle", (x - 3, y + 3, x + 11, y + 18), ink=Color(0, 0, 0))
    codes = {finding.code for finding in read_table(data).findings}
    assert codes == ({"KY035"} if is_told else set())


def test_on_a_page_of_many_colored_frames_none_is_a_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp_frames, "_MOST_FRAMES", 0)
    data = drawn([("受付", 267.0, 126.0), ("総務", 267.0, 153.0)], "circle", (250, 110, 300, 160))
    assert [[*row.cells] for row in read_table(data).rows] != rows()[1:]
