"""Tables of figures with few rulings or none, page by page, as statistical offices print them.

A page may have several, each with columns of its own, between running text. They are found where
figures stand below each other; white that nearly all of their lines share parts the columns, also
between two rulings. A page's tables that are ruled whole stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import FloatArray, Page, Rulings
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.figure_columns import (
    SURE_WHITE,
    Columns,
    find_columns_of,
    is_of_figures,
)
from kyoten_extract.table.unruled.figure_header import find_header
from kyoten_extract.table.unruled.figure_regions import (
    Region,
    Rule,
    find_regions,
    has_figures,
)
from kyoten_extract.table.unruled.figure_rows import DrawnTable, draw_table
from kyoten_extract.table.unruled.figure_signs import may_have_figures
from kyoten_extract.table.unruled.figure_weight import (
    cells_parted,
    is_unread,
    leaves_columns,
    leaves_rows,
    loses_rows,
)
from kyoten_extract.table.unruled.printed_words import (
    Line,
    lines_of_words,
    words_of,
)
from kyoten_extract.text.shorten import shortened

# Share of the table's width that a ruling across it has.
_FULL_WIDTH = 0.7
# Ems: pieces of a ruling across a table are this far apart at most.
_PIECES_APART = 2.0
# Characters of a text that a message shows.
_SHOWN = 24
# Lines with figures that a table has at least: fewer may be totals under another.
_LINES = 3


def with_figure_tables(
    read: Callable[[int], Page],
    ruled: Sequence[PageContent],
    contents: Sequence[PageContent],
    settings: TableSettings,
) -> tuple[list[PageContent], list[Finding]]:
    """``contents`` with tables of figures whose columns no ruling parts, and findings on them.

    Args:
        read: loads a page again.
        ruled: the pages by their rulings alone.
        contents: the same by what all pages share; kept where it reads as much.
        settings: of the lattice.
    """
    result: list[PageContent] = []
    findings: list[Finding] = []
    for one, other in zip(ruled, contents, strict=True):
        if may_have_figures(one):
            other, told = _better(read(one.number), one, other, settings)
            findings += told
        result.append(other)
    return result, findings


def still_true(
    findings: Sequence[Finding], before: Sequence[PageContent], after: Sequence[PageContent]
) -> list[Finding]:
    """Those of ``findings`` on grids that were not read again."""
    left = {(one.number, grid.bbox) for one in after for grid in one.grids}
    gone = {
        content.number: [g.bbox for g in content.grids if (content.number, g.bbox) not in left]
        for content in before
    }

    def stands(finding: Finding) -> bool:
        if finding.page is None or finding.bbox is None:
            return True
        x0, top, x1, bottom = finding.bbox
        return not any(
            box[0] <= x0 and box[1] <= top and x1 <= box[2] and bottom <= box[3]
            for box in gone.get(finding.page, ())
        )

    return [finding for finding in findings if stands(finding)]


def _better(
    page: Page, ruled: PageContent, other: PageContent, settings: TableSettings
) -> tuple[PageContent, list[Finding]]:
    """``other``, or the page with its tables of figures where that reads more of them."""
    lines = lines_of_words(words_of(page))
    if not lines:
        return other, []
    found: list[tuple[Region, Columns, DrawnTable]] = []
    vertical = page.rulings.down.joined(1.0)
    downs = [_rule(line) for line in vertical.tolist()]
    em = median([line.em for line in lines])
    whole = [_rule(line) for line in page.rulings.across.joined(_PIECES_APART * em).tolist()]
    for region in find_regions(lines, whole):
        columns = find_columns_of(region, vertical)
        few = sum(map(has_figures, region.lines)) < _LINES
        if few or columns is None or not is_of_figures(region, columns):
            continue
        if not is_unread(region, ruled.grids):
            continue
        across = page.rulings.across
        rules = [_rule(line) for line in across.joined(0.3 * region.em).tolist()]
        wide = _wide(across.joined(_PIECES_APART * region.em), region)
        header = find_header(lines, region, columns, [y for y, _, _ in wide], rules, downs)
        found.append((region, columns, draw_table(region, columns, header, wide, downs)))
    if not found:
        return other, []
    again = _with(page, ruled, other, [table for _, _, table in found], settings)
    several = _in_one_grid([table for _, _, table in found], other)
    if several and loses_rows(several, lines, again.grids, other.grids):
        several = []
    better = []
    for region, columns, table in found:
        own = cells_parted(region, table, lines, again.grids, downs)
        more = own - cells_parted(region, table, lines, other.grids, downs)
        parts = _parts_columns(columns, table, other) or _has_stubs_only(region, columns)
        if (
            ((more > 0 and parts) or (more >= 0 and table in several))
            and not leaves_rows(table, lines, again.grids, other.grids)
            and not leaves_columns(table, lines, again.grids, ruled.grids, other.grids)
        ):
            better.append((region, columns, table))
    if not better:
        return other, []
    if len(better) < len(found):
        again = _with(page, ruled, other, [table for _, _, table in better], settings)
    told = [finding for region, columns, _ in better for finding in _doubts(page, region, columns)]
    return again, told


def _in_one_grid(tables: Sequence[DrawnTable], other: PageContent) -> list[DrawnTable]:
    """The tables with labels of their own, one below the other, that one grid has together."""
    found: list[DrawnTable] = []
    for grid in other.grids:
        own = [table for table in tables if _meets(grid, table) and len(table.labels) > 1]
        apart = all(one.bottom < two.top for one, two in pairwise(own))
        found += own if len(own) > 1 and apart else []
    return found


def _parts_columns(columns: Columns, table: DrawnTable, other: PageContent) -> bool:
    """Whether a table has columns that the other reading of its place does not part."""
    met = [grid.columns for grid in other.grids if _meets(grid, table)]
    return len(columns.white) + 1 > max(met, default=0)


def _has_stubs_only(region: Region, columns: Columns) -> bool:
    """Whether all lines without a figure are words in the first column: headings, labels that wrap.

    Else its rows are no evidence: what it takes for rows may be the lines of wrapped cells. Those
    of Japanese labels show no beginning, as a capital letter does. Nor does a line with a figure,
    but no label and few cells.
    """
    if any(_may_be_rest(line, columns) for line in region.lines if has_figures(line)):
        return False
    return all(
        columns.at(piece).stop <= 1 and all(word.text.isascii() for word in piece.words)
        for line in region.lines
        if not has_figures(line)
        for piece in line.pieces
    )


def _may_be_rest(line: Line, columns: Columns) -> bool:
    """Whether a line has no label, and text in less than half of the columns."""
    filled = {index for piece in line.pieces for index in columns.at(piece)}
    return 0 not in filled and 2 * len(filled) < len(columns.white) + 1


def _doubts(page: Page, region: Region, columns: Columns) -> Iterator[Finding]:
    """Columns that little white parts: they may be one."""
    for index, (low, high) in enumerate(columns.white):
        narrow = high - low < SURE_WHITE * region.em
        ruled = any(
            low - 1 < x < high + 1 and top < region.bottom and bottom > region.top
            for x, top, bottom in page.rulings.vertical.tolist()
        )
        if not narrow or ruled:
            continue
        both = [
            (left, right)
            for line in region.lines
            for left, right in pairwise(line.pieces)
            if left.x1 <= low + 0.1 and right.x0 >= high - 0.1
            and columns.at(left).start == index and columns.at(right).start == index + 1
        ]  # fmt: skip
        if not both:
            continue
        left, right = both[0]
        yield codes.LINE_MISSING(
            say(
                "page {page}: no line is drawn between {left!r} and {right!r}; read as two "
                "cells, as on {lines} lines; evidence: {gap:.1f} em of white common to all lines",
                page=page.number,
                left=shortened(left.text, _SHOWN),
                right=shortened(right.text, _SHOWN),
                lines=len(both),
                gap=(high - low) / region.em,
            ),
            severity="warning",
            page=page.number,
            bbox=(left.x0, left.words[0].top, right.x1, right.words[0].bottom),
            expected="one cell",
            actual="two cells",
        )


def _with(
    page: Page,
    ruled: PageContent,
    other: PageContent,
    tables: Sequence[DrawnTable],
    settings: TableSettings,
) -> PageContent:
    """The page with ``tables``, and the grids of ``other`` that are apart from them."""
    drawn = list(tables)
    apart = [grid for grid in other.grids if not any(_meets(grid, table) for table in tables)]
    drawn += [_of_grid(grid) for grid in apart if grid not in ruled.grids]
    return read_page(replace(page, rulings=_with_tables(page.rulings, drawn)), settings)


def _rule(line: Sequence[float]) -> Rule:
    return line[0], line[1], line[2]


def _wide(rules: FloatArray, region: Region) -> list[Rule]:
    """The rulings across a region, top to bottom."""
    width = region.right - region.left
    over = np.minimum(rules[:, 2], region.right) - np.maximum(rules[:, 1], region.left)
    found = rules[over >= _FULL_WIDTH * width]
    result: list[Rule] = []
    for y, x0, x1 in sorted(map(tuple, found.tolist())):
        if not result or y - result[-1][0] > 0.25 * region.em:
            result.append((y, x0, x1))
    return result


def _meets(grid: Grid, table: DrawnTable) -> bool:
    x0, top, x1, bottom = grid.bbox
    return x0 < table.right and x1 > table.left and top < table.bottom and bottom > table.top


def _of_grid(grid: Grid) -> DrawnTable:
    """A grid that was read without its rulings, with the rulings that it has."""
    across: set[Rule] = set()
    down: set[Rule] = set()
    for cell in grid.cells:
        x0, top, x1, bottom = cell.bbox
        across |= {(top, x0, x1), (bottom, x0, x1)}
        down |= {(x0, top, bottom), (x1, top, bottom)}
    left, upper, right, lower = grid.bbox
    return DrawnTable(left, upper, right, lower, tuple(across), tuple(down))


def _with_tables(rulings: Rulings, drawn: Sequence[DrawnTable]) -> Rulings:
    """``rulings`` with those in the tables replaced by the tables' own."""
    across, down = rulings.horizontal, rulings.vertical
    for table in drawn:
        inside = (across[:, 0] > table.top - 1) & (across[:, 0] < table.bottom + 1)
        inside &= (across[:, 1] < table.right) & (across[:, 2] > table.left)
        across = across[~inside]
        within = (down[:, 0] > table.left - 1) & (down[:, 0] < table.right + 1)
        within &= (down[:, 1] < table.bottom) & (down[:, 2] > table.top)
        down = down[~within]
    return Rulings(
        np.concatenate([across, *(np.array(table.across) for table in drawn)]),
        np.concatenate([down, *(np.array(table.down) for table in drawn)]),
    )
