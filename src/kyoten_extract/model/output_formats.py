"""A registry of output formats, so that records need not import the modules that write them.

:mod:`kyoten_extract.output` registers its formats when the package is imported; callers can
register their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

Writer = Callable[..., Any]
W = TypeVar("W", bound=Writer)

_WRITERS: dict[str, Writer] = {}


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
    try:
        return _WRITERS[name]
    except KeyError:
        known = ", ".join(sorted(_WRITERS))
        raise UsageError(
            say("unknown output format {name!r}", name=name),
            remedy=say("use one of {known}", known=known),
        ) from None
