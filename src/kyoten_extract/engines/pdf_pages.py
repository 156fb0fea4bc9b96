"""The pages of a PDF by number, read by one of the engines for PDFs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from kyoten_extract.engines.kept_pages import KeptPages
from kyoten_extract.engines.limited_tables import check_tables
from kyoten_extract.engines.pdf_input import PageResult, PdfInput
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.engines.pdfium.pdfium_library import busy
from kyoten_extract.engines.pdfium.render import Drawing
from kyoten_extract.errors import DamagedSourceError, LimitError
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_area import within
from kyoten_extract.page.page_model import Page
from kyoten_extract.page.picture_proof import proof_of
from kyoten_extract.workers.optional_import import require
from kyoten_extract.workers.page_time import check_time, limited_page

# PDFium is not thread-safe, so one thread at a time reads PDFs.
_pdfium = threading.RLock()


def _renew_lock() -> None:
    # If another thread held the lock at a fork, nothing in the new process could release it.
    global _pdfium
    _pdfium = threading.RLock()
    # Nor could a thread that it does not have end what it does.
    busy.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


class PdfPages:
    """An open PDF; it holds the lock on PDFium until the ``with`` block ends.

    Raises:
        PasswordError: the password is missing or wrong.
        DamagedSourceError: the file can't be opened.
        MissingDependencyError: a package that the engine needs is not installed.
    """

    def __init__(self, pdf: PdfInput) -> None:
        self._lock = _pdfium
        self._lock.acquire()
        file = None
        try:
            self._file = file = PdfFile(pdf.data, pdf.name, pdf.password, pdf.limits)
            self._limits, self._name = pdf.limits, pdf.name
            self._area, self._settings = pdf.area, pdf.settings
            self._kept = KeptPages()
            self._read = _reader(self._file, self._kept, pdf)
        except BaseException:
            try:
                if file is not None:
                    file.__exit__()
            finally:
                self._lock.release()
            raise

    def __enter__(self) -> PdfPages:
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self._file.__exit__(*exception)
        finally:
            self._lock.release()

    def __len__(self) -> int:
        return len(self._file)

    @property
    def is_loading(self) -> bool:
        """Whether the next page still loads in the background."""
        return self._file.is_loading

    def read(self, number: int) -> PageResult:
        """Read page ``number``, from 1; an unreadable page is returned as its error."""
        try:
            with limited_page(self._limits, self._name, number):
                content = self._read(number)
                check_time()
            check_tables((content,), self._limits, self._name)
            return content
        except (DamagedSourceError, LimitError) as error:
            return error

    def page(self, number: int) -> Page:
        """Load the rulings and characters of page ``number``, from 1, as far as they are read.

        Lines that rule nothing are left out: with lines that are added they might seem to.

        Raises:
            DamagedSourceError: the page can't be read.
        """
        page = self._kept.get(number)
        if page is None:
            page = self._file.page(number)
            from kyoten_extract.table.cells import with_true_rulings

            page = page if self._area is None else within(page, self._area)
            page = with_true_rulings(page, self._settings)
            self._kept.keep(page)
        return page

    def kept(self, number: int) -> Page | None:
        """Page ``number`` as :meth:`page` returns it, if it has been read and is kept."""
        return self._kept.get(number)

    def keep(self, page: Page) -> None:
        """Keep a page that a copy of this process has read."""
        self._kept.keep(page)

    def pictures(self, number: int, parts: Sequence[tuple[BBox, int]]) -> list[Drawing]:
        """Render parts of page ``number``, from 1; see :meth:`PdfFile.pictures`.

        Raises:
            DamagedSourceError: the page can't be rendered.
        """
        return self._file.pictures(number, parts)


def _reader(file: PdfFile, kept: KeptPages, pdf: PdfInput) -> Callable[[int], PageContent]:
    if pdf.engine == "camelot":
        require("camelot", needed_by="the engine camelot")
        from kyoten_extract.engines.camelot_engine import reader_of

        return reader_of(file, pdf.data, pdf.name, pdf.password, pdf.settings)
    if pdf.engine == "ocr":
        from kyoten_extract.ocr.requirements import require_ocr

        require_ocr()
        from kyoten_extract.engines import scanned_pages

        recognize = scanned_pages.reader_of(pdf)

        def read_scan(number: int) -> PageContent:
            file.refuse_heavy(number)
            return recognize(number)

        return read_scan
    from kyoten_extract.table.cells import page_and_content

    last = 0

    def read(number: int) -> PageContent:
        nonlocal last
        # Pages read in order will likely go on in order: the next one loads in the background.
        goes_on = number == last + 1 and number < len(file)
        last = number
        page, picture = file.page_and_picture(
            number, then=number + 1 if goes_on else None, verify=pdf.verify
        )
        check_time()
        own = page if pdf.area is None else within(page, pdf.area)
        own, content = page_and_content(own, pdf.settings)
        kept.keep(own)
        if picture is None:
            return content
        check_time()
        return replace(content, proof=proof_of(page, picture, content.grids))

    return read
