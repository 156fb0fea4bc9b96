"""Annotations whose text is not drawn by the page, or that have none: marks, notes, form fields."""

from __future__ import annotations

import ctypes

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.annotations import seen_annotations
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.noted_text import around_and_text
from kyoten_extract.page.page_model import Characters, FloatArray
from kyoten_extract.page.text_quality import Noted, StruckText
from kyoten_extract.text.shorten import shortened

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
# Annotations of a page that are looked at; and parts of one: a line of text has one.
_MAX_ANNOTATIONS, _MAX_PARTS = 2_000, 200
_MAX_VALUE, _MAX_QUOTED = 1_024, 80


@dataclass(frozen=True, slots=True)
class Annotated:
    """What the annotations of a page strike out, and the values of its fields that are not drawn.

    Attributes:
        struck: (n, 4) boxes of what is struck out, in PDF page space.
        fields: (m, 4) boxes of the fields.
        values: of these fields.
    """

    struck: FloatArray
    fields: FloatArray
    values: tuple[str, ...]

    @classmethod
    def of(cls, page: object) -> Annotated:
        """Of a page as it is in the file."""
        struck: list[_Box] = []
        fields: list[_Box] = []
        values: list[str] = []
        for kind, annotation in seen_annotations(page, _MAX_ANNOTATIONS):
            if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
                struck += _parts(annotation)
            elif kind == pdfium.FPDF_ANNOT_WIDGET and (value := _undrawn(annotation)):
                fields += _parts(annotation)
                values.append(value)
        return cls(_array(struck), _array(fields), tuple(values))

    def struck_texts(self, frame: Frame, read: Characters) -> tuple[StruckText, ...]:
        """The characters that annotations strike out."""
        middle = (read.boxes[:, :2] + read.boxes[:, 2:]) / 2
        found = []
        for box in frame.boxes(self.struck):
            at = true_at(((middle > box[:2]) & (middle < box[2:])).all(axis=1) & ~read.is_blank)
            if len(at):
                bbox, text = around_and_text(read.codes, read.boxes, read.runs, at)
                found.append(StruckText(text, bbox))
        return tuple(found)

    def undrawn(self, frame: Frame) -> Noted | None:
        """The values of fields that are not drawn."""
        if not self.values:
            return None
        boxes = frame.boxes(self.fields)
        x0, top = boxes[:, :2].min(axis=0).tolist()
        x1, bottom = boxes[:, 2:].max(axis=0).tolist()
        text = shortened(" ".join(self.values), _MAX_QUOTED)
        return Noted(len(self.values), (x0, top, x1, bottom), text)


_Box = tuple[float, ...]


def marked_boxes(page: object, kinds: frozenset[int]) -> FloatArray:
    """(n, 4) boxes of what annotations of some ``kinds`` mark on a page, in PDF page space."""
    boxes: list[_Box] = []
    for kind, annotation in seen_annotations(page, _MAX_ANNOTATIONS):
        boxes += _parts(annotation) if kind in kinds else ()
    return _array(boxes)


def _undrawn(annotation: object) -> str:
    """The value of a field of text without an appearance, which viewers may draw by themselves."""
    drawn = pdfium.FPDFAnnot_HasKey(annotation, b"AP")
    if drawn or pdfium.FPDFAnnot_GetValueType(annotation, b"V") != pdfium.FPDF_OBJECT_STRING:
        return ""
    buffer = (ctypes.c_ushort * _MAX_VALUE)()
    size = ctypes.sizeof(buffer)
    length = pdfium.FPDFAnnot_GetStringValue(annotation, b"V", buffer, size)
    value = bytes(buffer)[: max(length - 2, 0)] if length <= size else b""
    return value.decode("utf-16-le", "replace").strip()


def _array(boxes: list[_Box]) -> FloatArray:
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _parts(annotation: object) -> list[_Box]:
    points, box = pdfium.FS_QUADPOINTSF(), pdfium.FS_RECTF()
    count = min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MAX_PARTS)
    found: list[_Box] = []
    for index in range(count):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            x, y = ([getattr(points, f"{axis}{i}") for i in range(1, 5)] for axis in "xy")
            found.append((min(x), min(y), max(x), max(y)))
    if not found and pdfium.FPDFAnnot_GetRect(annotation, box):
        found.append((box.left, box.bottom, box.right, box.top))
    return found
