"""How near the lines of one cell stand, in a table that has no numbers to tell its rows by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import lines_of

# In ems: how much the distance of lines varies; how exactly lines side by side agree.
_SPREAD = 0.12
_ONE_LINE = 0.15
# The share of the columns that have text on a line which begins a row; the share of the distances
# that may be less than the usual one; and the least share of those that are more.
_ROW_LINE = 0.6
_FEW = 0.02
_LEAST_WIDER = 0.1
_FEWER = 0.9
# A column of prose is so many ems wide, and so many of its lines are full.
_PROSE_WIDTH = 10.0
_FULL = 0.9
_MOST_FULL = 0.6


def block_gap(texts: Sequence[ColumnText], columns: int, em: float) -> float | None:
    """Points between two lines, from which on they are of two rows.

    Negative where each line is a row of its own; ``None`` where that can't be told, or where the
    columns are those of running text.
    """
    if _is_prose(texts, columns, em):
        return None
    pairs = [_distances(text, columns, em) for text in texts if len(text.column)]
    gaps = np.concatenate([np.empty(0), *(gap for gap, _ in pairs)])
    filled = np.concatenate([np.empty(0), *(share for _, share in pairs)])
    if not len(gaps):
        return None
    usual = float(np.sort(gaps)[int(_FEW * len(gaps))])
    close = gaps <= usual + _SPREAD
    going_on = float(filled[close].mean())
    wider = float((~close).mean()) >= _LEAST_WIDER
    # Where a row begins, more cells have a line than where some of them go on.
    if wider and going_on < _FEWER * float(filled[~close].mean()):
        return (usual + _SPREAD) * em
    return -em if going_on >= _ROW_LINE else None


def _distances(text: ColumnText, columns: int, em: float) -> tuple[FloatArray, FloatArray]:
    """From line to line down each column, in ems; and what share of columns has the lower line."""
    boxes, column = text.pieces.boxes, text.column
    line = lines_of(boxes, _ONE_LINE * em)
    filled = np.zeros((int(line.max()) + 1, columns), dtype=bool)
    filled[line, column] = True
    share = filled.mean(axis=1)[line]
    order = np.lexsort((boxes[:, 1], column))
    boxes, column, share = boxes[order], column[order], share[order]
    same = np.diff(column) == 0
    gaps = (boxes[1:, 1] - boxes[:-1, 3]) / em
    return gaps[same], share[1:][same]


def _is_prose(texts: Sequence[ColumnText], columns: int, em: float) -> bool:
    joined = ColumnText.joined(texts)
    boxes = joined.pieces.boxes
    widths = (boxes[:, 2] - boxes[:, 0]) / em
    for column in range(columns):
        own = widths[joined.column == column]
        if not len(own) or own.max() < _PROSE_WIDTH:
            return False
        if (own >= _FULL * own.max()).mean() < _MOST_FULL:
            return False
    return True
