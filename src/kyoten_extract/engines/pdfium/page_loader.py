"""Pages as PDFium loads them, the next one while the last is worked on.

A quarter to a half of the time of a page is PDFium's own, and needs no Python: another thread can
wait for it. PDFium is not thread-safe, so nobody calls it before that thread has ended its work.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.errors import DamagedSourceError, PasswordError, SourceError
from kyoten_extract.workers.cpu_count import processors

# PDFium keeps every font it has met until the file is closed, and a file joined from many has as
# many times the same ones. It is opened anew after this many pages, which takes no time.
_PAGES_AN_OPENING = 100
_OTHER_PASSWORD = "the password is wrong"

Handles = tuple[object, object]
"""Of a page and of its text; null where PDFium can't load it."""


class PdfLoader:
    """An open PDF whose pages are loaded one at a time, or one ahead.

    Raises:
        PasswordError: the file needs a password that was not given, or another one.
        DamagedSourceError: PDFium can't open it.
    """

    def __init__(self, data: bytes, name: str, password: str | None) -> None:
        self._data, self._name, self._password = data, name, password
        self.document = self._open()
        self._loaded = 0
        self._thread: ThreadPoolExecutor | None = None
        self._ahead: tuple[int, Future[Handles]] | None = None

    def take(self, number: int) -> Handles:
        """Page ``number``, from 1; to be given back before the next is taken."""
        if self._ahead is not None:
            expected, future = self._ahead
            self._ahead = None
            handles = future.result()
            if expected == number:
                return handles
            self.give_back(handles)
        return self._load(number)

    def give_back(self, handles: Handles) -> None:
        """Free a page."""
        page, text = handles
        if text:
            pdfium.FPDFText_ClosePage(text)
        if page:
            pdfium.FPDF_ClosePage(page)

    def expect(self, number: int) -> None:
        """Begin to load page ``number``; no other call to PDFium may be made until it is taken."""
        if processors() < 2:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="pdfium")
        begun = threading.Event()
        self._ahead = number, self._thread.submit(self._load, number, begun)
        # Without this the other thread would get to run Python, which it must to begin, only after
        # some milliseconds: about as long as there is work here.
        begun.wait()

    def close(self) -> None:
        """Close the file."""
        if self._ahead is not None:
            self.give_back(self._ahead[1].result())
            self._ahead = None
        if self._thread is not None:
            self._thread.shutdown()
        self.document.close()

    def _load(self, number: int, begun: threading.Event | None = None) -> Handles:
        if begun is not None:
            begun.set()
        if self._loaded == _PAGES_AN_OPENING:
            self.document.close()
            self.document = self._open()
            self._loaded = 0
        self._loaded += 1
        page = pdfium.FPDF_LoadPage(self.document.raw, number - 1)
        return page, pdfium.FPDFText_LoadPage(page) if page else None

    def _open(self) -> pypdfium2.PdfDocument:
        try:
            return pypdfium2.PdfDocument(self._data, password=self._password)
        except pypdfium2.PdfiumError as error:
            raise _open_error(error, self._name, self._password) from None
        except UnicodeEncodeError:  # half of a surrogate pair, from a terminal
            raise PasswordError(_OTHER_PASSWORD, source=self._name) from None


def _open_error(error: pypdfium2.PdfiumError, name: str, password: str | None) -> SourceError:
    # The message is composed here: PDFium's own must not carry a password into a log.
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        if password is None:
            return PasswordError(
                "the file is encrypted", source=name, remedy="give its password with --password"
            )
        return PasswordError(_OTHER_PASSWORD, source=name)
    return DamagedSourceError(
        "the PDF is damaged or truncated", source=name, remedy="get a new copy of the file"
    )
