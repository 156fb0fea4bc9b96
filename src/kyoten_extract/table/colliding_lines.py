"""Lines of text that run into each other: of a cell that is too low for them, and of its neighbor.

Which row such a line belongs to is not sure, and no reader can be.
"""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.array_steps import median, true_at
from kyoten_extract.page.page_model import Characters, IntArray
from kyoten_extract.page.text_quality import ApartText
from kyoten_extract.table.cell_text import OUTSIDE

# Share of the em that characters are high and wide, at least: furigana and marks are smaller.
_HIGH, _WIDE = 0.75, 0.3
# Shares of the em by which the baselines of lines that collide differ. What is printed twice to
# look bold, or has a shadow, differs by less; lines that are set close, by more.
_LEAST, _MOST = 0.15, 0.7
# Share of a character's width that lies over the other, at least, and of its height by which the
# two differ, at most.
_OVER, _UNLIKE = 0.3, 0.25
# Pairs of such characters on a page, at least.
_FEWEST = 3
# Characters that are shown.
_SHOWN = 12


def colliding(characters: Characters, owner: IntArray) -> tuple[ApartText, ...]:
    """The lines in cells that run into others, if a page has any, as one text.

    ``owner`` (n,) is the number of the cell each character is in, or ``OUTSIDE``.
    """
    at = true_at((owner != OUTSIDE) & ~characters.is_blank)
    boxes = characters.boxes[at]
    high, wide = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    em = median(high)
    if not em > 0:
        return ()
    like = true_at((high > _HIGH * em) & (wide > _WIDE * em))
    # In strips an em wide, each character is followed by the one below it.
    strip = np.floor(boxes[like, 0] / em)
    like = like[np.lexsort((boxes[like, 3], strip))]
    upper, lower = like[:-1], like[1:]
    least = np.minimum(high[upper], high[lower])
    step = boxes[lower, 3] - boxes[upper, 3]
    hit = true_at((step > _LEAST * least) & (step < _MOST * least))
    upper, lower, least = upper[hit], lower[hit], least[hit]
    over = np.minimum(boxes[upper, 2], boxes[lower, 2])
    over -= np.maximum(boxes[upper, 0], boxes[lower, 0])
    both = over > _OVER * np.minimum(wide[upper], wide[lower])
    both &= np.abs(high[upper] - high[lower]) < _UNLIKE * least
    upper, lower = upper[both], lower[both]
    if len(upper) < _FEWEST:
        return ()
    # Marks have white around them, which may lie over others.
    solid = [
        chr(one).isalnum() and chr(other).isalnum()
        for one, other in characters.codes[at[np.column_stack((upper, lower))]].tolist()
    ]
    upper, lower = upper[solid], lower[solid]
    if len(upper) < _FEWEST:
        return ()
    above, below = (
        characters.codes[at[np.sort(some)[:_SHOWN]]].astype("<u4").tobytes().decode("utf-32-le")
        for some in (upper, lower)
    )
    every = boxes[np.concatenate((upper, lower))]
    x0, top = np.round(every[:, :2].min(axis=0), 2).tolist()
    x1, bottom = np.round(every[:, 2:].max(axis=0), 2).tolist()
    return (ApartText("colliding", f"{above} / {below}", (x0, top, x1, bottom)),)
