"""What of a page is of the table, and its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.unruled.column_profile import OpenTable, cut_text, fits, row_anchors
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import LARGER
from kyoten_extract.table.unruled.row_cuts import Rows, blocks_of

# A page is of the table when it has text in so many columns.
_FEWEST_COLUMNS = 3
# In ems: white that parts a line of one piece from the table; white above a header; how exactly a
# header is printed again, across and down.
_APART = 1.5
_ABOVE_HEADER = 0.8
_SAME = 0.15
_SHIFTED = 1.0
_MOST_OF_HEADER = 0.8
# The share of pieces that are aligned as their columns are, in lines of the table.
_FITTING = 0.5
# In ems: a line is no higher; and it is of no more pieces than this.
_ONE_LINE = 1.4
_PIECES = 4
# Text over more than this share of the columns is a title.
_OVER_MANY = 0.25


@dataclass(frozen=True, slots=True)
class Part:
    """What of a page is of the table: the header where it is printed again, and the rest."""

    head: ColumnText
    body: ColumnText


def part_of(text: ColumnText, table: OpenTable, header: ColumnText | None) -> Part | None:
    """What of a page is of the table, without titles, notes, totals and page numbers."""
    again = None if header is None else _printed_again(header, text, table.em)
    head = text.take(np.zeros(len(text.column), dtype=bool))
    if again is not None:
        head, text = text.between(*again), text.between(again[1], np.inf)
    anchors = row_anchors(text, table)
    text = _without_titles(text, anchors, table)
    boxes = text.pieces.boxes
    if not len(boxes):
        return None
    bands = blocks_of(boxes, 0.0)
    band = np.searchsorted(bands[:, 0], boxes[:, 1], side="right") - 1
    pieces = np.bincount(band, minlength=len(bands))
    alone = np.bincount(band[text.spans == 0], minlength=len(bands))
    fitting = np.bincount(band[fits(text, table)], minlength=len(bands))
    gaps = np.concatenate(([np.inf], bands[1:, 0] - bands[:-1, 1], [np.inf])) / table.em
    lonely = (pieces == 1) & (np.minimum(gaps[:-1], gaps[1:]) > _APART)
    if header is None:
        lonely |= (pieces == 1) & (gaps[1:] > _ABOVE_HEADER) & (np.cumsum(pieces > 1) == 0)
    wide = np.zeros(len(bands), dtype=np.int64)
    np.maximum.at(wide, band, text.spans)
    label = gaps[1:] < _ABOVE_HEADER
    own = ((alone > 0) | label) & ~lonely & (wide <= _OVER_MANY * len(table.xs))
    if len(anchors):
        # What stands above the first row may be the header, which is aligned in its own way.
        inner = bands[:, 0] < anchors[-1, 1]
        if header is not None:
            inner &= bands[:, 1] > anchors[0, 0]
    elif header is None:
        return None
    else:
        inner = np.zeros(len(bands), dtype=bool)
    own &= inner | (fitting >= _FITTING * pieces)
    if not own.any():
        return None
    # Of the stretches between what is not of the table, the one with the most rows, or text.
    stretch = np.cumsum(~own)
    at = np.searchsorted(bands[:, 0], anchors[:, 1], side="right") - 1
    at = at[own[at]]
    weight = np.bincount(stretch[own], weights=pieces[own])
    weight += np.bincount(stretch[at], minlength=len(weight)) * len(boxes)
    kept = text.take(((stretch == int(weight.argmax())) & own)[band])
    columns = len(np.unique(kept.column[kept.spans == 0]))
    return Part(head, kept) if header is not None or columns >= _FEWEST_COLUMNS else None


def _without_titles(text: ColumnText, anchors: FloatArray, table: OpenTable) -> ColumnText:
    """``text`` without the titles above its first row.

    A title is set in larger letters, or stands alone on the first lines: about the middle of all
    columns, or at one of their ends, and over more than one.
    """
    boxes = text.pieces.boxes
    above = boxes[:, 3] < (anchors[0, 0] if len(anchors) else -np.inf)
    text = text.take(~(above & (boxes[:, 3] - boxes[:, 1] > LARGER * table.em)))
    while len(text.column):
        boxes = text.pieces.boxes
        top, bottom = blocks_of(boxes, 0.0)[0]
        line = boxes[:, 1] < bottom
        over = boxes[line]
        if not len(over):
            break
        low, high = over[:, 0].min(), over[:, 2].max()
        left, right = table.xs[0], table.xs[-1]
        reach = table.em
        placed = abs(low + high - left - right) / 2 < reach or low < left + reach
        placed |= high > right - reach
        one = bottom - top < _ONE_LINE * table.em and (text.spans[line] > 0).any()
        later = not len(anchors) or bottom > anchors[0, 0]
        if later or not (placed and one and len(over) <= _PIECES):
            break
        text = text.take(~line)
    return text


def rows_of(part: Part, table: OpenTable, *, begun: bool) -> tuple[Rows, ColumnText]:
    """The rows of a page, its header's first, and the header."""
    body = part.body
    rows = cut_text(body, table)
    if begun:
        if not len(part.head.column):
            return rows, part.head
        start = float(part.head.pieces.boxes[:, 1].min()) - table.em / 4
        return Rows((start, *rows.ends), (False, *rows.numbered), rows.cost, rows.white), part.head
    leading = rows.numbered.index(True) if True in rows.numbered else len(rows.numbered)
    # Nothing goes on from a page before: all that stands above the first row is the header.
    ends = (rows.ends[0], *rows.ends[max(leading, 1) :])
    numbered = (False, *rows.numbered[leading:]) if leading else rows.numbered
    head = body.between(-np.inf, ends[1] if leading else -np.inf)
    return Rows(ends, numbered, rows.cost, rows.white), head


def _printed_again(header: ColumnText, text: ColumnText, em: float) -> tuple[float, float] | None:
    """From and to which height a page prints ``header`` again, by the places of its pieces.

    Across they are the same; down the page they may shift against each other, where a label is cut.
    """
    wanted, found = header.pieces.boxes, text.pieces.boxes
    if not len(wanted) or not len(found):
        return None
    across = np.abs(wanted[:, None, [0, 2]] - found[None, :, [0, 2]]).max(axis=2) < _SAME * em
    down = found[None, :, 1] - wanted[:, None, 1]
    best, extent = 0, (0.0, 0.0)
    for shift in np.unique(down[across]).tolist():
        same = across & (np.abs(down - shift) <= _SHIFTED * em)
        count = int(same.any(axis=1).sum())
        if count > best:
            best = count
            again = found[same.any(axis=0)]
            extent = float(again[:, 1].min()), float(again[:, 3].max())
    return extent if best >= _MOST_OF_HEADER * len(wanted) else None
