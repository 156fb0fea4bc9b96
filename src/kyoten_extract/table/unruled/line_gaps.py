"""Gaps between lines, which separate the rows of a table without numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.unruled.column_text import COLUMN_BASELINE_TOLERANCE, ColumnText
from kyoten_extract.table.unruled.gutters import lines_of

# Ems: gaps between the lines of one cell vary by no more.
_GAP_SPREAD = 0.12
# Share of the columns with text on a line, from which on each line is a row of its own.
_FILLED_ROW = 0.6
# Share of the gaps that may be smaller than the usual one: overlapping and shifted lines.
_OUTLIERS = 0.02
# Share of the gaps that must be wider than the usual one for there to be rows of several lines.
_MIN_WIDER = 0.1
# Ratio: lines that continue a row have text in fewer columns than those that begin one.
_CONTINUATION = 0.9
# Ems: least width of a column of prose.
_PROSE_WIDTH = 10.0
# Share of the longest line, from which on a line counts as full; and the share of full lines in
# prose.
_FULL_LINE = 0.9
_FULL_LINES = 0.6


def block_gap(
    texts: Sequence[ColumnText], columns: int, em: float, *, in_turn: bool = False
) -> float | None:
    """Points between two lines from which on they belong to two rows.

    Negative where each line is a row of its own; ``None`` where that is unclear, or where the
    columns hold running text. ``in_turn`` tells that lines are first and second ones of rows.
    """
    if is_prose(texts, range(columns), em):
        return None
    pairs = [_distances(text, columns, em) for text in texts if len(text.column)]
    gaps = np.concatenate([np.empty(0), *(gap for gap, _ in pairs)])
    filled = np.concatenate([np.empty(0), *(share for _, share in pairs)])
    if not len(gaps):
        return None
    usual = float(np.sort(gaps)[int(_OUTLIERS * len(gaps))])
    close = gaps <= usual + _GAP_SPREAD
    going_on = float(filled[close].mean())
    wider = float((~close).mean()) >= _MIN_WIDER
    # More columns have text on a line that begins a row than on one that continues it.
    if wider and (in_turn or going_on < _CONTINUATION * float(filled[~close].mean())):
        return (usual + _GAP_SPREAD) * em
    return -em if going_on >= _FILLED_ROW else None


def _distances(text: ColumnText, columns: int, em: float) -> tuple[FloatArray, FloatArray]:
    """Gap above each line in its column, in ems; and the share of columns with text on it."""
    boxes, column = text.pieces.boxes, text.column
    line = lines_of(boxes, COLUMN_BASELINE_TOLERANCE * em)
    filled = np.zeros((int(line.max()) + 1, columns), dtype=bool)
    filled[line, column] = True
    share = filled.mean(axis=1)[line]
    order = np.lexsort((boxes[:, 1], column))
    boxes, column, share = boxes[order], column[order], share[order]
    same = np.diff(column) == 0
    gaps = (boxes[1:, 1] - boxes[:-1, 3]) / em
    return gaps[same], share[1:][same]


def is_prose(texts: Sequence[ColumnText], columns: Iterable[int], em: float) -> bool:
    """Whether ``columns`` hold running text: all are wide, and most of their lines full."""
    joined = ColumnText.joined(texts)
    boxes = joined.pieces.boxes
    widths = (boxes[:, 2] - boxes[:, 0]) / em
    for column in columns:
        own = widths[joined.column == column]
        if not len(own) or own.max() < _PROSE_WIDTH:
            return False
        if (own >= _FULL_LINE * own.max()).mean() < _FULL_LINES:
            return False
    return True
