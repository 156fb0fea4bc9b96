"""Annotations that show text on a page: comments typed on it, form fields, stamps."""

from __future__ import annotations

from kyoten_extract.engines.pdfium import pdfium_library as pdfium

# Kinds whose text a person reads as the page's, and drawn shapes, which may cover it, strike it out
# or rule it. What is drawn by hand is left out: it may be writing, which nothing reads.
_KINDS = frozenset(
    (
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_WATERMARK,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
    )
)
# Annotations of a page that are looked at: a form has some hundred fields.
_MAX_ANNOTATIONS = 20_000


def has_visible_annotations(page: object) -> bool:
    """Whether annotations show text, or cover it, on a page (a handle)."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)
    return any(_is_visible(page, index) for index in range(count))


def _is_visible(page: object, index: int) -> bool:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return False
    try:
        return (
            pdfium.FPDFAnnot_GetSubtype(annotation) in _KINDS
            and not pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.UNSEEN_FLAGS
            and bool(pdfium.FPDFAnnot_HasKey(annotation, b"AP"))
        )
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)
