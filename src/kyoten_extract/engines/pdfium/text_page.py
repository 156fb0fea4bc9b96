"""The characters of a page, and counts of those that are hidden, overprinted or undecoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.loaded_text import TextPage, load_text
from kyoten_extract.engines.pdfium.overprint import (
    baselines,
    printed_again,
    reading_order,
    share_clips,
)
from kyoten_extract.engines.pdfium.page_objects import Level, apply, apply_to_boxes, clip_boxes
from kyoten_extract.engines.pdfium.withheld_text import read_again, sharing_a_place
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray, is_blank

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
    """Text objects of a page: their addresses, which are sorted, and a reference to each."""

    handles: list[int]
    references: list[api.Reference]

    @classmethod
    def at(cls, handles: IntArray) -> _Objects:
        """The objects at these addresses."""
        found = handles.tolist()
        return cls(found, api.references(found))


def read_text(page: object, text: object, drawn: Sequence[Level], frame: Frame) -> PageText:
    """Read the characters of a page.

    Args:
        page: handle of the page.
        text: handle of its text page.
        drawn: the page's objects, level by level.
        frame: the page's coordinate frame.
    """
    found = _with_withheld(page, load_text(text), drawn, frame)
    distinct, runs = _objects(found.handles)
    objects = _Objects.at(distinct)
    origins = _origins(objects, drawn, frame)
    codes, boxes = found.codes, _set_boxes(found.codes, frame.boxes(found.boxes), runs, origins)
    ink = ~is_blank(codes)
    undecoded = found.undecoded | _too_wide(codes, boxes, origins[runs, 2], found.handles)
    unseen = ink & _invisible(objects)[runs]
    clips = _clips(objects, drawn, frame)
    line = baselines(boxes)
    order = reading_order(boxes, line)
    again = printed_again(codes, boxes, runs, order, clips)
    all_unseen = 2 * int(unseen.sum()) > int(ink.sum())
    read = ~again if all_unseen else ~(again | unseen)
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


def _with_withheld(page: object, found: TextPage, drawn: Sequence[Level], frame: Frame) -> TextPage:
    """``found`` with the text that PDFium withholds."""
    every = [handle for level in drawn for handle in level.of_type(pdfium.FPDF_PAGEOBJ_TEXT)]
    distinct, runs = _objects(found.handles)
    missing = sorted(set(every).difference(distinct.tolist()))
    if missing:
        distinct = np.union1d(distinct, np.asarray(missing, dtype=np.int64))
        runs = np.searchsorted(distinct, found.handles)
    objects = _Objects.at(distinct)
    origins = _origins(objects, drawn, frame)
    low, high = origins[:, 0].copy(), origins[:, 0].copy()
    ink = ~is_blank(found.codes)
    left = frame.boxes(found.boxes[ink])[:, 0]
    np.minimum.at(low, runs[ink], left)
    np.maximum.at(high, runs[ink], left)
    withheld = np.isin(distinct, missing)
    if missing:
        extents = _extents(objects, drawn, frame)[withheld]
        low[withheld] = np.minimum(low[withheld], extents[:, 0])
        high[withheld] = np.maximum(high[withheld], extents[:, 2])
    layers = sharing_a_place(low, high, origins)
    layers[withheld & (layers < 0)] = 0
    if (layers < 0).all():
        return found
    return read_again(page, found, every, missing, layers)


def _objects(handles: IntArray) -> tuple[IntArray, IntArray]:
    """Distinct text objects, and the number of each character's object.

    The characters of one object are contiguous, so stretches are sorted instead of characters.
    """
    starts = np.flatnonzero(np.diff(handles, prepend=0) != 0)
    lengths = np.diff(starts, append=len(handles))
    distinct, number = np.unique(handles[starts], return_inverse=True)
    return distinct, np.repeat(number.reshape(-1), lengths)


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


def _extents(objects: _Objects, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 4) bounding box of the ink of each text object, in our coordinates."""
    boxes = api.floats(api.object_bounds, objects.handles, 4).astype(np.float64)
    for inside, matrix in _in_forms(objects.handles, drawn):
        boxes[inside] = apply_to_boxes(boxes[inside], matrix)
    return frame.boxes(boxes)


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
