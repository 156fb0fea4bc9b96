"""An edition's pages as a workbook, one sheet for each page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from kyoten_extract.testing.edition.drawn import label_cells
from kyoten_extract.testing.edition.edition_pages import Grid, Page, Style

# Points that a column of width 1 has, about; the paper is A3, to which a sheet is fitted.
_COLUMN_UNIT = 5.6
_A3 = 8
# Inches.
_MARGIN = 0.4
# A program's own lines are so much higher than reckoned.
_TALLER = 1.15


def workbook_of(pages: Sequence[Page], style: Style, family: str) -> bytes:
    """The pages as an .xlsx file, in a font that the program finds by its name."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, page in enumerate(pages, 1):
        sheet = book.create_sheet(f"{number}")
        setup = sheet.page_setup
        setup.orientation, setup.paperSize = "landscape", _A3
        setup.fitToWidth, setup.fitToHeight = 1, 1
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for side in ("left", "right", "top", "bottom"):
            setattr(sheet.page_margins, side, _MARGIN)
        _fill(sheet, page, style, family)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(sheet: Any, page: Page, style: Style, family: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    grids = [block for block in page.blocks if isinstance(block, Grid)]
    widths = max((grid.widths for grid in grids), key=len, default=())
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width / _COLUMN_UNIT
    side = Side(style="thin")
    border = Border(left=side, right=side, top=side, bottom=side)
    at = 1
    for block in page.blocks:
        if not isinstance(block, Grid):
            cell = sheet.cell(at, 1, block.text)
            cell.font = Font(name=family, size=block.scale * style.font_size)
            at += 1
            continue
        first = at
        heights = (*block.levels, *(row.height for row in block.rows))
        for number, height in enumerate(heights):
            sheet.row_dimensions[at + number].height = height * _TALLER
        for level, levels, column, columns, lines in label_cells(block):
            cell = sheet.cell(at + level, column + 1, "\n".join(lines))
            cell.alignment = Alignment("center", "center", wrap_text=True)
            if levels * columns > 1:
                last = (at + level + levels - 1, column + columns)
                sheet.merge_cells(None, at + level, column + 1, *last)
        at += len(block.levels)
        for row in block.rows:
            for column, lines in enumerate(row.cells):
                cell = sheet.cell(at, column + 1, "\n".join(lines) or None)
                across = "center" if block.centered[column] else "left"
                cell.alignment = Alignment(across, "top" if style.top else "center", wrap_text=True)
            at += 1
        for row_cells in sheet.iter_rows(first, at - 1, 1, len(block.widths)):
            for cell in row_cells:
                cell.border = border
                cell.font = Font(name=family, size=style.font_size)
        at += 1
