"""Cells over the whole width of a table: titles, notes and running lines inside its frame."""

from __future__ import annotations

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.headings import is_running


def is_over_all(cell: Cell, grid: Grid) -> bool:
    """Whether a cell is over all columns of a grid that has several."""
    return cell.column_span == grid.columns and grid.columns > 1


def closing_notes(grid: Grid, depth: int) -> list[Cell]:
    """Cells over the whole width at the end of a table, below all rows: notes inside the frame.

    None where there are no other rows.
    """
    notes: list[Cell] = []
    for cell in reversed(grid.cells):
        if cell.row < depth or cell.row_span > 1 or not is_over_all(cell, grid):
            return notes
        notes.insert(0, cell)
    return []


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
