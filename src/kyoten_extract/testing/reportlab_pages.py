"""Pages drawn by reportlab, with a Japanese font that every PDF reader has by name."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kyoten_extract.testing.drawing import Sheet, Stroke
from kyoten_extract.testing.printed_list import ListSpec
from kyoten_extract.testing.quirk_fonts import FACE, register_fonts
from kyoten_extract.testing.quirk_marks import mark
from kyoten_extract.testing.quirk_page import Marked
from kyoten_extract.testing.quirk_pen import QuirkPen
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


class Pen(Protocol):
    """What a page's lines and texts are drawn with; lengths in points."""

    @property
    def font_size(self) -> float: ...  # noqa: D102
    @property
    def line_width(self) -> float: ...  # noqa: D102
    @property
    def pen(self) -> Literal["stroke", "fill"]: ...  # noqa: D102


def draw_pages(sheets: Sequence[Sheet], spec: Pen) -> bytes:
    """A file of ``sheets``; the same ones give the same bytes.

    Raises:
        MissingDependencyError: reportlab is not installed.
    """
    require("reportlab", needed_by="the producer 'reportlab'", extra="testing")
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    target = BytesIO()
    canvas = Canvas(target, invariant=1)
    pen = QuirkPen(canvas)
    rng = Random(f"{spec.kind} {spec.seed} quirks") if isinstance(spec, ListSpec) else None
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        pen.height = sheet.height
        marked: Marked | None = None
        if isinstance(spec, ListSpec) and rng is not None:
            marked = mark(pen, rng, spec, sheet)
        _draw(canvas, sheet, spec, marked)
        canvas.showPage()
    pen.finish()
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, sheet: Sheet, spec: Pen, marked: Marked | None) -> None:
    for shade in sheet.shades:
        canvas.setFillGray(shade.grey)
        box = (shade.x0, sheet.height - shade.y1, shade.x1 - shade.x0, shade.y1 - shade.y0)
        canvas.rect(*box, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setLineWidth(spec.line_width)
    for stroke in sheet.strokes:
        _line(canvas, stroke, sheet.height, spec)
    for each in marked.below if marked is not None else ():
        each()
    canvas.setFont(FACE, spec.font_size)
    draw: dict[str, Any] = {
        "left": canvas.drawString,
        "center": canvas.drawCentredString,
        "right": canvas.drawRightString,
    }
    for words in sheet.words:
        if marked is not None and any(words is taken for taken in marked.taken):
            continue
        if words.size is not None:
            canvas.setFont(FACE, words.size)
        draw[words.align](words.x, sheet.height - words.y, words.text)
        if words.size is not None:
            canvas.setFont(FACE, spec.font_size)
    for each in marked.above if marked is not None else ():
        each()


def _line(canvas: Canvas, stroke: Stroke, height: float, spec: Pen) -> None:
    if spec.pen == "stroke":
        canvas.line(stroke.x0, height - stroke.y0, stroke.x1, height - stroke.y1)
        return
    half = spec.line_width / 2
    x0, x1 = stroke.x0 - half, stroke.x1 + half
    y0, y1 = stroke.y0 - half, stroke.y1 + half
    canvas.rect(x0, height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
