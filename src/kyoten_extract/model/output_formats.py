"""A registry of output formats, so that records need not import the modules that write them.

:mod:`kyoten_extract.output` registers its formats when one is first asked for; callers can
register their own.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from kyoten_extract.errors import UsageError

Writer = Callable[..., Any]
W = TypeVar("W", bound=Writer)

_WRITERS: dict[str, Writer] = {}
# Registers the package's own formats when it is imported: by its name, as it lies above this one.
_OWN_FORMATS = "kyoten_extract.output"


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
        import_module(_OWN_FORMATS)
    try:
        return _WRITERS[name]
    except KeyError:
        known = ", ".join(sorted(_WRITERS))
        raise UsageError(f"unknown output format {name!r}", remedy=f"use one of {known}") from None
