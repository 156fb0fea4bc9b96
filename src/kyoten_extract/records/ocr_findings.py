"""Findings about pages that OCR read, for tables without a layout: which pages, which cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import Box
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.page.grid import Cell, PageContent
from kyoten_extract.text.shorten import shortened

if TYPE_CHECKING:
    from kyoten_extract.ocr.postcorrection.doubtful_cell import CorrectedCell

# Characters of a cell that a message shows.
_SHOWN = 40


def ocr_findings(contents: Sequence[PageContent], tables: Sequence[Table]) -> list[Finding]:
    """One finding with the pages that OCR read, and one for each cell that is uncertain.

    Nothing is corrected: without a layout, what a column can hold is not known. What the words
    around, other rows and a hidden text layer tell becomes the finding's suggestion.
    """
    pages = [content for content in contents if content.condition.recognized]
    if not pages:
        return []
    in_rows = {
        (line.page, *line.bbox)
        for table in tables
        for row in table.rows
        for _, line in row.pictures
    }
    unsure = list(chain.from_iterable(_unsure_elsewhere(page, in_rows) for page in pages))
    unsure += chain.from_iterable(map(_unsure_in_rows, tables))
    unsure.sort(key=lambda finding: (finding.page or 0, (finding.bbox or (0.0, 0.0))[1]))
    numbers = page_ranges([content.number for content in pages])
    several = len(pages) > 1
    message = (
        say("pages {pages} were read by OCR", pages=numbers)
        if several
        else say("page {pages} was read by OCR", pages=numbers)
    )
    if len(unsure) > 1:
        message = say(
            "{read}; {count} cells are uncertain (KY017)", read=message, count=len(unsure)
        )
    elif unsure:
        message = say("{read}; 1 cell is uncertain (KY017)", read=message)
    page = None if several else pages[0].number
    return [codes.READ_BY_OCR(message, page=page, actual=numbers), *unsure]


def page_ranges(numbers: Sequence[int]) -> str:
    """Ascending page numbers in the form of ``pages=``.

    >>> page_ranges([1, 2, 3, 5])
    '1-3,5'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    return ",".join("-".join(map(str, span)) for span in spans)


def _unsure_in_rows(table: Table) -> Iterator[Finding]:
    from kyoten_extract.ocr.postcorrection.constrained_reading import UNSURE, correct_cells

    width = max((len(row.cells) for row in table.rows), default=0)
    labels = {column: f"列{column + 1}" for column in range(width)}
    labels |= dict(enumerate(table.header))
    seen: set[Box] = set()
    corrected = correct_cells(table.rows, [None] * len(labels), labels)
    for row, cells in zip(table.rows, corrected, strict=True):
        for cell in cells:
            place = (cell.page, *cell.bbox)
            other = _suggested(row, cell)
            # A merged cell is in each of its rows.
            if (cell.confidence < UNSURE or other is not None) and place not in seen:
                seen.add(place)
                yield _unsure(row.cells[cell.place], cell.confidence, other, place, cell.key)


def _suggested(row: Row, cell: CorrectedCell) -> str | None:
    """The likeliest text other than the one that was recognized; ``None`` without one."""
    for text in (cell.choices[-1].text if cell.choices else None, cell.other):
        if text is not None and text != row.cells[cell.place]:
            return text
    return None


def _unsure_elsewhere(content: PageContent, in_rows: Collection[Box]) -> Iterator[Finding]:
    """Of the cells of headers and titles, which no row has."""
    from kyoten_extract.ocr.postcorrection.doubtful_cell import UNSURE

    for cell in chain.from_iterable(grid.cells for grid in content.grids):
        if not cell.picture or any((line.page, *line.bbox) in in_rows for line in cell.picture):
            continue
        other = _layer_reading(cell)
        sure = _confidence(cell)
        # A hidden text layer is a second reading of the cell; where both agree, there is no doubt.
        if other is not None or (sure < UNSURE and not any(line.layer for line in cell.picture)):
            yield _unsure(cell.text, sure, other, (content.number, *cell.bbox), None)


def _unsure(text: str, sure: float, other: str | None, place: Box, field: str | None) -> Finding:
    shown = " ".join(text.split())
    message = say(
        "OCR read {shown!r}, lowest character confidence {sure:.2f}", shown=_short(shown), sure=sure
    )
    if not shown:
        message = say("OCR read nothing where the hidden text layer has text")
    if other is not None:
        other = " ".join(other.split())
        message = say("{read}; it may be {other!r}", read=message, other=_short(other))
    return codes.PICTURE_UNSURE(
        message, field=field, page=place[0], bbox=place[1:], expected=other, actual=shown
    )


def _short(text: str) -> str:
    return shortened(text, _SHOWN)


def _confidence(cell: Cell) -> float:
    """Of the least certain character with ink."""
    return min(
        (
            confidence
            for line in cell.picture
            for char, confidence in zip(line.text, line.confidences, strict=True)
            if char.strip()
        ),
        default=1.0,
    )


def _layer_reading(cell: Cell) -> str | None:
    """The text of the hidden layer, without blanks, where it differs from what OCR read."""
    from kyoten_extract.ocr.recognition.charset import folded

    layer = "".join(line.layer or "" for line in cell.picture)
    if not layer:
        return None
    readings = ("".join(folded(c) or c for c in text if c.strip()) for text in (layer, cell.text))
    return None if next(readings) == next(readings) else layer
