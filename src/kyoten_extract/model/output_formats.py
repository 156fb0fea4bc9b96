"""A registry of output formats, so that records need not import the modules that write them.

:mod:`kyoten_extract.output` and :mod:`kyoten_extract.editions` register theirs when one is first
asked for; callers can register their own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

Writer = Callable[..., Any]
W = TypeVar("W", bound=Writer)

_WRITERS: dict[str, Writer] = {}
# Packages that register the formats of this library. They are imported with the first of them, by
# name: they stand above the records, which import nothing of theirs.
_REGISTERING = ("kyoten_extract.output", "kyoten_extract.editions")


def register(name: str) -> Callable[[W], W]:
    """Register the decorated function as the writer of the format ``name``, as ``"survey.csv"``."""

    def add(writer: W) -> W:
        _WRITERS[name] = writer
        return writer

    return add


def writer(name: str) -> Writer:
    """The writer of the format ``name``.

    Raises:
        UsageError: no such format is registered.
    """
    if name not in _WRITERS:
        for package in _REGISTERING:
            import_module(package)
    try:
        return _WRITERS[name]
    except KeyError:
        known = ", ".join(sorted(_WRITERS))
        raise UsageError(
            say("unknown output format {name!r}", name=name),
            remedy=say("use one of {known}", known=known),
        ) from None
