"""The second look: pictures of lines that were kept, read once more in several ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np

from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.line_images import picture_of
from kyoten_extract.ocr.recognition.rapidocr_engine import new_recogniser
from kyoten_extract.ocr.recognizer import Line, Recogniser

# Lines are enlarged so many times before they are read.
_LARGER = 3
# Of a picture's height: the white above and below that a closer look leaves out.
_CLOSER = 0.13
# Dots: the height that a recogniser reads at, and the least width.
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


WAYS: Mapping[str, Callable[[Gray], Gray]] = {
    "enlarged": lambda image: _enlarged(image, blur=0.6),
    "blurred": lambda image: _enlarged(image, blur=1.1),
    "narrower": lambda image: _enlarged(image, blur=0.8, wider=0.85),
    "closer": _closer,
    "in more contrast": _in_contrast,
}
"""The ways to read a picture once more, and what each makes of it."""


def work(line: PictureLine) -> float:
    """What it takes to read a line once: dots across, at the recogniser's height."""
    x0, top, x1, bottom = line.bbox
    return max((x1 - x0) / max(bottom - top, 1e-3) * _FULL, _NARROWEST)


class SecondLook:
    """Reads the pictures of lines that were kept once more.

    The recogniser is loaded when it is first asked for.
    """

    def __init__(self, recogniser: Recogniser | None = None) -> None:
        self._recogniser = recogniser

    def __call__(
        self, lines: Sequence[PictureLine], ways: Sequence[Sequence[str]]
    ) -> list[tuple[Line, ...]]:
        """What each line is in each of its ``ways``, which are of :data:`WAYS`."""
        if self._recogniser is None:
            self._recogniser = new_recogniser()
        images = [
            WAYS[way](picture)
            for line, own in zip(lines, ways, strict=True)
            for picture in (picture_of(line.image),)
            for way in own
        ]
        read = iter(self._recogniser.read(images))
        return [tuple(next(read) for _ in own) for own in ways]
