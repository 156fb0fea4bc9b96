"""OCR of the pages of a PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kyoten_extract.engines.pdfium.page_image import PdfPageImages
from kyoten_extract.ocr.ocr_cache import read_cached
from kyoten_extract.ocr.recognition.rapidocr_engine import new_recognizer
from kyoten_extract.page.grid import PageContent

if TYPE_CHECKING:
    from kyoten_extract.engines.pdf_input import PdfInput


def reader_of(pdf: PdfInput) -> Callable[[int], PageContent]:
    """Return a function that renders a page of the PDF by its number and runs OCR on it.

    Raises:
        MissingDependencyError: the extra ``ocr`` is not installed.
    """
    recognizer = new_recognizer(pdf.processes, pdf.providers)
    images = PdfPageImages(pdf.data, pdf.name, pdf.password)

    def read(number: int) -> PageContent:
        image = images.image(number)
        layer, boundaries = images.layer(number), pdf.boundaries.get(number, ())
        return read_cached(
            number, image, recognizer, pdf.cache, layer, boundaries, pdf.area, pdf.providers
        )

    return read
