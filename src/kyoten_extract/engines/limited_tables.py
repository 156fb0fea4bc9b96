"""The limits on what was read: rows of all tables, characters of a cell."""

from __future__ import annotations

from collections.abc import Iterable

from kyoten_extract.page.grid import PageContent
from kyoten_extract.workers.limits import Limits


def check_tables(contents: Iterable[PageContent], limits: Limits, name: str) -> None:
    """Check the tables of a document before anything is made of them.

    Raises:
        LimitError: they have too many rows, or a cell too many characters.
    """
    rows = 0
    for content in contents:
        for grid in content.grids:
            rows += grid.rows
            longest = max(map(len, [cell.text for cell in grid.cells]), default=0)
            limits.check("cell_chars", longest, source=name, page=content.number)
        longest = max(map(len, [run.text for run in content.outside]), default=0)
        limits.check("cell_chars", longest, source=name, page=content.number)
    limits.check("rows", rows, source=name)
