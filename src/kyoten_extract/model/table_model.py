"""A table as read from its pages: rows, leftovers, and the ledger of characters."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, ClassVar

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model import output_formats
from kyoten_extract.model.codec import OMIT_EMPTY, UNWRITTEN
from kyoten_extract.model.exporting import Exporting
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox, Box

if TYPE_CHECKING:
    from PIL.Image import Image


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
        repeated: the columns that print a mark for the value above (〃), each with the mark.
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
    repeated: tuple[tuple[int, str], ...] = field(default=(), compare=False, metadata=UNWRITTEN)
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
        outside_area: characters outside of the area that was asked for, and not read.
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
    outside_area: int = 0

    @property
    def accounted(self) -> int:
        """The characters with a destination; equal to ``printed`` if nothing was lost."""
        read = self.header + self.cells + self.title + self.totals + self.leftovers
        return read + self.repeated + self.outside_area


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that a table was read from, and what was found on its pages.

    Attributes:
        document: its absolute path, or its bytes where it was not read from a path.
        name, sha256: of the document.
        engine: the engine that read it.
        pages: the pages that were read.
        recognized: those of them that OCR read.
        area: the part of each page that was read; ``None`` for all of it.
        cells: the cells of all tables.
        lines: the lines of text that OCR recognized.
        outside: the text outside of all tables.
    """

    document: str | bytes = field(repr=False)
    name: str
    sha256: str
    engine: str
    pages: tuple[int, ...]
    recognized: tuple[int, ...]
    area: BBox | None
    cells: tuple[Box, ...] = field(repr=False)
    lines: tuple[Box, ...] = field(repr=False)
    outside: tuple[Leftover, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table(Exporting):
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
        origin: where it was read from, for :meth:`draw`; ``None`` for a table made by hand.
    """

    _kind: ClassVar[str] = "table"

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    leftovers: tuple[Leftover, ...] = ()
    header_ink: tuple[tuple[int, int], ...] = ()
    repeated_ink: tuple[tuple[int, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[PageLedger, ...] = field(default=(), compare=False, metadata=UNWRITTEN)
    heading: str = ""
    others: tuple[Table, ...] = field(default=(), compare=False, metadata=UNWRITTEN)
    origin: Origin | None = field(default=None, compare=False, repr=False, metadata=UNWRITTEN)

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

    def __repr__(self) -> str:
        shape = f"{len(self.rows)} rows x {len(self.header)} columns"
        return f"<Table {self.heading!r}, {shape}, pages {list(self.pages)}>"

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages it is printed on, in order."""
        pages = {page for row in self.rows for page in row.pages}
        return tuple(sorted(pages.union(page for page, _ in self.header_ink)))

    def draw(self, page: int, *, scale: float = 2.0, password: str | None = None) -> Image:
        """A picture of ``page`` (from 1) with what was read drawn over it, to see what went wrong.

        Rulings, cells, text runs, the text outside of all tables, rows joined over a page end and
        the places of findings each have a color; a legend below names them. ``image.save("p.png")``
        writes it; notebooks show it.

        Args:
            page: one of the pages that were read.
            scale: pixels per point; less on a page as large as a poster.
            password: of an encrypted PDF; a table does not keep it.

        Raises:
            UsageError: the table was made by hand, the page was not read, ``scale`` is not
                positive, or the file has changed since.
            SourceError: the file is gone, or the page can't be drawn.
            MissingDependencyError: a package that this needs is not installed.
        """
        image: Image = output_formats.writer("table.picture")(
            self, page, scale=scale, password=password
        )
        return image
