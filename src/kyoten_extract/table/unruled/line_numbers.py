"""Numbers of a page's lines in its margin, which are no column of its table."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import Page
from kyoten_extract.table.unruled.gutters import Pieces, em_of

# Rulings across that show how wide the table is, and numbers beside them, at least.
_FEWEST_RULINGS, _FEWEST_NUMBERS = 3, 5
# Share of the numbers that are beside the table's rows, at least: others are figures by a header.
_LEAST_INSIDE = 0.3
# Ems: numbers of lines begin or end in one place, and are one below the other.
_ALIGNED = 0.5


def without_line_numbers(page: Page, pieces: Pieces) -> Pieces:
    """``pieces`` of ``page`` without numbers beside all rulings that go on over or under these."""
    lines = page.rulings.horizontal
    if len(lines) < _FEWEST_RULINGS:
        return pieces
    boxes = pieces.boxes
    beside = (boxes[:, 2] <= lines[:, 1].min()) | (boxes[:, 0] >= lines[:, 2].max())
    beside &= pieces.is_number
    if beside.sum() < _FEWEST_NUMBERS:
        return pieces
    numbers = boxes[beside]
    middle = (numbers[:, 1] + numbers[:, 3]) / 2
    inside = (middle > lines[:, 0].min()) & (middle < lines[:, 0].max())
    aligned = np.ptp(numbers[:, [0, 2]], axis=0).min() <= _ALIGNED * em_of(numbers)
    alone = (np.diff(np.sort(middle)) > _ALIGNED * em_of(numbers)).all()
    goes_on = _LEAST_INSIDE <= inside.mean() < 1
    return pieces.take(~beside) if aligned and alone and goes_on else pieces
