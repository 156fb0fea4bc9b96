"""Marks at the grids whose rows are not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyoten_extract.messages import say
from kyoten_extract.page.grid import Grid, PageContent

Doubt = tuple[float, str]
"""A height on a page, in points, and what is not sure there."""

LONE_LINE = say("a line has text in few columns: it may be a row, or go on with the one above")


def with_doubts(content: PageContent, doubts: Sequence[Doubt]) -> PageContent:
    """``content`` with ``doubts`` at the grids that they are in."""
    if not doubts:
        return content
    return replace(content, grids=tuple(_doubted(grid, doubts) for grid in content.grids))


def _doubted(grid: Grid, doubts: Sequence[Doubt]) -> Grid:
    own = [why for y, why in doubts if grid.ys[0] < y < grid.ys[-1]]
    if not own:
        return grid
    return replace(grid, unclear_rows=tuple(dict.fromkeys((*grid.unclear_rows, *own))))
