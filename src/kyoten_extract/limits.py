"""Limits on what an input may be and cost: a file from a stranger must not take the machine.

Each module that reads input is given the :class:`Limits` of the call, and raises
:class:`LimitError` before, not after, the work is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from kyoten_extract.errors import LimitError, UsageError

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_VALUE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(I?B|S)?", re.IGNORECASE)
_BINARY_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_NO_LIMIT = "none"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may be and cost at most; ``None`` for no limit.

    The defaults are far above any survey: thousands of pages of text, scans of A3 at 600 dpi.
    Bytes, pages, dots, rows and cells are whole numbers above 0.

    Attributes:
        file_bytes: bytes of a file.
        stream_bytes: bytes of an input that does not tell its size before: a pipe, a device.
        text_bytes: bytes of a transcription or CSV.
        json_bytes: bytes of a survey saved as JSON; 100,000 bases have 350,000,000.
        json_values: values of it; 100,000 bases have 15,000,000.
        page_bytes: bytes that one page, or one stream of a PDF, unpacks to, pictures not counted.
        unpacked_bytes: bytes that a whole PDF or workbook unpacks to, pictures not counted.
        objects: objects of a PDF, or values of one of them.
        pages: pages that are read of a file.
        picture_dots: dots (columns x rows) of one picture, in a file of its own or on a page.
        drawn_dots: dots of all pictures that one page draws, each as often as it is drawn.
        cells: cells of a transcription, CSV or sheet, or a fifth of the values of records of
            another survey saved as JSON.
        rows: rows of all tables of a file.
        cell_chars: characters of one cell, or of one line outside of all tables.
        page_seconds: seconds that reading one page takes, checked between its steps.
        seconds: seconds that reading a file takes, with ``isolate`` only.
        memory_bytes: bytes of memory that reading a file takes, with ``isolate`` only.

    Raises:
        UsageError: a value is not above 0, or not a number.
    """

    file_bytes: int | None = 500_000_000
    stream_bytes: int | None = 100_000_000
    text_bytes: int | None = 50_000_000
    json_bytes: int | None = 500_000_000
    json_values: int | None = 30_000_000
    page_bytes: int | None = 50_000_000
    unpacked_bytes: int | None = 500_000_000
    objects: int | None = 1_000_000
    pages: int | None = 20_000
    picture_dots: int | None = 160_000_000
    drawn_dots: int | None = 500_000_000
    cells: int | None = 1_000_000
    rows: int | None = 1_000_000
    cell_chars: int | None = 100_000
    page_seconds: float | None = 300.0
    seconds: float | None = 3_600.0
    memory_bytes: int | None = 4_000_000_000

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None:
                continue
            counted = isinstance(value, int) and not isinstance(value, bool)
            timed = isinstance(value, float) and field.name in _SECONDS
            if not ((counted or timed) and 0 < value < float("inf")):
                raise UsageError(
                    f"the limit {field.name} must be a number above 0, not {value!r}",
                    remedy="use None for no limit",
                )

    @classmethod
    def parse(cls, items: Iterable[str]) -> Limits:
        """The default limits, changed by ``NAME=VALUE`` each: ``file_bytes=200MB``, ``rows=none``.

        Raises:
            UsageError: a name is unknown, or a value is no number.
        """
        changes: dict[str, float | None] = {}
        for item in items:
            name, equals, text = item.partition("=")
            name = name.strip().lower().replace("-", "_")
            if not equals or name not in NAMES:
                raise UsageError(
                    f"{item!r} is not a limit", remedy=f"use NAME=VALUE with {', '.join(NAMES)}"
                )
            changes[name] = _number(name, text.strip())
        return replace(cls(), **changes)  # type: ignore[arg-type]

    def check(
        self, name: str, measured: float, *, source: str | None = None, page: int | None = None
    ) -> None:
        """Check that ``measured`` is within the limit ``name``.

        Raises:
            LimitError: it is above.
        """
        value = getattr(self, name)
        if value is not None and measured > value:
            raise over(name, value, measured, source=source, page=page)


NAMES = tuple(field.name for field in fields(Limits))
"""The names of all limits."""

_SECONDS = ("page_seconds", "seconds")

DEFAULT_LIMITS = Limits()
"""What applies where a caller says nothing."""

_WHAT = {
    "file_bytes": "the file has {} bytes",
    "stream_bytes": "the input goes on for {} bytes",
    "text_bytes": "the text has {} bytes",
    "json_bytes": "the JSON has {} bytes",
    "json_values": "the JSON has {} values",
    "page_bytes": "a page or stream unpacks to {} bytes",
    "unpacked_bytes": "the file unpacks to {} bytes",
    "objects": "the file has {} objects",
    "pages": "{} pages are to be read",
    "picture_dots": "a picture has {} dots",
    "drawn_dots": "the page draws pictures of {} dots",
    "cells": "the list has {} cells",
    "rows": "the tables have {} rows",
    "cell_chars": "a cell has {} characters",
    "page_seconds": "reading the page took {} seconds",
    "seconds": "reading took {} seconds",
    "memory_bytes": "reading took {} bytes of memory",
}


def over(
    name: str,
    value: float,
    measured: float,
    *,
    source: str | None = None,
    page: int | None = None,
    why: str = "",
) -> LimitError:
    """The error of a limit that is exceeded; ``measured`` may be a lower bound."""
    what = why or _WHAT[name].format(_shown(measured))
    raised = f"{name}={_shown(value * 2).replace(',', '')}"
    page_remedy = "leave the page out with --pages, or " if page is not None else ""
    return LimitError(
        f"{what}; the limit {name} is {_shown(value)}",
        name=name,
        value=value,
        measured=measured,
        source=source,
        page=page,
        remedy=f"{page_remedy}if you trust the file, raise it with --limit {raised}",
    )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _number(name: str, text: str) -> float | None:
    if text.lower() == _NO_LIMIT:
        return None
    found = _VALUE.fullmatch(text)
    if found is None or ((found[3] or "").upper() == "S" and name not in _SECONDS):
        raise UsageError(
            f"the limit {name} can't be {text!r}", remedy="use a number, 200MB, 2G or none"
        )
    units = _BINARY_UNITS if (found[3] or "").upper() == "IB" else _UNITS
    value = float(found[1]) * units[found[2].upper()]
    return value if name in _SECONDS else int(value)
