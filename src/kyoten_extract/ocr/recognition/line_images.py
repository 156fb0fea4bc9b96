"""Pictures of lines, kept beside what was read of them, in case they must be read again."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np

from kyoten_extract.ocr.image.binarize import Gray

# A line is kept if its least sure character is less sure than this; one no longer than this, in
# heights, whatever was read: what its column can hold may say otherwise.
_SURE, _SHORT = 0.97, 6.0
# Shades of grey that tell as much as all.
_SHADES = 16


def kept(text: str, confidences: Sequence[float], image: Gray) -> str:
    """The picture of a line as a PNG in base64; empty where nobody will ask for it.

    Args:
        text: as it was read.
        confidences: of its characters.
        image: (height, width), dark on white.
    """
    height, width = image.shape
    long = width > _SHORT * height
    if not any(map(str.isalnum, text)) or (long and min(confidences, default=0.0) >= _SURE):
        return ""
    step = 256 // _SHADES
    done, data = cv2.imencode(".png", image // step * (255 // (_SHADES - 1)))
    return base64.b64encode(data.tobytes()).decode("ascii") if done else ""


def decode_image(text: str) -> Gray:
    """(height, width) the picture that :func:`kept` gave as text."""
    data = np.frombuffer(base64.b64decode(text), dtype=np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
