"""The XML of a sheet: its cells as stored, merged ranges, sizes and what is hidden."""

from __future__ import annotations

import datetime as dt
import posixpath
import warnings
from collections.abc import Mapping, Sequence
from typing import Any
from zipfile import ZipFile

from kyoten_extract.deferred.dataclass import dataclass

# Cells of a sheet across and down: what a spreadsheet program can show.
MAX_COLUMNS, MAX_ROWS = 16_384, 1_048_576

CellRange = tuple[int, int, int, int]
"""First column and row, last column and row, from 1."""


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell as the file has it; ``computed`` if a formula gives its value."""

    row: int
    column: int
    value: Any
    style: int
    computed: bool
    stored: bool


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """A sheet as the file has it; rows and columns are counted from 1.

    Attributes:
        cells: in the order of the file.
        merged: ranges that are shown as one cell.
        hidden_rows, hidden_columns: those not on show.
        heights, widths: in points and in characters, of rows and columns with a size of their own.
        default_height, default_width: of all others.
        links: web addresses by (row, column).
        header_footer: texts that are printed at the head and the foot of each page.
        restyled: a table style or a condition may give cells other colors.
    """

    cells: Sequence[StoredCell]
    merged: Sequence[CellRange]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    heights: Mapping[int, float]
    widths: Mapping[int, float]
    default_height: float
    default_width: float
    links: Mapping[tuple[int, int], str]
    header_footer: Sequence[str]
    restyled: bool


# Points and characters, as in a new workbook.
_HEIGHT, _WIDTH = 15.0, 8.43
# Points, or characters: rows and columns of less show nothing.
_LEAST_SIZE = 0.1
# Cells of a range with one address, at most; more are a mistake.
_MOST_LINKED, _MOST_LINKS = 1_000, 1_000_000
# Columns that the entries for widths may be about, all together: each is about one.
_MOST_SIZED = 10 * MAX_COLUMNS
_TRUE = ("1", "true", "on")


def parse_sheet(archive: ZipFile, sheet: Any) -> StoredSheet:
    """Parse a sheet of a workbook that openpyxl has opened for reading only.

    openpyxl's own sheets make a cell of each place of a merged range, which may be 17 thousand
    million, and do not say which values are of formulas; so only its parser is used. Raises
    whatever that raises on damaged input.
    """
    from openpyxl.utils.cell import range_boundaries
    from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

    # Without formats of dates, their numbers are left as they are.
    part = sheet._worksheet_path
    with archive.open(part) as source, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = WorkSheetParser(
            source, sheet._shared_strings, data_only=True, epoch=sheet.parent.epoch, rich_text=True
        )
        computed: dict[tuple[int, int], bool] = {}
        plain = parser.parse_cell

        def parse_cell(element: Any) -> Any:
            cell = plain(element)
            if element.find(FORMULA_TAG) is not None:
                value = element.find(VALUE_TAG)
                empty = value is None or (not value.text and element.get("t") != "str")
                computed[cell["row"], cell["column"]] = not empty
            return cell

        parser.parse_cell = parse_cell
        cells = [
            StoredCell(
                cell["row"],
                cell["column"],
                _plain(cell["value"], sheet.parent.epoch),
                cell["style_id"],
                (cell["row"], cell["column"]) in computed,
                computed.get((cell["row"], cell["column"]), True),
            )
            for _, row in parser.parse()
            for cell in row
        ]
    if any(not (0 < c.row <= MAX_ROWS and 0 < c.column <= MAX_COLUMNS) for c in cells):
        raise ValueError("a cell is beyond the last row or column")
    ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
    merged = [range_boundaries(each.ref) for each in ranges]
    hidden_rows, heights = _rows(parser.row_dimensions)
    hidden_columns, widths = _columns(parser.column_dimensions.values())
    shape = getattr(parser, "sheet_format", None)
    return StoredSheet(
        cells,
        merged,
        hidden_rows,
        hidden_columns,
        heights,
        widths,
        float(getattr(shape, "defaultRowHeight", None) or _HEIGHT),
        float(getattr(shape, "defaultColWidth", None) or _WIDTH),
        _links(parser.hyperlinks.hyperlink, archive, part),
        _head_and_foot(getattr(parser, "HeaderFooter", None)),
        bool(parser.formatting) or bool(parser.tables.tablePart),
    )


def _plain(value: Any, epoch: Any) -> Any:
    """A value, dates and times as their numbers: few programs store them as text."""
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        from openpyxl.utils.datetime import to_excel

        return float(to_excel(value, epoch))
    return value


def _rows(dimensions: Mapping[str, Mapping[str, str]]) -> tuple[frozenset[int], dict[int, float]]:
    heights = {int(row): float(attrs["ht"]) for row, attrs in dimensions.items() if "ht" in attrs}
    hidden = {
        int(row)
        for row, attrs in dimensions.items()
        if attrs.get("hidden") in _TRUE or heights.get(int(row), _HEIGHT) < _LEAST_SIZE
    }
    return frozenset(hidden), heights


def _columns(dimensions: Any) -> tuple[frozenset[int], dict[int, float]]:
    hidden: set[int] = set()
    widths: dict[int, float] = {}
    count = 0
    for attrs in dimensions:
        first, last = int(attrs["min"]), min(int(attrs["max"]), MAX_COLUMNS)
        count += last - first
        if count > _MOST_SIZED:
            raise ValueError("columns have several widths")
        width = float(attrs["width"]) if "width" in attrs else None
        if attrs.get("hidden") in _TRUE or (width is not None and width < _LEAST_SIZE):
            hidden.update(range(first, last + 1))
        if width is not None:
            widths |= dict.fromkeys(range(first, last + 1), width)
    return frozenset(hidden), widths


def _links(links: Sequence[Any], archive: ZipFile, part: str) -> dict[tuple[int, int], str]:
    from openpyxl.utils.cell import range_boundaries

    targets = {rel.Id: rel.Target for rel in relations(archive, part)}
    found: dict[tuple[int, int], str] = {}
    for link in links:
        target = targets.get(link.id)
        if not target:
            continue  # to a place in the workbook
        first_column, first_row, last_column, last_row = range_boundaries(link.ref)
        if (last_column - first_column + 1) * (last_row - first_row + 1) > _MOST_LINKED:
            last_column, last_row = first_column, first_row
        if len(found) > _MOST_LINKS:
            raise ValueError("too many hyperlinks")
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                found[row, column] = target
    return found


def relations(archive: ZipFile, part: str) -> list[Any]:
    """What a part refers to: openpyxl's relationships, their targets as names of parts."""
    from openpyxl.packaging.relationship import get_dependents

    folder, file = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    return list(get_dependents(archive, path)) if path in archive.namelist() else []


def _head_and_foot(parts: Any) -> list[str]:
    if parts is None:
        return []
    return [
        str(side.text)
        for part in (parts.oddHeader, parts.oddFooter)
        if part is not None
        for side in (part.left, part.center, part.right)
        if side is not None and side.text
    ]
