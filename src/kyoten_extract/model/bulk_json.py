"""JSON of many records: what ``codec`` writes and reads, by msgspec, several times as fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kyoten_extract.deferred.regex import regex
from kyoten_extract.model.codec import (
    LARGEST,
    PLAIN,
    encoder,
    is_union,
    misfit,
    names,
    numbers_fit,
    omitted,
    too_large,
)

T = TypeVar("T")

# As many digits in a row may be an integer of more than 64 bits; fewer are none.
_LONG_RUN = len(str(LARGEST))
_LONG_NUMBER = regex(rb"\d{%d}" % _LONG_RUN)
# Bytes that are looked through at a time: they stay in a processor's cache.
_PIECE = 1 << 17
# Bytes of JSON from which it pays to look for such a run before all integers are looked at.
_LARGE = 1 << 22


def lean(value: Any) -> Any:
    """``value`` with structs, as msgspec knows them, for the dataclasses of which JSON has a part.

    What is the same in JSON is left as it is: msgspec writes it. ``COMPUTED`` keys of a dataclass
    are attributes of its struct, not written until they are set.
    """
    kind: Any = type(value)
    return value if kind in PLAIN else _lean_encoder(kind)(value)


def to_json(value: object) -> bytes:
    """What :func:`lean` made, as JSON on one line.

    Raises:
        ValueError, OverflowError: a text has half of a surrogate pair, or a number more than 64
            bits; ``json`` writes both.
    """
    # Imported late: it pays for many records only.
    import msgspec

    return msgspec.json.encode(value, enc_hook=_as_text)


def _as_text(value: object) -> str:
    """A text of a kind of its own, such as a message, as a plain one."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(type(value).__name__)


@cache
def _lean_encoder(kind: Any) -> Callable[[Any], Any]:
    if issubclass(kind, tuple | list):
        return lambda value: [lean(item) for item in value]
    if hasattr(kind, "__dataclass_fields__"):
        return (lambda value: value) if _is_whole(kind) else _struct_maker(kind)
    if issubclass(kind, dict | Enum | float | dt.date):
        return lambda value: value
    return encoder(kind)


def _struct_maker(kind: type) -> Callable[[Any], Any]:
    """A function that makes the struct of a dataclass, compiled as dataclasses compile theirs."""
    import msgspec

    hints = get_type_hints(kind)
    values = []
    for name in names(kind):
        whole, may_lack = _is_whole(hints[name]), name in omitted(kind)
        match whole, may_lack:
            case True, False:
                values.append(f"value.{name}")
            case True, True:
                values.append(f"value.{name} or unset")
            case False, False:
                values.append(f"item if (item := value.{name}).__class__ in plain else lean(item)")
            case _:
                values.append(f"lean(item) if (item := value.{name}) else unset")
    computed = [(name, object, msgspec.UNSET) for name in getattr(kind, "COMPUTED", ())]
    struct = msgspec.defstruct(
        kind.__name__, [*((name, object) for name in names(kind)), *computed], gc=False
    )
    scope: dict[str, Any] = {"struct": struct, "unset": msgspec.UNSET, "plain": PLAIN, "lean": lean}
    made: Callable[[Any], Any] = eval(f"lambda value: struct({', '.join(values)})", scope)
    return made


@cache
def _is_whole(hint: Any) -> bool:
    """Whether JSON has all fields of all dataclasses in values of a type."""
    if is_dataclass(hint):
        kind = hint if isinstance(hint, type) else type(hint)
        if omitted(kind) or len(names(kind)) < len(fields(kind)):
            return False
        return all(map(_is_whole, get_type_hints(kind).values()))
    if hint is Any or hint is Decimal:
        return False
    return all(_is_whole(one) for one in get_args(hint) if not isinstance(one, str | int))


def from_json(kind: type[T], data: bytes) -> T:
    """The ``kind`` that ``data`` has as JSON: ``codec.decode`` without the values between.

    Raises:
        FormatError: naming the path of the first value that does not fit.
        ValueError: ``data`` is not JSON, or has half of a surrogate pair, which ``json`` reads.
        RecursionError: it is nested too deep.
    """
    import msgspec

    try:
        value = msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise misfit(kind, str(error)) from None
    is_clear = len(data) >= _LARGE and not _has_long_number(data)
    if not is_clear and not _integers_fit(kind, [value]):
        raise too_large(kind)
    return value


def _has_long_number(data: bytes) -> bool:
    """Whether ``data`` has as many digits in a row as an integer past 64 bits."""
    import numpy as np

    # Such a run has two bytes that are looked at, one after the other: others need no look.
    step = _LONG_RUN // 2
    every = np.frombuffer(data, np.uint8)
    zero = np.uint8(ord("0"))
    # Other bytes are above 9: below "0" they wrap around.
    is_digit = every[::step] - zero < 10
    places = np.flatnonzero(is_digit[1:] & is_digit[:-1]) * step
    for between in range(1, step):
        places = places[every[places + between] - zero < 10]
    return any(
        _LONG_NUMBER.search(data, max(place - step, 0), place + _LONG_RUN)
        for place in places.tolist()
    )


def commas(data: bytes) -> int:
    """The number of commas in ``data``, in a third of the time of ``bytes.count``.

    That goes from one to the next, and JSON has many.
    """
    import numpy as np

    every = np.frombuffer(data, np.uint8)
    pieces = range(0, len(data), _PIECE)
    return sum(int(np.count_nonzero(every[at : at + _PIECE] == ord(","))) for at in pieces)


def _integers_fit(hint: Any, values: Sequence[Any]) -> bool:
    """Whether all integers in values of a type have at most 64 bits; field by field, not value by
    value, which takes a tenth of the time.
    """
    if hint is int:
        numbers = [value for value in values if type(value) is int]
        return not numbers or (min(numbers) >= -LARGEST and max(numbers) < LARGEST)
    if not _has_integers(hint):
        return True
    if is_dataclass(hint):
        kind = hint if isinstance(hint, type) else type(hint)
        hints = get_type_hints(kind)
        return all(
            _integers_fit(hints[name], list(map(attrgetter(name), values))) for name in names(kind)
        )
    args = get_args(hint)
    if is_union(hint):
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
    return numbers_fit(values)


@cache
def _has_integers(hint: Any) -> bool:
    if hint is int or hint is Any:
        return True
    if is_dataclass(hint):
        kind = hint if isinstance(hint, type) else type(hint)
        return any(map(_has_integers, get_type_hints(kind).values()))
    return any(_has_integers(one) for one in get_args(hint) if not isinstance(one, str | int))
