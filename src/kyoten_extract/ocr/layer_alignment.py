"""Hidden text under the picture of a page, as scanners and other programs put it there.

Its places are those of the page as it is displayed. The picture was made upright and straight
since, so the places go the same way; then each character is in a cell of the picture's grid.
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

# Texts are alike when so much of them is the same; a layer is of use where so many cells are.
_ALIKE = 0.7
_LEAST_ALIKE = 0.5
# Cells with the same text that are enough to tell by how much a layer is off.
_FEWEST = 8
# A character's middle is this near to that of its line, in heights of the line.
_NEAR = 0.6
# Characters whose middles are so near, in heights of a character, are on one line.
_STEP = 0.2
# What programs read rulings as.
_RULINGS = "|¦_"


def quarter_turned(boxes: FloatArray, width: float, height: float, turns: int) -> FloatArray:
    """(n, 4) boxes on a page of that size, turned clockwise with it by so many right angles."""
    for _ in range(turns % 4):
        x0, top, x1, bottom = boxes.T
        boxes = np.column_stack((height - bottom, x0, height - top, x1))
        width, height = height, width
    return boxes


def on_upright_page(boxes: FloatArray, sheet: UprightPage, scale: float) -> FloatArray:
    """(n, 4) boxes in points as displayed, where they are once the page is upright and straight.

    A box moves with its middle, and is not turned: pages lie askew by a few degrees only.
    ``scale`` is points to a dot.
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
    """``content``, recognised on ``sheet``, with what ``layer`` has in each of its cells.

    A layer that says something else throughout is of no use: then only ``condition`` tells of it.
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
    used = bool(both) and alike >= _LEAST_ALIKE * len(both)
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
    """What a layer has in each cell, by the places of its characters."""
    owner = _owners(boxes, cells)
    return [
        _text_in(cell, layer.codes[inside], boxes[inside])
        for number, cell in enumerate(cells)
        for inside in (owner == number,)
    ]


def _offset(
    cells: Sequence[Cell], texts: Sequence[str], layer: Characters, boxes: FloatArray
) -> FloatArray:
    """(4,) by how much a layer lies off its picture: as most cells say that have the same text."""
    owner = _owners(boxes, cells)
    found = []
    for number, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        if text and text == _plain(cell.text) and cell.picture:
            inside = boxes[(owner == number) & ~layer.is_blank]
            shown = np.array([line.bbox for line in cell.picture])
            found.append(_around(shown) - _around(inside))
    if len(found) < _FEWEST:
        return np.zeros(4)
    x0, top, x1, bottom = np.median(found, axis=0).tolist()
    return np.array([(x0 + x1) / 2, (top + bottom) / 2] * 2)


def _around(boxes: FloatArray) -> FloatArray:
    return np.concatenate((boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)))


def _owners(boxes: FloatArray, cells: Sequence[Cell]) -> IntArray:
    """(n,) the cell that the middle of each box is in, the smallest of several."""
    owner = np.full(len(boxes), OUTSIDE, dtype=np.int64)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    areas = [(c.bbox[2] - c.bbox[0]) * (c.bbox[3] - c.bbox[1]) for c in cells]
    for number in np.argsort(areas)[::-1].tolist():
        x0, top, x1, bottom = cells[number].bbox
        owner[(x > x0) & (x < x1) & (y > top) & (y < bottom)] = number
    return owner


def _text_in(cell: Cell, codes: IntArray, boxes: FloatArray) -> str:
    """The text of a cell's characters, in the lines that were recognised there.

    Boxes of hidden text may be higher than its lines lie apart: which line a character is on, the
    picture knows better. One that is near none is on a line of its own.
    """
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T
    own = _on_lines(y, boxes[:, 3] - boxes[:, 1])
    if cell.picture:
        sides = np.array([line.bbox for line in cell.picture])
        middles, heights = (sides[:, 1] + sides[:, 3]) / 2, sides[:, 3] - sides[:, 1]
        nearest = np.abs(y[:, None] - middles).argmin(axis=1)
        near = np.abs(y - middles[nearest]) <= _NEAR * heights[nearest]
        own = np.where(near, middles[nearest], own)
    order = np.lexsort((x, own))
    text = "".join(chr(code) for code in codes[order].tolist())
    return _plain(text).strip(_RULINGS)


def _on_lines(y: FloatArray, heights: FloatArray) -> FloatArray:
    """(n,) the middle of the line that each middle is on: of those that are near one another."""
    order = np.argsort(y, kind="stable")
    steps = np.diff(y[order], prepend=-np.inf) > _STEP * heights[order]
    line = np.empty(len(y), dtype=np.int64)
    line[order] = np.cumsum(steps) - 1
    means = np.bincount(line, weights=y) / np.maximum(np.bincount(line), 1)
    result: FloatArray = means[line] if len(y) else y
    return result


def _plain(text: str) -> str:
    """``text`` without blanks, in the characters that a recognizer reads."""
    return "".join(folded(char) or UNKNOWN for char in text if not char.isspace())


def _is_alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _with_text(cell: Cell, text: str, page: int) -> Cell:
    """``cell`` with the layer's text put to the first of its lines, or to an empty one."""
    if cell.picture:
        first, *others = cell.picture
        lines = (replace(first, layer=text), *(replace(line, layer="") for line in others))
    elif text:
        lines = (PictureLine(page, cell.bbox, "", (), (), text),)
    else:
        return cell
    return replace(cell, picture=lines)
