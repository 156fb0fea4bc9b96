"""Findings about pages that OCR read, for tables without a layout: which pages, which cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import Cell, PageContent

# Characters of a cell that a message shows.
_SHOWN = 40


def ocr_findings(contents: Iterable[PageContent]) -> list[Finding]:
    """One finding with the pages that OCR read, and one for each cell of low confidence.

    Nothing is corrected: without a layout nothing is known of what a column can hold.
    """
    pages = [content for content in contents if content.condition.recognized]
    if not pages:
        return []
    unsure = list(chain.from_iterable(map(_unsure, pages)))
    numbers = page_ranges([content.number for content in pages])
    several = len(pages) > 1
    message = f"{f'pages {numbers} were' if several else f'page {numbers} was'} read by OCR"
    if unsure:
        message += f"; {len(unsure)} cell{'s are' if len(unsure) > 1 else ' is'} uncertain (KY017)"
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


def _unsure(content: PageContent) -> Iterator[Finding]:
    from kyoten_extract.ocr.postcorrection.doubtful_cell import UNSURE

    for cell in chain.from_iterable(grid.cells for grid in content.grids):
        other = _other_reading(cell)
        sure = _confidence(cell)
        # A hidden text layer is a second reading of the cell; where both agree, there is no doubt.
        if other is None and (sure is None or sure >= UNSURE or _has_layer(cell)):
            continue
        shown = " ".join(cell.text.split())
        message = f"OCR read {_short(shown)!r}"
        if not shown:
            message = "OCR read nothing where the hidden text layer has text"
        if sure is not None:
            message += f", lowest character confidence {sure:.2f}"
        if other is not None:
            message += f"; it may be {_short(other)!r}"
        yield codes.PICTURE_UNSURE(
            message, page=content.number, bbox=cell.bbox, expected=other, actual=shown
        )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _confidence(cell: Cell) -> float | None:
    """Of the least certain character with ink; ``None`` where nothing was recognized."""
    sure = [
        confidence
        for line in cell.picture
        for char, confidence in zip(line.text, line.confidences, strict=True)
        if char.strip()
    ]
    return min(sure, default=None)


def _has_layer(cell: Cell) -> bool:
    """Whether the page's hidden text layer has a text for the cell."""
    return any(line.layer for line in cell.picture)


def _other_reading(cell: Cell) -> str | None:
    """The text of the hidden layer, without blanks, where it differs from what OCR read."""
    from kyoten_extract.ocr.recognition.charset import folded

    layer = "".join(line.layer or "" for line in cell.picture)
    if not layer:
        return None
    readings = ("".join(folded(c) or c for c in text if c.strip()) for text in (layer, cell.text))
    return None if next(readings) == next(readings) else layer
