"""Lines under words, as programs draw them under addresses: no rulings, and no part of the letters.

An underline lies close under letters from the first to the last of them. A ruling goes on to the
rulings across it, or on both sides of them, whatever text stands over it.
"""

from __future__ import annotations

import cv2
import numpy as np

from kyoten_extract.ocr.image.binarize import BoolImage, Gray, ink_of
from kyoten_extract.page.page_model import BoolArray, FloatArray

# In ems: how far above an underline its letters end, or what stands higher; how far below it only
# their tails are.
_ABOVE, _HIGH, _BELOW = 0.38, 0.65, 0.14
# The share of its length that has letters over it, and at most tails under it.
_LETTERS, _TAILS = 0.45, 0.45
# In ems, the shortest one; longer ones than the second are found with the rulings. The share of a
# long one that has ink, and of a short one: strokes of letters leave gaps.
_SHORTEST, _SHORT = 1.75, 2.6
_SOLID, _SOLID_SHORT = 0.96, 0.98
# In ems: how close letters are over it, where nothing else tells; the share of it that has them.
_CLOSE, _CLOSELY = 0.1, 0.4
# In ems: the white between letters and line is within this; the share of it that tails take.
_GAP, _TAILS_ONLY = 0.2, 0.3
# Of 255: a tail is so dark there.
_DARK = 150
# In ems: it may go on so far beyond where it was found.
_LONGER = 0.8
# In ems: from where to where below an underline that of the next line of text is, how short it may
# be, and how thick; lines of an address.
_NEXT, _LEAST, _THICK, _MOST_LINES = (0.6, 2.0), 0.3, 0.18, 8
# The share of a short one that may have ink under it.
_NOISE = 0.1
# In ems: it ends no further from its letters than this; the white between two words is less.
_ENDS, _BLANK = 0.65, 0.9
# In ems, and in dots: a ruling ends so near at one across it.
_MEETS, _MEETS_DOTS = 0.06, 2.0
# In ems: pieces of one ruling are no further apart from side to side, and up and down.
_BESIDE, _SAME_LINE = 0.6, 0.12


def parted(
    across: FloatArray, down: FloatArray, ink: BoolImage, em: float
) -> tuple[FloatArray, FloatArray]:
    """Horizontal lines parted: those that may be rulings, and all underlines of the page.

    Args:
        across: (n, 3) y, x0, x1 in dots; lines too short for rulings need not be among them.
        down: (m, 3) x, top, bottom of the vertical ones.
        ink: of the page.
        em: of its text, in dots.
    """
    under = _are_underlines(across, down, ink, em)
    known = across[under]
    following = [line for above in known for line in _next_underlines(above, ink, em)]
    short = _short_underlines(down, ink, em)
    return across[~under], np.concatenate((known, np.array(following).reshape(-1, 3), short))


def _are_underlines(across: FloatArray, down: FloatArray, ink: BoolImage, em: float) -> BoolArray:
    """(n,) which of the horizontal lines are underlines."""
    found = np.array([_is_under_letters(line, ink, em) for line in across], dtype=bool)
    for i in np.flatnonzero(found).tolist():
        close = _is_close(across[i], ink, em)
        found[i] = not _is_ruling(across[i], np.delete(across, i, axis=0), down, em, close=close)
    return found


def _short_underlines(down: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """(n, 3) y, x0, x1 of lines under a word of two or three characters, too short for rulings."""
    kernel = np.ones((1, round(_SHORTEST * em)), np.uint8)
    runs = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    x, y, width, height, _ = stats[1:].T
    short = (height <= _THICK * em) & (width <= _SHORT * em)
    lines = np.column_stack((y + (height - 1) / 2, x, x + width))[short].astype(np.float64)
    return np.asarray(lines[_are_underlines(lines, down, ink, em)])


def _next_underlines(line: FloatArray, ink: BoolImage, em: float) -> list[FloatArray]:
    """Those of the lines of text below an underlined one, one after the other, however short.

    An address that is broken at its column's side may leave a letter or two for its last line.
    """
    found: list[FloatArray] = []
    while len(found) < _MOST_LINES:
        top, bottom = (int(line[0] + off * em) for off in _NEXT)
        left, right = int(line[1]), int(line[2])
        part = ink[top:bottom, left:right].astype(np.uint8)
        if not part.size:
            break
        runs = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((1, round(_LEAST * em)), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
        lines = [
            np.array((top + y + (height - 1) / 2, left + x, left + x + width))
            for x, y, width, height, _ in stats[1:].tolist()
            if height <= _THICK * em
        ]
        lines = [below for below in lines if _is_under_all(below, ink, left, right, em)]
        if not lines:
            break
        line = max(lines, key=lambda below: float(below[2] - below[1]))
        found.append(line)
    return found


def _is_under_all(line: FloatArray, ink: BoolImage, left: int, right: int, em: float) -> bool:
    """Whether a short line is under all that stands on it, and longer than its lowest strokes."""
    y, x0, x1 = line
    top, bottom = _band(ink[:, int(x0) : int(x1)], round(y), em)
    above = np.flatnonzero(_inked(ink, top - _ABOVE * em, top - 1, left, right))
    below = _inked(ink, bottom + 1, bottom + _ABOVE * em, int(x0), int(x1))
    if not len(above) or below.mean() > _NOISE:
        return False
    reach = 0.25 * em
    inside = left + above[0] >= x0 - reach and left + above[-1] <= x1 + reach
    extent = above[-1] - above[0] + 1
    long = extent >= 1.2 * em or x1 - x0 >= 1.25 * extent
    return bool(inside and long and x1 - x0 <= extent + em)


def _is_under_letters(line: FloatArray, ink: BoolImage, em: float) -> bool:
    """Whether letters stand on a line from end to end, and none below it or beside them."""
    y, x0, x1 = round(line[0]), max(int(line[1]), 0), int(line[2])
    solid = _SOLID if x1 - x0 > _SHORT * em else _SOLID_SHORT
    if x1 - x0 < _SHORTEST * em or _inked(ink, y - 1, y + 1, x0, x1).mean() < solid:
        return False
    top, bottom = _band(ink[:, x0:x1], y, em)
    above = _inked(ink, top - _ABOVE * em, top - 1, x0, x1)
    below = _inked(ink, bottom, bottom + _BELOW * em, x0, x1)
    if not above.size or above.mean() < _LETTERS or (below.size and below.mean() > _TAILS):
        return False
    # A hyphen at the end stands higher.
    at = np.flatnonzero(_inked(ink, top - _HIGH * em, top - 1, x0, x1))
    if max(at[0], len(above) - 1 - at[-1]) > _ENDS * em or np.diff(at).max(initial=0) > _BLANK * em:
        return False
    reach = round(_ENDS * em)
    beside = [
        _inked(ink, top - _ABOVE * em, top - 1, *side)
        for side in ((x0 - reach, x0 - 2), (x1 + 2, x1 + reach))
    ]
    return not any(inked.size and inked.mean() > _LETTERS for inked in beside)


def _is_close(line: FloatArray, ink: BoolImage, em: float) -> bool:
    """Whether letters are so close over a line as they are over hardly any ruling."""
    x0, x1 = int(line[1]), int(line[2])
    top, _ = _band(ink[:, x0:x1], round(line[0]), em)
    return bool(_inked(ink, top - max(_CLOSE * em, 2), top - 1, x0, x1).mean() >= _CLOSELY)


def _inked(ink: BoolImage, top: float, bottom: float, x0: int, x1: int) -> BoolArray:
    """(x1 - x0,) where a strip of the page has ink."""
    strip = ink[max(round(top), 0) : max(round(bottom), 0) + 1, max(x0, 0) : max(x1, 0)]
    return np.asarray(strip.any(axis=0))


def _is_ruling(
    line: FloatArray, others: FloatArray, down: FloatArray, em: float, *, close: bool
) -> bool:
    """Whether a line goes across verticals, up to them on both sides, or on behind one.

    That of a word which its column cuts off meets both sides too; letters are ``close`` over it.
    """
    y, x0, x1 = line
    through = (down[:, 1] - 0.5 * em < y) & (y < down[:, 2] + 0.5 * em)
    x = down[through, 0]
    if ((x > x0 + _MEETS * em + _MEETS_DOTS) & (x < x1 - _MEETS * em - _MEETS_DOTS)).any():
        return True
    near = _MEETS * em + _MEETS_DOTS
    meets = [bool((np.abs(x - end) <= near).any()) for end in (x0, x1)]
    if all(meets) and not close:
        return True
    same = np.abs(others[:, 0] - y) <= _SAME_LINE * em
    goes_on = [
        (meets[0], np.abs(others[:, 2] - x0) <= _BESIDE * em),
        (meets[1], np.abs(others[:, 1] - x1) <= _BESIDE * em),
    ]
    return any(met and bool((same & beside).any()) for met, beside in goes_on)


def without_underlines(dark: Gray, lines: FloatArray, em: float) -> Gray:
    """A darkness without some horizontal lines, (n, 3) y, x0, x1; tails of letters go through."""
    if not len(lines):
        return dark
    result = dark.copy()
    ink = ink_of(dark)
    for y, x0, x1 in lines.tolist():
        left, right = int(x0), int(x1) + 1
        top, bottom = _band(ink[:, left:right], round(y), em)
        left, right = _ends(
            np.asarray(ink[top:bottom].any(axis=0)), left, right, round(_LONGER * em)
        )
        wiped = result[top:bottom, left:right]
        wiped[:, ~_tails(dark[:, left:right], top, em)] = 0
    return result


def _ends(inked: BoolArray, left: int, right: int, reach: int) -> tuple[int, int]:
    """From where to where a line goes that has ink between ``left`` and ``right``, and beyond."""
    before, after = inked[max(left - reach, 0) : left][::-1], inked[right : right + reach]
    ends = [int(np.argmin(np.concatenate((side, [0])))) for side in (before, after)]
    return max(left - ends[0] - 1, 0), right + ends[1] + 1


def _tails(dark: Gray, top: int, em: float) -> BoolArray:
    """(width,) where tails of letters reach a line that begins at row ``top``.

    Letters end a little above it: between them and the line is a row that only tails go through.
    """
    # That row may be the edge of the line itself.
    rows = dark[max(top - max(round(_GAP * em), 2), 0) : top + 1]
    # The lowest dots of letters are half as dark.
    tails = rows[int(np.argmin(ink_of(rows).mean(axis=1)))] > _DARK
    return np.asarray(tails & (tails.mean() <= _TAILS_ONLY))


def _band(ink: BoolImage, y: int, em: float) -> tuple[int, int]:
    """From which row of dots to which a line is drawn that is about ``y``."""
    reach = max(round(0.12 * em), 2)
    low = max(y - reach, 0)
    share = ink[low : y + reach + 1].mean(axis=1)
    drawn = np.flatnonzero(share > 0.6)
    if not len(drawn):
        return max(y - 1, 0), y + 2
    # The rows beside it are its edges, half as dark.
    return max(low + int(drawn[0]) - 1, 0), low + int(drawn[-1]) + 2
