"""From PDF page space to ours: points from the top left corner, turned so that text is upright."""

from __future__ import annotations

import math

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.page.page_model import FloatArray, by_column

# Characters whose angle is measured: enough to see the direction of nearly all text on a page.
_ANGLE_SAMPLE = 100
# Share of them that must agree on a direction; otherwise the page's own rotation is kept.
_MIN_AGREEING = 0.6


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page, in PDF space, and the turns that make its text upright.

    Attributes:
        left, bottom, right, top: of the visible part, in PDF points.
        quarter_turns: right angles, clockwise.
    """

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @classmethod
    def of(cls, page: object, text: object, chars: TextChars | None = None) -> Frame:
        """Turn a page by the direction of its text; one without text, as a viewer displays it.

        ``chars`` are those of its text page ``text`` where they are known.
        """
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        turns = _upright_turns(text, chars)
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
        """(n, 4) x0, top, x1, bottom of corner pairs in PDF space; infinite boxes stay so."""
        first, second = self.points(boxes[:, :2]), self.points(boxes[:, 2:])
        result = by_column(len(boxes), 4)
        np.minimum(first, second, out=result[:, :2])
        np.maximum(first, second, out=result[:, 2:])
        return result

    def points(self, points: FloatArray) -> FloatArray:
        """(n, 2) points, from the top left corner, of points in PDF space."""
        x, y = points.T
        result = by_column(len(points), 2)
        match self.quarter_turns:
            case 0:
                result[:, 0], result[:, 1] = x - self.left, self.top - y
            case 1:
                result[:, 0], result[:, 1] = y - self.bottom, x - self.left
            case 2:
                result[:, 0], result[:, 1] = self.right - x, y - self.bottom
            case _:
                result[:, 0], result[:, 1] = self.top - y, self.right - x
        return result


def _upright_turns(text: object, chars: TextChars | None) -> int | None:
    """Quarter turns clockwise that make most of the text upright; ``None`` where it has none.

    The page may be displayed sideways, or its table drawn sideways, so only the text is evidence.
    """
    count = max(pdfium.FPDFText_CountChars(text), 0)
    sample = np.arange(0, count, max(1, count // _ANGLE_SAMPLE))
    objects = (
        calls.integers_at(api.char_object, text, sample) if chars is None else chars.objects[sample]
    )
    printed = sample[objects != 0]
    angles = api.char_angles(text, printed)
    # PDFium's angles are clockwise. A degenerate matrix has no finite angle.
    turns = np.rint(-angles[np.isfinite(angles)] / (math.pi / 2)).astype(np.int64) % 4
    if not len(turns):
        return None
    counts = np.bincount(turns)
    return int(counts.argmax()) if counts.max() > _MIN_AGREEING * len(printed) else None
