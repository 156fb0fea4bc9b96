"""Labels over several columns in the header of a table that has rulings across alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kyoten_extract.page.page_model import FloatArray, IntArray, Rulings
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.figure_columns import Columns
from kyoten_extract.table.unruled.figure_labels import Label, labels_of
from kyoten_extract.table.unruled.figure_regions import Rule
from kyoten_extract.table.unruled.group_places import over_middle
from kyoten_extract.table.unruled.gutters import lines_of
from kyoten_extract.table.unruled.printed_words import Line, Piece, Word
from kyoten_extract.table.unruled.row_cuts import BASELINE_TOLERANCE

# Lines: a header of more levels is none.
_MOST_LINES = 6
# Ems: a ruling under a title is this near to its lower side, above and below it.
_NEAR, _UNDER = 0.6, 1.2
# Ems: the labels under those of groups, or their second lines, end this far below.
_SECOND_LINE = 2.0
# Ems: pieces of a ruling are this far apart at most.
_PIECES_APART = 0.3


def group_labels(
    text: ColumnText, xs: FloatArray, em: float, rulings: Rulings, *, is_header: bool = False
) -> list[Label]:
    """The labels in the header's upper lines that are over several columns.

    The header's lowest line is the last one above the first with a figure, or, without figures,
    the first one, that has a text in at least half of the columns. What a ruling across the table
    parts from such a line is the first row, of which the figure is.

    Args:
        text: of the table on one page.
        xs: its column boundaries, in points.
        em: median height of its text, in points.
        rulings: of the page.
        is_header: whether ``text`` is the header alone.
    """
    boxes = text.pieces.boxes
    if not len(boxes):
        return []
    line = lines_of(boxes, BASELINE_TOLERANCE * em)
    count = len(xs) - 1
    figured = np.flatnonzero(np.bincount(line, text.pieces.is_figure) > 0)
    stop = int(figured[0]) if len(figured) else min(int(line.max()) + 1, _MOST_LINES)
    if not 1 < stop <= _MOST_LINES:
        return []
    alone = text.spans == 0
    filled = [len(np.unique(text.column[alone & (line == at)])) for at in range(stop)]
    full = [at for at in range(stop) if 2 * filled[at] >= count]
    if not full:
        return []
    rules = [
        (y, x0, x1) for y, x0, x1 in rulings.across.joined(_PIECES_APART * em).tolist()
    ]  # fmt: skip
    if len(figured):
        figure = float(boxes[line == stop, 1].min())
        whole = [y for y, low, high in rules if y < figure and _is_whole(low, high, xs)]
        end = max(whole, default=0.0)
        full = [at for at in full if boxes[line == at, 1].max() < end] or full
    head = [
        _line(boxes[line == at]) for at in range(full[-1 if len(figured) or is_header else 0] + 1)
    ]
    columns = _columns(boxes[alone], text.column[alone], xs)
    labels = labels_of(head, columns, rules, (), (), em)
    titles = [one for one in head[:-1] if _is_title(one, rules, xs, em)]
    groups = [
        label
        for label in labels
        if label.last > label.first
        and not any(one.top <= label.top <= one.bottom for one in titles)
    ]
    over_all = (Label(0, count - 1, xs[0], one.top, xs[-1], one.bottom) for one in titles)
    return [*over_all, *groups]


def rulings_under(
    groups: Sequence[Label], text: ColumnText, xs: FloatArray, lines: FloatArray, em: float
) -> FloatArray:
    """(n, 3) y, x0, x1 of rulings between ``groups`` and the labels of their columns.

    None where one of ``lines`` is there, nor where the label is within one column, over a label
    that may be its second line.
    """
    found = []
    boxes = text.pieces.boxes
    head = boxes[:, 3] <= max((one.bottom for one in groups), default=0.0) + _SECOND_LINE * em
    own = boxes[head]
    middle = {(own[at, 0], own[at, 1]) for at in over_middle(own, text.column[head], em)}
    for group in groups:
        inner = xs[group.first + 1 : group.last + 1]
        own = boxes[head & (boxes[:, 0] < group.x1) & (boxes[:, 2] > group.x0)]
        crosses = (inner > group.x0) & (inner < group.x1)
        second = (own[:, 1] >= group.bottom - BASELINE_TOLERANCE * em).any()
        if second and not crosses.any() and (group.x0, group.top) not in middle:
            continue
        own = (text.column >= group.first) & (text.column <= group.last) & (text.spans == 0)
        under = boxes[own & (boxes[:, 1] + boxes[:, 3] > 2 * group.bottom), 1]
        low, high = (group.top + group.bottom) / 2, float(under.min(initial=np.inf))
        left, right = float(xs[group.first]), float(xs[group.last + 1])
        between = (lines[:, 0] > low) & (lines[:, 0] < high + group.bottom - low)
        between &= (lines[:, 1] < group.x1) & (lines[:, 2] > group.x0)
        if len(under) and not between.any():
            found.append((max(low, (group.bottom + high) / 2), left, right))
    return np.array(found).reshape(-1, 3)


def _is_title(line: Line, rules: Sequence[Rule], xs: FloatArray, em: float) -> bool:
    """Whether a line is one text, in the middle over a ruling across the whole table."""
    if len(line.pieces) > 1:
        return False
    x0, x1 = line.pieces[0].x0, line.pieces[0].x1
    return any(
        line.bottom - _NEAR * em < y < line.bottom + _UNDER * em
        and abs(low + high - x0 - x1) / 2 <= em
        and _is_whole(low, high, xs)
        for y, low, high in rules
    )


def _is_whole(low: float, high: float, xs: FloatArray) -> bool:
    """Whether a ruling is over the larger part of the first and of the last column."""
    return bool(low < (xs[0] + xs[1]) / 2 and high > (xs[-2] + xs[-1]) / 2)


def _line(boxes: FloatArray) -> Line:
    boxes = boxes[np.argsort(boxes[:, 0])]
    pieces = [Piece([Word("", *box)], False, box[2]) for box in boxes.tolist()]
    return Line(pieces, float(boxes[:, 1].min()), float(boxes[:, 3].max()))


def _columns(boxes: FloatArray, column: IntArray, xs: FloatArray) -> Columns:
    """The extents of the texts of each column; those of an empty one are its boundaries."""
    extents = []
    for at, (low, high) in enumerate(zip(xs[:-1].tolist(), xs[1:].tolist(), strict=True)):
        own = boxes[column == at]
        extents.append(
            (float(own[:, 0].min()), float(own[:, 2].max())) if len(own) else (low, high)
        )
    white = tuple((a[1], b[0]) for a, b in pairwise(extents))
    return Columns(tuple(extents), white, (False,) * len(extents))
