"""Text whose letters are set apart: by one step throughout, or spread over the width of a cell."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Ems: letters of one text that are set apart by one step throughout are no further apart.
_SET_APART = 0.6
# Share of all steps that are such, where the text of a page is set apart.
_MOSTLY = 0.5
# Such steps, at least: fewer are the chance of a page with few letters.
_FEWEST_STEPS = 20
# Ems: gaps in one spread text differ by less; letters spread over a cell are no further apart.
_EVEN, _FARTHEST = 0.06, 15.0
# Ems: spread texts in one column begin and end in the same places, up to this.
_SAME_PLACE = 0.5
# Letters, and texts, at least, that show text to be spread.
_FEWEST_LETTERS, _FEWEST_TEXTS = 3, 3
# Kana and kanji: figures and marks at even distances are of several columns.
_FIRST_LETTER, _LAST_LETTER = 0x3041, 0x9FFF


# Points: instead of a gap, between two lines.
NEW_LINE = 1e9


def kerning_of(gap: FloatArray, em: float, usual: float) -> float:
    """Ems: how far apart the letters of one text are, at most.

    Args:
        gap: (n,) points between letters of one line.
        em: points.
        usual: ems, where letters are not set apart.
    """
    close = gap[gap < _SET_APART * em]
    if len(close) < max(_MOSTLY * len(gap), _FEWEST_STEPS):
        return usual
    step = median(close) / em
    return step + usual if step > usual else usual


def spread_gaps(
    boxes: FloatArray, codes: IntArray, gap: FloatArray, em: float, least: float
) -> BoolArray:
    """(n - 1,) which gaps are inside of texts that are spread over the width of a cell.

    Their letters are at even distances, and they begin and end where others of their column do,
    that have more letters, or fewer.

    Args:
        boxes, codes: (n, 4) and (n,) of the characters, line by line.
        gap: (n - 1,) points from each to the next one; ``NEW_LINE`` between lines.
        em: points.
        least: ems; smaller gaps are none.
    """
    inside = np.zeros(len(gap), dtype=bool)
    letter = (codes >= _FIRST_LETTER) & (codes <= _LAST_LETTER)
    wide = letter[1:] & letter[:-1] & (gap > least * em) & (gap <= _FARTHEST * em)
    even = wide[1:] & wide[:-1] & (np.abs(gap[1:] - gap[:-1]) < _EVEN * em)
    if even.sum() < _FEWEST_TEXTS:
        return inside
    first = np.flatnonzero(wide & ~np.concatenate(([False], even)))
    last = np.flatnonzero(wide & ~np.concatenate((even, [False])))
    sides = np.round(boxes[:, [0, 2]] / (_SAME_PLACE * em)).astype(np.int64)
    texts = list(zip(first.tolist(), (last + 1).tolist(), strict=True))
    places: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for start, stop in texts:
        places[int(sides[start, 0]), int(sides[stop, 1])].append((start, stop))
    found = {place: own for place, own in places.items() if _are_spread(own)}
    if not any(len({stop - start for start, stop in own}) > 1 for own in found.values()):
        return inside
    alone = []
    for start, stop in texts:
        # The next column may begin at the same distance.
        left, right = int(sides[start, 0]), sides[start : stop + 1, 1].tolist()
        ends = [start + at for at, side in enumerate(right) if at and (left, side) in found]
        if ends:
            inside[start : ends[-1]] = True
        elif stop - start >= _FEWEST_LETTERS - 1:
            alone.append((start, stop))
    # Beside such a text, a label may be spread alone.
    row = np.cumsum(gap >= NEW_LINE)
    spread_rows = set(row[inside].tolist())
    for start, stop in alone:
        if int(row[start]) in spread_rows:
            inside[start:stop] = True
    return inside


def _are_spread(texts: list[tuple[int, int]]) -> bool:
    long = sum(stop - start + 1 >= _FEWEST_LETTERS for start, stop in texts)
    return long >= _FEWEST_TEXTS - 1 and len(texts) >= _FEWEST_TEXTS
