"""Post-correct the rows of a scan, and turn the results into corrections and findings.

The recognizer knows shapes only. What a column can hold, and what the rest of the document has, is
weighed here. Each change becomes a :class:`Correction` of the recognized text, and each cell that
stays doubtful gets a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base
from kyoten_extract.model.table_model import Row
from kyoten_extract.ocr.postcorrection.constrained_reading import (
    UNSURE,
    CorrectedCell,
    SecondReader,
    correct_cells,
    second_readings,
)

R = TypeVar("R", bound=Base | Record)


@dataclass(frozen=True, slots=True)
class Rereading:
    """Rows of a scan after post-correction.

    Attributes:
        rows: with the chosen texts instead of the recognized ones.
        cells: the result for each recognized cell, by row.
    """

    rows: tuple[Row, ...]
    cells: tuple[tuple[CorrectedCell, ...], ...]


def reread(
    rows: Sequence[Row], match: Match, reader: SecondReader | None = None
) -> Rereading | None:
    """Post-correct the recognized cells of ``rows``; ``None`` where no cell is recognized.

    ``reader`` makes a second pass over the lines of cells that are still doubtful.
    """
    if not any(row.pictures for row in rows):
        return None
    kinds = match.holds()
    keys = {place: key for key, place in match.places.items()}
    cells = correct_cells(rows, kinds, keys)
    if reader is not None and (rereadings := second_readings(rows, cells, kinds, reader)):
        cells = correct_cells(rows, kinds, keys, rereadings)
    changed = tuple(_with_texts(row, found) for row, found in zip(rows, cells, strict=True))
    return Rereading(changed, cells)


def _with_texts(row: Row, cells: Iterable[CorrectedCell]) -> Row:
    texts = list(row.cells)
    for cell in cells:
        if cell.choices:
            texts[cell.place] = cell.choices[-1].text
    return replace(row, cells=tuple(texts))


def as_read(
    bases: Sequence[R], rows: Sequence[Row], rereading: Rereading
) -> tuple[tuple[R, ...], list[Finding]]:
    """Add the recognized texts (as raw) and the corrections to ``bases``; find doubtful cells.

    Args:
        bases: the records of the corrected rows.
        rows: as recognized.
        rereading: the result of post-correction.
    """
    result: list[R] = []
    findings: list[Finding] = []
    for base, row, cells in zip(bases, rows, rereading.cells, strict=True):
        raw = dict(base.raw)
        chain: list[Correction] = []
        for cell in cells:
            before = row.cells[cell.place]
            for choice in cell.choices:
                how = (choice.rule, choice.confidence, choice.evidence)
                chain.append(Correction(cell.key, before, choice.text, *how))
                before = choice.text
            raw[cell.key] = row.cells[cell.place]
            if cell.confidence < UNSURE:
                findings.append(_unsure(base, cell, before))
        result.append(replace(base, raw=raw, corrections=(*chain, *base.corrections)))
    return tuple(result), findings


def _unsure(base: Base | Record, cell: CorrectedCell, text: str) -> Finding:
    shown = " ".join(text.split())
    message = say(
        "OCR read {shown!r}, lowest character confidence {confidence:.2f}",
        shown=shown,
        confidence=cell.confidence,
    )
    if not shown:
        message = say("OCR read nothing where the hidden text layer has text")
    if cell.other is not None:
        message = say("{read}; it may be {other!r}", read=message, other=cell.other)
    return codes.PICTURE_UNSURE(
        message,
        field=cell.key,
        row=base.key,
        page=cell.page,
        bbox=cell.bbox,
        expected=cell.other,
        actual=shown,
    )
