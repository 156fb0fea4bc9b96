"""Tables without vertical rulings: columns from the gutters of all pages, rows from their lines.

The boundaries found become virtual rulings, so that the following steps read the table as any
other. A page with horizontal rulings across the table keeps its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np

from kyoten_extract.page.array_steps import distinct
from kyoten_extract.page.grid import Grid, PageContent, count_ink
from kyoten_extract.page.page_model import FloatArray, Page, Shades
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.column_profile import (
    OpenTable,
    row_anchors,
    table_of,
    unclear_rows,
    with_alignment,
)
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.group_names import Stretch, group_columns, without
from kyoten_extract.table.unruled.gutters import (
    MIN_COLUMNS,
    Pieces,
    em_of,
    find_columns,
    pieces_of,
)
from kyoten_extract.table.unruled.lacking_rulings import goes_on_beside
from kyoten_extract.table.unruled.line_numbers import without_line_numbers
from kyoten_extract.table.unruled.line_rows import MAY_BE, weigh_lines
from kyoten_extract.table.unruled.row_cuts import Rows
from kyoten_extract.table.unruled.row_doubts import LONE_LINE, Doubt, with_doubts
from kyoten_extract.table.unruled.shade_bands import color_changes
from kyoten_extract.table.unruled.table_region import part_of, rows_of, without_notes
from kyoten_extract.table.unruled.virtual_rulings import (
    drawn,
    ruled_rows,
    with_ruled_header,
    with_verticals,
)

# Share of a page's text in its ruled table, above which the page is left as it is.
_MIN_RULED = 0.5
# Rows with several filled cells, and shares of the rows and of the cells that must be filled, in a
# grid that lacks no ruling.
_WHOLE_ROWS, _WHOLE = 3, 0.5
# Share of the text between rulings across the table, where nothing else shows its rows.
_RULED_TEXT = 0.8
# Rows between rulings, from which on it shows whether they have cells of several lines.
_RULED_ROWS = 5
# Share of the numbers that are with others between two rulings, and of how many together, where
# each numbers a row.
_IN_GROUPS, _ROWS_A_GROUP = 0.8, 3
# Rulings around a header and around all rows below it.
_AROUND_ALL = 3
# Pages on which the white between rows is measured; more would not change it.
_SAMPLE_PAGES = 20


def read_unruled(
    read: Callable[[int], Page],
    contents: Sequence[PageContent],
    settings: TableSettings,
    least: int = MIN_COLUMNS,
) -> tuple[PageContent, ...]:
    """``contents`` with the unruled table that their pages share, if there is one.

    ``read`` loads a page again, so that pages need not be kept in memory. The table has at
    ``least`` so many columns.
    """
    pieces: dict[int, Pieces] = {}
    shades: dict[int, Shades] = {}
    for content in contents:
        page = read(content.number)
        own = without_line_numbers(page, pieces_of(page))
        pieces[content.number] = with_ruled_header(page.rulings, own)
        shades[content.number] = page.shades
    whole = {content.number: _whole_grids(content) for content in contents}
    if any(whole.values()):
        # Much text beside a ruled table is a table itself only if it has columns of its own.
        beside = [_outside(pieces[number], grids) for number, grids in whole.items()]
        if find_columns(beside) is None:
            return tuple(contents)
    xs = find_columns(list(pieces.values()), least)
    if xs is None:
        return tuple(contents)
    em = em_of(np.concatenate([page.boxes for page in pieces.values()]))
    sides = float(xs[0]), float(xs[-1])
    texts = {
        number: ColumnText.of(own, xs, em, color_changes(shades[number], *sides))
        for number, own in pieces.items()
    }
    table = table_of(list(texts.values()), xs, em)
    across = table is None
    if table is None:
        # Where tables are ruled whole, text beside them is none in rows between rulings.
        if not any(whole.values()):
            table = table_of(list(texts.values()), xs, em, across=True)
        if table is None or not _are_ruled(read, texts, table):
            return tuple(contents)
    table = with_alignment(table, texts.values(), lambda way: _first_rows(texts.values(), way))
    header: ColumnText | None = None
    of_several: bool | None = None
    groups: frozenset[int] | None = None
    result = []
    for content in contents:
        if _has_its_table(content, len(xs) - 1):
            result.append(content)
            continue
        page = read(content.number)
        lines = ruled_rows(page.rulings, table)
        part = part_of(texts[content.number], table, header)
        if part is None and lines is not None:
            part = part_of(texts[content.number], table, None)
        if part is None or (across and lines is None):
            result.append(content)
            continue
        doubts: list[Doubt] = []
        ruled = lines
        if lines is not None and table.by_line and not _part_lines(lines, part.body, table):
            if of_several is None:
                of_several = _have_several_lines(read, texts, table)
            ruled = lines if of_several else None
        if ruled is not None and not across and _are_of_groups(ruled, part.body, table):
            ruled = None
        if ruled is not None:
            # A row may go on from one page to the next.
            part = without_notes(part, ruled, table.em, is_last=content is contents[-1])
            # All of the page might seem to be repeated on another: its texts stand likewise.
            above = part.body.between(-np.inf, float(ruled[0]))
            labels = len(distinct(above.column)) >= least
            header = header or (above if labels else part.body.between(*ruled[:2].tolist()))
            rulings = with_verticals(page.rulings, ruled, texts[content.number], part, table)
        else:
            if lines is not None and groups is None:
                groups = _groups(read, texts, table)
            named = groups if lines is not None and groups else frozenset()
            rows, head = rows_of(
                replace(part, body=without(part.body, named)),
                table,
                begun=header is not None,
                ruled=lines,
                head_end=pieces[content.number].head_end,
            )
            if named and len(head.column) and header is None:
                head = part.body.between(-np.inf, rows.ends[1])
            header = header or head
            rulings = drawn(page.rulings, rows, head, part.body, table, named)
            below = rows.ends[1] if len(head.column) else rows.ends[0]
            doubts = [(y, LONE_LINE) for y in unclear_rows(part.body, table, below).tolist()]
        again = read_page(replace(page, rulings=rulings), settings)
        result.append(with_doubts(again, doubts))
    return tuple(result)


def _are_ruled(
    read: Callable[[int], Page], texts: Mapping[int, ColumnText], table: OpenTable
) -> bool:
    """Whether nearly all text is in rows between rulings across the table."""
    inside = every = 0
    for number, text in texts.items():
        lines = ruled_rows(read(number).rulings, table)
        every += len(text.column)
        if lines is not None:
            inside += len(text.between(float(lines[0]), float(lines[-1])).column)
    return inside >= _RULED_TEXT * every


def _have_several_lines(
    read: Callable[[int], Page], texts: Mapping[int, ColumnText], table: OpenTable
) -> bool:
    """Whether the rows between rulings have cells of several lines, weighed as ruled rows are."""
    rows: list[ColumnText] = []
    for number, text in texts.items():
        lines = ruled_rows(read(number).rulings, table)
        if lines is not None:
            rows += text.rows(lines)
    several = sum(len(row_anchors(row, table)) > 1 for row in rows)
    if len(rows) < _RULED_ROWS or 2 * several <= len(rows):
        return False
    verdict = weigh_lines(rows, table.xs, table.em, ruled=True)
    return verdict is not None and verdict.weight < MAY_BE


def _part_lines(ruled: FloatArray, text: ColumnText, table: OpenTable) -> bool:
    """Whether no two lines of ``text`` with the values of a row are between the same rulings.

    The first may be a header of several lines, of which there are fewer than of rows.
    """
    middle = row_anchors(text, table).mean(axis=1)
    row = np.searchsorted(ruled, middle)
    if not len(row) or row[0] == 0 or row[-1] == len(ruled):
        return False
    rest = row[row > row[0]]
    first = len(row) - len(rest)
    return bool((first == 1 or first <= len(rest)) and (np.diff(rest) > 0).all())


def _groups(
    read: Callable[[int], Page], texts: Mapping[int, ColumnText], table: OpenTable
) -> frozenset[int]:
    """The columns with the names of groups of rows, which rulings part."""
    if table.by_line or table.banded:
        return frozenset()
    several: list[Stretch] = []
    for number, text in texts.items():
        lines = ruled_rows(read(number).rulings, table)
        for top, bottom in pairwise(lines.tolist() if lines is not None else ()):
            part = text.between(top, bottom)
            if len(part.column) and len(row_anchors(part, table)) > 1:
                several.append((part, top, bottom))
    return group_columns(several, len(table.xs) - 1, table.em)


def _are_of_groups(ruled: FloatArray, text: ColumnText, table: OpenTable) -> bool:
    """Whether rulings hold several rows each, by the numbers or blocks that each row has."""
    if table.by_line or table.banded or (table.block_gap is not None and len(ruled) > _AROUND_ALL):
        return False
    numbers = row_anchors(text, table).mean(axis=1)
    counts = np.bincount(np.searchsorted(ruled, numbers), minlength=1)
    several = counts[counts > 1]
    return bool(several.sum() >= max(_IN_GROUPS * len(numbers), _ROWS_A_GROUP * len(several), 1))


def _whole_grids(content: PageContent) -> list[Grid]:
    """The grids of a page that have all their rulings: rows and columns of filled cells."""
    found = []
    for grid in content.grids:
        filled = Counter(cell.row for cell in grid.cells if cell.text.strip())
        rows = sum(count > 1 for count in filled.values())
        cells = sum(filled.values())
        if rows >= _WHOLE_ROWS and rows >= _WHOLE * grid.rows and cells >= _WHOLE * len(grid.cells):
            found.append(grid)
    return found


def _outside(pieces: Pieces, grids: Sequence[Grid]) -> Pieces:
    """The pieces of text outside of ``grids``, by their centers."""
    x = (pieces.boxes[:, 0] + pieces.boxes[:, 2]) / 2
    y = (pieces.boxes[:, 1] + pieces.boxes[:, 3]) / 2
    inside = np.zeros(len(x), dtype=bool)
    for grid in grids:
        x0, top, x1, bottom = grid.bbox
        inside |= (x > x0) & (x < x1) & (y > top) & (y < bottom)
    return pieces.take(~inside)


def _has_its_table(content: PageContent, columns: int) -> bool:
    """Whether a ruled table has most of the page's text and at least half of ``columns``.

    One of a single row has the lines of its columns alone.
    """
    return any(
        grid.rows > 1
        and 2 * grid.columns >= columns
        and not goes_on_beside(grid, content)
        and sum(count_ink(cell.text) for cell in grid.cells) > _MIN_RULED * content.printed
        for grid in content.grids
    )


def _first_rows(texts: Iterable[ColumnText], table: OpenTable) -> Iterator[Rows]:
    """The rows of the first pages, cut before the white between rows is known."""
    header: ColumnText | None = None
    for text in islice(texts, _SAMPLE_PAGES):
        part = part_of(text, table, header)
        if part is not None:
            rows, head = rows_of(part, table, begun=header is not None)
            header = header or head
            yield rows
