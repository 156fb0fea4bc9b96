"""A page's picture with what was read from it drawn over: rulings, cells, text runs, rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kyoten_extract._types import WITHOUT_PAGES
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.pdfium.render import ByteArray
from kyoten_extract.engines.source import Loaded, load
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say
from kyoten_extract.model.geometry import BBox, Box
from kyoten_extract.model.table_model import Origin, Table
from kyoten_extract.page.page_model import Characters, Rulings
from kyoten_extract.records.ocr_findings import page_ranges
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_INPUTS = {"transcript": "a transcription", "workbook": "a workbook", "csv": "a CSV file"}
# Share of the page's own colors that is kept, so that what is drawn over it stands out.
_FADED = 0.45
# Pixels: the width of lines, by kind.
_THIN, _THICK = 1, 3
# Pixels: outlines are drawn this far inside, so that those of neighbors, and rulings, stay visible.
_INSET = 2
# Levels, of 255: how opaque the fill of a marked place is, and an outline.
_FILL, _INK = 56, 200
# Pixels: type size, swatch and margin of the legend.
_TYPE, _SWATCH, _MARGIN = 15, 14, 8
# Pixels of a picture, at most: a page can be a poster.
_MAX_PIXELS = 40_000_000

Color = tuple[int, int, int]

# Colors that can be told apart with any kind of color vision (Okabe and Ito), and black.
RED, BLUE, GREEN = (213, 94, 0), (0, 114, 178), (0, 158, 115)
ORANGE, PURPLE, PINK, BLACK = (240, 200, 0), (120, 60, 190), (225, 60, 140), (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of thing on a page: boxes in points, drawn as outlines in one color.

    Attributes:
        label: for the legend, in the plural.
        boxes: a ruling is a box without width or height.
        color: of outline and fill.
        filled: whether the boxes are tinted.
        thick: whether the outline is bold.
        inset: whether it is drawn a little inside of the box.
    """

    label: str
    boxes: tuple[BBox, ...]
    color: Color
    filled: bool = False
    thick: bool = False
    inset: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as it was read: its picture, and the geometry that tables do not keep.

    Attributes:
        pixels: (height, width, 3) in RGB order.
        scale: pixels per point.
        rulings, runs: in points.
    """

    pixels: ByteArray
    scale: float
    rulings: Rulings
    runs: tuple[BBox, ...]


def draw(table: Table, page: int, *, scale: float, password: str | None = None) -> Image:
    """The picture of ``page`` (from 1) for :meth:`Table.draw`, at ``scale`` pixels per point.

    The rows and findings are those of ``table`` and its others; all else is of the whole page.

    Raises:
        UsageError: as :meth:`Table.draw` says.
        SourceError: the document can't be read again.
        MissingDependencyError: a package that this needs is not installed.
    """
    require("PIL", needed_by="the picture of a page")
    if not 0 < scale < float("inf"):
        raise UsageError(say("scale must be positive, not {scale}", scale=scale))
    origin = table.origin
    if origin is None:
        raise UsageError(
            say("the table has no page to draw"), remedy=say("draw one that read_table returned")
        )
    if page not in origin.pages:
        raise UsageError(
            say("page {page} was not read", page=page),
            source=origin.name,
            remedy=say("choose from pages {pages}", pages=page_ranges(origin.pages)),
        )
    loaded = _loaded(origin)
    recognized = page in origin.recognized
    sheet = (_scanned if recognized else _printed)(loaded, origin, page, scale, password)
    return _composed(sheet, layers(table, origin, page, sheet.rulings, sheet.runs))


def layers(
    table: Table, origin: Origin, page: int, rulings: Rulings, runs: Sequence[BBox]
) -> tuple[Layer, ...]:
    """What is drawn over ``page``, bottom to top."""
    tables = (table, *table.others)
    joined = [row for one in tables for row in one.rows if len(row.pages) > 1]
    places = [
        finding.bbox
        for one in tables
        for finding in one.findings
        if finding.page == page and finding.bbox is not None
    ]
    lines = [(x0, y, x1, y) for y, x0, x1 in rulings.horizontal.tolist()]
    lines += [(x, top, x, bottom) for x, top, bottom in rulings.vertical.tolist()]
    outside = [piece.bbox for piece in origin.outside if piece.page == page and piece.bbox]
    area = () if origin.area is None else (origin.area,)
    return (
        Layer(
            "joined rows", _on(page, (b for r in joined for b in r.boxes)), PURPLE, True, True, True
        ),
        Layer("leftovers", tuple(outside), ORANGE, filled=True),
        Layer("findings", tuple(dict.fromkeys(places)), PINK, filled=True),
        Layer("text runs", tuple(runs), GREEN),
        Layer("cells", _on(page, origin.cells), BLUE, inset=True),
        Layer("rulings", tuple(lines), RED, thick=True),
        Layer("area", area, BLACK, thick=True),
    )


def _on(page: int, boxes: Iterable[Box]) -> tuple[BBox, ...]:
    return tuple(box[1:] for box in boxes if box[0] == page)


def _loaded(origin: Origin) -> Loaded:
    if origin.engine in WITHOUT_PAGES:
        what = _INPUTS[origin.engine]
        raise UsageError(say("{what} has no pages to draw", what=what), source=origin.name)
    loaded = replace(load(origin.document), name=origin.name)
    if hashlib.sha256(loaded.data).hexdigest() != origin.sha256:
        raise UsageError(
            say("the file has changed since the table was read"),
            source=origin.name,
            remedy=say("read the table again"),
        )
    return loaded


def _printed(
    loaded: Loaded, origin: Origin, page: int, scale: float, password: str | None
) -> _Sheet:
    """A page with text, as PDFium reads it."""
    pdf = PdfInput(loaded.data, loaded.name, password, "pdfium", area=origin.area)
    with PdfPages(pdf) as file:
        content = file.page(page)
        width, height = content.width, content.height
        scale = min(scale, (_MAX_PIXELS / (width * height)) ** 0.5)
        whole = (0.0, 0.0, width, height)
        (drawing,) = file.pictures(page, [(whole, max(round(width * scale), 1))])
    pixels = np.ascontiguousarray(drawing.pixels[:, :, ::-1])
    return _Sheet(pixels, drawing.scale, content.rulings, _runs(content.characters))


def _runs(characters: Characters) -> tuple[BBox, ...]:
    """The bboxes of text runs: what one operator draws with one font."""
    inked = np.flatnonzero(~characters.is_blank)
    if not len(inked):
        return ()
    boxes, runs = characters.boxes[inked], characters.runs[inked]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(runs) != 0)))
    low = np.minimum.reduceat(boxes[:, :2], starts)
    high = np.maximum.reduceat(boxes[:, 2:], starts)
    return tuple(tuple(box) for box in np.column_stack((low, high)).tolist())


def _scanned(
    loaded: Loaded, origin: Origin, page: int, scale: float, password: str | None
) -> _Sheet:
    """A page that OCR read: deskewed and upright, as its places are those of that image."""
    from kyoten_extract.ocr.requirements import require_ocr

    require_ocr()
    import cv2

    from kyoten_extract.engines.image_documents import image_of
    from kyoten_extract.ocr.orientation import make_upright
    from kyoten_extract.ocr.recognition.rapidocr_engine import new_recognizer
    from kyoten_extract.ocr.scanned_page import lattices_of

    picture = image_of(loaded, page, password)
    upright = make_upright(picture, new_recognizer())
    rulings, _ = lattices_of(upright, picture.dpi, origin.area)
    height, width = upright.dark.shape
    scale = min(scale, picture.dpi / 72)
    part = scale * 72 / picture.dpi
    size = max(round(width * part), 1), max(round(height * part), 1)
    gray = 255 - cv2.resize(upright.dark, size, interpolation=cv2.INTER_AREA)
    pixels = np.repeat(gray[:, :, None], 3, axis=2).astype(np.uint8)
    lines = [*_on(page, origin.lines)]
    lines += [piece.bbox for piece in origin.outside if piece.page == page and piece.bbox]
    return _Sheet(pixels, scale, rulings, tuple(lines))


def _composed(sheet: _Sheet, shown: Sequence[Layer]) -> Image:
    """The faded picture of a page, the layers over it, and a legend under it."""
    from PIL import Image, ImageDraw

    faded = (255 - (255 - sheet.pixels.astype(np.float32)) * _FADED).astype(np.uint8)
    page = Image.fromarray(faded, "RGB")
    pen = ImageDraw.Draw(page, "RGBA")
    for layer in shown:
        for box in layer.boxes:
            _outline(pen, box, layer, sheet.scale)
    legend = _legend(shown, page.width)
    picture = Image.new("RGB", (page.width, page.height + legend.height), "white")
    picture.paste(page, (0, 0))
    picture.paste(legend, (0, page.height))
    return picture


def _outline(pen: ImageDraw, box: BBox, layer: Layer, scale: float) -> None:
    x0, top, x1, bottom = (round(side * scale) for side in box)
    color, width = (*layer.color, _INK), _THICK if layer.thick else _THIN
    if x0 == x1 or top == bottom:
        pen.line((x0, top, x1, bottom), fill=color, width=width)
        return
    if layer.inset and min(x1 - x0, bottom - top) > 2 * _INSET:
        x0, top, x1, bottom = x0 + _INSET, top + _INSET, x1 - _INSET, bottom - _INSET
    fill = (*layer.color, _FILL) if layer.filled else None
    pen.rectangle((x0, top, x1, bottom), outline=color, fill=fill, width=width)


def _legend(shown: Sequence[Layer], width: int) -> Image:
    """A strip ``width`` pixels wide: each layer's color, name and count, in lines as needed."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(_TYPE)
    entries = [(f"{layer.label} ({len(layer.boxes)})", layer) for layer in shown]
    placed: list[tuple[int, int, str, Layer]] = []
    x, y, step = _MARGIN, _MARGIN, _TYPE + _MARGIN
    for text, layer in entries:
        if not layer.boxes and layer.label == "area":
            continue
        wide = _SWATCH + _MARGIN // 2 + round(font.getlength(text)) + 2 * _MARGIN
        if x > _MARGIN and x + wide > width:
            x, y = _MARGIN, y + step
        placed.append((x, y, text, layer))
        x += wide
    strip = Image.new("RGB", (width, y + step), "white")
    pen = ImageDraw.Draw(strip, "RGBA")
    pen.line((0, 0, width, 0), fill=(*BLACK, 255))
    for x, y, text, layer in placed:
        box = (x, y + 1, x + _SWATCH, y + 1 + _SWATCH)
        fill = (*layer.color, _FILL) if layer.filled else None
        pen.rectangle(box, outline=(*layer.color, 255), fill=fill, width=_THICK - 1)
        pen.text((x + _SWATCH + _MARGIN // 2, y), text, fill=(*BLACK, 255), font=font)
    return strip
