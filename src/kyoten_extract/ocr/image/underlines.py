"""Tell underlines from rulings, and erase them.

Programs underline URLs. An underline runs closely under letters, from the first to the last. A
ruling extends to the rulings across it, or beyond them, whatever text is above it.
"""

from __future__ import annotations

import cv2
import numpy as np

from kyoten_extract.ocr.image.binarize import BoolImage, Gray, ink_of
from kyoten_extract.page.page_model import BoolArray, FloatArray

# Ems above an underline in which its letters have ink; in which a hyphen has, too.
_LETTERS_WITHIN, _HYPHENS_WITHIN = 0.38, 0.65
# Ems below an underline in which only descenders have ink.
_DESCENDERS_WITHIN = 0.14
# Share of its length with letters above, at least; with descenders below, at most.
_MIN_LETTERS, _MAX_DESCENDERS = 0.45, 0.45
# Ems: length of an underline, at least; those longer than the second are found with the rulings.
_MIN_LENGTH, _SHORT_LENGTH = 1.75, 2.6
# Share of its length that is inked: a row of strokes of letters has gaps. For a short one, more.
_MIN_SOLID, _MIN_SOLID_SHORT = 0.96, 0.98
# Ems above a line in which letters count as close to it, as they hardly ever are to a ruling ...
_CLOSE_WITHIN = 0.1
# ... if this share of its length has some.
_MIN_CLOSE = 0.4
# Ems above an underline in which there is a row of white between it and its letters.
_WHITE_ROW_WITHIN = 0.2
# Share of that row which descenders may cross; more is part of the letters.
_MAX_CROSSED = 0.3
# Darkness, of 255, of a descender there.
_DESCENDER_DARKNESS = 150
# Ems that an underline may extend beyond where it was found.
_MAX_EXTENSION = 0.8
# Ems below an underline at which that of the next line of text is looked for.
_NEXT_LINE = (0.6, 2.0)
# Ems: length of an underline on a continuation line, at least; thickness, at most.
_MIN_NEXT_LENGTH, _MAX_THICKNESS = 0.3, 0.18
# Lines of one URL, at most.
_MAX_LINES = 8
# Share of a continuation's underline that may have ink below it (noise).
_MAX_NOISE = 0.1
# Ems: distance of an underline's ends from its outermost letters; a ruling runs on.
_MAX_END_DISTANCE = 0.65
# Ems: the widest gap between underlined letters.
_MAX_WORD_GAP = 0.9
# Ems plus dots: a ruling that ends this close to a line across it ends there.
_AT_CROSSING, _AT_CROSSING_DOTS = 0.06, 2.0
# Ems: gap between the pieces of one ruling, and their offset across it.
_MAX_PIECE_GAP, _MAX_MISALIGNMENT = 0.6, 0.12


def split_underlines(
    across: FloatArray, down: FloatArray, ink: BoolImage, em: float
) -> tuple[FloatArray, FloatArray]:
    """Separate horizontal lines into possible rulings and underlines.

    Args:
        across: (n, 3) y, x0, x1 of the horizontal lines, in dots.
        down: (m, 3) x, top, bottom of the vertical lines.
        ink: of the page.
        em: of its text, in dots.

    Returns:
        The lines that may be rulings, and all underlines of the page, those too short to be in
        ``across`` included.
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
    """(n, 3) y, x0, x1 of underlines too short to be found with the rulings (2 or 3 characters)."""
    kernel = np.ones((1, round(_MIN_LENGTH * em)), np.uint8)
    runs = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    x, y, width, height, _ = stats[1:].T
    short = (height <= _MAX_THICKNESS * em) & (width <= _SHORT_LENGTH * em)
    lines = np.column_stack((y + (height - 1) / 2, x, x + width))[short].astype(np.float64)
    return np.asarray(lines[_are_underlines(lines, down, ink, em)])


def _next_underlines(line: FloatArray, ink: BoolImage, em: float) -> list[FloatArray]:
    """The underlines of the lines of text that follow an underlined one, however short.

    A wrapped URL may have only a letter or two on its last line.
    """
    found: list[FloatArray] = []
    while len(found) < _MAX_LINES:
        top, bottom = (int(line[0] + off * em) for off in _NEXT_LINE)
        left, right = int(line[1]), int(line[2])
        part = ink[top:bottom, left:right].astype(np.uint8)
        if not part.size:
            break
        runs = cv2.morphologyEx(
            part, cv2.MORPH_OPEN, np.ones((1, round(_MIN_NEXT_LENGTH * em)), np.uint8)
        )
        _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
        lines = [
            np.array((top + y + (height - 1) / 2, left + x, left + x + width))
            for x, y, width, height, _ in stats[1:].tolist()
            if height <= _MAX_THICKNESS * em
        ]
        lines = [below for below in lines if _is_under_all(below, ink, left, right, em)]
        if not lines:
            break
        line = max(lines, key=lambda below: float(below[2] - below[1]))
        found.append(line)
    return found


def _is_under_all(line: FloatArray, ink: BoolImage, left: int, right: int, em: float) -> bool:
    """Whether a short line extends under all text above it, and is longer than its strokes."""
    y, x0, x1 = line
    top, bottom = _band(ink[:, int(x0) : int(x1)], round(y), em)
    above = np.flatnonzero(_inked(ink, top - _LETTERS_WITHIN * em, top - 1, left, right))
    below = _inked(ink, bottom + 1, bottom + _LETTERS_WITHIN * em, int(x0), int(x1))
    if not len(above) or below.mean() > _MAX_NOISE:
        return False
    reach = 0.25 * em
    inside = left + above[0] >= x0 - reach and left + above[-1] <= x1 + reach
    extent = above[-1] - above[0] + 1
    long = extent >= 1.2 * em or x1 - x0 >= 1.25 * extent
    return bool(inside and long and x1 - x0 <= extent + em)


def _is_under_letters(line: FloatArray, ink: BoolImage, em: float) -> bool:
    """Whether letters stand on a line from end to end, with none below or beyond its ends."""
    y, x0, x1 = round(line[0]), max(int(line[1]), 0), int(line[2])
    solid = _MIN_SOLID if x1 - x0 > _SHORT_LENGTH * em else _MIN_SOLID_SHORT
    if x1 - x0 < _MIN_LENGTH * em or _inked(ink, y - 1, y + 1, x0, x1).mean() < solid:
        return False
    top, bottom = _band(ink[:, x0:x1], y, em)
    above = _inked(ink, top - _LETTERS_WITHIN * em, top - 1, x0, x1)
    below = _inked(ink, bottom, bottom + _DESCENDERS_WITHIN * em, x0, x1)
    if (
        not above.size
        or above.mean() < _MIN_LETTERS
        or (below.size and below.mean() > _MAX_DESCENDERS)
    ):
        return False
    # A final hyphen is higher above the line than letters.
    at = np.flatnonzero(_inked(ink, top - _HYPHENS_WITHIN * em, top - 1, x0, x1))
    if (
        max(at[0], len(above) - 1 - at[-1]) > _MAX_END_DISTANCE * em
        or np.diff(at).max(initial=0) > _MAX_WORD_GAP * em
    ):
        return False
    reach = round(_MAX_END_DISTANCE * em)
    beside = [
        _inked(ink, top - _LETTERS_WITHIN * em, top - 1, *side)
        for side in ((x0 - reach, x0 - 2), (x1 + 2, x1 + reach))
    ]
    return not any(inked.size and inked.mean() > _MIN_LETTERS for inked in beside)


def _is_close(line: FloatArray, ink: BoolImage, em: float) -> bool:
    """Whether letters are closer above a line than they are to hardly any ruling."""
    x0, x1 = int(line[1]), int(line[2])
    top, _ = _band(ink[:, x0:x1], round(line[0]), em)
    return bool(_inked(ink, top - max(_CLOSE_WITHIN * em, 2), top - 1, x0, x1).mean() >= _MIN_CLOSE)


def _inked(ink: BoolImage, top: float, bottom: float, x0: int, x1: int) -> BoolArray:
    """(x1 - x0,) which columns of a strip of the page have ink."""
    strip = ink[max(round(top), 0) : max(round(bottom), 0) + 1, max(x0, 0) : max(x1, 0)]
    return np.asarray(strip.any(axis=0))


def _is_ruling(
    line: FloatArray, others: FloatArray, down: FloatArray, em: float, *, close: bool
) -> bool:
    """Whether a line crosses verticals, ends at them on both sides, or continues behind one.

    The underline of text that fills its column also meets both sides, but letters are ``close``.
    """
    y, x0, x1 = line
    through = (down[:, 1] - 0.5 * em < y) & (y < down[:, 2] + 0.5 * em)
    x = down[through, 0]
    if (
        (x > x0 + _AT_CROSSING * em + _AT_CROSSING_DOTS)
        & (x < x1 - _AT_CROSSING * em - _AT_CROSSING_DOTS)
    ).any():
        return True
    near = _AT_CROSSING * em + _AT_CROSSING_DOTS
    meets = [bool((np.abs(x - end) <= near).any()) for end in (x0, x1)]
    if all(meets) and not close:
        return True
    same = np.abs(others[:, 0] - y) <= _MAX_MISALIGNMENT * em
    goes_on = [
        (meets[0], np.abs(others[:, 2] - x0) <= _MAX_PIECE_GAP * em),
        (meets[1], np.abs(others[:, 1] - x1) <= _MAX_PIECE_GAP * em),
    ]
    return any(met and bool((same & beside).any()) for met, beside in goes_on)


def without_underlines(dark: Gray, lines: FloatArray, em: float) -> Gray:
    """Erase underlines, (n, 3) y, x0, x1, from a darkness image, except where descenders cross."""
    if not len(lines):
        return dark
    result = dark.copy()
    ink = ink_of(dark)
    for y, x0, x1 in lines.tolist():
        left, right = int(x0), int(x1) + 1
        top, bottom = _band(ink[:, left:right], round(y), em)
        left, right = _ends(
            np.asarray(ink[top:bottom].any(axis=0)), left, right, round(_MAX_EXTENSION * em)
        )
        wiped = result[top:bottom, left:right]
        wiped[:, ~_tails(dark[:, left:right], top, em)] = 0
    return result


def _ends(inked: BoolArray, left: int, right: int, reach: int) -> tuple[int, int]:
    """The ends of an inked line between ``left`` and ``right``, extended while there is ink."""
    before, after = inked[max(left - reach, 0) : left][::-1], inked[right : right + reach]
    ends = [int(np.argmin(np.concatenate((side, [0])))) for side in (before, after)]
    return max(left - ends[0] - 1, 0), right + ends[1] + 1


def _tails(dark: Gray, top: int, em: float) -> BoolArray:
    """(width,) where descenders reach a line that begins at row ``top``.

    Letters end just above it, so there is a row between that only descenders cross.
    """
    # That row may be the edge of the line itself.
    rows = dark[max(top - max(round(_WHITE_ROW_WITHIN * em), 2), 0) : top + 1]
    # The lowest dots of other letters are half as dark.
    tails = rows[int(np.argmin(ink_of(rows).mean(axis=1)))] > _DESCENDER_DARKNESS
    return np.asarray(tails & (tails.mean() <= _MAX_CROSSED))


def _band(ink: BoolImage, y: int, em: float) -> tuple[int, int]:
    """The first row of dots of a line near ``y``, and the row after its last."""
    reach = max(round(0.12 * em), 2)
    low = max(y - reach, 0)
    share = ink[low : y + reach + 1].mean(axis=1)
    drawn = np.flatnonzero(share > 0.6)
    if not len(drawn):
        return max(y - 1, 0), y + 2
    # Include its edges, the half-dark rows above and below.
    return max(low + int(drawn[0]) - 1, 0), low + int(drawn[-1]) + 2
