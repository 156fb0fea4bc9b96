"""A registry of output formats, so that records need not import the modules that write them.

:mod:`kyoten_extract.output` and :mod:`kyoten_extract.editions` register theirs when one is first
asked for; callers can register their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath
from typing import Any, TypeVar

from kyoten_extract.errors import FormatError, UsageError
from kyoten_extract.messages import say

Writer = Callable[..., Any]
W = TypeVar("W", bound=Writer)

_WRITERS: dict[str, Writer] = {}
# Packages that register the formats of this library. They are imported with the first of them, by
# name: they stand above the records, which import nothing of theirs.
_REGISTERING = ("kyoten_extract.output", "kyoten_extract.editions")

SUFFIXES: Mapping[str, str] = {
    "json": "json",
    "ndjson": "ndjson",
    "jsonl": "ndjson",
    "csv": "csv",
    "xlsx": "xlsx",
    "parquet": "parquet",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "db": "sqlite",
    "geojson": "geojson",
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
    "zip": "datapackage",
}
"""The format that files of each suffix have."""

SURVEY_FORMATS = (
    *("json", "ndjson", "csv", "xlsx", "parquet", "sqlite"),
    *("geojson", "markdown", "html", "datapackage"),
)
"""The formats of a survey, the usual ones first."""

TABLE_FORMATS = tuple(form for form in SURVEY_FORMATS if form != "geojson")
"""The formats of a table and of records of any survey: these need not have places."""

BINARY_FORMATS = ("xlsx", "parquet", "sqlite", "datapackage", "png")
"""Formats that are no text."""


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


def format_of_suffix(path: PurePath, known: tuple[str, ...] | list[str]) -> str:
    """The one of the formats ``known`` that a file's suffix stands for.

    Raises:
        FormatError: it stands for none of them.
    """
    suffix = path.suffix.lower().removeprefix(".")
    form = suffix if suffix in known else SUFFIXES.get(suffix, "")
    if form not in known:
        suffixes = [one for one, form in SUFFIXES.items() if form in known]
        listed = [one for one in known if one not in SUFFIXES.values()]
        raise FormatError(
            say("no output format has the suffix {suffix!r}", suffix=path.suffix or "(none)"),
            source=path.name,
            remedy=say("use one of {suffixes:, }", suffixes=[*suffixes, *listed]),
        )
    return form
