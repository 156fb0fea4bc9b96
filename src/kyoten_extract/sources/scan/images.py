"""Pictures of pages: those that a PDF is made of, and files of pictures themselves."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.errors import DamagedSourceError, UnsupportedSourceError
from kyoten_extract.page import Characters
from kyoten_extract.sources.scan.layer import read_layer
from kyoten_extract.sources.scan.pixels import Gray, Picture

# Dots per inch: of pages that are drawn, and the least and the most of those that were scanned.
_DRAWN = 300.0
_COARSEST, _FINEST = 100.0, 400.0
# A picture that covers less of its page than this is none of the page.
_COVERS = 0.1
# Pictures that cover so much of a page are what it shows.
_WHOLE = 0.7
# Dots that a page's size is off by where it was rounded.
_ROUNDED = 2.5
_MOST_DOTS = 40_000_000
_FORMS_WITHIN = 3
_TOO_LARGE = "the picture is larger than any page"
# Dots per inch that a file may rightly say; inches of a page's longer side that these make.
_LEAST_SAID, _MOST_SAID = 90.0, 1300.0
_SMALLEST, _LARGEST = 3.5, 18.0
# Inches of that side of A4, and what such a page may be scanned at.
_LONG_SIDE = 11.69
_COARSEST_SCAN, _FINEST_SCAN = 150.0, 600.0
# Dots that are longer than wide by no more than this are square.
_SQUARE = 1.02


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
            dpi = min(dpi, (_MOST_DOTS / max(width * height / 72**2, 1e-6)) ** 0.5)
            gray = _drawn(page, *_dots_of(images, width * dpi / 72, height * dpi / 72))
        except pypdfium2.PdfiumError:
            raise DamagedSourceError(
                "the page can't be drawn", source=self._name, page=number
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
            return float(np.clip(dpi, _COARSEST, _FINEST))
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


class Frames:
    """The pictures in a file: one, or the pages of a TIFF. Each is decoded when it is asked for.

    Raises:
        UnsupportedSourceError: it is no picture.
        DamagedSourceError: how many there are can't be read.
    """

    def __init__(self, data: bytes, name: str) -> None:
        from PIL import Image

        self._name = name
        try:
            self._file = Image.open(io.BytesIO(data))
        except Image.DecompressionBombError:
            raise DamagedSourceError(_TOO_LARGE, source=name) from None
        except (OSError, SyntaxError, ValueError):
            raise UnsupportedSourceError("not a picture that can be opened", source=name) from None
        with self._told():
            self._count = int(getattr(self._file, "n_frames", 1))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Picture:
        """The picture at ``index``, from 0.

        Raises:
            DamagedSourceError: it breaks off, or is larger than any page.
        """
        from PIL import ImageOps

        if not 0 <= index < self._count:
            raise IndexError(index)
        with self._told():
            self._file.seek(index)
            if self._file.width * self._file.height > 4 * _MOST_DOTS:
                raise DamagedSourceError(_TOO_LARGE, source=self._name)
            upright = ImageOps.exif_transpose(self._file)
            dots = self._file.info.get("dpi")
            if upright.size == self._file.size[::-1] != self._file.size and isinstance(dots, tuple):
                dots = dots[::-1]
            return _scaled(*_squared(upright, dots))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            if isinstance(error, DamagedSourceError):
                raise
            raise DamagedSourceError(
                f"the picture can't be read: {error}", source=self._name
            ) from None


def _squared(image: Any, said: Any) -> tuple[Any, float]:
    """An image whose dots are as wide as they are high, and how many are an inch."""
    from PIL import Image

    width, height = image.size
    across, down = _said(said, 0), _said(said, 1)
    # A fax has twice as many dots across.
    if across and down and max(across, down) > _SQUARE * min(across, down):
        dpi = max(across, down)
        width, height = round(width * dpi / across), round(height * dpi / down)
        image = _gray(image).resize((width, height), Image.Resampling.BICUBIC)
    else:
        dpi = across
    largest = max(width, height)
    if dpi and _SMALLEST <= largest / dpi <= _LARGEST:
        return image, dpi
    # Programs write whatever resolution the screen has, or none: the page is taken for A4.
    return image, float(np.clip(largest / _LONG_SIDE, _COARSEST_SCAN, _FINEST_SCAN))


def _said(dpi: Any, side: int) -> float:
    """The resolution that a file says it has; 0 where that is none of a scanner."""
    try:
        value = float(dpi[side])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 0.0
    return value if _LEAST_SAID <= value <= _MOST_SAID else 0.0


def _scaled(image: Any, dpi: float) -> Picture:
    from PIL import Image

    gray = _gray(image)
    shrink = min(1.0, _FINEST / dpi, (_MOST_DOTS / (gray.width * gray.height)) ** 0.5)
    if shrink < 1.0:
        size = (max(round(gray.width * shrink), 1), max(round(gray.height * shrink), 1))
        gray = gray.resize(size, Image.Resampling.BOX)
    return Picture(np.asarray(gray, dtype=np.uint8).copy(), dpi * shrink)


def _gray(image: Any) -> Any:
    """An image of 256 greys: what it lets through is white."""
    from PIL import Image

    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    if image.mode[0] in "IF":
        # Of 16 bits and more: what is lightest is paper.
        levels = np.asarray(image, dtype=np.float64)
        most = max(float(levels.max(initial=0)), 255.0)
        image = Image.fromarray(np.clip(levels * (255 / most), 0, 255).astype(np.uint8))
    return image.convert("L")
