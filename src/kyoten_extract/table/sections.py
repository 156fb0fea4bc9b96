"""The heading each row of a table stands under."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import Grid
from kyoten_extract.table.headings import is_new_heading

# A text across the table that begins so, or is longer, is a note and no heading.
_NOTE = re.compile(r"\s*[(（]?(?:[※＊*]|注)")
_LONGEST = 60


def is_heading(row: Row) -> bool:
    """Whether the one text of a row across the table is a heading of what follows."""
    text = "".join(row.cells).strip()
    return 0 < len(text) <= _LONGEST and not _NOTE.match(text)


def page_sections(grids: Sequence[Grid], headings: Sequence[str]) -> dict[int, str]:
    """The section that the rows of each page begin in, by page, where headings differ by page.

    Args:
        grids: of one table, in printed order.
        headings: the line of text above each.
    """
    first = [heading for heading in headings if heading][:1]
    if not any(is_new_heading(heading, first) for heading in headings):
        return {}
    return {grid.page: heading for grid, heading in zip(grids, headings, strict=True) if heading}


def with_section(rows: Sequence[Row], on_page: Mapping[int, str]) -> tuple[Row, ...]:
    """``rows``, each with its section.

    Args:
        rows: of one table; those across it are marked as headings.
        on_page: the section that a page begins with.
    """
    if not on_page and not any(row.is_heading for row in rows):
        return tuple(rows)
    section, page = "", 0
    placed = []
    for row in rows:
        if row.pages[0] != page:
            page = row.pages[0]
            section = on_page.get(page, section)
        if row.is_heading:
            section = " ".join("".join(row.cells).split())
        placed.append(replace(row, section=section))
    return tuple(placed)
