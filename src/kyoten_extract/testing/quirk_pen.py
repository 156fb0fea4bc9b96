"""Draws what ordinary pages don't have: layers, clips, comments, fields, odd fonts and colors.

Points from the page's top left corner, as on a :class:`~kyoten_extract.testing.drawing.Sheet`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.quirk_fonts import FACE, register_fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Box = tuple[float, float, float, float]
Color = tuple[float, float, float]

BLACK: Color = (0.0, 0.0, 0.0)
# Of an annotation: it is printed.
_PRINTED = 4
# Of a font size, above and below the baseline: the room that text takes.
_ABOVE, _BELOW = 0.9, 0.25
# A circle's quarter as a curve.
_ROUND = 0.5523


@dataclass(slots=True)
class QuirkPen:
    """Draws on the pages of a canvas.

    Attributes:
        canvas: of reportlab.
        height: of the page that is drawn on.
        layers: the file's layers, by whether they are on.
        fields: references to the file's form fields.
    """

    canvas: Canvas
    height: float = 0.0
    layers: dict[bool, Any] = field(default_factory=dict)
    fields: list[Any] = field(default_factory=list)
    _count: int = 0

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        font: str = FACE,
        color: Color = BLACK,
        alpha: float = 1.0,
        mode: int = 0,
        angle: float = 0.0,
        scale: float = 1.0,
    ) -> None:
        """A line of text from ``x`` on, with its baseline at ``y``.

        Args:
            mode: of PDF text rendering: 0 filled, 3 without ink.
            angle: in degrees, counterclockwise.
            scale: of its width.
        """
        register_fonts()
        canvas = self.canvas
        canvas.saveState()
        canvas.translate(x, self.height - y)
        canvas.rotate(angle)
        canvas.setFillColorRGB(*color, alpha=alpha)
        line = canvas.beginText(0, 0)
        line.setFont(font, size)
        line.setTextRenderMode(mode)
        line.setHorizScale(100 * scale)
        line.textOut(text)
        # Text state outlives text objects.
        line.setTextRenderMode(0)
        canvas.drawText(line)
        canvas.restoreState()

    def width(self, text: str, size: float, font: str = FACE) -> float:
        """Points that a text takes."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        register_fonts()
        return float(stringWidth(text, font, size))

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float, color: Color) -> None:
        """A stroke."""
        self.canvas.saveState()
        self.canvas.setStrokeColorRGB(*color)
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)
        self.canvas.restoreState()

    def fill(self, box: Box, color: Color, alpha: float = 1.0) -> None:
        """A filled rectangle."""
        x0, y0, x1, y1 = box
        self.canvas.saveState()
        self.canvas.setFillColorRGB(*color, alpha=alpha)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.restoreState()

    def frame(self, box: Box, width: float, color: Color, *, oval: bool = False) -> None:
        """The sides of a rectangle, or an oval in it."""
        x0, y0, x1, y1 = box
        self.canvas.saveState()
        self.canvas.setStrokeColorRGB(*color)
        self.canvas.setLineWidth(width)
        if oval:
            self.canvas.ellipse(x0, self.height - y1, x1, self.height - y0)
        else:
            self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0)
        self.canvas.restoreState()

    @contextmanager
    def clipped(self, box: Box) -> Iterator[None]:
        """What is drawn meanwhile is cut at the sides of ``box``."""
        x0, y0, x1, y1 = box
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.rect(x0, self.height - y1, x1 - x0, y1 - y0)
        self.canvas.clipPath(path, stroke=0, fill=0)
        yield
        self.canvas.restoreState()

    @contextmanager
    def layer(self, *, on: bool) -> Iterator[None]:
        """What is drawn meanwhile is in a layer."""
        from reportlab.pdfbase import pdfdoc

        name = self._name("Layer")
        if on not in self.layers:
            entries = {"Type": pdfdoc.PDFName("OCG"), "Name": pdfdoc.PDFString(f"layer {on}")}
            self.layers[on] = self.canvas._doc.Reference(pdfdoc.PDFDictionary(entries))
        with self._form(name) as stream:
            yield
        stream.dictionary["OC"] = self.layers[on]
        self.canvas.doForm(name)

    def comment(self, box: Box, words: Sequence[tuple[float, float, str, float]]) -> None:
        """A text typed on the page: its lines as (x, y, text, size)."""
        from reportlab.pdfbase import pdfdoc

        text = "".join(text for _, _, text, _ in words)
        entries = {
            "Subtype": pdfdoc.PDFName("FreeText"),
            "Contents": pdfdoc.PDFString(text),
            "DA": pdfdoc.PDFString("0 g /Helv 9 Tf"),
        }
        self._annotate(box, words, entries)

    def form_field(self, box: Box, words: Sequence[tuple[float, float, str, float]]) -> None:
        """A field for text, filled in."""
        from reportlab.pdfbase import pdfdoc

        text = "".join(text for _, _, text, _ in words)
        entries = {
            "Subtype": pdfdoc.PDFName("Widget"),
            "FT": pdfdoc.PDFName("Tx"),
            "T": pdfdoc.PDFString(self._name("field")),
            "V": pdfdoc.PDFString(text),
            "DA": pdfdoc.PDFString("0 g /Helv 9 Tf"),
        }
        self.fields.append(self._annotate(box, words, entries))

    def finish(self) -> None:
        """Write the layers and the fields to the file's catalog."""
        from reportlab.pdfbase import pdfdoc

        catalog = self.canvas._doc.Catalog
        # reportlab writes the entries that it knows.
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OCProperties"]
        if self.layers:
            every = [self.layers[on] for on in sorted(self.layers)]
            off = [reference for on, reference in self.layers.items() if not on]
            default = {"Order": pdfdoc.PDFArray(every), "OFF": pdfdoc.PDFArray(off)}
            entries = {"OCGs": pdfdoc.PDFArray(every), "D": pdfdoc.PDFDictionary(default)}
            catalog.OCProperties = pdfdoc.PDFDictionary(entries)
        if self.fields:
            catalog.AcroForm = pdfdoc.PDFDictionary({"Fields": pdfdoc.PDFArray(self.fields)})

    def _annotate(
        self, box: Box, words: Sequence[tuple[float, float, str, float]], entries: dict[str, Any]
    ) -> Any:
        from reportlab.pdfbase import pdfdoc

        name = self._name("Appearance")
        x0, y0, x1, y1 = box
        area = x0, self.height - y1, x1, self.height - y0
        with self._form(name, area):
            for x, y, text, size in words:
                self.text(x, y, text, size)
        form = pdfdoc.PDFObjectReference(pdfdoc.xObjectName(name))
        entries |= {
            "Type": pdfdoc.PDFName("Annot"),
            "Rect": pdfdoc.PDFArray(list(area)),
            "F": _PRINTED,
            "AP": pdfdoc.PDFDictionary({"N": form}),
        }
        reference = self.canvas._doc.Reference(pdfdoc.PDFDictionary(entries))
        self.canvas._annotationrefs.append(reference)
        return reference

    @contextmanager
    def _form(self, name: str, area: Box | None = None) -> Iterator[Any]:
        """What is drawn meanwhile is in a form; its stream, whose dictionary is still open."""
        from reportlab.pdfbase import pdfdoc

        self.canvas.beginForm(name, *(area or ()))
        stream = pdfdoc.PDFStream()
        yield stream
        self.canvas.endForm()
        form = self.canvas._doc.idToObject[pdfdoc.xObjectName(name)]
        stream.content = form.stream
        form.Contents = stream

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"
