"""The pages of a PDF as images, drawn at the resolution they were scanned at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium.hidden_text import read_layer
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.ocr.image.binarize import Gray, Picture
from kyoten_extract.ocr.image_files import COARSEST, FINEST, MOST_DOTS
from kyoten_extract.page.page_model import Characters

# Dots per inch: of pages that are drawn, and the least and the most of those that were scanned.
_DRAWN = 300.0

# A picture that covers less of its page than this is none of the page.
_COVERS = 0.1

# Pictures that cover so much of a page are what it shows.
_WHOLE = 0.7

# Dots that a page's size is off by where it was rounded.
_ROUNDED = 2.5

_FORMS_WITHIN = 3


class PdfPictures:
    """The pages of a PDF as pictures, drawn at the resolution they were scanned at."""

    def __init__(self, data: bytes, name: str, password: str | None) -> None:
        self._document = pypdfium2.PdfDocument(data, password=password)
        self._name = name

    def __len__(self) -> int:
        return len(self._document)

    def picture(self, number: int) -> Picture:
        """Page ``number``, from 1.

        Raises:
            DamagedSourceError: it can't be drawn.
        """
        try:
            page = self._document[number - 1]
            width, height = page.get_size()
            if not (width > 0 and height > 0):
                raise DamagedSourceError("the page has no area", source=self._name, page=number)
            images = list(_images(page))
            dpi = _resolution(images, width * height)
            dpi = min(dpi, (MOST_DOTS / max(width * height / 72**2, 1e-6)) ** 0.5)
            gray = _drawn(page, *_dots_of(images, width * dpi / 72, height * dpi / 72))
        except pypdfium2.PdfiumError:
            raise DamagedSourceError(
                "the page cannot be rendered", source=self._name, page=number
            ) from None
        return Picture(gray, dpi)

    def layer(self, number: int) -> Characters | None:
        """The hidden text of page ``number``, from 1; ``None`` where it has none."""
        try:
            return read_layer(self._document[number - 1])
        except pypdfium2.PdfiumError:
            return None

    def is_scanned(self, number: int) -> bool:
        """Whether page ``number``, from 1, is a picture from side to side."""
        try:
            page = self._document[number - 1]
            width, height = page.get_size()
            covered: float = sum(image.area for image in _images(page))
        except pypdfium2.PdfiumError:
            return False
        whole: float = width * height
        return 0 < _WHOLE * whole <= covered


@dataclass(frozen=True, slots=True)
class _Image:
    """A picture on a page: its area in square points, and its size in dots."""

    area: float
    dots: tuple[int, int]

    @property
    def dpi(self) -> float:
        """Dots per inch, whichever way it lies."""
        return 72.0 * math.sqrt(self.dots[0] * self.dots[1] / self.area)


def _resolution(images: Sequence[_Image], area: float) -> float:
    """Dots per inch of the pictures on a page, if they are the page."""
    # Strips make a page together; a seal may be finer than the page that it is on.
    covered = 0.0
    for dpi, size in sorted(((image.dpi, image.area) for image in images), reverse=True):
        covered += size
        if covered > _COVERS * area:
            return float(np.clip(dpi, COARSEST, FINEST))
    return _DRAWN


def _dots_of(images: Sequence[_Image], width: float, height: float) -> tuple[int, int]:
    """Columns and rows of dots of a page of such a width and height in dots.

    A scanner rounds its page's size: where one picture is the page, its dots are drawn as they are,
    and none is spread over two.
    """
    for image in images:
        for columns, rows in (image.dots, image.dots[::-1]):
            if max(abs(columns - width), abs(rows - height)) < _ROUNDED:
                return columns, rows
    return max(round(width), 1), max(round(height), 1)


def _drawn(page: Any, columns: int, rows: int) -> Gray:
    """(rows, columns) of a page: 0 is black."""
    bitmap = pypdfium2.PdfBitmap.new_native(columns, rows, pdfium.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, columns, rows)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
        drawn = bitmap.to_numpy().reshape(rows, -1)[:, :columns]
        # Its memory goes with the bitmap.
        return np.array(drawn, dtype=np.uint8)
    finally:
        bitmap.close()


def _images(page: Any) -> Iterator[_Image]:
    """The pictures on a page."""
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_FORMS_WITHIN):
        left, bottom, right, top = image.get_bounds()
        if right > left and top > bottom:
            yield _Image((right - left) * (top - bottom), image.get_px_size())
