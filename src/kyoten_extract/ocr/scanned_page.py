"""OCR of one page image: rulings and characters, as the PDF engine returns them.

Each cell is read separately: its rulings are erased, its text is split into lines, and each line is
recognized alone at full resolution. Text outside the tables is split into lines too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.messages import say
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.draw_rulings import draw_boundaries
from kyoten_extract.ocr.image.binarize import BoolImage, Gray, PageImage, ink_of
from kyoten_extract.ocr.image.scanned_rulings import text_strokes
from kyoten_extract.ocr.image.text_lines import LineBox, split_lines
from kyoten_extract.ocr.layer_alignment import with_layer
from kyoten_extract.ocr.missing_rulings import Boundary
from kyoten_extract.ocr.orientation import UprightPage, make_upright
from kyoten_extract.ocr.recognition.line_images import encode_image
from kyoten_extract.ocr.recognition.page_lines import (
    CUT_OFF,
    FoundLine,
    recognize_lines,
    with_abbreviations,
)
from kyoten_extract.ocr.recognition.uncovered_ink import beside_uncovered_ink
from kyoten_extract.ocr.recognizer import Line, Recognizer
from kyoten_extract.ocr.seal_places import with_seals
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.page.page_area import clipped, within
from kyoten_extract.page.page_model import Characters, FloatArray, Page, Rulings
from kyoten_extract.page.text_quality import Condition, DrawnRuling
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.lattice import Lattice, find_lattices
from kyoten_extract.table.settings import DEFAULT

# Ems: white margin around a line's image, as a line on a page has.
_MARGIN = 0.18
# Ems: text that ends this close to the right ruling may be cut off by it.
_CUT_OFF_DISTANCE = 0.16
# Ems: gap between two texts outside the tables; words of one text are closer.
_MAX_WORD_GAP = 1.6
# Letters and digits that a page without a table must have, and their mean confidence: less is a
# photograph or a drawing.
_MIN_LETTERS = 8
_MIN_CONFIDENCE = 0.6


def read_page_image(
    number: int,
    picture: PageImage,
    recognizer: Recognizer,
    layer: Characters | None = None,
    boundaries: Sequence[Boundary] = (),
    area: BBox | None = None,
) -> PageContent:
    """Read the tables and texts of a page image.

    Args:
        number: page number from 1.
        picture: the page's image.
        recognizer: reads its lines.
        layer: the invisible text under it, in points of the page as displayed.
        boundaries: column rulings to restore in its largest table.
        area: the part of the upright page whose tables and text are kept, in points; what is
            outside is recognized too, and counted.

    Raises:
        DamagedSourceError: the image has neither rulings nor legible print.
    """
    sheet = make_upright(picture, recognizer)
    scale = 72 / picture.dpi
    height, width = sheet.dark.shape
    rulings, lattices = lattices_of(sheet, picture.dpi, area)
    rulings, lattices, drawn = with_boundaries(sheet, picture.dpi, rulings, lattices, boundaries)
    boxes = _cell_boxes(lattices)
    found = _lines_of(sheet, boxes / scale)
    lines = recognize_lines(found, sheet.em, recognizer)
    kept = [(f, line) for f, line in zip(found, lines, strict=True) if line.text.strip()]
    if not lattices and not _is_print([line for _, line in kept]):
        raise DamagedSourceError(
            say("the page image has neither rulings nor legible text"), page=number
        )
    placed = [_placed(number, f, line, sheet, scale) for f, line in kept]
    characters = _characters(placed, [f.cell for f, _ in kept], boxes)
    condition = Condition(drawn=drawn, recognized=True)
    page = Page(number, width * scale, height * scale, rulings, characters, condition=condition)
    if area is not None:
        page = within(page, area)
    content = _with_lines(read_page(page), [line for line, _ in placed])
    if picture.seals:
        content = with_seals(content, picture.seals, sheet, scale)
    return content if layer is None else with_layer(content, layer, sheet, scale)


def lattices_of(
    sheet: UprightPage, dpi: float, area: BBox | None = None
) -> tuple[Rulings, list[Lattice]]:
    """The rulings of a page within ``area``, in points, and the lattices they form."""
    scale = 72 / dpi
    rulings = Rulings(sheet.rulings.horizontal * scale, sheet.rulings.vertical * scale)
    if area is not None:
        rulings = clipped(rulings, area)
    tolerance = DEFAULT.tolerance(sheet.em * scale)
    lattices = find_lattices(rulings, tolerance=tolerance)
    strokes = text_strokes(rulings, lattices, tolerance)
    if strokes.any():
        rulings = Rulings(rulings.horizontal, rulings.vertical[~strokes])
        lattices = find_lattices(rulings, tolerance=tolerance)
    return rulings, lattices


def with_boundaries(
    sheet: UprightPage,
    dpi: float,
    rulings: Rulings,
    lattices: list[Lattice],
    boundaries: Sequence[Boundary],
) -> tuple[Rulings, list[Lattice], tuple[DrawnRuling, ...]]:
    """Restore ``boundaries`` in the largest lattice; also return the restored rulings."""
    if not boundaries or not lattices:
        return rulings, lattices, ()
    scale = 72 / dpi
    table = max(lattices, key=lambda lattice: len(lattice.cells))
    drawn = draw_boundaries(table, boundaries, ink_of(_without_rulings(sheet)), sheet.em, scale)
    pieces = [rulings.vertical, *(ruling.pieces for ruling in drawn)]
    rulings = Rulings(rulings.horizontal, np.concatenate(pieces))
    lattices = find_lattices(rulings, tolerance=DEFAULT.tolerance(sheet.em * scale))
    return rulings, lattices, tuple(restored.ruling for restored in drawn)


def _cell_boxes(lattices: Sequence[Lattice]) -> FloatArray:
    """(n, 4) the cells of all lattices, innermost lattices last."""
    ordered = sorted(lattices, key=lambda item: -item.area)
    return np.concatenate([np.empty((0, 4)), *(lattice.boxes for lattice in ordered)])


def _lines_of(sheet: UprightPage, cells: FloatArray) -> list[FoundLine]:
    """The lines of text in each cell (boxes in dots), and those outside all cells."""
    height, width = sheet.dark.shape
    wiped = _without_rulings(sheet)
    ink = ink_of(wiped)
    free = np.ones((height, width), dtype=bool)
    found: list[FoundLine] = []
    for number, (x0, top, x1, bottom) in enumerate(cells.tolist()):
        a, b = max(int(np.ceil(top)), 0), min(int(bottom) + 1, height)
        c, d = max(int(np.ceil(x0)), 0), min(int(x1) + 1, width)
        free[a:b, c:d] = False
        if a < b and c < d:
            inside = _without_border(ink[a:b, c:d], sheet.em)
            for box in split_lines(inside, sheet.em):
                moved = LineBox(box.left + c, box.top + a, box.right + c, box.bottom + a)
                image = _crop(wiped[a:b, c:d], inside, box, sheet.em)
                over = box.right >= d - c - _CUT_OFF_DISTANCE * sheet.em
                found.append(FoundLine(moved, number, image, over))
    outside = ink & free
    found += (
        FoundLine(box, -1, _crop(wiped, outside, box, sheet.em))
        for box in _free_lines(outside, sheet.em)
    )
    return found


def _without_rulings(sheet: UprightPage) -> Gray:
    """The darkness image with the rulings erased."""
    mask = cv2.dilate(sheet.rulings.mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(mask.astype(bool), 0, sheet.dark).astype(np.uint8)


def _without_border(ink: BoolImage, em: float) -> BoolImage:
    """A cell's ink without the remains of its rulings: thin marks along its sides."""
    labels = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    count, image, stats, _ = labels
    if count == 1:
        return ink
    left, top, width, height, _ = stats.T
    near = max(round(0.12 * em), 2)
    rows, columns = ink.shape
    beside = (left + width <= near) | (left >= columns - near)
    beside |= (top + height <= near) | (top >= rows - near)
    # On a warped page, rulings are off their place: thin marks that are longer than a character or
    # touch the cell's side.
    thin, around = max(0.16 * em, 3), 0.6 * em
    long = (height >= 1.05 * em) | (top <= 2) | (top + height >= rows - 2)
    beside |= (width <= thin) & long & ((left + width <= around) | (left >= columns - around))
    wide = (width >= 2.5 * em) | (left <= 2) | (left + width >= columns - 2)
    beside |= (height <= thin) & wide & ((top + height <= around) | (top >= rows - around))
    beside[0] = False
    if not beside.any():
        return ink
    result: BoolImage = ink & ~beside[image]
    return result


def _free_lines(ink: BoolImage, em: float) -> list[LineBox]:
    """Lines of text outside the tables: clusters of marks with gaps of a word or less."""
    reach = max(round(_MAX_WORD_GAP * em), 1)
    close = cv2.dilate(ink.astype(np.uint8), np.ones((1, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(close, connectivity=8)
    boxes: list[LineBox] = []
    for number in range(1, count):
        left, top, width, height, area = stats[number].tolist()
        if height < 0.2 * em or area < 0.2 * em * em:
            continue
        part = ink[top : top + height, left : left + width]
        part = part & (labels[top : top + height, left : left + width] == number)
        size = float(np.clip(height, em, 3 * em)) if height < 1.3 * 3 * em else em
        boxes += (
            LineBox(box.left + left, box.top + top, box.right + left, box.bottom + top)
            for box in split_lines(part, size)
            if box.bottom - box.top > 0.3 * em or box.right - box.left > 2 * em
        )
    return boxes


def _crop(dark: Gray, ink: BoolImage, box: LineBox, em: float) -> Gray:
    """Crop the image of one line: dark on white, with a margin."""
    height, width = dark.shape
    pad = max(round(_MARGIN * max(em, box.bottom - box.top)), 2)
    least = round(0.8 * em)
    above = pad + max((least - (box.bottom - box.top)) // 2, 0)
    # Fade out what is not next to this line's ink: it may be ink of the neighboring lines.
    top, bottom = max(box.top - 1, 0), min(box.bottom + 1, height)
    left, right = max(box.left - 1, 0), min(box.right + 1, width)
    part = dark[top:bottom, left:right].copy()
    around = cv2.dilate(ink[top:bottom, left:right].astype(np.uint8), np.ones((3, 3), np.uint8))
    part[around == 0] //= 3
    return np.asarray(
        255 - cv2.copyMakeBorder(part, above, above, pad, pad, cv2.BORDER_CONSTANT, value=(0.0,)),
        dtype=np.uint8,
    )


def _is_print(lines: Sequence[Line]) -> bool:
    """Whether lines are legible text, not a photograph or a drawing."""
    letters = [
        sure
        for line in lines
        for char, sure in zip(line.text, line.confidences, strict=True)
        if char.isalnum()
    ]
    marks = sum(len(line.text) for line in lines)
    if len(letters) < max(_MIN_LETTERS, 0.5 * marks):
        return False
    return sum(letters) >= _MIN_CONFIDENCE * len(letters)


def _placed(
    number: int, found: FoundLine, line: Line, sheet: UprightPage, scale: float
) -> tuple[PictureLine, FloatArray]:
    """A line with its place on the page, and (n, 4) the boxes of its characters."""
    box = found.box
    line = with_abbreviations(line, found.image.shape[1], box.bottom - box.top)
    doubted = beside_uncovered_ink(line, found.image)
    left, right = box.left * scale, box.right * scale
    pad = (found.image.shape[1] - (box.right - box.left)) / 2
    middles = np.array(line.places) * found.image.shape[1] - pad
    middles = np.clip(middles, 0, box.right - box.left) * scale + left
    cuts = np.concatenate(([left], (middles[1:] + middles[:-1]) / 2, [right]))
    em = max(box.bottom - box.top, 0.8 * sheet.em) * scale
    middle = (box.top + box.bottom) / 2 * scale
    top, bottom = middle - em / 2, middle + em / 2
    n = len(line.text)
    boxes = np.column_stack((cuts[:-1], np.full(n, top), cuts[1:], np.full(n, bottom)))
    around = (round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))
    confidences = tuple(
        min(sure, CUT_OFF) if at in doubted else sure for at, sure in enumerate(line.confidences)
    )
    if found.cut_off:
        confidences = (*confidences[:-1], min(confidences[-1], CUT_OFF))
    image = encode_image(line.text, confidences, found.image)
    return PictureLine(number, around, line.text, confidences, line.steps, image=image), boxes


def _characters(
    placed: Sequence[tuple[PictureLine, FloatArray]], cells: Sequence[int], boxes: FloatArray
) -> Characters:
    """The characters of all lines; each line is a run that is clipped to its cell."""
    texts = [line.text for line, _ in placed]
    runs = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    nowhere = np.array([[-np.inf, -np.inf, np.inf, np.inf]])
    clips = np.concatenate((boxes, nowhere))[list(cells)] if len(texts) else np.empty((0, 4))
    return Characters(
        np.array([ord(char) for text in texts for char in text], dtype=np.int64),
        np.concatenate([np.empty((0, 4)), *(box for _, box in placed)]),
        runs.astype(np.int64),
        clips,
        runs.astype(np.int64),
    )


def _with_lines(content: PageContent, lines: Sequence[PictureLine]) -> PageContent:
    """``content`` with the recognized lines attached to their cells."""
    return replace(content, grids=tuple(_grid_with_lines(grid, lines) for grid in content.grids))


def _grid_with_lines(grid: Grid, lines: Sequence[PictureLine]) -> Grid:
    waiting = list(lines)
    cells: list[Cell] = []
    for cell in grid.cells:
        x0, top, x1, bottom = cell.bbox
        own = [
            line
            for line in waiting
            if x0 < (line.bbox[0] + line.bbox[2]) / 2 < x1
            and top < (line.bbox[1] + line.bbox[3]) / 2 < bottom
        ]
        cells.append(replace(cell, picture=tuple(sorted(own, key=lambda line: line.bbox[1]))))
    return replace(grid, cells=tuple(cells))
