"""Text that PDFium's text page withholds: copies that it takes for bold, and glyphs without a box.

PDFium drops a character that stands where the same character of another object stood shortly
before, and an object whose glyphs have no extent. What it drops may be needed: a digit over the
hidden overflow of the next cell, a kanji of a font that is not embedded. These objects are read
again from text pages of their own, in which no two of them are in one place.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import repeat

import numpy as np

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Function, Handles
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.loaded_text import TextPage, load_text
from kyoten_extract.engines.pdfium.page_objects import Level
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.engines.pdfium.text_objects import (
    DrawnText,
    PlacedText,
    extents_of,
    origins_of,
    place,
)
from kyoten_extract.page.array_steps import begins, difference, true_at
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
    page: object,
    placed: PlacedText,
    missing: Handles,
    every: Handles,
    drawn: Sequence[Level],
    frame: Frame,
) -> tuple[PlacedText, Handles]:
    """Add the text that PDFium withholds; also returns the objects that can't be read.

    The result is the same whatever fonts the machine has. An object that draws a blank and nothing
    else is left out where its font is not embedded, as PDFium has it with some fonts only.

    Args:
        page: handle of the page; its objects are the same afterwards.
        placed: what its text page has.
        missing: text objects that it lacks.
        every: its text objects in drawing order.
        drawn: the page's objects, level by level.
        frame: the page's coordinate frame.
    """
    found, unread = placed.own.text, Handles([])
    if len(missing):
        found, unread = _with_missing(page, placed, missing, every, drawn, frame)
    else:
        reach = _reach(found.codes, placed.boxes, placed.own.runs, placed.origins)
        layers = _sharing_a_place(*reach, placed.origins, placed.own.fonts)
        if (layers >= 0).any():
            parts, _ = _read_again(page, placed.own.objects, layers, Handles([]), {})
            again = _merged([found, *parts], placed.own.objects)
            found = again if len(again.codes) > len(found.codes) else found
    found = _as_with_any_font(found, every)
    if found is not placed.own.text:
        placed = place(DrawnText.of(found), drawn, frame)
    return placed, unread


def missing_of(objects: Handles, every: Handles) -> Handles:
    """Text objects that are not among ``objects`` and may have ink, in order of address."""
    if len(every) == len(objects):
        return Handles([])
    missing = Handles(difference(every.addresses, objects.addresses))
    left, _, right, _ = api.floats(api.object_bounds, missing).T
    fonts = Handles(calls.integers(api.text_font, missing))
    embedded = calls.integers(api.font_embedded, fonts) == 1
    # Glyphs of an embedded font that have no extent are blanks.
    return missing.take(true_at((right > left) | ~embedded))


def _as_with_any_font(text: TextPage, every: Handles) -> TextPage:
    """``text`` without what depends on the fonts of the machine: single blanks, and the order."""
    foreign = np.isfinite(text.advances[:, 2])
    if not foreign.any():
        return text
    objects = every.addresses
    order = objects.argsort()
    run = order[objects.searchsorted(text.handles, sorter=order)]
    single = np.bincount(run, minlength=len(objects)) == 1
    kept = true_at(~(foreign & is_blank(text.codes) & single[run]))
    return text.take(kept[run[kept].argsort(kind="stable")])


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


def _sharing_a_place(
    low: FloatArray, high: FloatArray, origins: FloatArray, fonts: IntArray
) -> IntArray:
    """(m,) for each run, which of the runs in its place it is, from 0; -1 where it is alone.

    Args:
        low, high: (m,) left sides of the first and the last character of each run.
        origins: (m, 4) of the runs, as of :func:`origins_of`.
        fonts: (m,) of the runs: text of two fonts is not taken for one.
    """
    em = origins[:, 2]
    base, slack = origins[:, 1], _SAME_PLACE * np.where(np.isnan(em), 0.0, em)
    low, high = low - slack, high + slack
    count = len(low)
    layers = np.full(count, -1, dtype=np.int64)
    if count < 2:
        return layers
    down = np.lexsort((base, fonts))
    other = (np.diff(base[down]) > slack[down][1:]) | begins(fonts[down])[1:]
    line = np.empty(count, dtype=np.int64)
    line[down] = np.concatenate(([0], other.cumsum()))
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


def _with_missing(
    page: object,
    placed: PlacedText,
    missing: Handles,
    every: Handles,
    drawn: Sequence[Level],
    frame: Frame,
) -> tuple[TextPage, Handles]:
    """The text of ``placed`` and of the objects ``missing``; and which of these are unread."""
    objects = Handles.joined((placed.own.objects, missing))
    origins = np.concatenate((placed.origins, origins_of(missing, drawn, frame)))
    fonts = np.concatenate((placed.own.fonts, calls.integers(api.text_font, missing)))
    low, high = _reach(placed.own.text.codes, placed.boxes, placed.own.runs, origins)
    extents = extents_of(missing, drawn, frame)
    whole = np.arange(len(origins)) >= len(placed.origins)
    low[whole] = np.minimum(low[whole], extents[:, 0])
    high[whole] = np.maximum(high[whole], extents[:, 2])
    layers = _sharing_a_place(low, high, origins, fonts)
    layers[whole & (layers < 0)] = 0
    copies = missing.take(true_at(extents[:, 2] > extents[:, 0]))
    parts, unread = _read_again(page, objects, layers, missing, _drawn_before(copies, every))
    return _merged([placed.own.text, *parts], every), unread


def _read_again(
    page: object,
    objects: Handles,
    layers: IntArray,
    missing: Handles,
    compared: Mapping[int, Sequence[int]],
) -> tuple[list[TextPage], Handles]:
    """Read ``objects`` layer by layer; also returns which of those ``missing`` are unread.

    ``compared`` has the objects that PDFium, active or not, compares to each of those missing that
    may be copies.
    """
    parts: list[TextPage] = []
    unread = set(missing.addresses.tolist())

    def read(some: Handles) -> None:
        own = some.addresses.tolist()
        before = {other for each in own for other in compared.get(each, ())}
        others = Handles(list(before.difference(own)))
        with _on_page(some, on=True), _of_another_size(others):
            text = pdfium.FPDFText_LoadPage(page)
        if text:
            chars = TextChars.of(text)
            part = load_text(chars)
            unread.difference_update(chars.drawing.tolist())
            pdfium.FPDFText_ClosePage(text)
            parts.append(part.take(np.isin(part.handles, part.handles[~is_blank(part.codes)])))

    with _on_page(objects, on=False), _with_extent(missing):
        for layer in range(int(layers.max()) + 1):
            read(objects.take(true_at(layers == layer)))
        # Of blanks in a row PDFium gives the first.
        for _ in range(_MAX_BLANKS):
            before = len(unread)
            if not before:
                break
            read(Handles(sorted(unread)))
            if len(unread) == before:
                break
    return parts, Handles(sorted(unread))


def _drawn_before(copies: Handles, every: Handles) -> dict[int, Sequence[int]]:
    """The objects drawn before each of ``copies``, as many as PDFium compares to it."""
    if not len(copies):
        return {}
    drawn = every.addresses.tolist()
    place = {address: at for at, address in enumerate(drawn)}
    return {
        copy: drawn[max(place[copy] - _COMPARED, 0) : place[copy]]
        for copy in copies.addresses.tolist()
    }


def _merged(parts: Sequence[TextPage], objects: Handles) -> TextPage:
    """The fullest reading of each object, in the order of the first part."""
    handles = np.concatenate([part.handles for part in parts])
    part = np.arange(len(parts)).repeat([len(part.handles) for part in parts])
    distinct, number = np.unique(handles, return_inverse=True)
    counts = np.zeros((len(parts), len(distinct)), dtype=np.int64)
    np.add.at(counts, (part, number), 1)
    chosen = true_at(part == counts.argmax(axis=0)[number])
    place = np.full(len(distinct), -1.0)
    first, at = np.unique(parts[0].handles, return_index=True)
    place[distinct.searchsorted(first)] = at
    # What was withheld whole follows what is drawn before it.
    drawn = objects.addresses
    drawn = distinct.searchsorted(drawn[np.isin(drawn, distinct)])
    last = np.maximum.accumulate(np.where(place[drawn] >= 0, np.arange(len(drawn)), 0))
    place[drawn] = np.where(place[drawn] >= 0, place[drawn], place[drawn[last]] + 0.5)
    order = chosen[place[number[chosen]].argsort(kind="stable")]
    return TextPage.joined(parts).take(order)


@contextmanager
def _on_page(objects: Handles, *, on: bool) -> Iterator[None]:
    """Put ``objects`` on the page, or take them off it, and undo that at the end."""
    _call(api.set_active, objects, int(on))
    try:
        yield
    finally:
        _call(api.set_active, objects, int(not on))


@contextmanager
def _with_extent(objects: Handles) -> Iterator[None]:
    """Give ``objects`` an extent though their glyphs have none: that of a stroke."""
    modes = calls.integers(api.text_mode, objects).tolist()
    unity = [ctypes.c_double(value) for value in (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)]
    _call(api.set_stroke_width, objects, ctypes.c_float(_STROKE))
    _call(api.set_text_mode, objects, pdfium.FPDF_TEXTRENDERMODE_STROKE)
    # PDFium computes the extent anew where an object is moved.
    _call(api.transform, objects, *unity)
    try:
        yield
    finally:
        calls.each(api.set_text_mode, objects, modes)


@contextmanager
def _of_another_size(objects: Handles) -> Iterator[None]:
    """Change the font size of ``objects``, as text of two sizes is not taken for one."""
    sizes = api.structs(api.text_size, 1, objects)[:, 0]
    calls.each(api.set_text_size, objects, map(ctypes.c_float, sizes + 1.0))
    try:
        yield
    finally:
        calls.each(api.set_text_size, objects, map(ctypes.c_float, sizes))


def _call(function: Function, objects: Handles, *arguments: object) -> None:
    calls.each(function, objects, *map(repeat, arguments))
