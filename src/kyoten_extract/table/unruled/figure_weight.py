"""How well grids of a page read a table of figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.unruled.figure_labels import Label
from kyoten_extract.table.unruled.figure_regions import Region, Rule
from kyoten_extract.table.unruled.figure_rows import DrawnTable
from kyoten_extract.table.unruled.printed_words import Line, Piece, Word

# Share of the figures of a region that share a cell's line with others, or are in no cell, from
# which on a page's grids do not show its columns.
_FUSED = 0.2
# Lines of figures in one cell, and share of a region's figures that are in such cells.
_STACKED_LINES, _STACKED = 3, 0.7
# Share of the lines that may be left out, though another reading has several texts of theirs.
_LEFT = 0.2
# Texts of a row.
_ROW = 3
# Share of a region's lines that a column boundary parts between two words, where it is one.
_PARTED = 0.5
_DIGITS_IN_GROUP = 3
# Cells that a text outweighs which a grid cuts or should not have.
_WORSE = 2


def is_unread(region: Region, grids: Sequence[Grid]) -> bool:
    """Whether the grids of a page do not part the figures of a region.

    Figures stacked in a cell count only if nearly all are: a cell of a ruled row may have several.
    """
    figures = region.figures
    fused = outside = 0
    lines: dict[int, set[int]] = {}
    held: dict[int, int] = {}
    for number, line in enumerate(region.lines):
        cells: dict[int, int] = {}
        for piece in line.pieces:
            if not piece.is_figure:
                continue
            cell = _cell_at(grids, piece)
            if cell is None:
                outside += 1
            else:
                cells[id(cell)] = cells.get(id(cell), 0) + 1
                held[id(cell)] = held.get(id(cell), 0) + 1
                lines.setdefault(id(cell), set()).add(number)
        fused += sum(count for count in cells.values() if count > 1)
    stacked = sum(held[key] for key, own in lines.items() if len(own) >= _STACKED_LINES)
    return fused + outside >= _FUSED * len(figures) or stacked >= _STACKED * len(figures)


def cells_parted(
    region: Region,
    table: DrawnTable,
    lines: Sequence[Line],
    grids: Sequence[Grid],
    downs: Sequence[Rule],
) -> int:
    """In how many cells the words of a table are, less what its grid should not have.

    Those are texts that its columns cut where none of the rulings ``downs`` does, and lines of one
    text beyond the table: titles and notes.
    """
    cells: set[int] = set()
    for line in region.lines:
        for piece in line.pieces:
            cells |= {id(_cell_around(grids, word)) for word in piece.words}
    bad = sum(_is_fused(label, table, grids) for label in table.labels)
    for grid in grids:
        if not _is_over(grid, region):
            continue
        apart = _white_between_words(grid, region)
        filled = {cell.column for cell in grid.cells if cell.text.strip()}
        bad += sum(column not in filled for column in range(grid.columns))
        for line in lines:
            middle = (line.top + line.bottom) / 2
            if not grid.ys[0] < middle < grid.ys[-1]:
                continue
            inside = [p for p in line.pieces if p.x1 > grid.xs[0] and p.x0 < grid.xs[-1]]
            bad += sum(_is_cut(piece, grid, downs, apart) for piece in inside)
            beyond = not table.top < middle < table.bottom
            bad += beyond and len(inside) == 1 and len(inside[0].words) > 1
    return len(cells - {id(None)}) - _WORSE * bad


def leaves_rows(
    table: DrawnTable, lines: Sequence[Line], grids: Sequence[Grid], others: Sequence[Grid]
) -> bool:
    """Whether lines beside a table are in no cell of ``grids``, though they are rows of ``others``.

    Such as the names of rows whose figures have two lines each. Running text beside a table is one
    text on each line.
    """
    every = left = 0
    for line in lines:
        if table.top < (line.top + line.bottom) / 2 < table.bottom:
            own = [p for p in line.pieces if _cell_at(others, p) is not None]
            every += bool(own)
            left += sum(_cell_at(grids, piece) is None for piece in own) > 1
    return left > _LEFT * every


def loses_rows(
    tables: Sequence[DrawnTable],
    lines: Sequence[Line],
    grids: Sequence[Grid],
    others: Sequence[Grid],
) -> bool:
    """Whether a line between two of ``tables`` is a row of ``others`` alone.

    It has several texts, a figure among them, none of which is in a cell of ``grids``.
    """
    top, bottom = (sorted(ends) for ends in zip(*((t.top, t.bottom) for t in tables), strict=True))
    for line in lines:
        middle = (line.top + line.bottom) / 2
        if not any(end < middle < start for end, start in zip(bottom, top[1:], strict=False)):
            continue
        own = [piece for piece in line.pieces if _cell_at(others, piece) is not None]
        is_row = len(own) >= _ROW and any(piece.is_figure for piece in own)
        if is_row and all(_cell_at(grids, piece) is None for piece in own):
            return True
    return False


def leaves_columns(
    table: DrawnTable,
    lines: Sequence[Line],
    grids: Sequence[Grid],
    ruled: Sequence[Grid],
    others: Sequence[Grid],
) -> bool:
    """Whether a text left or right of a table is in none of ``grids``, though in a ``ruled`` cell.

    Or though it is the label of a column of ``others``, which may be wider than its texts.
    """
    return any(
        _cell_at(grids, piece) is None
        and (
            _cell_at(ruled, piece) is not None or _is_label(_cell_at(others, piece), table, others)
        )
        for line in lines
        if table.top < (line.top + line.bottom) / 2 < table.bottom
        for piece in line.pieces
        if not table.left < (piece.x0 + piece.x1) / 2 < table.right
    )


def _is_label(cell: Cell | None, table: DrawnTable, grids: Sequence[Grid]) -> bool:
    """Whether a cell is the label of a column that is blank, or the table's own at its side."""
    if cell is None or cell.row or cell.column_span > 1:
        return False
    own = [one for grid in grids if cell in grid.cells for one in grid.cells if one.text.strip()]
    blank = sum(one.column == cell.column for one in own) == 1
    return blank or (cell.bbox[0] < table.right and cell.bbox[2] > table.left)


def _is_fused(group: Label, table: DrawnTable, grids: Sequence[Grid]) -> bool:
    """Whether a group label is in one cell with another label."""
    if group.last == group.first:
        return False
    own = _cell_around(grids, _word_of(group))
    return own is not None and any(
        _cell_around(grids, _word_of(label)) is own for label in table.labels if label is not group
    )


def _word_of(label: Label) -> Word:
    return Word("", label.x0, label.top, label.x1, label.bottom)


def _white_between_words(grid: Grid, region: Region) -> list[float]:
    """The column boundaries that stand between two words of most lines of a region, and in none.

    Such as between a figure set right and the next column's, set left. Between groups of three
    digits they part figures.
    """
    found = []
    for x in grid.xs[1:-1]:
        parted = whole = 0
        groups = True
        for line in region.lines:
            for piece in line.pieces:
                if not piece.x0 < x < piece.x1:
                    continue
                after = next((word for word in piece.words if word.x1 > x), piece.words[-1])
                if after.x0 < x:
                    whole += 1
                else:
                    parted += 1
                    groups &= len(after.text) == _DIGITS_IN_GROUP and after.text.isdecimal()
        if not whole and not groups and parted >= _PARTED * len(region.lines):
            found.append(x)
    return found


def _is_cut(piece: Piece, grid: Grid, downs: Sequence[Rule], apart: Sequence[float]) -> bool:
    """Whether a piece is in several cells of a grid, or partly outside of it.

    It may be where a ruling is drawn between two of its words, or at the boundaries ``apart``.
    """
    cells = [_cell_around([grid], word) for word in piece.words]
    return any(
        one is not other
        and not _is_ruled(left, right, downs)
        and not any(left.x1 <= x <= right.x0 for x in apart)
        for (one, left), (other, right) in pairwise(zip(cells, piece.words, strict=True))
    )


def _is_ruled(left: Word, right: Word, downs: Sequence[Rule]) -> bool:
    middle = (left.top + left.bottom) / 2
    low, high = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
    return any(low < x < high and top < middle < bottom for x, top, bottom in downs)


def _is_over(grid: Grid, region: Region) -> bool:
    x0, top, x1, bottom = grid.bbox
    return x0 < region.right and x1 > region.left and top < region.bottom and bottom > region.top


def _cell_at(grids: Sequence[Grid], piece: Piece) -> Cell | None:
    """The cell around the middle of a piece."""
    first = piece.words[0]
    return _cell_around(grids, Word(piece.text, piece.x0, first.top, piece.x1, first.bottom))


def _cell_around(grids: Sequence[Grid], word: Word) -> Cell | None:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    for grid in grids:
        x0, top, x1, bottom = grid.bbox
        if x0 < x < x1 and top < y < bottom:
            for cell in grid.cells:
                left, upper, right, lower = cell.bbox
                if left <= x <= right and upper <= y <= lower:
                    return cell
    return None
