"""What a table keeps of the document it was read from, so that its pages can be drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kyoten_extract._types import AnySource, Area
from kyoten_extract.engines.source import select_area
from kyoten_extract.model.table_model import Leftover, Origin, Table
from kyoten_extract.page.document import Document


def origin_of(document: Document, source: AnySource, data: bytes, area: Area) -> Origin:
    """The origin of tables read from ``document``.

    A document that was read from a path is kept by its path, any other by its bytes ``data``.
    """
    contents = document.contents
    recognized = tuple(content for content in contents if content.condition.recognized)
    return Origin(
        str(Path(source).absolute()) if isinstance(source, str | Path) else data,
        document.name,
        document.sha256,
        document.engine,
        tuple(content.number for content in contents),
        tuple(content.number for content in recognized),
        select_area(area),
        # From a list: a page has hundreds of cells, and a generator is resumed for each.
        tuple(
            [
                (content.number, *cell.bbox)
                for content in contents
                for grid in content.grids
                for cell in grid.cells
            ]
        ),
        tuple(
            (content.number, *line.bbox)
            for content in recognized
            for grid in content.grids
            for cell in grid.cells
            for line in cell.picture
        ),
        tuple(
            Leftover(run.page, run.text, run.bbox)
            for content in contents
            for run in content.outside
        ),
    )


def with_origin(table: Table, origin: Origin) -> Table:
    """``table`` and its others with their ``origin``."""
    others = tuple(replace(other, origin=origin) for other in table.others)
    return replace(table, others=others, origin=origin)
