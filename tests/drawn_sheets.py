"""Pages of lists that tests draw by hand, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from kyoten_extract import read_tables

FONT, SIZE, LEAD, HEIGHT = "HeiseiKakuGo-W5", 9.0, 11.0, 842.0
Rows = Sequence[Sequence[str]]


class Sheet:
    """A page of A4 that is drawn top down; a number begins with > to end at its column's right."""

    def __init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._buffer = BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=(595, HEIGHT), invariant=1)

    def text(self, string: str, x: float, y: float) -> None:
        self._canvas.setFont(FONT, SIZE)
        self._canvas.drawString(x, HEIGHT - y, string)

    def right(self, string: str, x: float, y: float) -> None:
        self._canvas.setFont(FONT, SIZE)
        self._canvas.drawRightString(x, HEIGHT - y, string)

    def across(self, y: float, x0: float, x1: float) -> None:
        self._canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def dots(self, y: float, x0: float, x1: float) -> None:
        """A line of squares, as browsers draw dotted ones."""
        for at in range(int(x0 / 1.5), int(x1 / 1.5)):
            self._canvas.rect(1.5 * at, HEIGHT - y, 0.75, 0.75, stroke=0, fill=1)

    def down(self, x: float, y0: float, y1: float) -> None:
        self._canvas.line(x, HEIGHT - y0, x, HEIGHT - y1)

    def ground(self, y0: float, y1: float, x0: float, x1: float) -> None:
        self._canvas.setFillColor(Color(0.88, 0.94, 0.86))
        self._canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self._canvas.setFillColor(Color(0, 0, 0))

    def cell(self, text: str, x0: float, x1: float, y: float) -> None:
        """The lines of a cell whose upper side is at ``y``."""
        for number, line in enumerate(text.split("\n")):
            level = y + 10 + number * LEAD
            if line.startswith(">"):
                self.right(line[1:], x1 - 3, level)
            else:
                self.text(line, x0 + 3, level)

    def row(self, cells: Sequence[str], xs: Sequence[float], y: float) -> None:
        """Cells side by side, whose sides are at ``xs``."""
        for x0, x1, cell in zip(xs, xs[1:], cells, strict=False):
            self.cell(cell, x0, x1, y)

    def framed_row(self, cells: Sequence[str], xs: Sequence[float], y: float) -> None:
        """A row of one line, with its upper side and those between its cells."""
        for x in xs:
            self.down(x, y, y + 15)
        self.across(y, xs[0], xs[-1])
        self.row(cells, xs, y)

    def next_page(self) -> None:
        self._canvas.showPage()

    def pdf(self) -> bytes:
        self._canvas.save()
        return self._buffer.getvalue()


def joined(table: Sequence[Sequence[str]]) -> list[list[str]]:
    return [["".join(cell.split()) for cell in row] for row in table]


def cells_of(data: bytes) -> list[list[str]]:
    """The header and the rows of the only table, without blanks and line ends."""
    (table,) = read_tables(data)
    assert table.findings == ()
    return joined([table.header, *(row.cells for row in table.rows)])
