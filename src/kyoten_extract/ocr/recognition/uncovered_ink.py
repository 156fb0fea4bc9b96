"""Find ink of a line that no recognized character covers.

A recognizer can miss a character, at the end of a line in particular, and still be sure of the
characters next to it.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.text.normalize.width import is_wide

# Grey level, of 255, below which a dot is ink.
INKED = 175
# Ems: half the width of full-width and of half-width characters.
_HALF_WIDE, _HALF_NARROW = 0.5, 0.27
# Ems: a gap between characters at least this wide has room for another one ...
_MIN_GAP = 0.38
# ... whose ink is at least this far from its neighbors.
_GAP_MARGIN = 0.06
# Ems: an inkless gap wider than this may hold a character too faint to be seen; a space takes so
# much of it.
_MAX_EMPTY_GAP, _SPACE_WIDTH = 0.75, 0.5
# Ems: ink this far beyond the end of the first or last character is not part of it, ...
_MAX_OVERHANG = 0.04
# ... if it is at least this large.
_MIN_MARK = 0.12
# Line heights: an em is at most this, as text may be letterspaced or lack a character.
_MAX_EM = 1.15
# Share of the image's height that ink has at least; lines of dashes have less.
_MIN_INK_HEIGHT = 0.65


def beside_uncovered_ink(line: Line, image: Gray) -> frozenset[int]:
    """Indexes of the characters in ``line`` that are next to uncovered ink.

    Args:
        line: as recognized.
        image: (height, width) of it, dark on white.
    """
    ink = image < INKED
    inked = np.flatnonzero(ink.any(axis=0))
    # Blanks cover no ink.
    shown = [at for at, char in enumerate(line.text) if not char.isspace()]
    if not len(inked) or not shown:
        return frozenset()
    middles = np.array([line.places[at] for at in shown]) * image.shape[1]
    half = np.array([_HALF_WIDE if is_wide(line.text[at]) else _HALF_NARROW for at in shown])
    left, right = float(inked[0]), float(inked[-1] + 1)
    rows = np.flatnonzero(ink.any(axis=1))
    height = int(rows[-1] - rows[0]) + 1
    spaced = (right - left) / max(2 * half.sum(), 1e-3)
    em = min(spaced, _MAX_EM * max(height, _MIN_INK_HEIGHT * len(image)))
    ends = np.concatenate(([left], middles + half * em))
    starts = np.concatenate((middles - half * em, [right]))
    found: set[int] = set()
    for at in np.flatnonzero(starts - ends > _MIN_GAP * em).tolist():
        low, high = ends[at] + _GAP_MARGIN * em, starts[at] - _GAP_MARGIN * em
        blanks = (shown[at] if at < len(shown) else len(line.text)) - (shown[at - 1] if at else -1)
        widest = (_MAX_EMPTY_GAP + _SPACE_WIDTH * (blanks - 1)) * max(em, spaced)
        wide = starts[at] - ends[at] > widest
        if wide or at in (0, len(half)) or ((inked > low) & (inked < high)).any():
            found |= {at - 1, at}
    parts = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    for part, at, beyond in (
        (parts[0], 0, middles[0] - parts[0][-1]),
        (parts[-1], len(half) - 1, parts[-1][0] - middles[-1]),
    ):
        rows = np.flatnonzero(ink[:, part].any(axis=1))
        size = max(len(part), np.ptp(rows) + 1)
        if beyond > (half[at] - _MAX_OVERHANG) * em and size >= _MIN_MARK * em:
            found.add(at)
    return frozenset(shown[at] for at in found if 0 <= at < len(shown))
