"""Bounding boxes of a record's cells, found by reading its pages again.

Records keep the boxes of their rows only; a report needs the cells of a few of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kyoten_extract.model.geometry import Box
from kyoten_extract.model.survey import Base
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.text.labels import fold_label

# Points: two readings of one page place a row's side within this of each other.
_SAME_SIDE = 1.0

CellBoxes = Mapping[str, tuple[Box, ...]]
"""Boxes of a record's cells by column; several where a page break cuts the row."""


def find_cell_boxes(contents: Iterable[PageContent], bases: Sequence[Base]) -> list[CellBoxes]:
    """Return the cell boxes of each of ``bases``; empty for a row that is not found again."""
    grids: defaultdict[int, list[Grid]] = defaultdict(list)
    for content in contents:
        grids[content.number] += content.grids
    found = [[_row(grids[box[0]], box) for box in base.source.boxes] for base in bases]
    agreement: defaultdict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
    for base, pieces in zip(bases, found, strict=True):
        if len(pieces) == 1 and pieces[0] is not None:
            grid, cells = pieces[0]
            agreement[grid.columns].update(_agreement(base, cells))
    columns = {
        count: _columns(scores, list(dict.fromkeys(key for b in bases for key in b.raw)))
        for count, scores in agreement.items()
    }
    return [_places(pieces, columns) for pieces in found]


def _row(grids: Iterable[Grid], box: Box) -> tuple[Grid, list[Cell]] | None:
    """Return the grid with a row at ``box``, and the cells of that row."""
    for grid in grids:
        for row, (top, bottom) in enumerate(zip(grid.ys, grid.ys[1:], strict=False)):
            sides = (grid.xs[0], top, grid.xs[-1], bottom)
            if all(abs(a - b) <= _SAME_SIDE for a, b in zip(sides, box[1:], strict=True)):
                cells = [c for c in grid.cells if c.row <= row < c.row + c.row_span]
                return grid, cells
    return None


def _agreement(base: Base, cells: Iterable[Cell]) -> Iterable[tuple[str, int]]:
    """Yield pairs of a record column and a grid column that have the same text."""
    by_text: defaultdict[str, list[int]] = defaultdict(list)
    for cell in cells:
        by_text[fold_label(cell.text)].append(cell.column)
    for key, text in base.raw.items():
        for column in by_text.get(fold_label(text), ()):
            yield key, column


def _columns(scores: Mapping[tuple[str, int], int], keys: Sequence[str]) -> dict[str, int]:
    """Map each record column to the grid column with which the most rows agree.

    Ties between columns with equal texts throughout are broken by their order.
    """
    rank = {key: place for place, key in enumerate(keys)}
    order = sorted(
        scores, key=lambda pair: (-scores[pair], abs(rank[pair[0]] - pair[1]), rank[pair[0]])
    )
    places: dict[str, int] = {}
    for key, column in order:
        if key not in places and column not in places.values():
            places[key] = column
    return places


def _places(
    pieces: Iterable[tuple[Grid, list[Cell]] | None], columns: Mapping[int, Mapping[str, int]]
) -> CellBoxes:
    boxes: defaultdict[str, list[Box]] = defaultdict(list)
    for piece in pieces:
        if piece is None:
            continue
        grid, cells = piece
        at = {column: cell for cell in cells for column in _span(cell)}
        for key, column in columns.get(grid.columns, {}).items():
            if column in at:
                boxes[key].append((grid.page, *at[column].bbox))
    return {key: tuple(found) for key, found in boxes.items()}


def _span(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.column_span)
