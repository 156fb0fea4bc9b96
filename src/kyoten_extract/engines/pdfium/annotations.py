"""Annotations that show text on a page: comments typed on it, form fields, stamps."""

from __future__ import annotations

from collections.abc import Iterator

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
    return any(
        kind in _KINDS and pdfium.FPDFAnnot_HasKey(annotation, b"AP")
        for kind, annotation in seen_annotations(page, _MAX_ANNOTATIONS)
    )


def seen_annotations(page: object, most: int) -> Iterator[tuple[int, object]]:
    """The kind of each annotation that is not hidden, and its handle, to be used at once.

    Of ``page`` (a handle), the first ``most`` are looked at.
    """
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), most)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if not pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.UNSEEN_FLAGS:
                yield pdfium.FPDFAnnot_GetSubtype(annotation), annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
