"""Comma-separated text, and any like it: the delimiter goes by the content."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from kyoten_extract.engines.sheet_blocks import Places, SheetCell, TooLargeError, page_of
from kyoten_extract.engines.text_encoding import decode, usual_field_limit
from kyoten_extract.errors import NoTableError, UnsupportedSourceError
from kyoten_extract.findings import codes
from kyoten_extract.messages import Message, say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import PageContent
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

_DELIMITERS = ",\t;|"
# Cells of a line of hostile input; a full edition has 20.
_MAX_COLUMNS = 1_000
_REMEDY = say("split it into several files")
# Records that show the delimiter, and the characters they are looked for in.
_SAMPLE, _SAMPLED = 200, 200_000
# Share of the records that have the usual number of cells, where a text is a list.
_USUAL = 0.5
# Points: a cell without a place of its own has the size of an empty one in a workbook.
_WIDTH, _HEIGHT = 48.0, 15.0
# What markup and JSON begin with.
_OTHER_TEXT = ("<", "{", "[{", "[\n", "[\r", "%")


def delimiter_of(text: str) -> str | None:
    """The delimiter by which most records have as many cells; ``None`` if ``text`` is no list."""
    sample = text[:_SAMPLED]
    if sample.lstrip().startswith(_OTHER_TEXT):
        return None
    best, most = None, (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(len(record) for record in _sampled(sample, delimiter) if any(record))
        usual, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        share = count / max(sum(widths.values()), 1)
        if usual > 1 and count > 1 and share >= _USUAL and (share, usual) > most:
            best, most = delimiter, (share, usual)
    return best


def is_padded(text: str, delimiter: str) -> bool:
    """Whether a program wrote ``text``: all lines have as many cells, those of a title too.

    What a person transcribes has lines without a delimiter, and pages.
    """
    if "\f" in text:
        return False
    records = [record for record in _records(text, delimiter)[0] if record]
    filled = (sum(bool(cell.strip()) for cell in record) for record in records)
    return len({len(record) for record in records}) == 1 and any(count < 2 for count in filled)


def read(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[PageContent], list[Finding]]:
    """Read a list in one page, with findings on what is not certain.

    Having no geometry, bboxes are those of cells of one size.

    Raises:
        UnsupportedSourceError: the bytes are not text, or a line has more cells than any list.
        LimitError: the text has too many bytes or cells.
        NoTableError: the lines have no delimiter in common.
    """
    limits.check("text_bytes", len(data), source=name)
    text = decode(data)
    if text is None:
        raise UnsupportedSourceError(
            say("not UTF-8, UTF-16, Shift_JIS or EUC-JP text"),
            source=name,
            remedy=say("save it as UTF-8"),
        )
    delimiter = delimiter_of(text)
    limits.check("cells", sum(map(text.count, f"{delimiter or ','}\n\r")), source=name)
    if delimiter is None:
        raise NoTableError(
            say("no delimiter parts most lines into as many cells, so there is no table"),
            source=name,
            remedy=say("a list needs commas, tabs or semicolons between its cells"),
        )
    records, problem = _records(text, delimiter)
    if max(map(len, records)) > _MAX_COLUMNS:
        raise UnsupportedSourceError(
            say("the text has a line of over {max_columns} cells", max_columns=_MAX_COLUMNS),
            source=name,
            remedy=_REMEDY,
        )
    cells = [
        SheetCell(row, column, 1, 1, cell)
        for row, record in enumerate(records)
        for column, cell in enumerate(record)
        if cell.strip()
    ]
    try:
        content = page_of(1, cells, Places(_x, _y))
    except TooLargeError as error:
        raise UnsupportedSourceError(str(error), source=name, remedy=_REMEDY) from None
    findings = [codes.CELL_UNCERTAIN(problem, page=1)] if problem else []
    return [content], findings


def _x(column: int) -> float:
    return column * _WIDTH


def _y(row: int) -> float:
    return row * _HEIGHT


def _sampled(sample: str, delimiter: str) -> Iterable[Sequence[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for _, record in zip(range(_SAMPLE), reader, strict=False):
            yield record
    except csv.Error:
        return


def _records(text: str, delimiter: str) -> tuple[list[list[str]], Message | None]:
    """The cells of each line, and what is wrong with the quotes of the text, if anything.

    Quotes that do not pair are part of the text: its lines are then cut at each delimiter.
    """
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        with usual_field_limit():
            records = list(reader)
        problem = None
    except csv.Error as error:
        problem = say(
            "line {line}: the quotes do not pair ({error}); all lines were read as they stand, "
            "their quotes included",
            line=reader.line_num,
            error=error,
        )
        lines = io.StringIO(text, newline=None).read().split("\n")
        records = [line.split(delimiter) for line in lines]
    plain = [[_with_newlines(cell) for cell in record] for record in records]
    return plain, problem


def _with_newlines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
