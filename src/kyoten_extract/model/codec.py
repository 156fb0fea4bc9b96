"""Dataclasses to JSON and back, and their JSON Schema, all from the type hints."""

from __future__ import annotations

import datetime as dt
import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import (
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say

T = TypeVar("T")
_LARGEST = 1 << 63
Json = Any

OMIT_EMPTY = {"omit_empty": True}
"""Metadata of a field that JSON leaves out when it is empty."""

UNWRITTEN = {"unwritten": True}
"""Metadata of a field that belongs to a run, not to what was read: JSON never has it."""

# Classes whose fields are columns of the flat table.
_DESCRIBED = ("Base",)
# Types of values that are JSON themselves.
_PLAIN = frozenset((str, int, bool, type(None)))


def encode(value: object) -> Json:
    """``value`` as JSON-ready data: dataclasses to dicts in field order, tuples to lists."""
    kind: Any = type(value)
    return value if kind in _PLAIN else _encoder(kind)(value)


@cache
def _encoder(kind: Any) -> Callable[[Any], Json]:
    """The encoder of values of one type."""
    if hasattr(kind, "__dataclass_fields__"):
        return _dataclass_encoder(kind, encode)
    if issubclass(kind, str | int):
        return lambda value: value.value if isinstance(value, Enum) else value
    if issubclass(kind, float):
        return lambda value: value if math.isfinite(value) else None  # JSON has no infinity.
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, dt.date):
        return lambda value: value.isoformat()
    if issubclass(kind, Decimal):
        return _decimal
    if issubclass(kind, Mapping):
        return lambda value: {key: encode(item) for key, item in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value: [encode(item) for item in value]
    raise TypeError(f"not a value of the model: {kind.__name__}")


def _dataclass_encoder(
    kind: type, inner: Callable[[Any], Json], kept: frozenset[str] = frozenset()
) -> Callable[[Any], Json]:
    """A function that makes the dict of a dataclass, compiled as dataclasses compile theirs.

    One that loops over the names takes three times as long, for each of 100,000 records.

    Args:
        kind: the dataclass.
        inner: encodes the values of its fields, but for those of ``_PLAIN`` types.
        kept: fields whose values are left as they are.
    """
    lines = ["def encoder(value):", " data = {}"]
    for name in _names(kind):
        plain = f"item if (item := value.{name}).__class__ in plain else inner(item)"
        put = f"data[{name!r}] = {f'value.{name}' if name in kept else plain}"
        lines.append(f" if value.{name}: {put}" if name in _omitted(kind) else f" {put}")
    lines.append(" return data")
    scope: dict[str, Any] = {"plain": _PLAIN, "inner": inner}
    exec("\n".join(lines), scope)
    made: Callable[[Any], Json] = scope["encoder"]
    return made


def _decimal(value: Decimal) -> float | str:
    # A JSON number where it is read back as the same; most readers take it for a float.
    return float(value) if Decimal(str(float(value))) == value else str(value)


def to_json(value: object) -> bytes:
    """``value``, or what :func:`lean` made of it, as JSON on one line, several times as fast.

    Raises:
        ValueError, OverflowError: a text has half of a surrogate pair, or a number more than 64
            bits; ``json`` writes both.
    """
    # Imported late: it pays for many records only.
    import msgspec

    return msgspec.json.encode(lean(value))


def lean(value: Any) -> Any:
    """``value`` with dicts for the dataclasses of which JSON has a part only.

    What is the same in JSON is left as it is: msgspec writes it.
    """
    kind: Any = type(value)
    return value if kind in _PLAIN else _lean_encoder(kind)(value)


@cache
def _lean_encoder(kind: Any) -> Callable[[Any], Any]:
    if issubclass(kind, tuple | list):
        return lambda value: [lean(item) for item in value]
    if hasattr(kind, "__dataclass_fields__"):
        if _is_whole(kind):
            return lambda value: value
        hints = get_type_hints(kind)
        whole = frozenset(name for name in _names(kind) if _is_whole(hints[name]))
        return _dataclass_encoder(kind, lean, whole)
    if issubclass(kind, dict | Enum | float | dt.date):
        return lambda value: value
    return _encoder(kind)


@cache
def _is_whole(hint: Any) -> bool:
    """Whether JSON has all fields of all dataclasses in values of a type."""
    if is_dataclass(hint):
        kind = hint if isinstance(hint, type) else type(hint)
        if _omitted(kind) or len(_names(kind)) < len(fields(kind)):
            return False
        return all(map(_is_whole, get_type_hints(kind).values()))
    if hint is Any or hint is Decimal:
        return False
    return all(_is_whole(one) for one in get_args(hint) if not isinstance(one, str | int))


def decode(kind: type[T], data: Json) -> T:
    """The ``kind`` that :func:`encode` wrote as ``data``, checked against its type hints.

    Unknown keys are ignored, so that a later version's JSON can be read.

    Raises:
        FormatError: naming the path of the first value that does not fit.
    """
    # Imported late: most runs write JSON and never read it.
    import msgspec

    if not _numbers_fit(data):
        raise _too_large(kind)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise _misfit(kind, str(error)) from None


def from_json(kind: type[T], data: bytes) -> T:
    """The ``kind`` that ``data`` has as JSON: :func:`decode` without the values between.

    Raises:
        FormatError: naming the path of the first value that does not fit.
        ValueError: ``data`` is not JSON, or has half of a surrogate pair, which ``json`` reads.
        RecursionError: it is nested too deep.
    """
    import msgspec

    try:
        value = msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise _misfit(kind, str(error)) from None
    if not _integers_fit(kind, [value]):
        raise _too_large(kind)
    return value


def _misfit(kind: type, message: str) -> FormatError:
    problem, _, path = message.partition(" - at `$")
    return FormatError(
        say(
            "{kind}{value}: {problem}",
            kind=kind.__name__,
            value=path.rstrip("`"),
            problem=problem.replace("`", ""),
        )
    )


def _too_large(kind: type) -> FormatError:
    return FormatError(say("{kind}: a number is past 64 bits, or is none", kind=kind.__name__))


def _numbers_fit(data: Json) -> bool:
    """Whether all integers have at most 64 bits, as in data frames, and all floats are finite."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif isinstance(value, int):
            if not -_LARGEST <= value < _LARGEST:
                return False
        elif isinstance(value, float) and not math.isfinite(value):
            return False
    return True


def _integers_fit(hint: Any, values: Sequence[Any]) -> bool:
    """Whether all integers in values of a type have at most 64 bits; field by field, not value by
    value, which takes a tenth of the time.
    """
    if hint is int:
        numbers = [value for value in values if type(value) is int]
        return not numbers or (min(numbers) >= -_LARGEST and max(numbers) < _LARGEST)
    if not _has_integers(hint):
        return True
    if is_dataclass(hint):
        kind = hint if isinstance(hint, type) else type(hint)
        hints = get_type_hints(kind)
        return all(
            _integers_fit(hints[name], list(map(attrgetter(name), values))) for name in _names(kind)
        )
    args = get_args(hint)
    if _is_union(hint):
        given = [value for value in values if value is not None]
        return all(
            _integers_fit(
                one,
                given
                if one is int or len(args) == 2
                else [value for value in given if isinstance(value, get_origin(one) or one)],
            )
            for one in args
            if _has_integers(one)
        )
    if get_origin(hint) is tuple and args[-1] is Ellipsis:
        return _integers_fit(args[0], list(chain.from_iterable(values)))
    if get_origin(hint) is tuple:
        return all(
            _integers_fit(one, list(map(itemgetter(place), values)))
            for place, one in enumerate(args)
        )
    return _numbers_fit(values)


@cache
def _has_integers(hint: Any) -> bool:
    if hint is int or hint is Any:
        return True
    if is_dataclass(hint):
        kind = hint if isinstance(hint, type) else type(hint)
        return any(map(_has_integers, get_type_hints(kind).values()))
    return any(_has_integers(one) for one in get_args(hint) if not isinstance(one, str | int))


def schema(kind: type) -> dict[str, Json]:
    """The JSON Schema (2020-12) of what :func:`encode` writes for ``kind``."""
    definitions: dict[str, Json] = {}
    root = _schema(kind, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.__name__,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


@cache
def _omitted(kind: type) -> frozenset[str]:
    """Fields that are left out when they are empty."""
    return frozenset(f.name for f in fields(kind) if f.metadata.get("omit_empty"))


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Fields that are written."""
    return tuple(f.name for f in fields(kind) if not f.metadata.get("unwritten"))


def _described(kind: str, name: str, schema: dict[str, Json]) -> dict[str, Json]:
    """The schema of a field, with its name and meaning if a flat table has it as a column."""
    from kyoten_extract.model.field_catalog import BY_KEY

    field = BY_KEY.get(name) if kind in _DESCRIBED else None
    if field is None or name in ("established", "findings", "corrections"):
        return schema
    return schema | {"title": field.name_ja, "description": field.meaning}


def _is_union(hint: object) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def _schema(hint: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return {}
    if _is_union(hint):
        options = [_schema(arg, definitions) for arg in args]
        if all(set(option) == {"type"} for option in options):
            return {"type": [option["type"] for option in options]}
        return {"anyOf": options}
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return {"type": "array", "items": _schema(args[0], definitions)}
        items = [_schema(arg, definitions) for arg in args]
        return {"type": "array", "prefixItems": items, "minItems": len(args), "maxItems": len(args)}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(args[1], definitions)}
    if is_dataclass(hint):
        assert isinstance(hint, type)
        name = hint.__name__
        if name not in definitions:
            definitions[name] = {}
            hints = get_type_hints(hint)
            properties = {n: _schema(hints[n], definitions) for n in _names(hint)}
            for key, computed in getattr(hint, "COMPUTED", {}).items():
                properties[key] = _schema(computed, definitions)
            definitions[name] = {
                "type": "object",
                "properties": {n: _described(name, n, one) for n, one in properties.items()},
                "required": [n for n in _names(hint) if n not in _omitted(hint)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint is dt.date:
        return {"type": "string", "format": "date"}
    return {"type": _SCALARS[hint]}
