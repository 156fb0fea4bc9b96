"""Tables of figures with few rulings or none, page by page, as statistical offices print them.

A page may have several, each with columns of its own, between running text. They are found where
figures stand below each other; white that nearly all of their lines share parts the columns, also
between two rulings. A page's tables that are ruled whole stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import FloatArray, Page, Rulings
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.figure_columns import Columns, find_columns_of
from kyoten_extract.table.unruled.figure_header import Rule, find_header
from kyoten_extract.table.unruled.figure_regions import Region, find_regions
from kyoten_extract.table.unruled.figure_rows import DrawnTable, draw_table
from kyoten_extract.table.unruled.printed_words import lines_of_words, words_of

# Two figures on a line, with a blank between them.
_TWO_FIGURES = re.compile(r"\d[\d,.]*[)%]?[ \u3000\xa0]+[(-–−]?\d")
# Lines with two figures, from which on a page is looked at.
_MIN_LINES = 2
# Share of the table's width that a ruling across it has.
_FULL_WIDTH = 0.7
# Ems: pieces of a ruling across a table are this far apart at most.
_PIECES_APART = 2.0
# Share of the figures of a region that share a cell's line with others, or are in no cell, from
# which on a page's grids do not show its columns.
_FUSED = 0.2


def with_figure_tables(
    read: Callable[[int], Page], contents: Sequence[PageContent], settings: TableSettings
) -> list[PageContent]:
    """``contents`` with tables of figures whose columns no ruling parts; ``read`` loads a page."""
    return [
        _again(read(content.number), content, settings) if _may_have(content) else content
        for content in contents
    ]


def _may_have(content: PageContent) -> bool:
    """Whether several lines outside of cells, or inside of one, have several figures."""
    count = 0
    for grid in content.grids:
        for cell in grid.cells:
            if " " in cell.text or "\u3000" in cell.text:
                count += sum(
                    bool(_TWO_FIGURES.search(line)) for line in cell.text.split("\n")
                )
    if count >= _MIN_LINES:
        return True
    rows: dict[int, int] = {}
    for run in content.outside:
        if any(char.isdecimal() for char in run.text):
            level = round(run.bbox[3])
            several = 2 if _TWO_FIGURES.search(run.text) else 1
            rows[level] = rows.get(level, 0) + several
    return count + sum(number > 1 for number in rows.values()) >= _MIN_LINES


def _again(page: Page, content: PageContent, settings: TableSettings) -> PageContent:
    lines = lines_of_words(words_of(page))
    drawn: list[DrawnTable] = []
    vertical = page.rulings.down.joined(1.0)
    for region in find_regions(lines):
        columns = find_columns_of(region, vertical)
        if columns is None or not _is_unread(region, columns, content.grids):
            continue
        rules = page.rulings.across.joined(0.3 * region.em)
        wide = _wide(page.rulings.across.joined(_PIECES_APART * region.em), region)
        header = find_header(
            lines, region, columns, [y for y, _, _ in wide],
            [tuple(rule) for rule in rules.tolist()], [tuple(rule) for rule in vertical.tolist()],
        )  # fmt: skip
        drawn.append(
            draw_table(region, columns, header, wide, [tuple(rule) for rule in vertical.tolist()])
        )
    if not drawn:
        return content
    again = read_page(replace(page, rulings=_with_tables(page.rulings, drawn)), settings)
    return replace(again, condition=content.condition)


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


def _is_unread(region: Region, columns: Columns, grids: Sequence[Grid]) -> bool:
    """Whether the grids of a page do not part the figures of a region."""
    figures = region.figures
    fused = outside = 0
    for line in region.lines:
        cells: dict[tuple[int, int], int] = {}
        for piece in line.pieces:
            if not piece.is_figure:
                continue
            x, y = (piece.x0 + piece.x1) / 2, (piece.words[0].top + piece.words[0].bottom) / 2
            place = _cell_at(grids, x, y)
            if place is None:
                outside += 1
            else:
                cells[place] = cells.get(place, 0) + 1
        fused += sum(count for count in cells.values() if count > 1)
    return fused + outside >= _FUSED * len(figures)


def _cell_at(grids: Sequence[Grid], x: float, y: float) -> tuple[int, int] | None:
    for number, grid in enumerate(grids):
        x0, top, x1, bottom = grid.bbox
        if x0 < x < x1 and top < y < bottom:
            for place, cell in enumerate(grid.cells):
                left, upper, right, lower = cell.bbox
                if left <= x <= right and upper <= y <= lower:
                    return number, place
    return None


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
