"""Rulings that nobody drew, where a table would have them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from kyoten_extract.page.page_model import FloatArray, Rulings
from kyoten_extract.table.lattice import merge_lines
from kyoten_extract.table.unruled.column_profile import OpenTable, row_anchors
from kyoten_extract.table.unruled.column_text import TOUCH, ColumnText
from kyoten_extract.table.unruled.row_cuts import Rows
from kyoten_extract.table.unruled.table_region import Part

# A horizontal ruling over this share of the width parts rows; a page with so many has its rows.
_ACROSS = 0.6
_FEWEST_RULED = 3
# In ems: how exactly the lower sides of one line agree; the gap between the words of a label.
_ONE_LINE = 0.2
_WORD_GAP = 0.5


def ruled_rows(rulings: Rulings, table: OpenTable) -> FloatArray | None:
    """The heights of rulings across the table, where they part its rows."""
    lines = merge_lines(rulings.horizontal, table.em / 4)
    wide = lines[lines[:, 2] - lines[:, 1] >= _ACROSS * (table.xs[-1] - table.xs[0])]
    return np.unique(wide[:, 0]) if len(wide) >= _FEWEST_RULED else None


def drawn(rulings: Rulings, rows: Rows, header: ColumnText, table: OpenTable) -> Rulings:
    """``rulings``, with others around ``rows`` in place of those that are there.

    Labels over several columns get a cell over these.
    """
    xs = table.xs
    horizontal = [(y, xs[0], xs[-1]) for y in rows.ends]
    labels, cuts = _labels(header, rows.ends[0], rows.ends[1], table)
    horizontal += [(y, xs[i], xs[j]) for i, j, y in labels]
    vertical = [(x, cuts.get(i, rows.ends[0]), rows.ends[-1]) for i, x in enumerate(xs)]
    lines, sides = rulings.horizontal, rulings.vertical
    top, bottom = rows.ends[0], rows.ends[-1]
    beside = lines[(lines[:, 0] < top) | (lines[:, 0] > bottom)]
    others = sides[(sides[:, 2] < top) | (sides[:, 1] > bottom)]
    return Rulings(
        np.concatenate((beside, np.array(horizontal))), np.concatenate((others, np.array(vertical)))
    )


def _labels(
    header: ColumnText, top: float, bottom: float, table: OpenTable
) -> tuple[list[tuple[int, int, float]], dict[int, float]]:
    """Labels over several columns: boundaries on both sides, lower end; where verticals begin."""
    labels = []
    cuts: dict[int, float] = {}
    boxes = header.pieces.boxes
    within = (header.spans > 0) & (boxes[:, 1] > top) & (boxes[:, 3] < bottom)
    for index in np.flatnonzero(within).tolist():
        _, upper, _, lower = boxes[index].tolist()
        first, last = _columns_under(_whole(boxes, index, table.em), table)
        under = boxes[(header.column >= first) & (header.column < last) & (boxes[:, 1] > upper)]
        if len(under):
            y = (lower + float(under[:, 1].min())) / 2
            labels.append((first, last, y))
            cuts |= {i: max(y, cuts.get(i, top)) for i in range(first + 1, last)}
    return labels, cuts


def _whole(boxes: FloatArray, index: int, em: float) -> tuple[float, float]:
    """The extent of the label that piece ``index`` is of, its number in a circle included."""
    x0, _, x1, lower = boxes[index].tolist()
    line = boxes[np.abs(boxes[:, 3] - lower) < _ONE_LINE * em]
    while True:
        near = line[(line[:, 0] < x1 + _WORD_GAP * em) & (line[:, 2] > x0 - _WORD_GAP * em)]
        wider = min(x0, float(near[:, 0].min())), max(x1, float(near[:, 2].max()))
        if wider == (x0, x1):
            return x0, x1
        x0, x1 = wider


def _columns_under(extent: tuple[float, float], table: OpenTable) -> tuple[int, int]:
    """The boundaries between which a label is centred, among those that it does not run over."""
    x0, x1 = extent
    xs = table.xs
    reach = TOUCH * table.em
    outer = int(np.flatnonzero(xs <= x0 + reach)[-1]) if (xs <= x0 + reach).any() else 0
    inner = int(np.flatnonzero(xs >= x1 - reach)[0]) if (xs >= x1 - reach).any() else len(xs) - 1
    spans = [
        (first, last)
        for first in range(max(outer - 1, 0), outer + 1)
        for last in range(inner, min(inner + 1, len(xs) - 1) + 1)
    ]
    return min(spans, key=lambda s: abs(xs[s[0]] + xs[s[1]] - x0 - x1))


def with_verticals(rulings: Rulings, ys: FloatArray, part: Part, table: OpenTable) -> Rulings:
    """``rulings`` with verticals between the columns, save where a label runs over them."""
    text = ColumnText.joined([part.head, part.body])
    boxes = text.pieces.boxes
    top = min(ys[0], float(boxes[:, 1].min()) - table.em / 4)
    bottom = max(ys[-1], float(boxes[:, 3].max()) + table.em / 4)
    top = ys[0] if ys[0] - top < table.em / 2 else top
    bottom = ys[-1] if bottom - ys[-1] < table.em / 2 else bottom
    lines = rulings.horizontal
    first = row_anchors(text, table)
    head = first[0, 0] if len(first) else -np.inf
    vertical = []
    wide = lines[lines[:, 2] - lines[:, 1] >= _ACROSS * (table.xs[-1] - table.xs[0])]
    xs = table.xs.copy()
    if len(wide):
        # The table is as wide as what is drawn across it.
        xs[0], xs[-1] = min(xs[0], wide[:, 1].min()), max(xs[-1], wide[:, 2].max())
    for index, x in enumerate(xs.tolist()):
        here = lines[(lines[:, 1] <= x + 1) & (lines[:, 2] >= x - 1), 0]
        stops = np.unique(np.clip(np.concatenate((here, [top, bottom])), top, bottom)).tolist()
        inner = 0 < index < len(table.xs) - 1
        over = boxes[(boxes[:, 0] < x - TOUCH * table.em) & (boxes[:, 2] > x + TOUCH * table.em)]
        for upper, lower in pairwise(stops):
            label = over[(over[:, 1] > upper) & (over[:, 3] < lower) & (over[:, 3] < head)]
            if not (inner and len(label)):
                vertical.append((x, upper, lower))
    return Rulings(lines, np.concatenate((rulings.vertical, np.array(vertical).reshape(-1, 3))))
