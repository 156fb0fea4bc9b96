"""An input before it is read: its bytes, its kind, and the selected pages."""

from __future__ import annotations

import io
import math
import os.path
import stat
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import IO, Any

from kyoten_extract._types import AnySource, Area, Pages
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import (
    EmptySourceError,
    KyotenError,
    PageRangeError,
    SourceNotFoundError,
    UnsupportedSourceError,
    UsageError,
)
from kyoten_extract.messages import say
from kyoten_extract.model.geometry import BBox
from kyoten_extract.text.lone_surrogates import escape_surrogates
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits

# Bytes: PDF readers accept junk before the header "%PDF-" up to here.
_MAX_HEADER_OFFSET = 1024
# Digits of a page number: no file has more pages, and int() raises on the longest strings.
_MAX_PAGE_DIGITS = 10
_ALL_PAGES, _LAST_PAGE = "all", "end"
# Bytes that are read at a time of an input that does not tell its size.
_CHUNK = 1 << 20

IMAGE_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of an input, and its name for messages and records."""

    name: str
    data: bytes


def load(source: AnySource, limits: Limits = DEFAULT_LIMITS) -> Loaded:
    """Read the bytes of a path or a binary stream.

    Raises:
        SourceNotFoundError: the file does not exist, or can't be opened.
        EmptySourceError: there are no bytes.
        UnsupportedSourceError: the stream returns text, or is a device without an end.
        LimitError: there are too many bytes.
    """
    data, name = _bytes_of(source, limits)
    if not data:
        raise EmptySourceError(say("the input is empty"), source=name)
    return Loaded(name, data)


def select_pages(pages: Pages, count: int, name: str | None = None) -> list[int]:
    """Page numbers, ascending, that ``pages`` selects of ``count``.

    Args:
        pages: "1-3,5", "4-end" or "4-", "-3" for the first three, "all" (which ``None`` is, too);
            or numbers from 1.
        count: pages of the document.
        name: of the document, for messages.

    Raises:
        PageRangeError: a number or a range can't be parsed, or is outside the document.
    """
    if pages is None:
        return list(range(1, count + 1))
    if not isinstance(pages, Iterable):
        raise PageRangeError(
            say("{pages!r} is not a page range", pages=pages),
            source=name,
            remedy=say("use the form 1-3,5, or a list"),
        )
    numbers: set[int] = set()
    for part in pages.split(",") if isinstance(pages, str) else pages:
        first, last = _range_of(part, count, name)
        if not 1 <= first <= last <= count:
            raise PageRangeError(
                say("page {part} does not exist", part=str(part).strip()),
                source=name,
                remedy=say("choose from pages 1-{count}", count=count),
            )
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def _range_of(part: object, count: int, name: str | None) -> tuple[int, int]:
    """The first and the last page of one part of a selection, not yet held against ``count``."""
    shown = str(part).strip()
    if shown.lower() == _ALL_PAGES:
        return 1, count
    low, dash, high = shown.partition("-")
    low, high = low.strip(), high.strip()
    if high.lower() == _LAST_PAGE and low:
        high = ""
    numerals = [text for text in (low, high) if text]
    # A negative number in a list is no range up to a page.
    is_range = bool(numerals) and (bool(low) or isinstance(part, str))
    if not (is_range and all(t.isdecimal() and len(t) < _MAX_PAGE_DIGITS for t in numerals)):
        raise PageRangeError(
            say("{shown!r} is not a page range", shown=shown),
            source=name,
            remedy=say("use the form 1-3,5 or 4-end or all"),
        )
    first = int(low) if low else 1
    return first, first if not dash else int(high) if high else count


def select_area(area: Area, name: str | None = None) -> BBox | None:
    """The part of each page that ``area`` selects; ``None`` for all of it.

    Raises:
        UsageError: it is not four numbers, or its sides are in the wrong order.
    """
    if area is None:
        return None
    shown = area if isinstance(area, str) or not isinstance(area, Iterable) else list(area)
    remedy = say("give x0,top,x1,bottom in points from the top left corner of the page")
    try:
        sides = [float(side) for side in (area.split(",") if isinstance(area, str) else area)]
    except (TypeError, ValueError):
        sides = []
    if len(sides) != 4 or not all(map(math.isfinite, sides)):
        raise UsageError(say("{shown!r} is not an area", shown=shown), source=name, remedy=remedy)
    x0, top, x1, bottom = sides
    if not (x0 < x1 and top < bottom):
        raise UsageError(
            say("the area {shown} has no extent", shown=shown),
            source=name,
            remedy=say("{remedy}; x0 < x1, top < bottom", remedy=remedy),
        )
    return x0, top, x1, bottom


def _bytes_of(source: AnySource, limits: Limits) -> tuple[bytes, str]:
    if isinstance(source, bytes | bytearray | memoryview):
        limits.check("file_bytes", len(source), source="<bytes>")
        return bytes(source), "<bytes>"
    if isinstance(source, str | PathLike):
        try:
            path = Path(source)
            with path.open("rb") as file:
                name = escape_surrogates(path.name)
                return _bounded(file, _size_of_file(file), name, limits), name
        except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
            if isinstance(error, KyotenError):
                raise
            problem = (
                say("no such file")
                if isinstance(error, FileNotFoundError)
                else say("cannot be opened")
            )
            if os.path.isdir(source):  # noqa: PTH112 - Path.is_dir raises on names with a zero byte
                problem = say("is a folder, not a file")
            raise SourceNotFoundError(problem, source=str(source)) from None
    if not callable(getattr(source, "read", None)):
        raise UsageError(
            say("the source cannot be of type {kind}", kind=type(source).__name__),
            remedy=say("give a path, the bytes of a file, or a binary stream"),
        )
    name = escape_surrogates(Path(str(getattr(source, "name", "<bytes>"))).name)
    try:
        data = _bounded(source, _size_of_stream(source), name, limits)
    except OSError as error:
        if isinstance(error, KyotenError):
            raise
        raise SourceNotFoundError(
            say("cannot be read: {strerror}", strerror=error.strerror or error), source=name
        ) from None
    except ValueError as error:  # The stream is closed, or a text stream in another encoding.
        if isinstance(error, KyotenError):
            raise
        raise UnsupportedSourceError(
            say("the stream cannot be read"), source=name, remedy=say("open it in binary mode")
        ) from None
    return data, name


def _bounded(source: IO[bytes], size: int | None, name: str, limits: Limits) -> bytes:
    """Read ``source`` to its end, or to one byte more than its limit."""
    limit = "stream_bytes" if size is None else "file_bytes"
    if size is not None:
        limits.check(limit, size, source=name)
    most = getattr(limits, limit)
    chunks: list[bytes] = []
    read = 0
    while True:
        # A file can be longer by now than it was said to be, so the end is read, not believed.
        wanted = max(_CHUNK, 0 if size is None else size - read + 1)
        chunk: Any = source.read(wanted if most is None else min(wanted, most + 1 - read))
        if not isinstance(chunk, bytes):
            raise UnsupportedSourceError(
                say("the stream is in text mode"), remedy=say("open it in binary mode")
            )
        if not chunk:
            break
        if not chunks and not any(chunk):
            raise UnsupportedSourceError(say("the input is nothing but zeros"), source=name)
        chunks.append(chunk)
        read += len(chunk)
        limits.check(limit, read, source=name)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _size_of_file(file: IO[bytes]) -> int | None:
    """Bytes of a regular file; ``None`` for a pipe or a device."""
    status = os.fstat(file.fileno())
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _size_of_stream(source: Any) -> int | None:
    """Bytes from here to the end of a stream; ``None`` where it does not tell."""
    try:
        here = source.tell()
        end = source.seek(0, io.SEEK_END)
        source.seek(here)
    except (AttributeError, OSError, ValueError, TypeError):
        return None
    return end - here if isinstance(end, int) else None


def is_pdf(data: bytes) -> bool:
    """Whether ``data`` has a PDF header, with at most a kilobyte of junk before it."""
    return b"%PDF-" in data[:_MAX_HEADER_OFFSET]
