"""Columns that are ruled in the header alone: their rulings are drawn on through the rows below it.

Excel's lists often have every side of each label, and of the rows below only the sides across the
page, or one frame around all of them. The header tells the columns better than the white between
texts does: a figure set right touches the name set left beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.gutters import lines_of
from kyoten_extract.table.unruled.lacking_rulings import header_rows
from kyoten_extract.table.unruled.row_cuts import BASELINE_TOLERANCE

# Points: rulings may end this far before or behind the place they end at.
_SLACK = 3.0
# Ems: a character that reaches further over a side is cut by it.
_OVER = 0.2
# Share of the lines of a row, or of a frame, that a side may cut: texts run over blank cells.
_CUT = 0.15
# Share of all sides of lines that are cut, from which on the texts are not in these columns.
_CUT_IN_ALL = 0.1
# Columns that have text, at least.
_FEWEST_FILLED = 2

# Lines with both of two columns, and their share, that show these; and rows between rulings as wide
# as the header that do, at least.
_FEWEST_PAIRS, _PAIRS = 3, 0.6
_FEWEST_RULED = 3
# Ems of white: above a line that goes on with a table, and how much more than before; above one of
# the same cell, and how much more than usual there; and below the last.
_STEP, _LONGER, _NEAR, _EVEN, _MARGIN = 3.0, 1.5, 0.5, 0.1, 0.2

Line = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Text:
    """Where the characters between two heights are: by line, and their sides; (n, 4) boxes."""

    boxes: FloatArray
    line: IntArray
    em: float

    @classmethod
    def of(cls, boxes: FloatArray) -> _Text:
        em = max(median(boxes[:, 3] - boxes[:, 1]), 1.0) if len(boxes) else 1.0
        if not len(boxes):
            return cls(boxes, np.empty(0, dtype=np.int64), em)
        return cls(boxes, lines_of(boxes, BASELINE_TOLERANCE * em), em)

    def between(self, top: float, bottom: float) -> _Text:
        middle = (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        return _Text.of(self.boxes[(middle > top) & (middle < bottom)])

    @property
    def lines(self) -> int:
        return int(self.line.max(initial=-1)) + 1

    def _over(self, x: float) -> BoolArray:
        """(n,) which characters the side at ``x`` cuts."""
        over = _OVER * self.em
        cut: BoolArray = (self.boxes[:, 0] < x - over) & (self.boxes[:, 2] > x + over)
        return cut

    def cut(self, x: float) -> int:
        """How many lines the side at ``x`` cuts."""
        return len(np.unique(self.line[self._over(x)]))

    def runs_on(self, x: float, end: float) -> bool:
        """Whether text runs over the side at ``x`` into a column that has no other text.

        The column ends at ``end``.
        """
        cut = np.isin(self.line, self.line[self._over(x)])
        middle = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        inside = (middle > x) & (middle < end)
        return bool(cut.any()) and not (inside & ~cut).any()

    def full_lines(self, xs: Sequence[float]) -> int:
        """How many lines have text in all columns."""
        return sum(len(one) == len(xs) - 1 for one in self._columns(xs))

    def _columns(self, xs: Sequence[float]) -> list[set[int]]:
        """The columns with text of each line."""
        middle = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        found: list[set[int]] = [set() for _ in range(self.lines)]
        for line, column in zip(
            self.line.tolist(), np.searchsorted(xs, middle).tolist(), strict=True
        ):
            found[line].add(column)
        return found

    def end_below(self, start: float, limit: float, xs: Sequence[float]) -> float | None:
        """Where lines of text end that are in the columns, from ``start`` on, one after the other.

        The last has text in several columns, or is near to one that has. ``None`` where they fill
        too few of the columns.
        """
        step, above, end = _STEP * self.em, start, None
        filled = set[int]()
        over = {line for x in xs[1:-1] for line in self.line[self._over(x)].tolist()}
        wrapped = self._wrapped(xs)
        usual = median(np.array([top - above for _, above, top in wrapped])) if wrapped else 0.0
        near_lines = {
            line for line, above, top in wrapped if top - above <= usual + _EVEN * self.em
        }
        for line, columns in enumerate(self._columns(xs)):
            own = self.boxes[self.line == line]
            top, bottom = float(own[:, 1].min()), float(own[:, 3].max())
            if (top + bottom) / 2 < start:
                continue
            if bottom > limit or top - above > step:
                break
            near = end is not None and (top - end <= _NEAR * self.em or line in near_lines)
            if line not in over and (len(columns) > 1 or near):
                step, end = max(step, _LONGER * (top - above)), bottom
                filled |= columns
            above = bottom
        enough = len(filled) >= max(_FEWEST_FILLED, (len(xs) - 1) / 2)
        return end + _MARGIN * self.em if end is not None and enough else None

    def _wrapped(self, xs: Sequence[float]) -> list[tuple[int, float, float]]:
        """Each line of one column alone that begins where the text above it in that column does.

        With it, where that above ends and where it begins, down the page.
        """
        found = []
        column = np.searchsorted(xs, (self.boxes[:, 0] + self.boxes[:, 2]) / 2)
        for line, columns in enumerate(self._columns(xs)):
            if len(columns) != 1 or not line:
                continue
            own = self.boxes[self.line == line]
            above = self.boxes[(self.line == line - 1) & (column == min(columns))]
            if len(above) and abs(own[:, 0].min() - above[:, 0].min()) <= _NEAR * self.em:
                found.append((line, float(above[:, 3].max()), float(own[:, 1].min())))
        return found

    def filled(self, xs: Sequence[float]) -> int:
        """How many of the columns with the sides ``xs`` have any."""
        return len(set[int]().union(*self._columns(xs)))


@dataclass(frozen=True, slots=True)
class _Heights:
    """Rulings across a table, and whether nothing shows its lower side; what begins below it."""

    ys: tuple[float, ...]
    limit: float
    is_open: bool


def with_header_columns(
    contents: Sequence[PageContent], read: Callable[[int], Page], settings: TableSettings
) -> tuple[list[PageContent], Callable[[int], Page]]:
    """``contents``, read again where a header alone has the sides of the columns.

    Later pages have them, too, where they have no others. ``read`` loads a page again; returned is
    a function that loads it with these sides.
    """
    result: list[PageContent] = []
    added: dict[int, list[Line]] = {}
    known: tuple[float, ...] = ()

    def read_with(number: int) -> Page:
        page = read(number)
        return page.with_lines_down(added[number]) if number in added else page

    for content in contents:
        headers = [grid for grid in content.grids if header_rows(grid)]
        goes_on = bool(known) and all(grid.columns == 1 for grid in content.grids)
        if headers or goes_on:
            page, lines = read(content.number), list[Line]()
            for grid in headers:
                xs, below = _below(page, content, grid, known)
                known = xs if below else known
                lines += below
            if not headers:
                lines += _through(page, known, -np.inf, page.height)
            if lines:
                added[content.number] = lines
                content = read_page(read_with(content.number), settings)
        result.append(content)
    return result, read_with


def _below(
    page: Page, content: PageContent, grid: Grid, known: tuple[float, ...]
) -> tuple[tuple[float, ...], list[Line]]:
    """The sides of the columns of ``grid``, and those that are drawn below its header.

    ``known``: those of a page before.
    """
    depth = header_rows(grid)
    upper, top = grid.ys[depth - 1], grid.ys[depth]
    others = (other.ys[0] for other in content.grids if other.ys[0] > top + _SLACK)
    xs = _with_open_sides(page, grid, top)
    again = len(xs) == len(known) and bool((np.abs(np.subtract(xs, known)) <= _SLACK).all())
    lines = list(_through(page, xs, top, min(others, default=page.height), again=again))
    if lines:
        lines += [(x, upper, top) for x in (xs[0], xs[-1])]
    return xs, lines


def _with_open_sides(page: Page, grid: Grid, top: float) -> tuple[float, ...]:
    """The sides of ``grid``, and the ends of the ruling at ``top`` that goes on beyond them."""
    y, low, high = page.rulings.across.joined(_SLACK).T
    at = (np.abs(y - top) <= _SLACK) & (low < grid.xs[0] + _SLACK) & (high > grid.xs[-1] - _SLACK)
    if not at.any():
        return grid.xs
    left, right = float(low[at].min()), float(high[at].max())
    first = (left,) if left < grid.xs[0] - _SLACK else ()
    last = (right,) if right > grid.xs[-1] + _SLACK else ()
    return (*first, *grid.xs, *last)


def _through(
    page: Page, xs: tuple[float, ...], top: float, limit: float, *, again: bool = False
) -> Iterator[Line]:
    """The sides ``xs`` from ``top`` on, as far as texts or rulings go that are above ``limit``.

    None where there are others, or where the texts are not between them. ``again``: under a header
    of the page before, where the rest of a row may have text in one column.
    """
    found = _heights(page, xs, top, limit)
    shown = page.characters.boxes[~page.characters.is_blank]
    middle = (shown[:, 0] + shown[:, 2]) / 2
    text = _Text.of(shown[(middle > xs[0]) & (middle < xs[-1])])
    if found is not None and found.is_open:
        end = text.end_below(found.ys[-1], found.limit, xs)
        found = replace(found, ys=(*found.ys, end)) if end is not None else found
    if found is None or len(found.ys) < 2:
        return
    every = text.between(found.ys[0], found.ys[-1])
    fewest = 1 if again else _FEWEST_FILLED
    if every.lines < 1 or every.filled(xs) < min(fewest, len(xs) - 1):
        return
    sides = xs[1:-1]
    if sum(map(every.cut, sides)) > _CUT_IN_ALL * every.lines * len(sides):
        return
    ruled = len(found.ys) > _FEWEST_RULED
    pairs = max(_FEWEST_PAIRS, _PAIRS * every.lines)
    if len(sides) == 1 and not ruled and every.full_lines(xs) < pairs:
        return
    for start, stop in pairwise(found.ys):
        row = text.between(start, stop)
        yield from ((side, start, stop) for side in (xs[0], xs[-1]))
        for side, end in pairwise(xs[1:]):
            if row.cut(side) <= _CUT * row.lines or not row.runs_on(side, end):
                yield side, start, stop


def _heights(page: Page, xs: tuple[float, ...], top: float, limit: float) -> _Heights | None:
    """The rulings across all of ``xs`` below ``top``; ``None`` where others part the columns."""
    left, right = xs[0], xs[-1]
    down = page.rulings.down.joined(_SLACK)
    # The dots of a line across are as high as they are wide.
    x, upper, lower = down[down[:, 2] - down[:, 1] > _SLACK].T
    inner = (x > left + _SLACK) & (x < right - _SLACK) & (lower > top + _SLACK) & (upper < limit)
    if (upper[inner] <= top + _SLACK).any():
        return None
    limit = float(upper[inner].min(initial=limit))
    y, low, high = page.rulings.across.joined(_SLACK).T
    whole = (np.abs(low - left) <= _SLACK) & (np.abs(high - right) <= _SLACK)
    found = [top] if np.isfinite(top) else []
    found += np.unique(y[whole & (y > top + _SLACK) & (y < limit)]).tolist()
    # A frame that goes on over the page end is open there.
    ends = [
        (upper[near], lower[near])
        for near in (np.abs(x - side) <= _SLACK for side in (left, right))
    ]
    is_open = True
    if all(len(starts) for starts, _ in ends):
        start, stop = max(starts.min() for starts, _ in ends), min(stops.max() for _, stops in ends)
        if not found or (start < found[0] - _SLACK and not np.isfinite(top)):
            found.insert(0, start)
        if stop > found[-1] + _SLACK and stop < limit:
            found.append(stop)
        is_open = stop < found[-1] - _SLACK or len(found) < 2
    return _Heights(tuple(found), limit, is_open) if found else None
