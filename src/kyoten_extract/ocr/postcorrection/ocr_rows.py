"""What was recognised in pictures, held against what its columns can hold.

A recogniser sees shapes. What a cell can hold, and what the rest of the document says, it does not
know: that is weighed here. Each change is a :class:`Correction` from what the picture alone gives;
what stays doubtful is told by a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.survey import Base
from kyoten_extract.model.table_model import Row
from kyoten_extract.ocr.postcorrection.constrained_reading import (
    UNSURE,
    Look,
    Reread,
    look_again,
    reread_cells,
)


@dataclass(frozen=True, slots=True)
class Rereading:
    """Rows from pictures, as they are to be read on.

    Attributes:
        rows: with the texts that were chosen in place of those the picture alone gives.
        cells: what was found out of each recognised cell, by row.
    """

    rows: tuple[Row, ...]
    cells: tuple[tuple[Reread, ...], ...]


def reread(rows: Sequence[Row], match: Match, look: Look | None = None) -> Rereading | None:
    """``rows`` with each recognised cell read under what it can hold; ``None`` without such.

    ``look`` reads lines once more whose cells are not settled by that.
    """
    if not any(row.pictures for row in rows):
        return None
    kinds = match.holds()
    keys = {place: key for key, place in match.places.items()}
    cells = reread_cells(rows, kinds, keys)
    if look is not None and (looks := look_again(rows, cells, kinds, look)):
        cells = reread_cells(rows, kinds, keys, looks)
    changed = tuple(_with_texts(row, found) for row, found in zip(rows, cells, strict=True))
    return Rereading(changed, cells)


def _with_texts(row: Row, cells: Iterable[Reread]) -> Row:
    texts = list(row.cells)
    for cell in cells:
        if cell.choices:
            texts[cell.place] = cell.choices[-1].text
    return replace(row, cells=tuple(texts))


def as_read(
    bases: Sequence[Base], rows: Sequence[Row], rereading: Rereading
) -> tuple[tuple[Base, ...], list[Finding]]:
    """``bases`` with what the pictures alone gave as raw, and what is not sure of them.

    Args:
        bases: the records of the rows that were reread.
        rows: as they were before.
        rereading: of them.
    """
    result: list[Base] = []
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


def _unsure(base: Base, cell: Reread, text: str) -> Finding:
    shown = " ".join(text.split())
    message = f"OCR read {shown!r}, lowest character confidence {cell.confidence:.2f}"
    if not shown:
        message = "OCR read nothing where the hidden text layer has text"
    if cell.other is not None:
        message += f"; it may be {cell.other!r}"
    return codes.PICTURE_UNSURE(
        message,
        field=cell.key,
        row=base.key,
        page=cell.page,
        bbox=cell.bbox,
        expected=cell.other,
        actual=shown,
    )
