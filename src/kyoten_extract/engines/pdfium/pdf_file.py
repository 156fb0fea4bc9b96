"""Born-digital PDFs: rulings, characters and links of each page, through PDFium's API."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.drawn_paths import DrawnPaths
from kyoten_extract.engines.pdfium.drawn_rulings import read_lines
from kyoten_extract.engines.pdfium.file_measure import measure
from kyoten_extract.engines.pdfium.link_annotations import read_links
from kyoten_extract.engines.pdfium.page_loader import PdfLoader
from kyoten_extract.engines.pdfium.page_objects import Level, levels
from kyoten_extract.engines.pdfium.paint_order import PaintOrder, paint_order
from kyoten_extract.engines.pdfium.picture_of_page import may_show_others, picture_of
from kyoten_extract.engines.pdfium.render import Drawing, draw
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.engines.pdfium.text_page import PageText, ToldText, seen_text
from kyoten_extract.engines.pdfium.unseen import unseen_lines
from kyoten_extract.errors import DamagedSourceError, SourceError
from kyoten_extract.messages import say
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import columns, true_at
from kyoten_extract.page.noted_text import around_and_text
from kyoten_extract.page.page_model import BoolArray, FloatArray, Link, Page, Rulings, Shades, rows
from kyoten_extract.page.picture_proof import PagePicture, overlapping
from kyoten_extract.page.text_quality import Condition, Noted
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits
from kyoten_extract.workers.page_time import check_time

if TYPE_CHECKING:
    from kyoten_extract.engines.pdfium.bomb_guard import Over
    from kyoten_extract.engines.pdfium.layers import Layers

# Paths on a page without text: more than this are letters drawn as outlines, fewer are rulings.
_MAX_PATHS_OF_RULINGS = 100
# Bytes of file per page, at least: a damaged page tree may claim a million pages.
_MIN_PAGE_BYTES = 4
# Points: coordinates of text are clamped to this. Text can be set far off the page, and arrays are
# allocated by position.
_MAX_COORDINATE = 100_000.0


class PdfFile:
    """An open PDF. Each page is loaded, read into arrays, and freed before the next.

    Raises:
        PasswordError: the password is missing or wrong.
        DamagedSourceError: PDFium can't open the file.
        LimitError: the file as a whole is over one of ``limits``.
    """

    def __init__(
        self,
        data: bytes,
        name: str,
        password: str | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._name = name
        self._limits = limits
        measured = measure(data, name, limits, password)
        self._blends = measured.blends
        self._loader = PdfLoader(data, name, password)
        document = self._loader.document
        self._layered = measured.layered
        self._count = min(len(document), len(data) // _MIN_PAGE_BYTES)
        self._over: Over = {}
        self._layers: Layers | None = None
        # Both parse the objects of the file, which few files need.
        if measured.suspect:
            from kyoten_extract.engines.pdfium.bomb_guard import pages_over

            self._over = pages_over(document, limits)
        if self._layered:
            from kyoten_extract.engines.pdfium.layers import Layers

            self._layers = Layers.of(document)
            if self._layers is not None:
                # What PDFium writes of a damaged file may be none.
                with suppress(SourceError):
                    numbered = PdfLoader(self._layers.numbered, name, None)
                    self._loader.close()
                    self._loader = numbered

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._loader.close()

    def __len__(self) -> int:
        return self._count

    @property
    def is_loading(self) -> bool:
        """Whether a page loads in the background."""
        return self._loader.is_loading

    def refuse_heavy(self, number: int) -> None:
        """Check that page ``number`` is no decompression bomb.

        Raises:
            LimitError: it draws too much for PDFium to load.
        """
        if number in self._over:
            name, measured = self._over[number]
            self._limits.check(name, measured, source=self._name, page=number)

    def page(self, number: int, *, then: int | None = None) -> Page:
        """Read page ``number``, from 1; see :meth:`page_and_picture`."""
        return self.page_and_picture(number, then=then, verify=False)[0]

    def page_and_picture(
        self, number: int, *, then: int | None = None, verify: bool | None = None
    ) -> tuple[Page, PagePicture | None]:
        """Read page ``number``, from 1, and draw it small if ``verify`` is true.

        If ``verify`` is ``None``, it is drawn where it may show other things than it holds.
        Page ``then`` is loaded in the background, from the time on when PDFium has told of this one
        what most pages need.

        Raises:
            DamagedSourceError: the page can't be loaded.
            LimitError: it draws or takes too much.
        """
        self.refuse_heavy(number)
        handle, text = handles = self._loader.take(number)
        if then is not None and then in self._over:
            then = None
        try:
            if not text:
                raise DamagedSourceError(
                    say("the page cannot be loaded"),
                    source=self._name,
                    page=number,
                    remedy=say("repair the file, or exclude the page with --pages"),
                )
            chars = TextChars.of(text)
            frame = Frame.of(handle, text, chars)
            if not (frame.width > 0 and frame.height > 0):
                raise DamagedSourceError(
                    say("the page has no visible area: its page boxes do not overlap"),
                    source=self._name,
                    page=number,
                )
            drawn: Sequence[Level] = list(levels(handle))
            check_time()
            painted = paint_order(drawn)
            off = self._off(number, painted)
            paths = DrawnPaths.of(drawn, painted)
            check_time()
            told = ToldText.of(chars, drawn)
            links = self._links(number, handle, frame)
            marks = self._loader.annotated(number)
            if verify is None and self._may_show_others(number, handle, drawn):
                verify = True
            own, document = self._loader.own_objects(number), self._loader.document.raw
            if then is not None and not verify and not self._loader.reopens:
                # Calls to PDFium from here on wait until that page is loaded: few pages need any.
                ahead, then = then, None
                self._loader.expect(ahead)
            sight = Sight.of(document, handle, painted, off, paths, frame, own)
            seen = seen_text(handle, told, drawn, frame, sight)
            read = seen.read() if seen.layer.any() else None
            # Under the image of a scan, lines may be of the invisible layer.
            lines, owners = read_lines(sight.paths)
            if seen.stamps is not None:
                kept = true_at(~seen.stamps[owners])
                lines, owners = lines[kept], owners[kept]
            noted = None
            if read is None or not read.invisible:
                unseen, noted = unseen_lines(sight, owners)
                lines = lines[~unseen]
            shades = sight.areas.shades if sight.fills.are_colored else Shades()
            shapes: tuple[BBox, ...] = ()
            if (len(paths.thick) and paths.small.any()) or (
                painted.types == pdfium.FPDF_PAGEOBJ_IMAGE
            ).any():
                from kyoten_extract.engines.pdfium.small_shapes import small_shapes

                shapes = small_shapes(sight)
            read = read or seen.read()
            characters = read.characters
            condition = Condition(
                hidden=read.hidden,
                doubled=read.doubled,
                undecoded=read.undecoded,
                marks=shapes,
                struck=marks.struck_texts(frame, characters) if marks else (),
                undrawn=marks.undrawn(frame) if marks else None,
                invisible=read.invisible,
                unread=read.unread,
                unseen=read.unseen,
                unseen_lines=noted,
                annotated=_annotated(read),
                picture=None if len(characters.codes) else _picture(drawn),
            )
            page = Page(
                number,
                frame.width,
                frame.height,
                _rulings(frame, lines),
                replace(
                    characters, boxes=np.clip(characters.boxes, -_MAX_COORDINATE, _MAX_COORDINATE)
                ),
                links,
                condition,
                shades,
            )
            check_time()
            if verify or (verify is None and overlapping(page)):
                return page, picture_of(handle, text, drawn, frame)
            return page, None
        finally:
            self._loader.give_back(handles)
            if then is not None:
                self._loader.expect(then)

    def _may_show_others(self, number: int, handle: object, drawn: Sequence[Level]) -> bool:
        annotated = self._loader.own_objects(number) is not None
        return may_show_others(
            handle, drawn, layered=self._layered, annotated=annotated, blends=self._blends
        )

    def _off(self, number: int, painted: PaintOrder) -> BoolArray:
        """(n,) which objects are of layers that are off."""
        if self._layers is None:
            return np.zeros(len(painted.objects), dtype=bool)
        return self._layers.hidden(number, painted)

    def _links(self, number: int, handle: object, frame: Frame) -> tuple[Link, ...]:
        document = self._loader.document.raw
        if self._loader.own_objects(number) is None:
            return read_links(document, handle, frame)
        # Drawn into the page, annotations are links no more.
        page = pdfium.FPDF_LoadPage(document, number - 1)
        try:
            return read_links(document, page, frame)
        finally:
            pdfium.FPDF_ClosePage(page)

    def pictures(self, number: int, parts: Sequence[tuple[BBox, int]]) -> list[Drawing]:
        """Render parts of page ``number``, from 1: each a bbox, and its width in pixels.

        Raises:
            DamagedSourceError: the page can't be rendered.
        """
        self.refuse_heavy(number)
        handle, text = handles = self._loader.take(number)
        try:
            if not text:
                raise DamagedSourceError(
                    say("the page cannot be rendered"), source=self._name, page=number
                )
            frame = Frame.of(handle, text)
            return [draw(handle, frame, box, width) for box, width in parts]
        finally:
            self._loader.give_back(handles)


def _rulings(frame: Frame, lines: FloatArray) -> Rulings:
    """Sort lines into horizontal and vertical rulings, cut to the visible page."""
    boxes = frame.boxes(lines)
    size = (frame.width, frame.height, frame.width, frame.height)
    shown = np.minimum(np.maximum(boxes, 0.0), size)
    x0, top, x1, bottom = shown.T
    # A line moved by the clipping across its direction was outside the page.
    across = (boxes[:, 2] - boxes[:, 0]) >= (boxes[:, 3] - boxes[:, 1])
    visible = np.where(across, boxes[:, 1] == top, boxes[:, 0] == x0)
    y, x = (top + bottom) / 2, (x0 + x1) / 2
    return Rulings(
        rows(columns(y, x0, x1), true_at(across & visible)),
        rows(columns(x, top, bottom), true_at(~across & visible)),
    )


def _annotated(read: PageText) -> Noted | None:
    """The characters of annotations and form fields."""
    at = true_at(read.annotated)
    if not len(at):
        return None
    characters = read.characters
    return Noted(len(at), *around_and_text(characters.codes, characters.boxes, characters.runs, at))


def _picture(drawn: Sequence[Level]) -> Literal["image", "outlines"] | None:
    """What a page without text shows instead of it."""
    if any(len(level.of_type(pdfium.FPDF_PAGEOBJ_IMAGE)) for level in drawn):
        return "image"
    paths = sum(len(level.of_type(pdfium.FPDF_PAGEOBJ_PATH)) for level in drawn)
    return "outlines" if paths > _MAX_PATHS_OF_RULINGS else None
