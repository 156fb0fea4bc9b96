"""Texts that peers read from a scan, put into our cells and turned into their survey.

The grid and the header labels are ours, so that the columns are known. The texts become records as
those of a PDF do, without the alternatives that our recognizer has for each character.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract import Survey
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import Cell, Grid, PageContent, count_ink
from kyoten_extract.records.survey_assembly import survey_of
from kyoten_extract.table.header import header_depth
from scan_peers import Answer, Piece

# Of a peer's cell and one of ours, the area they share by the area of both.
_SAME_CELL = 0.5
# Pieces whose heights overlap by this share stand on one line.
_SAME_LINE = 0.5


def survey_with(answer: Answer, ours: Document, *, own_cells: bool) -> Survey:
    """The survey from a peer's texts, put into the cells of our reading of the scan.

    Labels of headers are left as we read them, so that columns are known.

    Args:
        answer: of the peer.
        ours: the scan as our engine read it.
        own_cells: whether the peer's pieces are cells of a grid of its own, to be matched with
            ours, and not stretches of text.
    """
    fill = _matched if own_cells else _filled
    contents = tuple(
        with_texts(content, lambda grid, own=own: fill(grid, own))  # type: ignore[misc]
        for content, own in zip(ours.contents, answer.pages, strict=True)
    )
    return survey_of(replace(ours, contents=contents, findings=()), KYOTEN)


def with_texts(content: PageContent, texts: Callable[[Grid], Sequence[str]]) -> PageContent:
    """``content`` with other texts in the cells below its headers, and without pictures."""
    grids = tuple(_with(grid, texts(grid)) for grid in content.grids)
    printed = sum(count_ink(cell.text) for grid in grids for cell in grid.cells)
    printed += sum(count_ink(run.text) for run in content.outside)
    return replace(content, grids=grids, printed=printed)


def _with(grid: Grid, texts: Sequence[str]) -> Grid:
    depth = header_depth([grid])
    cells = tuple(
        replace(cell, text=cell.text if cell.row < depth else text, picture=())
        for cell, text in zip(grid.cells, texts, strict=True)
    )
    return replace(grid, cells=cells)


def _filled(grid: Grid, pieces: Sequence[Piece]) -> list[str]:
    """For each cell, the pieces whose centers are in it, line by line."""
    own: defaultdict[int, list[Piece]] = defaultdict(list)
    boxes = np.array([cell.bbox for cell in grid.cells])
    for piece in pieces:
        x, y = (piece.box[0] + piece.box[2]) / 2, (piece.box[1] + piece.box[3]) / 2
        inside = (boxes[:, 0] <= x) & (x < boxes[:, 2]) & (boxes[:, 1] <= y) & (y < boxes[:, 3])
        for at in np.flatnonzero(inside)[:1].tolist():
            own[at].append(piece)
    return ["\n".join(_lines(own[at])) for at in range(len(grid.cells))]


def _lines(pieces: Sequence[Piece]) -> Iterator[str]:
    left = sorted(pieces, key=lambda piece: piece.box[1] + piece.box[3])
    while left:
        _, top, _, bottom = left[0].box
        line = [p for p in left if _overlap(p.box[1], p.box[3], top, bottom) >= _SAME_LINE]
        line = line or left[:1]
        left = [piece for piece in left if piece not in line]
        yield "".join(piece.text for piece in sorted(line, key=lambda p: p.box[0]))


def _overlap(low: float, high: float, low_: float, high_: float) -> float:
    least = max(min(high - low, high_ - low_), 1e-6)
    return (min(high, high_) - max(low, low_)) / least


def _matched(grid: Grid, pieces: Sequence[Piece]) -> list[str]:
    """For each cell, the text of the peer's cell at its place, or an empty one."""
    return [max(_same(cell, pieces), default=(0.0, ""))[1] for cell in grid.cells]


def _same(cell: Cell, pieces: Iterable[Piece]) -> Iterator[tuple[float, str]]:
    x0, top, x1, bottom = cell.bbox
    for piece in pieces:
        a, b, c, d = piece.box
        shared = max(min(x1, c) - max(x0, a), 0.0) * max(min(bottom, d) - max(top, b), 0.0)
        both = (x1 - x0) * (bottom - top) + (c - a) * (d - b) - shared
        if shared >= _SAME_CELL * both:
            yield shared / both, piece.text
