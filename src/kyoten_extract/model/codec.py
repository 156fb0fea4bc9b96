"""Dataclasses to JSON and back, and their JSON Schema: all three from the type hints alone."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from kyoten_extract.errors import FormatError

if TYPE_CHECKING:
    pass

T = TypeVar("T")
Json = Any
Decoder = Callable[[Json, str], Any]


def encode(value: object) -> Json:
    """``value`` as JSON-ready data: dataclasses to dicts in field order, tuples to lists."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        return {
            name: encode(item)
            for name in _names(kind)
            if (item := getattr(value, name)) or name not in _omitted(kind)
        }
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    raise TypeError(f"not a value of the model: {type(value).__name__}")


def decode(kind: type[T], data: Json) -> T:
    """The ``kind`` that :func:`encode` wrote as ``data``.

    Raises:
        FormatError: naming the path of the first value that does not fit.
    """
    result: T = _decoder(kind)(data, kind.__name__)
    return result


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


def _is_union(hint: object) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _decoder(hint: Any) -> Decoder:
    if hint not in _decoders:
        _decoders[hint] = _make_decoder(hint)
    return _decoders[hint]


_decoders: dict[Any, Decoder] = {}


def _make_decoder(hint: Any) -> Decoder:
    origin, args = get_origin(hint), get_args(hint)
    if _is_union(hint):
        return _union(tuple(_decoder(arg) for arg in args))
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return _sequence(_decoder(args[0]))
        return _fixed(tuple(_decoder(arg) for arg in args))
    if origin is Literal:
        return _one_of(args)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_decoder(args[1]))
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enumeration(hint)
    if hint is dt.date:
        return _date
    return _scalar(hint)


def _scalar(kind: type) -> Decoder:
    def read(data: Json, path: str) -> Any:
        # bool is an int in Python and never one in the model.
        if kind is float and type(data) is int:
            return float(data)
        if type(data) is not kind:
            raise FormatError(f"{path}: expected {kind.__name__}, got {type(data).__name__}")
        return data

    return read


def _union(options: tuple[Decoder, ...]) -> Decoder:
    def read(data: Json, path: str) -> Any:
        problem: FormatError | None = None
        for option in options:
            try:
                return option(data, path)
            except FormatError as error:
                problem = problem or error
        assert problem is not None
        raise problem

    # A float slot that was filled with an int keeps the int, so exact types are tried first.
    return read


def _sequence(item: Decoder) -> Decoder:
    def read(data: Json, path: str) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple):
            raise FormatError(f"{path}: expected a list, got {type(data).__name__}")
        return tuple(item(value, f"{path}[{i}]") for i, value in enumerate(data))

    return read


def _fixed(items: tuple[Decoder, ...]) -> Decoder:
    def read(data: Json, path: str) -> tuple[Any, ...]:
        if not isinstance(data, list | tuple) or len(data) != len(items):
            raise FormatError(f"{path}: expected a list of {len(items)}")
        return tuple(
            item(value, f"{path}[{i}]")
            for i, (item, value) in enumerate(zip(items, data, strict=True))
        )

    return read


def _mapping(item: Decoder) -> Decoder:
    def read(data: Json, path: str) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise FormatError(f"{path}: expected an object, got {type(data).__name__}")
        return {str(key): item(value, f"{path}.{key}") for key, value in data.items()}

    return read


def _one_of(values: tuple[Any, ...]) -> Decoder:
    def read(data: Json, path: str) -> Any:
        if data not in values:
            raise FormatError(f"{path}: {data!r} is none of {', '.join(map(repr, values))}")
        return data

    return read


def _enumeration(kind: type[Enum]) -> Decoder:
    def read(data: Json, path: str) -> Enum:
        try:
            return kind(data)
        except ValueError:
            raise FormatError(f"{path}: {data!r} is no {kind.__name__}") from None

    return read


def _date(data: Json, path: str) -> dt.date:
    try:
        return dt.date.fromisoformat(data)
    except (TypeError, ValueError):
        raise FormatError(f"{path}: {data!r} is no ISO date") from None


def _record(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    parts = [
        (f.name, _decoder(hints[f.name]), f.default is MISSING and f.default_factory is MISSING)
        for f in fields(kind)
    ]

    def read(data: Json, path: str) -> Any:
        if not isinstance(data, Mapping):
            raise FormatError(f"{path}: expected an object, got {type(data).__name__}")
        values = {}
        for name, part, required in parts:
            if name in data:
                values[name] = part(data[name], f"{path}.{name}")
            elif required:
                raise FormatError(f"{path}.{name}: missing")
        return kind(**values)

    return read


_SCALARS = {str: "string", int: "integer", float: "number", type(None): "null"}


def _schema(hint: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    origin, args = get_origin(hint), get_args(hint)
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
            definitions[name] = {
                "type": "object",
                "properties": {n: _schema(hints[n], definitions) for n in _names(hint)},
                "required": [n for n in _names(hint) if n not in _omitted(hint)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint is dt.date:
        return {"type": "string", "format": "date"}
    return {"type": _SCALARS[hint]}


OMIT_EMPTY = {"omit_empty": True}
"""Metadata of a field that JSON leaves out when it is empty."""

UNWRITTEN = {"unwritten": True}
"""Metadata of a field that belongs to a run, not to what was read: JSON never has it."""
