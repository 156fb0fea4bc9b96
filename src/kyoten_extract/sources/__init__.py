"""Kinds of input, each read by an engine of its own to the same pages of grids and text."""

from __future__ import annotations

import hashlib
import os.path
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from kyoten_extract import codes
from kyoten_extract.collector import collector_paused
from kyoten_extract.errors import (
    DamagedSourceError,
    EmptySourceError,
    EngineError,
    NoTableError,
    PageRangeError,
    SourceNotFoundError,
    UnsupportedSourceError,
)
from kyoten_extract.grid import PageContent
from kyoten_extract.model import Finding

if TYPE_CHECKING:
    from kyoten_extract.sources.pdf_pages import PdfInput

Engine = Literal["auto", "pdfium", "camelot", "ocr", "transcript"]
Progress = Callable[[int, int], None]
AnySource = str | Path | bytes | IO[bytes]
Pages = str | Iterable[int] | None

# Headers may stand after some junk; readers look for one this far.
_MAGIC_WITHIN = 1024
# Longer numbers are none of a page, and Python refuses to read the longest.
_MOST_DIGITS = 10
# A page with a larger share of characters without Unicode has no text that can be used.
_MOST_UNDECODED = 0.3
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of an input, and the name it goes by."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """An input, read.

    Attributes:
        name: the file's name without its folder, or ``<bytes>``.
        sha256: of the input's bytes.
        engine: the engine that read it.
        page_count: pages of the input, read or not.
        contents: the pages that were asked for.
        findings: pages that could not be read.
    """

    name: str
    sha256: str
    engine: str
    page_count: int
    contents: tuple[PageContent, ...]
    findings: tuple[Finding, ...] = field(default=())


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


def read_document(
    source: Loaded,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
) -> Document:
    """Read ``source`` with ``engine``; "auto" looks at the bytes, never at the name.

    Raises:
        SourceError: the input can't be read; the subclass says why.
        PageRangeError: ``pages`` names one the input does not have.
        EngineError: the engine is unknown, or can't read this kind of input.
    """
    data, name = source.data, source.name
    auto = engine == "auto"
    folder = None if cache is None else str(cache)
    if engine == "auto":
        engine = _sniff(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    if engine == "transcript":
        from kyoten_extract.sources import transcript

        if _is_pdf(data):
            raise UnsupportedSourceError("a PDF is no transcription", source=name)
        contents = transcript.read(data, name)
        wanted = set(select_pages(pages, len(contents), name))
        if progress is not None:
            progress(len(contents), len(contents))
        kept = tuple(content for content in contents if content.number in wanted)
        return Document(name, sha256, engine, len(contents), kept)
    if engine == "ocr" and data.startswith(_IMAGES):
        from kyoten_extract.sources import pictures

        return pictures.read_document(source, sha256, pages, progress, folder)
    if engine not in ("pdfium", "camelot", "ocr"):
        raise EngineError(
            f"unknown engine {engine!r}",
            source=name,
            remedy="one of auto, pdfium, camelot, ocr, transcript",
        )
    if not _is_pdf(data):
        raise UnsupportedSourceError("not a PDF", source=name)
    from kyoten_extract.sources.pdf_pages import PdfInput

    pdf = PdfInput(data, name, password, engine, cache=folder)
    return _read_pdf(pdf, sha256, pages, processes, progress, auto=auto)


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
                f"{part.strip()!r} is no page range", source=name, remedy="write 1-3,5"
            )
        first = int(low)
        last = first if not dash else int(high) if high.strip() else count
        if not 1 <= first <= last <= count:
            raise PageRangeError(
                f"there is no page {part.strip()}", source=name, remedy=f"it has pages 1-{count}"
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
            problem = "no such file" if isinstance(error, FileNotFoundError) else "can't be opened"
            if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises on names that are none
                problem = "is a folder, not a file"
            raise SourceNotFoundError(problem, source=str(source)) from None
    name = Path(str(getattr(source, "name", "<bytes>"))).name
    try:
        data = source.read()
    except OSError as error:
        raise SourceNotFoundError(
            f"can't be read: {error.strerror or error}", source=name
        ) from None
    except ValueError:  # closed, or text that its encoding does not read
        raise UnsupportedSourceError(
            "the stream can't be read", source=name, remedy="open it in binary mode"
        ) from None
    if not isinstance(data, bytes):
        raise UnsupportedSourceError("the stream gives text", remedy="open it in binary mode")
    return data, name


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:_MAGIC_WITHIN]


def _sniff(data: bytes, name: str) -> Engine:
    if _is_pdf(data):
        return "pdfium"
    if data.startswith(_IMAGES):
        return "ocr"
    from kyoten_extract.sources import transcript

    text = transcript.decode(data)
    if text is not None and transcript.looks_like_transcript(text):
        return "transcript"
    raise UnsupportedSourceError(
        "neither a PDF nor a picture nor a tab-separated transcription", source=name
    )


def _read_pdf(
    pdf: PdfInput,
    sha256: str,
    pages: Pages,
    processes: int | None,
    progress: Progress | None,
    *,
    auto: bool,
) -> Document:
    from kyoten_extract.sources.parallel import process_count, read_shared
    from kyoten_extract.sources.pdf_pages import PdfPages

    # An opened PDF says how many pages there are, and so how many processes are to read them.
    sharing = 1
    if pdf.engine == "ocr":
        with PdfPages(replace(pdf, engine="pdfium")) as file:
            wanted = select_pages(pages, len(file), pdf.name)
        sharing = process_count(processes, len(wanted), pdf.engine)
        pdf = replace(pdf, processes=sharing)
    with PdfPages(pdf) as file:
        count = len(file)
        numbers = select_pages(pages, count, pdf.name)

        def told(done: int) -> None:
            if progress is not None:
                progress(done, len(numbers))

        if pdf.engine != "ocr":
            sharing = process_count(processes, len(numbers), pdf.engine)
        # camelot leaves cycles behind.
        with collector_paused() if pdf.engine == "pdfium" else nullcontext():
            results = read_shared(pdf, file, numbers, sharing, told)
        contents: list[PageContent] = []
        findings: list[Finding] = []
        for number in numbers:
            result = results[number]
            if isinstance(result, DamagedSourceError):
                findings.append(codes.PAGE_UNREADABLE(result.problem, page=number))
            else:
                contents.append(result)
        if pdf.engine == "pdfium":
            from kyoten_extract.unruled import with_unruled

            contents = with_unruled(contents, file.page)
    engine: str = pdf.engine
    if auto and any(_has_no_text(c) or c.condition.invisible for c in contents):
        from kyoten_extract.sources import pictures

        recognised = pictures.read_pages(
            pdf,
            [c.number for c in contents if _has_no_text(c)],
            [c for c in contents if c.condition.invisible and not _has_no_text(c)],
            processes,
            progress,
        )
        contents = [recognised.get(content.number, content) for content in contents]
        if recognised:
            engine = "ocr" if len(recognised) == len(contents) else "pdfium+ocr"
            contents = pictures.with_missing_columns(pdf, contents, recognised, processes)
    if pdf.engine == "ocr":
        from kyoten_extract.sources import pictures

        contents = pictures.with_missing_columns(pdf, contents, numbers, processes)
    if engine.endswith("ocr"):
        from kyoten_extract.sources.scan.headers import with_one_header

        contents = with_one_header(contents)
    if not contents:
        why = f": {findings[0].message}" if findings else ""
        raise DamagedSourceError(
            f"no page can be read{why}", source=pdf.name, remedy="get the file again"
        )
    if not any(content.printed for content in contents):
        raise NoTableError(
            "the pages have no text layer", source=pdf.name, remedy="scans need --engine ocr"
        )
    return Document(pdf.name, sha256, engine, count, tuple(contents), tuple(findings))


def _has_no_text(content: PageContent) -> bool:
    """Whether a page shows text, but has none that can be used."""
    condition = content.condition
    if not content.printed:
        return condition.picture is not None
    return condition.undecoded > _MOST_UNDECODED * content.printed
