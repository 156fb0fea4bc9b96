"""Pages read again whose tables may lack rulings.

What looks for the rows and columns of their text is imported where there are such tables: most
documents have none.
"""

from __future__ import annotations

from collections.abc import Callable

from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.column_match import grids_by_columns
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.unruled.lacking_rulings import (
    has_open_rows,
    is_unruled,
    may_be_stacked,
    may_be_tall,
    may_hold_records,
)


def with_unruled(
    contents: list[PageContent],
    read: Callable[[int], Page],
    settings: TableSettings = DEFAULT,
    unruled: bool | None = None,
) -> list[PageContent]:
    """``contents``, read again where their table lacks rulings.

    Args:
        contents: the pages by their rulings.
        read: loads a page again.
        settings: of the lattice.
        unruled: what :func:`is_unruled` says of them, if that is known.
    """
    if is_unruled(contents) if unruled is None else unruled:
        from kyoten_extract.table.unruled.tall_rows import with_tall_rows
        from kyoten_extract.table.unruled.unruled_tables import read_unruled

        found = list(read_unruled(read, contents, settings))
        if any(new is not old for new, old in zip(found, contents, strict=True)):
            return with_tall_rows(read, found, settings, cut=False)
    printed, chains = contents, grids_by_columns(contents, settings)
    if any(map(may_be_stacked, chains)):
        from kyoten_extract.table.unruled.stacked_rows import with_stacked_rows

        contents = with_stacked_rows(read, contents, settings)
    if has_open_rows(contents):
        from kyoten_extract.table.unruled.open_rows import read_open_rows

        contents = list(read_open_rows(read, contents, settings))
    if contents is not printed:
        chains = grids_by_columns(contents, settings)
    if any(map(may_be_tall, chains)):
        from kyoten_extract.table.unruled.tall_rows import with_tall_rows

        return with_tall_rows(read, contents, settings)
    same = all(new is old for new, old in zip(contents, printed, strict=True))
    if same and any(map(may_hold_records, chains)):
        from kyoten_extract.table.unruled.wrapped_groups import with_wrapped_groups

        contents = with_wrapped_groups(read, contents, settings)
    return contents
