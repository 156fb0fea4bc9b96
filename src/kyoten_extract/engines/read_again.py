"""Pages read again where their tables lack rulings, by what the pages of a document have in common.

What looks for rows and columns of text is imported where there are such tables: most documents
have none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import is_

from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import PageContent, line_counts
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.fragments import row_parts
from kyoten_extract.table.missing_horizontals import with_missing_horizontals
from kyoten_extract.table.missing_verticals import with_missing_verticals
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.figure_signs import figures_in, may_have_figures
from kyoten_extract.table.unruled.lacking_rulings import (
    header_rows,
    is_unruled,
    may_have_lists,
)
from kyoten_extract.table.unruled.unruled_contents import with_unruled


def prepare(content: PageContent) -> None:
    """Ask now what is asked of each grid when all pages are read."""
    for grid in content.grids:
        for question in (line_counts, figures_in, row_parts):
            grid.told(question)


def read_again(
    contents: Sequence[PageContent], page: Callable[[int], Page], settings: TableSettings
) -> tuple[list[PageContent], list[Finding]]:
    """``contents``, and findings on what was read again; ``page`` loads a page by its number."""
    told: list[Finding] = []
    unruled = is_unruled(contents)
    if unruled or any(map(may_have_lists, contents)):
        from kyoten_extract.engines.parted_pages import read_in_parts

        parted, told = read_in_parts(contents, page, settings, _read_again, unruled=unruled)
        if parted is not None:
            return parted, told
    found, findings = _read_again(contents, page, settings, unruled)
    return found, [*told, *findings]


def _read_again(
    contents: Sequence[PageContent],
    page: Callable[[int], Page],
    settings: TableSettings,
    unruled: bool | None = None,
) -> tuple[list[PageContent], list[Finding]]:
    """As of :func:`read_again`; ``unruled``: what :func:`is_unruled` says, if that is known."""
    printed = contents
    proofs = {content.number: content.proof for content in contents}
    if any(header_rows(grid) for content in contents for grid in content.grids):
        from kyoten_extract.table.unruled.header_columns import with_header_columns

        contents, page = with_header_columns(contents, page, settings)
    ruled, findings = with_missing_horizontals(contents, page, settings)
    # Most are as they were.
    known = unruled if all(map(is_, ruled, printed)) else None
    found = with_unruled(ruled, page, settings, known)
    told: list[Finding] = []
    if any(grid.columns == 1 for content in found for grid in content.grids):
        from kyoten_extract.table.unruled.framed_columns import with_framed_columns

        found, told = with_framed_columns(ruled, found, page, settings)
    found, verticals = with_missing_verticals(found, page, settings)
    told = [*told, *verticals]
    if any(map(may_have_figures, ruled)):
        from kyoten_extract.table.unruled.figure_tables import still_true, with_figure_tables

        shared = found
        found, figures = with_figure_tables(page, ruled, shared, settings)
        told = [*still_true(told, shared, found), *figures]
    # A page that is read again for its columns is the page that was proved.
    found = [
        content if content.proof else replace(content, proof=proofs[content.number])
        for content in found
    ]
    return found, [*findings, *told]
