"""Link annotations: the URLs behind printed text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import numpy as np

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.page.page_model import Link

# Links of a page: a list has one or two per row, and a file that claims millions is damaged.
_MAX_LINKS = 20_000


def read_links(document: object, page: object, frame: Frame) -> tuple[Link, ...]:
    """The page's links to URLs, with their bboxes."""
    found = list(_links(document, page))
    if not found:
        return ()
    boxes = frame.boxes(np.array([corners for corners, _ in found], dtype=np.float64)).tolist()
    return tuple(
        Link((x0, top, x1, bottom), uri)
        for (x0, top, x1, bottom), (_, uri) in zip(boxes, found, strict=True)
    )


def _links(document: object, page: object) -> Iterator[tuple[tuple[float, ...], str]]:
    """Two corners of each link in PDF page space, and its URL."""
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    rectangle = pdfium.FS_RECTF()
    for _ in range(_MAX_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, position, link):
            return
        action = pdfium.FPDFLink_GetAction(link)
        if not action or not pdfium.FPDFLink_GetAnnotRect(link, rectangle):
            continue
        length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
        if length <= 1:
            continue
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(document, action, buffer, length)
        corners = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        yield corners, buffer.value.decode("utf-8", "replace")
