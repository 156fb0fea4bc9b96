"""Lists as workbooks and CSV files, written when a test needs them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Border, Side

from producers.sheet import Sheet

_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one sheet, its cells as they are given."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def comma_separated(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def lines_of(sheet: Sheet) -> list[list[str]]:
    """A printed list as lines of cells, as a spreadsheet program writes it to CSV."""
    width = len(sheet.columns)
    top, low = [""] * width, [""] * width
    for label, first, columns, down in sheet.header_spans():
        top[first] = label
        if down == 1:
            low[first : first + columns] = [c.label for c in sheet.columns[first : first + columns]]
    lines = [[sheet.title], [], top, low, *map(list, sheet.rows), []]
    for block in sheet.totals:
        lines += [*map(list, block), []]
    lines += [[note] for note in sheet.notes]
    return [line + [""] * (width - len(line)) for line in lines]


def book_of(sheet: Sheet, *, framed: bool = True, gap: int = 1, numbers: bool = True) -> Any:
    """A printed list as a person makes it in a spreadsheet program.

    ``gap`` is the number of blank rows under the title and the list, ``numbers`` whether figures
    are stored as numbers.
    """
    book = openpyxl.Workbook()
    page = book.active
    page.cell(1, 1, sheet.title)
    top = 2 + gap
    for label, first, columns, down in sheet.header_spans():
        page.cell(top, first + 1, label)
        if down == 1:
            for place in range(first, first + columns):
                page.cell(top + 1, place + 1, sheet.columns[place].label)
        page.merge_cells(
            start_row=top,
            end_row=top + down - 1,
            start_column=first + 1,
            end_column=first + columns,
        )
    at = top + 2
    for row in sheet.rows:
        _write(page, at, row, numbers)
        at += 1
    if framed:
        for row in page.iter_rows(top, at - 1, 1, len(sheet.columns)):
            for cell in row:
                cell.border = _FRAME
    for block in sheet.totals:
        at += gap
        for line in block:
            _write(page, at, line, numbers)
            at += 1
    at += gap
    for note in sheet.notes:
        page.cell(at, 1, note)
        at += 1
    return book


def _write(page: Any, row: int, texts: Sequence[str], numbers: bool) -> None:
    for column, text in enumerate(texts, 1):
        if text:
            page.cell(row, column, int(text) if numbers and text.isdecimal() else text)
