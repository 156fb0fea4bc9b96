"""Lines of text across the columns of a table."""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.page_model import BoolArray, FloatArray
from kyoten_extract.table.unruled.column_text import ColumnText
from kyoten_extract.table.unruled.gutters import lines_of
from kyoten_extract.table.unruled.row_cuts import BASELINE_TOLERANCE


@dataclass(frozen=True, slots=True)
class TextLines:
    """The lines of one stretch of a page.

    Attributes:
        filled: (n, columns) which columns have text on each line.
        figures: (n, columns) which have a figure.
        tops, bottoms: (n,) of each line.
        starts, ends: (n, columns) where the text begins and ends; inf and -inf where there is none.
    """

    filled: BoolArray
    figures: BoolArray
    tops: FloatArray
    bottoms: FloatArray
    starts: FloatArray
    ends: FloatArray

    @classmethod
    def of(cls, text: ColumnText, columns: int, em: float) -> TextLines:
        """The lines of ``text``, without what reaches over several of its ``columns``."""
        text = text.take(text.spans == 0)
        boxes = text.pieces.boxes
        line = lines_of(boxes, BASELINE_TOLERANCE * em) if len(boxes) else text.column
        count = int(line.max(initial=-1)) + 1
        filled = np.zeros((count, columns), dtype=bool)
        filled[line, text.column] = True
        figures = np.zeros_like(filled)
        figures[line, text.column] = text.pieces.is_figure
        tops, bottoms = np.full(count, np.inf), np.full(count, -np.inf)
        np.minimum.at(tops, line, boxes[:, 1])
        np.maximum.at(bottoms, line, boxes[:, 3])
        starts, ends = np.full((count, columns), np.inf), np.full((count, columns), -np.inf)
        np.minimum.at(starts, (line, text.column), boxes[:, 0])
        np.maximum.at(ends, (line, text.column), boxes[:, 2])
        return cls(filled, figures, tops, bottoms, starts, ends)

    def take(self, kept: BoolArray) -> TextLines:
        """The lines selected by the mask ``kept``."""
        return TextLines(
            self.filled[kept],
            self.figures[kept],
            self.tops[kept],
            self.bottoms[kept],
            self.starts[kept],
            self.ends[kept],
        )
