"""Numbers of a page's lines in its margin, which are no column of its table."""

from __future__ import annotations

from kyoten_extract.page.page_model import Page
from kyoten_extract.table.unruled.gutters import Pieces

# Rulings across that show how wide the table is, and numbers beside them, at least.
_FEWEST_RULINGS, _FEWEST_NUMBERS = 3, 5


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
    middle = (boxes[beside, 1] + boxes[beside, 3]) / 2
    inside = (middle > lines[:, 0].min()) & (middle < lines[:, 0].max())
    return pieces if inside.all() or not inside.any() else pieces.take(~beside)
