"""A registry of output formats, so that records need not import the modules that write them.

:mod:`kyoten_extract.output` registers its formats when it is imported, which the first call of
:func:`writer` does; callers can register their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import PurePath
from typing import Any, TypeVar

from kyoten_extract.errors import FormatError, UsageError

Writer = Callable[..., Any]
W = TypeVar("W", bound=Writer)

_WRITERS: dict[str, Writer] = {}
_SHIPPED = "kyoten_extract.output"

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
        # By its name: the records are below the modules that write them.
        import_module(_SHIPPED)
    try:
        return _WRITERS[name]
    except KeyError:
        known = ", ".join(sorted(_WRITERS))
        raise UsageError(f"unknown output format {name!r}", remedy=f"use one of {known}") from None


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
            f"no output format has the suffix {path.suffix or '(none)'!r}",
            source=path.name,
            remedy=f"use one of {', '.join([*suffixes, *listed])}",
        )
    return form
