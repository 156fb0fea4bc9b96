"""Lines that mark text and rule nothing: underlines and strike-outs.

They follow the text they mark, whatever objects it is drawn by: Chromium writes each glyph of a
link as a run of its own. Rulings keep to the columns instead.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import begins, distinct, lengths, median, true_at
from kyoten_extract.page.page_model import BoolArray, Characters, FloatArray, IntArray, Rulings
from kyoten_extract.page.text_quality import StruckText
from kyoten_extract.table.boxes_in_cells import sides_of_boxes

# Shares of a character's height from its top: a line strikes it out from the first on, and
# underlines it from the second up to the last.
_STRIKES, _UNDERLINES, _BELOW = 0.25, 0.75, 1.15
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
# Of the usual height: larger characters are a stamp or a title.
_LARGE = 2.5
# Columns whose texts a line strikes through to be no ruling, though it ends at rulings: a text
# that overflows its cell crosses a ruling too, in its own column only.
_STRUCK_COLUMNS = 2
# Pairs of a line and a character: beyond this the page is a drawing.
_MAX_PAIRS = 5_000_000
# Pairs of lines that are compared in one step, which bounds the memory of a step.
_PAIRS_PER_STEP = 1_000_000


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
    slack = _OVERHANG * tolerance
    struck, above = _pairs(lines, boxes, slack)
    if above.size:
        above = above[:, ~_is_wide(lines, rulings, tolerance)[above[0]]]
    # A stamp at an angle, or a large one, lies over lines, and none marks it.
    if len(characters.slanted):
        struck, above = (part[:, ~characters.is_slanted[part[1]]] for part in (struck, above))
    if struck.size:
        struck = struck[:, ~_is_large(characters)[struck[1]]]
    if not struck.size and not above.size:
        return TextMarks(np.zeros(len(pieces), dtype=bool))
    inked = ~characters.is_blank
    rulings = Rulings(lines, rulings.vertical)
    lengths = lines[:, 2] - lines[:, 1]
    least = _COVERED * np.maximum(lengths - 2 * slack, lengths / 2)
    through, under = (_covered(lines, boxes, *part) >= least for part in (struck, above))
    line, char = np.concatenate((struck, above), axis=1)
    touched = np.bincount(line[inked[char]], minlength=len(lines)) > 0
    marks = (through | under) & touched
    if not marks.any() and not struck.size:
        return TextMarks(np.zeros(len(pieces), dtype=bool))
    line, char = struck[:, inked[struck[1]]]
    for index in true_at(marks & _ends_at_rulings(lines, rulings, tolerance)).tolist():
        marks[index] = not _is_side(lines[index], rulings, tolerance)
    crossing = np.bincount(line, minlength=len(lines)) > 0
    for index in true_at(crossing & ~marks).tolist():
        marks[index] = _strikes_a_row(index, rulings, characters, tolerance)
    if marks.any():
        # A frame that lies over text marks none with its sides.
        marks &= ~sides_of_boxes(rulings, marks)
    marked = marks[line] & (through[line] | ~under[line])
    found = _pieces_of(lines[marks], pieces)
    return TextMarks(found, _struck(line[marked], char[marked], characters))


def _is_large(characters: Characters) -> BoolArray:
    """(n,) which characters are so much larger than others that they lie over the table."""
    height = characters.boxes[:, 3] - characters.boxes[:, 1]
    return np.asarray(height > _LARGE * median(height))


def _pairs(lines: FloatArray, boxes: FloatArray, slack: float) -> tuple[IntArray, IntArray]:
    """Pairs of a line and a character: those it may strike out, and those it may underline.

    Args:
        lines: (n, 3) y, left, right, ascending.
        boxes: (m, 4) of the characters.
        slack: points that a line may end before the middle of a character.
    """
    # Neighbors in a text have one height: the first of each stretch is looked up for all.
    stretch = true_at(begins(boxes[:, 1]) | begins(boxes[:, 3]))
    top, bottom = boxes[:, 1][stretch], boxes[:, 3][stretch]
    bounds = [top + share * (bottom - top) for share in (_STRIKES, _UNDERLINES, _BELOW)]
    first, under, last = lines[:, 0].searchsorted(bounds)
    near = last > first
    if not near.any():
        # Nearly all lines are rulings, which lie between texts.
        nothing = np.empty((2, 0), dtype=np.int64)
        return nothing, nothing
    size = lengths(stretch, len(boxes))
    char, of = true_at(near.repeat(size)), true_at(near).repeat(size[near])
    struck = _along(lines, boxes, char, (first[of], under[of]), slack)
    return struck, _along(lines, boxes, char, (under[of], last[of]), slack)


def _along(
    lines: FloatArray,
    boxes: FloatArray,
    char: IntArray,
    between: tuple[IntArray, IntArray],
    slack: float,
) -> IntArray:
    """(2, k) indexes of each line and each of the characters ``char`` that it runs along.

    Each character has the lines ``between`` two indexes.
    """
    first, last = between
    count = last - first
    total = int(count.sum())
    if not 0 < total <= _MAX_PAIRS:
        return np.empty((2, 0), dtype=np.int64)
    char = char.repeat(count)
    line = np.arange(total) - (count.cumsum() - count - first).repeat(count)
    middle = ((boxes[:, 0] + boxes[:, 2]) / 2)[char]
    along = (middle > lines[:, 1][line] - slack) & (middle < lines[:, 2][line] + slack)
    return np.stack((line[along], char[along]))


def _covered(lines: FloatArray, boxes: FloatArray, line: IntArray, char: IntArray) -> FloatArray:
    """(n,) points of each line along which there are characters, by pairs of one and the other."""
    if not len(line):
        return np.zeros(len(lines))
    high = np.minimum(boxes[:, 2][char], lines[:, 2][line])
    low = np.maximum(boxes[:, 0][char], lines[:, 1][line])
    return np.asarray(np.bincount(line, np.maximum(high - low, 0.0), len(lines)), np.float64)


def _pieces_of(lines: FloatArray, pieces: FloatArray) -> BoolArray:
    """(n,) which ``pieces`` (n, 3) are of one of ``lines``."""
    found = np.zeros(len(pieces), dtype=bool)
    at, begin, end = pieces.T
    step = max(1, _PAIRS_PER_STEP // max(len(pieces), 1))
    for start in range(0, len(lines), step):
        y, low, high = lines[start : start + step].T[:, :, None]
        along = (np.abs(at - y) < _COLLINEAR) & (begin > low - _COLLINEAR)
        found |= (along & (end < high + _COLLINEAR)).any(axis=0)
    return found


def _is_wide(lines: FloatArray, rulings: Rulings, tolerance: float) -> BoolArray:
    """(n,) which lines run from the first of the vertical rulings to the last, at their height."""
    wide = np.ones(len(lines), dtype=bool)
    x, top, bottom = rulings.vertical.T
    if not len(x):
        return ~wide
    reach = _MEETS * tolerance
    for side in (x <= x.min() + reach, x >= x.max() - reach):
        wide &= lines[:, 0] > top[side].min() - tolerance
        wide &= lines[:, 0] < bottom[side].max() + tolerance
    wide &= (lines[:, 1] < x.min() + reach) & (lines[:, 2] > x.max() - reach)
    return wide


def _ends_at_rulings(lines: FloatArray, rulings: Rulings, tolerance: float) -> BoolArray:
    """(n,) which lines may run from ruling to ruling: there is one at both ends, at any height."""
    reach = _MEETS * tolerance
    x = np.sort(rulings.vertical[:, 0])
    first = x.searchsorted(lines[:, 1:] - reach, side="left")
    last = x.searchsorted(lines[:, 1:] + reach, side="right")
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
    near &= ~_is_large(characters)
    if not near.any() or (apart[near] > 0.5 - _STRIKES).any():
        return False
    clips = characters.clips[characters.clipped[near]]
    if (np.abs(clips[:, [1, 3]] - y) < _MEETS * tolerance).any():
        return False  # The side of a cell that the text overflows, where it is cut off.
    place, above, below = rulings.vertical.T
    sides = np.sort(place[(above - tolerance < y) & (y < below + tolerance)])
    columns = distinct(sides.searchsorted(x[near] - tolerance))
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
