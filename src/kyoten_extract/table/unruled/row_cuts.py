"""Rows without rulings between them, cut by their numbers and the alignment of their cells.

A row has one number in each numeric column, and its cells are aligned to its top, middle or bottom.
The lines of a page are cut at the white between them in the way that costs least, found by dynamic
programming. A page may begin and end with part of a row whose numbers are on another page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

Alignment = Literal["top", "middle", "bottom"]
_Line = tuple[int, float, float]  # column, top, bottom

# Ems: lower sides of pieces on one line differ by no more, whatever their fonts and sizes.
BASELINE_TOLERANCE = 0.2
# Ems: white that glyphs leave inside their box, above and below each.
_GLYPH_MARGIN = 0.08
# Glyph margins: how far outside the text the first and the last row end.
_OUTER_MARGINS = 3

# Costs of a way to cut a page into rows. Only their ratios matter; they were set on prints of the
# survey and on real lists without rulings.
# A part of a row without a number, at a page end, where a cut row is expected.
_COST_PART_AT_END = 0.3
# The same between rows that have their numbers.
_COST_PART_INSIDE = 3.0
# The same where it may be the heading of a section, below the labels and elsewhere; and where it is
# in a column of one number a row.
_COST_FIRST_HEADING, _COST_HEADING, _COST_PART_IN_SINGLE = 0.0, 0.3, 1.0
# The same for one over several columns, as no text of a row is.
_COST_WIDE_HEADING = 0.0
# A row with more than one line in a column of one a row.
_COST_TWO_IN_SINGLE = 1.5
# Each cell that is not aligned with the row's number, up to a number of cells, so that a row with
# many columns does not outweigh everything else.
_COST_MISALIGNED = 0.5
_MAX_MISALIGNED = 6
# Gain per em of white at a cut, up to one em.
_GAIN_WHITE = 0.2
# A cut with less white than rows have between them, and white of that height inside a row.
_COST_NARROW_CUT = 1.5
_COST_WHITE_INSIDE = 1.0
# A change of color inside a row; and a cut without one, where each row has a ground of its own.
_COST_WALL_INSIDE = 4.0
_COST_CUT_IN_BAND = 2.0

# Ems: white above a heading and below it differs by no more, where it is not known how much rows
# have; a heading begins this near to the first text, or is this near to the middle.
_EVEN_WHITE, _AT_SIDE = 0.2, 0.5

# Ems: a cell further off than this is not aligned.
_MISALIGNED = 0.35
# Ems: white between rows must exceed that between lines by this to tell them apart.
_EXTRA_WHITE = 0.15
# Share of its texts that are numbers, and their least count, in a numeric column.
_NUMBER_SHARE = 0.6
_MIN_NUMBERS = 2
# Share of numbers in a column that has nothing else in most rows.
_SINGLE_SHARE = 0.7
# Share of lines next to a number that are on other heights than it, in a table of centered cells.
_OFFSET_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a page as rows.

    Attributes:
        ends: (n + 1,) heights of the cuts: above the first row, between rows, below the last.
        numbered: (n,) whether each row has a number.
        cost: of this way to cut; lower is better.
        white: heights of the white between rows that have numbers, and of that inside rows.
    """

    ends: tuple[float, ...]
    numbered: tuple[bool, ...]
    cost: float
    white: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())


def number_columns(column: IntArray, is_number: np.ndarray, count: int) -> IntArray:
    """Indexes of the numeric columns among ``count``; ``column`` is that of each piece of text."""
    pieces = np.bincount(column, minlength=count)
    numbers = np.bincount(column[is_number], minlength=count)
    return np.flatnonzero((numbers >= _MIN_NUMBERS) & (numbers >= _NUMBER_SHARE * pieces))


def single_columns(column: IntArray, is_number: np.ndarray, numbers: IntArray) -> frozenset[int]:
    """Those of the columns ``numbers`` that hold hardly anything but numbers."""
    pieces = np.bincount(column, minlength=1 + int(numbers.max(initial=0)))[numbers]
    own = np.bincount(column[is_number], minlength=1 + int(numbers.max(initial=0)))[numbers]
    return frozenset(numbers[own >= _SINGLE_SHARE * pieces].tolist())


def anchors_of(
    boxes: FloatArray, column: IntArray, columns: IntArray, em: float, *, most: bool = False
) -> FloatArray:
    """(k, 2) top and bottom of the lines that have a number in at least half of ``columns``.

    Each row has one such line. ``boxes`` are the numbers, ``column`` is the column of each. With
    ``most``, half of the columns are not enough.
    """
    inside = np.isin(column, columns)
    boxes, column = boxes[inside], column[inside]
    if not len(boxes):
        return np.empty((0, 2))
    order = np.argsort(boxes[:, 3], kind="stable")
    boxes, column = boxes[order], column[order]
    line = np.concatenate(([0], np.cumsum(np.diff(boxes[:, 3]) > BASELINE_TOLERANCE * em)))
    held = np.zeros((line[-1] + 1, len(columns)), dtype=bool)
    held[line, np.searchsorted(columns, column)] = True
    enough = held.sum(axis=1) * 2 >= len(columns) + most
    first = np.flatnonzero(np.concatenate(([True], np.diff(line) != 0)))
    tops = np.minimum.reduceat(boxes[:, 1], first)
    bottoms = np.maximum.reduceat(boxes[:, 3], first)
    return np.asarray(np.column_stack((tops, bottoms))[enough])


def blocks_of(boxes: FloatArray, gap: float) -> FloatArray:
    """(k, 2) top and bottom of each block of lines at most ``gap`` points apart."""
    if not len(boxes):
        return np.empty((0, 2))
    order = np.argsort(boxes[:, 1], kind="stable")
    top, bottom = boxes[order, 1], np.maximum.accumulate(boxes[order, 3])
    first = np.flatnonzero(np.concatenate(([True], top[1:] > bottom[:-1] + gap)))
    last = np.append(first[1:], len(top)) - 1
    return np.column_stack((top[first], bottom[last]))


def is_centered(boxes: FloatArray, anchors: FloatArray, em: float) -> bool:
    """Whether lines next to ``anchors`` (k, 2) are offset from them, as in centered cells.

    In cells aligned to the top or the bottom, all lines are on the same heights.
    """
    # Lines set close may overlap a little.
    slack = BASELINE_TOLERANCE * em
    top, bottom = anchors[:, 0, None] + slack, anchors[:, 1, None] - slack
    over = (boxes[None, :, 1] < bottom) & (boxes[None, :, 3] > top)
    off = np.abs(boxes[None, :, 3] - anchors[:, 1, None]) > slack
    return bool((over & off).sum() > _OFFSET_SHARE * over.sum())


def cut_rows(
    boxes: FloatArray,
    column: IntArray,
    anchors: FloatArray,
    em: float,
    alignment: Alignment,
    least_white: float,
    walls: FloatArray | None = None,
    single: Collection[int] = (),
    over: BoolArray | None = None,
) -> Rows:
    """The cheapest rows for some lines; a whole row has one of ``anchors`` (k, 2).

    Args:
        boxes: (n, 4) the lines of all columns.
        column: (n,) the column of each.
        anchors: top and bottom of each row's line of numbers.
        em: points.
        alignment: of the cells in a row.
        least_white: points of white between two rows; 0 where that is unknown.
        walls: (m,) heights of the changes of color where each row has a ground of its own.
        single: columns with one line in each row.
        over: (n,) which lines are over several columns.
    """
    bands = _bands(boxes, em)
    band = np.searchsorted(bands[:, 0], (boxes[:, 1] + boxes[:, 3]) / 2) - 1
    order = np.argsort(band, kind="stable")
    lines = list(zip(column[order].tolist(), *boxes[order][:, [1, 3]].T.tolist(), strict=True))
    starts = np.searchsorted(band[order], np.arange(len(bands) + 1)).tolist()
    in_bands = [lines[low:high] for low, high in pairwise(starts)]
    walled = None
    if walls is not None and len(bands):
        middles = (bands[:, 0] + bands[:, 1]) / 2
        held = np.searchsorted(walls, middles)
        walled = [False, *(np.diff(held) > 0).tolist(), False]
    headings = _may_be_headings(boxes, band, bands, em, alignment, least_white, over)
    return _cut(bands, in_bands, anchors, em, alignment, least_white, walled, single, headings)


def _may_be_headings(
    boxes: FloatArray,
    band: IntArray,
    bands: FloatArray,
    em: float,
    alignment: Alignment,
    least_white: float,
    over: BoolArray | None,
) -> dict[int, float]:
    """The bands that may be headings of sections, by index, with what each costs at most.

    Such a band is one text at the left side of the table or over its middle, with as much white
    above and below as rows have. Where that is not known, both are the same, and cells are
    centered, which the text would not be as part of another row; or it is over several columns.
    """
    known = least_white > 0 or alignment == "middle"
    over = np.zeros(len(boxes), dtype=bool) if over is None else over
    if len(bands) < 2 or not (known or over.any()):
        return {}
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    alone = np.bincount(band, minlength=len(bands)) == 1
    at_side = boxes[:, 0] <= left + _AT_SIDE * em
    at_side |= np.abs(boxes[:, 0] + boxes[:, 2] - left - right) <= 2 * _AT_SIDE * em
    white = bands[1:, 0] - bands[:-1, 1]
    # Labels are above the first one, or a page end.
    above, below = np.append(white[0], white), np.append(white, np.inf)
    if least_white:
        apart = np.minimum(above, below) >= least_white
    else:
        apart = np.abs(above - below) <= _EVEN_WHITE * em
    if not known:
        at_side &= over
    at_side &= alone[band] & apart[band]
    costs = np.where(over, _COST_WIDE_HEADING, _COST_HEADING)
    return dict(zip(band[at_side].tolist(), costs[at_side].tolist(), strict=True))


def _bands(boxes: FloatArray, em: float) -> FloatArray:
    """(m, 2) top and bottom of each band of the page with ink somewhere across it."""
    margin = _GLYPH_MARGIN * em
    return np.asarray(blocks_of(boxes, -2 * margin) + np.array((margin, -margin)))


def _cut(
    bands: FloatArray,
    lines: Sequence[Sequence[_Line]],
    anchors: FloatArray,
    em: float,
    how: Alignment,
    least_white: float,
    walled: Sequence[bool] | None,
    single: Collection[int],
    headings: Mapping[int, float],
) -> Rows:
    """The cheapest way to cut ``bands`` into rows, with cells aligned ``how``.

    ``walled`` tells for each band, and the end, whether the color changes above it.
    """
    count = len(bands)
    middles = (anchors[:, 0] + anchors[:, 1]) / 2
    # How many anchors are above the end of each band.
    above = [0, *np.searchsorted(middles, bands[:, 1]).tolist()]
    places = [tuple(anchor) for anchor in anchors.tolist()]
    tops, bottoms = bands[:, 0].tolist(), bands[:, 1].tolist()
    white_above = [0.0, *(tops[i] - bottoms[i - 1] for i in range(1, count)), 0.0]
    best = [0.0] + [float("inf")] * count
    back = [0] * (count + 1)
    for end in range(1, count + 1):
        cells: dict[int, tuple[float, float]] = {}
        holes = crossed = 0
        in_single: Counter[int] = Counter()
        for start in range(end - 1, -1, -1):
            held = above[end] - above[start]
            if held > 1 and end - start > 1:
                break
            for column, top, bottom in lines[start]:
                low, high = cells.get(column, (top, bottom))
                cells[column] = min(low, top), max(high, bottom)
                if column in single:
                    in_single[column] += 1
            if 0 < least_white <= white_above[start + 1] and start + 1 < end:
                holes += 1
            if walled is not None and walled[start + 1] and start + 1 < end:
                crossed += 1
            cost = best[start] + _COST_WHITE_INSIDE * holes + _COST_WALL_INSIDE * crossed
            if start:
                white = white_above[start]
                narrow = white < least_white
                cost += _COST_NARROW_CUT * narrow - _GAIN_WHITE * min(white / em, 1.0)
                if walled is not None and not walled[start] and above[start]:
                    cost += _COST_CUT_IN_BAND
            if held:
                off = _off(cells, places[above[start]], em, how)
                if end == count or start == 0:
                    # A row cut by the page end is set from the top.
                    off = min(off, _off(cells, places[above[start]], em, "top"))
                cost += _COST_MISALIGNED * min(off, _MAX_MISALIGNED)
                cost += _COST_TWO_IN_SINGLE * (max(in_single.values(), default=0) > 1)
            elif start in headings and end == start + 1:
                first = _COST_HEADING if above[start] else _COST_FIRST_HEADING
                cost += min(first, headings[start])
            else:
                inside = above[start] > 0 and above[end] < len(places)
                part = _COST_PART_IN_SINGLE if any(in_single.values()) else _COST_PART_INSIDE
                cost += part if inside else _COST_PART_AT_END
            if cost < best[end]:
                best[end], back[end] = cost, start
    stops = [count]
    while stops[-1]:
        stops.append(back[stops[-1]])
    stops.reverse()
    margin = _OUTER_MARGINS * _GLYPH_MARGIN * em
    inner = [(bottoms[stop - 1] + tops[stop]) / 2 for stop in stops[1:-1]]
    ends = (tops[0] - margin, *inner, bottoms[-1] + margin)
    numbered = tuple(above[end] > above[start] for start, end in pairwise(stops))
    both = [one and other for one, other in pairwise(numbered)]
    between = {stop for stop, whole in zip(stops[1:-1], both, strict=True) if whole}
    uncut = set(range(1, count)).difference(stops)
    return Rows(
        ends,
        numbered,
        best[count],
        (
            tuple(white_above[i] for i in sorted(between)),
            tuple(white_above[i] for i in sorted(uncut)),
        ),
    )


def least_white(pages: Sequence[Rows], em: float) -> float:
    """Points of white that separate rows, if clearly more than between lines; else 0."""
    between = [white for rows in pages for white in rows.white[0]]
    inside = [white for rows in pages for white in rows.white[1]]
    if not between or not inside:
        return 0.0
    usual, line = median(between), median(inside)
    return (usual + line) / 2 if usual > line + _EXTRA_WHITE * em else 0.0


def _off(
    cells: Mapping[int, tuple[float, float]], anchor: tuple[float, float], em: float, how: Alignment
) -> int:
    """How many cells of a row are not aligned with its number."""
    limit = _MISALIGNED * em
    match how:
        case "top":
            return sum(abs(top - anchor[0]) > limit for top, _ in cells.values())
        case "middle":
            double = anchor[0] + anchor[1]
            return sum(abs(top + bottom - double) > 2 * limit for top, bottom in cells.values())
        case "bottom":
            return sum(abs(bottom - anchor[1]) > limit for _, bottom in cells.values())
