"""Text that PDFium's text page withholds: copies that it takes for bold, and glyphs without a box.

PDFium drops a character that stands where the same character of another object stood shortly
before, and an object whose glyphs have no extent. What it drops may be needed: a digit over the
hidden overflow of the next cell, a kanji of a font that is not embedded. These objects are read
again from text pages of their own, in which no two of them are in one place.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.loaded_text import TextPage, load_text
from kyoten_extract.page.page_model import FloatArray, IntArray, is_blank, sorted_within

# Ems: PDFium takes equal characters for one when their origins are closer than this.
_SAME_PLACE = 0.07
# Objects drawn before one that PDFium compares it to.
_COMPARED = 5
# Text pages at most, each with one more of the objects that share a place.
_MAX_LAYERS = 8
# Points: with a stroke of this width, an object whose glyphs have no extent gets one.
_STROKE = 0.03


def sharing_a_place(low: FloatArray, high: FloatArray, origins: FloatArray) -> IntArray:
    """(m,) for each run, which of the runs in its place it is, from 0; -1 where it is alone.

    Args:
        low, high: (m,) left sides of the first and the last character of each run.
        origins: (m, 3) x, baseline and em of each run; NaN where it is not upright.
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


def read_again(
    page: object, found: TextPage, objects: Sequence[int], missing: Sequence[int], layers: IntArray
) -> TextPage:
    """``found`` with the text of objects that PDFium withholds, in part or in whole.

    Args:
        page: handle of the page; its objects are the same afterwards.
        found: what its text page has.
        objects: all text objects of the page, in drawing order.
        missing: those of them that its text page does not have.
        layers: layers of those it has and of ``missing``, in order of address, as of
            :func:`sharing_a_place`.
    """
    distinct = np.union1d(found.handles, np.asarray(missing, dtype=np.int64))
    parts = [found]
    with _only_active(objects) as activate, _with_extent(missing):
        for layer in range(int(layers.max(initial=-1)) + 1):
            active = distinct[layers == layer].tolist()
            activate(active)
            with _of_another_size(_compared(active, objects, missing)):
                text = pdfium.FPDFText_LoadPage(page)
            if text:
                parts.append(_with_ink(load_text(text)))
                pdfium.FPDFText_ClosePage(text)
    return _merged(parts, objects)


def _with_ink(text: TextPage) -> TextPage:
    """``text`` without objects of blanks alone, which PDFium withholds as they have no extent."""
    return text.take(np.isin(text.handles, text.handles[~is_blank(text.codes)]))


def _merged(parts: Sequence[TextPage], objects: Sequence[int]) -> TextPage:
    """The fullest reading of each object, in the order of the first part."""
    readings = [np.unique(part.handles, return_counts=True) for part in parts]
    best: dict[int, tuple[int, int]] = {}
    for number, (handles, counts) in enumerate(readings):
        for handle, count in zip(handles.tolist(), counts.tolist(), strict=True):
            if count > best.get(handle, (0, 0))[0]:
                best[handle] = count, number
    first = {handle: at for at, handle in reversed(list(enumerate(parts[0].handles.tolist())))}
    place: dict[int, float] = {}
    last = -1.0
    for handle in objects:
        # What was withheld whole follows what is drawn before it.
        last = place[handle] = first[handle] if handle in first else last + 1e-6
    chosen = [
        part.take(np.array([best[handle][1] == number for handle in part.handles.tolist()], bool))
        for number, part in enumerate(parts)
    ]
    handles = np.concatenate([part.handles for part in chosen])
    places = np.array([place.get(handle, last) for handle in handles.tolist()])
    return TextPage(
        np.concatenate([part.codes for part in chosen]),
        np.concatenate([part.boxes for part in chosen]),
        handles,
        np.concatenate([part.undecoded for part in chosen]),
    ).take(np.argsort(places, kind="stable"))


@contextmanager
def _only_active(objects: Sequence[int]) -> Iterator[Callable[[Sequence[int]], None]]:
    """A function that makes the objects it gets the only text of the page."""
    every = api.references(objects)

    def activate(handles: Sequence[int]) -> None:
        _call(api.set_active, every, 0)
        _call(api.set_active, api.references(handles), 1)

    try:
        yield activate
    finally:
        _call(api.set_active, every, 1)


@contextmanager
def _with_extent(objects: Sequence[int]) -> Iterator[None]:
    """Give ``objects`` an extent though their glyphs have none: that of a stroke."""
    found = api.references(objects)
    modes = list(map(api.text_mode, found))
    unity = [ctypes.c_double(value) for value in (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)]
    _call(api.set_stroke_width, found, ctypes.c_float(_STROKE))
    _call(api.set_text_mode, found, pdfium.FPDF_TEXTRENDERMODE_STROKE)
    # PDFium computes the extent anew where an object is moved.
    _call(api.transform, found, *unity)
    try:
        yield
    finally:
        deque(map(api.set_text_mode, found, modes), maxlen=0)


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
def _of_another_size(objects: Sequence[int]) -> Iterator[None]:
    """Change the font size of ``objects``, as text of two sizes is not taken for one."""
    found = api.references(objects)
    sizes = api.structs(api.text_size, 1, len(found), found)[:, 0]
    deque(map(api.set_text_size, found, map(ctypes.c_float, sizes + 1.0)), maxlen=0)
    try:
        yield
    finally:
        deque(map(api.set_text_size, found, map(ctypes.c_float, sizes)), maxlen=0)


def _call(function: api.Function, objects: Sequence[api.Reference], *arguments: object) -> None:
    deque(map(function, objects, *map(repeat, arguments)), maxlen=0)
