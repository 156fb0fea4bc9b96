"""Correct the recognized cells under the constraints of their columns and their document.

A reading is only replaced by one that the recognizer lists as possible. Each change is a choice
with its rule and its evidence; cells that stay doubtful keep their low confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.table_model import Row
from kyoten_extract.ocr.postcorrection.doubtful_cell import (
    CLEAR,
    DOUBTFUL,
    LIKELY,
    UNSURE,
    Cell,
    CorrectedCell,
)
from kyoten_extract.ocr.postcorrection.field_constraints import by_kind, by_sum
from kyoten_extract.ocr.postcorrection.kana_confusion import as_places, by_words
from kyoten_extract.ocr.postcorrection.kanji_confusion import by_forms, by_kanji_words
from kyoten_extract.ocr.postcorrection.layer_comparison import LAYER, after_words, by_layer
from kyoten_extract.ocr.postcorrection.ngram_context import (
    by_ngrams,
    by_usual_pairs,
    in_chinese,
)
from kyoten_extract.ocr.postcorrection.punctuation import by_signs
from kyoten_extract.ocr.postcorrection.second_pass_selection import (
    Place,
    SecondReader,
    by_second_pass,
    contested,
    second_readings,
)
from kyoten_extract.ocr.recognition.ctc import ReadChar, read_chars
from kyoten_extract.ocr.recognizer import Line

__all__ = ["UNSURE", "CorrectedCell", "SecondReader", "correct_cells", "second_readings"]

_NONE: Mapping[Place, Sequence[Line]] = {}


def correct_cells(
    rows: Sequence[Row],
    kinds: Sequence[Kind | None],
    keys: Mapping[int, str],
    rereadings: Mapping[Place, Sequence[Line]] = _NONE,
) -> tuple[tuple[CorrectedCell, ...], ...]:
    """Correct the recognized cells of each row.

    Args:
        rows: as recognized.
        kinds: the type of each column.
        keys: by column index, the keys of the known columns; others are left as they are.
        rereadings: second-pass readings of lines, by page and bbox of the line.
    """
    cells = [
        [
            cell
            for place in sorted({column for column, _ in row.pictures})
            if place in keys and (cell := _cell(row, place, keys[place], kinds[place])) is not None
        ]
        for row in rows
    ]
    every = [cell for row in cells for cell in row]
    for cell in every:
        by_second_pass(cell, rereadings)
        by_kind(cell)
    by_layer(every)
    for row in cells:
        by_sum({cell.key: cell for cell in row})
    by_ngrams(every)
    by_words(every)
    for cell in every:
        if cell.kind not in ("number", "year", "url"):
            by_signs(cell)
    # Last, as a word that many cells have may be misread in all of them.
    by_forms([cell for cell in every if cell.kind != "url"])
    by_usual_pairs([cell for cell in every if cell.kind != "url"])
    by_kanji_words([cell for cell in every if cell.kind in ("name", "prose", "items")])
    for row in cells:
        as_places({cell.key: cell for cell in row})
    for cell in every:
        in_chinese(cell)
    after_words(every)
    return tuple(tuple(_result(cell) for cell in row) for row in cells)


def _cell(row: Row, place: int, key: str, kind: Kind | None) -> Cell | None:
    """The cell at column ``place``, with the alternatives of its lines.

    Where the lines do not add up to the cell's text, as with two side by side, it has no
    alternatives, and the lowest confidence of all lines.
    """
    lines = [line for column, line in row.pictures if column == place]
    seen: list[ReadChar] = []
    for line in lines:
        if not line.text:
            continue
        if seen:
            seen.append(ReadChar("\n", 1.0, ()))
        seen += read_chars(line.text, line.confidences, line.steps)
    if "".join(s.text for s in seen) != row.cells[place]:
        sure = min((c for line in lines for c in line.confidences), default=1.0)
        seen = [ReadChar(char, sure, ()) for char in row.cells[place]]
    return Cell(place, key, kind, lines, seen)


def _result(cell: Cell) -> CorrectedCell:
    # A doubtful blank changes no value, except in a URL, where it may be an unseen character.
    counted = [s for s in cell.seen if cell.kind == "url" or not s.text.isspace()]
    sure = min((seen.confidence for seen in counted), default=1.0)
    other = None
    doubtful = [i for i, s in enumerate(cell.seen) if s.confidence < DOUBTFUL and s.second]
    if doubtful:
        text = [seen.text for seen in cell.seen]
        for at in doubtful:
            if cell.seen[at].confidence < CLEAR:
                text[at] = cell.seen[at].second
        other = "".join(text) if "".join(text) != cell.text else None
    if cell.other is not None and cell.other != cell.text:
        other = cell.other
    if any(choice.rule == LAYER for choice in cell.choices):
        sure = min(sure, LIKELY)  # Two readings differed, whatever has confirmed one since.
    if contested(cell):
        sure = min(sure, LIKELY)
    boxes = [line.bbox for line in cell.lines if line.page == cell.lines[0].page]
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return CorrectedCell(
        cell.place, cell.key, cell.lines[0].page, box, sure, tuple(cell.choices), other
    )
