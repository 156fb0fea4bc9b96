"""Published figures and rows of totals against the records, by named conventions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from kyoten_extract.checks.declared_checks import code_of
from kyoten_extract.checks.published_totals import (
    AS_PRINTED,
    PARTS,
    ROWS,
    Convention,
    Reconciliation,
    agrees,
)
from kyoten_extract.findings import codes
from kyoten_extract.layout.column_model import Check, Column
from kyoten_extract.layout.field_types import split_places
from kyoten_extract.layout.survey_records import Records, TotalRow
from kyoten_extract.layout.value_types import read_total
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.record_model import Coded, Record, Value

ABOVE = Convention("above", say("all rows above"))
SINCE = Convention("since-totals", say("the rows since the last row of totals"))
WITHOUT_NOTES = Convention("without-notes", say("the rows above without a note"))

Figure = int | float | Decimal
Counted = list[tuple[Convention, Figure]]


def record_totals(records: Records[Any]) -> Iterator[tuple[Reconciliation, Finding | None]]:
    """Each published figure with what every convention gives, and a finding if it is not plain.

    None if only some pages were read.
    """
    if records.source.pages_read:
        return
    for check in records.layout.checks:
        if check.published is None or check.published not in records.published:
            continue
        published = records.published[check.published]
        counts = _published_counts(check, records)
        make = code_of(check, codes.TOTAL_WRONG)
        yield _compared(check.published, published, counts, make, {"field": check.published})
    before = 0
    labels = Counter(row.label for row in records.total_rows)
    for row in records.total_rows:
        yield from _row_of_totals(row, records, before, is_part=labels[row.label] > 1)
        before = row.records


def _published_counts(check: Check, records: Records[Any]) -> Counted:
    rows = records.rows
    if check.check == "count":
        return [(ROWS, len(rows))]
    (key,) = check.columns
    if check.check == "total":
        return [(ROWS, _sum_of(rows, key))]
    values = {row.values[key] for row in rows if row.values[key] is not None}
    parts = split_places(value for value in values if isinstance(value, str))
    split = {
        part
        for value in values
        for part in (parts[value] if isinstance(value, str) else _as_parts(value))
    }
    counts: Counted = [(AS_PRINTED, len(values))]
    if records.layout.column(key).holds in ("place", "items"):
        counts.append((PARTS, len(split)))
    return counts


def _as_parts(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _row_of_totals(
    total: TotalRow, records: Records[Any], before: int, *, is_part: bool
) -> Iterator[tuple[Reconciliation, Finding | None]]:
    """Compare a row of totals, the last one before it being after ``before`` records.

    A label that is printed several times is that of sub-totals (小計).
    """
    above, since = records.rows[: total.records], records.rows[before : total.records]
    page, *box = total.source.boxes[0]
    for column in records.layout.columns:
        text = total.texts.get(column.key)
        figure = None if text is None else read_total(column, text)
        if figure is None:
            continue
        of = _counter(column)
        counts: Counted = [(ABOVE, of(above))]
        if before:
            counts.insert(0 if is_part else 1, (SINCE, of(since)))
        if column.holds == "code":
            counts.append((WITHOUT_NOTES, _counter(column, noted=False)(above)))
        where = {"field": column.key, "page": page, "bbox": tuple(box)}
        name = f"{total.label}.{column.key}"
        yield _compared(name, figure, counts, codes.TOTAL_WRONG, where)


def _counter(column: Column, *, noted: bool = True) -> Callable[[Sequence[Record]], Figure]:
    """What adds up the values of ``column``: numbers; yeses; or the first letter of a code."""
    if column.holds in ("number", "decimal"):
        return lambda rows: _sum_of(rows, column.key)
    if column.holds == "flag":
        return lambda rows: sum(row.values[column.key] is True for row in rows)
    first = column.choices[0] if column.choices else ""

    def count(rows: Sequence[Record]) -> int:
        values = (row.values[column.key] for row in rows)
        return sum(
            isinstance(value, Coded) and value.code == first and (noted or value.note is None)
            for value in values
        )

    return count


def _sum_of(rows: Sequence[Record], key: str) -> int | Decimal:
    values = (row.values[key] for row in rows)
    return sum(
        (v for v in values if isinstance(v, int | Decimal) and not isinstance(v, bool)),
        start=0,
    )


def _compared(
    name: str,
    published: Figure,
    counts: Counted,
    make: Callable[..., Finding],
    where: dict[str, object],
) -> tuple[Reconciliation, Finding | None]:
    explained = next((c for c, count in counts if count == published), None)
    plain = [(convention.name, _plain(count)) for convention, count in counts]
    entry = Reconciliation(
        name, _plain(published), tuple(plain), None if explained is None else explained.name
    )
    if counts[0][1] == published:
        return entry, None
    fields = {"expected": _plain(published), "actual": plain[0][1], **where}
    if explained is None:
        listed = [say("{count} ({way})", count=_plain(n), way=c.words) for c, n in counts]
        message = say(
            "published {published}, but the records give {counts:, }",
            published=published,
            counts=listed,
        )
        return entry, make(message, **fields)
    message = agrees(published, explained.words, counts[0][0].words, plain[0][1])
    return entry, make(message, severity="info", **fields)


def _plain(number: Figure) -> int | float:
    return number if isinstance(number, int) else float(number)
