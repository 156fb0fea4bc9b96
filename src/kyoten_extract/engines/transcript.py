"""Tab-separated transcriptions: on each page a title, a header of one or two lines, and rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.text_encoding import decode, usual_field_limit
from kyoten_extract.errors import NoTableError, UnsupportedSourceError
from kyoten_extract.messages import say
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun, count_ink
from kyoten_extract.table.header import same_header
from kyoten_extract.table.two_line_header import header_spans
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

_REMEDY = say("split it into several files")
# Cells of a line of hostile input; a full edition has 20.
_MAX_COLUMNS = 1_000
_QUOTED_FIELD = regex(r'(?:^|\t)"', re.MULTILINE)


def looks_like_transcript(text: str) -> bool:
    """Whether ``text`` has at least one tab-separated row."""
    return "\t" in text


def read(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[PageContent]:
    """Read the pages of a transcription.

    A page begins at a form feed, or where the first table's header is repeated. Having no geometry,
    bboxes count cells across and lines down.

    Raises:
        UnsupportedSourceError: the bytes are not text, or a line has more cells than any list.
        LimitError: the text has too many bytes or cells.
        NoTableError: no line has a tab.
    """
    limits.check("text_bytes", len(data), source=name)
    text = decode(data)
    if text is None:
        raise UnsupportedSourceError(
            say("not UTF-8, UTF-16 or Shift_JIS text"), source=name, remedy=say("save it as UTF-8")
        )
    limits.check("cells", sum(map(text.count, "\t\n\r")), source=name)
    if not looks_like_transcript(text):
        raise NoTableError(say("no line has tabs, so there is no table"), source=name)
    lines = list(_lines(text))
    if max(len(line.cells) for line in lines) > _MAX_COLUMNS:
        raise UnsupportedSourceError(
            say(
                "the transcription has a line of over {max_columns} cells", max_columns=_MAX_COLUMNS
            ),
            source=name,
            remedy=_REMEDY,
        )
    return list(_pages(_blocks(iter(lines))))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int  # from 0
    cells: tuple[str, ...]
    new_page: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """A grid, or a line of text between grids."""

    grid: Grid | None
    runs: tuple[TextRun, ...]
    printed: int
    new_page: bool


def _lines(text: str) -> Iterator[_Line]:
    rows = [line.split("\t") for line in re.split(r"\r\n|\n|\r", text)]
    if _QUOTED_FIELD.search(text) and text.count('"') % 2 == 0:
        # Spreadsheets quote cells with line breaks in them. Quotes that are part of the text can
        # join lines to a field longer than csv accepts; then they stay as they are.
        with suppress(csv.Error), usual_field_limit():
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter="\t"))
    for number, cells in enumerate(rows):
        new_page = any("\f" in cell for cell in cells)
        yield _Line(number, tuple(cell.replace("\f", "") for cell in cells), new_page)


def _blocks(lines: Iterator[_Line]) -> Iterator[_Block]:
    rows: list[_Line] = []
    new_page = False
    for line in lines:
        if len(line.cells) > 1 and any(cell.strip() for cell in line.cells) and not line.new_page:
            rows.append(line)
            continue
        if rows:
            yield _grid_block(rows, new_page)
            rows, new_page = [], False
        new_page |= line.new_page
        text = "\t".join(line.cells).strip()
        if len(line.cells) > 1 and text:
            rows.append(line)
        elif text:
            box = (0.0, float(line.number), 1.0, float(line.number + 1))
            yield _Block(None, (TextRun(1, text, box),), count_ink(text), new_page)
            new_page = False
    if rows:
        yield _grid_block(rows, new_page)


def _grid_block(rows: list[_Line], new_page: bool) -> _Block:
    columns = max(len(row.cells) for row in rows)
    printed = sum(count_ink("".join(row.cells)) for row in rows)
    spans = header_spans([row.cells for row in rows[:2]])
    cells = []
    for index, row in enumerate(rows):
        y = float(row.number)
        for column, text in enumerate(row.cells):
            row_span, column_span = spans.get((index, column), (1, 1))
            if row_span:
                box = (float(column), y, float(column + column_span), y + row_span)
                cells.append(Cell(index, column, row_span, column_span, text, box))
    xs = tuple(map(float, range(columns + 1)))
    ys = (*(float(row.number) for row in rows), float(rows[-1].number + 1))
    grid = Grid(1, columns, len(rows), tuple(cells), xs, ys, placed=False)
    return _Block(grid, (), printed, new_page)


def _pages(blocks: Iterator[_Block]) -> Iterator[PageContent]:
    header: Grid | None = None
    number = 1
    page: list[_Block] = []
    for block in blocks:
        starts = block.new_page and bool(page)
        if block.grid is not None:
            if header is None:
                header = block.grid
            elif not starts and same_header(header, block.grid):
                # The title above a repeated header belongs to the new page.
                above = [b for b in page if b.grid is not None or b.new_page]
                keep = page.index(above[-1]) + 1 if above else 0
                if keep:
                    yield _page(number, page[:keep])
                    number, page = number + 1, page[keep:]
        if starts:
            yield _page(number, page)
            number, page = number + 1, []
        page.append(block)
    if page:
        yield _page(number, page)


def _page(number: int, blocks: list[_Block]) -> PageContent:
    grids = tuple(replace(b.grid, page=number) for b in blocks if b.grid is not None)
    runs = tuple(replace(run, page=number) for b in blocks for run in b.runs)
    return PageContent(number, grids, runs, sum(b.printed for b in blocks))
