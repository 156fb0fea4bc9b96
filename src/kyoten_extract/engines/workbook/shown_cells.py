"""The cells of a sheet as a person sees them: texts, spans, and what is hidden."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import accumulate
from typing import Any

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.sheet_blocks import Places, SheetCell, TooLargeError, page_of
from kyoten_extract.engines.workbook.cell_styles import CellStyle, CellStyles
from kyoten_extract.engines.workbook.sheet_parser import (
    CellRange,
    StoredCell,
    StoredSheet,
)
from kyoten_extract.messages import say
from kyoten_extract.page.grid import PageContent, count_ink
from kyoten_extract.page.text_quality import Condition, StruckText, Unseen, UnseenReason
from kyoten_extract.text.number_format.shown_values import shown_number, shown_text
from kyoten_extract.text.shorten import shortened

# Cells that the merged ranges of a sheet may cover: as many as a long list has.
_MAX_COVERED = 2_000_000
# Characters of a sheet; a string that is stored once may be in any number of cells.
_MAX_CHARACTERS = 50_000_000
# Points of a column with a width of 1, and of its margins.
_CHARACTER, _MARGIN = 5.25, 3.75
# Characters of hidden text that a finding shows.
_SHOWN = 300
# Control characters are written so, as in _x000D_.
_ESCAPE = regex("_x00([01][0-9A-Fa-f])_")


@dataclass(slots=True)
class ShownSheet:
    """A sheet as a page, and what is to be told of it.

    Attributes:
        content: the page.
        not_stored: cells with a formula whose value is not stored, as in "C5".
        not_understood: cells with a format that is not understood, each with its code.
    """

    content: PageContent
    not_stored: list[str]
    not_understood: list[tuple[str, str]]


@dataclass(slots=True)
class _Reading:
    """What is found while the cells are gone through."""

    cells: list[SheetCell] = field(default_factory=list)
    hidden: defaultdict[UnseenReason, list[tuple[StoredCell, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    struck: list[tuple[SheetCell, str]] = field(default_factory=list)
    not_stored: list[str] = field(default_factory=list)
    not_understood: list[tuple[str, str]] = field(default_factory=list)


class _Axis:
    """Rows or columns: which are on show, and where they are."""

    def __init__(self, hidden: Iterable[int], sizes: Mapping[int, float], usual: float) -> None:
        self._hidden = sorted(hidden)
        self._set = set(self._hidden)
        self._usual = usual
        shown = sorted(number for number in sizes if number not in self._set)
        self._at = [self.index(number) for number in shown]
        self._more = [0.0, *accumulate(sizes[number] - usual for number in shown)]

    def is_hidden(self, number: int) -> bool:
        return number in self._set

    def index(self, number: int) -> int:
        """How many are on show before ``number``, which is counted from 1."""
        return number - 1 - bisect_left(self._hidden, number)

    def place(self, index: int) -> float:
        """Where the one with an index begins, in points."""
        return round(index * self._usual + self._more[bisect_left(self._at, index)], 2)


def shown_sheet(
    number: int, sheet: StoredSheet, styles: CellStyles, *, from_1904: bool
) -> ShownSheet:
    """The sheet ``number`` as a person sees it.

    Raises:
        TooLargeError: merged ranges cover more cells, or cells hold more text, than a list has.
    """
    columns = _Axis(
        sheet.hidden_columns,
        {column: _points(width) for column, width in sheet.widths.items()},
        _points(sheet.default_width),
    )
    rows = _Axis(sheet.hidden_rows, sheet.heights, sheet.default_height)
    places = Places(columns.place, rows.place)
    at = {(cell.row, cell.column): cell for cell in sheet.cells}
    spans, covered = _merged(sheet.merged, at, rows, columns)
    found = _Reading()
    characters = 0
    for place, cell in at.items():
        style = styles[cell.style]
        text, struck = _text(cell, style, found, from_1904=from_1904)
        characters += len(text)
        if characters > _MAX_CHARACTERS:
            raise TooLargeError(
                say(
                    "the sheet has over {max_characters} characters", max_characters=_MAX_CHARACTERS
                )
            )
        row, column, down, across = spans.get(place, (*place, 1, 1))
        reason: UnseenReason | None = None
        if place in covered:
            reason = "merged"
        elif rows.is_hidden(row):
            reason = "row"
        elif columns.is_hidden(column):
            reason = "column"
        elif style.on_ground and not sheet.restyled:
            reason = "ground color"
        if not cell.stored and reason is None:
            found.not_stored.append(_name(cell))
        if reason is not None and text.strip():
            found.hidden[reason].append((cell, text))
        if reason in ("merged", "row", "column"):
            continue
        if reason is not None:
            text = ""
        if not (text.strip() or style.framed):
            continue
        link = sheet.links.get(place)
        shown = SheetCell(
            rows.index(row),
            columns.index(column),
            down,
            across,
            text,
            style.framed,
            (link,) if link else (),
        )
        found.cells.append(shown)
        if struck.strip() and text:
            found.struck.append((shown, struck))
    unseen = tuple(_unseen(reason, cells, rows, columns) for reason, cells in found.hidden.items())
    condition = Condition(
        hidden=sum(each.characters for each in unseen),
        unseen=unseen,
        struck=tuple(StruckText(text, places.box(cell)) for cell, text in found.struck),
    )
    content = page_of(number, found.cells, places, condition)
    return ShownSheet(content, found.not_stored, found.not_understood)


def texts_of(sheet: StoredSheet, styles: CellStyles, *, from_1904: bool) -> list[str]:
    """The texts of all cells, of a sheet that is hidden."""
    found = _Reading()
    texts = (_text(cell, styles[cell.style], found, from_1904=from_1904)[0] for cell in sheet.cells)
    return [text for text in texts if text.strip()]


def _points(width: float) -> float:
    return width * _CHARACTER + _MARGIN


def _name(cell: StoredCell) -> str:
    return f"{column_letters(cell.column)}{cell.row}"


def column_letters(column: int) -> str:
    """The name of a column: A, B ... Z, AA.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _merged(
    ranges: Sequence[CellRange],
    at: Mapping[tuple[int, int], StoredCell],
    rows: _Axis,
    columns: _Axis,
) -> tuple[dict[tuple[int, int], tuple[int, int, int, int]], set[tuple[int, int]]]:
    """The first place on show and the spans of merged cells, and the places they cover.

    Ranges are cut at the last cell: titles are often merged over whole rows.
    """
    last_row = max((row for row, _ in at), default=0)
    last_column = max((column for _, column in at), default=0)
    spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for first_column, first_row, end_column, end_row in ranges:
        within = range(first_row, min(end_row, last_row) + 1)
        across = range(first_column, min(end_column, last_column) + 1)
        if len(covered) + len(within) * len(across) > _MAX_COVERED:
            raise TooLargeError(say("merged ranges cover too many cells"))
        own = {(row, column) for row in within for column in across}
        if not own or own & covered or own & spans.keys():
            continue  # Ranges over each other: only damaged files have them.
        first = next((row for row in within if not rows.is_hidden(row)), first_row)
        left = next((c for c in across if not columns.is_hidden(c)), first_column)
        down = rows.index(within[-1] + 1) - rows.index(first)
        wide = columns.index(across[-1] + 1) - columns.index(left)
        spans[first_row, first_column] = first, left, max(down, 1), max(wide, 1)
        covered |= own - {(first_row, first_column)}
    return spans, covered


def _text(
    cell: StoredCell, style: CellStyle, found: _Reading, *, from_1904: bool
) -> tuple[str, str]:
    """The text that a cell shows, and what of it is struck out."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, bool):
        text = "TRUE" if value else "FALSE"
    elif isinstance(value, int | float):
        text = _number(value, cell, style, found, from_1904=from_1904)
    else:
        parts = [value] if isinstance(value, str) else value
        text = _plain(shown_text("".join(map(str, parts)), style.code))
        if not style.struck and not isinstance(value, str):
            return text, _plain("".join(str(part) for part in parts if _is_struck(part)))
    return text, text if style.struck else ""


def _number(
    value: float, cell: StoredCell, style: CellStyle, found: _Reading, *, from_1904: bool
) -> str:
    text = shown_number(value, style.code, from_1904=from_1904)
    if text is None:
        found.not_understood.append((_name(cell), style.code))
        text = shown_number(value, "General")
    return str(value) if text is None else text.strip()


def _plain(text: str) -> str:
    if "_x00" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_struck(part: Any) -> bool:
    return bool(getattr(getattr(part, "font", None), "strike", None))


def _unseen(
    reason: UnseenReason, cells: Sequence[tuple[StoredCell, str]], rows: _Axis, columns: _Axis
) -> Unseen:
    lines: dict[object, list[str]] = defaultdict(list)
    for cell, text in cells:
        lines[column_letters(cell.column) if reason == "column" else cell.row].append(
            " ".join(text.split())
        )
    shown = "; ".join(f"{name}: {' | '.join(texts)}" for name, texts in lines.items())
    first = min(cell.row for cell, _ in cells), min(cell.column for cell, _ in cells)
    last = max(cell.row for cell, _ in cells), max(cell.column for cell, _ in cells)
    box = (
        columns.place(columns.index(first[1])),
        rows.place(rows.index(first[0])),
        columns.place(columns.index(last[1] + 1)),
        rows.place(rows.index(last[0] + 1)),
    )
    count = sum(count_ink(text) for _, text in cells)
    return Unseen(reason, count, box, shortened(shown, _SHOWN))


def usual_codes(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, int, str]]:
    """Each code with how many cells have it, and the first of them."""
    pairs = list(pairs)
    firsts: dict[str, str] = {}
    for name, code in pairs:
        firsts.setdefault(code, name)
    return [(code, count, firsts[code]) for code, count in Counter(c for _, c in pairs).items()]
