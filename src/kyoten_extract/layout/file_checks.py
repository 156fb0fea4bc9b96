"""Checks as layout files declare them: in a column, or in a ``[[checks]]`` table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from kyoten_extract.findings.codes import ALL
from kyoten_extract.findings.severity import SEVERITIES
from kyoten_extract.layout.column_model import Check, Column
from kyoten_extract.layout.file_entries import Entries
from kyoten_extract.messages import say

# Kinds of values that can be added up, and that have an order.
_ADDED = ("number", "decimal")
_ORDERED = (*_ADDED, "year", "date")
_FIELDS = ("sum", "unique", "not_empty", "published")
_OF = {"rows": "count", "distinct": "distinct", "sum": "total"}


def column_checks(column: Column, entry: Entries) -> list[Check]:
    """The checks that ``entry``, the table of ``column``, declares."""
    found: list[Check] = []
    key = (column.key,)
    if entry.flag("unique"):
        found.append(Check("unique", key))
    if "one_of" in entry.keys:
        found.append(Check("one_of", key, values=entry.texts("one_of", least=1)))
    if "between" in entry.keys:
        least, most = _bounds(entry, column)
        found.append(Check("between", key, least=least, most=most))
    if "matches" in entry.keys:
        found.append(Check("matches", key, pattern=entry.pattern("matches")))
    return found


def _bounds(entry: Entries, column: Column) -> tuple[Any, Any]:
    if column.holds not in _ORDERED:
        raise entry.error(
            "between",
            say("has no meaning for a {holds}", holds=column.holds),
            say("use it for {ordered:, }", ordered=_ORDERED),
        )
    bounds: list[Any] = entry.value("between", list)
    kinds = (dt.date,) if column.holds == "date" else (int, float)
    fits = len(bounds) == 2 and all(
        isinstance(bound, kinds) and not isinstance(bound, bool | dt.datetime) for bound in bounds
    )
    # A number that is none (nan) is neither lower nor higher.
    if not fits or not bounds[0] <= bounds[1]:
        what = "dates" if column.holds == "date" else "numbers"
        raise entry.error(
            "between",
            say("is {bounds!r}", bounds=bounds),
            say("write two {what}, the lower one first", what=what),
        )
    return bounds[0], bounds[1]


def read_check(
    entry: Entries, columns: Mapping[str, Column], totals: Mapping[str, tuple[str, ...]]
) -> Check:
    """The check that ``entry``, a ``[[checks]]`` table, declares.

    Args:
        entry: the table.
        columns: the layout's columns by key.
        totals: labels of the published figures by key.
    """
    named = [field for field in _FIELDS if field in entry.keys]
    if len(named) != 1:
        problem = say("has {named: and }", named=named) if named else say("checks nothing")
        raise entry.error(
            None, problem, say("use one of {fields:, } in each [[checks]]", fields=_FIELDS)
        )
    (field,) = named
    common: dict[str, Any] = {"severity": None, "code": None}
    if "severity" in entry.keys:
        common["severity"] = entry.one_of("severity", SEVERITIES)
    if "code" in entry.keys:
        common["code"] = _code(entry)
    match field:
        case "sum":
            entry.only(("sum", "total", "severity", "code"))
            parts = entry.columns("sum", columns, least=2)
            (total,) = entry.columns_of("total", [entry.text("total")], columns)
            for key in (*parts, total):
                _is_added(entry, columns[key], "total" if key == total else "sum")
            if total in parts:
                raise entry.error(
                    "total",
                    say("{total!r} is also in sum", total=total),
                    say("name the column of sums"),
                )
            return Check("sum", parts, total=total, **common)
        case "unique":
            entry.only(("unique", "severity", "code"))
            return Check("unique", entry.columns("unique", columns), **common)
        case "not_empty":
            entry.only(("not_empty", "severity", "code"))
            return Check("not_empty", entry.columns("not_empty", columns), **common)
        case _:
            return _published(entry, columns, totals, common)


def _published(
    entry: Entries,
    columns: Mapping[str, Column],
    totals: Mapping[str, tuple[str, ...]],
    common: Mapping[str, Any],
) -> Check:
    entry.only(("published", "of", "column", "severity", "code"))
    figure = entry.text("published")
    if figure not in totals:
        raise entry.error(
            "published",
            say("{figure!r} is not in [totals]", figure=figure),
            say("add its labels there"),
        )
    of = entry.one_of("of", _OF)
    if of == "rows":
        if "column" in entry.keys:
            raise entry.error("column", say('has no meaning with of = "rows"'), say("remove it"))
        return Check("count", (), published=figure, **common)
    keys = entry.columns_of("column", [entry.text("column")], columns)
    if of == "sum":
        _is_added(entry, columns[keys[0]], "column")
        return Check("total", keys, published=figure, **common)
    return Check("distinct", keys, published=figure, **common)


def _is_added(entry: Entries, column: Column, field: str) -> None:
    if column.holds not in _ADDED:
        raise entry.error(
            field,
            say("has {column_key!r}, a {holds}", column_key=column.key, holds=column.holds),
            say("only numbers can be added up"),
        )


def _code(entry: Entries) -> str:
    code = entry.text("code")
    if code not in ALL and re.fullmatch(r"(?!KY)[A-Z]+[0-9]+", code) is None:
        raise entry.error(
            "code",
            say("{code!r} is no code of a finding", code=code),
            say("use one that 'kyoten explain' lists, or one of your own such as X001"),
        )
    return code
