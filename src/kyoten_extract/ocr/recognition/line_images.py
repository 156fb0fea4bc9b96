"""Line images, encode_image with the reading of a line in case a second pass needs them."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np

from kyoten_extract.ocr.image.binarize import Gray

# Lowest character confidence below which a line's image is kept.
_CERTAIN = 0.97
# Line heights: shorter lines are kept in any case, as a column's type may contradict the reading.
_SHORT = 6.0
# Grey levels of kept images: lines are read as well as with 256, from smaller files.
_LEVELS = 16


def encode_image(text: str, confidences: Sequence[float], image: Gray) -> str:
    """Encode a line's image as a PNG in base64; empty where no second pass will need it.

    Args:
        text: as recognized.
        confidences: of its characters.
        image: (height, width), dark on white.
    """
    height, width = image.shape
    long = width > _SHORT * height
    if not any(map(str.isalnum, text)) or (long and min(confidences, default=0.0) >= _CERTAIN):
        return ""
    step = 256 // _LEVELS
    done, data = cv2.imencode(".png", image // step * (255 // (_LEVELS - 1)))
    return base64.b64encode(data.tobytes()).decode("ascii") if done else ""


def decode_image(text: str) -> Gray:
    """(height, width) the image that :func:`encode_image` encoded."""
    data = np.frombuffer(base64.b64decode(text), dtype=np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
