"""Text that runs over the sides of its cell."""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.array_steps import distinct, true_at
from kyoten_extract.page.noted_text import around_and_text
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray
from kyoten_extract.page.text_quality import CutText

# Each cell has one of these pairs; sharing them saves a sixth of a page's memory.
_OVER = (((False, False), (False, True)), ((True, False), (True, True)))
# Amounts, with signs and units; codes and telephone numbers are as wrong when they are cut.
_FIGURE = regex(r"[\d\s,.()%\u00a5\uffe5+\-\u2212\u25b2\u25b3\u5186]+")
# Texts of a page that are told one by one.
_MAX_CUT = 20


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


def cut_and_read(characters: Characters, cut: IntArray) -> tuple[CutText, ...]:
    """The texts of which the characters ``cut`` are that the clip of their cell cuts off."""
    found = []
    for run in distinct(characters.runs[cut])[:_MAX_CUT].tolist():
        at = true_at((characters.runs == run) & ~characters.is_blank)
        bbox, text = around_and_text(characters.codes, characters.boxes, characters.runs, at)
        _, lost = around_and_text(
            characters.codes, characters.boxes, characters.runs, cut[characters.runs[cut] == run]
        )
        found.append(CutText(text, lost, bbox, is_figure=bool(_FIGURE.fullmatch(text))))
    return tuple(found)
