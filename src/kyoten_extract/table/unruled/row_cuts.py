"""Rows that no ruling parts: where one ends, by its numbers and how its cells are aligned.

A row has one number in each column of numbers, and its cells are set from its top, about its middle
or on its bottom. Of all ways to cut the lines of a page at the white between them, the one is taken
that fits best; a page may begin and end with a piece of a row that has its numbers elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from kyoten_extract.page.page_model import FloatArray, IntArray

Alignment = Literal["top", "middle", "bottom"]
_Line = tuple[int, float, float]  # column, top, bottom

# In ems: what glyphs leave white of their box above and below; lines of digits no further apart
# stand side by side.
_BLEED = 0.08
_ONE_LINE = 0.2
# The price of a piece of a row without a number, at a page end and amid the rows; of a second
# number in one row; of each cell that is not aligned, up to so many; what white at a cut is worth,
# up to one em of it; and the price of a cut without the usual white, and of such white in a row.
_WITHOUT = 0.3
_AMID = 3.0
_SECOND = 6.0
_ASKEW = 0.5
_MOST_ASKEW = 6
_WHITE = 0.2
_CROWDED = 1.5
_HOLE = 1.0
# In ems: from which distance a cell is not aligned; what is clearly more white.
_STRAY = 0.35
_CLEARLY = 0.15
# A column of numbers holds so large a share of them, and so many.
_MOST_NUMBERS = 0.6
# The share of lines beside numbers that are set off against them in a table of centred cells.
_SET_OFF = 0.05
_FEWEST_NUMBERS = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a page as rows.

    Attributes:
        ends: (n + 1,) the white above the first row, between rows, and below the last.
        numbered: for each row, whether it has a number.
        cost: how badly it all fits.
        white: height of the white between rows that have numbers, and inside rows.
    """

    ends: tuple[float, ...]
    numbered: tuple[bool, ...]
    cost: float
    white: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())


def number_columns(column: IntArray, is_number: np.ndarray, count: int) -> IntArray:
    """Which of ``count`` columns hold numbers; ``column`` is that of each piece of text."""
    pieces = np.bincount(column, minlength=count)
    numbers = np.bincount(column[is_number], minlength=count)
    return np.flatnonzero((numbers >= _FEWEST_NUMBERS) & (numbers >= _MOST_NUMBERS * pieces))


def anchors_of(boxes: FloatArray, column: IntArray, columns: IntArray, em: float) -> FloatArray:
    """(k, 2) top and bottom of what each row has once: a line with a number in most ``columns``.

    ``boxes`` are the pieces of text that may be one, ``column`` the column of each.
    """
    inside = np.isin(column, columns)
    boxes, column = boxes[inside], column[inside]
    if not len(boxes):
        return np.empty((0, 2))
    order = np.argsort(boxes[:, 3], kind="stable")
    boxes, column = boxes[order], column[order]
    line = np.concatenate(([0], np.cumsum(np.diff(boxes[:, 3]) > _ONE_LINE * em)))
    held = np.zeros((line[-1] + 1, len(columns)), dtype=bool)
    held[line, np.searchsorted(columns, column)] = True
    enough = held.sum(axis=1) * 2 >= len(columns)
    first = np.flatnonzero(np.concatenate(([True], np.diff(line) != 0)))
    tops = np.minimum.reduceat(boxes[:, 1], first)
    bottoms = np.maximum.reduceat(boxes[:, 3], first)
    return np.asarray(np.column_stack((tops, bottoms))[enough])


def blocks_of(boxes: FloatArray, gap: float) -> FloatArray:
    """(k, 2) top and bottom of each stretch of lines no more than ``gap`` points apart."""
    if not len(boxes):
        return np.empty((0, 2))
    order = np.argsort(boxes[:, 1], kind="stable")
    top, bottom = boxes[order, 1], np.maximum.accumulate(boxes[order, 3])
    first = np.flatnonzero(np.concatenate(([True], top[1:] > bottom[:-1] + gap)))
    last = np.append(first[1:], len(top)) - 1
    return np.column_stack((top[first], bottom[last]))


def stands_about_middle(boxes: FloatArray, anchors: FloatArray, em: float) -> bool:
    """Whether lines beside ``anchors`` (k, 2) are set off against them, as centred cells are.

    Cells set from the top, or on the bottom, have their lines on the same heights all along.
    """
    over = (boxes[None, :, 1] < anchors[:, 1, None]) & (boxes[None, :, 3] > anchors[:, 0, None])
    off = np.abs(boxes[None, :, 3] - anchors[:, 1, None]) > _ONE_LINE * em
    return bool((over & off).sum() > _SET_OFF * over.sum())


def cut_rows(
    boxes: FloatArray,
    column: IntArray,
    anchors: FloatArray,
    em: float,
    alignment: Alignment,
    least_white: float,
) -> Rows:
    """The rows of some lines, each with one of ``anchors`` (k, 2).

    Args:
        boxes: (n, 4) the lines of all columns.
        column: (n,) the column of each.
        anchors: top and bottom of what each row has once.
        alignment: how cells are aligned.
        least_white: what parts two rows, in points, as far as is known.
    """
    bands = _bands(boxes, em)
    band = np.searchsorted(bands[:, 0], (boxes[:, 1] + boxes[:, 3]) / 2) - 1
    order = np.argsort(band, kind="stable")
    lines = list(zip(column[order].tolist(), *boxes[order][:, [1, 3]].T.tolist(), strict=True))
    starts = np.searchsorted(band[order], np.arange(len(bands) + 1)).tolist()
    in_bands = [lines[low:high] for low, high in pairwise(starts)]
    return _cut(bands, in_bands, anchors, em, alignment, least_white)


def _bands(boxes: FloatArray, em: float) -> FloatArray:
    """(m, 2) top and bottom of each stretch of the page with ink somewhere across it."""
    bleed = _BLEED * em
    return np.asarray(blocks_of(boxes, -2 * bleed) + np.array((bleed, -bleed)))


def _cut(
    bands: FloatArray,
    lines: Sequence[Sequence[_Line]],
    anchors: FloatArray,
    em: float,
    how: Alignment,
    least_white: float,
) -> Rows:
    """The cheapest way to cut ``bands`` into rows, if cells are aligned ``how``."""
    count = len(bands)
    middles = (anchors[:, 0] + anchors[:, 1]) / 2
    # Of the anchors, how many stand above the end of each band.
    above = [0, *np.searchsorted(middles, bands[:, 1]).tolist()]
    places = [tuple(anchor) for anchor in anchors.tolist()]
    tops, bottoms = bands[:, 0].tolist(), bands[:, 1].tolist()
    white_above = [0.0, *(tops[i] - bottoms[i - 1] for i in range(1, count)), 0.0]
    best = [0.0] + [float("inf")] * count
    back = [0] * (count + 1)
    for end in range(1, count + 1):
        cells: dict[int, tuple[float, float]] = {}
        holes = 0
        for start in range(end - 1, -1, -1):
            held = above[end] - above[start]
            if held > 1 and end - start > 1:
                break
            for column, top, bottom in lines[start]:
                low, high = cells.get(column, (top, bottom))
                cells[column] = min(low, top), max(high, bottom)
            if 0 < least_white <= white_above[start + 1] and start + 1 < end:
                holes += 1
            cost = best[start] + _HOLE * holes
            if start:
                white = white_above[start]
                cost += _CROWDED * (white < least_white) - _WHITE * min(white / em, 1.0)
            if held:
                off = _off(cells, places[above[start]], em, how)
                if end == count or start == 0:
                    # A row that the page end cuts is set from the top, as far as it goes.
                    off = min(off, _off(cells, places[above[start]], em, "top"))
                cost += _ASKEW * min(off, _MOST_ASKEW) + _SECOND * (held - 1)
            else:
                amid = above[start] > 0 and above[end] < len(places)
                cost += _AMID if amid else _WITHOUT
            if cost < best[end]:
                best[end], back[end] = cost, start
    stops = [count]
    while stops[-1]:
        stops.append(back[stops[-1]])
    stops.reverse()
    bleed = 3 * _BLEED * em
    inner = [(bottoms[stop - 1] + tops[stop]) / 2 for stop in stops[1:-1]]
    ends = (tops[0] - bleed, *inner, bottoms[-1] + bleed)
    numbered = tuple(above[end] > above[start] for start, end in pairwise(stops))
    both = [one and other for one, other in pairwise(numbered)]
    between = {stop for stop, whole in zip(stops[1:-1], both, strict=True) if whole}
    inside = set(range(1, count)).difference(stops)
    return Rows(
        ends,
        numbered,
        best[count],
        (
            tuple(white_above[i] for i in sorted(between)),
            tuple(white_above[i] for i in sorted(inside)),
        ),
    )


def least_white(pages: Sequence[Rows], em: float) -> float:
    """What white parts rows, if it is clearly more than what lies between lines; else 0."""
    between = [white for rows in pages for white in rows.white[0]]
    inside = [white for rows in pages for white in rows.white[1]]
    if not between or not inside:
        return 0.0
    usual, line = float(np.median(between)), float(np.median(inside))
    return (usual + line) / 2 if usual > line + _CLEARLY * em else 0.0


def _off(
    cells: Mapping[int, tuple[float, float]], anchor: tuple[float, float], em: float, how: Alignment
) -> int:
    """How many cells of a row are not aligned with its number."""
    limit = _STRAY * em
    match how:
        case "top":
            return sum(abs(top - anchor[0]) > limit for top, _ in cells.values())
        case "middle":
            double = anchor[0] + anchor[1]
            return sum(abs(top + bottom - double) > 2 * limit for top, bottom in cells.values())
        case "bottom":
            return sum(abs(bottom - anchor[1]) > limit for _, bottom in cells.values())
