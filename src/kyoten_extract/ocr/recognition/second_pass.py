"""The second look: pictures of lines that were kept, read once more in several ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np

from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.line_images import decode_image
from kyoten_extract.ocr.recognition.rapidocr_engine import new_recognizer
from kyoten_extract.ocr.recognizer import Line, Recognizer

# Lines are enlarged so many times before they are read.
_LARGER = 3
# Of a picture's height: the white above and below that a closer look leaves out.
_CLOSER = 0.13
# Dots: the height that a recognizer reads at, and the least width.
_FULL, _NARROWEST = 48, 96


def _enlarged(image: Gray, *, blur: float, wider: float = 1.0) -> Gray:
    soft = cv2.GaussianBlur(image, (0, 0), blur)
    height, width = image.shape
    size = (max(round(width * wider * _LARGER), 1), height * _LARGER)
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _in_contrast(image: Gray) -> Gray:
    """Nearly black and white, parted at the middle between the two."""
    large = _enlarged(image, blur=0.8).astype(np.float32)
    return np.asarray(np.clip((large - 64) * 2, 0, 255), dtype=np.uint8)


def _closer(image: Gray) -> Gray:
    cut = round(_CLOSER * len(image))
    return _enlarged(image[cut : len(image) - cut], blur=0.8)


VARIANTS: Mapping[str, Callable[[Gray], Gray]] = {
    "enlarged": lambda image: _enlarged(image, blur=0.6),
    "blurred": lambda image: _enlarged(image, blur=1.1),
    "narrower": lambda image: _enlarged(image, blur=0.8, wider=0.85),
    "closer": _closer,
    "in more contrast": _in_contrast,
}
"""The ways to read a picture once more, and what each makes of it."""


def work(line: PictureLine) -> float:
    """What it takes to read a line once: dots across, at the recognizer's height."""
    x0, top, x1, bottom = line.bbox
    return max((x1 - x0) / max(bottom - top, 1e-3) * _FULL, _NARROWEST)


class SecondPass:
    """Reads the pictures of lines that were kept once more.

    The recognizer is loaded when it is first asked for.
    """

    def __init__(self, recognizer: Recognizer | None = None) -> None:
        self._recognizer = recognizer

    def __call__(
        self, lines: Sequence[PictureLine], ways: Sequence[Sequence[str]]
    ) -> list[tuple[Line, ...]]:
        """What each line is in each of its ``ways``, which are of :data:`VARIANTS`."""
        if self._recognizer is None:
            self._recognizer = new_recognizer()
        images = [
            VARIANTS[way](picture)
            for line, own in zip(lines, ways, strict=True)
            for picture in (decode_image(line.image),)
            for way in own
        ]
        read = iter(self._recognizer.read(images))
        return [tuple(next(read) for _ in own) for own in ways]
