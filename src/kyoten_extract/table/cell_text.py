"""Characters of each cell to its text: lines, reading order, and spaces the page leaves out.

A page is processed at once, in arrays.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import begins, columns, lengths, true_at
from kyoten_extract.page.grid import TextRun
from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    rows,
    sorted_within,
)
from kyoten_extract.table.settings import TableSettings

OUTSIDE = -1
"""Cell number of characters that are in no cell."""

FLUSH = 0.05
"""Ems: a text that begins this near to the end of the one before, on its baseline, goes on with it:
two cells have their padding and a ruling in between."""
ALIGNED = 0.3
"""Ems: lines of one block are aligned at a side or in the middle, as exactly as this."""
PITCH_VARIES = 0.1
"""Share by which pitches in one block differ, at most."""

_SPACE, _NEWLINE = ord(" "), ord("\n")

# Ems: middles of characters that differ by more down the page are on different lines. Superscripts
# and full-width brackets differ by less, the closest lines by 0.9 and more.
LINE_STEP = 0.5
# Ems: wider gaps count as this wide, so that one far character does not distort the sort.
_MAX_GAP = 100.0
# Ems: characters below each other in vertical text are at most this far out of line.
_OUT_OF_LINE = 0.35
# Ems: the center of the next character of a vertical text is at most this far down.
_MAX_ADVANCE = 1.6
# Ems: horizontal lines are never closer than this, so a smaller step down is vertical text.
_MIN_LINE_PITCH = 0.9
# Steps of that kind that make a text vertical; a single one may be two short lines.
_MIN_STEPS = 2
# Share of the changes between Latin and Japanese: when more of them have a gap, and nothing else
# has, the gaps are spacing between scripts and no spaces.
_SPACED_CHANGES = 0.8
# Ems: most characters of a squeezed line overlap the next by more than this, since its font has
# wider boxes than places; and so far apart are the left edges of half of them at most.
_SQUEEZED, _EVENLY = -0.15, 0.05
# Points: least height of a character, so that no gap is divided by zero.
_MIN_EM = 1e-3
# Code points: the last digit, the end of the Latin blocks, the first kana.
_DIGITS_END = ord("9")
_LATIN_END = ord("\u0250")
_FIRST_KANA = ord("ぁ")
_SOLID = np.arange(0x10000) >= _FIRST_KANA
_SOLID[[ord(char) for char in "、。，．：；）」』】〕〉》］｝・"]] = False


def read_texts(
    characters: Characters, owner: IntArray, cells: int, page: int, settings: TableSettings
) -> tuple[list[str], tuple[TextRun, ...]]:
    """The text of each cell, and the runs of text outside of all cells.

    Args:
        characters: those of one page.
        owner: (n,) number of the cell each is in, or ``OUTSIDE``.
        cells: how many cells the page has.
        page: its number.
        settings: widths of gaps.
    """
    if not len(owner):
        return [""] * cells, ()
    upright = _turned(characters, owner)
    line = lines_of(upright, owner)
    # Line numbers continue from cell to cell.
    order = sorted_within(line, upright[:, 0])
    owner, line = owner[order], line[order]
    codes, boxes = characters.codes[order], rows(upright, order)
    blank = characters.is_blank[order]
    codes = np.where(blank & (codes != 0x3000), _SPACE, codes)
    new_cell = begins(owner)
    new_line = begins(line) & ~new_cell
    gap = np.zeros(len(boxes))
    np.subtract(boxes[1:, 0], boxes[:-1, 2], out=gap[1:])
    em = ems(boxes)
    gap /= em
    same_line = ~new_cell & ~new_line
    # Outside of tables, one line may hold unrelated texts.
    apart = (owner == OUTSIDE) & (new_line | (same_line & (gap > settings.text_gap)))
    piece = np.cumsum(new_cell | new_line | apart)
    squeezed = gap < _SQUEEZED
    if squeezed.any():
        gap = _unsqueezed(gap, squeezed, boxes[:, 0], em, codes, piece)
    space = _missing_spaces(codes, blank, gap, piece, settings, prints_spaces=bool(blank.any()))
    starts = true_at(new_cell | apart)
    text, offsets = _string(codes, new_line & ~apart, space, starts)
    stops = [*offsets[1:], len(text)]
    texts = [""] * cells
    outside = []
    ends = starts + lengths(starts, len(codes))
    for at, (own, low, high) in enumerate(zip(owner[starts].tolist(), offsets, stops, strict=True)):
        if own != OUTSIDE:
            texts[own] = text[low:high]
        elif stretch := text[low:high].strip():
            outside.append(TextRun(page, stretch, _around(boxes[starts[at] : ends[at]])))
    outside.sort(key=lambda run: (run.bbox[1], run.bbox[0]))
    return texts, tuple(outside)


def _turned(characters: Characters, owner: IntArray) -> FloatArray:
    """The boxes of the characters, with vertical text turned into horizontal lines.

    Vertical text advances down (or up, if rotated the other way) from character to character. To
    tell it from horizontal lines of one character each, its letters must lie on their sides, or it
    must also go back to the next column, or advance by less than a line. Digits below each other
    are separate figures.
    """
    boxes = characters.boxes
    inked = true_at(~characters.is_blank & (owner != OUTSIDE))
    if not len(inked):
        return boxes
    cell, own = owner[inked], rows(boxes, inked)
    size = np.maximum(own[:, 2] - own[:, 0], own[:, 3] - own[:, 1])
    em = np.maximum(np.maximum(size[1:], size[:-1]), _MIN_EM)
    middle = (own[:, :2] + own[:, 2:]) / 2
    right, down = ((middle[1:] - middle[:-1]) / em[:, None]).T
    within = cell[1:] == cell[:-1]
    across = within & (np.abs(down) < _OUT_OF_LINE) & (right > 0)
    along = within & (np.abs(right) < _OUT_OF_LINE) & (np.abs(down) <= _MAX_ADVANCE) & ~across
    turns = characters.turned[characters.runs[inked]] if len(characters.turned) else None
    if not along.any() and turns is None:
        return boxes
    # The last cells may hold only blanks, and have no inked character.
    cells = int(owner.max()) + 1
    back = within & (np.abs(right) > LINE_STEP) & (right * down > 0)
    # What is drawn in one go is no two lines, and lines are not drawn upwards.
    one = along & (down < 0) & (characters.runs[inked][1:] == characters.runs[inked][:-1])
    downs, ups, flat, sure = (
        np.bincount(cell[1:][step], minlength=cells)
        for step in (
            along & (down > 0),
            along & (down < 0),
            across,
            back | one | (along & (np.abs(down) < _MIN_LINE_PITCH)),
        )
    )
    words = np.bincount(cell[characters.codes[inked] > _DIGITS_END], minlength=cells) > 0
    enough = words & (sure > 0)
    goes_down = enough & (downs > flat + ups) & (downs >= _MIN_STEPS)
    # Lines are drawn downwards, so one step up is enough.
    goes_up = enough & (ups > flat + downs)
    if turns is not None:
        # Letters that lie on their sides tell by themselves.
        half = np.bincount(cell, minlength=cells) / 2
        lie_down, lie_up = (
            np.bincount(cell[turns == way], minlength=cells) > half for way in (1, -1)
        )
        goes_down, goes_up = (goes_down | lie_down) & ~lie_up, (goes_up | lie_up) & ~lie_down
    if not (goes_down.any() or goes_up.any()):
        return boxes
    turned = boxes.copy(order="K")
    # The last entry is for OUTSIDE, which indexes from the end.
    for chosen, sides in ((goes_down, (1, 2, 3, 0)), (goes_up, (3, 0, 1, 2))):
        at = true_at(np.append(chosen, False)[owner])
        low, near, high, far = (boxes[at, column] for column in sides)
        sign = 1.0 if sides[0] == 1 else -1.0
        # Letters may be rotated or upright, so a line is as high as its widest character.
        middle = -sign * (near + far) / 2
        half = np.maximum(np.abs(near - far), np.abs(high - low)) / 2
        turned[at] = columns(sign * low, middle - half, sign * high, middle + half)
    return turned


def lines_of(boxes: FloatArray, owner: IntArray) -> IntArray:
    """(n,) number of the line each character is on, counted down the cells."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    height = boxes[:, 3] - boxes[:, 1]
    order = sorted_within(owner, middle)
    middle, height, cell = middle[order], height[order], owner[order]
    new = begins(cell)
    new[1:] |= (middle[1:] - middle[:-1]) > LINE_STEP * np.maximum(height[1:], height[:-1])
    line = np.empty(len(owner), dtype=np.int64)
    line[order] = new.cumsum()
    return line


def _missing_spaces(
    codes: IntArray,
    blank: BoolArray,
    gap: FloatArray,
    line: IntArray,
    settings: TableSettings,
    *,
    prints_spaces: bool,
) -> BoolArray:
    """(n,) whether the gap before a character stands for a space that is not printed.

    Skia prints no spaces at all but moves on; LibreOffice omits those between scripts. On a page
    with printed spaces, a gap counts only if it is wider than spacing between scripts and wider
    than usual on its line (letters may be spread), or if it is between two kanji.

    Args:
        codes: (n,) code points in reading order.
        blank: (n,) which of them leave no ink.
        gap: (n,) gap before each character, in ems.
        line: (n,) number of the piece of line each is on.
        settings: widths of gaps.
        prints_spaces: whether the page prints any.
    """
    same_line = ~begins(line)
    usable = same_line & ~blank
    usable[1:] &= ~blank[:-1]
    wide = usable & (gap > settings.space_gap)
    if not wide.any():
        return wide
    gap = gap - _usual_gap(gap, line, same_line, wide)
    latin = codes < _LATIN_END
    found: BoolArray = usable & (gap > settings.space_gap)
    if prints_spaces:
        # After a kanji or kana there is no gap except a space, or spacing before another script.
        solid = _after_solid(codes) & ~latin
        return found & (solid | (gap > settings.wide_space_gap))
    mixed = usable & begins(latin)
    if not (found & ~mixed).any() and found.sum() > _SPACED_CHANGES * mixed.sum():
        return np.zeros_like(usable)
    return found


def _after_solid(codes: IntArray) -> BoolArray:
    """(n,) which characters come after a kanji or kana."""
    after = np.ones(len(codes), dtype=bool)
    after[1:] = _SOLID[np.minimum(codes[:-1], len(_SOLID) - 1)]
    return after


def _unsqueezed(
    gap: FloatArray,
    squeezed: BoolArray,
    left: FloatArray,
    em: FloatArray,
    codes: IntArray,
    line: IntArray,
) -> FloatArray:
    """``gap``, measured by left edges between kanji and kana of lines that are squeezed.

    Where the boxes of a font are wider than their places, no space shows between them. Kanji and
    kana have one width, so that a wider step from edge to edge has a space in it.

    Args:
        gap: (n,) from box to box, in ems.
        squeezed: (n,) where boxes overlap.
        left: (n,) left edge of each character, in points.
        em: (n,) of each character and the one before, in points.
        codes: (n,) code points in reading order.
        line: (n,) number of the piece of line each is on.
    """
    pairs = true_at(~begins(line) & _after_solid(codes) & (codes >= _FIRST_KANA))
    own = line[pairs]
    most = 2 * np.bincount(own, squeezed[pairs]) > np.bincount(own)
    pairs = pairs[most[own]]
    if not len(pairs):
        return gap
    step = (left[pairs] - left[pairs - 1]) / em[pairs]
    order = sorted_within(line[pairs], step)
    pairs, step = pairs[order], step[order]
    starts = true_at(begins(line[pairs]))
    counts = lengths(starts, len(pairs))
    low, usual, high = (step[starts + part * (counts - 1) // 4] for part in (1, 2, 3))
    even = np.repeat(high - low < _EVENLY, counts)
    found = gap.copy()
    found[pairs[even]] = (step - usual.repeat(counts))[even]
    return found


def _usual_gap(
    gap: FloatArray, line: IntArray, same_line: BoolArray, wide: BoolArray
) -> FloatArray:
    """(n,) the median gap on each character's line, at least 0; 0 on lines without a ``wide`` gap.

    It is what letters are spread by, and only compared with gaps that are wide.
    """
    usual = np.zeros(len(gap))
    asked = np.bincount(line[wide], minlength=int(line[-1]) + 1) > 0
    inner = true_at(same_line & asked[line])
    order = inner[sorted_within(line[inner], np.clip(gap[inner], -_MAX_GAP, _MAX_GAP))]
    starts = true_at(begins(line[order]))
    counts = lengths(starts, len(order))
    middle = np.maximum(gap[order[starts + (counts - 1) // 2]], 0)
    usual[order] = middle.repeat(counts)
    return usual


def _string(
    codes: IntArray, newline: BoolArray, space: BoolArray, starts: IntArray
) -> tuple[str, list[int]]:
    """``codes`` as text, with newlines and spaces inserted before the marked ones.

    Also the offsets in the text of the codes at ``starts``.
    """
    extra = newline | space
    position = np.arange(len(codes)) + extra.cumsum()
    full = np.full(len(codes) + int(extra.sum()), _SPACE, dtype="<u4")
    full[position] = codes
    full[position[newline] - 1] = _NEWLINE
    return full.tobytes().decode("utf-32-le", "replace"), position[starts].tolist()


def _around(boxes: FloatArray) -> BBox:
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


def ems(boxes: FloatArray) -> FloatArray:
    """(n,) the em at each character in points: the taller of it and the one before."""
    height = boxes[:, 3] - boxes[:, 1]
    taller = np.maximum(height, _MIN_EM)
    taller[1:] = larger_em(height[1:], height[:-1])
    return taller


def larger_em(height: FloatArray, other: FloatArray) -> FloatArray:
    """(n,) the em of characters of these heights and others next to them: that of the taller."""
    return np.maximum(np.maximum(height, _MIN_EM), other)
