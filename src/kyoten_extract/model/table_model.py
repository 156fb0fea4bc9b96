"""A table as it was read off its pages: rows, leftovers, and what became of each character."""

from __future__ import annotations

from dataclasses import dataclass, field

from kyoten_extract.model.codec import OMIT_EMPTY, UNWRITTEN
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox, Box


@dataclass(frozen=True, slots=True)
class Leftover:
    """Printed text that is in no cell, title or totals."""

    page: int
    text: str
    bbox: BBox | None


Steps = tuple[tuple[tuple[str, float], ...], ...]
"""Along a line of a picture: at each step what may be printed there, the likeliest first, with its
probability; the empty text stands for no character, or the rest of the one before.
"""


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of text that was recognised in a picture.

    Attributes:
        page, bbox: where it is.
        text: as it was read, with nothing but the picture to go by.
        confidences: of each character of it, from 0 to 1.
        steps: what else it may be.
        layer: what a text layer under the picture has in the line's cell, blanks left out: all of
            it with the cell's first line; ``None`` where there is no layer that can be used.
        image: its picture, a PNG in base64, where it may have to be read again; else empty.
    """

    page: int
    bbox: BBox
    text: str
    confidences: tuple[float, ...]
    steps: Steps = ()
    layer: str | None = None
    image: str = field(default="", repr=False, metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Row:
    """One logical row.

    Attributes:
        cells: one text per column, lines parted by newlines; a cell merged down stands in each
            of its rows.
        pages, boxes: where it was printed: one box on each page, top to bottom.
        ink: characters printed on each of ``pages``, a merged cell counted once.
        links: the web addresses behind its cells, each with the cell's column.
        pictures: the lines of its cells that were recognised in a picture, with the cell's column.
    """

    cells: tuple[str, ...]
    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    ink: tuple[int, ...]
    links: tuple[tuple[int, str], ...] = ()
    pictures: tuple[tuple[int, PictureLine], ...] = field(
        default=(), compare=False, metadata=UNWRITTEN
    )


@dataclass(frozen=True, slots=True)
class PageLedger:
    """The characters with ink on one page, and where each was found again.

    Attributes:
        printed: as the engine counted them, before anything was done to them.
        header, cells, title, totals, leftovers: how many went there.
        repeated: printed on the page before too, for a line that the page end cuts through. With
            these, all went somewhere.
        hidden: drawn where the page does not show them, and not read.
        doubled: drawn once more over themselves, and read once.
    """

    page: int
    printed: int
    header: int = 0
    cells: int = 0
    title: int = 0
    totals: int = 0
    leftovers: int = 0
    repeated: int = 0
    hidden: int = 0
    doubled: int = 0

    @property
    def accounted(self) -> int:
        """Characters that were found again."""
        read = self.header + self.cells + self.title + self.totals + self.leftovers
        return read + self.repeated


@dataclass(frozen=True, slots=True)
class Table:
    """The stitched table of a ruled list.

    Attributes:
        header: one label per column, the levels of a merged header joined by a space.
        rows: in printed order. A transcription's row keeps the cells it was given, even where
            their number is not that of the header.
        leftovers: what was printed elsewhere on the pages.
        header_ink: characters of header rows, by page.
        repeated_ink: characters of lines that a page end cuts through, so that the next page
            prints them once more; by that page.
        findings: what was met while reading.
        ledger: what became of the characters of each page.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    leftovers: tuple[Leftover, ...] = ()
    header_ink: tuple[tuple[int, int], ...] = ()
    repeated_ink: tuple[tuple[int, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[PageLedger, ...] = field(default=(), compare=False, metadata=UNWRITTEN)
