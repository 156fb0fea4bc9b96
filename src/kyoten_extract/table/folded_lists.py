"""Lists folded within one frame: blocks of the same columns side by side, read one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.column_match import same_columns
from kyoten_extract.table.grid_parts import leading
from kyoten_extract.table.header import MAX_DEPTH
from kyoten_extract.table.value_kind import kind_of, usual_kind
from kyoten_extract.text.labels import fold_label

# Columns of a block; a single column of values may repeat by nature.
_MIN_WIDTH = 2
# Share of the values that may be in several blocks, as two things may have one name.
_MOST_AGAIN = 0.15
# Blocks side by side at most.
_MAX_BLOCKS = 6


@dataclass(frozen=True, slots=True)
class Fold:
    """How a grid is folded.

    Attributes:
        blocks: how many there are.
        width: columns of each.
        spacer: 1 if an empty column stands between blocks, else 0.
    """

    blocks: int
    width: int
    spacer: int

    def starts(self) -> list[int]:
        """The first column of each block."""
        return [block * (self.width + self.spacer) for block in range(self.blocks)]

    def block_of(self, cell: Cell) -> int | None:
        """The block that ``cell`` is in; ``None`` if it is in none, or in several."""
        block, column = divmod(cell.column, self.width + self.spacer)
        return block if column + cell.column_span <= self.width else None


def unfold(grid: Grid, before: Grid | None = None) -> tuple[Grid, ...]:
    """``grid`` as one grid for each of its blocks, from left to right; alone if it has none.

    A grid is folded if all labels of its header repeat, in order, group labels included; each
    column has values of one kind in all blocks; and the numbers of the first column go on from
    block to block, or across each row, or, if it has no numbers, hardly any row comes twice.

    Args:
        grid: of one page, as printed.
        before: the folded grid, as printed, of the page before: where ``grid`` has the same
            columns and no header, it is folded likewise.
    """
    for fold in _folds(grid):
        depth = _repeated_header(grid, fold)
        if depth and _goes_on(grid, fold, depth):
            return _blocks(grid, fold)
    if before is not None and same_columns(before, grid):
        for fold in _folds(before):
            depth = _repeated_header(before, fold)
            if depth and _goes_on(before, fold, depth) and _goes_on(grid, fold, 0):
                return _blocks(grid, fold)
    return (grid,)


def _folds(grid: Grid) -> Iterator[Fold]:
    for spacer in (0, 1):
        for blocks in range(2, _MAX_BLOCKS + 1):
            width, rest = divmod(grid.columns + spacer, blocks)
            if not rest and width - spacer >= _MIN_WIDTH:
                yield Fold(blocks, width - spacer, spacer)


def _repeated_header(grid: Grid, fold: Fold) -> int:
    """How many leading rows hold the same labels in all blocks; 0 if they do not part there."""
    depth = 0
    first, *others = fold.starts()
    while depth < min(MAX_DEPTH, grid.rows):
        row = [cell for cell in leading(grid, depth + 1) if cell.row == depth]
        labels = _labels(row, fold, first)
        if not labels or any(_labels(row, fold, start) != labels for start in others):
            break
        if any(fold.block_of(cell) is None and cell.text.strip() for cell in row):
            break
        depth += 1
    if not depth:
        return 0
    names = [
        label
        for cell in grid.cells
        if cell.row < depth <= cell.row + cell.row_span
        and fold.block_of(cell) == 0
        and (label := fold_label(cell.text))
    ]
    whole = all(cell.row >= depth or cell.row + cell.row_span <= depth for cell in grid.cells)
    # Each column of a list has a label of its own.
    return depth if whole and len(names) == len(set(names)) == fold.width else 0


def _labels(row: Sequence[Cell], fold: Fold, start: int) -> list[tuple[int, int, int, str]]:
    """Place, spans and label of the cells of a header row in the block at ``start``."""
    own = [cell for cell in row if start <= cell.column < start + fold.width]
    labels = [
        (cell.column - start, cell.row_span, cell.column_span, fold_label(cell.text))
        for cell in own
    ]
    whole = all(fold.block_of(cell) is not None for cell in own)
    return labels if whole and all(kind_of(c.text) in (None, "word") for c in own) else []


def _goes_on(grid: Grid, fold: Fold, depth: int) -> bool:
    """Whether the rows under the header are those of one list, block by block."""
    texts: list[list[list[str]]] = [[[] for _ in range(fold.width)] for _ in range(fold.blocks)]
    for cell in grid.cells:
        if cell.row < depth:
            continue
        block = fold.block_of(cell)
        if block is None:
            if cell.text.strip():
                return False
        elif text := cell.text.strip():
            texts[block][cell.column % (fold.width + fold.spacer)].append(text)
    if not all(block[0] for block in texts[:-1]):
        return False
    for column in range(fold.width):
        kinds = {usual_kind(block[column]) for block in texts if block[column]}
        if len(kinds) > 1:
            return False
    keys = [text for block in texts for text in block[0]]
    if all(text.isdecimal() for text in keys):
        # Down each block, or across each row.
        by_row = [text for row in zip_longest(*(block[0] for block in texts)) for text in row]
        return any(
            all(int(b) == int(a) + 1 for a, b in pairwise(filter(None, order)))
            for order in (keys, by_row)
        )
    if usual_kind(keys) == "number":
        return False
    return _hardly_repeats(grid, fold, depth)


def _hardly_repeats(grid: Grid, fold: Fold, depth: int) -> bool:
    """Whether hardly any row comes in two blocks, nor one name on the same height.

    Two things may have one name. A table that compares has the same names in each block.
    """
    rows: list[dict[int, list[str]]] = [{} for _ in range(fold.blocks)]
    for cell in grid.cells:
        block = fold.block_of(cell)
        if cell.row >= depth and block is not None and cell.text.strip():
            rows[block].setdefault(cell.row, []).append(cell.text.strip())
    names = [{row: own[0] for row, own in block.items()} for block in rows]
    beside = [
        len(set(found)) < len(found)
        for found in ([block[row] for block in names if row in block] for row in names[0])
    ]
    whole = [set(map(tuple, block.values())) for block in rows]
    count = sum(map(len, whole))
    again = count - len(set().union(*whole))
    return again <= _MOST_AGAIN * count and sum(beside) <= _MOST_AGAIN * len(beside)


def _blocks(grid: Grid, fold: Fold) -> tuple[Grid, ...]:
    return tuple(
        replace(
            grid,
            columns=fold.width,
            cells=tuple(
                _part(cell, start, fold.width)
                for cell in grid.cells
                if _is_in(cell, start, fold.width)
            ),
            xs=grid.xs[start : start + fold.width + 1],
        )
        for start in fold.starts()
    )


def _is_in(cell: Cell, start: int, width: int) -> bool:
    return cell.column < start + width and cell.column + cell.column_span > start


def _part(cell: Cell, start: int, width: int) -> Cell:
    """What of ``cell`` is in a block; one without text may reach over several."""
    first = max(cell.column - start, 0)
    last = min(cell.column + cell.column_span - start, width)
    if last - first == cell.column_span:
        return replace(cell, column=first)
    return replace(cell, column=first, column_span=last - first)
