"""Born-digital PDF: rulings and characters straight from the page, through PDFium's own API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium.bomb_guard import may_be_heavy, too_heavy
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.drawn_rulings import read_lines
from kyoten_extract.engines.pdfium.link_annotations import read_links
from kyoten_extract.engines.pdfium.page_loader import PdfLoader
from kyoten_extract.engines.pdfium.page_objects import Level, levels
from kyoten_extract.engines.pdfium.render import Drawing, draw
from kyoten_extract.engines.pdfium.text_page import read_text
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.page_model import FloatArray, Page, Rulings
from kyoten_extract.page.text_quality import Condition

# A page without text that draws more paths than this draws its letters.
_MOST_RULINGS = 100
# Bytes of the file: a page tree may say that it has a million pages, and has one.
_SHORTEST_PAGE = 4
# Points: text may be set beyond any page, but what counts by places must not count so far.
_FARTHEST = 100_000.0


class PdfFile:
    """An open PDF. Pages are loaded one at a time, and freed before they are handed out.

    Raises:
        PasswordError: the file needs a password that was not given, or another one.
        DamagedSourceError: PDFium can't open it.
    """

    def __init__(self, data: bytes, name: str, password: str | None = None) -> None:
        self._name = name
        self._loader = PdfLoader(data, name, password)
        document = self._loader.document
        self._count = min(len(document), len(data) // _SHORTEST_PAGE)
        self._heavy = too_heavy(document) if may_be_heavy(data) else frozenset()

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._loader.close()

    def __len__(self) -> int:
        return self._count

    def refuse_heavy(self, number: int) -> None:
        """Raise where page ``number`` draws too much for PDFium to be given.

        Raises:
            DamagedSourceError: it does.
        """
        if number in self._heavy:
            raise DamagedSourceError(
                "the page draws too much to be read: nested forms or padding",
                source=self._name,
                page=number,
                remedy="exclude the page with --pages",
            )

    def page(self, number: int, *, then: int | None = None) -> Page:
        """Page ``number``, from 1.

        Page ``then`` is loaded in the background meanwhile: nothing but a call for it, or for
        another page, or the end may follow.

        Raises:
            DamagedSourceError: this page can't be loaded.
        """
        self.refuse_heavy(number)
        handle, text = handles = self._loader.take(number)
        try:
            if not text:
                raise DamagedSourceError(
                    "the page cannot be loaded",
                    source=self._name,
                    page=number,
                    remedy="repair the file, or exclude the page with --pages",
                )
            frame = Frame.of(handle, text)
            if not (frame.width > 0 and frame.height > 0):
                raise DamagedSourceError(
                    "the page has no visible area: its page boxes do not overlap",
                    source=self._name,
                    page=number,
                )
            drawn = list(levels(handle))
            read = read_text(text, drawn, frame)
            characters = read.characters
            condition = Condition(
                hidden=read.hidden,
                doubled=read.doubled,
                undecoded=read.undecoded,
                invisible=read.invisible,
                picture=None if len(characters.codes) else _picture(drawn),
            )
            return Page(
                number,
                frame.width,
                frame.height,
                _rulings(frame, read_lines(drawn)),
                replace(characters, boxes=np.clip(characters.boxes, -_FARTHEST, _FARTHEST)),
                read_links(self._loader.document.raw, handle, frame),
                condition,
            )
        finally:
            self._loader.give_back(handles)
            if then is not None and then not in self._heavy:
                self._loader.expect(then)

    def pictures(self, number: int, parts: Sequence[tuple[BBox, int]]) -> list[Drawing]:
        """Parts of page ``number``, from 1: each a box, and how many pixels wide it is drawn.

        Raises:
            DamagedSourceError: this page can't be drawn.
        """
        self.refuse_heavy(number)
        handle, text = handles = self._loader.take(number)
        try:
            if not text:
                raise DamagedSourceError(
                    "the page cannot be rendered", source=self._name, page=number
                )
            frame = Frame.of(handle, text)
            return [draw(handle, frame, box, width) for box, width in parts]
        finally:
            self._loader.give_back(handles)


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
