"""The second pass: read the kept images of lines again, in several variants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np

from kyoten_extract._types import Providers
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.line_images import decode_image
from kyoten_extract.ocr.recognition.rapidocr_engine import new_recognizer
from kyoten_extract.ocr.recognizer import Line, Recognizer

# Factor by which images are enlarged before they are blurred or cropped.
_ENLARGEMENT = 3
# Share of the image's height that is cropped above and below for a closer view.
_CROP = 0.13
# Dots: height and least width of the recognizer's input, which its run time depends on.
_HEIGHT, _MIN_WIDTH = 48, 96


def _enlarged(image: Gray, *, blur: float, wider: float = 1.0) -> Gray:
    soft = cv2.GaussianBlur(image, (0, 0), blur)
    height, width = image.shape
    size = (max(round(width * wider * _ENLARGEMENT), 1), height * _ENLARGEMENT)
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _in_contrast(image: Gray) -> Gray:
    """Stretch the contrast around mid-grey, to nearly black and white."""
    large = _enlarged(image, blur=0.8).astype(np.float32)
    return np.asarray(np.clip((large - 64) * 2, 0, 255), dtype=np.uint8)


def _closer(image: Gray) -> Gray:
    cut = round(_CROP * len(image))
    return _enlarged(image[cut : len(image) - cut], blur=0.8)


VARIANTS: Mapping[str, Callable[[Gray], Gray]] = {
    "enlarged": lambda image: _enlarged(image, blur=0.6),
    "blurred": lambda image: _enlarged(image, blur=1.1),
    "narrower": lambda image: _enlarged(image, blur=0.8, wider=0.85),
    "closer": _closer,
    "in more contrast": _in_contrast,
}
"""The variants of an image that are read, by name."""


def work(line: PictureLine) -> float:
    """The cost of reading a line once: its width in dots at the recognizer's input height."""
    x0, top, x1, bottom = line.bbox
    return max((x1 - x0) / max(bottom - top, 1e-3) * _HEIGHT, _MIN_WIDTH)


class SecondPass:
    """Reads the kept images of lines again; the recognizer is loaded on first use."""

    def __init__(self, recognizer: Recognizer | None = None, providers: Providers = None) -> None:
        self._recognizer = recognizer
        self._providers = providers

    def __call__(
        self, lines: Sequence[PictureLine], ways: Sequence[Sequence[str]]
    ) -> list[tuple[Line, ...]]:
        """Read each line in each of its ``ways``, which are names in :data:`VARIANTS`."""
        if self._recognizer is None:
            self._recognizer = new_recognizer(providers=self._providers)
        images = [
            VARIANTS[way](picture)
            for line, own in zip(lines, ways, strict=True)
            for picture in (decode_image(line.image),)
            for way in own
        ]
        read = iter(self._recognizer.read(images))
        return [tuple(next(read) for _ in own) for own in ways]
