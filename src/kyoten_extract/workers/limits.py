"""Limits on what an input may be and cost: a file from a stranger must not take the machine.

Each module that reads input is given the :class:`Limits` of the call, and raises
:class:`LimitError` before, not after, the work is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import LimitError, UsageError
from kyoten_extract.messages import say, template

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_VALUE = regex(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(I?B|S)?", re.IGNORECASE)
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
        json_values: values of it; 100,000 bases have 8,000,000.
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
                    say(
                        "the limit {field_name} must be a number above 0, not {value!r}",
                        field_name=field.name,
                        value=value,
                    ),
                    remedy=say("use None for no limit"),
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
                    say("{item!r} is not a limit", item=item),
                    remedy=say("use NAME=VALUE with {names:, }", names=NAMES),
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
    "file_bytes": template("the file has {amount} bytes"),
    "stream_bytes": template("the input goes on for {amount} bytes"),
    "text_bytes": template("the text has {amount} bytes"),
    "json_bytes": template("the JSON has {amount} bytes"),
    "json_values": template("the JSON has {amount} values"),
    "page_bytes": template("a page or stream unpacks to {amount} bytes"),
    "unpacked_bytes": template("the file unpacks to {amount} bytes"),
    "objects": template("the file has {amount} objects"),
    "pages": template("{amount} pages are to be read"),
    "picture_dots": template("a picture has {amount} dots"),
    "drawn_dots": template("the page draws pictures of {amount} dots"),
    "cells": template("the list has {amount} cells"),
    "rows": template("the tables have {amount} rows"),
    "cell_chars": template("a cell has {amount} characters"),
    "page_seconds": template("reading the page took {amount} seconds"),
    "seconds": template("reading took {amount} seconds"),
    "memory_bytes": template("reading took {amount} bytes of memory"),
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
    what = why or say(_WHAT[name], amount=_shown(measured))
    raised = f"{name}={_shown(value * 2).replace(',', '')}"
    page_remedy = say("leave the page out with --pages, or ") if page is not None else ""
    return LimitError(
        say("{what}; the limit {name} is {value}", what=what, name=name, value=_shown(value)),
        name=name,
        value=value,
        measured=measured,
        source=source,
        page=page,
        remedy=say(
            "{page_remedy}if you trust the file, raise it with --limit {raised}",
            page_remedy=page_remedy,
            raised=raised,
        ),
    )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _number(name: str, text: str) -> float | None:
    if text.lower() == _NO_LIMIT:
        return None
    found = _VALUE.fullmatch(text)
    if found is None or ((found[3] or "").upper() == "S" and name not in _SECONDS):
        raise UsageError(
            say("the limit {name} can't be {text!r}", name=name, text=text),
            remedy=say("use a number, 200MB, 2G or none"),
        )
    units = _BINARY_UNITS if (found[3] or "").upper() == "IB" else _UNITS
    value = float(found[1]) * units[found[2].upper()]
    return value if name in _SECONDS else int(value)
