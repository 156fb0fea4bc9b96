"""Frames ruled across alone, beside other tables or of two columns: parted by their white."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import BoolArray, FloatArray, Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.gutters import em_of, pieces_of, white_between
from kyoten_extract.text.shorten import shortened

# Rows of a frame with text on both sides of the white, and share of its filled rows.
_MIN_ROWS, _SHARE = 4, 0.8
# Ems of white, at least: that of two blanks of text is narrower.
_WHITE = 1.2
# Characters of a row that a message shows.
_SHOWN = 24


def with_framed_columns(
    before: Sequence[PageContent],
    contents: Sequence[PageContent],
    read: Callable[[int], Page],
    settings: TableSettings,
) -> tuple[list[PageContent], list[Finding]]:
    """``contents`` with frames of a single column parted, and a finding on each.

    Pages that are not as ``before`` have been read anew for their columns. ``read`` loads a page.
    """
    result: list[PageContent] = []
    findings: list[Finding] = []
    for old, content in zip(before, contents, strict=True):
        grids = [grid for grid in content.grids if grid.columns == 1 and grid.rows >= _MIN_ROWS]
        if grids and content is old and not any(grid.unclear_rows for grid in content.grids):
            page = read(content.number)
            added, told = _parted(page, grids)
            if added:
                content = read_page(page.with_lines_down(added), settings)
                findings += told
        result.append(content)
    return result, findings


def _parted(
    page: Page, grids: Sequence[Grid]
) -> tuple[list[tuple[float, float, float]], list[Finding]]:
    """The verticals that part ``grids`` of one page, and a finding on each grid that they part."""
    every = pieces_of(page).boxes
    added: list[tuple[float, float, float]] = []
    told = []
    middle = (every[:, :2] + every[:, 2:]) / 2
    for grid in grids:
        x0, top, x1, bottom = grid.bbox
        inside = ((middle > (x0, top)) & (middle < (x1, bottom))).all(axis=1)
        boxes = every[inside]
        if not len(boxes):
            continue
        em = em_of(boxes)
        row = np.searchsorted(grid.ys, middle[inside, 1]) - 1
        found = list(_whites(boxes, row, em))
        if not found:
            continue
        for low, high in found:
            crossed = set(row[(boxes[:, 0] < low) & (boxes[:, 2] > high)].tolist())
            added += [
                ((low + high) / 2, upper, lower)
                for at, (upper, lower) in enumerate(pairwise(grid.ys))
                if at not in crossed
            ]
        first = next(cell.text for cell in grid.cells if cell.text.strip())
        told.append(
            codes.LINE_MISSING(
                say(
                    "page {page}: no line is drawn between the columns of {text!r}; read as "
                    "{count} columns; evidence: {gap:.1f} em of white common to its rows",
                    page=page.number,
                    text=shortened(" ".join(first.split()), _SHOWN),
                    count=len(found) + 1,
                    gap=min(high - low for low, high in found) / em,
                ),
                severity="warning",
                page=page.number,
                bbox=grid.bbox,
                expected="one column",
                actual=f"{len(found) + 1} columns",
            )
        )
    return added, told


def _whites(boxes: FloatArray, row: np.ndarray, em: float) -> Iterator[tuple[float, float]]:
    """The stretches of white that part nearly all rows of a frame."""
    rows = len(np.unique(row))
    # A heading between the rows is one piece of text, over all columns or some.
    alone = np.bincount(row)[row] == 1
    if rows < _MIN_ROWS or alone.all():
        return
    for low, high in white_between(boxes[~alone], _WHITE * em).tolist():
        left, right = (np.unique(row[~alone & side]) for side in _beside(boxes, low, high))
        both = len(np.intersect1d(left, right))
        if both >= max(_MIN_ROWS, _SHARE * rows):
            yield low, high


def _beside(boxes: FloatArray, low: float, high: float) -> tuple[BoolArray, BoolArray]:
    """(n,) which boxes are left and which are right of a stretch of white."""
    middle = (low + high) / 2
    return np.asarray(boxes[:, 2] <= middle), np.asarray(boxes[:, 0] >= middle)
