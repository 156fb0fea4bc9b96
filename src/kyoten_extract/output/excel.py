"""Workbooks for people: the records, and what is to be said of them where they stand."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kyoten_extract.errors import FormatError
from kyoten_extract.findings.explain import summary_of
from kyoten_extract.findings.severity import NAMES, RANK
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.finding import Finding, Severity, row_number
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.output.report.row_finder import RowFinder
from kyoten_extract.text.normalize.width import display_width
from kyoten_extract.text.url.url_repair import is_well_formed

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

# Characters XML, and so a workbook, can't hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What makes a formula of a text when somebody edits its cell.
_FORMULA_SIGNS = ("=", "+", "-", "@")
# What Excel holds: rows and columns of a sheet, characters of a cell, links of a sheet, and of
# characters in one.
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_LONGEST = 32_767
_MOST_LINKS, _LONGEST_LINK = 60_000, 2_000
_CUT = "… [cut]"
# Widths in Latin letters.
_NARROWEST, _WIDEST = 6, 60
_AUTHOR = "kyoten_extract"
_FILLS: Mapping[Severity | None, str] = {
    "error": "FFF4C7C3",
    "warning": "FFFCE8B2",
    "info": "FFD6E6F5",
    None: "FFE3DAF3",
}
_LABELS = {column.key: column.labels[0] for column in KYOTEN.columns} | {
    "countries": "国・地域(分けたもの)",
    "cities": "都市(分けたもの)",
    "form_note": "拠点形態(印刷)",
    "established": "設置年度(西暦)",
    "established_era": "設置年度(和暦)",
    "pages": "ページ",
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """Something to be said of a cell; ``severity`` is ``None`` for a correction."""

    severity: Severity | None
    text: str


def table_workbook(header: Sequence[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """A table as a workbook of one sheet.

    Raises:
        FormatError: it has more rows or columns than a sheet holds.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "table"
    _fill(sheet, header, rows)
    return _saved(book)


def survey_workbook(
    survey: Survey, columns: Sequence[str], rows: Sequence[Mapping[str, Value]]
) -> bytes:
    """A survey as a sheet of its bases, with comments on the cells concerned, and one of findings.

    Args:
        survey: the survey.
        columns: of the sheet of bases.
        rows: the bases by column.

    Raises:
        FormatError: it has more rows or columns than a sheet holds.
    """
    from openpyxl import Workbook

    from kyoten_extract.checks import validate

    findings = validate(survey).findings
    book = Workbook()
    bases: Any = book.active
    bases.title = "bases"
    _fill(bases, columns, (row.values() for row in rows))
    _link(bases, columns, survey.bases)
    _label(bases, columns)
    _mark(bases, columns, _marks(survey, findings, columns))
    _fill(
        book.create_sheet("findings"),
        "code severity summary message field row page expected actual".split(),
        map(_finding_row, findings),
    )
    return _saved(book)


def _finding_row(finding: Finding) -> list[Value]:
    return [
        finding.code,
        finding.severity,
        summary_of(finding.code, "ja"),
        finding.message,
        finding.field,
        row_number(finding.row) if finding.row is not None else "",
        finding.page,
        finding.expected,
        finding.actual,
    ]


def _fill(sheet: Worksheet, header: Sequence[str], rows: Iterable[Iterable[Value]]) -> None:
    """Write a header and rows; the header stays in view and has filters, columns fit their text."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    lines = [tuple(values) for values in (header, *rows)]
    # A row of a transcription may have more cells than the header.
    columns = max(map(len, lines))
    if len(lines) > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise FormatError(
            f"{len(lines)} rows of {columns} columns do not fit an Excel sheet",
            remedy="write csv or json instead",
        )
    top, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    grey = PatternFill("solid", fgColor="FFEEEEEE")
    widths = [_NARROWEST] * columns
    for line, values in enumerate(lines, 1):
        for column, value in enumerate(values, 1):
            if value is None:
                continue
            cell: Any = sheet.cell(line, column)
            _write(cell, value)
            cell.alignment = top
            widths[column - 1] = max(widths[column - 1], _width(value) + 2 + 2 * (line == 1))
            if line == 1:
                cell.font, cell.fill = bold, grey
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    # Printed, all columns stand on one page.
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _write(cell: Cell, value: Value) -> None:
    """Write ``value``: numbers as such, and a text that begins with = as a text, no formula."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _writable(value)
    cell.data_type = "s"
    if value.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True  # it stays one when it is edited


def _writable(text: str) -> str:
    clean = _UNWRITABLE.sub("\ufffd", text)
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - len(_CUT)] + _CUT


def _width(value: Value) -> int:
    """Of the longest line, in Latin letters: Japanese ones are two wide."""
    return max(map(display_width, str(value).split("\n")))


def _link(sheet: Worksheet, columns: Sequence[str], bases: Sequence[Base]) -> None:
    """Make the addresses that are well formed links."""
    from openpyxl.styles import Font

    blue = Font(color="FF1D5A8A", underline="single")
    column = columns.index("url") + 1
    for line, base in enumerate(bases[:_MOST_LINKS], 2):
        url = base.url
        if url is not None and len(url) <= _LONGEST_LINK and is_well_formed(url):
            cell: Any = sheet.cell(line, column)
            cell.hyperlink = url
            # A link's address takes the place of the text.
            _write(cell, url)
            cell.font = blue


def _label(sheet: Worksheet, columns: Sequence[str]) -> None:
    """Say in Japanese what each column has, on the header's cells."""
    for column, key in enumerate(columns, 1):
        if key in _LABELS:
            _comment(sheet.cell(1, column), _LABELS[key])


def _marks(
    survey: Survey, findings: Iterable[Finding], columns: Sequence[str]
) -> Mapping[tuple[int, str], Sequence[_Mark]]:
    """What is to be said of each cell, by the row's index and its column."""
    marks: defaultdict[tuple[int, str], list[_Mark]] = defaultdict(list)
    find = RowFinder(survey.bases)
    for finding in findings:
        index = find.index(finding)
        if index is None:
            continue
        # What is about the whole row is said at its number.
        column = finding.field if finding.field in columns else columns[0]
        assert column is not None
        severity = NAMES["ja"][finding.severity]
        text = f"{finding.code} {severity}: {summary_of(finding.code, 'ja')}\n{finding.message}"
        marks[index, column].append(_Mark(finding.severity, text))
    for index, base in enumerate(survey.bases):
        for correction in base.corrections:
            if correction.confidence < 1 and correction.field in columns:
                text = f"修正 ({correction.rule}, {correction.confidence:.2f})\n"
                text += f"{correction.before}\n→ {correction.after}"
                text += f"\n{correction.evidence}" if correction.evidence else ""
                marks[index, correction.field].append(_Mark(None, text))
    return marks


def _mark(
    sheet: Worksheet,
    columns: Sequence[str],
    marks: Mapping[tuple[int, str], Sequence[_Mark]],
) -> None:
    """Colour the cells that something is said of, the gravest deciding, and say it."""
    from openpyxl.styles import PatternFill

    fills = {key: PatternFill("solid", fgColor=color) for key, color in _FILLS.items()}
    for (index, column), said in marks.items():
        cell: Any = sheet.cell(index + 2, columns.index(column) + 1)
        cell.fill = fills[min((mark.severity for mark in said), key=RANK.__getitem__)]
        _comment(cell, "\n\n".join(mark.text for mark in said))


def _comment(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    clean = _writable(text)
    lines = sum(1 + _width(line) // 40 for line in clean.split("\n"))
    cell.comment = Comment(clean, _AUTHOR, width=320, height=min(30 + 18 * lines, 400))


def _saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
