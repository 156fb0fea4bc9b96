"""The records of any survey that a layout describes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar, overload

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import FormatError
from kyoten_extract.layout.column_model import Kind
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.codec import UNWRITTEN
from kyoten_extract.model.exporting import Exporting
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.record_model import Coded, Record, Value
from kyoten_extract.model.survey import FiscalYear, Provenance, Source
from kyoten_extract.model.table_model import Leftover, PageLedger

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row of totals in the table.

    Attributes:
        label: the text that begins it.
        records: number of records before it.
        texts: its other cells, by key of the column or label.
        source: where it was printed.
    """

    label: str
    records: int
    texts: Mapping[str, str]
    source: Provenance


@dataclass(frozen=True, slots=True)
class Records(Exporting, Generic[T]):
    """The records of one edition of a survey; a sequence of its ``records``.

    Attributes:
        title: of the survey, with its date; ``None`` if none was found.
        as_of: the date in the title.
        source: the file it was read from.
        layout: by which it was read.
        rows: every record, with its printed cells, corrections and place.
        published: the published figures by key.
        total_rows: rows of totals in the table.
        leftovers: printed text that is in no cell, title or total.
        findings: met while reading; :func:`kyoten_extract.validate` adds those of the checks.
        ledger: the characters of each page by destination; not in JSON.
        records: one for each of ``rows``: the same, or made by the caller's own class.
    """

    _kind: ClassVar[str] = "records"

    title: str | None
    as_of: dt.date | None
    source: Source
    layout: Layout
    rows: tuple[Record, ...]
    published: Mapping[str, int | float] = field(default_factory=dict)
    total_rows: tuple[TotalRow, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    findings: tuple[Finding, ...] = ()
    ledger: tuple[PageLedger, ...] = field(default=(), compare=False, metadata=UNWRITTEN)
    records: tuple[T, ...] = field(default=(), metadata=UNWRITTEN)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[T]:
        return iter(self.records)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self.records[index]

    def into(self, kind: type[U]) -> Records[U]:
        """These records as values of the dataclass ``kind``, which has a field for each column.

        Raises:
            UsageError: ``kind`` does not fit the layout; the message names the field.
        """
        from kyoten_extract.layout.into_class import record_maker

        make = record_maker(kind, self.layout)
        return replace(self, records=tuple(map(make, self.rows)))  # type: ignore[arg-type, return-value]

    def to_dict(self) -> dict[str, Any]:
        """The records as JSON-ready values, with the layout, so that they explain themselves."""
        return {
            "title": self.title,
            "as_of": codec.encode(self.as_of),
            "source": codec.encode(self.source),
            "layout": codec.encode(self.layout),
            "records": [
                {
                    "values": codec.encode(row.values),
                    "extras": codec.encode(row.extras),
                    "raw": codec.encode(row.raw),
                    "section": row.section,
                    "source": codec.encode(row.source),
                    "corrections": codec.encode(row.corrections),
                }
                for row in self.rows
            ],
            "published": codec.encode(self.published),
            "total_rows": codec.encode(self.total_rows),
            "leftovers": codec.encode(self.leftovers),
            "findings": codec.encode(self.findings),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Records[Record]:
        """Rebuild records from the output of :meth:`to_dict`; see :meth:`into` for own classes.

        Raises:
            FormatError: naming the first key that is missing or of the wrong type.
        """
        written = codec.decode(WrittenRecords, data)
        kinds = {column.key: column.holds for column in written.layout.columns}
        rows = tuple(
            Record(
                {key: _value(kinds[key], row.values.get(key), key) for key in kinds},
                row.extras,
                row.raw,
                row.source,
                row.corrections,
                row.section,
            )
            for row in written.records
        )
        return Records(
            written.title,
            written.as_of,
            written.source,
            written.layout,
            rows,
            written.published,
            written.total_rows,
            written.leftovers,
            written.findings,
            records=rows,
        )

    def __repr__(self) -> str:
        counts = f"{len(self.rows)} records, {len(self.findings)} findings"
        named = f"{self.title!r} by layout {self.layout.name!r}"
        return f"<Records {named}, {counts}, from {self.source.name!r}>"


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """A record in JSON, its values not yet typed: the layout says what they are."""

    values: Mapping[str, Any]
    extras: Mapping[str, str]
    raw: Mapping[str, str]
    section: str
    source: Provenance
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class WrittenRecords:
    """What :meth:`Records.to_dict` writes."""

    title: str | None
    as_of: dt.date | None
    source: Source
    layout: Layout
    records: tuple[WrittenRecord, ...]
    published: Mapping[str, int | float]
    total_rows: tuple[TotalRow, ...]
    leftovers: tuple[Leftover, ...]
    findings: tuple[Finding, ...]


_JSON_TYPES: Mapping[Kind, type | tuple[type, ...]] = {
    "number": int,
    "decimal": (int, float, str),
    "flag": bool,
    "items": Sequence,
    "year": Mapping,
    "code": Mapping,
}


def check_fits(kind: type[Any], layout: Layout) -> None:
    """Check that :meth:`Records.into` can make a ``kind`` of each record of ``layout``.

    Raises:
        UsageError: it can not; the message names the field.
    """
    from kyoten_extract.layout.into_class import record_maker

    record_maker(kind, layout)


def _value(kind: Kind, data: Any, key: str) -> Value:
    """A value of ``kind`` from JSON."""
    if data is None:
        return None
    expected = _JSON_TYPES.get(kind, str)
    value: Any = data
    wrong = FormatError(
        say("Records.values.{key}: {data!r} is not a {kind}", key=key, data=data, kind=kind)
    )
    if not isinstance(data, expected) or (isinstance(data, bool) and kind != "flag"):
        raise wrong
    try:
        match kind:
            case "decimal":
                return Decimal(str(data))
            case "date":
                return dt.date.fromisoformat(value)
            case "year":
                return codec.decode(FiscalYear, data)
            case "code":
                return codec.decode(Coded, data)
            case "items":
                return codec.decode(tuple[str, ...], data)
            case _:
                return value  # type: ignore[no-any-return]
    except (ValueError, ArithmeticError):
        raise wrong from None


def records_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :meth:`Records.to_dict`."""
    return codec.schema(WrittenRecords) | {"title": "Records"}
