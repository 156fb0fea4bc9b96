"""Cells over the whole width of a table: titles, notes and running lines inside its frame."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.headings import is_running

# What a note begins with: a mark, or what it is.
_NOTE = regex(r"[※＊*]|[(（\[［【]?(?:資料|出典|出所|注記?|備考)\d*[)）\]］】:：]")


def is_over_all(cell: Cell, grid: Grid) -> bool:
    """Whether a cell is over all columns of a grid that has several."""
    return cell.column_span == grid.columns and grid.columns > 1


def closing_notes(grid: Grid, depth: int) -> list[Cell]:
    """Cells over the whole width at the end of a table, below all rows: notes inside the frame.

    So are those in the first column that say they are notes, with nothing beside them. None where
    there are no other rows.
    """
    notes: list[Cell] = []
    for _, cells in groupby(reversed(grid.cells), key=attrgetter("row")):
        row = list(cells)[::-1]
        first, *others = row
        if first.row < depth or any(cell.row_span > 1 for cell in row):
            return notes
        if not is_over_all(first, grid) and not _is_note(first, others):
            return notes
        notes.insert(0, first)
    return []


def _is_note(first: Cell, others: Sequence[Cell]) -> bool:
    if first.column or any(cell.text.strip() for cell in others):
        return False
    return _NOTE.match(first.text.strip()) is not None


def running_rows(grid: Grid) -> list[Cell]:
    """Cells over the whole width at the grid's start and end that only run on from page to page.

    They are numbers of pages, or tell that the table is continued.
    """
    found: list[Cell] = []
    for cells in (grid.cells, reversed(grid.cells)):
        for cell in cells:
            if not is_over_all(cell, grid) or not is_running(cell.text, grid.page):
                break
            found.append(cell)
    return found
