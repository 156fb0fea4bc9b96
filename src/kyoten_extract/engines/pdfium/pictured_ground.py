"""Colors that only the page's picture shows: those of patterns and gradients.

PDFium gives white for the color of a gradient, and a gray for that of tiles, whatever they show.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.painted_areas import Areas
from kyoten_extract.engines.pdfium.render import Drawing, draw
from kyoten_extract.engines.pdfium.sample_points import grid_in
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Of red, green and blue alike: what PDFium gives for gradients, and for tiles.
_GRADIENT, TILES = 255, 191
# Pixels per point.
_SCALE = 2.0
# Of 255: text and ground differ by more than this, and are alike up to this; pixels are smoothed.
_APART, _ALIKE = 40.0, 15.0
# Share of a character's box that is left out on each side, as another font that a machine has
# instead may be wider than the neighbor's box; and points by which boxes may touch.
_INNER, _TOUCHES = 0.3, 0.5
# Characters around which a part of the page is drawn, rather than all of it.
_FEW = 40
# Characters whose ink is looked for on a page.
MAX_ASKED = 2_000
# Share of the points around something at which its ground is another color, or the same.
_MOST = 0.7
_Points = tuple[FloatArray, IntArray]


class PicturedGround:
    """The ground of things as the picture of the page shows it, which is drawn when it is needed.

    Asked of those only that stand on areas whose color PDFium may not tell.
    """

    def __init__(self, page: object, frame: Frame, part: BBox | None = None) -> None:
        self._page, self._frame = page, frame
        self._drawing: Drawing | None = None if part is None else self._drawn(part)

    def may_drown(self, grounds: FloatArray, colors: IntArray) -> BoolArray:
        """(m,) which of ``colors`` (m, 3 or 4) may be those of tiles on the page.

        Black text on black tiles is left out: gray is the color of many headers.
        """
        if not (grounds == TILES).all(axis=1).any():
            return np.zeros(len(colors), dtype=bool)
        return np.asarray((colors[:, :3] != 0).any(axis=1))

    def differ(
        self, areas: Areas, boxes: FloatArray, colors: IntArray, around: _Points | None = None
    ) -> BoolArray:
        """(n,) which things are of another color than the ground around them.

        Args:
            areas: of the page.
            boxes: (n, 4) of the things.
            colors: (n, 3) red, green, blue of each.
            around: points at which the ground is looked at, and the thing of each, by number. By
                default those along the top and the bottom.
        """
        return self._most(areas, boxes, colors, around, lambda apart: apart > _APART)

    def agree(self, areas: Areas, boxes: FloatArray, colors: IntArray) -> BoolArray:
        """(n,) which things are of the color of the ground around them; see :meth:`differ`."""
        return self._most(areas, boxes, colors, None, lambda apart: apart <= _ALIKE)

    def have_ink(self, boxes: FloatArray, others: FloatArray) -> BoolArray:
        """(n,) in which boxes there is ink, where none of ``others`` (m, 4) are."""
        inked = np.zeros(len(boxes), dtype=bool)
        if 0 < len(boxes) <= _FEW and self._drawing is None:
            # Less than the page is drawn sooner.
            (x0, top), (x1, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
            part = float(x0), float(top), float(x1), float(bottom)
            return PicturedGround(self._page, self._frame, part).have_ink(boxes, others)
        for index, box in enumerate(boxes[:MAX_ASKED]):
            upon = (others[:, :2] < box[2:] - _TOUCHES) & (others[:, 2:] > box[:2] + _TOUCHES)
            if not upon.all(axis=1).any():
                inked[index] = self._contrast(box) > 2 * _APART
        return inked

    def are_bare(self, boxes: FloatArray) -> BoolArray:
        """(n,) which boxes are of one color throughout."""
        return np.array([self._contrast(box) <= _ALIKE for box in boxes], dtype=bool)

    def _contrast(self, box: FloatArray) -> float:
        """How far the colors in a character's box are apart."""
        size = (box[2:] - box[:2]) * _INNER
        inner = np.concatenate((box[:2] + size, box[2:] - size))[None]
        shown = self._shown(grid_in(inner, (0, 1), (0, 1), samples=15)[0])
        return float((shown.max(axis=0) - shown.min(axis=0)).max())

    def _most(
        self,
        areas: Areas,
        boxes: FloatArray,
        colors: IntArray,
        around: _Points | None,
        holds: Callable[[FloatArray], BoolArray],
    ) -> BoolArray:
        untold = areas.take(
            (areas.colors == _GRADIENT).all(axis=1) | (areas.colors == TILES).all(axis=1)
        )
        asked = untold.within((boxes[:, :2] + boxes[:, 2:]) / 2)
        if not asked.any():
            return asked
        points, whose = around or grid_in(boxes, (0.0, 1.0), (0.0, 1.0), (0, -1))
        apart = np.abs(self._shown(points) - colors[whose]).max(axis=1)
        count = np.maximum(np.bincount(whose, minlength=len(boxes)), 1)
        share = np.bincount(whose, holds(apart), len(boxes)) / count
        return np.asarray(asked & (share >= _MOST))

    def _drawn(self, part: BBox) -> Drawing:
        return draw(self._page, self._frame, part, max(round(_SCALE * (part[2] - part[0])), 1))

    def _shown(self, points: FloatArray) -> FloatArray:
        """(p, 3) red, green, blue of the page at some points."""
        if self._drawing is None:
            self._drawing = self._drawn((0.0, 0.0, self._frame.width, self._frame.height))
        pixels, corner = self._drawing.pixels, (self._drawing.left, self._drawing.top)
        last = max(pixels.shape[1] - 1, 0), max(pixels.shape[0] - 1, 0)
        x, y = np.clip((points - corner) * self._drawing.scale, 0, last).astype(np.int64).T
        return np.asarray(pixels[y, x, ::-1], dtype=np.float64)
