"""Annotations that mark text and hold none: highlights, underlines, strike-outs, signs of notes."""

from __future__ import annotations

import numpy as np

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.noted_text import around_and_text
from kyoten_extract.page.page_model import Characters, FloatArray
from kyoten_extract.page.text_quality import StruckText

HIGHLIGHTS = frozenset((pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_REDACT))
SIGNS = frozenset(
    (
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
    )
)
STRIKES = frozenset((pdfium.FPDF_ANNOT_STRIKEOUT,))
# Annotations of a page that are looked at; and parts of one: a line of text has one.
_MAX_ANNOTATIONS, _MAX_PARTS = 2_000, 200


def marked_boxes(page: object, kinds: frozenset[int]) -> FloatArray:
    """(n, 4) boxes of what annotations of some ``kinds`` mark on a page, in PDF page space."""
    found: list[tuple[float, ...]] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        unseen = pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.UNSEEN_FLAGS
        if pdfium.FPDFAnnot_GetSubtype(annotation) in kinds and not unseen:
            found += _parts(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def struck_texts(boxes: FloatArray, read: Characters) -> tuple[StruckText, ...]:
    """The characters that annotations strike out by their ``boxes`` (n, 4), in points."""
    middle = (read.boxes[:, :2] + read.boxes[:, 2:]) / 2
    found = []
    for box in boxes:
        at = true_at(((middle > box[:2]) & (middle < box[2:])).all(axis=1) & ~read.is_blank)
        if len(at):
            bbox, text = around_and_text(read.codes, read.boxes, read.runs, at)
            found.append(StruckText(text, bbox))
    return tuple(found)


def _parts(annotation: object) -> list[tuple[float, ...]]:
    points, box = pdfium.FS_QUADPOINTSF(), pdfium.FS_RECTF()
    count = min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MAX_PARTS)
    found: list[tuple[float, ...]] = []
    for index in range(count):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            x, y = ([getattr(points, f"{axis}{i}") for i in range(1, 5)] for axis in "xy")
            found.append((min(x), min(y), max(x), max(y)))
    if not found and pdfium.FPDFAnnot_GetRect(annotation, box):
        found.append((box.left, box.bottom, box.right, box.top))
    return found
