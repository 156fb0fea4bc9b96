"""Render parts of a page, turned so that its text is upright."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.model.geometry import BBox

ByteArray = NDArray[np.uint8]

_CHANNELS = 3
_WHITE = 0xFFFFFFFF
# Pixels of one image: a row can be as high as the page, and a page can be a poster.
_MAX_PIXELS = 12_000_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """A rendered part of a page.

    Attributes:
        pixels: (height, width, 3) in BGR order; empty where the part has no area.
        left, top: its top left corner on the page, in points; never outside the page.
        scale: pixels per point.
    """

    pixels: ByteArray
    left: float
    top: float
    scale: float


def draw(page: object, frame: Frame, box: BBox, width: int) -> Drawing:
    """Render the part ``box`` of a page, in points of its frame, about ``width`` pixels wide."""
    x0, top = max(box[0], 0.0), max(box[1], 0.0)
    x1, bottom = min(box[2], frame.width), min(box[3], frame.height)
    if not (x1 > x0 and bottom > top):
        return Drawing(np.zeros((0, 0, _CHANNELS), np.uint8), x0, top, 1.0)
    scale = width / (x1 - x0)
    scale = min(scale, (_MAX_PIXELS / ((x1 - x0) * (bottom - top))) ** 0.5)
    columns, rows = (max(round(side * scale), 1) for side in (x1 - x0, bottom - top))
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_BGR, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, _WHITE)
        pdfium.FPDF_RenderPageBitmap(
            bitmap,
            page,
            -round(x0 * scale),
            -round(top * scale),
            round(frame.width * scale),
            round(frame.height * scale),
            (frame.quarter_turns - pdfium.FPDFPage_GetRotation(page)) % 4,
            pdfium.FPDF_ANNOT,
        )
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        start = ctypes.cast(
            pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_uint8 * (stride * rows))
        )
        lines = np.frombuffer(start.contents, np.uint8).reshape(rows, stride)
        # Copied, since the bitmap's memory is freed with it.
        pixels = lines[:, : columns * _CHANNELS].reshape(rows, columns, _CHANNELS).copy()
        return Drawing(pixels, x0, top, scale)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
