"""Tables without vertical rulings: columns from the gutters of all pages, rows from their lines.

What is found is handed on as rulings that nobody drew, so that all that follows reads such a table
as it reads any other. A page with horizontal rulings across the table keeps its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from kyoten_extract.page.grid import PageContent, count_ink
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.unruled.column_profile import OpenTable, learnt, table_of
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import em_of, find_columns, pieces_of
from kyoten_extract.table.unruled.open_rows import has_open_rows, read_open_rows
from kyoten_extract.table.unruled.row_cuts import Rows
from kyoten_extract.table.unruled.table_region import part_of, rows_of
from kyoten_extract.table.unruled.virtual_rulings import drawn, ruled_rows, with_verticals

# A document is read this way when less than this share of its text is in ruled tables.
_LEAST_RULED = 0.5
# So many pages tell how much white there is between rows.
_SAMPLE = 20


def with_unruled(
    contents: list[PageContent], read: Callable[[int], Page], settings: TableSettings = DEFAULT
) -> list[PageContent]:
    """``contents`` read once more where their table lacks rulings; ``read`` gives a page again."""
    if is_unruled(contents):
        contents = list(read_unruled(read, contents, settings))
    if has_open_rows(contents):
        contents = list(read_open_rows(read, contents, settings))
    return contents


def is_unruled(contents: Sequence[PageContent]) -> bool:
    """Whether most of the text was found outside ruled tables."""
    printed = sum(content.printed for content in contents)
    outside = sum(count_ink(run.text) for content in contents for run in content.outside)
    return printed - outside < _LEAST_RULED * printed


def read_unruled(
    read: Callable[[int], Page], contents: Sequence[PageContent], settings: TableSettings
) -> tuple[PageContent, ...]:
    """``contents`` with the table that white parts, if there is one.

    ``read`` gives a page again; no page is held.
    """
    numbers = [content.number for content in contents]
    pieces = {number: pieces_of(read(number)) for number in numbers}
    xs = find_columns(list(pieces.values()))
    if xs is None:
        return tuple(contents)
    em = em_of(np.concatenate([page.boxes for page in pieces.values()]))
    texts = {number: ColumnText.of(page, xs, em) for number, page in pieces.items()}
    table = table_of(list(texts.values()), xs, em)
    if table is None:
        return tuple(contents)
    table = learnt(table, texts.values(), lambda way: _first_rows(texts.values(), way))
    header: ColumnText | None = None
    result = []
    for content in contents:
        if _has_its_table(content, len(xs) - 1):
            result.append(content)
            continue
        page = read(content.number)
        part = part_of(texts[content.number], table, header)
        if part is None:
            result.append(content)
            continue
        ruled = ruled_rows(page.rulings, table)
        if ruled is not None:
            header = header or part.body
            rulings = with_verticals(page.rulings, ruled, part, table)
        else:
            rows, head = rows_of(part, table, begun=header is not None)
            header = header or head
            rulings = drawn(page.rulings, rows, head, table)
        result.append(read_page(replace(page, rulings=rulings), settings))
    return tuple(result)


def _has_its_table(content: PageContent, columns: int) -> bool:
    """Whether a page has a ruled table with most of its text and so many ``columns``, or half."""
    return any(
        2 * grid.columns >= columns
        and sum(count_ink(cell.text) for cell in grid.cells) > _LEAST_RULED * content.printed
        for grid in content.grids
    )


def _first_rows(texts: Iterable[ColumnText], table: OpenTable) -> Iterator[Rows]:
    """The rows of the first pages, as far as is known without the white between them."""
    header: ColumnText | None = None
    for text in islice(texts, _SAMPLE):
        part = part_of(text, table, header)
        if part is not None:
            rows, head = rows_of(part, table, begun=header is not None)
            header = header or head
            yield rows
