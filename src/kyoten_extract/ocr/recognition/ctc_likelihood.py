"""The CTC likelihood of a given text for a line image (forward algorithm)."""

from __future__ import annotations

import numpy as np

from kyoten_extract.model.table_model import Steps

# Probability of a character that a step does not list; zero would rule out the whole text.
_FLOOR = 1e-5


def log_likelihood(text: str, steps: Steps) -> float:
    """Natural logarithm of the probability of ``text``, summed over all alignments with ``steps``.

    A character takes one step or more; a blank step separates two equal characters.
    """
    # The text with CTC blanks between and around its characters: "", a, "", b, "".
    marks = [""] + [mark for char in text for mark in (char, "")]
    given = [dict(options) for options in steps]
    shown = np.array([[step.get(mark, _FLOOR) for mark in marks] for step in given])
    skips = np.array(
        [i > 1 and mark != "" and mark != marks[i - 2] for i, mark in enumerate(marks)]
    )
    ways = np.zeros(len(marks))
    ways[:2] = 1.0
    total = 0.0
    for at, step in enumerate(shown):
        if at:
            moved = ways.copy()
            moved[1:] += ways[:-1]
            moved[2:] += np.where(skips[2:], ways[:-2], 0.0)
            ways = moved
        ways = ways * step
        scale = ways.sum()
        if scale <= 0.0:
            return -np.inf
        ways /= scale
        total += float(np.log(scale))
    return total + float(np.log(max(ways[-2:].sum(), 1e-300)))
