"""The part of a page that an unruled table takes, and its rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import distinct, median, true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.table.unruled.column_profile import OpenTable, cut_text, fits, row_anchors
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import MARGIN, MIN_COLUMNS, TITLE_HEIGHT
from kyoten_extract.table.unruled.row_cuts import Rows, blocks_of

# Ems: a line of one piece with more white next to it is not part of the table.
_DETACHED = 1.5
# Ems: above the header, a line of one piece with more white below it is a title.
_ABOVE_HEADER = 0.8
# Ems: a repeated header is at the same place across the page up to this,
_REPEAT_ACROSS = 0.15
# and its labels may shift against each other by this much down the page, where one is cut.
_REPEAT_DOWN = 1.0
# Share of the header's pieces that must be found again.
_REPEAT_SHARE = 0.8
# Share of pieces aligned with their column, in a line of the table.
_ALIGNED_SHARE = 0.5
# Ems: a title takes one line, which is no higher; and pieces: it has no more.
_TITLE_LINE = 1.4
_TITLE_PIECES = 4
# Ems: between the words of a line.
_WORD_SPACE = 0.45
# Ems: a title begins or ends this near to a side of the table, or is centered up to this.
_TITLE_PLACE = 1.0
# Ems: a heading over the middle of a table is this near to that of its text.
_NEAR_MIDDLE = 2.5
# Share of the columns: text over more of them is a title.
_TITLE_SPAN = 0.25

# Rows from which on each shows what a row has.
_FEW_ROWS = 4
# Columns with text in a row of a list whose rows never have one alone.
_FEWEST_TEXTS = 2
# Share of the rows that have a figure, where each row has one.
_FIGURE_ROWS = 0.95
# Ems: the end of a row is this near to the ruling there.
_AT_RULING = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a page that belongs to the table: its repeated header, and the rest."""

    head: ColumnText
    body: ColumnText


def part_of(text: ColumnText, table: OpenTable, header: ColumnText | None) -> Part | None:
    """The table's part of a page, without titles, notes, totals and page numbers.

    ``header`` is that of the first page, ``None`` on that page itself.
    """
    again = None if header is None else _printed_again(header, text, table.em)
    head = text.take(np.zeros(len(text.column), dtype=bool))
    if again is not None:
        head, text = text.between(*again), text.between(again[1], np.inf)
    anchors = row_anchors(text, table)
    if again is None:
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
    detached = _DETACHED
    if len(anchors) > 1:
        # Where all rows are as far apart, a line of one piece is no further from the table.
        among = (bands[1:, 0] > anchors[0, 0]) & (bands[1:, 0] <= anchors[-1, 0])
        detached = max(detached, _DETACHED * median(gaps[1:-1][among])) if among.any() else detached
    lonely = (pieces == 1) & (np.minimum(gaps[:-1], gaps[1:]) > detached)
    if header is None:
        lonely |= (pieces == 1) & (gaps[1:] > _ABOVE_HEADER) & (np.cumsum(pieces > 1) == 0)
    wide = np.zeros(len(bands), dtype=np.int64)
    np.maximum.at(wide, band, text.spans)
    label = gaps[1:] < _ABOVE_HEADER
    wide_line = wide > _TITLE_SPAN * len(table.xs)
    heading = np.zeros(len(bands), dtype=bool)
    if len(anchors):
        heading = _headings(boxes, band, pieces, table.em)
        # One line over many columns may be a heading, too; several are running text.
        near = np.concatenate(([False], wide_line, [False]))
        among = (bands[:, 0] > anchors[0, 0]) & (bands[:, 1] < anchors[-1, 1])
        wide_line &= ~(heading & among & ~near[:-2] & ~near[2:])
        label |= heading & ((np.cumsum(pieces > 1) > 0) | (again is not None))
    own = ((alone > 0) | label) & ~lonely & ~wide_line
    if len(anchors):
        # Text above the first row may be the header, which has an alignment of its own.
        inner = bands[:, 0] < anchors[-1, 1]
        if header is not None:
            inner &= (bands[:, 1] > anchors[0, 0]) | (heading & (again is not None))
    elif header is None:
        return None
    else:
        inner = np.zeros(len(bands), dtype=bool)
    own &= inner | (fitting >= _ALIGNED_SHARE * pieces)
    if not own.any():
        return None
    # Of the stretches of accepted lines, keep the one with the most rows, or else the most text.
    stretch = np.cumsum(~own)
    at = np.searchsorted(bands[:, 0], anchors[:, 1], side="right") - 1
    at = at[own[at]]
    weight = np.bincount(stretch[own], weights=pieces[own])
    weight += np.bincount(stretch[at], minlength=len(weight)) * len(boxes)
    kept = text.take(((stretch == int(weight.argmax())) & own)[band])
    columns, least = (
        len(distinct(kept.column[kept.spans == 0])),
        min(MIN_COLUMNS, len(table.xs) - 1),
    )
    return Part(head, kept) if header is not None or columns >= least else None


def without_notes(part: Part, ruled: FloatArray, em: float, *, is_last: bool) -> Part:
    """``part`` without what is below the last of the rulings ``ruled``, and is no row.

    No row begins as far below its ruling as the foot of a page does. On the last page, rulings
    close all rows, and each of these has text in several columns: text in one of them is a note.
    """
    text = part.body
    tops, bottoms = text.pieces.boxes[:, 1], text.pieces.boxes[:, 3]
    below = (tops + bottoms) / 2 > ruled[-1]
    if not below.any():
        return part
    rows = list(text.rows(ruled))
    if len(rows) < _FEW_ROWS:
        return part
    starts = [float(row.pieces.boxes[:, 1].min()) for row in rows]
    over = ruled[np.searchsorted(ruled, np.array(starts) + MARGIN * em) - 1]
    far = float((starts - over).max()) + em / 2
    edge = float(ruled[-1])
    for at in true_at(below).tolist():
        if tops[at] - edge > far:
            text = text.take(~below | (tops < tops[at]))
            break
        edge = max(edge, float(bottoms[at]))
    below = text.pieces.boxes[:, [1, 3]].mean(axis=1) > ruled[-1]
    one = len(distinct(text.column[below])) == 1
    if is_last and one and all(len(distinct(row.column)) >= _FEWEST_TEXTS for row in rows[1:]):
        text = text.take(~below)
    return part if text is part.body else replace(part, body=text)


def _headings(boxes: FloatArray, band: IntArray, pieces: IntArray, em: float) -> BoolArray:
    """(m,) which bands are one piece at the left side of all text, or over its middle.

    So are the headings of sections, which may cross columns.
    """
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    placed = boxes[:, 0] < left + _TITLE_PLACE * em
    # The text of the outer columns may be narrower than these.
    placed |= np.abs(boxes[:, 0] + boxes[:, 2] - left - right) < 2 * _NEAR_MIDDLE * em
    return np.asarray((pieces == 1) & (np.bincount(band[placed], minlength=len(pieces)) == 1))


def _without_titles(text: ColumnText, anchors: FloatArray, table: OpenTable) -> ColumnText:
    """``text`` without the titles above its first row.

    A title is set in larger letters, or is alone on the first lines, crosses a column boundary,
    and is centered over the table or placed at one of its sides.
    """
    boxes = text.pieces.boxes
    above = boxes[:, 3] < (anchors[0, 0] if len(anchors) else -np.inf)
    text = text.take(~(above & (boxes[:, 3] - boxes[:, 1] > TITLE_HEIGHT * table.em)))
    while len(text.column):
        boxes = text.pieces.boxes
        top, bottom = blocks_of(boxes, 0.0)[0]
        line = boxes[:, 1] < bottom
        over = boxes[line]
        if not len(over):
            break
        low, high = over[:, 0].min(), over[:, 2].max()
        left, right = table.xs[0], table.xs[-1]
        reach = _TITLE_PLACE * table.em
        placed = abs(low + high - left - right) / 2 < reach or low < left + reach
        placed |= high > right - reach
        low_line = bottom - top < _TITLE_LINE * table.em and len(over) <= _TITLE_PIECES
        one = (text.spans[line] > 0).any()
        later = not len(anchors) or bottom > anchors[0, 0]
        title = one and not later
        # Words that happen to stand between the columns make a line that may look like a row.
        title = title or (_is_running(over, table.em) and _next_pieces(boxes, bottom) > len(over))
        if not (placed and low_line and title):
            break
        text = text.take(~line)
    return text


def _is_running(line: FloatArray, em: float) -> bool:
    """Whether the pieces of a line are no further apart than words."""
    line = line[np.argsort(line[:, 0])]
    return len(line) > 1 and bool((line[1:, 0] - line[:-1, 2] <= _WORD_SPACE * em).all())


def _next_pieces(boxes: FloatArray, bottom: float) -> int:
    """How many pieces the first line below has."""
    below = boxes[boxes[:, 1] >= bottom]
    return int((below[:, 1] < blocks_of(below, 0.0)[0, 1]).sum()) if len(below) else 0


def rows_of(
    part: Part,
    table: OpenTable,
    *,
    begun: bool,
    ruled: FloatArray | None = None,
    head_end: float | None = None,
) -> tuple[Rows, ColumnText]:
    """The rows of a page, with the header as the first one, and the header's text.

    Args:
        part: of the page.
        table: as a whole.
        begun: whether a page before has the header.
        ruled: (k,) heights of the rulings that run over the whole table.
        head_end: where the header ends, if a ruling shows it.
    """
    body = part.body
    rows = cut_text(body, table)
    if begun:
        if not len(part.head.column):
            return rows, part.head
        start = float(part.head.pieces.boxes[:, 1].min()) - MARGIN * table.em
        return Rows((start, *rows.ends), (False, *rows.numbered), rows.cost, rows.white), part.head
    # On the first page, everything above the first row is the header.
    if table.by_line:
        rows = _without_labels(rows, body, table)
        leading = header_rows(rows, body, table)
        if ruled is not None:
            leading = _up_to_a_ruling(leading, rows, ruled, _AT_RULING * table.em)
    else:
        leading = rows.numbered.index(True) if True in rows.numbered else len(rows.numbered)
        if table.banded:
            rows = _labels_apart(rows, body)
            leading = max(leading, _above_figures(rows, body))
            # The first row may be a title, and the next one labels that look like a row.
            first = len(body.between(rows.ends[0], rows.ends[1]).column)
            leading += leading == first == 1 < len(rows.numbered) - 1
    if head_end is not None and rows.ends[0] < head_end < rows.ends[-1]:
        rows = _cut_at(rows, head_end, _AT_RULING * table.em)
        leading = int(np.abs(np.array(rows.ends) - head_end).argmin())
    leading -= _ends_with_heading(rows, leading, body, table.em)
    ends = (rows.ends[0], *rows.ends[max(leading, 1) :])
    numbered = (False, *rows.numbered[leading:]) if leading else rows.numbered
    head = body.between(-np.inf, ends[1] if leading else -np.inf)
    return Rows(ends, numbered, rows.cost, rows.white), head


def _cut_at(rows: Rows, y: float, near: float) -> Rows:
    """``rows``, the one around ``y`` cut there if none ends near it."""
    at = int(np.searchsorted(rows.ends, y))
    if min(y - rows.ends[at - 1], rows.ends[at] - y) <= near:
        return rows
    ends = (*rows.ends[:at], y, *rows.ends[at:])
    return replace(rows, ends=ends, numbered=(*rows.numbered[:at], *rows.numbered[at - 1 :]))


def _row_of(rows: Rows, text: ColumnText) -> IntArray:
    """(n,) the row of each piece, by its middle; the outer rows have what is beyond them."""
    middles = (text.pieces.boxes[:, 1] + text.pieces.boxes[:, 3]) / 2
    return np.clip(np.searchsorted(rows.ends, middles) - 1, 0, len(rows.numbered) - 1)


def _without_labels(rows: Rows, text: ColumnText, table: OpenTable) -> Rows:
    """``rows``, the first cut below the labels of several columns that are above its own line."""
    anchors = row_anchors(text, table)
    if not len(anchors) or not rows.ends[0] < anchors[0, 0] < rows.ends[1]:
        return rows
    above = text.between(rows.ends[0], float(anchors[0, 0]))
    if len(distinct(above.column)) < MIN_COLUMNS or above.pieces.is_figure.any():
        return rows
    end = float(above.pieces.boxes[:, 3].max() + anchors[0, 0]) / 2
    return replace(rows, ends=(rows.ends[0], end, *rows.ends[1:]), numbered=(False, *rows.numbered))


def _labels_apart(rows: Rows, text: ColumnText) -> Rows:
    """``rows``, the first cut below its labels where it also has the figure that each row has.

    Labels and the first row have one ground where only every second row is shaded, and seem to be
    one row where no line has text in all columns.
    """
    count, row = len(rows.numbered), _row_of(rows, text)
    boxes, figure = text.pieces.boxes, text.pieces.is_figure
    for column in distinct(text.column[figure & (row == 0)]).tolist():
        own = text.column == column
        first = true_at(own & (row == 0))
        others = np.bincount(row[own & figure], minlength=count)[1:]
        if count < _FEW_ROWS or len(first) != 2 or figure[first[0]] or (others != 1).any():
            continue
        lines = blocks_of(boxes[row == 0], 0.0)
        label, value = lines[:, 0].searchsorted(boxes[first, 3]) - 1
        if label == value:
            continue
        white = lines[label + 1 : value + 1, 0] - lines[label:value, 1]
        cut = label + int(white.argmax())
        ends = rows.ends[0], float(lines[cut, 1] + lines[cut + 1, 0]) / 2, *rows.ends[1:]
        return Rows(ends, (rows.numbered[0], True, *rows.numbered[1:]), rows.cost, rows.white)
    return rows


def _above_figures(rows: Rows, text: ColumnText) -> int:
    """How many rows are above the first with a figure, if nearly all others have one; else 0.

    The first row may have the ground of its labels, which look like a row.
    """
    count, row = len(rows.numbered), _row_of(rows, text)
    figures = np.bincount(row[text.pieces.is_figure], minlength=count) > 0
    first = int(figures.argmax())
    # Headings of sections have none, and a sum may be the only one.
    whole = np.bincount(row, minlength=count)[first:] > 1
    enough = 2 * figures.sum() > count and figures[first:].sum() >= _FIGURE_ROWS * whole.sum()
    return first if enough else 0


def _ends_with_heading(rows: Rows, leading: int, text: ColumnText, em: float) -> bool:
    """Whether the last of the ``leading`` rows has the heading of a section, and no label."""
    if not 1 < leading < len(rows.numbered):
        return False
    above = text.between(rows.ends[0], rows.ends[leading - 1])
    own = text.between(rows.ends[leading - 1], rows.ends[leading])
    if len(own.column) != 1 or len(distinct(above.column)) < MIN_COLUMNS:
        return False
    both = ColumnText.joined([above, own]).pieces.boxes
    placed = _headings(both, np.arange(len(both)), np.ones(len(both), dtype=np.int64), em)
    return bool(own.spans[0] > 0 or placed[-1])


def header_rows(rows: Rows, text: ColumnText, table: OpenTable) -> int:
    """How many of ``rows``, each a line, are the header; 0 if the first may be one or not.

    They are those above the first row with a figure, if (nearly) all rows of several texts below
    have one; else the first row with text in most columns, and what is above it.
    """
    count, row = len(rows.numbered), _row_of(rows, text)
    own = text.pieces.is_figure & np.isin(text.column, table.figures) & (text.spans == 0)
    has = np.zeros(count, dtype=bool)
    has[row[own]] = True
    whole = rows.numbered.index(True) if True in rows.numbered else 0
    if not has.any():
        return whole + 1 if whole else 0
    first = int(has.argmax())
    # A row of one text may be the heading of a section.
    several = np.bincount(row, minlength=count) > 1
    below = has[first:][several[first:]] if several[first:].any() else has[first:]
    if below.mean() < _FIGURE_ROWS:
        first = min(first, whole + 1)
    return first


def _up_to_a_ruling(leading: int, rows: Rows, ruled: FloatArray, near: float) -> int:
    """How many of the ``leading`` rows are the header where rulings part all other rows.

    A ruling over the whole table then ends the header, too.
    """
    apart = np.abs(np.array(rows.ends)[1:-1, None] - ruled).min(axis=1, initial=np.inf)
    # Whether a ruling is below each row but the last.
    parted = apart <= near
    if leading < 2 or len(parted) <= leading or not parted[leading:].all():
        return leading
    return int(np.flatnonzero([*parted[: leading - 1], True])[0]) + 1


def _printed_again(header: ColumnText, text: ColumnText, em: float) -> tuple[float, float] | None:
    """Top and bottom of ``header`` where a page repeats it, found by the places of its pieces.

    Its pieces may shift against each other down the page where a label is cut, but not across.
    """
    wanted, found = header.pieces.boxes, text.pieces.boxes
    if not len(wanted) or not len(found):
        return None
    across = (
        np.abs(wanted[:, None, [0, 2]] - found[None, :, [0, 2]]).max(axis=2) < _REPEAT_ACROSS * em
    )
    down = found[None, :, 1] - wanted[:, None, 1]
    best, extent = 0, (0.0, 0.0)
    for shift in distinct(down[across]).tolist():
        same = across & (np.abs(down - shift) <= _REPEAT_DOWN * em)
        count = int(same.any(axis=1).sum())
        if count > best:
            best = count
            again = found[same.any(axis=0)]
            extent = float(again[:, 1].min()), float(again[:, 3].max())
    return extent if best >= _REPEAT_SHARE * len(wanted) else None
