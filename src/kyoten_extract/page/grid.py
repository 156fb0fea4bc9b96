"""The common ground of all engines: a page's tables as cells with spans, and the text beside them.

This module is plain Python on purpose: a transcription has no geometry and needs no arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.page.text_quality import FAIR, Condition

SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What leaves no ink, beside ASCII's own blanks and controls: all that Python strips off a text."""

_BLANK = re.compile(f"[\\x00-\\x20{SPACES}]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at ``row``, ``column`` of its grid, spanning ``row_span`` by ``column_span``.

    ``text`` has the printed lines, parted by newlines; blanks at their ends are kept.
    ``runs_over`` says whether text reaches beyond the cell's upper side, and beyond its lower;
    ``links`` are the web addresses behind it, ``picture`` its lines where they were recognised.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    bbox: BBox
    runs_over: tuple[bool, bool] = (False, False)
    links: tuple[str, ...] = ()
    picture: tuple[PictureLine, ...] = ()

    def __reduce__(self) -> tuple[type[Cell], tuple[object, ...]]:
        # Pages go from process to process, and most of a page is cells: this takes half the time.
        return Cell, (
            self.row,
            self.column,
            self.row_span,
            self.column_span,
            self.text,
            self.bbox,
            self.runs_over,
            self.links,
            self.picture,
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table on one page.

    Attributes:
        page: page number from 1.
        columns, rows: size of the grid; every cell lies within.
        cells: in reading order; together they cover the grid once, but for the rows of a
            transcription that have fewer cells than others.
        xs, ys: the ``columns + 1`` and ``rows + 1`` boundaries.
        open_top, open_bottom: no ruling closes the grid there, so that a row may go on beyond.
    """

    page: int
    columns: int
    rows: int
    cells: tuple[Cell, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def bbox(self) -> BBox:
        """The grid's outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text on one line outside every grid."""

    page: int
    text: str
    bbox: BBox


@dataclass(frozen=True, slots=True)
class PageContent:
    """Everything printed on one page: its grids, top to bottom, and the text outside them.

    ``printed`` is the number of characters with ink that the engine read off the page, counted
    before anything was done to them; each must be found again in ``grids`` or ``outside``.
    ``condition`` has what is known of those beside.
    """

    number: int
    grids: tuple[Grid, ...]
    outside: tuple[TextRun, ...]
    printed: int
    condition: Condition = FAIR


def count_ink(text: str) -> int:
    """How many characters of ``text`` leave ink."""
    if text.isalnum():
        return len(text)
    return len(_BLANK.sub("", text))
