"""The typed records: what an edition of the survey says, and where each value stood.

Every class is a frozen, slotted dataclass. The order of the fields is the order of the keys in
JSON; :mod:`kyoten_extract.codec` writes and reads them from these definitions alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import field as field_
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom: points from the top left corner of the page, turned so that its text is
upright.

In a transcription, which has no geometry, the units are cells across and lines down.
"""

Box = tuple[int, float, float, float, float]
"""A page number (from 1) and the :data:`BBox` on it."""

Severity = Literal["error", "warning", "info"]
RowKey = tuple[int | None, int | None]
"""(municipality_no, base_no) of the row a finding is about."""


OMIT_EMPTY = {"omit_empty": True}
"""Metadata of a field that JSON leaves out when it is empty."""
UNWRITTEN = {"unwritten": True}
"""Metadata of a field that belongs to a run, not to what was read: JSON never has it."""


class BaseForm(Enum):
    """The survey's four forms of a base, by their printed letter."""

    OWN_OFFICE = "a"
    DISPATCH = "b"
    CONTRACT = "c"
    OTHER = "d"

    @property
    def label(self) -> str:
        """The form's name in the survey."""
        return _FORM_LABELS[self]


_FORM_LABELS = {
    BaseForm.OWN_OFFICE: "独自事務所",
    BaseForm.DISPATCH: "機関等派遣",
    BaseForm.CONTRACT: "業務委託",
    BaseForm.OTHER: "その他",
}


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A Japanese fiscal year: the era as printed, and the western year it began in.

    ``era`` and ``era_year`` are ``None`` when the edition printed a western year.
    """

    era: str | None
    era_year: int | None
    year: int

    def __str__(self) -> str:
        if self.era is None:
            return str(self.year)
        return f"{self.era}{'元' if self.era_year == 1 else self.era_year}年度"


@dataclass(frozen=True, slots=True)
class Staff:
    """Head counts of one base, or of all: ``total`` is printed, not computed."""

    total: int | None
    dispatched: int | None
    local: int | None


@dataclass(frozen=True, slots=True)
class StaffMean:
    """Mean head counts per base, as published."""

    total: float | None
    dispatched: float | None
    local: float | None


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to one value: ``before`` became ``after`` by ``rule``.

    The corrections of a field form a chain from its ``raw`` text to the text that was read;
    undoing them in reverse gives ``raw`` back. ``confidence`` is 1.0 where the change can't alter
    the meaning (widths, line breaks) and less where evidence was weighed; ``evidence`` says which,
    and is left out of JSON where there is nothing to say.
    """

    field: str
    before: str
    after: str
    rule: str
    confidence: float
    evidence: str = field_(default="", metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row was printed: its pages from 1, and one box on each of them.

    ``links`` are the web addresses behind it, where the page has such; left out of JSON if none.
    """

    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    links: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Source:
    """The input a survey was read from, and what read it."""

    name: str
    sha256: str
    pages: int
    engine: str
    version: str


@dataclass(frozen=True, slots=True)
class Base:
    """One overseas base of one local government: one row of the survey."""

    municipality_no: int | None
    base_no: int | None
    municipality: str | None
    name: str | None
    country: str | None
    countries: tuple[str, ...]
    city: str | None
    cities: tuple[str, ...]
    form: BaseForm | None
    form_note: str | None
    contractor: str | None
    established: FiscalYear | None
    department: str | None
    staff: Staff | None
    reason: str | None
    activities: str | None
    url: str | None
    remarks: str | None
    extras: Mapping[str, str]
    raw: Mapping[str, str]
    source: Provenance
    corrections: tuple[Correction, ...]

    @property
    def key(self) -> RowKey:
        """(municipality_no, base_no): what the survey numbers its rows by."""
        return self.municipality_no, self.base_no


@dataclass(frozen=True, slots=True)
class PublishedTotals:
    """The totals printed under the list, as printed; ``None`` where one is absent."""

    municipalities: int | None
    bases: int | None
    countries: int | None
    cities: int | None
    forms: Mapping[str, int]
    staff: Staff | None
    staff_mean: StaffMean | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leftover:
    """Printed text that is in no cell, title or totals."""

    page: int
    text: str
    bbox: BBox | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader should know about, with a stable code and the place it concerns."""

    code: str
    severity: Severity
    message: str
    field: str | None = None
    row: RowKey | None = None
    page: int | None = None
    bbox: BBox | None = None
    expected: str | int | float | None = None
    actual: str | int | float | None = None


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


@dataclass(frozen=True, slots=True)
class Survey:
    """One edition of the survey, read.

    ``ledger`` says what became of the characters of each page; it is not written to JSON.
    """

    title: str | None
    as_of: dt.date | None
    source: Source
    bases: tuple[Base, ...]
    published: PublishedTotals | None
    leftovers: tuple[Leftover, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    ledger: tuple[PageLedger, ...] = field(default=(), compare=False, metadata=UNWRITTEN)

    def to_dict(self) -> dict[str, Any]:
        """The survey as JSON-ready values, keys in the documented order."""
        from kyoten_extract import codec

        encoded = codec.encode(self)
        assert isinstance(encoded, dict)
        return encoded

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Survey:
        """Rebuild a survey from :meth:`to_dict`'s output, exactly.

        Raises:
            FormatError: naming the first key that is missing or of the wrong type.
        """
        from kyoten_extract import codec

        return codec.decode(cls, data)

    def to_dataframe(self) -> pd.DataFrame:
        """One row per base, flat columns; see :func:`kyoten_extract.export.flat_row`."""
        from kyoten_extract import export

        return export.to_dataframe(self)

    def to_csv(self, target: str | Path | IO[bytes]) -> None:
        """Write the flat table as UTF-8 CSV with a byte order mark, as spreadsheets need."""
        from kyoten_extract import export

        export.write(self, target, "csv")

    def to_excel(self, target: str | Path | IO[bytes]) -> None:
        """Write the flat table and the findings as a workbook."""
        from kyoten_extract import export

        export.write(self, target, "xlsx")

    def to_parquet(self, target: str | Path | IO[bytes]) -> None:
        """Write the flat table as Parquet.

        Raises:
            EngineError: the extra ``parquet`` is not installed.
        """
        from kyoten_extract import export

        export.write(self, target, "parquet")
