"""The heading each row of a table stands under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import Grid
from kyoten_extract.table.headings import is_new_heading

# A text across the table that begins so, or is longer, is a note and no heading.
_NOTE = regex(r"\s*[(（]?(?:[※＊*]|注)")
_LONGEST = 60


def is_heading(row: Row) -> bool:
    """Whether the one text of a row across the table is a heading of what follows."""
    text = "".join(row.cells).strip()
    return 0 < len(text) <= _LONGEST and not _NOTE.match(text)


@dataclass(frozen=True, slots=True)
class GridSection:
    """The heading over a grid of a table: the section that the rows in it begin in."""

    page: int
    bbox: BBox
    heading: str


def grid_sections(grids: Sequence[Grid], headings: Sequence[str]) -> tuple[GridSection, ...]:
    """The section that the rows of each grid begin in, where headings differ.

    Args:
        grids: of one table, in printed order.
        headings: the line of text above each.
    """
    first = [heading for heading in headings[:1] if heading]
    if not any(is_new_heading(heading, first) for heading in headings[1:]):
        return ()
    return tuple(
        GridSection(grid.page, grid.bbox, heading)
        for grid, heading in zip(grids, headings, strict=True)
        if heading
    )


def with_section(rows: Sequence[Row], under: Sequence[GridSection]) -> tuple[Row, ...]:
    """``rows``, each with its section.

    Args:
        rows: of one table; those across it are marked as headings.
        under: the sections that the rows of grids begin in.
    """
    if not under and not any(row.is_heading for row in rows):
        return tuple(rows)
    by_page: defaultdict[int, list[GridSection]] = defaultdict(list)
    for each in under:
        by_page[each.page].append(each)
    section, current = "", None
    placed = []
    for row in rows:
        found = _section_of(row, by_page[row.pages[0]])
        if found is not None and found is not current:
            section, current = found.heading, found
        if row.is_heading:
            section = " ".join("".join(row.cells).split())
        placed.append(replace(row, section=section))
    return tuple(placed)


def _section_of(row: Row, under: Sequence[GridSection]) -> GridSection | None:
    """The one of a page's sections whose grid has the middle of ``row``."""
    _, x0, top, x1, bottom = row.boxes[0]
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    for each in under:
        left, upper, right, lower = each.bbox
        if left <= x <= right and upper <= y <= lower:
            return each
    return None
