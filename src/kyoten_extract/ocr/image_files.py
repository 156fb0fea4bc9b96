"""Image files as page images: decoded, in grey, at a known resolution."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from kyoten_extract.errors import DamagedSourceError, LimitError, UnsupportedSourceError
from kyoten_extract.messages import say
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.ocr.image.seals import SEARCH_DPI, find_seals, with_seals_removed
from kyoten_extract.ocr.image_frames import frames_of_tiff
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits, over

# Dots per inch of page images: below, characters have too few dots to be read; above, OCR only gets
# slower.
COARSEST, FINEST = 100.0, 400.0
# Dots of a page image: A3 at 400 dpi has 31 million.
MOST_DOTS = 40_000_000
# Dots per inch in a file's metadata that are credible: 72 is a screen's default, not a scanner's.
_MIN_STATED_DPI, _MAX_STATED_DPI = 90.0, 1300.0
# Inches: the longer side of a page, by which a stated resolution is checked.
_MIN_LONG_SIDE, _MAX_LONG_SIDE = 3.5, 18.0
# Inches: the longer side of A4, assumed where no resolution is stated ...
_A4_LONG_SIDE = 11.69
# ... and bounds, in dots per inch, on the resolution that follows from it.
_MIN_ASSUMED_DPI, _MAX_ASSUMED_DPI = 150.0, 600.0
# Ratio of the resolutions across and down up to which dots count as square; a fax has 2.
_MAX_SQUARE_RATIO = 1.02


class Frames:
    """The images in a file: one, or the pages of a TIFF. Each is decoded on access.

    Raises:
        UnsupportedSourceError: the file is not an image.
        DamagedSourceError: the number of images can't be read.
    """

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
        from PIL import Image

        self._name = name
        self._limits = limits
        if limits.pages is not None:
            limits.check("pages", frames_of_tiff(data, limits.pages), source=name)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                self._file = Image.open(io.BytesIO(data))
        except Image.DecompressionBombError:
            # Pillow has a limit of its own, and does not say what it measured.
            most = 2 * (Image.MAX_IMAGE_PIXELS or 0)
            raise over("picture_dots", limits.picture_dots or most, most, source=name) from None
        except (OSError, SyntaxError, ValueError):
            raise UnsupportedSourceError(say("the image cannot be opened"), source=name) from None
        with self._errors_named():
            self._count = int(getattr(self._file, "n_frames", 1))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> PageImage:
        """Decode the image at ``index``, from 0.

        Raises:
            DamagedSourceError: it is cut short.
            LimitError: it has too many dots.
        """
        from PIL import ImageOps

        if not 0 <= index < self._count:
            raise IndexError(index)
        with self._errors_named():
            self._file.seek(index)
            dots = self._file.width * self._file.height
            self._limits.check("picture_dots", dots, source=self._name, page=index + 1)
            upright = ImageOps.exif_transpose(self._file)
            dpi = self._file.info.get("dpi")
            if upright.size == self._file.size[::-1] != self._file.size and isinstance(dpi, tuple):
                dpi = dpi[::-1]
            return _scaled(*_squared(upright, dpi))

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            if isinstance(error, DamagedSourceError | LimitError):
                raise
            raise DamagedSourceError(
                say("the image cannot be decoded: {error}", error=error), source=self._name
            ) from None


def _squared(image: Any, said: Any) -> tuple[Any, float]:
    """Resample an image to square dots; return it with its dots per inch."""
    from PIL import Image

    width, height = image.size
    across, down = _said(said, 0), _said(said, 1)
    # A fax has twice as many dots across as down.
    if across and down and max(across, down) > _MAX_SQUARE_RATIO * min(across, down):
        dpi = max(across, down)
        width, height = round(width * dpi / across), round(height * dpi / down)
        image = _gray(image).resize((width, height), Image.Resampling.BICUBIC)
    else:
        dpi = across
    largest = max(width, height)
    if dpi and _MIN_LONG_SIDE <= largest / dpi <= _MAX_LONG_SIDE:
        return image, dpi
    # Programs write the resolution of a screen, or none: the page is assumed to be A4.
    return image, float(np.clip(largest / _A4_LONG_SIDE, _MIN_ASSUMED_DPI, _MAX_ASSUMED_DPI))


def _said(dpi: Any, side: int) -> float:
    """The resolution that the file's metadata states; 0 where it is not credible for a scan."""
    try:
        value = float(dpi[side])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 0.0
    return value if _MIN_STATED_DPI <= value <= _MAX_STATED_DPI else 0.0


def _scaled(image: Any, dpi: float) -> PageImage:
    from PIL import Image

    gray = _gray(image)
    colors = _colors(image)
    shrink = min(1.0, FINEST / dpi, (MOST_DOTS / (gray.width * gray.height)) ** 0.5)
    if shrink < 1.0:
        size = (max(round(gray.width * shrink), 1), max(round(gray.height * shrink), 1))
        gray = gray.resize(size, Image.Resampling.BOX)
        colors = None if colors is None else colors.resize(size, Image.Resampling.BOX)
    picture = PageImage(np.asarray(gray, dtype=np.uint8).copy(), dpi * shrink)
    if colors is None:
        return picture
    coarse = min(1.0, SEARCH_DPI / picture.dpi)
    size = (max(round(gray.width * coarse), 1), max(round(gray.height * coarse), 1))
    small = np.asarray(colors.resize(size, Image.Resampling.BOX), dtype=np.uint8)
    seals = find_seals(small, picture.dpi * coarse)
    if not seals:
        return picture
    return with_seals_removed(picture, np.asarray(colors, dtype=np.uint8), seals)


def _colors(image: Any) -> Any:
    """The image in color; ``None`` where it has none, or is transparent."""
    if image.mode not in ("RGB", "P", "CMYK", "YCbCr") or image.has_transparency_data:
        return None
    return image.convert("RGB")


def _gray(image: Any) -> Any:
    """Convert an image to 256 grey levels; transparent parts become white."""
    from PIL import Image

    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    if image.mode[0] in "IF":
        # 16 bits and more: the lightest level is paper.
        levels = np.asarray(image, dtype=np.float64)
        most = max(float(levels.max(initial=0)), 255.0)
        image = Image.fromarray(np.clip(levels * (255 / most), 0, 255).astype(np.uint8))
    return image.convert("L")
