"""The characters of each cell to its text: lines, their order, and the spaces that are not there.

A page is done at once, in arrays.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import TextRun
from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    is_blank,
    sorted_within,
)
from kyoten_extract.table.settings import TableSettings

OUTSIDE = -1
"""Stands for a cell's number at a character that is in none."""

_SPACE, _NEWLINE = 0x20, 0x0A

# Ems: middles of characters that differ by more down the page are on different lines. Superscripts
# and full-width brackets differ by less, the closest lines by 0.9 and more.
LINE_STEP = 0.5
# A gap is no wider than this, however far the next character is set.
_FARTHEST = 100.0
# Of vertical text: how far aside, and how far down, the next character's middle may be; lines are
# not as near as this; so many such steps make a text vertical, unless it holds digits only.
_ALONG = 0.35
_NEXT_BELOW = 1.6
_LEAST_LINE = 0.9
_FEWEST_STEPS = 2
_DIGITS_END = ord("9")
_LATIN_END = 0x250
_KANA = 0x3041
_SOLID = np.arange(0x10000) >= _KANA
_SOLID[[ord(char) for char in "、。，．：；）」』】〕〉》］｝・"]] = False


def read_texts(
    characters: Characters, owner: IntArray, cells: int, page: int, settings: TableSettings
) -> tuple[list[str], tuple[TextRun, ...]]:
    """The text of each cell, and the runs of text outside all."""
    if not len(owner):
        return [""] * cells, ()
    upright = _turned(characters, owner)
    line = _lines(upright, owner)
    # The lines of a cell are numbered on from those of the cell before.
    order = sorted_within(line, upright[:, 0])
    owner, line = owner[order], line[order]
    codes, boxes = characters.codes[order], upright[order]
    blank = characters.is_blank[order]
    codes = np.where(blank & (codes != 0x3000), _SPACE, codes)
    new_cell = np.concatenate(([True], np.diff(owner) != 0))
    new_line = np.concatenate(([True], np.diff(line) != 0)) & ~new_cell
    gap = np.concatenate(([0.0], boxes[1:, 0] - boxes[:-1, 2])) / ems(boxes)
    same_line = ~new_cell & ~new_line
    # Outside a table, one line may hold texts that have nothing to do with each other.
    apart = (owner == OUTSIDE) & (new_line | (same_line & (gap > settings.text_gap)))
    piece = np.cumsum(new_cell | new_line | apart)
    space = _missing_spaces(codes, gap, piece, settings, prints_spaces=bool(blank.any()))
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


def _turned(characters: Characters, owner: IntArray) -> FloatArray:
    """The boxes, those of cells with vertical text turned as if it were set in horizontal lines.

    Such a text goes down (up, where it is turned the other way) from character to character, and
    at some place back to the next column, or by less than a line; else it may as well be lines of
    one character each. Digits under each other are figures of their own.
    """
    boxes = characters.boxes
    inked = np.flatnonzero(~characters.is_blank & (owner != OUTSIDE))
    if not len(inked):
        return boxes
    cell, own = owner[inked], boxes[inked]
    size = np.maximum(own[:, 2] - own[:, 0], own[:, 3] - own[:, 1])
    em = np.maximum(np.maximum(size[1:], size[:-1]), 1e-3)
    right, down = (np.diff((own[:, :2] + own[:, 2:]) / 2, axis=0) / em[:, None]).T
    within = np.diff(cell) == 0
    across = within & (np.abs(down) < _ALONG) & (right > 0)
    along = within & (np.abs(right) < _ALONG) & (np.abs(down) <= _NEXT_BELOW) & ~across
    if not along.any():
        return boxes
    # The last cells may have blanks only.
    cells = int(owner.max()) + 1
    back = within & (np.abs(right) > LINE_STEP) & (right * down > 0)
    downs, ups, flat, sure = (
        np.bincount(cell[1:][step], minlength=cells)
        for step in (
            along & (down > 0),
            along & (down < 0),
            across,
            back | (along & (np.abs(down) < _LEAST_LINE)),
        )
    )
    words = np.bincount(cell[characters.codes[inked] > _DIGITS_END], minlength=cells) > 0
    enough = words & (sure > 0) & (np.maximum(downs, ups) >= _FEWEST_STEPS)
    goes_down = enough & (downs > flat + ups)
    goes_up = enough & (ups > flat + downs)
    if not (goes_down.any() or goes_up.any()):
        return boxes
    turned = boxes.copy()
    # The last entry is for OUTSIDE, which indexes from the end.
    for chosen, columns in ((goes_down, (1, 2, 3, 0)), (goes_up, (3, 0, 1, 2))):
        at = np.flatnonzero(np.append(chosen, False)[owner])
        low, near, high, far = (boxes[at, column] for column in columns)
        sign = 1.0 if columns[0] == 1 else -1.0
        # A letter lies on its side or stands, so the line is as high as the widest.
        middle = -sign * (near + far) / 2
        half = np.maximum(np.abs(near - far), np.abs(high - low)) / 2
        turned[at] = np.column_stack((sign * low, middle - half, sign * high, middle + half))
    return turned


def _lines(boxes: FloatArray, owner: IntArray) -> IntArray:
    """Number of the line each character is on, from the top of its own cell."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    height = boxes[:, 3] - boxes[:, 1]
    order = sorted_within(owner, middle)
    middle, height, cell = middle[order], height[order], owner[order]
    step = np.diff(middle) > LINE_STEP * np.maximum(height[1:], height[:-1])
    new = np.concatenate(([True], step | (np.diff(cell) != 0)))
    line = np.empty(len(owner), dtype=np.int64)
    line[order] = np.cumsum(new)
    return line


def _missing_spaces(
    codes: IntArray,
    gap: FloatArray,
    line: IntArray,
    settings: TableSettings,
    *,
    prints_spaces: bool,
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
    found: BoolArray = usable & (gap > settings.space_gap)
    if prints_spaces:
        # Nothing is put after a kanji or kana, save a space or before another script.
        solid = ~latin
        solid[1:] &= _SOLID[np.minimum(codes[:-1], len(_SOLID) - 1)]
        return found & (solid | (gap > settings.wide_space_gap))
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
    order = inner[sorted_within(line[inner], np.clip(gap[inner], -_FARTHEST, _FARTHEST))]
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
