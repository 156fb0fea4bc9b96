"""The body rows of one page's grid, with what tells whether a page end cuts them."""

from __future__ import annotations

from collections.abc import Sequence

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


class RowParts:
    """What the cells of a grid put into one of its rows.

    ``own`` are the texts of the cells that begin in it, and ``spans`` the columns that each of
    them with text covers.
    """

    __slots__ = (
        *("links", "merged", "open_below", "over_bottom", "over_top", "own", "pictures"),
        *("spans", "texts"),
    )

    def __init__(self, width: int) -> None:
        self.texts = [""] * width
        self.own: list[str] = []
        self.spans: list[int] = []
        self.merged: list[int] = []
        self.over_top: list[int] = []
        self.over_bottom: list[int] = []
        self.open_below: list[int] = []
        self.links: list[tuple[int, str]] = []
        self.pictures: list[tuple[int, PictureLine]] = []


def body_fragments(grid: Grid, skipped: set[int]) -> list[Fragment]:
    """The body rows of ``grid``: all but the ``skipped`` rows of headers."""
    body = [index for index in range(grid.rows) if index not in skipped]
    if not body:
        return []
    parts = grid.told(row_parts)
    begins: list[set[int]] = [set() for _ in range(grid.rows)]
    for cell in grid.cells if not grid.whole_rows else ():
        if cell.row > body[0]:
            break
        for index in range(cell.row, cell.row + cell.row_span):
            begins[index].add(cell.column)
    least = max(2.0, _WIDE * grid.columns)
    pages, (left, right) = (grid.page,), (grid.xs[0], grid.xs[-1])
    found: list[Fragment] = []
    for index in body:
        part = parts[index]
        row = Row(
            tuple(part.texts),
            pages,
            ((grid.page, left, grid.ys[index], right, grid.ys[index + 1]),),
            # Blanks leave none, wherever they are.
            (count_ink("".join(part.own)),),
            tuple(part.links),
            tuple(part.pictures),
        )
        found.append(
            Fragment(
                row,
                frozenset(part.merged),
                frozenset(begins[index]),
                frozenset(part.over_top),
                frozenset(part.over_bottom),
                frozenset([i for i, text in enumerate(part.texts) if text and not text.isspace()]),
                len(part.spans) == 1 and part.spans[0] >= least,
                index == body[0] and not grid.whole_rows,
                index == body[-1] and not grid.whole_rows,
                grid.open_top and index == 0,
                grid.open_bottom and index == grid.rows - 1,
                frozenset(part.open_below),
            )
        )
    return found


def row_parts(grid: Grid) -> Sequence[RowParts]:
    """What the cells put into each row."""
    parts = [RowParts(width) for width in _widths(grid)]
    for cell in grid.cells:
        first, column, text = cell.row, cell.column, cell.text
        part = parts[first]
        if text:
            part.own.append(text)
            if not text.isspace():
                part.spans.append(cell.column_span)
        over, under = cell.runs_over
        if over:
            part.over_top.append(column)
        reached = [part]
        if cell.row_span == 1:
            part.texts[column] = text
        else:
            reached = parts[first : first + cell.row_span]
            for each in reached:
                each.texts[column] = text
                each.merged.append(column)
        if under:
            reached[-1].over_bottom.append(column)
        for each in reached if cell.links or cell.open_below or cell.picture else ():
            each.links += [(column, uri) for uri in cell.links]
            each.pictures += [(column, line) for line in cell.picture]
            if cell.open_below:
                each.open_below.append(column)
    return parts


def _widths(grid: Grid) -> list[int]:
    """How many cells each row has: all columns, save in a transcription."""
    if grid.placed:
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
