"""Shapes and images as high as a character: glyphs that are drawn, marks, ticks."""

from __future__ import annotations

import numpy as np

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.drawn_paths import SMALL, DrawnPaths
from kyoten_extract.engines.pdfium.sight import Sight
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import lengths, true_at
from kyoten_extract.page.page_model import BoolArray

# Points: corners of a shape that are this near to those of its box are in one place.
_ROUNDING = 0.1
# Shapes of a page that are looked at: more are a map or a drawing.
_MAX_SHAPES = 2_000


def small_shapes(sight: Sight) -> tuple[BBox, ...]:
    """The boxes of what is as high as a character, in points; no rectangles."""
    paths, painted = sight.paths, sight.painted
    shapes = paths.thick[paths.small & ~_are_boxes(paths)]
    if len(shapes):
        among = np.zeros(len(paths.at), dtype=bool)
        among[shapes] = True
        shapes = true_at(among & ~sight.unseen_paths(among))
    images = true_at((painted.types == pdfium.FPDF_PAGEOBJ_IMAGE) & ~sight.off)
    boxes = np.concatenate(
        (sight.frame.boxes(paths.boxes[shapes]), painted.boxes(images, sight.frame))
    )
    wide, high = (boxes[:, 2:] - boxes[:, :2]).T
    # An image may be of a whole word.
    boxes = boxes[(wide > SMALL[0]) & (high > SMALL[0]) & (high < SMALL[1])]
    if len(boxes) > _MAX_SHAPES:
        return ()
    return tuple((x0, top, x1, bottom) for x0, top, x1, bottom in boxes.tolist())


def _are_boxes(paths: DrawnPaths) -> BoolArray:
    """(k,) which thick paths have no corner but those of their box, nor curves."""
    outlines = paths.outlines
    if outlines is None or not len(paths.thick):
        return np.ones(len(paths.thick), dtype=bool)
    first = outlines.counts.cumsum() - outlines.counts
    if not outlines.counts.all():
        return np.ones(len(paths.thick), dtype=bool)
    points = outlines.points
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    own = np.arange(len(first)).repeat(lengths(first, len(points)))
    at = np.minimum(np.abs(points - low[own]), np.abs(points - high[own])) < _ROUNDING
    straight = outlines.types != pdfium.FPDF_SEGMENT_BEZIERTO
    return np.asarray(np.logical_and.reduceat(at.all(axis=1) & straight, first))
