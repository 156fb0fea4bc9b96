"""Lists with rulings between their columns only, whose cells are wrapped.

All of a page's rows are in one tall ruled row then. Each of them has a ground of its own, a number,
or more white above it than between its lines; where none of that shows, and the cells have white
inside, the table stays as it is ruled and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import distinct
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.column_match import grids_by_columns
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.column_profile import (
    OpenTable,
    cut_text,
    table_of,
    with_alignment,
)
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import em_of, pieces_of
from kyoten_extract.table.unruled.lacking_rulings import (
    TALL_COLUMNS,
    is_tall,
    may_be_tall,
)
from kyoten_extract.table.unruled.row_cuts import Rows, blocks_of
from kyoten_extract.table.unruled.row_doubts import Doubt, with_doubts
from kyoten_extract.table.unruled.shade_bands import color_changes

# Other ruled rows a page: of labels and totals. A form has more.
_OTHER_ROWS = 3
# Rows that are cut, at least, on all pages: fewer may be paragraphs of one.
_MIN_ROWS = 3
# Lines of the highest cell, and of others, that say by themselves that there may be several rows.
_HIGH_ROW, _HIGH_CELL = 8, 4
# Ems: white between lines of one cell is less, unless they are in several rows.
_WHITE_INSIDE = 1.0

_MANY_LINES = say("many lines in a row, and not the same in each column")
_WHITE = say("white between the lines of several cells of a row")


@dataclass(frozen=True, slots=True)
class _Tall:
    """A tall row: its grid, its text, and whether it may well be several rows."""

    grid: Grid
    text: ColumnText
    many: bool


def with_tall_rows(
    read: Callable[[int], Page],
    contents: Sequence[PageContent],
    settings: TableSettings,
    *,
    cut: bool = True,
) -> list[PageContent]:
    """``contents`` with tall rows cut; ``read`` loads a page again.

    Without ``cut``, as where the white on the pages has parted the rows, they are only marked.
    """
    cuts: dict[int, list[tuple[float, float, float]]] = {}
    doubts: dict[int, list[Doubt]] = {}
    for chain in grids_by_columns(contents, settings):
        if not may_be_tall(chain):
            continue
        tall, em = _tall_rows(read, chain)
        bare = _other_rows(chain) <= _OTHER_ROWS * len(chain)
        rows = _cut(tall, em) if cut and bare else None
        for place, one in enumerate(tall):
            grid, boxes = one.grid, one.text.pieces.boxes
            if rows is not None:
                ends = ((y, grid.xs[0], grid.xs[-1]) for y in rows[place].ends[1:-1])
                cuts.setdefault(grid.page, []).extend(ends)
            elif one.many or (bare and _white_inside(one.text, em)):
                y = float(boxes[:, [1, 3]].mean() if len(boxes) else np.mean(grid.ys))
                why = _MANY_LINES if one.many else _WHITE
                doubts.setdefault(grid.page, []).append((y, why))
    result = []
    for content in contents:
        if cuts.get(content.number):
            page = read(content.number).with_lines_across(cuts[content.number])
            content = read_page(page, settings)
        result.append(with_doubts(content, doubts.get(content.number, ())))
    return result


def _other_rows(chain: Sequence[Grid]) -> int:
    """How many ruled rows are not tall."""
    return sum(not is_tall(rows) for grid in chain for rows in grid.line_counts.values())


def _tall_rows(read: Callable[[int], Page], chain: Sequence[Grid]) -> tuple[list[_Tall], float]:
    """The tall rows of a table, and its em in points."""
    found = []
    pages = {grid.page: read(grid.page) for grid in chain}
    pieces = {number: pieces_of(page) for number, page in pages.items()}
    em = em_of(np.concatenate([own.boxes for own in pieces.values()]))
    for grid in chain:
        walls = color_changes(pages[grid.page].shades, grid.xs[0], grid.xs[-1])
        # Text that runs over a side of the grid, or stands beside it, is none of its rows'.
        boxes = pieces[grid.page].boxes
        own = pieces[grid.page].take((boxes[:, 0] > grid.xs[0]) & (boxes[:, 2] < grid.xs[-1]))
        text = ColumnText.of(own, np.array(grid.xs), em, walls)
        for row, lines in grid.line_counts.items():
            # The last page may have few rows; labels of two lines are one row.
            body = row > 0 or grid.rows == 1
            if is_tall(lines) or (body and max(lines) > 1):
                part = text.between(grid.ys[row], grid.ys[row + 1])
                many = (
                    max(lines) >= _HIGH_ROW and sum(n >= _HIGH_CELL for n in lines) >= TALL_COLUMNS
                )
                found.append(_Tall(grid, part, many))
    return found, em


def _cut(tall: Sequence[_Tall], em: float) -> list[Rows] | None:
    """The rows in each tall row; None where nothing shows them."""
    texts = [one.text for one in tall]
    if not all(len(text.column) for text in texts):
        return None
    table = table_of(texts, np.array(tall[0].grid.xs), em, ruled=True)
    if table is None or (table.block_gap is not None and table.block_gap < 0):
        return None
    table = with_alignment(table, texts, lambda way: _rows(texts, way))
    rows = _rows(texts, table)
    return rows if sum(len(one.numbered) for one in rows) >= _MIN_ROWS else None


def _rows(texts: Sequence[ColumnText], table: OpenTable) -> list[Rows]:
    return [cut_text(text, table) for text in texts]


def _white_inside(text: ColumnText, em: float) -> bool:
    """Whether several columns have white between their lines."""
    boxes = text.pieces.boxes[text.spans == 0]
    column = text.column[text.spans == 0]
    parted = [
        len(blocks_of(boxes[column == own], _WHITE_INSIDE * em)) > 1 for own in distinct(column)
    ]
    return sum(parted) >= TALL_COLUMNS
