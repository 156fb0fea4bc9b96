"""Text that runs over the sides of its cell, or on to the next page."""

from __future__ import annotations

import re

import numpy as np

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray

_NEVER_FIRST = frozenset("、。，．・）」』】〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.)")
_BRACKETS = dict(zip("（「『【〔(", "）」』】〕)", strict=True))
_LATIN_GOES_ON = regex("[A-Za-z0-9/_.~%=&?#-]")
_ADDRESS = regex(r"https?:|www\.|[A-Za-z0-9]/")
# Each cell has one of these pairs; sharing them saves a sixth of a page's memory.
_OVER = (((False, False), (False, True)), ((True, False), (True, True)))


def goes_on(above: str, last: str, first: str) -> bool:
    """Whether a text ``above`` a page end, whose last line is ``last``, goes on with ``first``."""
    if first[:1] in _NEVER_FIRST:
        return True
    for opening, closing in _BRACKETS.items():
        if above.count(opening) > above.count(closing) and closing in first:
            return True
    if _ADDRESS.search(last) and _LATIN_GOES_ON.match(first) and not _ADDRESS.match(first):
        return True
    return bool(re.search("[a-z]$", last) and re.match("[a-z]", first))


def runs_over(
    characters: Characters, owner: IntArray, cells: FloatArray, overrun: float
) -> list[tuple[bool, bool]]:
    """For each cell, whether its text runs over the upper side, and over the lower.

    ``overrun`` is the share of a character's height that must be beyond.
    """
    inked = true_at((owner >= 0) & ~characters.is_blank)
    top, bottom = characters.boxes[:, 1][inked], characters.boxes[:, 3][inked]
    side, beyond = owner[inked], overrun * (bottom - top)
    over = np.zeros((len(cells), 2), dtype=bool)
    over[side[top < cells[side, 1] - beyond], 0] = True
    over[side[bottom > cells[side, 3] + beyond], 1] = True
    if not over.any():
        return [_OVER[0][0]] * len(cells)
    return [_OVER[above][below] for above, below in over.tolist()]
