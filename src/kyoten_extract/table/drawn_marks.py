"""Shapes in cells that stand for characters: marks, and glyphs that are drawn or pictured."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import median, true_at
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray

# Ems: the height of a shape that stands for a character, and its width at least.
_LEAST, _MOST, _NARROWEST = 0.5, 1.8, 0.3
# The same for a ring around a choice.
_RING = 2.6
# What is set between several choices.
_BETWEEN_CHOICES = [ord(char) for char in "・･·／/｜|"]
# Ems between such a shape and the text that it is part of.
_BESIDE = 0.6


def marks_in_cells(
    shapes: Sequence[BBox],
    characters: Characters,
    owner: IntArray,
    cells: Callable[[FloatArray, FloatArray], IntArray],
) -> tuple[BBox, ...]:
    """The ``shapes`` that are alone in a cell, beside a text on its line, or around a choice.

    Those around other text are left out.

    Args:
        shapes: of about a character's size, in points.
        characters: of the page.
        owner: (n,) number of the cell of each.
        cells: which cell is around each point, by number; below 0 for none.
    """
    inked = true_at(~characters.is_blank)
    text, owner, codes = characters.boxes[inked], owner[inked], characters.codes[inked]
    if not len(text):
        return ()
    em = median(text[:, 3] - text[:, 1])
    boxes = np.array(shapes)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    wide, high = (boxes[:, 2:] - boxes[:, :2]).T
    kept = (high > _LEAST * em) & (high < _RING * em) & (wide > _NARROWEST * em)
    own = cells(x, y)
    found = []
    for index in true_at(kept & (own >= 0)).tolist():
        inside = owner == own[index]
        box, near = boxes[index], text[inside]
        over = np.minimum(near[:, 2:], box[2:]) - np.maximum(near[:, :2], box[:2])
        # A ring around a character, or its ground; around one of several, it is a choice.
        if (over > 0.3 * em).all(axis=1).any():
            middle = (near[:, :2] + near[:, 2:]) / 2
            beyond = ((middle < box[:2]) | (middle >= box[2:])).any(axis=1)
            if np.isin(codes[inside][beyond], _BETWEEN_CHOICES).any():
                found.append(shapes[index])
            continue
        if high[index] >= _MOST * em:
            continue
        beside = (over[:, 1] > em / 2) & (over[:, 0] > -_BESIDE * em)
        if not len(near) or beside.any():
            found.append(shapes[index])
    return tuple(found)
