"""Documents that are pictures: files of them, and pages of a PDF whose text is none or hidden."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kyoten_extract._types import Pages, Progress
from kyoten_extract.engines.parallel_pages import process_count, read_shared
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.source import Loaded, select_pages
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import PageContent

if TYPE_CHECKING:
    from kyoten_extract.engines.pdf_input import PageResult
    from kyoten_extract.ocr.missing_rulings import Boundary

    Boundaries = Mapping[int, Sequence[Boundary]]


def read_document(
    source: Loaded, sha256: str, pages: Pages, progress: Progress | None, cache: str | None
) -> Document:
    """A file of pictures, each of them a page.

    Raises:
        EngineError: the extra ``ocr`` is not installed.
        DamagedSourceError: the file can't be opened, or none of its pages can be read.
    """
    from kyoten_extract.ocr.header_vote import with_one_header
    from kyoten_extract.ocr.image_files import Frames
    from kyoten_extract.ocr.ocr_cache import read_cached
    from kyoten_extract.ocr.recognition.rapidocr_engine import new_recogniser

    recogniser = new_recogniser()
    pictures = Frames(source.data, source.name)
    numbers = select_pages(pages, len(pictures), source.name)
    contents: list[PageContent] = []
    findings: list[Finding] = []
    for done, number in enumerate(numbers, 1):
        try:
            contents.append(read_cached(number, pictures[number - 1], recogniser, cache))
        except DamagedSourceError as error:
            findings.append(codes.PAGE_UNREADABLE(error.problem, page=number))
        if progress is not None:
            progress(done, len(numbers))

    def again(missing: Boundaries) -> dict[int, PageResult]:
        return {
            number: read_cached(
                number, pictures[number - 1], recogniser, cache, boundaries=missing[number]
            )
            for number in missing
        }

    contents = _completed(contents, numbers, again)
    if not contents:
        raise DamagedSourceError(
            f"no page could be read: {findings[0].message}",
            source=source.name,
            remedy="scan it again at 200 dpi or more",
        )
    return Document(
        source.name, sha256, "ocr", len(pictures), tuple(with_one_header(contents)), tuple(findings)
    )


def read_pages(
    pdf: PdfInput,
    missing: Sequence[int],
    hidden: Sequence[PageContent],
    processes: int | None,
    progress: Progress | None,
) -> dict[int, PageContent]:
    """Pages of a PDF read as pictures, as far as they can be; none without the extra ``ocr``.

    Args:
        pdf: that they are of.
        missing: numbers of pages that have no text.
        hidden: pages whose text is an invisible layer, as it says they are. They are read where
            they are pictures, and stay as they are where the picture shows less of a table.
        processes: how many read; as many as pay by default.
        progress: told how many pages are done.
    """
    from kyoten_extract.ocr.recognition.rapidocr_engine import is_installed

    if not is_installed():
        return {}
    layered = _scanned(pdf, hidden)
    numbers = sorted((*missing, *layered))
    if not numbers:
        return {}
    sharing = process_count(processes, len(numbers), "ocr")
    scan = replace(pdf, engine="ocr", processes=sharing)

    def told(done: int) -> None:
        if progress is not None:
            progress(done, len(numbers))

    with PdfPages(scan) as file:
        results: dict[int, PageResult] = read_shared(scan, file, numbers, sharing, told)
    return {
        number: result
        for number, result in results.items()
        if not isinstance(result, DamagedSourceError)
        and (number not in layered or result.grids or not layered[number].grids)
    }


def with_missing_columns(
    pdf: PdfInput,
    contents: Sequence[PageContent],
    recognised: Collection[int],
    processes: int | None,
) -> list[PageContent]:
    """``contents`` with the columns of pages that lack a ruling parted as on the other pages.

    Args:
        pdf: that they are of.
        contents: all pages; those with text tell of columns too.
        recognised: numbers of those that were read as pictures, and can be again.
        processes: how many read; as many as pay by default.
    """

    def again(missing: Boundaries) -> dict[int, PageResult]:
        sharing = process_count(processes, len(missing), "ocr")
        scan = replace(pdf, engine="ocr", processes=sharing, boundaries=missing)
        with PdfPages(scan) as file:
            return read_shared(scan, file, sorted(missing), sharing, lambda _: None)

    return _completed(contents, recognised, again)


def _completed(
    contents: Sequence[PageContent],
    recognised: Collection[int],
    again: Callable[[Boundaries], Mapping[int, PageResult]],
) -> list[PageContent]:
    from kyoten_extract.ocr.missing_rulings import missing_boundaries

    found = missing_boundaries(contents)
    missing = {number: found[number] for number in found if number in recognised}
    fresh = again(missing) if missing else {}
    completed = {
        number: content
        for number, content in fresh.items()
        if isinstance(content, PageContent) and content.condition.drawn
    }
    return [completed.get(content.number, content) for content in contents]


def _scanned(pdf: PdfInput, contents: Sequence[PageContent]) -> dict[int, PageContent]:
    """Those of some pages, by number, that are a picture from side to side."""
    from kyoten_extract.engines.pdfium.page_image import PdfPictures

    if not contents:
        return {}
    with PdfPages(replace(pdf, engine="pdfium")):  # No other thread may use PDFium meanwhile.
        pictures = PdfPictures(pdf.data, pdf.name, pdf.password)
        return {c.number: c for c in contents if pictures.is_scanned(c.number)}
