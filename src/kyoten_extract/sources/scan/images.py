"""Pictures of pages: those that a PDF is made of, and files of pictures themselves."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.errors import DamagedSourceError, UnsupportedSourceError
from kyoten_extract.page import Characters
from kyoten_extract.sources.scan.layer import read_layer
from kyoten_extract.sources.scan.pixels import Picture

# Dots per inch: of pages that are drawn, and the least and the most of those that were scanned.
_DRAWN = 300.0
_COARSEST, _FINEST = 100.0, 400.0
# A picture that covers less of its page than this is none of the page.
_COVERS = 0.1
# Pictures that cover so much of a page are what it shows.
_WHOLE = 0.7
_MOST_DOTS = 40_000_000
_FORMS_WITHIN = 3
# Of a file of pictures: that says nothing of its resolution, and that which is none of a scanner.
_UNKNOWN = 200.0
_TOO_LARGE = "the picture is larger than any page"
_LEAST_SAID, _MOST_SAID = 90.0, 1300.0


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
            dpi = _resolution(page, width * height)
            dpi = min(dpi, (_MOST_DOTS / max(width * height / 72**2, 1e-6)) ** 0.5)
            drawn = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        except pypdfium2.PdfiumError:
            raise DamagedSourceError(
                "the page can't be drawn", source=self._name, page=number
            ) from None
        gray = drawn if drawn.ndim == 2 else drawn[:, :, 0]
        return Picture(np.ascontiguousarray(gray, dtype=np.uint8), dpi)

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
            covered: float = sum(size for size, _ in _images(page))
        except pypdfium2.PdfiumError:
            return False
        whole: float = width * height
        return 0 < _WHOLE * whole <= covered


def _resolution(page: Any, area: float) -> float:
    """Dots per inch of the pictures on a page, if they are the page."""
    # A page that lies on its side has its picture's width along its height.
    found = [72 * (dots / size) ** 0.5 for size, dots in _images(page) if size > _COVERS * area]
    if not found:
        return _DRAWN
    return float(np.clip(max(found), _COARSEST, _FINEST))


def _images(page: Any) -> Iterator[tuple[float, int]]:
    """Of each picture on a page the area in square points, and how many dots it has."""
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_FORMS_WITHIN):
        left, bottom, right, top = image.get_bounds()
        across, down = image.get_px_size()
        if right > left and top > bottom:
            yield (right - left) * (top - bottom), across * down


def frames(data: bytes, name: str) -> Iterator[Picture]:
    """The pictures in a file: one, or the pages of a TIFF.

    Raises:
        UnsupportedSourceError: it is no picture.
        DamagedSourceError: it breaks off, or is larger than any page.
    """
    from PIL import Image, ImageOps, ImageSequence

    try:
        file = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError:
        raise DamagedSourceError(_TOO_LARGE, source=name) from None
    except (OSError, SyntaxError, ValueError):
        raise UnsupportedSourceError("not a picture that can be opened", source=name) from None
    try:
        with file:
            for frame in ImageSequence.Iterator(file):
                if frame.width * frame.height > 4 * _MOST_DOTS:
                    raise DamagedSourceError(_TOO_LARGE, source=name)
                upright = ImageOps.exif_transpose(frame)
                yield _scaled(upright, _said(frame.info.get("dpi")))
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, DamagedSourceError):
            raise
        raise DamagedSourceError(f"the picture can't be read: {error}", source=name) from None


def _said(dpi: Any) -> float:
    try:
        value = float(dpi[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return _UNKNOWN
    return value if _LEAST_SAID <= value <= _MOST_SAID else _UNKNOWN


def _scaled(image: Any, dpi: float) -> Picture:
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA"):
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    gray = image.convert("L")
    shrink = min(1.0, _FINEST / dpi, (_MOST_DOTS / (gray.width * gray.height)) ** 0.5)
    if shrink < 1.0:
        size = (max(round(gray.width * shrink), 1), max(round(gray.height * shrink), 1))
        gray = gray.resize(size, Image.Resampling.BOX)
    return Picture(np.asarray(gray, dtype=np.uint8).copy(), dpi * shrink)
