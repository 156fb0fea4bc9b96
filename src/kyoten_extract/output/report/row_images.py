"""Rows cut out of the pages they were printed on, with what is concerned outlined."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kyoten_extract._types import AnySource
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.pdfium.render import ByteArray, Drawing
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import Loaded, load
from kyoten_extract.errors import DamagedSourceError, UsageError
from kyoten_extract.model.finding import Severity
from kyoten_extract.model.geometry import BBox, Box
from kyoten_extract.model.survey import Survey
from kyoten_extract.output.report.cell_boxes import Places, cell_places

# Points around a row that are shown with it.
_MARGIN = 7.0
_CELL_MARGIN = 2.0
# Pixels across: small print can be read, and a picture takes some 30 kB.
_WIDTH = 2200
_CELL_SCALE = 4.0
_RULING = 1.5
# White above and below a cell's text that is shown with it.
_SPARE = 6.0
# Paper may be shaded; print is darker.
_PALE = 150
_QUALITY, _COMPRESSION = 55, 6
# The difference of channels that is a colour; and a step of grey, of which there are sixteen.
_COLOURED, _GREY = 24, 17


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectangle in a picture, in its pixels, and how grave what it marks is."""

    x: int
    y: int
    width: int
    height: int
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page as a data URI, ``width`` by ``height`` pixels."""

    page: int
    uri: str
    width: int
    height: int
    outlines: tuple[Outline, ...]
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place to be cut out, and the places in it to be outlined; a cell is shown larger."""

    box: Box
    marks: tuple[tuple[Box, Severity | None], ...] = ()
    is_cell: bool = False

    @property
    def shown(self) -> BBox:
        """The place with some of what is around it."""
        margin = _CELL_MARGIN if self.is_cell else _MARGIN
        # Beyond the left and upper sides of the page there is nothing to be shown.
        x0, top = max(self.box[1] - margin, 0.0), max(self.box[2] - margin, 0.0)
        return x0, top, self.box[3] + margin, self.box[4] + margin

    @property
    def pixels(self) -> int:
        """How wide its picture is made."""
        if not self.is_cell:
            return _WIDTH
        return max(min(round(_CELL_SCALE * (self.box[3] - self.box[1])), _WIDTH // 2), 1)


class Printed:
    """The document that a survey was read from.

    Raises:
        UsageError: it is another document.
    """

    def __init__(self, document: AnySource, survey: Survey, password: str | None = None) -> None:
        self._loaded: Loaded = load(document)
        self._password = password
        self._survey = survey
        if hashlib.sha256(self._loaded.data).hexdigest() != survey.source.sha256:
            raise UsageError(
                "the document is not the one the survey was read from",
                source=self._loaded.name,
                remedy=f"pass the file with SHA-256 {survey.source.sha256[:12]}...",
            )

    @property
    def has_pages(self) -> bool:
        """Whether there is anything to be drawn: a transcription has no pages."""
        return self._survey.source.engine != "transcript"

    def places(self) -> list[Places]:
        """Where the cells of each record are."""
        pages = sorted({page for base in self._survey.bases for page in base.source.pages})
        document = read_document(
            self._loaded, engine="pdfium", pages=pages, password=self._password
        )
        return cell_places(document.contents, self._survey.bases)

    def pictures(self, wanted: Iterable[Wanted]) -> Mapping[Wanted, Picture]:
        """What is ``wanted``, as far as its pages can be drawn."""
        by_page: defaultdict[int, list[Wanted]] = defaultdict(list)
        for want in dict.fromkeys(wanted):
            by_page[want.box[0]].append(want)
        drawn: dict[Wanted, Picture] = {}
        pdf = PdfInput(self._loaded.data, self._loaded.name, self._password, "pdfium")
        with PdfPages(pdf) as file:
            for page, wants in sorted(by_page.items()):
                if not 1 <= page <= len(file):
                    continue
                parts = [(want.shown, want.pixels) for want in wants]
                try:
                    drawings = file.pictures(page, parts)
                except DamagedSourceError:
                    continue
                for want, drawing in zip(wants, drawings, strict=True):
                    if drawing.pixels.size:
                        drawn[want] = _picture(want, drawing)
        return drawn


def _picture(want: Wanted, drawing: Drawing) -> Picture:
    if want.is_cell:
        drawing = _without_margins(drawing)
    height, width = drawing.pixels.shape[:2]
    return Picture(
        want.box[0],
        _encoded(drawing.pixels),
        width,
        height,
        tuple(_outline(mark, severity, drawing) for mark, severity in _gravest(want.marks)),
        _is_blank(drawing),
    )


def _inside(drawing: Drawing) -> tuple[int, ByteArray]:
    """How many pixels a cell's rulings take at each side, and what is within them."""
    inset = round((_CELL_MARGIN + _RULING) * drawing.scale)
    return inset, drawing.pixels[inset:-inset, inset:-inset]


def _is_blank(drawing: Drawing) -> bool:
    """Whether nothing is printed in a cell."""
    _, inside = _inside(drawing)
    return not inside.size or int(inside.min()) > _PALE


def _without_margins(drawing: Drawing) -> Drawing:
    """A cell without most of the white above and below its text."""
    inset, inside = _inside(drawing)
    printed = np.flatnonzero((inside <= _PALE).any(axis=(1, 2)))
    if not len(printed):
        return drawing
    spare = round(_SPARE * drawing.scale)
    first = max(inset + int(printed[0]) - spare, 0)
    last = inset + int(printed[-1]) + spare
    return replace(
        drawing,
        pixels=drawing.pixels[first:last],
        top=drawing.top + first / drawing.scale,
    )


def _gravest(
    marks: Sequence[tuple[Box, Severity | None]],
) -> list[tuple[Box, Severity | None]]:
    """Each place once; those given first are the gravest."""
    first: dict[Box, Severity | None] = {}
    for box, severity in marks:
        first.setdefault(box, severity)
    return list(first.items())


def _outline(mark: Box, severity: Severity | None, drawing: Drawing) -> Outline:
    scale = drawing.scale
    x0, top, x1, bottom = mark[1:]
    return Outline(
        round((x0 - drawing.left) * scale),
        round((top - drawing.top) * scale),
        max(round((x1 - x0) * scale), 1),
        max(round((bottom - top) * scale), 1),
        severity,
    )


def _encoded(pixels: ByteArray) -> str:
    """A data URI: text in greys is as small as PNG, and much sooner made; colours go to WebP."""
    import cv2

    if int(np.ptp(pixels, axis=2).max()) > _COLOURED:
        kind, options = "webp", [cv2.IMWRITE_WEBP_QUALITY, _QUALITY]
    else:
        kind, options = "png", [cv2.IMWRITE_PNG_COMPRESSION, _COMPRESSION]
        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        pixels = grey // np.uint8(_GREY) * np.uint8(_GREY)
    done, data = cv2.imencode(f".{kind}", pixels, options)
    assert done
    return f"data:image/{kind};base64," + base64.b64encode(data.tobytes()).decode("ascii")
