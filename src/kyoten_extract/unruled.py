"""Tables without vertical rulings: columns from the gutters of all pages, rows from their lines.

What is found is handed on as rulings that nobody drew, so that all that follows reads such a table
as it reads any other. A page with horizontal rulings across the table keeps its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

import numpy as np

from kyoten_extract.cells import read_page
from kyoten_extract.columns import Pieces, crosses, em_of, find_columns, pieces_of
from kyoten_extract.grid import PageContent, count_ink
from kyoten_extract.lattice import merge_lines
from kyoten_extract.line_rows import (
    Alignment,
    Rows,
    anchors_of,
    blocks_of,
    cut_rows,
    least_white,
    number_columns,
    stands_about_middle,
)
from kyoten_extract.page import BoolArray, FloatArray, IntArray, Page, Rulings

# A document is read this way when less than this share of its text is in ruled tables.
_LEAST_RULED = 0.5
# A horizontal ruling over this share of the width parts rows; a page with so many has its rows.
_ACROSS = 0.6
_FEWEST_RULED = 3
# So many pages tell how much white there is between rows.
_SAMPLE = 20
# A page is of the table when it has text in so many columns.
_FEWEST_COLUMNS = 3
# In ems: how far text reaches into a column that it merely touches; white that parts a line of one
# piece from the table; white above a header; how exactly a header is printed again,
# across and down.
_TOUCH = 0.3
_APART = 1.5
_ABOVE_HEADER = 0.8
_SAME = 0.15
_SHIFTED = 1.0
_MOST_OF_HEADER = 0.8
# The share of pieces that are aligned as their columns are, in lines of the table.
_FITTING = 0.5


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a page against the columns of the table.

    Attributes:
        pieces: all its pieces, top to bottom.
        column: (n,) the column each is in.
        spans: (n,) how many boundaries of columns it runs over.
    """

    pieces: Pieces
    column: IntArray
    spans: IntArray

    @classmethod
    def of(cls, pieces: Pieces, xs: FloatArray, em: float) -> _Text:
        sides = np.column_stack((xs[1:-1] - _TOUCH * em, xs[1:-1] + _TOUCH * em))
        spans = crosses(pieces.boxes, sides).sum(axis=1)
        middle = (pieces.boxes[:, 0] + pieces.boxes[:, 2]) / 2
        column = np.clip(np.searchsorted(xs, middle) - 1, 0, len(xs) - 2)
        pieces, column, spans = _as_lines(pieces, column, spans, em)
        order = np.argsort(pieces.boxes[:, 1], kind="stable")
        return cls(pieces.take(order), column[order], spans[order])

    @classmethod
    def joined(cls, texts: Sequence[_Text]) -> _Text:
        pieces = Pieces(
            np.concatenate([text.pieces.boxes for text in texts]),
            np.concatenate([text.pieces.is_number for text in texts]),
        )
        column = np.concatenate([text.column for text in texts])
        return cls(pieces, column, np.concatenate([text.spans for text in texts]))

    def take(self, kept: BoolArray) -> _Text:
        return _Text(self.pieces.take(kept), self.column[kept], self.spans[kept])

    def between(self, top: float, bottom: float) -> _Text:
        """The pieces whose middle lies between two heights."""
        middle = (self.pieces.boxes[:, 1] + self.pieces.boxes[:, 3]) / 2
        return self.take((middle > top) & (middle < bottom))


def _as_lines(
    pieces: Pieces, column: IntArray, spans: IntArray, em: float
) -> tuple[Pieces, IntArray, IntArray]:
    """The pieces that stand on one line of a column as one."""
    boxes = pieces.boxes
    if not len(boxes):
        return pieces, column, spans
    order = np.argsort(boxes[:, 3], kind="stable")
    line = np.empty(len(order), dtype=np.int64)
    line[order] = np.concatenate(([0], np.cumsum(np.diff(boxes[order, 3]) > _SAME * em)))
    # What runs over boundaries stays for itself.
    own = np.where(spans > 0, np.arange(1, len(boxes) + 1), 0)
    order = np.lexsort((boxes[:, 0], own, column, line))
    keys = np.column_stack((line, column, own))[order]
    first = np.flatnonzero(np.concatenate(([True], (np.diff(keys, axis=0) != 0).any(axis=1))))
    boxes = boxes[order]
    around = np.column_stack(
        [np.minimum.reduceat(boxes[:, side], first) for side in (0, 1)]
        + [np.maximum.reduceat(boxes[:, side], first) for side in (2, 3)]
    )
    is_number = np.logical_and.reduceat(pieces.is_number[order], first)
    return Pieces(around, is_number), column[order][first], spans[order][first]


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a page is of the table: the header where it is printed again, and the rest."""

    head: _Text
    body: _Text


@dataclass(frozen=True, slots=True)
class _Table:
    """What all pages of a table share."""

    xs: FloatArray
    em: float
    edges: FloatArray  # (columns, 2) the aligned side, 0 left, 1 middle, 2 right, and its place
    numbers: IntArray  # the columns that hold numbers, or the one that has the most blocks
    has_numbers: bool
    alignment: Alignment = "top"
    least_white: float = 0.0


def is_unruled(contents: Sequence[PageContent]) -> bool:
    """Whether most of the text was found outside ruled tables."""
    inside = sum(count_ink(c.text) for content in contents for g in content.grids for c in g.cells)
    return inside < _LEAST_RULED * sum(content.printed for content in contents)


def read_unruled(
    read: Callable[[int], Page], contents: Sequence[PageContent]
) -> tuple[PageContent, ...]:
    """``contents`` with the table that white parts, if there is one; ``read`` gives a page again."""
    numbers = [content.number for content in contents]
    pieces = {number: pieces_of(read(number).characters) for number in numbers}
    xs = find_columns(list(pieces.values()))
    if xs is None:
        return tuple(contents)
    em = em_of(np.concatenate([page.boxes for page in pieces.values()]))
    texts = {number: _Text.of(page, xs, em) for number, page in pieces.items()}
    table = _table(list(texts.values()), xs, em)
    ways = [replace(table, alignment=alignment) for alignment in _alignments(texts.values(), table)]
    samples = [list(_first_rows(texts.values(), way)) for way in ways]
    table, sample = min(
        zip(ways, samples, strict=True), key=lambda way: sum(rows.cost for rows in way[1])
    )
    table = replace(table, least_white=least_white(sample, em))
    header: _Text | None = None
    result = []
    for content in contents:
        page = read(content.number)
        part = _of_table(texts[content.number], table, header)
        if part is None:
            result.append(content)
            continue
        ruled = _ruled_rows(page.rulings, table)
        if ruled is not None:
            header = header or part.body
            rulings = _with_verticals(page.rulings, ruled, part, table)
        else:
            rows, head = _rows(part, table, begun=header is not None)
            header = header or head
            rulings = _drawn(rows, head, table)
        result.append(read_page(replace(page, rulings=rulings)))
    return tuple(result)


def _alignments(texts: Iterable[_Text], table: _Table) -> tuple[Alignment, ...]:
    """How the cells of a table may be aligned; from the top and on the bottom look much alike."""
    if not table.has_numbers:
        return ("top", "middle", "bottom")
    off = [
        stands_about_middle(text.pieces.boxes, _anchors(text, table), table.em) for text in texts
    ]
    return ("middle",) if 2 * sum(off) > len(off) else ("top", "bottom")


def _first_rows(texts: Iterable[_Text], table: _Table) -> Iterator[Rows]:
    """The rows of the first pages, as far as is known without the white between them."""
    header: _Text | None = None
    for text in islice(texts, _SAMPLE):
        part = _of_table(text, table, header)
        if part is not None:
            rows, head = _rows(part, table, begun=header is not None)
            header = header or head
            yield rows


def _table(texts: Sequence[_Text], xs: FloatArray, em: float) -> _Table:
    count = len(xs) - 1
    alone = _Text.joined([text.take(text.spans == 0) for text in texts])
    boxes, column = alone.pieces.boxes, alone.column
    sides = np.column_stack((boxes[:, 0], (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 2]))
    edges = np.array([_edge(sides[column == i], em) for i in range(count)])
    numbers = number_columns(column, alone.pieces.is_number, count)
    if len(numbers):
        return _Table(xs, em, edges, numbers, True)
    blocks = [
        sum(len(blocks_of(t.pieces.boxes[(t.column == i) & (t.spans == 0)], em)) for t in texts)
        for i in range(count)
    ]
    return _Table(xs, em, edges, np.array([int(np.argmax(blocks))]), False)


def _edge(sides: FloatArray, em: float) -> tuple[float, float]:
    """Which side of a column's lines is aligned (0 left, 1 middle, 2 right), and where."""
    best = (-1, 0.0, 0.0)
    for side, places in enumerate(sides.T):
        places = np.sort(places)
        within = np.searchsorted(places, places + _SAME * em, side="right") - np.arange(len(places))
        if len(places) and int(within.max()) > best[0]:
            at = int(within.argmax())
            best = (int(within.max()), float(side), float(places[at]) + _SAME * em / 2)
    return best[1:]


def _fits(text: _Text, table: _Table) -> BoolArray:
    """(n,) which pieces are aligned as their column is."""
    boxes = text.pieces.boxes
    sides = np.column_stack((boxes[:, 0], (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 2]))
    side, place = table.edges[text.column].T
    off = np.abs(sides[np.arange(len(sides)), side.astype(np.int64)] - place)
    return np.asarray((off < _SAME * table.em) & (text.spans == 0))


def _anchors(text: _Text, table: _Table) -> FloatArray:
    fitting = text.take(_fits(text, table))
    if not table.has_numbers:
        return blocks_of(fitting.pieces.boxes[fitting.column == table.numbers[0]], table.em)
    numbers = fitting.take(fitting.pieces.is_number)
    return anchors_of(numbers.pieces.boxes, numbers.column, table.numbers, table.em)


def _of_table(text: _Text, table: _Table, header: _Text | None) -> _Part | None:
    """What of a page is of the table, without titles, notes, totals and page numbers."""
    again = None if header is None else _printed_again(header, text, table.em)
    head = text.take(np.zeros(len(text.column), dtype=bool))
    if again is not None:
        head, text = text.between(*again), text.between(again[1], np.inf)
    boxes = text.pieces.boxes
    if not len(boxes):
        return None
    bands = blocks_of(boxes, 0.0)
    band = np.searchsorted(bands[:, 0], boxes[:, 1], side="right") - 1
    pieces = np.bincount(band, minlength=len(bands))
    alone = np.bincount(band[text.spans == 0], minlength=len(bands))
    fitting = np.bincount(band[_fits(text, table)], minlength=len(bands))
    gaps = np.concatenate(([np.inf], bands[1:, 0] - bands[:-1, 1], [np.inf])) / table.em
    lonely = (pieces == 1) & (np.minimum(gaps[:-1], gaps[1:]) > _APART)
    wide = np.zeros(len(bands), dtype=np.int64)
    np.maximum.at(wide, band, text.spans)
    label = gaps[1:] < _ABOVE_HEADER
    own = ((alone > 0) | label) & ~lonely & (wide <= len(table.xs) / 4)
    anchors = _anchors(text, table)
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
    weight = np.bincount(stretch[own], weights=pieces[own])
    weight += np.bincount(stretch[at], minlength=len(weight))[: len(weight)] * len(boxes)
    kept = text.take(((stretch == int(weight.argmax())) & own)[band])
    columns = len(np.unique(kept.column[kept.spans == 0]))
    return _Part(head, kept) if header is not None or columns >= _FEWEST_COLUMNS else None


def _ruled_rows(rulings: Rulings, table: _Table) -> FloatArray | None:
    """The heights of rulings across the table, where they part its rows."""
    lines = merge_lines(rulings.horizontal, table.em / 4)
    wide = lines[lines[:, 2] - lines[:, 1] >= _ACROSS * (table.xs[-1] - table.xs[0])]
    return np.unique(wide[:, 0]) if len(wide) >= _FEWEST_RULED else None


def _rows(part: _Part, table: _Table, *, begun: bool) -> tuple[Rows, _Text]:
    """The rows of a page, its header's first, and the header."""
    body = part.body
    rows = cut_rows(
        body.pieces.boxes,
        body.column,
        _anchors(body, table),
        table.em,
        table.alignment,
        table.least_white,
    )
    if begun:
        if not len(part.head.column):
            return rows, part.head
        start = float(part.head.pieces.boxes[:, 1].min()) - table.em / 4
        return Rows((start, *rows.ends), (False, *rows.numbered), rows.cost, rows.white), part.head
    leading = rows.numbered.index(True) if True in rows.numbered else len(rows.numbered)
    # Nothing goes on from a page before: all that stands above the first row is the header.
    ends = (rows.ends[0], *rows.ends[max(leading, 1) :])
    numbered = (False, *rows.numbered[leading:]) if leading else rows.numbered
    return Rows(ends, numbered, rows.cost, rows.white), body.between(-np.inf, ends[1] if leading else -np.inf)


def _printed_again(header: _Text, text: _Text, em: float) -> tuple[float, float] | None:
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


def _drawn(rows: Rows, header: _Text, table: _Table) -> Rulings:
    """Rulings around ``rows``; labels over several columns get a cell over these."""
    xs = table.xs
    horizontal = [(y, xs[0], xs[-1]) for y in rows.ends]
    labels, cuts = _labels(header, rows.ends[0], rows.ends[1], table)
    horizontal += [(y, xs[i], xs[j]) for i, j, y in labels]
    vertical = [(x, cuts.get(i, rows.ends[0]), rows.ends[-1]) for i, x in enumerate(xs)]
    return Rulings(np.array(horizontal), np.array(vertical))


def _labels(
    header: _Text, top: float, bottom: float, table: _Table
) -> tuple[list[tuple[int, int, float]], dict[int, float]]:
    """Labels over several columns: first and last boundary, and lower end; where verticals begin."""
    labels = []
    cuts: dict[int, float] = {}
    boxes = header.pieces.boxes
    for index in np.flatnonzero((header.spans > 0) & (boxes[:, 1] > top) & (boxes[:, 3] < bottom)):
        x0, upper, x1, lower = boxes[index].tolist()
        first, last = _columns_under((x0, x1), table)
        under = boxes[(header.column >= first) & (header.column < last) & (boxes[:, 1] > upper)]
        if len(under):
            y = (lower + float(under[:, 1].min())) / 2
            labels.append((first, last, y))
            cuts |= {i: max(y, cuts.get(i, top)) for i in range(first + 1, last)}
    return labels, cuts


def _columns_under(extent: tuple[float, float], table: _Table) -> tuple[int, int]:
    """The boundaries between which a label is centred, among those that it does not run over."""
    x0, x1 = extent
    xs = table.xs
    reach = _TOUCH * table.em
    outer = int(np.flatnonzero(xs <= x0 + reach)[-1]) if (xs <= x0 + reach).any() else 0
    inner = int(np.flatnonzero(xs >= x1 - reach)[0]) if (xs >= x1 - reach).any() else len(xs) - 1
    spans = [
        (first, last)
        for first in range(max(outer - 1, 0), outer + 1)
        for last in range(inner, min(inner + 1, len(xs) - 1) + 1)
    ]
    return min(spans, key=lambda s: abs(xs[s[0]] + xs[s[1]] - x0 - x1))


def _with_verticals(rulings: Rulings, ys: FloatArray, part: _Part, table: _Table) -> Rulings:
    """``rulings`` with verticals between the columns, save where a label runs over them."""
    text = _Text.joined([part.head, part.body])
    boxes = text.pieces.boxes
    top = min(ys[0], float(boxes[:, 1].min()) - table.em / 4)
    bottom = max(ys[-1], float(boxes[:, 3].max()) + table.em / 4)
    top = ys[0] if ys[0] - top < table.em / 2 else top
    bottom = ys[-1] if bottom - ys[-1] < table.em / 2 else bottom
    lines = rulings.horizontal
    first = _anchors(text, table)
    head = first[0, 0] if len(first) else -np.inf
    vertical = []
    for index, x in enumerate(table.xs.tolist()):
        here = lines[(lines[:, 1] <= x + 1) & (lines[:, 2] >= x - 1), 0]
        stops = np.unique(np.clip(np.concatenate((here, [top, bottom])), top, bottom)).tolist()
        inner = 0 < index < len(table.xs) - 1
        over = boxes[
            (boxes[:, 0] < x - _TOUCH * table.em) & (boxes[:, 2] > x + _TOUCH * table.em)
        ]
        for upper, lower in pairwise(stops):
            label = over[(over[:, 1] > upper) & (over[:, 3] < lower) & (over[:, 3] < head)]
            if not (inner and len(label)):
                vertical.append((x, upper, lower))
    return Rulings(lines, np.concatenate((rulings.vertical, np.array(vertical).reshape(-1, 3))))
