"""Pictures of pages: those that a PDF is made of, and files of pictures themselves."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from kyoten_extract.errors import DamagedSourceError, UnsupportedSourceError
from kyoten_extract.ocr.image.binarize import Picture

COARSEST, FINEST = 100.0, 400.0
MOST_DOTS = 40_000_000
_TOO_LARGE = "the image is larger than any page"
# Dots per inch that a file may rightly say; inches of a page's longer side that these make.
_LEAST_SAID, _MOST_SAID = 90.0, 1300.0
_SMALLEST, _LARGEST = 3.5, 18.0
# Inches of that side of A4, and what such a page may be scanned at.
_LONG_SIDE = 11.69
_COARSEST_SCAN, _FINEST_SCAN = 150.0, 600.0
# Dots that are longer than wide by no more than this are square.
_SQUARE = 1.02


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
            raise UnsupportedSourceError("the image cannot be opened", source=name) from None
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
            if self._file.width * self._file.height > 4 * MOST_DOTS:
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
                f"the image cannot be decoded: {error}", source=self._name
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
    shrink = min(1.0, FINEST / dpi, (MOST_DOTS / (gray.width * gray.height)) ** 0.5)
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
