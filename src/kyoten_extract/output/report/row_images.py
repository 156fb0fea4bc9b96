"""Images of rows, cropped from their pages, with the cells concerned outlined."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path, PurePath

import numpy as np

from kyoten_extract._types import WITHOUT_PAGES, AnySource
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.pdfium.render import ByteArray, Drawing
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import Loaded, load
from kyoten_extract.errors import DamagedSourceError, UsageError
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Severity
from kyoten_extract.model.geometry import BBox, Box
from kyoten_extract.model.survey import Survey
from kyoten_extract.output.report.cell_boxes import CellBoxes, find_cell_boxes
from kyoten_extract.workers.optional_import import require

# Points shown around a row: enough to see its rulings.
_MARGIN = 4.0
# Points shown around a cell: enough to see its rulings.
_CELL_MARGIN = 2.0
# Pixels: width of a row image, at which small print is just legible and the image takes 5 to 15 kB.
_WIDTH = 1400
# Pixels per point at most: a place of a few points needs no image of this width.
_SCALE = 2.2
# Points cut off at each side of a cell before looking for print, so that rulings do not count.
_RULING = 1.5
# Points of white kept above and below a cell's text.
_SPARE = 3.0
# Gray level, 0 to 255: print is darker than this, shaded paper lighter.
_PALE = 150
# WebP quality, 0 to 100: small and still legible; above 100 nothing is lost.
_QUALITY, _LOSSLESS = 55, 101
# Levels, 0 to 255: channels that differ by more are a color.
_COLORED = 24
# Limits, 0 to 255, of the three grays that are kept, and their levels: fewer compress better.
_GRAY_LIMITS, _GRAYS = (100, 225), (0, 150, 255)


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectangle in an image, in pixels, with the severity of what it marks."""

    x: int
    y: int
    width: int
    height: int
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class CellView:
    """Where a cell is in an image, in pixels, without most of the white around its text."""

    x: int
    y: int
    width: int
    height: int
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class CroppedImage:
    """An image of a part of a page as a data URI; ``width`` and ``height`` in pixels.

    ``cells`` are the places in it of the cells that were asked for.
    """

    page: int
    uri: str
    width: int
    height: int
    outlines: tuple[Outline, ...]
    cells: Mapping[Box, CellView] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CropRequest:
    """A place to crop, the places in it to outline, and the cells in it to find.

    A merged cell that reaches beyond its row is cropped alone (``is_cell``).
    """

    box: Box
    marks: tuple[tuple[Box, Severity | None], ...] = ()
    cells: tuple[Box, ...] = ()
    is_cell: bool = False

    @property
    def shown(self) -> BBox:
        """The place with a margin, in points."""
        margin = _CELL_MARGIN if self.is_cell else _MARGIN
        # The page has nothing beyond its left and top edges.
        x0, top = max(self.box[1] - margin, 0.0), max(self.box[2] - margin, 0.0)
        return x0, top, self.box[3] + margin, self.box[4] + margin

    @property
    def pixels(self) -> int:
        """Width of its image in pixels."""
        left, _, right, _ = self.shown
        return max(min(round(_SCALE * (right - left)), _WIDTH), 1)


def document_beside(saved: Path, survey: Survey) -> Path | None:
    """The file that ``survey`` was read from, if it lies beside the file it was saved to."""
    path = saved.parent / PurePath(survey.source.name).name
    try:
        is_same = hashlib.sha256(path.read_bytes()).hexdigest() == survey.source.sha256
    except (OSError, ValueError):  # No such file, or no name of one.
        return None
    return path if is_same else None


class SourceDocument:
    """The document that a survey was read from.

    Raises:
        UsageError: it is not the document that the survey was read from.
    """

    def __init__(self, document: AnySource, survey: Survey, password: str | None = None) -> None:
        self._loaded: Loaded = load(document)
        self._password = password
        self._survey = survey
        if hashlib.sha256(self._loaded.data).hexdigest() != survey.source.sha256:
            raise UsageError(
                say("the document is not the one the survey was read from"),
                source=self._loaded.name,
                remedy=say(
                    "pass the file with SHA-256 {sha256}...", sha256=survey.source.sha256[:12]
                ),
            )

    @property
    def has_pages(self) -> bool:
        """Whether its pages can be rendered: a transcription or a workbook has none."""
        return self._survey.source.engine not in WITHOUT_PAGES

    def cell_boxes(self) -> list[CellBoxes]:
        """Return the cell boxes of each record."""
        pages = sorted({page for base in self._survey.bases for page in base.source.pages})
        document = read_document(
            self._loaded, engine="pdfium", pages=pages, password=self._password
        )
        return find_cell_boxes(document.contents, self._survey.bases)

    def images(self, wanted: Iterable[CropRequest]) -> Mapping[CropRequest, CroppedImage]:
        """Return the images of ``wanted``, without those whose pages can't be rendered."""
        by_page: defaultdict[int, list[CropRequest]] = defaultdict(list)
        for want in dict.fromkeys(wanted):
            by_page[want.box[0]].append(want)
        drawn: dict[CropRequest, CroppedImage] = {}
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


def _picture(want: CropRequest, drawing: Drawing) -> CroppedImage:
    height, width = drawing.pixels.shape[:2]
    return CroppedImage(
        want.box[0],
        _encoded(drawing.pixels),
        width,
        height,
        tuple(_outline(mark, severity, drawing) for mark, severity in _most_severe(want.marks)),
        {cell: _cell_view(cell, drawing) for cell in want.cells},
    )


def _cell_view(cell: Box, drawing: Drawing) -> CellView:
    """Find a cell's text in a drawing, with a little white around it."""
    height, width = drawing.pixels.shape[:2]
    place = _outline(cell, None, drawing)
    x0, y0 = (min(max(place.x, 0), width - 1), min(max(place.y, 0), height - 1))
    x1 = min(max(place.x + place.width, x0 + 1), width)
    y1 = min(max(place.y + place.height, y0 + 1), height)
    inset = round(_RULING * drawing.scale)
    inside = drawing.pixels[y0 + inset : y1 - inset, x0 + inset : x1 - inset]
    dark = (inside <= _PALE).any(axis=(1, 2))
    printed: list[int] = np.flatnonzero(dark).tolist() if inside.size else []
    if not printed:
        return CellView(x0, y0, x1 - x0, y1 - y0, is_blank=True)
    spare = round(_SPARE * drawing.scale)
    first = max(y0 + inset + printed[0] - spare, y0)
    last = min(y0 + inset + printed[-1] + spare, y1)
    return CellView(x0, first, x1 - x0, last - first)


def _most_severe(
    marks: Sequence[tuple[Box, Severity | None]],
) -> list[tuple[Box, Severity | None]]:
    """Return each place once, with its most severe mark; ``marks`` has those first."""
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
    """Return a data URI of a WebP image: few grays without loss, colors with some."""
    require("cv2", needed_by="the images of a report")
    import cv2

    if int(np.ptp(pixels, axis=2).max()) > _COLORED:
        quality = _QUALITY
    else:
        quality = _LOSSLESS
        gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        pixels = np.array(_GRAYS, np.uint8)[np.digitize(gray, _GRAY_LIMITS)]
    done, data = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, quality])
    assert done
    return "data:image/webp;base64," + base64.b64encode(data.tobytes()).decode("ascii")
