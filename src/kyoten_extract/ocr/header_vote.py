"""Vote on the header that a scanned list repeats on each page.

Each page misreads different labels. Where the first rows of two pages are similar, they are the
same header, and each label is taken from the pages that read it with the highest confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from kyoten_extract.page.grid import Cell, Grid, PageContent, count_ink
from kyoten_extract.table.header import header_depth
from kyoten_extract.text.labels import fold_label

# Similarity (0 to 1) of two readings of one header; a row of the list is far from its header.
_MIN_SIMILARITY = 0.5
# Columns of a grid whose header is compared: with fewer, rows are alike by chance.
_MIN_COLUMNS = 3
Place = tuple[int, int, int, int]


def with_one_header(contents: Sequence[PageContent]) -> list[PageContent]:
    """``contents`` with the repeated header of scanned pages made the same on each."""
    grids = [grid for content in contents for grid in content.grids if _is_recognized(grid)]
    groups: list[tuple[int, list[Grid]]] = []
    for grid in grids:
        for depth, group in groups:
            if _repeats(group[0], depth, grid):
                group.append(grid)
                break
        else:
            groups.append((header_depth([grid]), [grid]))
    agreed = {
        id(grid): _with_labels(grid, depth, labels)
        for depth, group in groups
        if len(group) > 1
        for labels in (_surest(group, depth),)
        for grid in group
    }
    return [_with_grids(content, agreed) for content in contents]


def _is_recognized(grid: Grid) -> bool:
    return grid.columns >= _MIN_COLUMNS and grid.is_scanned


def _repeats(first: Grid, depth: int, grid: Grid) -> bool:
    if grid.columns != first.columns or grid.rows < depth:
        return False
    one, two = (_labels(g, depth) for g in (first, grid))
    if one.keys() != two.keys():
        return False
    texts = [
        "\t".join(fold_label(labels[at].text) for at in sorted(labels)) for labels in (one, two)
    ]
    return SequenceMatcher(None, texts[0], texts[1], autojunk=False).ratio() >= _MIN_SIMILARITY


def _labels(grid: Grid, depth: int) -> dict[Place, Cell]:
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): cell
        for cell in grid.cells
        if cell.row < depth
    }


def _surest(group: Sequence[Grid], depth: int) -> dict[Place, Cell]:
    """For each label, the cell whose text has the most votes, weighted by squared confidence."""
    votes: defaultdict[Place, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    cells: dict[tuple[Place, str], Cell] = {}
    for grid in group:
        for place, cell in _labels(grid, depth).items():
            sure = [c for line in cell.picture for c in line.confidences]
            text = fold_label(cell.text)
            votes[place][text] += (sum(sure) / len(sure)) ** 2 if sure else 0.0
            cells.setdefault((place, text), cell)
    return {
        place: cells[place, max(found, key=lambda text: found[text])]
        for place, found in votes.items()
    }


def _with_labels(grid: Grid, depth: int, labels: dict[Place, Cell]) -> Grid:
    cells = tuple(
        replace(cell, text=labels[place].text)
        if (place := (cell.row, cell.column, cell.row_span, cell.column_span)) in labels
        and cell.row < depth
        else cell
        for cell in grid.cells
    )
    return replace(grid, cells=cells)


def _with_grids(content: PageContent, agreed: dict[int, Grid]) -> PageContent:
    grids = tuple(agreed.get(id(grid), grid) for grid in content.grids)
    before, after = (
        sum(count_ink(cell.text) for grid in some for cell in grid.cells)
        for some in (content.grids, grids)
    )
    return replace(content, grids=grids, printed=content.printed + after - before)
