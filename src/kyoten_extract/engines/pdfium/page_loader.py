"""Load pages with PDFium, the next one in the background while the current one is processed.

PDFium's own parsing takes a quarter to a half of the time of a page and releases the interpreter
lock, so a thread can do it. PDFium is not thread-safe: other calls wait until that thread is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.annotations import has_visible_annotations
from kyoten_extract.engines.pdfium.open_document import OpenDocument, OpenError
from kyoten_extract.errors import DamagedSourceError, PasswordError, SourceError
from kyoten_extract.messages import say
from kyoten_extract.workers.background import Background
from kyoten_extract.workers.cpu_count import cpu_count

if TYPE_CHECKING:
    from kyoten_extract.engines.pdfium.marking_annotations import Annotated

# PDFium keeps every font it has loaded until the file is closed, and a file merged from many has
# the same fonts many times over. Reopening it after this many pages frees them, at hardly any cost.
_PAGES_AN_OPENING = 100
_OTHER_PASSWORD = say("the password is wrong")

Handles = tuple[object, object]
"""A page and its text page; null where PDFium can't load it."""


class PdfLoader:
    """An open PDF whose pages are loaded one at a time, with at most one ahead.

    Raises:
        PasswordError: the password is missing or wrong.
        DamagedSourceError: PDFium can't open the file.
    """

    def __init__(self, data: bytes, name: str, password: str | None) -> None:
        self._data, self._name, self._password = data, name, password
        self.document = self._open()
        self._loaded = 0
        self._thread: Background[int, Handles] | None = None
        self._ahead: int | None = None
        self._is_alone = False
        # Pages that are freed with the next call to PDFium, which may be made in the background.
        self._spent: list[Handles] = []
        # Another opening of the file, whose pages have their annotations drawn into them; and the
        # number of objects that each has without these.
        self._flat: OpenDocument | None = None
        self._own_objects: dict[int, int] = {}
        self._annotated: dict[int, Annotated] = {}

    def own_objects(self, number: int) -> int | None:
        """How many objects of page ``number`` are its own; those after them are annotations'.

        ``None`` where no annotations are drawn into the page.
        """
        return self._own_objects.get(number)

    def annotated(self, number: int) -> Annotated | None:
        """The annotations of page ``number`` that it does not draw; ``None`` if it has none."""
        return self._annotated.get(number)

    def take(self, number: int) -> Handles:
        """Load page ``number``, from 1; pass it to :meth:`give_back` before taking another."""
        if self._ahead is not None:
            expected, handles = self._ahead, self._loaded_ahead(number)
            if handles is not None:
                if expected == number:
                    return handles
                self.give_back(handles)
        return self._load(number)

    def give_back(self, handles: Handles) -> None:
        """Free a page, soon."""
        self._spent.append(handles)

    @property
    def reopens(self) -> bool:
        """Whether the next page is loaded from another opening, when all others are given back."""
        return self._loaded >= _PAGES_AN_OPENING

    def expect(self, number: int) -> None:
        """Start loading page ``number``; calls to PDFium wait for it."""
        if cpu_count() < 2 or self._is_alone:
            return
        if self._thread is None:
            try:
                self._thread = Background(self._load, "pdfium")
            except RuntimeError:  # The system allows no more threads.
                self._is_alone = True
                return
            pdfium.busy.append(self._settle)
        self._ahead = number
        self._thread.ask(number)

    @property
    def is_loading(self) -> bool:
        """Whether a page still loads in the background."""
        return self._thread is not None and not self._thread.is_idle

    def _settle(self) -> None:
        """Wait for the page that loads in the background, unless it is this thread that loads."""
        thread = self._thread
        if thread is not None and not thread.is_idle and not thread.is_this():
            thread.wait()

    def close(self) -> None:
        """Close the file."""
        if self._ahead is not None:
            handles = self._loaded_ahead()
            if handles is not None:
                self.give_back(handles)
        if self._thread is not None:
            self._thread.close()
            # Not before it has ended: calls for other files wait for it, too.
            if self._settle in pdfium.busy:
                pdfium.busy.remove(self._settle)
        if pdfium.is_ending():
            return
        self._free_spent()
        if self._flat is not None:
            self._flat.close()
        self.document.close()

    def _free_spent(self) -> None:
        while self._spent:
            page, text = self._spent.pop()
            if text:
                pdfium.FPDFText_ClosePage(text)
            if page:
                pdfium.FPDF_ClosePage(page)

    def _loaded_ahead(self, wanted: int | None = None) -> Handles | None:
        """The page that was loaded ahead; ``None`` if it could not be, and is not ``wanted``."""
        assert self._thread is not None
        number, self._ahead = self._ahead, None
        try:
            return self._thread.result()
        except LookupError:  # An exception came while it was asked for.
            return None
        except Exception:
            if number == wanted:
                raise
            return None

    def _load(self, number: int) -> Handles:
        self._free_spent()
        if self.reopens:
            self.document.close()
            self.document = self._open()
            self._loaded = 0
        self._loaded += 1
        page = pdfium.FPDF_LoadPage(self.document.raw, number - 1)
        if page and pdfium.FPDFPage_GetAnnotCount(page):
            from kyoten_extract.engines.pdfium.marking_annotations import Annotated

            # Drawn into the page, annotations are gone.
            self._annotated[number] = Annotated.of(page)
            if has_visible_annotations(page):
                page = self._with_annotations(number, page)
        return page, pdfium.FPDFText_LoadPage(page) if page else None

    def _with_annotations(self, number: int, page: object) -> object:
        """Page ``number`` with its annotations drawn into it, instead of ``page``."""
        if self._flat is None:
            self._flat = self._open()
        if number not in self._own_objects:
            own = pdfium.FPDFPage_CountObjects(page)
            flat = pdfium.FPDF_LoadPage(self._flat.raw, number - 1)
            done = pdfium.FPDFPage_Flatten(flat, pdfium.FLAT_NORMALDISPLAY)
            pdfium.FPDF_ClosePage(flat)
            if done != pdfium.FLATTEN_SUCCESS:
                return page
            self._own_objects[number] = own
        flat = pdfium.FPDF_LoadPage(self._flat.raw, number - 1)
        if not flat:
            return page
        pdfium.FPDF_ClosePage(page)
        return flat

    def _open(self) -> OpenDocument:
        try:
            return OpenDocument(self._data, self._password)
        except OpenError as error:
            raise _open_error(error, self._name, self._password) from None
        except UnicodeEncodeError:  # A password with half a surrogate pair, from a terminal.
            raise PasswordError(_OTHER_PASSWORD, source=self._name) from None


def _open_error(error: OpenError, name: str, password: str | None) -> SourceError:
    if error.code == pdfium.FPDF_ERR_PASSWORD:
        if password is None:
            return PasswordError(
                say("the file is encrypted"),
                source=name,
                remedy=say("give its password with --password"),
            )
        return PasswordError(_OTHER_PASSWORD, source=name)
    return DamagedSourceError(
        say("the PDF is damaged or truncated"),
        source=name,
        remedy=say("get a new copy of the file"),
    )
