"""Lines that mark text and rule nothing: underlines and strike-outs.

They follow the text they mark, whatever objects it is drawn by: Chromium writes each glyph of a
link as a run of its own. Rulings keep to the columns instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kyoten_extract.page.array_steps import distinct
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray, Rulings
from kyoten_extract.page.text_quality import StruckText
from kyoten_extract.table.boxes_in_cells import sides_of_boxes

# Share of a character's height from its top: a line strikes it out between these two, and
# underlines it from the second on.
_STRIKE_FROM, _UNDERLINE_FROM = 0.25, 0.75
# Ems below a character: the lowest place of its underline.
_UNDERLINE_BELOW = 0.15
# Share of a line that has text along it: gaps of set-apart letters are not covered.
_COVERED = 0.75
# Tolerances: how far a mark may reach beyond its text.
_OVERHANG = 1.5
# Tolerances: a horizontal line that ends this near to a vertical ruling, or to another horizontal
# line, meets it.
_MEETS = 2
# Points: lines no further apart are drawn as one. An underline may lie 1 pt from a ruling.
_COLLINEAR = 0.5
# Points: pieces of a line are joined over a gap this wide; each glyph may have one of its own.
_PIECE_GAP = 1.5
# Ems between a line and the middle of a character, up to which the line is near the character.
_NEAR = 1.0
# Columns whose texts a line strikes through to be no ruling, though it ends at rulings: a text
# that overflows its cell crosses a ruling too, in its own column only.
_STRUCK_COLUMNS = 2
# Pairs of a line and a character: beyond this the page is a drawing.
_MAX_PAIRS = 5_000_000


@dataclass(frozen=True, slots=True)
class TextMarks:
    """Which horizontal lines mark text.

    Attributes:
        lines: (n,) whether the line marks text.
        struck: the texts struck out, top to bottom.
    """

    lines: BoolArray
    struck: tuple[StruckText, ...] = ()


def text_marks(rulings: Rulings, characters: Characters, tolerance: float) -> TextMarks:
    """The horizontal lines of ``rulings`` that underline text or strike it out.

    Args:
        rulings: all lines of a page.
        characters: all characters of the page.
        tolerance: points between two positions that are still one line.
    """
    pieces, boxes = rulings.horizontal, characters.boxes
    lines = rulings.across.joined(_PIECE_GAP)
    rulings = Rulings(lines, rulings.vertical)
    marks = np.zeros(len(lines), dtype=bool)
    inked = ~characters.is_blank
    if not len(lines) or not inked.any():
        return TextMarks(np.zeros(len(pieces), dtype=bool))
    line, char = _pairs(lines, boxes, _OVERHANG * tolerance)
    # A stamp at an angle lies over lines, and none marks it.
    level = ~characters.is_slanted[char]
    line, char = line[level], char[level]
    if not len(line):
        return TextMarks(np.zeros(len(pieces), dtype=bool))
    y, low, high = lines[line].T
    x0, top, x1, bottom = boxes[char].T
    share = (y - top) / np.maximum(bottom - top, 1e-9)
    strikes = (share > _STRIKE_FROM) & (share < _UNDERLINE_FROM)
    overlap = np.maximum(np.minimum(x1, high) - np.maximum(x0, low), 0)
    lengths = lines[:, 2] - lines[:, 1]
    through, under = (
        np.bincount(line[part], overlap[part], len(lines))
        >= _COVERED * np.maximum(lengths - 2 * _OVERHANG * tolerance, lengths / 2)
        for part in (
            strikes,
            (share >= _UNDERLINE_FROM) & (share <= 1 + _UNDERLINE_BELOW),
        )
    )
    touched = np.bincount(line[inked[char]], minlength=len(lines)) > 0
    marks |= (through | under) & touched
    for index in np.flatnonzero(marks & _ends_at_rulings(lines, rulings, tolerance)).tolist():
        marks[index] = not _is_side(lines[index], rulings, tolerance)
    crossing = np.bincount(line[strikes & inked[char]], minlength=len(lines)) > 0
    for index in np.flatnonzero(crossing & ~marks).tolist():
        marks[index] = _strikes_a_row(index, rulings, characters, tolerance)
    if marks.any():
        # A frame that lies over text marks none with its sides.
        marks &= ~sides_of_boxes(rulings, marks)
    marked = strikes & inked[char] & marks[line] & (through[line] | ~under[line])
    found = np.zeros(len(pieces), dtype=bool)
    at, begin, end = pieces.T
    for y, low, high in lines[marks].tolist():
        found |= (
            (np.abs(at - y) < _COLLINEAR) & (begin > low - _COLLINEAR) & (end < high + _COLLINEAR)
        )
    return TextMarks(found, _struck(line[marked], char[marked], characters))


def _pairs(lines: FloatArray, boxes: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
    """Indexes of each line and each character that it may mark."""
    top, bottom = boxes[:, 1], boxes[:, 3]
    order = np.argsort(lines[:, 0], kind="stable")
    y = lines[order, 0]
    first = np.searchsorted(y, top + _STRIKE_FROM * (bottom - top), side="right")
    last = np.searchsorted(y, bottom + _UNDERLINE_BELOW * (bottom - top), side="right")
    count = np.maximum(last - first, 0)
    if count.sum() > _MAX_PAIRS:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    char = np.repeat(np.arange(len(boxes)), count)
    line = order[np.arange(len(char)) - np.repeat(np.cumsum(count) - count - first, count)]
    middle = (boxes[char, 0] + boxes[char, 2]) / 2
    along = (middle > lines[line, 1] - slack) & (middle < lines[line, 2] + slack)
    return line[along], char[along]


def _ends_at_rulings(lines: FloatArray, rulings: Rulings, tolerance: float) -> BoolArray:
    """(n,) which lines may run from ruling to ruling: there is one at both ends, at any height."""
    reach = _MEETS * tolerance
    x = np.sort(rulings.vertical[:, 0])
    first = np.searchsorted(x, lines[:, 1:] - reach, side="left")
    last = np.searchsorted(x, lines[:, 1:] + reach, side="right")
    return np.asarray((first < last).all(axis=1))


def _is_side(line: FloatArray, rulings: Rulings, tolerance: float) -> bool:
    """Whether a line runs from ruling to ruling, and on in another line or over the whole table."""
    y, low, high = line
    reach = _MEETS * tolerance
    x, top, bottom = rulings.vertical.T
    # The underline of a narrow glyph is a dot, which is drawn neither across nor down.
    crossing = x[(top - tolerance < y) & (y < bottom + tolerance) & (bottom - top > tolerance)]
    ends = [np.abs(crossing - end).min(initial=np.inf) < reach for end in (low, high)]
    if not all(ends):
        return False
    others = rulings.horizontal[np.abs(rulings.horizontal[:, 0] - y) < _COLLINEAR]
    continued = (np.abs(others[:, 2] - low) < reach) | (np.abs(others[:, 1] - high) < reach)
    beyond = (crossing < low - reach) | (crossing > high + reach)
    between = (crossing > low + reach) & (crossing < high - reach)
    return bool(continued.any() or between.any() or not beyond.any())


def _strikes_a_row(index: int, rulings: Rulings, characters: Characters, tolerance: float) -> bool:
    """Whether a line strikes out the texts of several columns, and every text near it."""
    y, low, high = rulings.horizontal[index]
    x = (characters.boxes[:, 0] + characters.boxes[:, 2]) / 2
    top, bottom = characters.boxes[:, 1], characters.boxes[:, 3]
    apart = np.abs((top + bottom) / 2 - y) / np.maximum(bottom - top, 1e-9)
    near = ~characters.is_blank & ~characters.is_slanted & (x > low) & (x < high) & (apart < _NEAR)
    if not near.any() or (apart[near] > 0.5 - _STRIKE_FROM).any():
        return False
    clips = characters.clips[characters.clipped[near]]
    if (np.abs(clips[:, [1, 3]] - y) < _MEETS * tolerance).any():
        return False  # The side of a cell that the text overflows, where it is cut off.
    place, above, below = rulings.vertical.T
    sides = np.sort(place[(above - tolerance < y) & (y < below + tolerance)])
    columns = distinct(np.searchsorted(sides, x[near] - tolerance))
    return len(columns) >= _STRUCK_COLUMNS


def _struck(line: IntArray, char: IntArray, characters: Characters) -> tuple[StruckText, ...]:
    """The texts of characters struck out; those of two lines through one text are one."""
    found: dict[tuple[int, ...], StruckText] = {}
    for index in distinct(line).tolist():
        members = distinct(char[line == index])
        boxes = characters.boxes[members]
        text = "".join(map(chr, characters.codes[members].tolist()))
        low, high = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
        bbox = (low[0], low[1], high[0], high[1])
        found.setdefault(tuple(members.tolist()), StruckText(text, bbox))
    return tuple(sorted(found.values(), key=lambda struck: (struck.bbox[1], struck.bbox[0])))
