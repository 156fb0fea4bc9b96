"""The checks that a layout declares: sums, unique values, what is allowed, what must be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kyoten_extract.checks.support.checked_rows import CheckedRow, checked_base
from kyoten_extract.checks.support.rule_registry import rule
from kyoten_extract.findings import codes
from kyoten_extract.findings.codes import ALL, Code
from kyoten_extract.layout.column_model import Check, CheckName, Column
from kyoten_extract.layout.survey_layout import KYOTEN, Layout
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.record_model import Coded, Value
from kyoten_extract.model.survey import FiscalYear, Survey

Found = Iterator[Finding]

# Values listed in one message: more would not be read.
_MOST = 10


@rule(codes.STAFF_SUM, codes.KEY_TWICE)
def declared_checks_hold(survey: Survey) -> Found:
    """Report rows for which a check of the survey's layout does not hold."""
    yield from run_declared(KYOTEN, [checked_base(base, KYOTEN) for base in survey.bases])


def run_declared(layout: Layout, rows: Sequence[CheckedRow]) -> Found:
    """Run the checks of ``layout`` on each row; those of published figures are not run here."""
    for check in layout.checks:
        if check.check == "sum":
            yield from _sum(check, rows)
        elif check.check == "unique":
            merged = {column.key for column in layout.columns if column.merged}
            yield from _unique(check, rows, merged)
        elif check.check == "not_empty":
            yield from _not_empty(check, rows)
        elif (allows := _ALLOWS.get(check.check)) is not None:
            allowed, fits = allows(check)
            for key in check.columns:
                yield from _not_allowed(check, layout.column(key), rows, allowed, fits)


def code_of(check: Check, usual: Code) -> Callable[..., Finding]:
    """What makes a finding of ``check``: its own code and severity, or the usual ones."""
    code = usual
    if check.code is not None:
        code = ALL.get(check.code) or Code(check.code, usual.severity, "")
    severity = check.severity or code.severity

    def make(message: str, **fields: Any) -> Finding:
        return code(message, **({"severity": severity} | fields))

    return make


def _sum(check: Check, rows: Sequence[CheckedRow]) -> Found:
    """Report totals that are not the sum of their parts."""
    assert check.total is not None
    names = _short_names((*check.columns, check.total))
    make = code_of(check, codes.SUM_WRONG)
    for row in rows:
        parts = [_number(row.values.get(key)) for key in check.columns]
        total = _number(row.values.get(check.total))
        if total is None or None in parts:
            continue
        found = sum(part for part in parts if part is not None)
        if found == total:
            continue
        words = [f"{n} {_plain(p)}" for n, p in zip(names, parts, strict=False)]
        yield make(
            say(
                "{parts: + } = {sum}, but the printed {total} is {printed}",
                parts=words,
                sum=_plain(found),
                total=names[-1],
                printed=_plain(total),
            ),
            field=check.total,
            expected=_plain(found),
            actual=_plain(total),
            **row.where,
        )


def _short_names(keys: Sequence[str]) -> list[str]:
    """``keys`` without the words that all of them begin with."""
    words = [key.split("_") for key in keys]
    shared = 0
    while all(len(each) > shared + 1 for each in words) and len({w[shared] for w in words}) == 1:
        shared += 1
    return ["_".join(each[shared:]) for each in words]


def _unique(check: Check, rows: Sequence[CheckedRow], merged: Collection[str]) -> Found:
    """Report rows with the values of a row before.

    Columns whose cells span several rows have one value in all of these: rows that follow each
    other are not two.
    """
    seen: dict[tuple[object, ...], CheckedRow] = {}
    make = code_of(check, codes.NOT_UNIQUE)
    spans = all(key in merged for key in check.columns)
    before: tuple[object, ...] = ()
    for row in rows:
        values = tuple(row.values.get(key) for key in check.columns)
        same, before = values == before, values
        if None in values or (spans and same):
            continue
        first = seen.setdefault(values, row)
        if first is not row:
            number = "-".join(map(shown, values))
            yield make(
                say(
                    "{value} is printed for {first} and again for {row}",
                    value=number,
                    first=first.name,
                    row=row.name,
                ),
                field=check.columns[-1],
                actual=number,
                **row.where,
            )


Allows = tuple[str, Callable[[Value], bool]]
"""What is allowed in words, and whether a value is."""


def _one_of(check: Check) -> Allows:
    listed = "、".join(check.values[:_MOST]) + (" ..." if len(check.values) > _MOST else "")
    allowed = frozenset(check.values)
    return listed, lambda value: allowed.issuperset(_texts(value))


def _matches(check: Check) -> Allows:
    assert check.pattern is not None
    pattern = re.compile(check.pattern)
    return check.pattern, lambda value: all(map(pattern.fullmatch, _texts(value)))


def _between(check: Check) -> Allows:
    least, most = check.least, check.most

    def fits(value: Value) -> bool:
        plain: Any = value.year if isinstance(value, FiscalYear) else value
        return bool(least <= plain <= most)

    return say("{least} to {most}", least=least, most=most), fits


def _not_allowed(
    check: Check,
    column: Column,
    rows: Sequence[CheckedRow],
    allowed: str,
    fits: Callable[[Value], bool],
) -> Found:
    """Report the values of ``column`` that are not allowed."""
    make = code_of(check, codes.NOT_ALLOWED)
    for row in rows:
        value = row.values.get(column.key)
        if value is not None and not fits(value):
            yield make(
                say(
                    "{column}: {value!r} is not {allowed}",
                    column=column.label,
                    value=shown(value),
                    allowed=allowed,
                ),
                field=column.key,
                expected=allowed,
                actual=shown(value),
                **row.where,
            )


def _not_empty(check: Check, rows: Sequence[CheckedRow]) -> Found:
    make = code_of(check, codes.CELL_EMPTY)
    for key in check.columns:
        yield from _empty_cells(key, rows, (), make)


def missing_values(key: str, rows: Sequence[CheckedRow], findings: Iterable[Finding]) -> Found:
    """Report the rows without a value of the required column ``key``.

    Not where ``findings`` have it already: the text could not be read, or the column is missing.
    """
    unread = set()
    for finding in findings:
        if finding.code == codes.COLUMN_MISSING.id and finding.field == key:
            return
        if finding.code == codes.VALUE_UNREADABLE.id:
            unread.add((finding.page, finding.bbox, finding.field))
    yield from _empty_cells(key, rows, unread)


def _empty_cells(
    key: str,
    rows: Sequence[CheckedRow],
    unread: Collection[tuple[object, ...]],
    make: Callable[..., Finding] = codes.CELL_EMPTY,
) -> Found:
    """Report the rows without a value of the column ``key``.

    Args:
        key: the column.
        rows: all rows.
        unread: page, bbox and field of values that could not be read.
        make: makes a finding.
    """
    for row in rows:
        where = row.where.get("page"), row.where.get("bbox"), key
        if row.values.get(key) is None and where not in unread:
            yield make(say("required cell {field} is empty", field=key), field=key, **row.where)


_ALLOWS: Mapping[CheckName, Callable[[Check], Allows]] = {
    "one_of": _one_of,
    "between": _between,
    "matches": _matches,
}


def _number(value: Value) -> int | Decimal | None:
    if isinstance(value, bool):
        return None
    return value if isinstance(value, int | Decimal) else None


def _plain(number: int | Decimal | None) -> int | float | None:
    """``number`` as a finding has it."""
    return float(number) if isinstance(number, Decimal) else number


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value.code,) if isinstance(value, Coded) else (shown(value),)


def shown(value: object) -> str:
    """``value`` in words."""
    match value:
        case bool():
            return say("yes") if value else say("no")
        case tuple():
            return "、".join(map(str, value))
        case None:
            return say("empty")
        case _:
            return str(value)
