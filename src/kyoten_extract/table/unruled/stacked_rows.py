"""Ruled tables whose rows of one line have no rulings between them, or only between groups.

A ruled row then holds a stack of lines, each of which fills the same columns. Whether each line is
a row is weighed (:mod:`line_rows`); where that is unclear, the rows stay as they are ruled, and
the grid says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.messages import say
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import FloatArray, Page, Shades
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.column_match import grids_by_columns
from kyoten_extract.table.header import ends_with_data
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.column_profile import (
    OpenTable,
    columns_of_bands,
    cut_text,
    line_table,
    row_anchors,
    unclear_rows,
    with_alignment,
)
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.group_names import Stretch, beside, group_columns, without
from kyoten_extract.table.unruled.gutters import Pieces, em_of, pieces_of
from kyoten_extract.table.unruled.lacking_rulings import may_be_stacked
from kyoten_extract.table.unruled.line_rows import MAY_BE, SURE, LineRows, weigh_lines, with_sign
from kyoten_extract.table.unruled.row_doubts import LONE_LINE, Doubt, with_doubts
from kyoten_extract.table.unruled.ruled_texts import RuledText, ruled_texts
from kyoten_extract.table.unruled.shade_bands import color_changes
from kyoten_extract.table.unruled.table_region import header_rows

# Lines: more at the top of a table without figures are no header.
_MAX_HEADER_LINES = 3


# Lines beside which one text may be that of a group.
_FEWEST_LINES = 2
# Log odds that the lines beside such texts are rows.
_GROUPED = 4.0

_Cut = tuple[float, float, float]
"""A height, and the left and the right end."""


def with_stacked_rows(
    read: Callable[[int], Page], contents: Sequence[PageContent], settings: TableSettings
) -> list[PageContent]:
    """``contents`` with rulings added between the lines of stacks; ``read`` loads a page again."""
    chains = [chain for chain in grids_by_columns(contents, settings) if may_be_stacked(chain)]
    numbers = sorted({grid.page for chain in chains for grid in chain})
    pieces: dict[int, Pieces] = {}
    shades: dict[int, Shades] = {}
    for number in numbers:
        page = read(number)
        pieces[number], shades[number] = pieces_of(page), page.shades
    cuts: dict[int, list[_Cut]] = {}
    # By place, the cut above the last line of a header of several.
    spare: dict[tuple[int, float], _Cut] = {}
    doubts: dict[tuple[int, BBox], tuple[str, ...]] = {}
    unclear: dict[int, list[Doubt]] = {}
    for chain in chains:
        em = em_of(np.concatenate([pieces[grid.page].boxes for grid in chain]))
        stacks = [
            stack
            for grid in chain
            for stack in ruled_texts(grid, _text_of(grid, pieces[grid.page], shades[grid.page], em))
        ]
        xs = np.array(chain[0].xs)
        if len(columns_of_bands([stack.text for stack in stacks], xs, em)):
            # Each row has a ground of its own, however many lines it has.
            continue
        groups = group_columns(_several(stacks, len(xs) - 1), len(xs) - 1, em)
        stacks = [replace(stack, text=without(stack.text, groups)) for stack in stacks]
        stacks = [stack for stack in stacks if len(stack.text.column)]
        verdict = weigh_lines([stack.text for stack in stacks], xs, em, ruled=True)
        if verdict is not None and groups:
            verdict = with_sign(verdict, say("one text beside several lines, centered"), _GROUPED)
        if verdict is None or verdict.weight < MAY_BE:
            continue
        if verdict.weight < SURE:
            doubts |= {(grid.page, grid.bbox): verdict.reasons for grid in chain}
            continue
        for stack in stacks:
            grid = stack.grid
            table = line_table([stack.text], np.array(grid.xs), em, verdict)
            ends, within = _ends(stack, table, verdict)
            if within is not None:
                spare[grid.page, grid.ys[0]] = within, grid.xs[0], grid.xs[-1]
            if len(ends):
                lone = unclear_rows(stack.text, table, float(ends[0]))
                unclear.setdefault(grid.page, []).extend((y, LONE_LINE) for y in lone.tolist())
            sides = list(beside(grid.xs, groups))
            cuts.setdefault(grid.page, []).extend((y, *side) for y in ends for side in sides)
    result = []
    for content in contents:
        if cuts.get(content.number):
            page, own = read(content.number), cuts[content.number]
            content = read_page(page.with_lines_across(own), settings)
            more = [
                spare[grid.page, grid.ys[0]]
                for grid in content.grids
                if (grid.page, grid.ys[0]) in spare and ends_with_data(grid)
            ]
            if more:
                content = read_page(page.with_lines_across(own + more), settings)
        if doubts:
            marked = tuple(
                replace(grid, unclear_rows=doubts.get((grid.page, grid.bbox), ()))
                for grid in content.grids
            )
            if any(grid.unclear_rows for grid in marked):
                content = replace(content, grids=marked)
        result.append(with_doubts(content, unclear.get(content.number, ())))
    return result


def _text_of(grid: Grid, pieces: Pieces, shades: Shades, em: float) -> ColumnText:
    """What of ``pieces`` is between the outer sides of ``grid``."""
    walls = color_changes(shades, grid.xs[0], grid.xs[-1])
    middle = (pieces.boxes[:, 0] + pieces.boxes[:, 2]) / 2
    inside = pieces.take((middle > grid.xs[0]) & (middle < grid.xs[-1]))
    return ColumnText.of(inside, np.array(grid.xs), em, walls)


def _several(stacks: Sequence[RuledText], columns: int) -> Iterator[Stretch]:
    """Those with as many lines in most columns."""
    for stack in stacks:
        count = np.bincount(stack.text.column, minlength=columns)
        most = int(np.bincount(count[count > 0]).argmax())
        if most >= _FEWEST_LINES and 2 * (count == most).sum() > columns:
            yield stack.text, *stack.ends


def _ends(stack: RuledText, table: OpenTable, verdict: LineRows) -> tuple[FloatArray, float | None]:
    """Heights between the rows of a stack; none where it is the header, or one row.

    And the height above the last line of its header, if that has several.
    """
    text = stack.text
    anchors = row_anchors(text, table)
    if len(anchors) < 2:
        return np.empty(0), None
    own = text.pieces.is_figure & np.isin(text.column, verdict.figures)
    if len(verdict.figures):
        if not own.any():
            return np.empty(0), None
    elif (
        stack.row == 0
        and stack.grid.rows > 1
        and len(anchors) <= _MAX_HEADER_LINES
        # A page may begin with rows: those have figures.
        and text.pieces.is_figure.sum() < len(anchors)
    ):
        return np.empty(0), None
    rows = cut_text(text, with_alignment(table, [text], lambda way: [cut_text(text, way)]))
    head = header_rows(rows, text, table) if stack.row == 0 else 0
    within = float(rows.ends[head - 1]) if head > 1 else None
    return np.array(rows.ends[max(head, 1) : -1]), within
