"""A table as read from its pages: rows, leftovers, and the ledger of characters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kyoten_extract.model.codec import OMIT_EMPTY, UNWRITTEN
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox, Box


@dataclass(frozen=True, slots=True)
class Leftover:
    """Printed text that is not in a cell, the title or the totals."""

    page: int
    text: str
    bbox: BBox | None


Steps = tuple[tuple[tuple[str, float], ...], ...]
"""The output of an OCR model along a line: at each step the candidates with their probabilities,
the most probable first. The empty text is the CTC blank.
"""


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of text recognized in an image.

    Attributes:
        page, bbox: its location.
        text: as recognized from the image alone.
        confidences: of each character, from 0 to 1.
        steps: the candidates at each step.
        layer: the text of the line's cell in a text layer under the image, without spaces; the
            first line of a cell has all of it. ``None`` where no layer can be used.
        image: the line as a PNG in base64 if it may need a second pass, otherwise empty.
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
        cells: one text per column, lines separated by newlines; a cell merged over several rows
            is repeated in each.
        pages, boxes: its location: one box on each page, top to bottom.
        ink: non-blank characters printed on each of ``pages``, merged cells counted once.
        links: the web addresses of link annotations, each with the column of its cell.
        pictures: the lines recognized by OCR, each with the column of its cell.
        joined: for each page end that cuts it, the evidence by which its halves are one row.
        carried: the columns whose value is printed on the page before only, in a merged cell that
            goes on over the page end; each with the evidence.
        section: the heading it stands under: of a row across the table, or over the page's grid
            where these differ from page to page; empty if there is none.
        is_heading: it is such a row itself.
    """

    cells: tuple[str, ...]
    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    ink: tuple[int, ...]
    links: tuple[tuple[int, str], ...] = ()
    pictures: tuple[tuple[int, PictureLine], ...] = field(
        default=(), compare=False, metadata=UNWRITTEN
    )
    joined: tuple[str, ...] = field(default=(), compare=False, metadata=UNWRITTEN)
    carried: tuple[tuple[int, str], ...] = field(default=(), compare=False, metadata=UNWRITTEN)
    section: str = field(default="", compare=False, metadata=UNWRITTEN)
    is_heading: bool = field(default=False, compare=False, metadata=UNWRITTEN)


@dataclass(frozen=True, slots=True)
class PageLedger:
    """The non-blank characters of one page, counted by destination.

    Attributes:
        page: counted from 1.
        printed: the engine's own count, before any processing.
        header, cells, title, totals, leftovers: characters that went there.
        repeated: characters of a line that a page break cuts, so that it is on both pages; they
            are read on the page before.
        hidden: characters that are drawn but not visible, and not read.
        doubled: characters that are drawn twice in one position, and read once.
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
        """The characters with a destination; equal to ``printed`` if nothing was lost."""
        read = self.header + self.cells + self.title + self.totals + self.leftovers
        return read + self.repeated


@dataclass(frozen=True, slots=True)
class Table:
    """The stitched table of a ruled list.

    Attributes:
        header: one label per column, the levels of a merged header joined by spaces.
        rows: in printed order, each with as many cells as the header has labels.
        leftovers: text outside the table.
        header_ink: non-blank characters of header rows, by page.
        repeated_ink: non-blank characters of lines that a page break cuts, by the page that
            repeats them.
        findings: problems met while reading.
        ledger: the characters of each page by destination.
        heading: the line of text above it, or the title within its frame; empty if there is none.
        others: of the largest table of a document, all others in printed order.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    leftovers: tuple[Leftover, ...] = ()
    header_ink: tuple[tuple[int, int], ...] = ()
    repeated_ink: tuple[tuple[int, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[PageLedger, ...] = field(default=(), compare=False, metadata=UNWRITTEN)
    heading: str = ""
    others: tuple[Table, ...] = field(default=(), compare=False, metadata=UNWRITTEN)

    def with_sections(self) -> Table:
        """This table with the heading each row stands under as its first column, ``section``.

        The rows of such headings are left out. Other tables are treated likewise.
        """
        rows = (
            replace(
                row,
                cells=(row.section, *row.cells),
                links=tuple((column + 1, uri) for column, uri in row.links),
                pictures=tuple((column + 1, line) for column, line in row.pictures),
                carried=tuple((column + 1, evidence) for column, evidence in row.carried),
            )
            for row in self.rows
            if not row.is_heading
        )
        others = tuple(table.with_sections() for table in self.others)
        return replace(self, header=("section", *self.header), rows=tuple(rows), others=others)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages it is printed on, in order."""
        pages = {page for row in self.rows for page in row.pages}
        return tuple(sorted(pages.union(page for page, _ in self.header_ink)))
