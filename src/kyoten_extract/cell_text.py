"""The characters of each cell to its text: lines, their order, and the spaces that are not there.

A page is done at once, in arrays.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.grid import TextRun
from kyoten_extract.model import BBox
from kyoten_extract.page import BoolArray, Characters, FloatArray, IntArray, is_blank

OUTSIDE = -1
"""Stands for a cell's number at a character that is in none."""

_SPACE, _NEWLINE = 0x20, 0x0A

# In ems (character heights): a step between lines; a gap that stands for a space where the page
# prints none, one that does so on any page, and one that parts two texts on a line. Spaces are
# set 0.22 em wide and more. A gap between Latin and kana may be mere spacing: 0.125 em (CSS
# text-autospace) to 0.25 em (JLREQ).
LINE_STEP = 0.5
_SPACE_GAP = 0.18
_WIDE_GAP = 0.35
_TEXT_GAP = 1.0
_LATIN_END = 0x250
_KANA = 0x3041
_LOOSE = [ord(char) for char in "、。，．：；）」』】〕〉》］｝・"]


def read_texts(
    characters: Characters, owner: IntArray, cells: int, page: int
) -> tuple[list[str], tuple[TextRun, ...]]:
    """The text of each cell, and the runs of text outside all."""
    if not len(owner):
        return [""] * cells, ()
    line = _lines(characters.boxes, owner)
    order = np.lexsort((characters.boxes[:, 0], line, owner))
    owner, line = owner[order], line[order]
    codes, boxes = characters.codes[order], characters.boxes[order]
    blank = characters.is_blank[order]
    codes = np.where(blank & (codes != 0x3000), _SPACE, codes)
    new_cell = np.concatenate(([True], np.diff(owner) != 0))
    new_line = np.concatenate(([True], np.diff(line) != 0)) & ~new_cell
    gap = np.concatenate(([0.0], boxes[1:, 0] - boxes[:-1, 2])) / ems(boxes)
    same_line = ~new_cell & ~new_line
    # Outside a table, one line may hold texts that have nothing to do with each other.
    apart = (owner == OUTSIDE) & (new_line | (same_line & (gap > _TEXT_GAP)))
    piece = np.cumsum(new_cell | new_line | apart)
    space = _missing_spaces(codes, gap, piece, prints_spaces=bool(blank.any()))
    starts = np.flatnonzero(new_cell | apart)
    text, offsets = _string(codes, new_line & ~apart, space, starts)
    stops = [*offsets[1:], len(text)]
    texts = [""] * cells
    outside = []
    ends = np.concatenate((starts[1:], [len(codes)]))
    for start, end, low, high in zip(starts.tolist(), ends.tolist(), offsets, stops, strict=True):
        stretch = text[low:high]
        if owner[start] != OUTSIDE:
            texts[owner[start]] = stretch
        elif not stretch.isspace():
            outside.append(TextRun(page, stretch.strip(), _around(boxes[start:end])))
    outside.sort(key=lambda run: (run.bbox[1], run.bbox[0]))
    return texts, tuple(outside)


def _lines(boxes: FloatArray, owner: IntArray) -> IntArray:
    """Number of the line each character is on, from the top of its own cell."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    height = boxes[:, 3] - boxes[:, 1]
    order = np.lexsort((middle, owner))
    middle, height, cell = middle[order], height[order], owner[order]
    step = np.diff(middle) > LINE_STEP * np.maximum(height[1:], height[:-1])
    new = np.concatenate(([True], step | (np.diff(cell) != 0)))
    line = np.empty(len(owner), dtype=np.int64)
    line[order] = np.cumsum(new)
    return line


def _missing_spaces(
    codes: IntArray, gap: FloatArray, line: IntArray, *, prints_spaces: bool
) -> BoolArray:
    """Where a gap before a character stands for a space that the page leaves out.

    Skia prints no spaces at all, it moves on; LibreOffice leaves out those between scripts. On a
    page with printed spaces only a gap counts that is wider than the spacing between scripts,
    and than the others on its line (letters may be spread), or that stands between two kanji.

    Args:
        codes: (n,) in reading order.
        gap: (n,) before each character, in ems.
        line: (n,) number of the piece of line each is on.
    """
    same_line = np.concatenate(([False], np.diff(line) == 0))
    blank = is_blank(codes)
    usable = same_line & ~blank & ~np.concatenate(([True], blank[:-1]))
    gap = gap - _usual_gap(gap, line, same_line)
    latin = codes < _LATIN_END
    latin_before = np.concatenate(([False], latin[:-1]))
    found: BoolArray = usable & (gap > _SPACE_GAP)
    if prints_spaces:
        # Nothing is put after a kanji or kana, save a space or before another script.
        solid = ~latin
        solid[1:] &= (codes[:-1] >= _KANA) & ~np.isin(codes[:-1], _LOOSE)
        return found & (solid | (gap > _WIDE_GAP))
    mixed = usable & (latin != latin_before)
    # Where (almost) every change of script has a gap, and nothing else has, it is spacing.
    if not (found & ~mixed).any() and found.sum() > 0.8 * mixed.sum():
        return np.zeros_like(usable)
    return found


def _usual_gap(gap: FloatArray, line: IntArray, same_line: BoolArray) -> FloatArray:
    """(n,) the median gap on each character's line, at least 0; 0 on lines of few characters."""
    usual = np.zeros(len(gap))
    inner = np.flatnonzero(same_line)
    if not len(inner):
        return usual
    order = inner[np.lexsort((gap[inner], line[inner]))]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(line[order]) != 0)))
    counts = np.diff(np.concatenate((starts, [len(order)])))
    middle = np.clip(gap[order[starts + (counts - 1) // 2]], 0, None)
    usual[order] = np.repeat(middle, counts)
    return usual


def _string(
    codes: IntArray, newline: BoolArray, space: BoolArray, starts: IntArray
) -> tuple[str, list[int]]:
    """``codes`` as text with newlines and spaces put before the marked ones; where pieces start."""
    extra = newline | space
    position = np.arange(len(codes)) + np.cumsum(extra)
    full = np.full(len(codes) + int(extra.sum()), _SPACE, dtype="<u4")
    full[position] = codes
    full[position[newline] - 1] = _NEWLINE
    return full.tobytes().decode("utf-32-le", "replace"), position[starts].tolist()


def _around(boxes: FloatArray) -> BBox:
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


def ems(boxes: FloatArray) -> FloatArray:
    """(n,) the em at each character: the taller of it and the one before."""
    height = boxes[:, 3] - boxes[:, 1]
    taller: FloatArray = np.maximum(height, np.concatenate((height[:1], height[:-1])))
    return np.maximum(taller, 1e-3)
