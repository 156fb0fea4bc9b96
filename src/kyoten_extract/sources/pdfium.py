"""Born-digital PDF: rulings and characters straight from the page, through PDFium's own API."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.errors import DamagedSourceError, PasswordError, SourceError
from kyoten_extract.page import Characters, FloatArray, IntArray, Page, Rulings
from kyoten_extract.sources import pdfium_api as api
from kyoten_extract.sources.pdfium_objects import Level, apply, apply_to_boxes, clip_boxes, levels
from kyoten_extract.sources.pdfium_paths import read_lines

# What PDFium reports in place of a hyphen at a line's end.
_LINE_END_HYPHENS = (0xFFFE, 0x02)
_REPLACEMENT = 0xFFFD
# Marks of where a line may break, and of a text's beginning: nothing that is printed.
_ZERO_WIDTH = (0x200B, 0x2060, 0xFEFF)
# A baseline leans less than this; the share of the em above it, as Japanese fonts are drawn; and
# how far a glyph's box may begin from its origin.
_UPRIGHT = 0.05
_ASCENT = 0.88
_TIGHT = 0.01
# In ems: two characters no further apart are neighbours on a line.
_NEIGHBOUR_GAP = 0.3
# How many characters are asked for their angle, and the share that must agree.
_ANGLE_SAMPLE = 100
_MOST_TEXT = 0.6


class PdfFile:
    """An open PDF. Pages are loaded one at a time, and freed before they are handed out.

    Raises:
        PasswordError: the file needs a password that was not given, or another one.
        DamagedSourceError: PDFium can't open it.
    """

    def __init__(self, data: bytes, name: str, password: str | None = None) -> None:
        self._name = name
        try:
            self._document = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError as error:
            raise _open_error(error, name, password) from None

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> Page:
        """Page ``number``, from 1.

        Raises:
            DamagedSourceError: this page can't be loaded.
        """
        handle = pdfium.FPDF_LoadPage(self._document.raw, number - 1)
        text = pdfium.FPDFText_LoadPage(handle) if handle else None
        try:
            if not text:
                raise DamagedSourceError(
                    "the page can't be loaded",
                    source=self._name,
                    page=number,
                    remedy="repair the file, or leave the page out with pages=",
                )
            frame = _Frame.of(handle, _upright_turns(text))
            drawn = list(levels(api.address(handle)))
            return Page(
                number,
                frame.width,
                frame.height,
                _rulings(frame, read_lines(drawn)),
                _characters(text, drawn, frame),
            )
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            if handle:
                pdfium.FPDF_ClosePage(handle)


def _open_error(error: pypdfium2.PdfiumError, name: str, password: str | None) -> SourceError:
    # The message is composed here: PDFium's own must not carry a password into a log.
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        if password is None:
            return PasswordError(
                "the file is encrypted", source=name, remedy="give its password with --password"
            )
        return PasswordError("the password does not open the file", source=name)
    return DamagedSourceError(
        "the PDF can't be opened", source=name, remedy="it is damaged or cut short; get it again"
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of a page that is shown, turned so that its text is upright."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @classmethod
    def of(cls, handle: object, turns: int | None) -> _Frame:
        """The frame of a page; without ``turns`` as the page is displayed."""
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(handle, box)
        if turns is None:
            turns = pdfium.FPDFPage_GetRotation(handle) % 4
        return cls(box.left, box.bottom, box.right, box.top, turns)

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.quarter_turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.quarter_turns % 2 else self.top - self.bottom

    def boxes(self, boxes: FloatArray) -> FloatArray:
        """(n, 4) corner pairs in page space to x0, top, x1, bottom as displayed."""
        first, second = self.points(boxes[:, :2]), self.points(boxes[:, 2:])
        return np.column_stack((np.minimum(first, second), np.maximum(first, second)))

    def points(self, points: FloatArray) -> FloatArray:
        """(n, 2) points in page space as displayed."""
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
    address = api.address(text)
    sample = range(0, count, max(1, count // _ANGLE_SAMPLE))
    printed = [index for index in sample if api.char_object(address, index)]
    turns = Counter(round(api.char_angle(address, index) / (math.pi / 2)) % 4 for index in printed)
    if not turns:
        return None
    most, number = turns.most_common(1)[0]
    return most if number > _MOST_TEXT * len(printed) else None


def _rulings(frame: _Frame, lines: FloatArray) -> Rulings:
    """Lines to rulings by direction, as far as the page shows them."""
    boxes = frame.boxes(lines)
    shown = np.clip(boxes, 0.0, (frame.width, frame.height, frame.width, frame.height))
    x0, top, x1, bottom = shown.T
    # What is clipped to a side of the page was beyond it, unless it ran along it.
    across = (boxes[:, 2] - boxes[:, 0]) >= (boxes[:, 3] - boxes[:, 1])
    visible = np.where(across, boxes[:, 1] == top, boxes[:, 0] == x0)
    y, x = (top + bottom) / 2, (x0 + x1) / 2
    return Rulings(
        np.column_stack((y, x0, x1))[across & visible],
        np.column_stack((x, top, bottom))[~across & visible],
    )


def _characters(text: object, drawn: Sequence[Level], frame: _Frame) -> Characters:
    count = max(pdfium.FPDFText_CountChars(text), 0)
    address = api.address(text)
    codes = _codes(text, address, count)
    handles = np.fromiter(
        (handle or 0 for handle in map(api.char_object, repeat(address), range(count))),
        np.int64,
        count,
    )
    # PDFium puts spaces and line ends of its own between text objects; they belong to none.
    printed = (handles != 0) & (codes != 0)
    spaces = np.flatnonzero(printed & (codes <= 0x20))
    generated = api.integers(lambda i: api.char_generated(address, i), spaces.tolist(), len(spaces))
    printed[spaces[generated == 1]] = False
    printed &= ~np.isin(codes, _ZERO_WIDTH)
    kept = np.flatnonzero(printed)
    codes = codes[kept]
    codes[np.isin(codes, _LINE_END_HYPHENS)] = ord("-")
    codes[(codes >= 0xD800) & (codes < 0xE000) | (codes > 0x10FFFF)] = _REPLACEMENT
    distinct, runs = np.unique(handles[kept], return_inverse=True)
    runs = runs.reshape(-1)
    boxes = frame.boxes(api.char_boxes(address, count)[kept])
    boxes = _set_boxes(codes, boxes, runs, _origins(distinct.tolist(), drawn, frame))
    clips = _clips(distinct.tolist(), drawn, frame)
    return Characters(codes, boxes, runs, clips, _along_lines(runs, boxes, clips))


def _origins(handles: list[int], drawn: Sequence[Level], frame: _Frame) -> FloatArray:
    """(n, 3) x and y of the point each text object begins at on its baseline, and its em.

    The em is NaN where a text is not upright.
    """
    matrices = api.structs(api.object_matrix, handles, 6).astype(np.float64)
    sizes = api.floats(api.text_size, handles, 1).astype(np.float64)
    base = matrices[:, 4:]
    top = base + matrices[:, 2:4] * sizes
    for inside, matrix in _in_forms(handles, drawn):
        base[inside], top[inside] = apply(base[inside], matrix), apply(top[inside], matrix)
    base, top = frame.points(base), frame.points(top)
    rise = base - top
    upright = (np.abs(rise[:, 0]) < _UPRIGHT * np.abs(rise[:, 1])) & (rise[:, 1] > 0)
    return np.column_stack((base, np.where(upright, rise[:, 1], np.nan)))


def _set_boxes(
    codes: IntArray, boxes: FloatArray, runs: IntArray, origins: FloatArray
) -> FloatArray:
    """``boxes`` of upright text as high as it is set, by its baseline and em.

    What fonts say of their height ranges from one em to three. A Type 3 glyph, which has a box as
    tight as its ink, begins at its origin; if it is full-width, it is an em wide.
    """
    x, baseline, em = origins[runs].T
    upright = np.isfinite(em)
    top, bottom = baseline - _ASCENT * em, baseline + (1 - _ASCENT) * em
    x0, x1 = boxes[:, 0], boxes[:, 2]
    alone = np.bincount(runs)[runs] == 1 if len(runs) else np.empty(0, dtype=bool)
    tight = upright & alone & (np.abs(x0 - x) > _TIGHT * em)
    wide = tight & (codes >= 0x2E80) & ~((codes >= 0xFF61) & (codes <= 0xFFDC))
    return np.column_stack(
        (
            np.where(tight, x, x0),
            np.where(upright, top, boxes[:, 1]),
            np.where(wide, np.maximum(x1, x + em), x1),
            np.where(upright, bottom, boxes[:, 3]),
        )
    )


def _along_lines(runs: IntArray, boxes: FloatArray, clips: FloatArray) -> IntArray:
    """Number of the run whose clip each character is under.

    PDFium keeps no clip for a run that it does not cut: of a line half beyond a side, the commas
    lie wholly within. A run without a clip has that of its neighbour on the line.
    """
    cut = np.asarray(np.isfinite(clips).all(axis=1))[runs]
    if not cut.any():
        return runs
    em = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3)
    gap = np.abs(boxes[1:, 0] - boxes[:-1, 2])
    step = np.abs(boxes[1:, 3] - boxes[:-1, 3])
    broken = np.maximum(gap, step) > _NEIGHBOUR_GAP * np.maximum(em[1:], em[:-1])
    starts = np.flatnonzero(np.concatenate(([True], broken)))
    counts = np.diff(np.concatenate((starts, [len(runs)])))
    neighbour = np.repeat(np.maximum.reduceat(np.where(cut, runs, -1), starts), counts)
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    within = (clips[neighbour, 0] < middle) & (middle < clips[neighbour, 2])
    return np.where(~cut & (neighbour >= 0) & within, neighbour, runs)


def _codes(text: object, address: int, count: int) -> IntArray:
    """(count,) code points: by one call for the whole page, or one each where that can't serve."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    written = pdfium.FPDFText_GetText(text, 0, count, pointer)
    codes = buffer[:count].astype(np.int64)
    # A surrogate pair is two units of one character, and the units no longer match.
    if written - 1 == count and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    return np.fromiter(map(api.char_code, repeat(address), range(count)), np.int64, count)


def _clips(handles: list[int], drawn: Sequence[Level], frame: _Frame) -> FloatArray:
    """(n, 4) the box each text object is clipped to, upright; infinite without a clip."""
    clips = clip_boxes(handles)
    for inside, matrix in _in_forms(handles, drawn):
        clips[inside] = apply_to_boxes(clips[inside], matrix)
    finite = np.isfinite(clips).all(axis=1)
    clips[finite] = frame.boxes(clips[finite])
    return clips


def _in_forms(
    handles: Sequence[int], drawn: Sequence[Level]
) -> Iterator[tuple[list[int], FloatArray]]:
    """Indexes of the text objects in each form, with the form's matrix."""
    if len(drawn) < 2:
        return
    place = {handle: index for index, handle in enumerate(handles)}
    for level in drawn[1:]:
        inside = [place[handle] for handle in level.handles if handle in place]
        if inside:
            yield inside, level.matrix
