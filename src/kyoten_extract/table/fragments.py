"""The body rows of one page's grid, with what tells whether a page end cuts them."""

from __future__ import annotations

from collections import defaultdict

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.table_model import PictureLine, Row
from kyoten_extract.page.grid import Grid, count_ink

# A cell over this share of the columns, alone in its row, is a heading of a section.
_WIDE = 0.6


@dataclass(frozen=True, slots=True)
class Fragment:
    """One row of one grid's body.

    Attributes:
        row: its cells, on this page.
        merged: columns whose cell spans several rows.
        topmost: columns whose cell begins with the body.
        over_top, over_bottom: columns whose text runs over the cell's upper side, or its lower.
        filled: columns with text.
        wide: one cell with text covers most columns, and no other has text.
        first, last: of its page, whose end may cut it.
        open_top, open_bottom: no ruling closes the grid there.
        open_below: columns whose cell no ruling closes at the end of the page, as others.
    """

    row: Row
    merged: frozenset[int]
    topmost: frozenset[int]
    over_top: frozenset[int]
    over_bottom: frozenset[int]
    filled: frozenset[int]
    wide: bool
    first: bool
    last: bool
    open_top: bool
    open_bottom: bool
    open_below: frozenset[int] = frozenset()

    @property
    def height(self) -> float:
        """Points from its upper to its lower side."""
        _, _, top, _, bottom = self.row.boxes[-1]
        return bottom - top


def body_fragments(grid: Grid, skipped: set[int]) -> list[Fragment]:
    """The body rows of ``grid``: all but the ``skipped`` rows of headers."""
    texts = [[""] * width for width in _widths(grid)]
    merged: list[set[int]] = [set() for _ in range(grid.rows)]
    open_below: list[set[int]] = [set() for _ in range(grid.rows)]
    ink = [0] * grid.rows
    links: list[list[tuple[int, str]]] = [[] for _ in range(grid.rows)]
    pictures: list[list[tuple[int, PictureLine]]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        first, text = cell.row, cell.text
        if text:
            ink[first] += count_ink(text)
        if cell.row_span == 1:
            texts[first][cell.column] = text
        else:
            for index in range(first, first + cell.row_span):
                texts[index][cell.column] = text
                merged[index].add(cell.column)
        if cell.links:
            for index in range(first, first + cell.row_span):
                links[index] += ((cell.column, uri) for uri in cell.links)
        if cell.open_below:
            for index in range(first, first + cell.row_span):
                open_below[index].add(cell.column)
        if cell.picture:
            for index in range(first, first + cell.row_span):
                pictures[index] += ((cell.column, line) for line in cell.picture)
    found: list[Fragment] = []
    body = [index for index in range(grid.rows) if index not in skipped]
    if not body:
        return []
    begins: list[set[int]] = [set() for _ in range(grid.rows)]
    for cell in grid.cells if not grid.whole_rows else ():
        if cell.row <= body[0]:
            for index in range(cell.row, cell.row + cell.row_span):
                begins[index].add(cell.column)
    over = _runs_over(grid)
    wide = _wide_rows(grid)
    for index in body:
        box = (grid.page, grid.xs[0], grid.ys[index], grid.xs[-1], grid.ys[index + 1])
        row = Row(
            tuple(texts[index]),
            (grid.page,),
            (box,),
            (ink[index],),
            tuple(links[index]),
            tuple(pictures[index]),
        )
        found.append(
            Fragment(
                row,
                frozenset(merged[index]),
                frozenset(begins[index]),
                over[0].get(index, frozenset()),
                over[1].get(index, frozenset()),
                frozenset([i for i, text in enumerate(row.cells) if text.strip()]),
                index in wide,
                index == body[0] and not grid.whole_rows,
                index == body[-1] and not grid.whole_rows,
                grid.open_top and index == 0,
                grid.open_bottom and index == grid.rows - 1,
                frozenset(open_below[index]),
            )
        )
    return found


def _wide_rows(grid: Grid) -> set[int]:
    """Rows with text in one cell only, which covers most columns."""
    texts: defaultdict[int, list[int]] = defaultdict(list)
    for cell in grid.cells:
        if cell.text.strip():
            texts[cell.row].append(cell.column_span)
    least = max(2.0, _WIDE * grid.columns)
    return {row for row, spans in texts.items() if len(spans) == 1 and spans[0] >= least}


def _runs_over(grid: Grid) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Columns whose text runs over the upper side of a row, and over its lower side, by row."""
    above: defaultdict[int, set[int]] = defaultdict(set)
    below: defaultdict[int, set[int]] = defaultdict(set)
    for cell in grid.cells:
        over, under = cell.runs_over
        if over:
            above[cell.row].add(cell.column)
        if under:
            below[cell.row + cell.row_span - 1].add(cell.column)
    return (
        {row: frozenset(columns) for row, columns in above.items()},
        {row: frozenset(columns) for row, columns in below.items()},
    )


def _widths(grid: Grid) -> list[int]:
    """How many cells each row has: all columns, save in a transcription."""
    if sum(cell.row_span * cell.column_span for cell in grid.cells) == grid.rows * grid.columns:
        return [grid.columns] * grid.rows
    widths = [0] * grid.rows
    for cell in grid.cells:
        end = cell.column + cell.column_span
        for row in range(cell.row, cell.row + cell.row_span):
            widths[row] = max(widths[row], end)
    return widths


def lines_printed_again(upper: Fragment, lower: Fragment) -> dict[int, int]:
    """How many lines of each cell the lower half prints again.

    A line that the page end cuts through is drawn on both pages, half of it on either; Excel
    draws even all of a cell's text on both. Such text runs over the side it is cut at.
    """
    repeated = {}
    for column in upper.over_bottom | lower.over_top:
        above, below = (f.row.cells[column].split("\n") for f in (upper, lower))
        for count in range(min(len(above), len(below)), 0, -1):
            if above[-count:] == below[:count] and "".join(below[:count]).strip():
                repeated[column] = count
                break
    return repeated
