"""Text that PDFium's text page withholds: copies that it takes for bold, and glyphs without a box.

PDFium drops a character that stands where the same character of another object stood shortly
before, and an object whose glyphs have no extent. What it drops may be needed: a digit over the
hidden overflow of the next cell, a kanji of a font that is not embedded. These objects are read
again from text pages of their own, in which no two of them are in one place.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.loaded_text import TextPage, load_text
from kyoten_extract.engines.pdfium.page_objects import Level
from kyoten_extract.engines.pdfium.text_objects import (
    PlacedText,
    TextObjects,
    extents_of,
    origins_of,
    place,
)
from kyoten_extract.page.page_model import FloatArray, IntArray, is_blank, sorted_within

# Ems: PDFium takes equal characters for one when their origins are closer than this.
_SAME_PLACE = 0.07
# Objects drawn before one that PDFium compares it to.
_COMPARED = 5
# Text pages at most, each with one more of the objects that share a place.
_MAX_LAYERS = 8
# Readings at most of blanks in a row that objects of their own draw.
_MAX_BLANKS = 256
# Points: with a stroke of this width, an object whose glyphs have no extent gets one.
_STROKE = 0.03


def complete(
    page: object, placed: PlacedText, drawn: Sequence[Level], frame: Frame
) -> tuple[PlacedText, int]:
    """Add the text that PDFium withholds; also returns the number of objects it can't read.

    The result is the same whatever fonts the machine has. An object that draws a blank and nothing
    else is left out where its font is not embedded, as PDFium has it with some fonts only.

    Args:
        page: handle of the page; its objects are the same afterwards.
        placed: what its text page has.
        drawn: the page's objects, level by level.
        frame: the page's coordinate frame.
    """
    text, unread = placed.text, 0
    missing = _missing(placed.objects.handles, drawn)
    low, high = _reach(text.codes, placed.boxes, placed.runs, placed.origins)
    if missing or (_sharing_a_place(low, high, placed.origins) >= 0).any():
        text, unread = _read_again(page, text, missing, drawn, frame)
    text = _as_with_any_font(text, drawn)
    return (placed if text is placed.text else place(text, drawn, frame)), unread


def _missing(handles: Sequence[int], drawn: Sequence[Level]) -> list[int]:
    """Text objects that are not among ``handles`` and may have ink, in order of address."""
    count = sum(np.count_nonzero(level.types == pdfium.FPDF_PAGEOBJ_TEXT) for level in drawn)
    if count == len(handles):
        return []
    missing = sorted(set(_text_objects(drawn)).difference(handles))
    left, _, right, _ = api.floats(api.object_bounds, missing, 4).T
    embedded = api.integers(api.font_embedded, map(api.text_font, missing), len(missing)) == 1
    # Glyphs of an embedded font that have no extent are blanks.
    return [missing[i] for i in np.flatnonzero((right > left) | ~embedded).tolist()]


def _text_objects(drawn: Sequence[Level]) -> list[int]:
    return [handle for level in drawn for handle in level.of_type(pdfium.FPDF_PAGEOBJ_TEXT)]


def _as_with_any_font(text: TextPage, drawn: Sequence[Level]) -> TextPage:
    """``text`` without what depends on the fonts of the machine: single blanks, and the order."""
    foreign = np.isfinite(text.advances[:, 2])
    if not foreign.any():
        return text
    objects = np.asarray(_text_objects(drawn), dtype=np.int64)
    order = np.argsort(objects)
    run = order[np.searchsorted(objects, text.handles, sorter=order)]
    single = np.bincount(run, minlength=len(objects)) == 1
    kept = np.flatnonzero(~(foreign & is_blank(text.codes) & single[run]))
    return text.take(kept[np.argsort(run[kept], kind="stable")])


def _reach(
    codes: IntArray, boxes: FloatArray, runs: IntArray, origins: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(m,) left side of the first and of the last character with ink of each run."""
    low = origins[:, 0].copy()
    high = low.copy()
    left = np.where(is_blank(codes), low[runs], boxes[:, 0])
    np.minimum.at(low, runs, left)
    np.maximum.at(high, runs, left)
    return low, high


def _sharing_a_place(low: FloatArray, high: FloatArray, origins: FloatArray) -> IntArray:
    """(m,) for each run, which of the runs in its place it is, from 0; -1 where it is alone.

    Args:
        low, high: (m,) left sides of the first and the last character of each run.
        origins: (m, 4) of the runs, as of :func:`origins_of`.
    """
    base, slack = origins[:, 1], _SAME_PLACE * np.nan_to_num(origins[:, 2])
    low, high = low - slack, high + slack
    count = len(low)
    layers = np.full(count, -1, dtype=np.int64)
    if count < 2:
        return layers
    down = np.argsort(base, kind="stable")
    line = np.empty(count, dtype=np.int64)
    line[down] = np.concatenate(([0], np.cumsum(np.diff(base[down]) > slack[down][1:])))
    order = sorted_within(line, low)
    # Each line begins beyond the end of the one before, so that one maximum serves all.
    shift = line[order] * (high.max() - low.min() + 1.0)
    furthest = np.maximum.accumulate(high[order] + shift)
    overlaps = np.concatenate(([False], low[order][1:] + shift[1:] <= furthest[:-1]))
    overlaps |= np.append(overlaps[1:], False)
    ends: list[float] = []
    last = -1
    for run in order[overlaps].tolist():
        if line[run] != last:
            ends, last = [], int(line[run])
        free = next((i for i, end in enumerate(ends) if end < low[run]), len(ends))
        ends[free : free + 1] = [float(high[run])]
        layers[run] = min(free, _MAX_LAYERS - 1)
    return layers


def _read_again(
    page: object,
    found: TextPage,
    missing: Sequence[int],
    drawn: Sequence[Level],
    frame: Frame,
) -> tuple[TextPage, int]:
    """``found`` with all text of objects that share a place and of those ``missing`` from it.

    Also returns how many of these can't be read.
    """
    distinct = np.union1d(found.handles, np.asarray(missing, dtype=np.int64))
    layers = _layers_of(distinct, found, missing, drawn, frame)
    every = _text_objects(drawn)
    references = dict(zip(every, api.references(every), strict=True))
    parts = [found]
    unread = set(missing)

    def read(handles: Sequence[int]) -> None:
        active = [references[handle] for handle in handles]
        others = [references[handle] for handle in _compared(handles, every, missing)]
        with _active(active), _of_another_size(others):
            text = pdfium.FPDFText_LoadPage(page)
        if text:
            part = load_text(text)
            pdfium.FPDFText_ClosePage(text)
            unread.difference_update(part.handles.tolist())
            parts.append(part.take(np.isin(part.handles, part.handles[~is_blank(part.codes)])))

    with _inactive(references.values()), _with_extent([references[each] for each in missing]):
        for layer in range(int(layers.max()) + 1):
            read(distinct[layers == layer].tolist())
        # Of blanks in a row PDFium gives the first.
        for _ in range(_MAX_BLANKS):
            before = len(unread)
            if not before:
                break
            read(sorted(unread))
            if len(unread) == before:
                break
    return _merged(parts, every), len(unread)


def _layers_of(
    distinct: IntArray,
    found: TextPage,
    missing: Sequence[int],
    drawn: Sequence[Level],
    frame: Frame,
) -> IntArray:
    """(m,) the reading in which each of the objects ``distinct`` is read again, or -1."""
    objects = TextObjects.at(distinct)
    origins = origins_of(objects, drawn, frame)
    runs = np.searchsorted(distinct, found.handles)
    low, high = _reach(found.codes, frame.boxes(found.boxes), runs, origins)
    whole = np.isin(distinct, missing)
    if len(missing):
        extents = extents_of(objects, drawn, frame)[whole]
        low[whole] = np.minimum(low[whole], extents[:, 0])
        high[whole] = np.maximum(high[whole], extents[:, 2])
    layers = _sharing_a_place(low, high, origins)
    layers[whole & (layers < 0)] = 0
    return layers


def _merged(parts: Sequence[TextPage], objects: Sequence[int]) -> TextPage:
    """The fullest reading of each object, in the order of the first part."""
    handles = np.concatenate([part.handles for part in parts])
    part = np.repeat(np.arange(len(parts)), [len(part.handles) for part in parts])
    distinct, number = np.unique(handles, return_inverse=True)
    counts = np.zeros((len(parts), len(distinct)), dtype=np.int64)
    np.add.at(counts, (part, number), 1)
    chosen = np.flatnonzero(part == counts.argmax(axis=0)[number])
    place = np.full(len(distinct), -1.0)
    first, at = np.unique(parts[0].handles, return_index=True)
    place[np.searchsorted(distinct, first)] = at
    # What was withheld whole follows what is drawn before it.
    drawn = np.asarray(objects, dtype=np.int64)
    drawn = np.searchsorted(distinct, drawn[np.isin(drawn, distinct)])
    last = np.maximum.accumulate(np.where(place[drawn] >= 0, np.arange(len(drawn)), 0))
    place[drawn] = np.where(place[drawn] >= 0, place[drawn], place[drawn[last]] + 0.5)
    order = chosen[np.argsort(place[number[chosen]], kind="stable")]
    return TextPage.joined(parts).take(order)


@contextmanager
def _inactive(objects: Collection[api.Reference]) -> Iterator[None]:
    """Take ``objects`` off the page."""
    _call(api.set_active, objects, 0)
    try:
        yield
    finally:
        _call(api.set_active, objects, 1)


@contextmanager
def _active(objects: Collection[api.Reference]) -> Iterator[None]:
    """Put ``objects`` on the page again."""
    _call(api.set_active, objects, 1)
    try:
        yield
    finally:
        _call(api.set_active, objects, 0)


@contextmanager
def _with_extent(objects: Collection[api.Reference]) -> Iterator[None]:
    """Give ``objects`` an extent though their glyphs have none: that of a stroke."""
    modes = list(map(api.text_mode, objects))
    unity = [ctypes.c_double(value) for value in (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)]
    _call(api.set_stroke_width, objects, ctypes.c_float(_STROKE))
    _call(api.set_text_mode, objects, pdfium.FPDF_TEXTRENDERMODE_STROKE)
    # PDFium computes the extent anew where an object is moved.
    _call(api.transform, objects, *unity)
    try:
        yield
    finally:
        deque(map(api.set_text_mode, objects, modes), maxlen=0)


def _compared(active: Sequence[int], objects: Sequence[int], missing: Sequence[int]) -> list[int]:
    """Objects that PDFium, active or not, compares to those ``missing`` that are active."""
    read, withheld = frozenset(active), frozenset(missing)
    found = {
        other
        for at, handle in enumerate(objects)
        if handle in withheld and handle in read
        for other in objects[max(at - _COMPARED, 0) : at]
    }
    return sorted(found - read)


@contextmanager
def _of_another_size(objects: Collection[api.Reference]) -> Iterator[None]:
    """Change the font size of ``objects``, as text of two sizes is not taken for one."""
    sizes = api.structs(api.text_size, 1, len(objects), objects)[:, 0]
    deque(map(api.set_text_size, objects, map(ctypes.c_float, sizes + 1.0)), maxlen=0)
    try:
        yield
    finally:
        deque(map(api.set_text_size, objects, map(ctypes.c_float, sizes)), maxlen=0)


def _call(function: api.Function, objects: Collection[api.Reference], *arguments: object) -> None:
    deque(map(function, objects, *map(repeat, arguments)), maxlen=0)
