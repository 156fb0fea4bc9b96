"""Records as values of a caller's own dataclass, which is checked against the layout first."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kyoten_extract.errors import UsageError
from kyoten_extract.layout.column_model import Column, Kind
from kyoten_extract.layout.field_types import split_places
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.messages import say
from kyoten_extract.model.record_model import Coded, Record, Value
from kyoten_extract.model.survey import FiscalYear

T = TypeVar("T")

_TEXTS = tuple[str, ...]

# The types that a field of each kind may have, the plainest first.
_TYPES: Mapping[Kind, tuple[Any, ...]] = {
    "number": (int, float, Decimal),
    "decimal": (Decimal, float),
    "year": (int, FiscalYear),
    "date": (dt.date,),
    "flag": (bool,),
    "code": (Coded, str),
    "place": (str, _TEXTS),
    "items": (_TEXTS, str),
}
# Fields of a record that a class may have too.
_OF_RECORD = ("extras", "raw", "source", "corrections", "section")


def record_maker(kind: type[T], layout: Layout) -> Callable[[Record], T]:
    """A function from a record to a ``kind``, a dataclass with a field for each column.

    Fields may also be named ``extras``, ``raw``, ``source``, ``corrections`` and ``section``, as of
    :class:`~kyoten_extract.model.record_model.Record`. A value may be missing, so that its field is
    ``int | None``; that of a column which identifies every record may not.

    Raises:
        UsageError: ``kind`` is no dataclass, a column has no field, a field is no column, or its
            type is not that of the column's values.
    """
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        raise UsageError(
            say("into: {kind!r} is not a dataclass", kind=kind),
            remedy=say("decorate it with @dataclass"),
        )
    name = kind.__name__
    fields = {field.name for field in dataclasses.fields(kind) if field.init}
    columns = {column.key: column for column in layout.columns}
    for key in columns:
        if key not in fields:
            raise UsageError(
                say("into: {name} has no field for the column {key!r}", name=name, key=key),
                remedy=say(
                    "add {key}: {words}, so that no value is lost",
                    key=key,
                    words=_words(columns[key], layout),
                ),
            )
    for field in dataclasses.fields(kind):
        if field.init and field.name not in columns and field.name not in _OF_RECORD:
            raise UsageError(
                say(
                    "into: the layout has no column for the field {field_name!r} of {name}",
                    field_name=field.name,
                    name=name,
                ),
                remedy=say("its columns are {columns:, }", columns=columns),
            )
    try:
        hints = get_type_hints(kind)
    except (NameError, TypeError) as error:
        raise UsageError(
            say("into: a type of {name} can't be resolved: {error}", name=name, error=error)
        ) from None
    makers = {
        key: _maker(column, hints[key], layout, f"{name}.{key}") for key, column in columns.items()
    }
    rest = [key for key in _OF_RECORD if key in fields and key not in columns]

    def make(record: Record) -> T:
        values = {key: of(record.values[key]) for key, of in makers.items()}
        return kind(**values, **{key: getattr(record, key) for key in rest})

    return make


def is_always_there(key: str, layout: Layout) -> bool:
    """Whether every record has a value of the column ``key``, since records are known by it."""
    return bool(layout.identifies) and all(key in group for group in layout.identifies)


def _maker(column: Column, hint: Any, layout: Layout, name: str) -> Callable[[Value], Any]:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    kinds = [option for option in options if option is not type(None)]
    empty_is_empty = column.holds == "items" and kinds == [_TEXTS]
    if len(kinds) == len(options) and not (empty_is_empty or is_always_there(column.key, layout)):
        raise UsageError(
            say("into: {name} can't be None, but a cell may be empty or unreadable", name=name),
            remedy=say(
                "write {column_key}: {words}", column_key=column.key, words=_words(column, layout)
            ),
        )
    if len(kinds) != 1 or (convert := _converter(column, kinds[0])) is None:
        raise UsageError(
            say(
                "into: {name} is {hint}, but the column holds a {holds}",
                name=name,
                hint=_shown(hint),
                holds=column.holds,
            ),
            remedy=say(
                "write {column_key}: {words}", column_key=column.key, words=_words(column, layout)
            ),
        )
    if empty_is_empty and len(kinds) == len(options):
        return lambda value: value or ()
    return lambda value: None if value is None else convert(value)


def _converter(column: Column, kind: Any) -> Callable[[Any], Any] | None:
    """The function from a value of ``column`` to ``kind``; ``None`` if there is none."""
    holds = column.holds
    if holds == "choice" and get_origin(kind) is Literal:
        return _same if set(column.choices) <= set(get_args(kind)) else None
    if holds in ("choice", "code") and isinstance(kind, type) and issubclass(kind, Enum):
        members = {member.value for member in kind}
        if not column.choices or not set(column.choices) <= members:
            return None
        return kind if holds == "choice" else lambda value: kind(value.code)
    if kind not in _TYPES.get(holds, (str,)):
        return None
    match holds:
        case "number" | "decimal":
            return kind  # type: ignore[no-any-return]
        case "year" if kind is int:
            return lambda value: value.year
        case "code" if kind is str:
            return str
        case "items" if kind is str:
            return "、".join
        case "place" if kind == _TEXTS:
            return lambda value: split_places([value]).get(value, (value,))
        case _:
            return _same


def _same(value: Any) -> Any:
    return value


def _words(column: Column, layout: Layout) -> str:
    """The plainest type of a field for ``column``, as it is written."""
    name = _shown(_TYPES.get(column.holds, (str,))[0])
    whole = column.holds == "items" or is_always_there(column.key, layout)
    return name if whole else f"{name} | None"


def _shown(hint: Any) -> str:
    if isinstance(hint, type) and not typing.get_args(hint):
        return "datetime.date" if hint is dt.date else hint.__name__
    return str(hint)
