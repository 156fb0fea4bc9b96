"""camelot-py's lattice parser as an engine: an independent second reading of a PDF.

camelot finds rulings and text with code other than ours (playa-pdf), so agreement between the two
is evidence. Only the cells come from camelot; text outside tables is read through PDFium.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from camelot.handlers import PARSERS, PDFHandler
from camelot.parsers.lattice import Lattice

from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.errors import EngineError
from kyoten_extract.messages import say
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.table.cells import text_outside
from kyoten_extract.table.lattice import join_cells
from kyoten_extract.table.settings import TableSettings

_FLAVOR = "lattice-keeping-all"


class _KeepingLattice(Lattice):
    """camelot's lattice parser without the rule that drops grids that are 90 % blank.

    The last lines of a row that a page break cuts off make a grid like that.
    """

    def _reject_table(self, table: object) -> bool:  # noqa: ARG002
        return False


PARSERS[_FLAVOR] = _KeepingLattice

# Without a handler, Python prints their warnings about a damaged file to stderr, where the command
# line promises one line. Callers who want them can add handlers.
for _name in ("camelot", "playa"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def reader_of(
    file: PdfFile, data: bytes, name: str, password: str | None, settings: TableSettings
) -> Callable[[int], PageContent]:
    """Return a function that reads a page of ``file``, whose bytes are ``data``, by its number."""

    def read(number: int) -> PageContent:
        page = file.page(number)
        grids = tuple(
            grid
            for table in _tables(data, name, password, number)
            if (grid := _grid(table, number, page.height)) is not None
        )
        boxes = np.array([grid.bbox for grid in grids]).reshape(-1, 4)
        printed = int(np.count_nonzero(~page.characters.is_blank))
        outside = text_outside(page, boxes, settings)
        return PageContent(number, grids, outside, printed)

    return read


def _tables(data: bytes, name: str, password: str | None, number: int) -> list[Any]:
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            PDFHandler(data, pages=str(number), password=password) as handler,
        ):
            tables = handler.parse(
                flavor=_FLAVOR,
                suppress_stdout=True,
                # The vector engine needs no rendering, which fails on encrypted files. Without
                # vertical text, narrow columns with one character per line are read correctly.
                engine="vector",
                split_text=True,
                layout_kwargs={"detect_vertical": False},
            )
    except Exception as error:
        raise EngineError(
            say("camelot failed with {kind}", kind=type(error).__name__),
            source=name,
            page=number,
            remedy=say("use --engine pdfium"),
        ) from error
    return sorted(tables, key=lambda table: -table.cells[0][0].y2)


def _grid(table: Any, number: int, height: float) -> Grid | None:
    """Convert a camelot table; its origin is the page's bottom left corner, ours the top left."""
    rows, columns = len(table.cells), len(table.cells[0])
    if rows * columns < 2:
        return None
    open_below = [[not cell.bottom for cell in line] for line in table.cells[:-1]]
    open_right = [[not cell.right for cell in line[:-1]] for line in table.cells]
    _, spans = join_cells(
        rows,
        columns,
        np.array(open_below, dtype=bool).reshape(rows - 1, columns),
        np.array(open_right, dtype=bool).reshape(rows, columns - 1),
    )
    xs = [table.cells[0][0].x1, *(cell.x2 for cell in table.cells[0])]
    ys = [height - table.cells[0][0].y2, *(height - line[0].y1 for line in table.cells)]
    xs, ys = [round(x, 2) for x in xs], [round(y, 2) for y in ys]
    cells = []
    for row, column, row_span, column_span in spans.tolist():
        texts = [
            cell.text.strip("\n")
            for line in table.cells[row : row + row_span]
            for cell in line[column : column + column_span]
        ]
        box = (xs[column], ys[row], xs[column + column_span], ys[row + row_span])
        text = "\n".join(text for text in texts if text.strip())
        cells.append(Cell(row, column, row_span, column_span, text, box))
    return Grid(number, columns, rows, tuple(cells), tuple(xs), tuple(ys))
