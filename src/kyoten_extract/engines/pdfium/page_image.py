"""The pages of a PDF as images, rendered at the resolution they were scanned at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium.hidden_text import read_layer
from kyoten_extract.engines.pdfium.page_colors import is_grey
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.messages import say
from kyoten_extract.ocr.image.binarize import Gray, PageImage
from kyoten_extract.ocr.image.seals import SEARCH_DPI, Colors, find_seals, with_seals_removed
from kyoten_extract.ocr.image_files import COARSEST, FINEST, MOST_DOTS
from kyoten_extract.page.page_model import Characters

# Dots per inch at which pages without a scan are rendered: the resolution OCR is tuned for.
_DEFAULT_DPI = 300.0
# Share of the page that images must cover to set its resolution: logos and seals cover less.
_MIN_COVER_FOR_DPI = 0.1
# Share of the page that images cover on a scan; the rest may be margins.
_MIN_COVER_OF_SCAN = 0.7
# Dots: scanners round page sizes, so an image this close to the page's size is the page.
_SIZE_TOLERANCE = 2.5
# Levels of nested forms in which images are looked for.
_MAX_FORM_DEPTH = 3


class PdfPageImages:
    """The pages of a PDF as images, rendered at the resolution they were scanned at."""

    def __init__(self, data: bytes, name: str, password: str | None) -> None:
        self._document = pypdfium2.PdfDocument(data, password=password)
        self._name = name

    def __len__(self) -> int:
        return len(self._document)

    def image(self, number: int) -> PageImage:
        """Render page ``number``, from 1.

        Raises:
            DamagedSourceError: it can't be rendered.
        """
        try:
            page = self._document[number - 1]
            width, height = page.get_size()
            if not (width > 0 and height > 0):
                raise DamagedSourceError(
                    say("the page has no area"), source=self._name, page=number
                )
            images = list(_images(page))
            dpi = _resolution(images, width * height)
            dpi = min(dpi, (MOST_DOTS / max(width * height / 72**2, 1e-6)) ** 0.5)
            columns, rows = _dots_of(images, width * dpi / 72, height * dpi / 72)
            picture = PageImage(_drawn(page, columns, rows), dpi)
            if is_grey(page):
                return picture  # It has no colored seal.
            coarse = min(1.0, SEARCH_DPI / dpi)
            small = _drawn_in_color(page, round(columns * coarse), round(rows * coarse))
            if seals := find_seals(small, dpi * coarse):
                colors = _drawn_in_color(page, columns, rows)
                picture = with_seals_removed(picture, colors, seals)
        except pypdfium2.PdfiumError:
            raise DamagedSourceError(
                say("the page cannot be rendered"), source=self._name, page=number
            ) from None
        return picture

    def layer(self, number: int) -> Characters | None:
        """The invisible text layer of page ``number``, from 1; ``None`` where it has none."""
        try:
            return read_layer(self._document[number - 1])
        except pypdfium2.PdfiumError:
            return None

    def is_scanned(self, number: int) -> bool:
        """Whether images cover page ``number``, from 1."""
        try:
            page = self._document[number - 1]
            width, height = page.get_size()
            covered: float = sum(image.area for image in _images(page))
        except pypdfium2.PdfiumError:
            return False
        whole: float = width * height
        return 0 < _MIN_COVER_OF_SCAN * whole <= covered


@dataclass(frozen=True, slots=True)
class _Image:
    """An image on a page: its area in square points, and its width and height in dots."""

    area: float
    dots: tuple[int, int]

    @property
    def dpi(self) -> float:
        """Dots per inch, whatever its rotation."""
        return 72.0 * math.sqrt(self.dots[0] * self.dots[1] / self.area)


def _resolution(images: Sequence[_Image], area: float) -> float:
    """Dots per inch of the images that make up a page; the default where none do."""
    # Strips add up to a page. A seal may have a higher resolution than the scan under it, so the
    # finest images count only once they cover enough.
    covered = 0.0
    for dpi, size in sorted(((image.dpi, image.area) for image in images), reverse=True):
        covered += size
        if covered > _MIN_COVER_FOR_DPI * area:
            return float(np.clip(dpi, COARSEST, FINEST))
    return _DEFAULT_DPI


def _dots_of(images: Sequence[_Image], width: float, height: float) -> tuple[int, int]:
    """Columns and rows of dots to render for a page ``width`` by ``height`` dots large.

    A scanner rounds the size of its page. Where one image is the page, its exact size is used, so
    that each of its dots is rendered as one dot.
    """
    for image in images:
        for columns, rows in (image.dots, image.dots[::-1]):
            if max(abs(columns - width), abs(rows - height)) < _SIZE_TOLERANCE:
                return columns, rows
    return max(round(width), 1), max(round(height), 1)


def _drawn(page: Any, columns: int, rows: int) -> Gray:
    """Render a page; (rows, columns), 0 is black."""
    bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, pdfium.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
        drawn = bitmap.to_numpy().reshape(rows, -1)[:, :columns]
        # Copied, since the bitmap's memory is freed with it.
        return np.array(drawn, dtype=np.uint8)
    finally:
        bitmap.close()


def _drawn_in_color(page: Any, columns: int, rows: int) -> Colors:
    """Render a page; (rows, columns, 3), red, green and blue."""
    columns, rows = max(columns, 1), max(rows, 1)
    bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, pdfium.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, pdfium.FPDF_ANNOT)
        return np.array(bitmap.to_numpy()[:, :columns, ::-1], dtype=np.uint8, order="C")
    finally:
        bitmap.close()


def _images(page: Any) -> Iterator[_Image]:
    """The images on a page that have an area."""
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_MAX_FORM_DEPTH):
        left, bottom, right, top = image.get_bounds()
        if right > left and top > bottom:
            yield _Image((right - left) * (top - bottom), image.get_px_size())
