"""Dataclasses to JSON and back, and their JSON Schema, all from the type hints."""

from __future__ import annotations

import datetime as dt
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
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
LARGEST = 1 << 63
Json = Any

OMIT_EMPTY = {"omit_empty": True}
"""Metadata of a field that JSON leaves out when it is empty."""

UNWRITTEN = {"unwritten": True}
"""Metadata of a field that belongs to a run, not to what was read: JSON never has it."""

# Classes whose fields are columns of the flat table.
_DESCRIBED = ("Base",)
PLAIN = frozenset((str, int, bool, type(None)))
"""Types of values that are JSON themselves."""


def encode(value: object) -> Json:
    """``value`` as JSON-ready data: dataclasses to dicts in field order, tuples to lists."""
    kind: Any = type(value)
    return value if kind in PLAIN else encoder(kind)(value)


@cache
def encoder(kind: Any) -> Callable[[Any], Json]:
    """The encoder of values of one type."""
    if hasattr(kind, "__dataclass_fields__"):
        return _dataclass_encoder(kind)
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


def _dataclass_encoder(kind: type) -> Callable[[Any], Json]:
    """A function that makes the dict of a dataclass, compiled as dataclasses compile theirs.

    One that loops over the names takes three times as long, for each of 100,000 records.
    """
    lines = ["def encoder(value):", " data = {}"]
    for name in names(kind):
        put = (
            f"data[{name!r}] = item if (item := value.{name}).__class__ in plain else encode(item)"
        )
        lines.append(f" if value.{name}: {put}" if name in omitted(kind) else f" {put}")
    lines.append(" return data")
    scope: dict[str, Any] = {"plain": PLAIN, "encode": encode}
    exec("\n".join(lines), scope)
    made: Callable[[Any], Json] = scope["encoder"]
    return made


def _decimal(value: Decimal) -> float | str:
    # A JSON number where it is read back as the same; most readers take it for a float.
    return float(value) if Decimal(str(float(value))) == value else str(value)


def decode(kind: type[T], data: Json) -> T:
    """The ``kind`` that :func:`encode` wrote as ``data``, checked against its type hints.

    Unknown keys are ignored, so that a later version's JSON can be read.

    Raises:
        FormatError: naming the path of the first value that does not fit.
    """
    # Imported late: most runs write JSON and never read it.
    import msgspec

    if not numbers_fit(data):
        raise too_large(kind)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise misfit(kind, str(error)) from None


def misfit(kind: type, message: str) -> FormatError:
    """The error of JSON that does not fit a type, from msgspec's message."""
    problem, _, path = message.partition(" - at `$")
    return FormatError(
        say(
            "{kind}{value}: {problem}",
            kind=kind.__name__,
            value=path.rstrip("`"),
            problem=problem.replace("`", ""),
        )
    )


def too_large(kind: type) -> FormatError:
    """The error of JSON of a type with a number that data frames cannot have."""
    return FormatError(say("{kind}: a number is past 64 bits, or is none", kind=kind.__name__))


def numbers_fit(data: Json) -> bool:
    """Whether all integers have at most 64 bits, as in data frames, and all floats are finite."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif isinstance(value, int):
            if not -LARGEST <= value < LARGEST:
                return False
        elif isinstance(value, float) and not math.isfinite(value):
            return False
    return True


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
def omitted(kind: type) -> frozenset[str]:
    """Fields that are left out when they are empty."""
    return frozenset(f.name for f in fields(kind) if f.metadata.get("omit_empty"))


@cache
def names(kind: type) -> tuple[str, ...]:
    """Fields that are written."""
    return tuple(f.name for f in fields(kind) if not f.metadata.get("unwritten"))


def _described(kind: str, name: str, schema: dict[str, Json]) -> dict[str, Json]:
    """The schema of a field, with its name and meaning if a flat table has it as a column."""
    from kyoten_extract.model.field_catalog import BY_KEY

    field = BY_KEY.get(name) if kind in _DESCRIBED else None
    if field is None or name in ("established", "findings", "corrections"):
        return schema
    return schema | {"title": field.name_ja, "description": field.meaning}


def is_union(hint: object) -> bool:
    """Whether a type hint is one of several types."""
    return get_origin(hint) in (Union, types.UnionType)


_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def _schema(hint: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return {}
    if is_union(hint):
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
            properties = {n: _schema(hints[n], definitions) for n in names(hint)}
            for key, computed in getattr(hint, "COMPUTED", {}).items():
                properties[key] = _schema(computed, definitions)
            definitions[name] = {
                "type": "object",
                "properties": {n: _described(name, n, one) for n, one in properties.items()},
                "required": [n for n in names(hint) if n not in omitted(hint)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if hint is dt.date:
        return {"type": "string", "format": "date"}
    return {"type": _SCALARS[hint]}
