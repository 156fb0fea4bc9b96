"""Ruled tables without rulings between some or all of their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.column_profile import (
    OpenTable,
    cut_text,
    row_anchors,
    table_of,
    with_alignment,
)
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.group_names import beside, group_columns, without
from kyoten_extract.table.unruled.gutters import em_of, pieces_of
from kyoten_extract.table.unruled.lacking_rulings import numbers_in
from kyoten_extract.table.unruled.row_cuts import Rows, blocks_of

# Share of the numbers in the cell of a row that has most which stand for a row each.
_ANCHORED = 0.8


@dataclass(frozen=True, slots=True)
class _OpenRow:
    """A row of a grid that may hold several: its page, extent and text."""

    page: int
    top: float
    bottom: float
    text: ColumnText


def read_open_rows(
    read: Callable[[int], Page], contents: Sequence[PageContent], settings: TableSettings
) -> tuple[PageContent, ...]:
    """``contents`` with rulings added between open rows; ``read`` loads a page again."""
    grids = [grid for content in contents for grid in content.grids if numbers_in(grid)]
    columns = Counter(grid.columns for grid in grids).most_common(1)[0][0]
    main = {grid.page: grid for grid in grids if grid.columns == columns}
    pieces = {number: pieces_of(read(number)) for number in main}
    em = em_of(np.concatenate([page.boxes for page in pieces.values()]))
    rows = []
    for number, grid in main.items():
        text = ColumnText.of(pieces[number], np.array(grid.xs), em)
        rows += [
            _OpenRow(number, grid.ys[row], grid.ys[row + 1], part)
            for row in range(grid.rows)
            if len((part := text.between(grid.ys[row], grid.ys[row + 1])).column)
        ]
    table = table_of(
        [row.text for row in rows], np.array(next(iter(main.values())).xs), em, ruled=True
    )
    if table is None or table.block_gap is not None:
        return tuple(contents)
    # Numbers with a unit are no anchors: others may be those of groups.
    told = sum(max(lines) for grid in main.values() for lines in numbers_in(grid).values())
    if sum(len(row_anchors(row.text, table)) for row in rows) < _ANCHORED * told:
        return tuple(contents)
    several = [row for row in rows if len(row_anchors(row.text, table)) > 1]
    groups = group_columns(((row.text, row.top, row.bottom) for row in several), columns, table.em)
    rows = [replace(row, text=without(row.text, groups)) for row in rows]
    rows = [row for row in rows if len(row.text.column)]
    table = with_alignment(table, [row.text for row in rows], lambda way: _cuts(way, rows))
    by_page: dict[int, list[_OpenRow]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    return tuple(
        _again(
            content,
            read,
            main.get(content.number),
            table,
            by_page.get(content.number, []),
            groups,
            settings,
        )
        if content.grids
        else content
        for content in contents
    )


def _cuts(table: OpenTable, rows: Iterable[_OpenRow]) -> Iterator[Rows]:
    """The rows inside each of ``rows`` that has a number."""
    for row in rows:
        if len(row_anchors(row.text, table)):
            yield cut_text(row.text, table)


def _again(
    content: PageContent,
    read: Callable[[int], Page],
    main: Grid | None,
    table: OpenTable,
    rows: Iterable[_OpenRow],
    groups: frozenset[int],
    settings: TableSettings,
) -> PageContent:
    """A page read with rulings added between list rows, and between lines of its other tables."""
    page = read(content.number)
    ends = [(end, main) for cut in _cuts(table, rows) for end in cut.ends[1:-1]]
    others = [grid for grid in content.grids if grid is not main]
    pieces = pieces_of(page) if others else None
    added = [
        (end, *side) for end, grid in ends if grid is not None for side in beside(grid.xs, groups)
    ]
    for grid in others:
        assert pieces is not None
        text = ColumnText.of(pieces, np.array(grid.xs), table.em)
        for upper, lower in pairwise(grid.ys):
            lines = blocks_of(text.between(upper, lower).pieces.boxes, 0.0)
            added += [
                ((above + below) / 2, grid.xs[0], grid.xs[-1])
                for above, below in zip(lines[:-1, 1], lines[1:, 0], strict=True)
            ]
    if not added:
        return content
    return read_page(page.with_lines_across(added), settings)
