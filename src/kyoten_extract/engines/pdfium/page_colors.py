"""Whether a page is drawn in black, white and grey alone, told from its objects."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

_GREY_SPACES = (pdfium.FPDF_COLORSPACE_DEVICEGRAY, pdfium.FPDF_COLORSPACE_CALGRAY)
# Bits per pixel of one channel, in a color space that does not say how many it has.
_ONE_CHANNEL = (1, 8)
# Levels of nested forms that are looked into, and objects: a scan has a few, and its text layer.
_MAX_DEPTH = 4
_MAX_OBJECTS = 20_000


def is_grey(page: Any) -> bool:
    """Whether nothing on a pypdfium2 page has a color; ``False`` where that can't be told."""
    if any(_is_drawn(page.raw, index) for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw))):
        return False
    for count, item in enumerate(page.get_objects(max_depth=_MAX_DEPTH)):
        if count >= _MAX_OBJECTS:
            return False
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            grey = _is_grey_image(page.raw, item.raw)
        elif item.type == pdfium.FPDF_PAGEOBJ_FORM:
            grey = item.level < _MAX_DEPTH - 1
        elif item.type in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH):
            colors = (pdfium.FPDFPageObj_GetFillColor, pdfium.FPDFPageObj_GetStrokeColor)
            grey = all(_is_grey_color(color, item.raw) for color in colors)
        else:
            grey = False
        if not grey:
            return False
    return True


def _is_drawn(page: object, index: int) -> bool:
    """Whether an annotation is anything but a link."""
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return False
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    pdfium.FPDFPage_CloseAnnot(annotation)
    return kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)


def _is_grey_image(page: object, image: object) -> bool:
    found = pdfium.FPDF_IMAGEOBJ_METADATA()
    if not pdfium.FPDFImageObj_GetImageMetadata(image, page, found):
        return False
    if found.colorspace in _GREY_SPACES:
        return True
    if found.colorspace == pdfium.FPDF_COLORSPACE_ICCBASED:
        return found.bits_per_pixel in _ONE_CHANNEL
    # A mask is painted in the fill color; it has no color space.
    mask = found.colorspace == pdfium.FPDF_COLORSPACE_UNKNOWN and found.bits_per_pixel == 1
    return mask and _is_grey_color(pdfium.FPDFPageObj_GetFillColor, image)


def _is_grey_color(function: Any, item: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not function(item, red, green, blue, alpha):
        return True  # None is set: it is black.
    return red.value == green.value == blue.value
