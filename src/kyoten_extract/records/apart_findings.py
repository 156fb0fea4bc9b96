"""Findings about texts printed over the text of cells: stamps, furigana, two texts in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.text_quality import ApartText

# Characters of a text that a message quotes, at most.
_QUOTED = 40


def apart_findings(page: int, apart: Sequence[ApartText]) -> Iterator[Finding]:
    """Report the texts over cells of ``page``: furigana in one finding, the others one by one."""
    furigana = [text for text in apart if text.kind == "furigana"]
    if furigana:
        said = _quoted(" ".join(text.text for text in furigana))
        yield codes.FURIGANA(
            say(
                "page {page}: furigana in {count} cells is kept apart from their text: {said}",
                page=page,
                count=len(furigana),
                said=said,
            ),
            page=page,
            bbox=_around([text.bbox for text in furigana]),
            actual=said,
        )
    for text in apart:
        said = _quoted(text.text)
        if text.kind == "stamp":
            yield codes.STAMP(
                say(
                    "page {page}: a stamp or watermark over the table is not read into its "
                    "cells: {said}",
                    page=page,
                    said=said,
                ),
                page=page,
                bbox=text.bbox,
                actual=said,
                severity=codes.STAMP.severity if text.covers else "warning",
            )
        elif text.kind == "colliding":
            yield codes.ROWS_UNCLEAR(
                say(
                    "page {page}: lines of text run into each other, so it is not sure which row "
                    "each belongs to: {said}",
                    page=page,
                    said=said,
                ),
                page=page,
                bbox=text.bbox,
                actual=said,
            )
        elif text.kind == "overlaid":
            yield codes.OVERLAID(
                say(
                    "page {page}: two texts are printed over each other; both are read: {said}",
                    page=page,
                    said=said,
                ),
                page=page,
                bbox=text.bbox,
                actual=said,
            )


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _around(boxes: Sequence[BBox]) -> BBox:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)
