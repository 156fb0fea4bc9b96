"""Text drawn over other text: bold by double printing, and the hidden overflow of a cell."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import pdfs
from kyoten_extract import Table, read_table
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load

FONT, SIZE = "HeiseiMin-W3", 8.0
# Points: half the em, the advance of a digit.
DIGIT = SIZE / 2
EDGES = [15 * mm, 30 * mm, 62 * mm, 105 * mm, 150 * mm]
TOP, PITCH = 180 * mm, 7 * mm
HEADER = ("区分", "蔵書数", "貸出数", "備考")
ROWS = [("本館", "12040", "70012", "通年"), ("分館", "8815", "6620", "冬期休館")]


def drawn(rows: list[tuple[str, ...]], overflow: str, over: str, repeat: float | None) -> bytes:
    """A table whose last row has ``overflow`` and then ``over``, in one place where they meet.

    ``overflow`` ends beyond its cell and under its clip; its last digit lies under the first of
    ``over``. With ``repeat``, the last row is drawn a second time, that many points to the right.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(170 * mm, 200 * mm))
    canvas.setFont(FONT, SIZE)
    lines = [HEADER, *rows]
    bottom = TOP - PITCH * (len(lines) + 1)
    canvas.grid(EDGES, [TOP - PITCH * i for i in range(len(lines) + 2)])
    for i, line in enumerate(lines):
        for j, cell in enumerate(line):
            canvas.drawString(EDGES[j] + 2, TOP - PITCH * (i + 1) + 6, cell)
    for shift in [0.0] if repeat is None else [0.0, repeat]:
        y = bottom + 6
        start = EDGES[2] + 2 + shift
        canvas.drawString(EDGES[0] + 2 + shift, y, "書庫")
        for text, x, column in (
            (overflow, start - DIGIT * (len(overflow) - 1), 1),
            (over, start, 2),
        ):
            canvas.saveState()
            clip = canvas.beginPath()
            clip.rect(EDGES[column], bottom, EDGES[column + 1] - EDGES[column], PITCH)
            canvas.clipPath(clip, stroke=0, fill=0)
            canvas.drawString(x, y, text)
            canvas.restoreState()
    canvas.save()
    return buffer.getvalue()


def cells_of(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("over", ["4096", "4"])
@pytest.mark.parametrize("repeat", [None, 0.3])
def test_a_digit_over_the_hidden_overflow_of_its_neighbor(over: str, repeat: float | None) -> None:
    """Also where it is all of its run, and where all of the row is printed twice."""
    table = read_table(drawn(ROWS, "31744", over, repeat))
    assert cells_of(table) == [*ROWS, ("書庫", "31744", over, "")]
    twice = 0 if repeat is None else len("書庫31744" + over)
    assert [(page.hidden, page.doubled) for page in table.ledger] == [(0, twice)]
    # On the page, the figure is another.
    assert [(finding.code, finding.expected) for finding in table.findings] == [("KY031", "4")]


def doubled(*parts: str) -> int:
    data = pdfs.pdf("\n".join([pdfs.table([HEADER]), *parts]))
    return read_document(load(data)).contents[0].condition.doubled


@pytest.mark.parametrize("shift", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(
    ("first", "again", "count"),
    [
        (["上海事務所"], ["上海事務所"], 5),
        (["上海事務所"], ["上海", "事務所"], 5),
        (["上海", "事務所"], ["上海事務所"], 5),
        (["上海事", "務所"], ["上海", "事務所"], 5),
        (["上海事務所"], ["上海駐在所"], 0),
        (["上海"], ["上 海"], 0),
        (["上 海"], ["上 海"], 2),
    ],
)
def test_copies_are_whole_runs(
    first: list[str], again: list[str], count: int, shift: float
) -> None:
    def parts(runs: list[str], x: float) -> list[str]:
        lengths = [sum(len(run) for run in runs[:i]) for i in range(len(runs))]
        return [pdfs.text(run, x + 10 * at, 200) for run, at in zip(runs, lengths, strict=True)]

    assert doubled(*parts(first, 50), *parts(again, 50 + shift)) == count


def test_text_printed_four_times_is_read_once() -> None:
    parts = [pdfs.text("港湾", 50 + shift, 200) for shift in (0.0, 0.0, 0.2, 0.4)]
    data = pdfs.pdf("\n".join([pdfs.table([HEADER]), *parts]))
    page = read_document(load(data)).contents[0]
    assert page.condition.doubled == 6
    assert page.printed == len("".join(HEADER)) + 2


@pytest.mark.parametrize(("across", "down"), [(1.0, 1.0), (0.0, 1.5), (0.8, 0.0)])
def test_a_text_with_its_shadow_is_read_once(across: float, down: float) -> None:
    def printed(shadow: float) -> list[tuple[str, ...]]:
        pen = [pdfs.grid([20, 110, 200], [260, 240, 220, 200])]
        for y, row in ((246, ("名称", "人数")), (226, ("青葉", "33")), (206, ("白浜", "1"))):
            for x, word in zip((24, 114), row, strict=True):
                pen += ["0.7 g", pdfs.text(word, x + across * shadow, y - down * shadow)]
                pen += ["0 g", pdfs.text(word, x, y)]
        table = read_table(pdfs.pdf("\n".join(pen)))
        assert not table.findings or shadow > 1
        return cells_of(table)

    assert printed(1.0) == [("青葉", "33"), ("白浜", "1")]
    # Further aside, it is another text.
    assert printed(4.0) != [("青葉", "33"), ("白浜", "1")]
