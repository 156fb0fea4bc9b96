"""The typed records of a survey, with the provenance of their values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any, ClassVar

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model import codec, output_formats
from kyoten_extract.model.base_codes import BaseCodes
from kyoten_extract.model.codec import OMIT_EMPTY, UNWRITTEN
from kyoten_extract.model.exporting import Exporting, Target
from kyoten_extract.model.finding import Correction, Finding, RowKey
from kyoten_extract.model.geometry import Box
from kyoten_extract.model.table_model import Leftover, PageLedger
from kyoten_extract.workers.gc_pause import gc_paused


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
    """A Japanese fiscal year.

    Attributes:
        era, era_year: as printed; ``None`` if the edition prints a western year.
        year: the western year in which it began.
        month: where one is printed, 1 to 12; the year is then the printed one.
    """

    era: str | None
    era_year: int | None
    year: int
    month: int | None = field(default=None, metadata=OMIT_EMPTY)

    def __str__(self) -> str:
        printed = "元" if self.era_year == 1 else self.era_year
        if self.month is not None:
            return f"{self.year if self.era is None else f'{self.era}{printed}'}年{self.month}月"
        return str(self.year) if self.era is None else f"{self.era}{printed}年度"


@dataclass(frozen=True, slots=True)
class Staff:
    """Head counts of one base, or of all; ``total`` is as printed, not computed."""

    total: int | None
    dispatched: int | None
    local: int | None


STAFF_COLUMNS = ("staff_total", "staff_dispatched", "staff_local")
"""Keys of the columns with head counts, in the order of the fields of :class:`Staff`."""


BASE_COLUMNS = (
    *("municipality_no", "base_no", "municipality", "name", "country", "city", "form"),
    *("contractor", "established", "department", *STAFF_COLUMNS),
    *("reason", "activities", "url", "remarks"),
)
"""Keys of the columns whose values are fields of a :class:`Base`; others are its extras."""


@dataclass(frozen=True, slots=True)
class StaffMean:
    """Published mean head counts per base."""

    total: float | None
    dispatched: float | None
    local: float | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row was printed.

    Attributes:
        pages: counted from 1.
        boxes: one on each of ``pages``.
        links: web addresses of the link annotations in the row; omitted from JSON if empty.
    """

    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    links: tuple[str, ...] = field(default=(), metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Source:
    """The file a survey was read from, and the engine and version that read it.

    ``pages`` is their number, and ``pages_read`` are those that were selected, from 1, where they
    are not all: the survey is then partial. It is omitted from JSON if empty.
    """

    name: str
    sha256: str
    pages: int
    engine: str
    version: str
    pages_read: tuple[int, ...] = field(default=(), metadata=OMIT_EMPTY)


@dataclass(frozen=True, slots=True)
class Base:
    """One overseas base of one local government: one row of the survey.

    ``section`` is the heading of rows that the survey lists apart from its own (廃止された拠点,
    参考), and does not count; ``None`` for all others.
    """

    # Keys that JSON has besides the fields, all optional.
    COMPUTED: ClassVar[Mapping[str, type]] = {"codes": BaseCodes}

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
    raw: Mapping[str, str] = field(repr=False)
    source: Provenance = field(repr=False)
    corrections: tuple[Correction, ...] = field(repr=False)
    section: str | None = field(default=None, metadata=OMIT_EMPTY)

    @property
    def key(self) -> RowKey:
        """The numbers that identify the row: (municipality_no, base_no)."""
        return self.municipality_no, self.base_no


@dataclass(frozen=True, slots=True)
class PublishedTotals:
    """The totals as printed under the table; ``None`` where one is missing."""

    municipalities: int | None
    bases: int | None
    countries: int | None
    cities: int | None
    forms: Mapping[str, int]
    staff: Staff | None
    staff_mean: StaffMean | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey(Exporting):
    """One edition of the survey.

    ``ledger`` counts the characters of each page by destination; it is not written to JSON.
    """

    _kind: ClassVar[str] = "survey"

    title: str | None
    as_of: dt.date | None
    source: Source
    bases: tuple[Base, ...]
    published: PublishedTotals | None
    leftovers: tuple[Leftover, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    ledger: tuple[PageLedger, ...] = field(default=(), compare=False, metadata=UNWRITTEN)

    @property
    def listed(self) -> tuple[Base, ...]:
        """The bases that the survey counts: all but those under a heading of their own."""
        return tuple(base for base in self.bases if base.section is None)

    def to_dict(self) -> dict[str, Any]:
        """The survey as JSON-ready values, keys in the documented order.

        The last key of each base, ``codes``, is computed, and not read by :meth:`from_dict`.
        """
        with gc_paused():
            encoded: dict[str, Any] = codec.encode(self)
            for base, codes in zip(encoded["bases"], self.codes, strict=True):
                base["codes"] = codec.encode(codes)
        return encoded

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Survey:
        """Rebuild a survey from the output of :meth:`to_dict`.

        Raises:
            FormatError: naming the first key that is missing or of the wrong type.
        """
        with gc_paused():
            return codec.decode(cls, data)

    @property
    def codes(self) -> tuple[BaseCodes, ...]:
        """The official codes of each base, computed from its names: local government, ISO 3166-1,
        and the places of its cities.
        """
        found: tuple[BaseCodes, ...] = output_formats.writer("survey.codes")(self)
        return found

    def to_excel(self, target: Target, *, previous: Survey | None = None) -> None:
        """Write a workbook: the flat table, the published totals, the findings and corrections.

        Args:
            target: a path, which has the whole file or, where that fails, the old one; or a stream.
            previous: an earlier edition; the workbook then has the differences from it.
        """
        self._write("xlsx", target, previous=previous)

    def to_geojson(self, target: Target) -> None:
        """Write a GeoJSON FeatureCollection: a feature per base, at its cities.

        The geometry of a base whose cities' places are not known is null.
        """
        self._write("geojson", target)

    def __repr__(self) -> str:
        counts = f"{len(self.bases)} bases, {len(self.findings)} findings"
        return f"<Survey {self.title!r}, as of {self.as_of}, {counts}, from {self.source.name!r}>"
