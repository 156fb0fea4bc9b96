"""The lines of a page that rule: without marks of the text, and without boxes in cells."""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.page_model import Characters, Rulings
from kyoten_extract.page.text_quality import StruckText
from kyoten_extract.table.boxes_in_cells import boxes_in_cells
from kyoten_extract.table.cell_underlines import (
    short_lines,
    slopes,
    strokes,
    wide_underlines,
)
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.text_marks import text_marks


@dataclass(frozen=True, slots=True)
class TrueRulings:
    """The lines of a page that rule, and what the others mean.

    Attributes:
        rulings: without the lines that rule nothing.
        struck: the texts struck out.
        boxes: the empty boxes in cells, in points.
    """

    rulings: Rulings
    struck: tuple[StruckText, ...] = ()
    boxes: tuple[BBox, ...] = ()


def true_rulings(
    rulings: Rulings, characters: Characters, tolerance: float, settings: TableSettings
) -> TrueRulings:
    """The lines of ``rulings`` that rule.

    Args:
        rulings: all lines of a page.
        characters: all characters of the page.
        tolerance: points between two positions that are still one line.
        settings: of the lattice.

    Raises:
        DamagedSourceError: the lines are those of a drawing.
    """
    marks = text_marks(rulings, characters, tolerance)
    # The same object where nothing is left out, as it holds what is known of its lines.
    kept = rulings
    if marks.lines.any():
        kept = Rulings(rulings.horizontal[~marks.lines], rulings.vertical)
    boxes = boxes_in_cells(kept, characters, tolerance, settings)
    if boxes.horizontal.any() or boxes.vertical.any():
        kept = Rulings(kept.horizontal[~boxes.horizontal], kept.vertical[~boxes.vertical])
    wide = wide_underlines(kept, characters)
    if wide.any():
        kept = Rulings(np.delete(kept.horizontal, wide, axis=0), kept.vertical)
    short = short_lines(kept, characters)
    if short.any():
        kept = Rulings(kept.horizontal[~short], kept.vertical)
    slanted = slopes(kept)
    if slanted is not None:
        kept = Rulings(kept.horizontal[~slanted], kept.vertical)
    over = strokes(kept)
    if over.any():
        kept = Rulings(kept.horizontal, kept.vertical[~over])
    return TrueRulings(kept, marks.struck, boxes.empty)
