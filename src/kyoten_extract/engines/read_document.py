"""Detect what an input is, and read it with the engine for it to pages of grids and text."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from kyoten_extract._types import Area, Engine, Pages, Progress, Providers
from kyoten_extract.engines.file_hash import sha256_of
from kyoten_extract.engines.limited_tables import check_tables
from kyoten_extract.engines.proof_findings import proof_findings
from kyoten_extract.engines.source import (
    IMAGE_SIGNATURES,
    Loaded,
    is_pdf,
    select_area,
    select_pages,
)
from kyoten_extract.errors import (
    DamagedSourceError,
    EngineError,
    LimitError,
    MissingDependencyError,
    NoTableError,
    UnsupportedSourceError,
    UsageError,
    require_type,
)
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding, message_of
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.workers.gc_pause import gc_paused
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits
from kyoten_extract.workers.own_process import begin_rehearsal, copy_reads

if TYPE_CHECKING:
    from kyoten_extract.engines.pdf_input import PdfInput


# Share of a page's characters without a Unicode value above which its text is useless, and the page
# goes to OCR. Symbol fonts leave a few undecoded; a font without a mapping leaves nearly all. (That
# a document's text is doubtful is decided elsewhere, by a far lower share.)
_UNDECODED_NEEDS_OCR = 0.3

FirstLook = Callable[[Document], object]

_REMEDY_AUTO = say("use --engine auto")
# Engines that read whole pages only, and why.
_WHOLE_PAGES = {
    "transcript": say("a transcription has no places on a page"),
    "camelot": say("the engine camelot reads whole pages"),
    "workbook": say("a workbook has no pages"),
    "csv": say("a CSV file has no places on a page"),
}


def check_arguments(
    settings: object, progress: object, providers: object, processes: object, limits: object
) -> None:
    """Check arguments of :func:`read_document` whose types are known before anything is read.

    Raises:
        UsageError: one has another type, or a provider is none of onnxruntime's.
    """
    require_type(settings, TableSettings, "the settings", "give a TableSettings")
    require_type(processes, (int, type(None)), "processes", "give a number")
    require_type(limits, Limits, "limits", "give a Limits")
    if providers is not None:
        from kyoten_extract.ocr.recognition.execution_providers import check_providers

        check_providers(providers)
    if progress is not None and not callable(progress):
        raise UsageError(
            say("progress is no function"), remedy=say("give a function of two numbers")
        )


def read_document(
    source: Loaded,
    *,
    engine: Engine = "auto",
    pages: Pages = None,
    password: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    providers: Providers = None,
    settings: TableSettings = DEFAULT,
    area: Area = None,
    verify: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    first_look: FirstLook | None = None,
) -> Document:
    """Read ``source`` with ``engine``; "auto" goes by the content, never by the file name.

    ``area`` is the part of each page that is read; what is outside is only counted. ``verify``
    holds each page with text against its picture; ``None`` does where a page needs it.
    ``providers`` and ``limits`` are those of :func:`extract`; a page that is over a limit is a
    finding, a file an error. ``first_look`` is called with a document of one page where others are
    read at the same time: what it loads for that page is there when all are read.

    Raises:
        SourceError: the input can't be read; the subclass is the reason.
        PageRangeError: ``pages`` has a number that is not a page.
        EngineError: the engine is unknown, or can't read this kind of input.
        MissingDependencyError: a package that the engine needs is not installed.
        UsageError: ``area`` has no extent, or the engine can't read a part of a page.
        LimitError: the file, or every page of it, is more than ``limits`` allow.
    """
    try:
        document = _read(
            source,
            engine=engine,
            pages=pages,
            password=password,
            processes=processes,
            progress=progress,
            cache=cache,
            providers=providers,
            settings=settings,
            area=area,
            verify=verify,
            limits=limits,
            first_look=first_look,
        )
    except MissingDependencyError as error:
        error.source = source.name  # What asked for the package does not know the file.
        raise
    check_tables(document.contents, limits, source.name)
    return document


def _read(
    source: Loaded,
    *,
    engine: Engine,
    pages: Pages,
    password: str | None,
    processes: int | None,
    progress: Progress | None,
    cache: str | Path | None,
    providers: Providers,
    settings: TableSettings,
    area: Area,
    verify: bool | None,
    limits: Limits,
    first_look: FirstLook | None,
) -> Document:
    data, name = source.data, source.name
    limits.check("file_bytes", len(data), source=name)
    part = select_area(area, name)
    auto = engine == "auto"
    folder = None if cache is None else str(cache)
    if engine == "auto":
        engine = _sniff(data, name, limits)
    if part is not None and engine in _WHOLE_PAGES:
        raise UsageError(
            say("{whole_pages}, so no area of it can be read", whole_pages=_WHOLE_PAGES[engine]),
            source=name,
            remedy=say("leave the area out, or use --engine pdfium on a PDF"),
        )
    sha256 = sha256_of(data)
    if engine in ("transcript", "csv"):
        return _read_text(engine, source, sha256, pages, progress, limits)
    if engine == "workbook":
        from kyoten_extract.engines.workbook import read_workbook

        return read_workbook.read_document(source, sha256, pages, progress, limits)
    if engine == "ocr" and data.startswith(IMAGE_SIGNATURES):
        from kyoten_extract.engines import image_documents

        return image_documents.read_document(
            source, sha256, pages, progress, folder, providers, part, limits
        )
    if engine not in ("pdfium", "camelot", "ocr"):
        raise EngineError(
            say("unknown engine {engine!r}", engine=engine),
            source=name,
            remedy=say("use one of {engines:, }", engines=get_args(Engine)),
        )
    if not is_pdf(data):
        raise UnsupportedSourceError(say("not a PDF"), source=name, remedy=_REMEDY_AUTO)
    from kyoten_extract.engines.pdf_input import PdfInput

    pdf = PdfInput(
        data,
        name,
        password,
        engine,
        cache=folder,
        providers=providers,
        settings=settings,
        area=part,
        verify=verify,
        limits=limits,
    )
    return _read_pdf(pdf, sha256, pages, processes, progress, first_look, auto=auto)


def _sniff(data: bytes, name: str, limits: Limits) -> Engine:
    if is_pdf(data):
        return "pdfium"
    if data.startswith(IMAGE_SIGNATURES):
        return "ocr"
    from kyoten_extract.engines.workbook.archive import is_workbook

    if is_workbook(data):
        return "workbook"
    from kyoten_extract.engines import csv_engine, transcript
    from kyoten_extract.engines.text_encoding import decode, may_be_text

    if may_be_text(data):
        limits.check("text_bytes", len(data), source=name)
    text = decode(data)
    if text is not None:
        delimiter = csv_engine.delimiter_of(text)
        marks = f"{delimiter or chr(9)}\n\r"
        limits.check("cells", sum(map(text.count, marks)), source=name)
        if delimiter is not None and (delimiter != "\t" or csv_engine.is_padded(text, delimiter)):
            return "csv"
        if transcript.looks_like_transcript(text):
            return "transcript"
    raise UnsupportedSourceError(
        say("not a PDF, an image, a workbook, a CSV file or a tab-separated transcription"),
        source=name,
        remedy=say("convert it to PDF"),
    )


def _read_text(
    engine: Engine,
    source: Loaded,
    sha256: str,
    pages: Pages,
    progress: Progress | None,
    limits: Limits,
) -> Document:
    """Read a transcription or a CSV file."""
    from kyoten_extract.engines import csv_engine, transcript

    data, name = source.data, source.name
    if is_pdf(data):
        what = "transcription" if engine == "transcript" else "CSV file"
        raise UnsupportedSourceError(
            say("a PDF is not a {what}", what=what), source=name, remedy=_REMEDY_AUTO
        )
    findings: list[Finding] = []
    if engine == "transcript":
        contents = transcript.read(data, name, limits)
    else:
        contents, findings = csv_engine.read(data, name, limits)
    wanted = set(select_pages(pages, len(contents), name))
    if progress is not None:
        progress(len(contents), len(contents))
    kept = tuple(content for content in contents if content.number in wanted)
    return Document(name, sha256, engine, len(contents), kept, tuple(findings))


def _read_pdf(
    pdf: PdfInput,
    sha256: str,
    pages: Pages,
    processes: int | None,
    progress: Progress | None,
    first_look: FirstLook | None,
    *,
    auto: bool,
) -> Document:
    from kyoten_extract.engines.parallel_pages import process_count, read_shared
    from kyoten_extract.engines.pdf_pages import PdfPages

    # OCR divides its threads among the processes, so it needs their number, and that depends on the
    # number of pages, before it opens the file.
    sharing = 1
    if pdf.engine == "ocr":
        with PdfPages(replace(pdf, engine="pdfium")) as file:
            wanted = select_pages(pages, len(file), pdf.name)
        sharing = process_count(processes, len(wanted), pdf.engine)
        pdf = replace(pdf, processes=sharing)
    with PdfPages(pdf) as file:
        count = len(file)
        numbers = select_pages(pages, count, pdf.name)
        pdf.limits.check("pages", len(numbers), source=pdf.name)

        def report_done(done: int) -> None:
            if progress is not None:
                progress(done, len(numbers))

        def look(content: PageContent) -> None:
            if first_look is not None:
                page = Document(pdf.name, sha256, pdf.engine, count, (content,))
                begin_rehearsal(partial(first_look, page))

        if pdf.engine != "ocr":
            sharing = process_count(processes, len(numbers), pdf.engine)
        # camelot leaves reference cycles, which pile up while the collector is paused.
        with gc_paused() if pdf.engine == "pdfium" else nullcontext():
            if processes is None and pdf.engine == "pdfium" and copy_reads(len(numbers)):
                from kyoten_extract.engines.forked_pages import read_with_copy

                results = read_with_copy(file, numbers, report_done, look)
            else:
                results = read_shared(pdf, file, numbers, sharing, report_done)
            contents: list[PageContent] = []
            findings: list[Finding] = []
            refused: LimitError | None = None
            for number in numbers:
                result = results[number]
                if isinstance(result, LimitError):
                    refused = result
                    findings.append(
                        codes.PAGE_OVER_LIMIT(result.problem, page=number, actual=result.name)
                    )
                elif isinstance(result, DamagedSourceError):
                    findings.append(codes.PAGE_UNREADABLE(result.problem, page=number))
                else:
                    contents.append(result)
            if pdf.engine == "pdfium":
                from kyoten_extract.engines.read_again import read_again

                contents, told = read_again(contents, file.page, pdf.settings)
                findings += told
    engine: str = pdf.engine
    if auto and any(_has_no_text(c) or c.condition.invisible for c in contents):
        from kyoten_extract.engines import image_documents

        recognized = image_documents.read_pages(
            pdf,
            [c.number for c in contents if _has_no_text(c)],
            [c for c in contents if c.condition.invisible and not _has_no_text(c)],
            processes,
            progress,
        )
        contents = [recognized.get(content.number, content) for content in contents]
        if recognized:
            engine = "ocr" if len(recognized) == len(contents) else "pdfium+ocr"
            contents = image_documents.with_missing_columns(pdf, contents, recognized, processes)
    if pdf.engine == "ocr":
        from kyoten_extract.engines import image_documents

        contents = image_documents.with_missing_columns(pdf, contents, numbers, processes)
    if engine.endswith("ocr"):
        from kyoten_extract.ocr.header_vote import with_one_header

        contents = with_one_header(contents)
    if not contents and refused is not None:
        raise refused
    if not contents:
        raise DamagedSourceError(
            say("no page could be read: {why}", why=message_of(findings[0]))
            if findings
            else say("no page could be read"),
            source=pdf.name,
            remedy=say("get a new copy of the file"),
        )
    if not any(content.printed for content in contents):
        if any(content.condition.outside_area for content in contents):
            raise NoTableError(
                say("nothing is printed within the area"),
                source=pdf.name,
                remedy=say("see where the print is with 'kyoten debug FILE --page N -o page.png'"),
            )
        from kyoten_extract.ocr.requirements import is_installed

        remedy = (
            say("use --engine ocr")
            if is_installed()
            else say("use --engine ocr; it needs: pip install 'kyoten-extract[ocr]'")
        )
        raise NoTableError(say("the pages have no text layer"), source=pdf.name, remedy=remedy)
    for content in contents:
        findings += proof_findings(content)
    return Document(pdf.name, sha256, engine, count, tuple(contents), tuple(findings))


def with_selection(document: Document, pages: Pages) -> Document:
    """``document`` with the numbers of the pages that were read, if they are not all."""
    selected = select_pages(pages, document.page_count, document.name)
    if len(selected) == document.page_count:
        return document
    return replace(document, pages_read=tuple(selected))


def _has_no_text(content: PageContent) -> bool:
    """Whether a page shows text but has none that can be used."""
    condition = content.condition
    if not content.printed:
        return condition.picture is not None
    printed = content.printed + condition.outside_area
    return condition.undecoded > _UNDECODED_NEEDS_OCR * printed
