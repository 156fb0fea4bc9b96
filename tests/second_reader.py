"""What pdfminer reads off a page: characters and where they stand, by a reader not ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with ink and the middle of its box, in points from the page's top left."""

    text: str
    x: float
    y: float

    def within(self, box: tuple[float, float, float, float]) -> bool:
        x0, top, x1, bottom = box
        return x0 <= self.x < x1 and top <= self.y < bottom


def pages_of(path: Path) -> Iterator[list[Glyph]]:
    """The glyphs of each page, in the order they are drawn."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    with path.open("rb") as file:
        for page in PDFPage.get_pages(file):
            interpreter.process_page(page)
            layout = device.get_result()
            yield [
                Glyph(
                    char.get_text(),
                    (char.x0 + char.x1) / 2,
                    layout.height - (char.y0 + char.y1) / 2,
                )
                for char in _characters(layout)
                if char.get_text().strip() and not char.get_text().startswith("(cid:")
            ]


def _characters(container: LTContainer) -> Iterator[LTChar]:
    for item in container:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from _characters(item)
