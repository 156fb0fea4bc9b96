"""Where a page's content is shown, and how it is turned: from PDF space to ours."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.page.page_model import FloatArray

# How many characters are asked for their angle, and the share that must agree.
_ANGLE_SAMPLE = 100
_MOST_TEXT = 0.6


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a page that is shown, turned so that its text is upright."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @classmethod
    def of(cls, page: object, text: object) -> Frame:
        """The frame of a page, by its text; without text as the page is displayed."""
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        turns = _upright_turns(text)
        if turns is None:
            turns = pdfium.FPDFPage_GetRotation(page) % 4
        return cls(box.left, box.bottom, box.right, box.top, turns)

    @property
    def width(self) -> float:
        """Of the page as read, in points."""
        return self.top - self.bottom if self.quarter_turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Of the page as read, in points."""
        return self.right - self.left if self.quarter_turns % 2 else self.top - self.bottom

    def boxes(self, boxes: FloatArray) -> FloatArray:
        """(n, 4) corner pairs in PDF space to x0, top, x1, bottom as displayed."""
        first, second = self.points(boxes[:, :2]), self.points(boxes[:, 2:])
        return np.column_stack((np.minimum(first, second), np.maximum(first, second)))

    def points(self, points: FloatArray) -> FloatArray:
        """(n, 2) points in PDF space as displayed."""
        x, y = points.T
        match self.quarter_turns:
            case 0:
                return np.column_stack((x - self.left, self.top - y))
            case 1:
                return np.column_stack((y - self.bottom, x - self.left))
            case 2:
                return np.column_stack((self.right - x, y - self.bottom))
            case _:
                return np.column_stack((self.top - y, self.right - x))


def _upright_turns(text: object) -> int | None:
    """Quarter turns clockwise that set most of the text upright, by a sample of it.

    A page may be displayed sideways, or its table drawn sideways: what counts is the text.
    """
    count = max(pdfium.FPDFText_CountChars(text), 0)
    text = api.reference(text)
    sample = range(0, count, max(1, count // _ANGLE_SAMPLE))
    printed = [index for index in sample if api.char_object(text, index)]
    angles = [api.char_angle(text, index) for index in printed]
    # They are clockwise. A matrix of nonsense turns its text by none.
    turns = Counter(round(-angle / (math.pi / 2)) % 4 for angle in angles if math.isfinite(angle))
    if not turns:
        return None
    most, number = turns.most_common(1)[0]
    return most if number > _MOST_TEXT * len(printed) else None
