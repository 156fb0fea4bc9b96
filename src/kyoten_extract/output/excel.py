"""Excel workbooks: the records, with findings and corrections as cell comments."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import FormatError
from kyoten_extract.findings.explain import summary_of
from kyoten_extract.findings.severity import NAMES, RANK
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding, Severity
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base
from kyoten_extract.output.row_finder import RowFinder
from kyoten_extract.output.web_link import web_link
from kyoten_extract.text.normalize.width import display_width
from kyoten_extract.text.url.url_repair import is_well_formed
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | Decimal | dt.date | None

# Characters that XML, and so a workbook, does not allow.
_UNWRITABLE = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# First characters that make Excel take a text for a formula when its cell is edited.
_FORMULA_SIGNS = ("=", "+", "-", "@")
# Excel's limits: rows and columns per sheet, ...
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
# ... characters per cell, ...
_LONGEST = 32_767
# ... hyperlinks per sheet and characters per hyperlink, a little under Excel's own.
_MOST_LINKS, _LONGEST_LINK = 60_000, 2_000
# ... and the first integer of 16 digits, some of which it cannot hold.
_INEXACT = 10**15
_CUT = "… [cut]"
# Characters of a sheet's name, at most; those that it can't have; and names of Excel's own.
_LONGEST_NAME = 31
_NOT_IN_NAMES = regex(r"[\[\]:*?/\\\s]+")
_RESERVED_NAMES = ("history", "履歴")
# Column widths in half-width characters: a short label fits, and prose wraps.
_NARROWEST, _WIDEST = 6, 60
# Points: height of a line, and of a row at most.
_LINE_HEIGHT, _HIGHEST = 18.75, 409
_AUTHOR = "kyoten_extract"
# The Japanese font of Excel; other programs take one of their own where it is missing.
_FONT = "Yu Gothic"
_FILLS: Mapping[Severity | None, str] = {
    "error": "FFF4C7C3",
    "warning": "FFFCE8B2",
    "info": "FFD6E6F5",
    None: "FFE3DAF3",
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A comment on a cell; ``severity`` is ``None`` for a correction."""

    severity: Severity | None
    text: str


def tables_workbook(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Iterable[Value]]]],
) -> bytes:
    """Return tables, each a name, a header and rows, as a workbook of one sheet each.

    Raises:
        FormatError: a table has more rows or columns than a sheet can have.
    """
    require("openpyxl", needed_by="an Excel workbook")
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for number, (name, header, rows) in enumerate(tables, 1):
        title = sheet_name(name, number, taken)
        taken.add(title.casefold())
        fill_sheet(book.create_sheet(title), header, rows)
    return saved_book(book)


def sheet_name(heading: str, number: int, taken: Collection[str]) -> str:
    """A name that Excel accepts for the sheet of table ``number``, from its heading.

    ``taken`` has the names of other sheets, in lower case: Excel does not tell cases apart.

    >>> sheet_name("別表1/2: 施設の一覧", 1, ())
    '別表1 2 施設の一覧'
    >>> sheet_name("", 3, ()), sheet_name("Data", 4, {"data"})
    ('table 3', 'Data (4)')
    """
    clean = " ".join(_NOT_IN_NAMES.sub(" ", _UNWRITABLE.sub(" ", heading)).split()).strip("' ")
    if not clean or clean.casefold() in _RESERVED_NAMES:
        clean = f"table {number}"
    name = _cut_to(clean, _LONGEST_NAME)
    while name.casefold() in taken:
        suffix = f" ({number})"
        name = _cut_to(clean, _LONGEST_NAME - len(suffix)) + suffix
        number += 1
    return name


def _cut_to(text: str, units: int) -> str:
    """The beginning of ``text`` that takes at most ``units`` of UTF-16, which Excel counts."""
    data = text.encode("utf-16-le")[: 2 * units]
    return data.decode("utf-16-le", "ignore").rstrip("' ")


def fill_sheet(
    sheet: Worksheet,
    header: Sequence[str],
    rows: Iterable[Iterable[Value]],
    *,
    title: str | None = None,
    groups: Sequence[str] = (),
    frozen_columns: int = 0,
    widest: int = _WIDEST,
) -> int:
    """Write a header and rows, with a frozen, filtered header and fitted column widths.

    Args:
        sheet: an empty sheet.
        header: the label of each column.
        rows: the values of each row.
        title: a line above the header.
        groups: the label above each column's, "" for one that stands alone; equal ones beside each
            other become one cell.
        frozen_columns: columns that stay in view.
        widest: width of a column at most, in half-width characters; longer text wraps.

    Returns:
        The number of the header's line; the first row is in the next.

    Raises:
        FormatError: there are more rows or columns than a sheet can have.
    """
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    lines = [tuple(values) for values in (header, *rows)]
    # Rows of a transcription may have more cells than the header.
    columns = max(map(len, lines))
    above = (title is not None) + bool(groups)
    if above + len(lines) > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise FormatError(
            say(
                "{lines_count} rows of {columns} columns do not fit an Excel sheet",
                lines_count=len(lines),
                columns=columns,
            ),
            remedy=say("write csv or json instead"),
        )
    top, plain = Alignment(vertical="top", wrap_text=True), Font(name=_FONT)
    # A style of its own: LibreOffice gives yes or no the format of a number of the same style.
    sign = Alignment(vertical="top", horizontal="center")
    bold, grey = Font(name=_FONT, bold=True), PatternFill("solid", fgColor="FFEEEEEE")
    widths = [_NARROWEST] * columns
    first = above + 1
    for line, values in enumerate(lines, first):
        for column, value in enumerate(values, 1):
            if value is None:
                continue
            cell: Any = sheet.cell(line, column)
            write_cell(cell, value)
            cell.alignment, cell.font = sign if isinstance(value, bool) else top, plain
            widths[column - 1] = max(widths[column - 1], _width(value) + 2 + 2 * (line == first))
            if line == first:
                cell.font, cell.fill = bold, grey
    if title is not None:
        write_cell(sheet.cell(1, 1), title)
        sheet.cell(1, 1).font = Font(name=_FONT, bold=True, size=14)
    _write_groups(sheet, above, groups, bold, grey)
    widths = [min(width, widest) for width in widths]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line, values in enumerate(lines, first):
        # Excel fits heights when a row is edited, and not all programs do when a file is opened.
        high = max((_lines(v, w) for v, w in zip(values, widths, strict=False)), default=1)
        if high > 1:
            sheet.row_dimensions[line].height = min(high * _LINE_HEIGHT, _HIGHEST)
    last = f"{get_column_letter(columns)}{above + len(lines)}"
    sheet.freeze_panes = sheet.cell(first + 1, frozen_columns + 1).coordinate
    sheet.auto_filter.ref = f"A{first}:{last}"
    sheet.print_title_rows = f"1:{first}"
    # When printed, all columns fit on one page.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    return first


def _write_groups(sheet: Worksheet, line: int, groups: Sequence[str], font: Any, fill: Any) -> None:
    """Write the labels of groups of columns, each over all of its columns."""
    from openpyxl.styles import Alignment

    for label, numbers in groupby(enumerate(groups, 1), lambda group: group[1]):
        if not label:
            continue
        columns = [column for column, _ in numbers]
        cell: Any = sheet.cell(line, columns[0])
        write_cell(cell, label)
        cell.font, cell.fill, cell.alignment = font, fill, Alignment(horizontal="center")
        if len(columns) > 1:
            sheet.merge_cells(
                start_row=line, end_row=line, start_column=columns[0], end_column=columns[-1]
            )


def write_cell(cell: Cell, value: Value) -> None:
    """Write ``value``; a text that starts with "=" or the like stays text, not a formula."""
    if _is_inexact(value):
        value = str(value)
    if not isinstance(value, str):
        cell.value = float(value) if isinstance(value, Decimal) else value
        return
    cell.value = _writable(value)
    cell.data_type = "s"
    if value.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True  # stays text when the cell is edited


def _is_inexact(value: Value) -> bool:
    """Whether Excel would change a number: it keeps 15 digits, and has no infinity."""
    if isinstance(value, int):
        return abs(value) >= _INEXACT
    return isinstance(value, float) and not math.isfinite(value)


def _writable(text: str) -> str:
    clean = _UNWRITABLE.sub("\ufffd", text)
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - len(_CUT)] + _CUT


def _width(value: Value) -> int:
    """Return the width of the longest line in half-width characters."""
    return max(map(display_width, str(value).split("\n")))


def _lines(value: Value, width: float) -> int:
    """Lines that ``value`` takes in a column of ``width``, less its margins."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, math.ceil(display_width(one) / (width - 2))) for one in value.split("\n"))


def link_cells(sheet: Worksheet, column: int, urls: Sequence[object], *, header: int = 1) -> None:
    """Turn the well-formed ones of a column's ``urls``, below ``header``, into hyperlinks."""
    from openpyxl.styles import Font

    blue = Font(name=_FONT, color="FF1D5A8A", underline="single")
    for line, url in enumerate(urls[:_MOST_LINKS], header + 1):
        if not isinstance(url, str) or len(url) > _LONGEST_LINK:
            continue
        if is_well_formed(url) and web_link(url):
            cell: Any = sheet.cell(line, column)
            cell.hyperlink = url
            # Setting a hyperlink replaces the text.
            write_cell(cell, url)
            cell.font = blue


def marks_of(
    rows: Sequence[Base | Record], findings: Iterable[Finding], columns: Sequence[str]
) -> Mapping[tuple[int, str], Sequence[_Mark]]:
    """Collect the comments on each cell, by row index and column."""
    marks: defaultdict[tuple[int, str], list[_Mark]] = defaultdict(list)
    find = RowFinder(rows)
    for finding in findings:
        index = find.index(finding)
        if index is None:
            continue
        # A finding about a whole row goes to the row's number.
        column = finding.field if finding.field in columns else columns[0]
        assert column is not None
        severity = NAMES["ja"][finding.severity]
        text = f"{finding.code} {severity}: {summary_of(finding.code, 'ja')}\n{finding.text('ja')}"
        marks[index, column].append(_Mark(finding.severity, text))
    for index, base in enumerate(rows):
        for correction in base.corrections:
            if correction.confidence < 1 and correction.field in columns:
                text = f"修正 ({correction.rule}, {correction.confidence:.2f})\n"
                text += f"{correction.before}\n→ {correction.after}"
                text += f"\n{correction.text('ja')}" if correction.evidence else ""
                marks[index, correction.field].append(_Mark(None, text))
    return marks


def told_cells(finding: Finding) -> list[Value]:
    """Code, severity, summary and message of a finding, in Japanese."""
    return [
        finding.code,
        NAMES["ja"][finding.severity],
        summary_of(finding.code, "ja"),
        finding.text("ja"),
    ]


def mark_cells(
    sheet: Worksheet,
    columns: Sequence[str],
    marks: Mapping[tuple[int, str], Sequence[_Mark]],
    *,
    header: int = 1,
) -> None:
    """Color each commented cell by its most severe comment, and attach the comments."""
    from openpyxl.styles import PatternFill

    fills = {key: PatternFill("solid", fgColor=color) for key, color in _FILLS.items()}
    for (index, column), cell_marks in marks.items():
        cell: Any = sheet.cell(index + header + 1, columns.index(column) + 1)
        cell.fill = fills[min((mark.severity for mark in cell_marks), key=RANK.__getitem__)]
        comment_on(cell, "\n\n".join(mark.text for mark in cell_marks))


def comment_on(cell: Any, text: str) -> None:
    """Attach a comment, as large as its text."""
    from openpyxl.comments import Comment

    clean = _writable(text)
    lines = sum(1 + _width(line) // 40 for line in clean.split("\n"))
    cell.comment = Comment(clean, _AUTHOR, width=320, height=min(30 + 18 * lines, 400))


def saved_book(book: Any) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
