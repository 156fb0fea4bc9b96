"""What every engine returns for a page: its tables as grids of cells with spans, and other text.

This module does without NumPy on purpose: a transcription has no geometry and needs no arrays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import field, fields, replace
from itertools import repeat
from typing import Any, TypeVar

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.page.proof import Proof
from kyoten_extract.page.text_quality import FAIR, Condition

Told = TypeVar("Told")

SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""Characters without ink other than ASCII's blanks and controls: all that ``str.strip`` removes."""

_BLANK = regex(f"[\\x00-\\x20{SPACES}]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid.

    Attributes:
        row, column: its first row and column, from 0.
        row_span, column_span: how many rows and columns it covers.
        text: the printed lines, separated by newlines; blanks at their ends are kept.
        bbox: in points, from the top left corner of the page.
        runs_over: whether text extends above the cell's top, and below its bottom.
        links: the URLs of link annotations on it.
        picture: its lines with their confidences, if the page was read by OCR.
        open_below: whether it is at the grid's bottom and no ruling closes it there, as one
            closes others.
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
    open_below: bool = False

    def __reduce__(self) -> tuple[type[Cell], tuple[object, ...]]:
        # Workers return pages, most of which is cells: this halves the time to pickle them.
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
            self.open_below,
        )


# What sets each attribute of a cell that is none yet.
_SETTERS = tuple(getattr(Cell, part.name).__set__ for part in fields(Cell))


def cells_of(count: int, *attributes: Iterable[object]) -> tuple[Cell, ...]:
    """``count`` cells, given each of their attributes in turn, those of OCR excepted.

    A page has hundreds of cells, and a frozen object takes three times as long to make by itself.
    """
    cells = tuple(map(object.__new__, repeat(Cell, count)))
    others = repeat(()), repeat(False)
    for setter, values in zip(_SETTERS, (*attributes, *others), strict=True):
        deque(map(setter, cells, values), maxlen=0)
    return cells


def with_open(cells: Sequence[Cell], rows: int, columns: Collection[int]) -> tuple[Cell, ...]:
    """``cells`` of a grid with so many rows that no ruling closes below in ``columns``."""
    return tuple(
        replace(cell, open_below=True)
        if cell.row + cell.row_span == rows
        and all(at in columns for at in range(cell.column, cell.column + cell.column_span))
        else cell
        for cell in cells
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table on one page.

    Attributes:
        page: page number from 1.
        columns, rows: size of the grid; every cell lies within.
        cells: in reading order. They cover the grid exactly once, except that rows of a
            transcription may have fewer cells than others.
        xs, ys: the ``columns + 1`` and ``rows + 1`` boundaries, in points.
        open_top, open_bottom: whether no ruling closes the grid there, so that a row may continue
            on the page before or after.
        placed: columns have a place on the page. In a transcription they have an order only.
        unclear_rows: why its rows may each hold several, where that is unclear.
        whole_rows: no page end can cut its rows, as in a workbook's sheet.
        folded: by row, its text as it is compared with others, where that was asked for before.
        known: what was told of it, by the question.
    """

    page: int
    columns: int
    rows: int
    cells: tuple[Cell, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    open_top: bool = False
    open_bottom: bool = False
    placed: bool = True
    unclear_rows: tuple[str, ...] = ()
    whole_rows: bool = False
    folded: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def bbox(self) -> BBox:
        """The grid's outline, in points."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def is_scanned(self) -> bool:
        """Whether it was read by OCR."""
        return any(cell.picture for cell in self.cells)

    @property
    def line_counts(self) -> dict[int, list[int]]:
        """Row to the number of lines in each of its filled cells that span no other row or column.

        Several steps ask for it.
        """
        return self.told(line_counts)

    def told(self, question: Callable[[Grid], Told]) -> Told:
        """What ``question`` finds of this grid, asked once."""
        known = self.known
        if question not in known:
            known[question] = question(self)
        told: Told = known[question]
        return told


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of text on one line, outside every grid.

    Attributes:
        page, text, bbox: what it says, and where.
        over: it is printed over a grid, and only set apart from it: a stamp, or furigana.
    """

    page: int
    text: str
    bbox: BBox
    over: bool = False


@dataclass(frozen=True, slots=True)
class PageContent:
    """Everything printed on one page.

    Attributes:
        number: page number from 1.
        grids: its tables, top to bottom.
        outside: the text outside them.
        printed: number of characters with ink, counted before any processing; each must end up in
            ``grids`` or ``outside``.
        condition: how far the text can be trusted, and counts of what was not read.
        proof: what the page's picture does not bear out, where it was asked.
    """

    number: int
    grids: tuple[Grid, ...]
    outside: tuple[TextRun, ...]
    printed: int
    condition: Condition = FAIR
    proof: Proof | None = None


def line_counts(grid: Grid) -> dict[int, list[int]]:
    """As :attr:`Grid.line_counts`."""
    found: dict[int, list[int]] = {}
    for cell in grid.cells:
        text = cell.text
        if cell.row_span == cell.column_span == 1 and text and not text.isspace():
            count = 1
            if "\n" in text:
                count = len(list(filter(None, map(str.strip, text.split("\n")))))
            found.setdefault(cell.row, []).append(count)
    return found


def count_ink(text: str) -> int:
    """Number of characters of ``text`` that leave ink."""
    if text.isalnum():
        return len(text)
    solid = "".join(text.split())
    # Of all blanks, only controls are left.
    return len(solid) if solid.isprintable() else len(_BLANK.sub("", solid))
