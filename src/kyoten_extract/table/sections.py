"""The heading each row of a table stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import Grid
from kyoten_extract.table.headings import is_new_heading

# A text across the table that begins so, or is longer, is a note and no heading.
_NOTE = re.compile(r"\s*[(（]?(?:[※＊*]|注)")
_LONGEST = 60
# Points: a row may begin a little above its grid.
_SAME_HEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """A grid under a heading: its page, its upper side in points, and the heading."""

    page: int
    top: float
    heading: str

    def is_before(self, page: int, top: float) -> bool:
        """Whether a row on ``page`` that begins at ``top`` is in this grid, or after it."""
        return (self.page, self.top) <= (page, top + _SAME_HEIGHT)


def is_heading(row: Row) -> bool:
    """Whether the one text of a row across the table is a heading of what follows."""
    text = "".join(row.cells).strip()
    return 0 < len(text) <= _LONGEST and not _NOTE.match(text)


def grid_sections(grids: Sequence[Grid], headings: Sequence[str]) -> tuple[Start, ...]:
    """Where sections begin, if the headings over the grids of one table differ.

    Args:
        grids: of one table, in printed order.
        headings: the line of text above each.
    """
    first = [heading for heading in headings[:1] if heading]
    if not any(is_new_heading(heading, first) for heading in headings[1:]):
        return ()
    return tuple(
        Start(grid.page, grid.bbox[1], heading)
        for grid, heading in zip(grids, headings, strict=True)
        if heading
    )


def with_section(rows: Sequence[Row], starts: Sequence[Start]) -> tuple[Row, ...]:
    """``rows``, each with its section.

    Args:
        rows: of one table; those across it are marked as headings.
        starts: where grids with a heading begin, in printed order.
    """
    if not starts and not any(row.is_heading for row in rows):
        return tuple(rows)
    section, following = "", 0
    placed = []
    for row in rows:
        page, _, top, _, _ = row.boxes[0]
        while following < len(starts) and starts[following].is_before(page, top):
            section = starts[following].heading
            following += 1
        if row.is_heading:
            section = " ".join("".join(row.cells).split())
        placed.append(replace(row, section=section))
    return tuple(placed)
