"""Kinds of input, each read by an engine of its own to the same pages of grids and text."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kyoten_extract._types import Engine, Pages, Progress
from kyoten_extract.engines.source import IMAGE_SIGNATURES, Loaded, is_pdf, select_pages
from kyoten_extract.errors import (
    DamagedSourceError,
    EngineError,
    NoTableError,
    UnsupportedSourceError,
)
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.workers.gc_pause import collector_paused

if TYPE_CHECKING:
    from kyoten_extract.engines.pdf_input import PdfInput


# A page with a larger share of characters without Unicode has no text that can be used.
_MOST_UNDECODED = 0.3


def read_document(
    source: Loaded,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    settings: TableSettings = DEFAULT,
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
        from kyoten_extract.engines import transcript

        if is_pdf(data):
            raise UnsupportedSourceError("a PDF is no transcription", source=name)
        contents = transcript.read(data, name)
        wanted = set(select_pages(pages, len(contents), name))
        if progress is not None:
            progress(len(contents), len(contents))
        kept = tuple(content for content in contents if content.number in wanted)
        return Document(name, sha256, engine, len(contents), kept)
    if engine == "ocr" and data.startswith(IMAGE_SIGNATURES):
        from kyoten_extract.engines import image_documents

        return image_documents.read_document(source, sha256, pages, progress, folder)
    if engine not in ("pdfium", "camelot", "ocr"):
        raise EngineError(
            f"unknown engine {engine!r}",
            source=name,
            remedy="one of auto, pdfium, camelot, ocr, transcript",
        )
    if not is_pdf(data):
        raise UnsupportedSourceError("not a PDF", source=name)
    from kyoten_extract.engines.pdf_input import PdfInput

    pdf = PdfInput(data, name, password, engine, cache=folder, settings=settings)
    return _read_pdf(pdf, sha256, pages, processes, progress, auto=auto)


def _sniff(data: bytes, name: str) -> Engine:
    if is_pdf(data):
        return "pdfium"
    if data.startswith(IMAGE_SIGNATURES):
        return "ocr"
    from kyoten_extract.engines import transcript

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
    from kyoten_extract.engines.parallel_pages import process_count, read_shared
    from kyoten_extract.engines.pdf_pages import PdfPages

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
            from kyoten_extract.table.unruled.unruled_tables import with_unruled

            contents = with_unruled(contents, file.page, pdf.settings)
    engine: str = pdf.engine
    if auto and any(_has_no_text(c) or c.condition.invisible for c in contents):
        from kyoten_extract.engines import image_documents

        recognised = image_documents.read_pages(
            pdf,
            [c.number for c in contents if _has_no_text(c)],
            [c for c in contents if c.condition.invisible and not _has_no_text(c)],
            processes,
            progress,
        )
        contents = [recognised.get(content.number, content) for content in contents]
        if recognised:
            engine = "ocr" if len(recognised) == len(contents) else "pdfium+ocr"
            contents = image_documents.with_missing_columns(pdf, contents, recognised, processes)
    if pdf.engine == "ocr":
        from kyoten_extract.engines import image_documents

        contents = image_documents.with_missing_columns(pdf, contents, numbers, processes)
    if engine.endswith("ocr"):
        from kyoten_extract.ocr.header_vote import with_one_header

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
