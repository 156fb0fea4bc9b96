"""Columns that no ruling parts: the gutters that text leaves white from page to page.

Gutters are looked for over all pages at once, since one page may have nothing in a column. Text
that stands over several columns (titles, group labels) would hide them; it is set aside first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, Page
from kyoten_extract.table.unruled.row_cuts import anchors_of, number_columns

# In ems: characters further apart are of two pieces of text, unless a space is printed between;
# a gutter is at least so wide.
_PIECE_GAP = 0.12
_LEAST_GUTTER = 0.15
_ROUGH_GUTTER = 0.4
# In ems: letters of a title, that are larger than the table's.
LARGER = 1.25
# In ems: how far two pieces stand side by side.
_BESIDE = 0.3
# In ems: white that may hold a column without text.
_LEAST_EMPTY = 1.5
# In ems: characters whose lower sides are no further apart stand on one line.
_ONE_LINE = 0.2
# Points. How fine the page is looked at, if it is not kilometres wide.
_BIN = 0.5
_MOST_BINS = 100_000
# The share of the most lines anywhere that may run over a gutter: of all text, and of the text
# that is left without what runs over several.
_CROSSED = 0.06
_NOISE = 0.004
_FEWEST_COLUMNS = 3
# Over so many rough gutters text may overflow; what runs over more is no text of a cell.
_OVERFLOWS = 2
_DIGITS = np.array([*range(0x30, 0x3A), *range(0xFF10, 0xFF1A)])


@dataclass(frozen=True, slots=True)
class Pieces:
    """The unbroken pieces of text of a page.

    Attributes:
        boxes: (n, 4) x0, top, x1, bottom.
        is_number: (n,) which consist of digits alone.
    """

    boxes: FloatArray
    is_number: BoolArray

    def take(self, kept: BoolArray | IntArray) -> Pieces:
        """The pieces that ``kept`` marks, or at these indexes."""
        return Pieces(self.boxes[kept], self.is_number[kept])


def pieces_of(page: Page) -> Pieces:
    """The pieces of text that a page shows: one line, no gap."""
    middle = (page.characters.boxes[:, :2] + page.characters.boxes[:, 2:]) / 2
    shown = ((middle > 0) & (middle < (page.width, page.height))).all(axis=1)
    characters = page.characters.take(np.flatnonzero(shown))
    boxes = characters.boxes
    if not len(boxes):
        return Pieces(np.empty((0, 4)), np.empty(0, dtype=bool))
    em = em_of(boxes)
    line = lines_of(boxes, _ONE_LINE * em)
    order = np.lexsort((boxes[:, 0], line))
    boxes, line = boxes[order], line[order]
    blank, codes = characters.is_blank[order], characters.codes[order]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    new = np.concatenate(([True], (np.diff(line) != 0) | (gap > _PIECE_GAP * em)))
    piece = np.cumsum(new) - 1
    # Blanks hold a piece together, but are none of it at its ends.
    inked = np.flatnonzero(~blank)
    piece, boxes, codes = piece[inked], boxes[inked], codes[inked]
    if not len(piece):
        return Pieces(np.empty((0, 4)), np.empty(0, dtype=bool))
    first = np.flatnonzero(np.concatenate(([True], np.diff(piece) != 0)))
    return Pieces(around(boxes, first), np.logical_and.reduceat(np.isin(codes, _DIGITS), first))


def lines_of(boxes: FloatArray, apart: float) -> IntArray:
    """(n,) number of the line each box stands on, by lower sides no more than ``apart``; n > 0."""
    order = np.argsort(boxes[:, 3], kind="stable")
    line = np.empty(len(order), dtype=np.int64)
    line[order] = np.concatenate(([0], np.cumsum(np.diff(boxes[order, 3]) > apart)))
    return line


def around(boxes: FloatArray, first: IntArray) -> FloatArray:
    """(m, 4) the box around each stretch of ``boxes`` that begins at an index of ``first``."""
    low, high = np.minimum.reduceat(boxes[:, :2], first), np.maximum.reduceat(boxes[:, 2:], first)
    return np.column_stack((low, high))


def find_columns(pages: Sequence[Pieces]) -> FloatArray | None:
    """The boundaries of the columns that ``pages`` share, or None where there are no three.

    Rough columns tell where rows with numbers are, and these where the exact gutters are; a column
    that is empty but for its label stands in a wide one.
    """
    pages = [_side_by_side(page) for page in pages]
    boxes = np.concatenate([np.empty((0, 4)), *(page.boxes for page in pages)])
    if not len(boxes):
        return None
    em = em_of(boxes)
    rough = _gutters(boxes, _CROSSED, _ROUGH_GUTTER * em, at_least=1)
    if not len(rough):
        return None
    bodies, heads = [], []
    numbers = _columns_of_numbers(pages, rough)
    for page in pages:
        anchors = _anchors(page, rough, numbers, em)
        if len(anchors):
            top, bottom = anchors[0, 0] - em / 4, anchors[-1, 1] + em / 4
            inside = (page.boxes[:, 1] > top) & (page.boxes[:, 3] < bottom)
            bodies.append(page.boxes[inside])
            heads.append(_labels(page.boxes[page.boxes[:, 3] < top], rough, em))
    body = np.concatenate(bodies) if bodies else boxes
    over = crosses(body, rough).sum(axis=1)
    body = body[over <= (_OVERFLOWS if bodies else 0)]
    if not len(body):
        return None
    left, right = float(body[:, 0].min()), float(body[:, 2].max())
    gutters = _gutters(body, _NOISE, _LEAST_GUTTER * em)
    if heads:
        head = np.concatenate(heads)
        gutters, left, right = _with_empty(gutters, head, left, right, em)
    if len(gutters) < _FEWEST_COLUMNS - 1:
        return None
    return np.concatenate(([left - em / 2], gutters.mean(axis=1), [right + em / 2]))


def _labels(boxes: FloatArray, gutters: FloatArray, em: float) -> FloatArray:
    """Those of ``boxes`` above the first row that may be the label of one column.

    Not what stands beside or in a line over many columns, nor what has several labels under it.
    """
    boxes = boxes[boxes[:, 3] - boxes[:, 1] <= LARGER * em]
    titles = boxes[crosses(boxes, gutters).sum(axis=1) > _OVERFLOWS]
    beside = (boxes[:, 1, None] < titles[None, :, 3]) & (boxes[:, 3, None] > titles[None, :, 1])
    boxes = boxes[~beside.any(axis=1)]
    of_group = []
    for x0, _, x1, bottom in boxes.tolist():
        under = boxes[(boxes[:, 1] > bottom - _ONE_LINE * em) & (boxes[:, 0] < x1)]
        under = under[under[:, 2] > x0]
        of_group.append(len(_covered(under[:, [0, 2]], _LEAST_GUTTER * em)) > 1)
    return np.asarray(boxes[~np.array(of_group, dtype=bool)])


def _side_by_side(page: Pieces) -> Pieces:
    """The pieces that have others beside them, as running text has not."""
    if not len(page.boxes):
        return page
    page = page.take(np.argsort(page.boxes[:, 1], kind="stable"))
    top, bottom = page.boxes[:, 1], page.boxes[:, 3]
    overlap = _BESIDE * em_of(page.boxes)
    before = np.maximum.accumulate(bottom)[:-1] > top[1:] + overlap
    after = top[1:] < bottom[:-1] - overlap
    return page.take(np.append(False, before) | np.append(after, False))


def _columns_of_numbers(pages: Sequence[Pieces], gutters: FloatArray) -> IntArray:
    boxes = np.concatenate([page.boxes for page in pages])
    is_number = np.concatenate([page.is_number for page in pages])
    alone = ~crosses(boxes, gutters).any(axis=1) & unrepeated(boxes)
    column = _column_of(boxes[alone], gutters)
    return number_columns(column, is_number[alone], len(gutters) + 1)


def _column_of(boxes: FloatArray, gutters: FloatArray) -> IntArray:
    return np.searchsorted(gutters.mean(axis=1), (boxes[:, 0] + boxes[:, 2]) / 2)


def _anchors(page: Pieces, gutters: FloatArray, numbers: IntArray, em: float) -> FloatArray:
    boxes = page.boxes[page.is_number]
    return anchors_of(boxes, _column_of(boxes, gutters), numbers, em)


def _with_empty(
    gutters: FloatArray, head: FloatArray, left: float, right: float, em: float
) -> tuple[FloatArray, float, float]:
    """``gutters`` and sides, with room for columns that have nothing but a label in ``head``."""
    white = [(-np.inf, left), *map(tuple, gutters.tolist()), (right, np.inf)]
    # What runs over whole columns is a title, or a label of several.
    over = crosses(head, gutters).any(axis=1)
    labels = head[~over][:, [0, 2]]
    stretches = _covered(labels, _ROUGH_GUTTER * em)
    start, end = labels.T
    # Whether the column left of each stretch of white has a label, the last one that right of all.
    places = zip([low for _, low in white], [high for high, _ in white[1:]], strict=False)
    labelled = [True, *(bool(((start < b) & (end > a)).any()) for a, b in places), True]
    found = []
    for index, (low, high) in enumerate(white):
        inside = [(a, b) for a, b in stretches if low < a and b < high]
        # A label may stand beside all that is under it,
        if inside and not labelled[index]:
            low = inside.pop(0)[1]
        if inside and not labelled[index + 1]:
            high = inside.pop()[0]
        if high - low < _LEAST_EMPTY * em:
            inside = []
        # or be wider.
        low = float(end[(start <= low) & (end > low) & (end < high)].max(initial=low))
        high = float(start[(start > low) & (start < high) & (end >= high)].min(initial=high))
        edges = [low, *(edge for stretch in inside for edge in stretch), high]
        found += list(zip(edges[::2], edges[1::2], strict=True))
    outer_left, outer_right = found[0][1], found[-1][0]
    return np.array(found[1:-1]).reshape(-1, 2), float(outer_left), float(outer_right)


def _covered(extents: FloatArray, gap: float) -> list[tuple[float, float]]:
    """The stretches that ``extents`` (n, 2) cover together."""
    stretches: list[tuple[float, float]] = []
    for low, high in sorted(map(tuple, extents.tolist())):
        if stretches and low <= stretches[-1][1] + gap:
            stretches[-1] = stretches[-1][0], max(high, stretches[-1][1])
        else:
            stretches.append((low, high))
    return stretches


def crosses(boxes: FloatArray, gutters: FloatArray) -> BoolArray:
    """(n, m): which of ``boxes`` reach over which of ``gutters`` (m, 2), from side to side."""
    over: BoolArray = (boxes[:, 0, None] < gutters[None, :, 0]) & (
        boxes[:, 2, None] > gutters[None, :, 1]
    )
    return over


def unrepeated(boxes: FloatArray) -> BoolArray:
    """(n,) which of the pieces of all pages are not at the place of one before, as headers are."""
    first = np.zeros(len(boxes), dtype=bool)
    if len(boxes):
        first[np.unique(np.round(boxes[:, :3]), axis=0, return_index=True)[1]] = True
    return first


def em_of(boxes: FloatArray) -> float:
    """The usual height of a line, in points."""
    return max(float(np.median(boxes[:, 3] - boxes[:, 1])), 1.0)


def _gutters(boxes: FloatArray, share: float, least: float, at_least: int = 0) -> FloatArray:
    """(m, 2) the stretches, inside and ``least`` wide, over which few of ``boxes`` run.

    Few is a ``share`` of the most that run over any place, and ``at_least`` so many.
    """
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    width = max(_BIN, (right - left) / _MOST_BINS)
    bins = int((right - left) / width) + 2
    counts = np.zeros(bins + 1)
    np.add.at(counts, ((boxes[:, 0] - left) / width).astype(np.int64), 1)
    np.add.at(counts, np.ceil((boxes[:, 2] - left) / width).astype(np.int64), -1)
    lines = np.cumsum(counts)[:-1]
    white = lines <= max(share * lines.max(), at_least)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], white, [False])).astype(np.int8)))
    stretches = left + width * edges.reshape(-1, 2)
    inside = (edges[::2] > 0) & (edges[1::2] < bins)
    return np.asarray(stretches[inside & (stretches[:, 1] - stretches[:, 0] >= least)])
