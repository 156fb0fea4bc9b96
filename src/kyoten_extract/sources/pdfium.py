"""Born-digital PDF: rulings and characters straight from the page, through PDFium's own API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from kyoten_extract.condition import Condition
from kyoten_extract.errors import DamagedSourceError, PasswordError, SourceError
from kyoten_extract.page import FloatArray, Page, Rulings
from kyoten_extract.sources import pdfium_api as api
from kyoten_extract.sources.pdfium_frame import Frame
from kyoten_extract.sources.pdfium_links import read_links
from kyoten_extract.sources.pdfium_objects import Level, levels
from kyoten_extract.sources.pdfium_paths import read_lines
from kyoten_extract.sources.pdfium_text import read_text
from kyoten_extract.sources.pdfium_weight import may_be_heavy, too_heavy

# PDFium keeps every font it has met until the file is closed, and a file joined from many has as
# many times the same ones. It is opened anew after this many pages, which takes no time.
_PAGES_AN_OPENING = 100
# A page without text that draws more paths than this draws its letters.
_MOST_RULINGS = 100
# Bytes of the file: a page tree may say that it has a million pages, and has one.
_SHORTEST_PAGE = 4
_OTHER_PASSWORD = "the password does not open the file"


class PdfFile:
    """An open PDF. Pages are loaded one at a time, and freed before they are handed out.

    Raises:
        PasswordError: the file needs a password that was not given, or another one.
        DamagedSourceError: PDFium can't open it.
    """

    def __init__(self, data: bytes, name: str, password: str | None = None) -> None:
        self._data, self._name, self._password = data, name, password
        self._document = self._open()
        self._loaded = 0
        self._count = min(len(self._document), len(data) // _SHORTEST_PAGE)
        self._heavy = too_heavy(self._document) if may_be_heavy(data) else frozenset()

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return self._count

    def _open(self) -> pypdfium2.PdfDocument:
        try:
            return pypdfium2.PdfDocument(self._data, password=self._password)
        except pypdfium2.PdfiumError as error:
            raise _open_error(error, self._name, self._password) from None
        except UnicodeEncodeError:  # half of a surrogate pair, from a terminal
            raise PasswordError(_OTHER_PASSWORD, source=self._name) from None

    def page(self, number: int) -> Page:
        """Page ``number``, from 1.

        Raises:
            DamagedSourceError: this page can't be loaded.
        """
        if number in self._heavy:
            raise DamagedSourceError(
                "what the page draws is too much to be read: forms within forms, or padding",
                source=self._name,
                page=number,
                remedy="leave the page out with pages=",
            )
        if self._loaded == _PAGES_AN_OPENING:
            self._document.close()
            self._document = self._open()
            self._loaded = 0
        self._loaded += 1
        handle = pdfium.FPDF_LoadPage(self._document.raw, number - 1)
        text = pdfium.FPDFText_LoadPage(handle) if handle else None
        try:
            if not text:
                raise DamagedSourceError(
                    "the page can't be loaded",
                    source=self._name,
                    page=number,
                    remedy="repair the file, or leave the page out with pages=",
                )
            frame = Frame.of(handle, text)
            if not (frame.width > 0 and frame.height > 0):
                raise DamagedSourceError(
                    "the page has no area that is shown: its boxes do not meet",
                    source=self._name,
                    page=number,
                )
            drawn = list(levels(api.address(handle)))
            read = read_text(text, drawn, frame)
            condition = Condition(
                hidden=read.hidden,
                doubled=read.doubled,
                undecoded=read.undecoded,
                invisible=read.invisible,
                picture=None if len(read.characters.codes) else _picture(drawn),
            )
            return Page(
                number,
                frame.width,
                frame.height,
                _rulings(frame, read_lines(drawn)),
                read.characters,
                read_links(self._document.raw, handle, frame),
                condition,
            )
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            if handle:
                pdfium.FPDF_ClosePage(handle)


def _open_error(error: pypdfium2.PdfiumError, name: str, password: str | None) -> SourceError:
    # The message is composed here: PDFium's own must not carry a password into a log.
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        if password is None:
            return PasswordError(
                "the file is encrypted", source=name, remedy="give its password with --password"
            )
        return PasswordError(_OTHER_PASSWORD, source=name)
    return DamagedSourceError(
        "the PDF can't be opened", source=name, remedy="it is damaged or cut short; get it again"
    )


def _rulings(frame: Frame, lines: FloatArray) -> Rulings:
    """Lines to rulings by direction, as far as the page shows them."""
    boxes = frame.boxes(lines)
    shown = np.clip(boxes, 0.0, (frame.width, frame.height, frame.width, frame.height))
    x0, top, x1, bottom = shown.T
    # What is clipped to a side of the page was beyond it, unless it ran along it.
    across = (boxes[:, 2] - boxes[:, 0]) >= (boxes[:, 3] - boxes[:, 1])
    visible = np.where(across, boxes[:, 1] == top, boxes[:, 0] == x0)
    y, x = (top + bottom) / 2, (x0 + x1) / 2
    return Rulings(
        np.column_stack((y, x0, x1))[across & visible],
        np.column_stack((x, top, bottom))[~across & visible],
    )


def _picture(drawn: Sequence[Level]) -> Literal["image", "outlines"] | None:
    """What a page without text shows in its place."""
    if any(level.of_type(pdfium.FPDF_PAGEOBJ_IMAGE) for level in drawn):
        return "image"
    paths = sum(len(level.of_type(pdfium.FPDF_PAGEOBJ_PATH)) for level in drawn)
    return "outlines" if paths > _MOST_RULINGS else None
