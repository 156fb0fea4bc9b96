"""Dataclasses to JSON and back, and their JSON Schema, all from the type hints."""

from __future__ import annotations

import datetime as dt
import math
import types
from collections.abc import Mapping
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
_LARGEST = 1 << 63
Json = Any

OMIT_EMPTY = {"omit_empty": True}
"""Metadata of a field that JSON leaves out when it is empty."""

UNWRITTEN = {"unwritten": True}
"""Metadata of a field that belongs to a run, not to what was read: JSON never has it."""


def encode(value: object) -> Json:
    """``value`` as JSON-ready data: dataclasses to dicts in field order, tuples to lists."""
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no infinity.
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # A JSON number where it is read back as the same; most readers take it for a float.
        return float(value) if Decimal(str(float(value))) == value else str(value)
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
    """The ``kind`` that :func:`encode` wrote as ``data``, checked against its type hints.

    Unknown keys are ignored, so that a later version's JSON can be read.

    Raises:
        FormatError: naming the path of the first value that does not fit.
    """
    # Imported late: most runs write JSON and never read it.
    import msgspec

    if not _numbers_fit(data):
        raise FormatError(say("{kind}: a number is past 64 bits, or is none", kind=kind.__name__))
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise FormatError(
            say(
                "{kind}{value}: {problem}",
                kind=kind.__name__,
                value=path.rstrip("`"),
                problem=problem.replace("`", ""),
            )
        ) from None


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
