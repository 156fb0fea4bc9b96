"""An input before it is read: its bytes, its kind, and the pages that are asked for."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kyoten_extract._types import AnySource, Pages
from kyoten_extract.errors import (
    EmptySourceError,
    PageRangeError,
    SourceNotFoundError,
    UnsupportedSourceError,
)

if TYPE_CHECKING:
    pass

# Headers may stand after some junk; readers look for one this far.
_MAGIC_WITHIN = 1024

# Longer numbers are none of a page, and Python refuses to read the longest.
_MOST_DIGITS = 10

IMAGE_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of an input, and the name it goes by."""

    name: str
    data: bytes


def load(source: AnySource) -> Loaded:
    """The bytes behind a path or a binary stream.

    Raises:
        SourceNotFoundError: there is no such file, or it can't be opened.
        EmptySourceError: there are no bytes.
        UnsupportedSourceError: the stream gives text.
    """
    data, name = _bytes_of(source)
    if not data:
        raise EmptySourceError("the input is empty", source=name)
    return Loaded(name, data)


def select_pages(pages: Pages, count: int, name: str | None = None) -> list[int]:
    """The page numbers that ``pages`` ("1-3,5", or numbers from 1) selects out of ``count``.

    Raises:
        PageRangeError: a number is not a page, or a range is not one.
    """
    if pages is None:
        return list(range(1, count + 1))
    numbers: set[int] = set()
    for part in pages.split(",") if isinstance(pages, str) else map(str, pages):
        low, dash, high = part.strip().partition("-")
        numerals = [low, *([high.strip()] if high.strip() else [])]
        if not all(text.isdecimal() and len(text) < _MOST_DIGITS for text in numerals):
            raise PageRangeError(
                f"{part.strip()!r} is not a page range", source=name, remedy="use the form 1-3,5"
            )
        first = int(low)
        last = first if not dash else int(high) if high.strip() else count
        if not 1 <= first <= last <= count:
            raise PageRangeError(
                f"page {part.strip()} does not exist",
                source=name,
                remedy=f"choose from pages 1-{count}",
            )
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def _bytes_of(source: AnySource) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "<bytes>"
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            return path.read_bytes(), path.name
        except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
            problem = "no such file" if isinstance(error, FileNotFoundError) else "cannot be opened"
            if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises on names that are none
                problem = "is a folder, not a file"
            raise SourceNotFoundError(problem, source=str(source)) from None
    name = Path(str(getattr(source, "name", "<bytes>"))).name
    try:
        data = source.read()
    except OSError as error:
        raise SourceNotFoundError(
            f"cannot be read: {error.strerror or error}", source=name
        ) from None
    except ValueError:  # closed, or text that its encoding does not read
        raise UnsupportedSourceError(
            "the stream cannot be read", source=name, remedy="open it in binary mode"
        ) from None
    if not isinstance(data, bytes):
        raise UnsupportedSourceError("the stream is in text mode", remedy="open it in binary mode")
    return data, name


def is_pdf(data: bytes) -> bool:
    """Whether ``data`` begins as a PDF does, some junk before its header allowed."""
    return b"%PDF-" in data[:_MAGIC_WITHIN]
