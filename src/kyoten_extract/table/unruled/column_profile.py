"""Properties that all pages of a table share: columns, their alignment, which hold numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import unrepeated
from kyoten_extract.table.unruled.line_gaps import block_gap, is_prose
from kyoten_extract.table.unruled.line_rows import (
    SURE,
    LineRows,
    line_anchors,
    unclear_lines,
    weigh_lines,
)
from kyoten_extract.table.unruled.lone_lines import LoneLines
from kyoten_extract.table.unruled.row_cuts import (
    Alignment,
    Rows,
    anchors_of,
    blocks_of,
    cut_rows,
    is_centered,
    least_white,
    number_columns,
    single_columns,
)
from kyoten_extract.table.unruled.shade_bands import banded_columns, with_outer

# Ems between lines of two rows, at least, where rulings separate the rows.
_RULED_GAP = 0.3
# Ems: sides of aligned lines in a column differ by no more.
_ALIGNED = 0.15


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table without rulings between its rows: properties that all pages share.

    Attributes:
        xs: (columns + 1,) boundaries, in points.
        em: median height of its text, in points.
        edges: (columns, 2) the aligned side of each column (0 left, 1 middle, 2 right) and its x.
        numbers: indexes of the numeric columns; else of the column with the most blocks of text;
            or, by line, of those with text on nearly each line.
        block_gap: points between lines of two rows, where there are no numbers.
        alignment: of the cells in a row.
        least_white: points of white between two rows; 0 where that is unknown.
        banded: each row has a ground of its own; ``numbers`` are columns with one line in each.
        single: columns with one line in each row, as far as that is known.
        lone: what lines with text in few columns are held against, where each line is a row.
        figures: columns of figures, if so.
    """

    xs: FloatArray
    em: float
    edges: FloatArray
    numbers: IntArray
    block_gap: float | None
    alignment: Alignment = "top"
    least_white: float = 0.0
    banded: bool = False
    single: frozenset[int] = frozenset()
    lone: LoneLines | None = None
    figures: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def by_line(self) -> bool:
        """Whether each line is a row of its own."""
        return self.lone is not None


def table_of(
    texts: Sequence[ColumnText],
    xs: FloatArray,
    em: float,
    *,
    ruled: bool = False,
    across: bool = False,
) -> OpenTable | None:
    """The table with column boundaries ``xs``, described by its text on all pages.

    With ``ruled``, ``texts`` are those of ruled rows, which :mod:`line_rows` has found to be no
    stacks of lines. With ``across``, rulings separate the rows.
    ``None`` where its rows can't be separated.
    """
    count = len(xs) - 1
    alone = ColumnText.joined([text.take(text.spans == 0) for text in texts])
    boxes, column = alone.pieces.boxes, alone.column
    edges = _edges(alone, count, em)
    own = columns_of_bands(texts, xs, em)
    if len(own):
        return OpenTable(xs, em, edges, own, None, banded=True, single=frozenset(own.tolist()))
    lines = None if ruled else weigh_lines(texts, xs, em, ruled=False)
    unspanned = [text.take(text.spans == 0) for text in texts]
    if (
        lines is not None
        and lines.weight >= SURE
        and not is_prose(unspanned, lines.keys.tolist(), em)
    ):
        return line_table(texts, xs, em, lines)
    new = unrepeated(boxes)
    numbers = number_columns(column[new], alone.pieces.is_number[new], count)
    if len(numbers):
        single = single_columns(column[new], alone.pieces.is_number[new], numbers)
        return OpenTable(xs, em, edges, numbers, None, single=single)
    gap = block_gap(unspanned, count, em, in_turn=lines is not None and lines.in_turn)
    if gap is None and across and not is_prose(unspanned, range(count), em):
        gap = _RULED_GAP * em
    if gap is None:
        return None
    blocks = [
        sum(len(blocks_of(t.pieces.boxes[(t.column == i) & (t.spans == 0)], gap)) for t in texts)
        for i in range(count)
    ]
    return OpenTable(xs, em, edges, np.array([int(np.argmax(blocks))]), gap)


def columns_of_bands(texts: Sequence[ColumnText], xs: FloatArray, em: float) -> IntArray:
    """The columns that have one line in nearly each band of color; none if bands are not rows.

    They are groups of rows where each line is one, weighed as between two rulings.
    """
    own = banded_columns(texts, len(xs) - 1)
    if not len(own):
        return own
    bands = [band for text in texts for band in text.rows(text.walls)]
    lines = weigh_lines(bands, xs, em, ruled=True)
    return own if lines is None or lines.weight < SURE else own[:0]


def line_table(
    texts: Sequence[ColumnText], xs: FloatArray, em: float, lines: LineRows
) -> OpenTable:
    """The table with column boundaries ``xs``, each line of which is a row."""
    alone = ColumnText.joined([text.take(text.spans == 0) for text in texts])
    edges = _edges(alone, len(xs) - 1, em)
    return OpenTable(xs, em, edges, lines.keys, None, lone=lines.lone, figures=lines.figures)


def alignments_of(texts: Iterable[ColumnText], table: OpenTable) -> tuple[Alignment, ...]:
    """Possible alignments of the cells, judged by the lines next to the numbers."""
    if table.block_gap is not None or table.by_line or table.banded:
        return ("top", "middle", "bottom")
    off = [is_centered(text.pieces.boxes, row_anchors(text, table), table.em) for text in texts]
    return ("middle",) if 2 * sum(off) > len(off) else ("top", "middle", "bottom")


def fits(text: ColumnText, table: OpenTable) -> BoolArray:
    """(n,) which pieces are aligned with their column."""
    boxes = text.pieces.boxes
    sides = np.column_stack((boxes[:, 0], (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 2]))
    side, place = table.edges[text.column].T
    off = np.abs(sides[np.arange(len(sides)), side.astype(np.int64)] - place)
    return np.asarray((off < _ALIGNED * table.em) & (text.spans == 0))


def row_anchors(text: ColumnText, table: OpenTable) -> FloatArray:
    """(k, 2) top and bottom of each row's line of numbers, its block of text, or its line."""
    if table.lone is not None:
        return line_anchors(text, table.numbers, table.lone, table.em)
    fitting = text.take(fits(text, table))
    if table.block_gap is not None:
        own = fitting.pieces.boxes[fitting.column == table.numbers[0]]
        return blocks_of(own, table.block_gap)
    numbers = fitting if table.banded else fitting.take(fitting.pieces.is_number)
    boxes, column = numbers.pieces.boxes, numbers.column
    return anchors_of(boxes, column, table.numbers, table.em, most=table.banded)


def unclear_rows(text: ColumnText, table: OpenTable, top: float) -> FloatArray:
    """(k,) heights below ``top`` of lines that may as well be rows as the rest of the one above."""
    if table.lone is None:
        return np.empty(0)
    found = unclear_lines(text, table.numbers, table.lone, table.em)
    return np.asarray(found[found > top])


def cut_text(text: ColumnText, table: OpenTable) -> Rows:
    """The rows of ``text``."""
    return cut_rows(
        text.pieces.boxes,
        text.column,
        row_anchors(text, table),
        table.em,
        table.alignment,
        table.least_white,
        with_outer(text) if table.banded else None,
        table.single,
        text.spans > 0,
    )


def with_alignment(
    table: OpenTable, texts: Iterable[ColumnText], sample: Callable[[OpenTable], Iterable[Rows]]
) -> OpenTable:
    """``table`` with the alignment of its cells and the white between its rows.

    ``sample`` cuts some pages into rows for a given table; the alignment that costs least wins.
    """
    ways = [replace(table, alignment=alignment) for alignment in alignments_of(texts, table)]
    samples = [list(sample(way)) for way in ways]
    costs = [sum(rows.cost for rows in rows_so) for rows_so in samples]
    best = costs.index(min(costs))
    return replace(ways[best], least_white=least_white(samples[best], table.em))


def _edges(text: ColumnText, count: int, em: float) -> FloatArray:
    """(count, 2) the aligned side of each column, and its x."""
    boxes = text.pieces.boxes
    sides = np.column_stack((boxes[:, 0], (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 2]))
    return np.array([_edge(sides[text.column == i], em) for i in range(count)])


def _edge(sides: FloatArray, em: float) -> tuple[float, float]:
    """The side where most lines of a column are aligned (0 left, 1 middle, 2 right), and its x."""
    best = (-1, 0.0, 0.0)
    for side, places in enumerate(sides.T):
        places = np.sort(places)
        within = np.searchsorted(places, places + _ALIGNED * em, side="right") - np.arange(
            len(places)
        )
        if len(places) and int(within.max()) > best[0]:
            at = int(within.argmax())
            best = (int(within.max()), float(side), float(places[at]) + _ALIGNED * em / 2)
    return best[1:]
