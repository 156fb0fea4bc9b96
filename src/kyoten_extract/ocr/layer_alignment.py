"""Align an invisible text layer with the cells of the scanned page above it.

The layer's coordinates are those of the page as displayed. The image has been deskewed and turned
upright since, so the same transformation is applied to the layer; then each character falls into a
cell of the page's grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import cv2
import numpy as np

from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.orientation import UprightPage
from kyoten_extract.ocr.recognition.charset import UNKNOWN, folded
from kyoten_extract.page.grid import Cell, PageContent
from kyoten_extract.page.page_model import Characters, FloatArray, IntArray
from kyoten_extract.page.text_quality import Agreement
from kyoten_extract.table.cell_text import OUTSIDE

# Similarity (0 to 1) of two readings of one text: OCR errors differ, but not by more.
_MIN_SIMILARITY = 0.7
# Share of the cells that must agree; with fewer, the layer belongs to another image.
_MIN_AGREEING = 0.5
# Cells with identical text that are enough to measure the layer's offset (a median).
_MIN_CELLS_FOR_OFFSET = 8
# Line heights: how far the center of a character may be from that of its line.
_MAX_OFF_LINE = 0.6
# Character heights: larger vertical steps between centers begin a new line.
_LINE_STEP = 0.2
# Characters that OCR programs read rulings as.
_RULING_CHARACTERS = "|¦_"


def quarter_turned(boxes: FloatArray, width: float, height: float, turns: int) -> FloatArray:
    """(n, 4) boxes on a page of the given size after ``turns`` right angles clockwise."""
    for _ in range(turns % 4):
        x0, top, x1, bottom = boxes.T
        boxes = np.column_stack((height - bottom, x0, height - top, x1))
        width, height = height, width
    return boxes


def on_upright_page(boxes: FloatArray, sheet: UprightPage, scale: float) -> FloatArray:
    """(n, 4) boxes of the displayed page, in points, mapped to the deskewed, upright page.

    A box moves with its center and keeps its size: the skew is a few degrees at most.
    ``scale`` is points per dot.
    """
    height, width = sheet.dark.shape if sheet.turns % 2 == 0 else sheet.dark.shape[::-1]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), sheet.angle, 1.0)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2 / scale
    moved = (middles @ turn[:, :2].T + turn[:, 2]) * scale
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    straight = np.column_stack((moved - half, moved + half))
    return quarter_turned(straight, width * scale, height * scale, sheet.turns)


def with_layer(
    content: PageContent, layer: Characters, sheet: UprightPage, scale: float
) -> PageContent:
    """Add the layer's text to each cell of ``content``, which OCR read from ``sheet``.

    A layer that disagrees throughout is ignored, and only recorded in ``condition``.
    """
    cells = [cell for grid in content.grids for cell in grid.cells]
    boxes = on_upright_page(layer.boxes, sheet, scale)
    texts = _texts(cells, layer, boxes)
    boxes = boxes + _offset(cells, texts, layer, boxes)
    texts = _texts(cells, layer, boxes)
    both = [
        (ours, text)
        for cell, text in zip(cells, texts, strict=True)
        if text and (ours := _plain(cell.text))
    ]
    alike = sum(_is_alike(*pair) for pair in both)
    used = bool(both) and alike >= _MIN_AGREEING * len(both)
    condition = replace(content.condition, layer=Agreement(len(both), alike, used))
    if not used:
        return replace(content, condition=condition)
    waiting = iter(texts)
    grids = tuple(
        replace(
            grid, cells=tuple(_with_text(cell, next(waiting), grid.page) for cell in grid.cells)
        )
        for grid in content.grids
    )
    return replace(content, grids=grids, condition=condition)


def _texts(cells: Sequence[Cell], layer: Characters, boxes: FloatArray) -> list[str]:
    """The layer's text in each cell."""
    owner = _owners(boxes, cells)
    return [
        _text_in(cell, layer.codes[inside], boxes[inside])
        for number, cell in enumerate(cells)
        for inside in (owner == number,)
    ]


def _offset(
    cells: Sequence[Cell], texts: Sequence[str], layer: Characters, boxes: FloatArray
) -> FloatArray:
    """(4,) the layer's offset from the image: the median over cells with identical text."""
    owner = _owners(boxes, cells)
    found = []
    for number, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        if text and text == _plain(cell.text) and cell.picture:
            inside = boxes[(owner == number) & ~layer.is_blank]
            shown = np.array([line.bbox for line in cell.picture])
            found.append(_around(shown) - _around(inside))
    if len(found) < _MIN_CELLS_FOR_OFFSET:
        return np.zeros(4)
    x0, top, x1, bottom = np.median(found, axis=0).tolist()
    return np.array([(x0 + x1) / 2, (top + bottom) / 2] * 2)


def _around(boxes: FloatArray) -> FloatArray:
    return np.concatenate((boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)))


def _owners(boxes: FloatArray, cells: Sequence[Cell]) -> IntArray:
    """(n,) the cell that contains the center of each box; the smallest, if several do."""
    owner = np.full(len(boxes), OUTSIDE, dtype=np.int64)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    areas = [(c.bbox[2] - c.bbox[0]) * (c.bbox[3] - c.bbox[1]) for c in cells]
    for number in np.argsort(areas)[::-1].tolist():
        x0, top, x1, bottom = cells[number].bbox
        owner[(x > x0) & (x < x1) & (y > top) & (y < bottom)] = number
    return owner


def _text_in(cell: Cell, codes: IntArray, boxes: FloatArray) -> str:
    """The text of a cell's characters, assigned to the lines that OCR found there.

    Boxes of layer text can be higher than the line spacing, so the lines of the image are more
    reliable. Characters that are near none of those form lines of their own.
    """
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T
    own = _on_lines(y, boxes[:, 3] - boxes[:, 1])
    if cell.picture:
        sides = np.array([line.bbox for line in cell.picture])
        middles, heights = (sides[:, 1] + sides[:, 3]) / 2, sides[:, 3] - sides[:, 1]
        nearest = np.abs(y[:, None] - middles).argmin(axis=1)
        near = np.abs(y - middles[nearest]) <= _MAX_OFF_LINE * heights[nearest]
        own = np.where(near, middles[nearest], own)
    order = np.lexsort((x, own))
    text = "".join(chr(code) for code in codes[order].tolist())
    return _plain(text).strip(_RULING_CHARACTERS)


def _on_lines(y: FloatArray, heights: FloatArray) -> FloatArray:
    """(n,) the mean of the cluster that each vertical center belongs to."""
    order = np.argsort(y, kind="stable")
    steps = np.diff(y[order], prepend=-np.inf) > _LINE_STEP * heights[order]
    line = np.empty(len(y), dtype=np.int64)
    line[order] = np.cumsum(steps) - 1
    means = np.bincount(line, weights=y) / np.maximum(np.bincount(line), 1)
    result: FloatArray = means[line] if len(y) else y
    return result


def _plain(text: str) -> str:
    """``text`` without blanks, folded to the recognizer's charset."""
    return "".join(folded(char) or UNKNOWN for char in text if not char.isspace())


def _is_alike(one: str, other: str) -> bool:
    if one == other:
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _MIN_SIMILARITY


def _with_text(cell: Cell, text: str, page: int) -> Cell:
    """``cell`` with the layer's text attached to its first line, or to a new empty one."""
    if cell.picture:
        first, *others = cell.picture
        lines = (replace(first, layer=text), *(replace(line, layer="") for line in others))
    elif text:
        lines = (PictureLine(page, cell.bbox, "", (), (), text),)
    else:
        return cell
    return replace(cell, picture=lines)
