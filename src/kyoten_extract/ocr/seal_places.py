"""Where the seals taken out of a scan stood, and what was read there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.ocr.layer_alignment import on_upright_page
from kyoten_extract.ocr.orientation import UprightPage
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.text_quality import RemovedSeal


def with_seals(
    content: PageContent,
    seals: Sequence[tuple[float, float, float, float]],
    sheet: UprightPage,
    scale: float,
) -> PageContent:
    """``content`` with each of ``seals`` in its condition, with the texts of the cells it touches.

    Args:
        content: the page, read by OCR.
        seals: their boxes on the page image, in dots.
        sheet: the upright page.
        scale: points per dot.
    """
    boxes = on_upright_page(np.array(seals, dtype=np.float64) * scale, sheet, scale)
    removed: list[RemovedSeal] = []
    for left, top, right, bottom in boxes.tolist():
        texts = [
            cell.text
            for grid in content.grids
            for cell in grid.cells
            if min(cell.bbox[2], right) > max(cell.bbox[0], left)
            and min(cell.bbox[3], bottom) > max(cell.bbox[1], top)
            and cell.text.strip()
        ]
        bbox = (round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))
        removed.append(RemovedSeal(bbox, tuple(texts)))
    return replace(content, condition=replace(content.condition, seals=tuple(removed)))
