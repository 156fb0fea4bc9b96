"""What is painted where: filled areas and images in paint order, and the ground at any point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.page_objects import clip_boxes
from kyoten_extract.engines.pdfium.paint_order import PAGE, PaintOrder
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, Shades

WHITE = 255.0
# Points: a thinner filled shape is a ruling, and neither hides text nor is the ground of any.
_MIN_SIDE = 3.0
# Points: corners of a rectangle may be off by this.
_ROUNDING = 0.05
# Areas of a page that are weighed, the largest: more are a map or a picture.
_MAX_AREAS = 4_000
# Path segments that are looked at: more are a map.
_MAX_SEGMENTS = 200_000
# Rectangles of one path that are held against each other: one within another may be a hole.
_MAX_RECTANGLES = 300


@dataclass(frozen=True, slots=True)
class Areas:
    """Filled areas, images and shadings of a page, in paint order.

    Attributes:
        orders: (k,) place of each in the paint order.
        boxes: (k, 4) as far as their clips show them, in our coordinates.
        colors: (k, 3) red, green, blue from 0 to 255; NaN where the color is not known.
        opacities: (k,) share of what is under it that each hides as painted.
        covers: (k,) whether it surely hides all of its box by its opacity.
        images: (k,) whether it is an image.
    """

    orders: IntArray
    boxes: FloatArray
    colors: FloatArray
    opacities: FloatArray
    covers: BoolArray
    images: BoolArray

    def take(self, kept: BoolArray | IntArray) -> Areas:
        """The areas ``kept``, by mask or index."""
        return Areas(
            self.orders[kept],
            self.boxes[kept],
            self.colors[kept],
            self.opacities[kept],
            self.covers[kept],
            self.images[kept],
        )

    @property
    def shades(self) -> Shades:
        """The filled shapes of known colors."""
        own = ~self.images & np.isfinite(self.colors).all(axis=1)
        share = self.opacities[own, None]
        return Shades(self.boxes[own], share * self.colors[own] + (1 - share) * WHITE)

    def ground(self, points: FloatArray, orders: IntArray) -> FloatArray:
        """(p, 3) color under each point before the object of its order; NaN where not known."""
        ground = np.full((len(points), 3), WHITE)
        for area, at in self._around(points):
            at = at[self.orders[area] < orders[at]]
            opacity = self.opacities[area]
            under = (1 - opacity) * ground[at] if opacity < 1 else 0.0
            ground[at] = opacity * self.colors[area] + under
        return ground

    def shown(self, points: FloatArray, orders: IntArray) -> tuple[FloatArray, BoolArray]:
        """(p,) share of each point that later areas let through; and whether images are above."""
        shown, image = np.ones(len(points)), np.zeros(len(points), dtype=bool)
        covers = self.take(self.covers)
        for area, at in covers._around(points):
            at = at[covers.orders[area] > orders[at]]
            shown[at] *= 1 - covers.opacities[area]
            image[at] |= covers.images[area]
        return shown, image

    def later(self, boxes: FloatArray, orders: IntArray) -> BoolArray:
        """(n,) which boxes a later covering area touches."""
        touched = np.zeros(len(boxes), dtype=bool)
        if not len(boxes):
            return touched
        covers = self.take(self.covers & (self.orders > orders.min()))
        height = (boxes[:, 3] - boxes[:, 1]).max(initial=0.0)
        order = np.argsort(boxes[:, 1], kind="stable")
        tops = boxes[order, 1]
        for (x0, top, x1, bottom), place in zip(
            covers.boxes.tolist(), covers.orders.tolist(), strict=True
        ):
            first, last = np.searchsorted(tops, (top - height, bottom))
            at = order[first:last]
            box = boxes[at]
            hit = (box[:, 3] > top) & (box[:, 0] < x1) & (box[:, 2] > x0) & (orders[at] < place)
            touched[at[hit]] = True
        return touched

    def _around(self, points: FloatArray) -> Iterator[tuple[int, IntArray]]:
        """Each area with the points within it, in paint order."""
        order = np.argsort(points[:, 1], kind="stable")
        y = points[order, 1]
        for area, (x0, top, x1, bottom) in enumerate(self.boxes.tolist()):
            first, last = np.searchsorted(y, (top - _ROUNDING, bottom + _ROUNDING))
            at = order[first:last]
            x = points[at, 0]
            at = at[(x >= x0 - _ROUNDING) & (x <= x1 + _ROUNDING)]
            if len(at):
                yield area, at


def colors_of(function: api.Function, handles: IntArray) -> IntArray:
    """(n, 4) red, green, blue, alpha of objects, by PDFium's ``function``."""
    return api.unsigned(function, handles.tolist(), 4)


def opacities_of(painted: PaintOrder, at: IntArray, alpha: IntArray) -> FloatArray:
    """(m,) opacity of the objects ``at``: their own ``alpha``, or that of a form around them."""
    opacity = alpha / 255.0
    if (painted.parents[at] == PAGE).all():
        return opacity
    forms = np.flatnonzero(painted.types == pdfium.FPDF_PAGEOBJ_FORM)
    of_form = np.ones(len(painted.types))
    of_form[forms] = colors_of(api.fill_color, painted.handles[forms])[:, 3] / 255.0
    for form in forms.tolist():
        parent = painted.parents[form]
        if parent != PAGE:
            of_form[form] = min(of_form[form], of_form[parent])
    inside = painted.parents[at] != PAGE
    opacity[inside] = np.minimum(opacity[inside], of_form[painted.parents[at][inside]])
    return opacity


def areas_of(painted: PaintOrder, off: BoolArray, frame: Frame) -> Areas:
    """The filled areas and images of a page; ``off`` are objects of layers that are off."""
    kinds = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
    pictures = np.flatnonzero(np.isin(painted.types, kinds) & ~off)
    fills, boxes, known = _filled(painted, off, frame)
    at = np.concatenate((fills, pictures))
    boxes = np.concatenate((boxes, painted.boxes(pictures, frame)))
    color = colors_of(api.fill_color, painted.handles[at])
    image = painted.types[at] == pdfium.FPDF_PAGEOBJ_IMAGE
    is_picture = np.arange(len(at)) >= len(fills)
    # PDFium tells no opacity of images; where it is below one, they count as blended.
    color[is_picture, 3] = 255
    opacity = opacities_of(painted, at, color[:, 3])
    handles = painted.handles[at].tolist()
    # Blended with what is under it, such as a highlighter's mark, or faded out by a mask.
    blended = api.integers(api.transparent, handles, len(handles)) != 0
    colors = color[:, :3].astype(np.float64)
    colors[is_picture] = np.nan
    colors[: len(fills)][~known] = np.nan
    covers = np.concatenate((known, image[len(fills) :])) & ~(blended & (opacity >= 1))
    clips = painted.placed(clip_boxes(api.references(handles)), at, frame)
    boxes = np.column_stack(
        (np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:]))
    )
    sides = boxes[:, 2:] - boxes[:, :2]
    kept = np.flatnonzero((sides > _MIN_SIDE).all(axis=1) & (opacity > 0))
    if len(kept) > _MAX_AREAS:
        kept = kept[np.argsort(-sides[kept].prod(axis=1), kind="stable")[:_MAX_AREAS]]
    kept = kept[np.argsort(at[kept], kind="stable")]
    return Areas(at, boxes, colors, opacity, covers, image).take(kept)


def _filled(
    painted: PaintOrder, off: BoolArray, frame: Frame
) -> tuple[IntArray, FloatArray, BoolArray]:
    """Filled shapes: their paths, boxes, and whether they are rectangles; a path may fill many."""
    paths = np.flatnonzero((painted.types == pdfium.FPDF_PAGEOBJ_PATH) & ~off)
    boxes = painted.boxes(paths, frame)
    large = ((boxes[:, 2:] - boxes[:, :2]) > _MIN_SIDE).all(axis=1)
    paths, boxes = paths[large], boxes[large]
    fill = api.booleans(api.path_mode, painted.handles[paths].tolist(), 2)[:, 0]
    paths, boxes = paths[fill], boxes[fill]
    handles = painted.handles[paths].tolist()
    counts = np.clip(api.integers(api.path_count, handles, len(handles)), 0, None)
    none = np.zeros(len(paths), dtype=bool)
    if not len(paths) or counts.sum() > _MAX_SEGMENTS or not counts.all():
        return paths, boxes, none
    segments = api.parts(api.path_segment, handles, counts)
    types = api.integers(api.segment_type, segments, len(segments))
    path = np.repeat(np.arange(len(paths)), counts)
    begins = (types == pdfium.FPDF_SEGMENT_MOVETO) | (np.diff(path, prepend=-1) != 0)
    starts = np.flatnonzero(begins)
    points = api.points(segments)
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    shape = np.cumsum(begins) - 1
    near = (np.abs(points - low[shape]) < _ROUNDING) | (np.abs(points - high[shape]) < _ROUNDING)
    length = np.diff(starts, append=len(points))
    straight = types != pdfium.FPDF_SEGMENT_BEZIERTO
    rectangle = np.logical_and.reduceat(near.all(axis=1) & straight, starts)
    rectangle &= (length >= 4) & (length <= 6)
    # A shape that only moves the pen fills nothing.
    real = length > 1
    matrices = api.structs(api.object_matrix, 6, len(handles), api.references(handles))
    upright = [_upright(m) and _upright(painted.matrices[s][:2].ravel())
               for m, s in zip(matrices, painted.spaces[paths].tolist(), strict=True)]  # fmt: skip
    owner = path[starts]
    sound = np.logical_and.reduceat(
        rectangle | ~real, np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    )
    sound &= np.asarray(upright, dtype=bool)
    for index in np.flatnonzero(sound & (np.bincount(owner[real], minlength=len(paths)) > 1)):
        mine = real & (owner == index)
        sound[index] = _apart(low[mine], high[mine])
    single = np.flatnonzero(~sound)
    kept = np.flatnonzero(real & sound[owner])
    a, b, c, d, e, f = matrices[owner[kept]].T
    corners = [
        np.column_stack((a * x + c * y + e, b * x + d * y + f))
        for x, y in (low[kept].T, high[kept].T)
    ]
    placed = np.column_stack((np.minimum(*corners), np.maximum(*corners)))
    at = paths[owner[kept]]
    return (
        np.concatenate((at, paths[single])),
        np.concatenate((painted.placed(placed, at, frame), boxes[single])),
        np.arange(len(at) + len(single)) < len(at),
    )


def _upright(matrix: FloatArray) -> bool:
    """Whether a matrix keeps the sides of a rectangle along the axes."""
    a, b, c, d = (abs(float(value)) for value in matrix[:4])
    return b + c <= 1e-3 * (a + d) or a + d <= 1e-3 * (b + c)


def _apart(low: FloatArray, high: FloatArray) -> bool:
    """Whether no two rectangles overlap."""
    if len(low) > _MAX_RECTANGLES:
        return False
    over = (np.minimum(high[:, None], high) - np.maximum(low[:, None], low) > _ROUNDING).all(axis=2)
    return int(over.sum()) == len(low)
