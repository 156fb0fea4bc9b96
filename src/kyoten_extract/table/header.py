"""The header of a table: how many rows it has, where it is repeated, what each column is called."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.line_breaks import join_lines

_DEEPEST = 5
# Labels are reprinted with other breaks, widths and cuts; data rows are not this alike.
_ALIKE = 0.8


def header_depth(grids: Sequence[Grid]) -> int:
    """How many leading rows of the first grid are its header.

    Rows that every later page with a header repeats are, and what the spans of the first rows
    hold together.
    """
    first = grids[0]
    spanned = min(_spanned_depth(first), first.rows)
    repeats = [count for grid in grids[1:] if (count := _repeated_rows(first, grid, spanned))]
    return max(min(repeats, default=0), spanned)


def repeated_depth(header: Grid, depth: int, grid: Grid) -> int:
    """How many leading rows of ``grid`` repeat the first ``depth`` rows of ``header``."""
    if grid.rows >= depth and alike(rows_text(header, 0, depth), rows_text(grid, 0, depth)):
        return depth
    return min(_repeated_rows(header, grid, depth), depth)


def repeated_within(header: Grid, depth: int, grid: Grid, start: int) -> set[int]:
    """Rows of ``grid`` from ``start`` on that repeat the header amid the list."""
    first = next((fold_label(cell.text) for cell in header.cells if cell.text.strip()), "")
    wanted = rows_text(header, 0, depth)
    rows: set[int] = set()
    for cell in grid.cells:
        if cell.row >= max(start, 1) and cell.column == 0 and fold_label(cell.text) == first:
            block = range(cell.row, min(cell.row + depth, grid.rows))
            if alike(wanted, rows_text(grid, block.start, block.stop)):
                rows.update(block)
    return rows


def part_header(header: Grid, depth: int, grid: Grid) -> Grid:
    """``grid`` with its repeated header parted from a first row that no ruling parts it from.

    Some producers leave the ruling out where they cut a row: then label and value stand in one
    cell. Such a cell begins with its column's label; where (nearly) all do, each is taken apart.
    """
    labels = {
        column: cell.text
        for cell in header.cells
        if cell.row < depth <= cell.row + cell.row_span
        for column in range(cell.column, cell.column + cell.column_span)
    }
    lowest = [cell for cell in grid.cells if cell.row < depth <= cell.row + cell.row_span]
    parts = {cell: _part(cell.text, labels.get(cell.column, "")) for cell in lowest}
    labelled = [cell for cell in lowest if labels.get(cell.column, "").strip()]
    found = [parts[cell] for cell in labelled]
    if (
        grid.rows < depth
        or sum(part is not None for part in found) < _ALIKE * max(len(found), 1)
        or not any(part and part[1].strip() for part in found)
    ):
        return grid
    cells = []
    for cell in grid.cells:
        part = parts.get(cell)
        if cell in parts:
            above, below = part if part is not None else ("", cell.text)
            cells.append(replace(cell, text=above, row_span=depth - cell.row))
            cells.append(replace(cell, text=below, row=depth, row_span=1))
        else:
            cells.append(replace(cell, row=cell.row + 1) if cell.row >= depth else cell)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    # The row has no upper side of its own: it is taken to begin where the header does.
    ys = (*grid.ys[:depth], grid.ys[depth - 1], *grid.ys[depth:])
    return replace(grid, rows=grid.rows + 1, cells=tuple(cells), ys=ys)


def _part(text: str, label: str) -> tuple[str, str] | None:
    """The lines of ``text`` that print ``label``, and the lines after them."""
    wanted = fold_label(label)
    lines = text.split("\n")
    for count in range(len(lines) + 1):
        above = "\n".join(lines[:count])
        if fold_label(above) == wanted:
            return above, "\n".join(lines[count:])
    return None


def same_header(first: Grid, other: Grid) -> bool:
    """Whether two grids begin with the same labels, column counts apart."""
    depth = min(_spanned_depth(first), first.rows, other.rows)
    return alike(rows_text(first, 0, depth), rows_text(other, 0, depth))


def column_labels(grid: Grid, depth: int) -> tuple[str, ...]:
    """One label per column: the texts of its header cells, top to bottom, joined by a space."""
    levels: list[list[str]] = [[] for _ in range(grid.columns)]
    for cell in grid.cells:
        if cell.row >= depth or not cell.text.strip() or _is_title(cell, grid):
            continue
        text = join_lines(cell.text).strip()
        for column in range(cell.column, cell.column + cell.column_span):
            levels[column].append(text)
    return tuple(" ".join(texts) for texts in levels)


def title_texts(grid: Grid, depth: int) -> list[Cell]:
    """Header cells that run over the whole width: a title inside the frame."""
    return [cell for cell in grid.cells if cell.row < depth and _is_title(cell, grid)]


def rows_text(grid: Grid, start: int, stop: int) -> str:
    """The folded text of rows ``start`` to ``stop`` of ``grid``."""
    low, high = (bisect_left(grid.cells, row, key=_row) for row in (start, stop))
    return "".join(fold_label(cell.text) for cell in grid.cells[low:high])


def alike(first: str, second: str) -> bool:
    """Whether two folded texts are one label row, printed twice.

    Their numbers must be the same: rows of a list may be as alike, but for those.
    """
    if first == second:
        return bool(first)
    if not first or not second or _decimals(first) != _decimals(second):
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(bound() >= _ALIKE for bound in bounds)


def _row(cell: Cell) -> int:
    return cell.row


def _decimals(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _is_title(cell: Cell, grid: Grid) -> bool:
    return cell.column_span == grid.columns and grid.columns > 1


def _repeated_rows(first: Grid, other: Grid, sure: int) -> int:
    """How many leading rows two grids share.

    The first ``sure`` rows are labels, and may be spelled anew on each page. Beyond them the
    same text counts only: neighbouring rows of a list are often much alike.
    """
    for depth in range(min(_DEEPEST, first.rows, other.rows)):
        one, two = (rows_text(grid, depth, depth + 1) for grid in (first, other))
        if not (alike(one, two) if depth < sure else one and one == two):
            return depth
    return min(_DEEPEST, first.rows, other.rows)


def _spanned_depth(grid: Grid) -> int:
    """Header rows by spans alone: a label over several columns has its parts in the row below."""
    depth = 1
    while depth < min(_DEEPEST, grid.rows):
        reach = depth
        for cell in grid.cells:
            if cell.row < depth:
                end = cell.row + cell.row_span
                # A group label at the lowest level, or a title, has the next row under it.
                reach = max(reach, end + (cell.column_span > 1))
        if reach <= depth:
            break
        depth = reach
    return min(depth, _DEEPEST)
