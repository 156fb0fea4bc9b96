"""Ruled rows that each hold several records, whose cells are wrapped.

Such as the offices of one department, in lists with rulings between departments only. A column with
one line a record shows them: its lines are further apart than those of a cell, and the lines of
other columns stand around them, or begin with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import FloatArray, Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.column_match import grids_by_columns
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.group_names import beside, group_columns, without
from kyoten_extract.table.unruled.gutters import em_of, pieces_of
from kyoten_extract.table.unruled.lacking_rulings import (
    FEWEST_HOLDING,
    HOLDING,
    may_hold_records,
)
from kyoten_extract.table.unruled.ruled_texts import RuledText, ruled_texts

# Ratio: lines of two records are further apart than those of one cell; share of a row's records
# that are.
_APART, _MOSTLY_APART = 1.15, 0.3
# Ems: how far lines are from where their record has them, and the share of those that are not.
_LEVEL, _ALIGNED = 0.35, 0.9
# Share of the columns in which a record has text.
_FILLED = 0.5
# Share of the gaps between lines that may be smaller than the usual one.
_OUTLIERS = 0.02


def with_wrapped_groups(
    read: Callable[[int], Page], contents: Sequence[PageContent], settings: TableSettings
) -> list[PageContent]:
    """``contents`` with rulings between the records of ruled rows; ``read`` loads a page again."""
    cuts: dict[int, list[tuple[float, float, float]]] = {}
    for chain in grids_by_columns(contents, settings):
        if not may_hold_records(chain):
            continue
        pieces = {grid.page: pieces_of(read(grid.page)) for grid in chain}
        em = em_of(np.concatenate([own.boxes for own in pieces.values()]))
        ruled = [
            one
            for grid in chain
            for one in ruled_texts(
                grid, _inside(grid, ColumnText.of(pieces[grid.page], np.array(grid.xs), em))
            )
        ]
        pitch = _pitch([one.text for one in ruled])
        found = [(one, ends) for one in ruled if len(ends := _ends_of(one, pitch, em))]
        several = [one for one in ruled if one.row or one.grid.rows == 1]
        several = [one for one in several if np.bincount(one.text.column).max() > 1]
        if len(found) < max(FEWEST_HOLDING, HOLDING * len(several)):
            continue
        groups = group_columns([(one.text, *one.ends) for one, _ in found], chain[0].columns, em)
        for one, ends in found:
            sides = list(beside(one.grid.xs, groups))
            cuts.setdefault(one.grid.page, []).extend((y, *side) for y in ends for side in sides)
    return [
        read_page(read(content.number).with_lines_across(cuts[content.number]), settings)
        if content.number in cuts
        else content
        for content in contents
    ]


def _inside(grid: Grid, text: ColumnText) -> ColumnText:
    """What of ``text`` runs over no side of a column."""
    boxes = text.pieces.boxes
    return text.take((boxes[:, 0] > grid.xs[0]) & (boxes[:, 2] < grid.xs[-1]) & (text.spans == 0))


def _pitch(texts: Sequence[ColumnText]) -> float:
    """Points from line to line in a cell: the least distance but for a few."""
    steps = np.sort(
        np.concatenate(
            [
                np.diff(np.sort(text.pieces.boxes[text.column == column, 3]))
                for text in texts
                for column in set(text.column.tolist())
            ]
        )
    )
    return float(steps[int(_OUTLIERS * len(steps))]) if len(steps) else 0.0


def _ends_of(one: RuledText, pitch: float, em: float) -> list[float]:
    """Heights between the records of a ruled row; none where it is one, or that is not sure."""
    text = without(one.text, _alone(one, em))
    columns = set(text.column.tolist())
    counts = np.bincount(text.column)
    by_number = sorted(columns, key=lambda column: (-counts[column], column))
    for key in by_number:
        lines = text.pieces.boxes[text.column == key][:, [1, 3]]
        if len(lines) < 2:
            break
        apart = np.diff(lines[:, 1]) > _APART * pitch
        if apart.mean() < _MOSTLY_APART or apart.sum() < min(FEWEST_HOLDING, len(apart)):
            continue
        for first in (False, True):
            ends = _parted(text, lines, columns, em, first=first)
            if ends:
                return ends
    return []


def _alone(one: RuledText, em: float) -> set[int]:
    """The columns with one name in the middle of a ruled row, or at its top."""
    return set(group_columns([(one.text, *one.ends)] * 2, one.grid.columns, em))


def _parted(
    text: ColumnText, lines: FloatArray, columns: set[int], em: float, *, first: bool
) -> list[float]:
    """Heights between records that have each one of ``lines`` (k, 2), if all text agrees.

    ``first``: the cells of a record begin with this line; else they are centered at it.
    """
    boxes, slack = text.pieces.boxes, _LEVEL * em
    if first:
        record = np.searchsorted(lines[:, 0] - slack, boxes[:, 1]) - 1
    else:
        middle = lines.mean(axis=1)
        record = np.searchsorted((middle[1:] + middle[:-1]) / 2, boxes[:, [1, 3]].mean(axis=1))
    if (record < 0).any():
        return []
    cell = record * (max(columns) + 1) + text.column
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    top = np.minimum.reduceat(boxes[order, 1], starts)
    bottom = np.maximum.reduceat(boxes[order, 3], starts)
    own = record[order][starts]
    off = top - lines[own, 0] if first else (top + bottom - lines[own].sum(axis=1)) / 2
    filled = np.bincount(own, minlength=len(lines))
    if (np.abs(off) <= slack).mean() < _ALIGNED or (filled < _FILLED * len(columns)).any():
        return []
    if filled.min() < 2 and len(columns) > 1 and not (filled > 1).mean() >= _ALIGNED:
        return []
    above = np.maximum.reduceat(bottom, np.flatnonzero(np.diff(own, prepend=-1)))
    below = np.minimum.reduceat(top, np.flatnonzero(np.diff(own, prepend=-1)))
    if (below[1:] < above[:-1] - slack).any():
        return []
    ends: list[float] = ((above[:-1] + below[1:]) / 2).tolist()
    return ends
