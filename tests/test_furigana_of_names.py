"""Furigana on a line of its own over names of two words."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from kyoten_extract import read_table

FONT, HEIGHT, ROW = "HeiseiKakuGo-W5", 842.0, 26.0
XS = (40.0, 90.0, 240.0, 380.0)
NAMES = [
    ("やまだ　たろう", "山田　太郎"),
    ("おの　サチコ", "小野　サチコ"),
    ("はせがわ　みき", "長谷川　みき"),
    ("さとう　じろう", "佐藤　次郎"),
]


@pytest.mark.parametrize("size", [5.5, 6.0])
def test_blanks_and_kana_over_kana_go_with_the_furigana(size: float) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595, HEIGHT), invariant=1)
    rows = [("番号", "", "氏名", "電話")]
    rows += [(f"{n + 1}", *NAMES[n % 4], f"12-3{n}4") for n in range(8)]
    for n, (number, small, name, phone) in enumerate(rows):
        y = HEIGHT - 60 - ROW * n
        canvas.line(XS[0], y, XS[-1], y)
        for x, text in ((XS[0], number), (XS[1], name), (XS[2], phone)):
            canvas.setFont(FONT, 11)
            canvas.drawString(x + 4, y - 21, text)
        canvas.setFont(FONT, size)
        canvas.drawString(XS[1] + 4, y - 9, small)
    end = HEIGHT - 60 - ROW * len(rows)
    canvas.line(XS[0], end, XS[-1], end)
    for x in XS:
        canvas.line(x, HEIGHT - 60, x, end)
    canvas.save()
    table = read_table(buffer.getvalue())
    assert [row.cells[1] for row in table.rows] == [name for _, _, name, _ in rows[1:]]
    assert {finding.code for finding in table.findings} == {"KY036"}
