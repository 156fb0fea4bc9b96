"""The characters of a page, and counts of those that are hidden, overprinted or undecoded."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.overprint import (
    baselines,
    printed_again,
    reading_order,
    share_clips,
)
from kyoten_extract.engines.pdfium.page_objects import Level, apply, apply_to_boxes, clip_boxes
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray, is_blank

# Codes that PDFium reports for a hyphen at the end of a line.
_LINE_END_HYPHENS = (0xFFFE, 0x02)
_REPLACEMENT = 0xFFFD
# Line break opportunities and byte order marks, which print nothing.
_ZERO_WIDTH = (0x200B, 0x2060, 0xFEFF)
# Tabs and line breaks, which fonts map to a blank glyph.
_BLANK_CONTROLS = (0x09, 0x0A, 0x0B, 0x0D)
# Slope of the baseline of upright text, at most.
_MAX_SLOPE = 0.05
# Share of the em above the baseline; Japanese fonts are designed with this ascent.
_ASCENT = 0.88
# Ems: a glyph whose box begins further than this from its origin has a tight box (Type 3 fonts).
_TIGHT_OFFSET = 0.01
# Latin characters that no font draws an em wide: where one is, a Japanese glyph has a Latin code.
_NARROW = np.zeros(0x250, dtype=bool)
_NARROW[[ord(char) for char in "0123456789abcdefghijklnopqrstuvxyz/.,:;-()"]] = True
_NARROW[0xA1:0x100] = True
_NARROW[[ord(char) for char in "§©®°±´¶×÷ÆŒ"]] = False  # in JIS X 0208, or wide
# Ems: a character at least this wide is full width.
_FULL_WIDTH = 0.97
# A font's own codes are taken for Unicode if at least this share of them is in JIS X 0208, ...
_MIN_IN_JIS = 0.95
# ... and at least this share is kana or kanji (codes from hiragana on).
_MIN_JAPANESE = 0.3
_HIRAGANA = 0x3041


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page, and counts of those with ink.

    Attributes:
        characters: those that are read.
        doubled: overprinted copies, which are not read.
        undecoded: characters read without a Unicode value.
        invisible: characters read though drawn without ink: the page has hardly any other text.
        hidden: characters drawn without ink, and not read.
    """

    characters: Characters
    doubled: int
    undecoded: int
    invisible: int
    hidden: int


@dataclass(frozen=True, slots=True)
class _Objects:
    """The text objects of a page: their addresses, and a reference to each."""

    handles: list[int]
    references: list[api.Reference]


def read_text(text: object, drawn: Sequence[Level], frame: Frame) -> PageText:
    """Read the characters of PDFium's text page ``text``.

    Args:
        text: handle of the text page.
        drawn: the page's objects, level by level.
        frame: the page's coordinate frame.
    """
    count = max(pdfium.FPDFText_CountChars(text), 0)
    page = api.reference(text)
    codes = _codes(text, page, count)
    handles = np.fromiter(map(api.char_object, repeat(page), range(count)), np.int64, count)
    boxes = api.char_boxes(page, count)
    codes, boxes, second = _join_surrogates(codes, boxes, handles)
    kept = np.flatnonzero(_is_printed(page, codes, handles) & ~second)
    codes = _decoded(page, codes[kept], kept)
    distinct, first, runs = _objects(handles[kept])
    boxes = frame.boxes(boxes[kept])
    objects = _Objects(distinct.tolist(), api.references(distinct.tolist()))
    origins = _origins(objects, drawn, frame)
    boxes = _set_boxes(codes, boxes, runs, origins)
    ink = ~is_blank(codes)
    undecoded = _undecoded(page, codes, kept, kept[first])
    undecoded |= _too_wide(codes, boxes, origins[runs, 2], handles[kept])
    unseen = ink & _invisible(objects)[runs]
    line = baselines(boxes)
    order = reading_order(boxes, line)
    again = printed_again(codes, boxes, runs, order)
    all_unseen = 2 * int(unseen.sum()) > int(ink.sum())
    read = ~again if all_unseen else ~(again | unseen)
    clips = _clips(objects, drawn, frame)
    if not read.all():
        codes, boxes, runs, line = codes[read], boxes[read], runs[read], line[read]
        order = reading_order(boxes, line)
    return PageText(
        Characters(codes, boxes, runs, clips, share_clips(runs, boxes, clips, line, order)),
        doubled=int((again & ink).sum()),
        undecoded=int((undecoded & read).sum()),
        invisible=int((unseen & read).sum()),
        hidden=int((unseen & ~read & ~again).sum()),
    )


def _objects(handles: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Distinct text objects, the index of the first character of each, and each character's object.

    The characters of one object are contiguous, so stretches are sorted instead of characters.
    """
    starts = np.flatnonzero(np.diff(handles, prepend=0) != 0)
    lengths = np.diff(starts, append=len(handles))
    distinct, first, number = np.unique(handles[starts], return_index=True, return_inverse=True)
    return distinct, starts[first], np.repeat(number.reshape(-1), lengths)


def _codes(text: object, page: api.Reference, count: int) -> IntArray:
    """(count,) code points: from one call for the page, or one per character if that fails."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    written = pdfium.FPDFText_GetText(text, 0, count, pointer)
    codes = buffer[:count].astype(np.int64)
    # With surrogate pairs, the units of the buffer do not match PDFium's characters.
    if written - 1 == count and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    return np.fromiter(map(api.char_code, repeat(page), range(count)), np.int64, count)


def _join_surrogates(
    codes: IntArray, boxes: FloatArray, handles: IntArray
) -> tuple[IntArray, FloatArray, BoolArray]:
    """``codes`` and ``boxes`` with surrogate pairs joined, and which characters are second halves.

    PDFium reports a character beyond U+FFFF twice, once for each half of its surrogate pair.
    """
    high, low = (codes & ~0x3FF) == 0xD800, (codes & ~0x3FF) == 0xDC00
    pairs = np.flatnonzero(high[:-1] & low[1:] & (handles[:-1] == handles[1:]))
    second = np.zeros(len(codes), dtype=bool)
    second[pairs + 1] = True
    codes, boxes = codes.copy(), boxes.copy()
    codes[pairs] = 0x10000 + ((codes[pairs] & 0x3FF) << 10) + (codes[pairs + 1] & 0x3FF)
    one, other = boxes[pairs], boxes[pairs + 1]
    boxes[pairs, 0] = np.minimum(one[:, 0], other[:, 0])
    boxes[pairs, 2] = np.maximum(one[:, 2], other[:, 2])
    return codes, boxes, second


def _is_printed(page: api.Reference, codes: IntArray, handles: IntArray) -> BoolArray:
    """(n,) which characters the page draws.

    PDFium generates spaces and line breaks between text objects; these belong to no object, or are
    marked as generated.
    """
    printed: BoolArray = (handles != 0) & (codes != 0)
    spaces = np.flatnonzero(printed & (codes <= 0x20))
    generated = api.integers(lambda i: api.char_generated(page, i), spaces.tolist(), len(spaces))
    printed[spaces[generated == 1]] = False
    return printed & ~np.isin(codes, _ZERO_WIDTH)


def _decoded(page: api.Reference, codes: IntArray, indexes: IntArray) -> IntArray:
    """``codes`` with PDFium's marks for hyphens replaced, and U+FFFD for invalid code points."""
    codes = codes.copy()
    for at in np.flatnonzero(np.isin(codes, _LINE_END_HYPHENS)).tolist():
        if api.char_hyphen(page, int(indexes[at])) == 1:
            codes[at] = ord("-")
    control = (codes < 0x20) & ~np.isin(codes, _BLANK_CONTROLS)
    control |= (codes >= 0x7F) & (codes < 0xA0)
    surrogate = (codes >= 0xD800) & (codes < 0xE000)
    none = ((codes & 0xFFFE) == 0xFFFE) | (codes > 0x10FFFF)
    codes[control | surrogate | none] = _REPLACEMENT
    return codes


def _undecoded(
    page: api.Reference, codes: IntArray, indexes: IntArray, first: IntArray
) -> BoolArray:
    """(n,) which characters have no Unicode value."""
    lost: BoolArray = codes == _REPLACEMENT
    # U+F000 to F0FF are bullets and arrows of symbol fonts, which are fine as they are.
    lost |= (codes >= 0xE000) & (codes < 0xF900) & ((codes & 0xFF00) != 0xF000)
    lost |= codes >= 0xF0000
    if any(map(api.char_unmapped, repeat(page), first.tolist())):
        answers = map(api.char_unmapped, repeat(page), indexes.tolist())
        unmapped = np.fromiter(answers, np.int64, len(indexes)) == 1
        if not _reads_as_japanese(codes[unmapped]):
            lost |= unmapped
    return lost


def _reads_as_japanese(codes: IntArray) -> bool:
    """Whether the font's own codes, which PDFium falls back on, are Unicode after all.

    Glyph numbers taken for Unicode are Latin letters or rare Chinese characters.
    """
    if not len(codes):
        return True
    known = codes.astype("<u4").tobytes().decode("utf-32-le", "replace").encode("cp932", "ignore")
    in_jis = len(known.decode("cp932")) >= _MIN_IN_JIS * len(codes)
    return in_jis and bool((codes >= _HIRAGANA).mean() >= _MIN_JAPANESE)


def _too_wide(codes: IntArray, boxes: FloatArray, em: FloatArray, handles: IntArray) -> BoolArray:
    """(n,) which upright Latin characters are full width, and so are undecoded Japanese ones.

    A font embedded without a mapping to Unicode is read by its own codes, which look like Latin
    letters. (A font that is not embedded uses standard codes, but may lack widths.)
    """
    wide: BoolArray = (boxes[:, 2] - boxes[:, 0] >= _FULL_WIDTH * em) & (em > 0)
    wide &= _NARROW[np.minimum(codes, len(_NARROW) - 1)]
    at = np.flatnonzero(wide)
    if len(at):
        fonts = map(api.text_font, handles[at].tolist())
        wide[at] = api.integers(api.font_embedded, fonts, len(at)) == 1
    return wide


def _invisible(objects: _Objects) -> BoolArray:
    """(n,) which text objects are drawn without ink."""
    modes = api.integers(api.text_mode, objects.references, len(objects.references))
    return np.asarray(modes == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _origins(objects: _Objects, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 3) x and y of each text object's origin on its baseline, and its em.

    The em is NaN where the text is not upright.
    """
    count = len(objects.references)
    matrices = api.structs(api.object_matrix, 6, count, objects.references)
    sizes = api.structs(api.text_size, 1, count, objects.references)
    base = matrices[:, 4:]
    top = base + matrices[:, 2:4] * sizes
    for inside, matrix in _in_forms(objects.handles, drawn):
        base[inside], top[inside] = apply(base[inside], matrix), apply(top[inside], matrix)
    base, top = frame.points(base), frame.points(top)
    rise = base - top
    upright = (np.abs(rise[:, 0]) < _MAX_SLOPE * np.abs(rise[:, 1])) & (rise[:, 1] > 0)
    return np.column_stack((base, np.where(upright, rise[:, 1], np.nan)))


def _set_boxes(
    codes: IntArray, boxes: FloatArray, runs: IntArray, origins: FloatArray
) -> FloatArray:
    """``boxes`` of upright text with a height of one em around the baseline.

    The heights in font descriptors range from one em to three. The box of a Type 3 glyph is as
    tight as its ink: it is extended to its origin, and to an em if the character is full width.
    """
    x, baseline, em = origins[runs].T
    upright = np.isfinite(em)
    top, bottom = baseline - _ASCENT * em, baseline + (1 - _ASCENT) * em
    x0, x1 = boxes[:, 0], boxes[:, 2]
    alone = np.bincount(runs)[runs] == 1 if len(runs) else np.empty(0, dtype=bool)
    tight = upright & alone & (np.abs(x0 - x) > _TIGHT_OFFSET * em)
    wide = tight & (codes >= 0x2E80) & ~((codes >= 0xFF61) & (codes <= 0xFFDC))
    return np.column_stack(
        (
            np.where(tight, x, x0),
            np.where(upright, top, boxes[:, 1]),
            np.where(wide, np.maximum(x1, x + em), x1),
            np.where(upright, bottom, boxes[:, 3]),
        )
    )


def _clips(objects: _Objects, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 4) each text object's clip box, in our coordinates; infinite without a clip."""
    clips = clip_boxes(objects.references)
    for inside, matrix in _in_forms(objects.handles, drawn):
        clips[inside] = apply_to_boxes(clips[inside], matrix)
    finite = np.isfinite(clips).all(axis=1)
    clips[finite] = frame.boxes(clips[finite])
    return clips


def _in_forms(
    handles: Sequence[int], drawn: Sequence[Level]
) -> Iterator[tuple[list[int], FloatArray]]:
    """Indexes of the text objects in the forms of each level, with the level's matrix."""
    if len(drawn) < 2:
        return
    place = {handle: index for index, handle in enumerate(handles)}
    for level in drawn[1:]:
        inside = [place[handle] for handle in level.handles if handle in place]
        if inside:
            yield inside, level.matrix
