"""Ink of a line that no character of its text accounts for.

A recogniser may pass over a character, at a line's end above all, and be sure of those beside it.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.text.normalize.width import is_wide

# Darker than this of 255 is ink.
INKED = 175
# Half the width of characters in ems. In ems too: a stretch of a line so long holds a character,
# this far from those beside it.
_HALF_WIDE, _HALF_NARROW = 0.5, 0.27
_UNREAD, _BESIDE = 0.38, 0.06
# A stretch so long may have held one that is too faint to be seen, beside a blank.
_UNSEEN, _BLANK = 0.75, 0.5
# In ems: a mark at a line's end that begins so far from the last character's side is none of its
# own; it is so large at least.
_OWN, _MARK = 0.04, 0.12
# An em in heights of a line's ink, at most: the text may be spaced, or lack a character. Ink is at
# least so much of the picture's height, but for dashes and the like.
_EM, _INK_HEIGHT = 1.15, 0.65


def unread(line: Line, image: Gray) -> frozenset[int]:
    """The indexes of characters in ``line`` that stand beside ink which none accounts for.

    Args:
        line: as recognised.
        image: (height, width) of it, dark on white.
    """
    ink = image < INKED
    inked = np.flatnonzero(ink.any(axis=0))
    # A blank accounts for no ink.
    shown = [at for at, char in enumerate(line.text) if not char.isspace()]
    if not len(inked) or not shown:
        return frozenset()
    middles = np.array([line.places[at] for at in shown]) * image.shape[1]
    half = np.array([_HALF_WIDE if is_wide(line.text[at]) else _HALF_NARROW for at in shown])
    left, right = float(inked[0]), float(inked[-1] + 1)
    rows = np.flatnonzero(ink.any(axis=1))
    height = int(rows[-1] - rows[0]) + 1
    spaced = (right - left) / max(2 * half.sum(), 1e-3)
    em = min(spaced, _EM * max(height, _INK_HEIGHT * len(image)))
    ends = np.concatenate(([left], middles + half * em))
    starts = np.concatenate((middles - half * em, [right]))
    found: set[int] = set()
    for at in np.flatnonzero(starts - ends > _UNREAD * em).tolist():
        low, high = ends[at] + _BESIDE * em, starts[at] - _BESIDE * em
        blanks = (shown[at] if at < len(shown) else len(line.text)) - (shown[at - 1] if at else -1)
        widest = (_UNSEEN + _BLANK * (blanks - 1)) * max(em, spaced)
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
        if beyond > (half[at] - _OWN) * em and size >= _MARK * em:
            found.add(at)
    return frozenset(shown[at] for at in found if 0 <= at < len(shown))
