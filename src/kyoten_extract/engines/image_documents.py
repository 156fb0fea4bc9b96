"""Scans: image files, and pages of a PDF that have no text or only a hidden text layer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kyoten_extract._types import Pages, Progress, Providers
from kyoten_extract.engines.parallel_pages import process_count, read_shared
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.source import Loaded, is_pdf, select_pages
from kyoten_extract.errors import DamagedSourceError, LimitError
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding, message_of
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits
from kyoten_extract.workers.page_time import limited_page

if TYPE_CHECKING:
    from kyoten_extract.engines.pdf_input import PageResult
    from kyoten_extract.ocr.image.binarize import PageImage
    from kyoten_extract.ocr.missing_rulings import Boundary

    Boundaries = Mapping[int, Sequence[Boundary]]


def read_document(
    source: Loaded,
    sha256: str,
    pages: Pages,
    progress: Progress | None,
    cache: str | None,
    providers: Providers = None,
    area: BBox | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Read an image file, each image of which is a page.

    Raises:
        MissingDependencyError: the extra ``ocr`` is not installed.
        DamagedSourceError: the file can't be opened, or none of its pages can be read.
        LimitError: the pages that can't be read have too many dots.
    """
    from kyoten_extract.ocr.requirements import require_ocr

    require_ocr()
    from kyoten_extract.ocr.header_vote import with_one_header
    from kyoten_extract.ocr.image_files import Frames
    from kyoten_extract.ocr.ocr_cache import read_cached
    from kyoten_extract.ocr.recognition.rapidocr_engine import new_recognizer

    recognizer = new_recognizer(providers=providers)
    images = Frames(source.data, source.name, limits)
    numbers = select_pages(pages, len(images), source.name)
    limits.check("pages", len(numbers), source=source.name)
    refused: LimitError | None = None
    contents: list[PageContent] = []
    findings: list[Finding] = []
    for done, number in enumerate(numbers, 1):
        try:
            with limited_page(limits, source.name, number):
                image = images[number - 1]
                contents.append(
                    read_cached(number, image, recognizer, cache, area=area, providers=providers)
                )
        except DamagedSourceError as error:
            findings.append(codes.PAGE_UNREADABLE(error.problem, page=number))
        except LimitError as error:
            refused = error
            findings.append(codes.PAGE_OVER_LIMIT(error.problem, page=number, actual=error.name))
        if progress is not None:
            progress(done, len(numbers))

    def read_again(missing: Boundaries) -> dict[int, PageResult]:
        return {
            number: read_cached(
                number,
                images[number - 1],
                recognizer,
                cache,
                boundaries=missing[number],
                area=area,
                providers=providers,
            )
            for number in missing
        }

    contents = _completed(contents, numbers, read_again)
    if not contents and refused is not None:
        raise refused
    if not contents:
        raise DamagedSourceError(
            say("no page could be read: {why}", why=message_of(findings[0])),
            source=source.name,
            remedy=say("scan it again at 200 dpi or more"),
        )
    return Document(
        source.name, sha256, "ocr", len(images), tuple(with_one_header(contents)), tuple(findings)
    )


def image_of(source: Loaded, number: int, password: str | None) -> PageImage:
    """The image of page ``number``, from 1, of a PDF or an image file, as OCR reads it.

    Raises:
        DamagedSourceError: it can't be decoded or rendered.
    """
    if is_pdf(source.data):
        from kyoten_extract.engines.pdfium.page_image import PdfPageImages

        # Holds the lock: PDFium is not thread-safe.
        with PdfPages(PdfInput(source.data, source.name, password, "pdfium")):
            return PdfPageImages(source.data, source.name, password).image(number)
    from kyoten_extract.ocr.image_files import Frames

    return Frames(source.data, source.name)[number - 1]


def read_pages(
    pdf: PdfInput,
    missing: Sequence[int],
    hidden: Sequence[PageContent],
    processes: int | None,
    progress: Progress | None,
) -> dict[int, PageContent]:
    """Run OCR on pages of a PDF; pages that can't be read are left out.

    Without the extra ``ocr``, all are left out: the caller keeps what their text layer has.

    Args:
        pdf: the document.
        missing: numbers of the pages without usable text.
        hidden: pages whose text is an invisible layer, as read from that layer. Those that are
            covered by an image are read; a page keeps its layer where OCR finds no table on it and
            the layer has one.
        processes: number of processes; by default as many as save time.
        progress: called with (pages done, pages to do).
    """
    from kyoten_extract.ocr.requirements import is_installed, require_ocr

    if not is_installed():
        return {}
    require_ocr()  # A package may be there and broken, which is an error, not a choice.
    layered = _scanned(pdf, hidden)
    numbers = sorted((*missing, *layered))
    if not numbers:
        return {}
    sharing = process_count(processes, len(numbers), "ocr")
    scan = replace(pdf, engine="ocr", processes=sharing)

    def report_done(done: int) -> None:
        if progress is not None:
            progress(done, len(numbers))

    report_done(0)  # What was done before was telling scans from text, which takes no time.
    with PdfPages(scan) as file:
        results: dict[int, PageResult] = read_shared(scan, file, numbers, sharing, report_done)
    return {
        number: result
        for number, result in results.items()
        if isinstance(result, PageContent)
        and (number not in layered or result.grids or not layered[number].grids)
    }


def with_missing_columns(
    pdf: PdfInput,
    contents: Sequence[PageContent],
    recognized: Collection[int],
    processes: int | None,
) -> list[PageContent]:
    """Restore rulings between columns that some scanned pages lack and other pages have.

    Args:
        pdf: the document.
        contents: all pages; those with text are evidence of the columns too.
        recognized: numbers of the pages that OCR read; only these are read again.
        processes: number of processes; by default as many as save time.
    """

    def read_again(missing: Boundaries) -> dict[int, PageResult]:
        sharing = process_count(processes, len(missing), "ocr")
        scan = replace(pdf, engine="ocr", processes=sharing, boundaries=missing)
        with PdfPages(scan) as file:
            return read_shared(scan, file, sorted(missing), sharing, lambda _: None)

    return _completed(contents, recognized, read_again)


def _completed(
    contents: Sequence[PageContent],
    recognized: Collection[int],
    read_again: Callable[[Boundaries], Mapping[int, PageResult]],
) -> list[PageContent]:
    from kyoten_extract.ocr.missing_rulings import missing_boundaries

    found = missing_boundaries(contents)
    missing = {number: found[number] for number in found if number in recognized}
    fresh = read_again(missing) if missing else {}
    completed = {
        number: content
        for number, content in fresh.items()
        if isinstance(content, PageContent) and content.condition.drawn
    }
    return [completed.get(content.number, content) for content in contents]


def _scanned(pdf: PdfInput, contents: Sequence[PageContent]) -> dict[int, PageContent]:
    """Those of ``contents`` that are covered by an image, by number."""
    from kyoten_extract.engines.pdfium.page_image import PdfPageImages

    if not contents:
        return {}
    with PdfPages(replace(pdf, engine="pdfium")):  # Holds the lock: PDFium is not thread-safe.
        images = PdfPageImages(pdf.data, pdf.name, pdf.password)
        return {c.number: c for c in contents if images.is_scanned(c.number)}
