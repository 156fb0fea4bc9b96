"""What is painted where: filled areas and images in paint order, and the ground at any point."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.drawn_paths import DrawnPaths
from kyoten_extract.engines.pdfium.page_objects import apply_to_boxes, clip_boxes, have_shaped_clips
from kyoten_extract.engines.pdfium.paint_order import PAGE, PaintOrder
from kyoten_extract.page.array_steps import columns, lengths, true_at
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
        above = true_at(self.covers & (self.orders > orders.min()))
        if not len(above):
            return touched
        covers = self.take(above)
        height = (boxes[:, 3] - boxes[:, 1]).max(initial=0.0)
        order = boxes[:, 1].argsort(kind="stable")
        tops = boxes[order, 1]
        for (x0, top, x1, bottom), place in zip(
            covers.boxes.tolist(), covers.orders.tolist(), strict=True
        ):
            first, last = tops.searchsorted((top - height, bottom))
            at = order[first:last]
            box = boxes[at]
            hit = (box[:, 3] > top) & (box[:, 0] < x1) & (box[:, 2] > x0) & (orders[at] < place)
            touched[at[hit]] = True
        return touched

    def within(self, points: FloatArray) -> BoolArray:
        """(p,) which points lie in one of the areas."""
        inside = np.zeros(len(points), dtype=bool)
        for _, at in self._around(points):
            inside[at] = True
        return inside

    def _around(self, points: FloatArray) -> Iterator[tuple[int, IntArray]]:
        """Each area with the points within it, in paint order."""
        if not len(self.boxes):
            return
        order = points[:, 1].argsort(kind="stable")
        y = points[order, 1]
        for area, (x0, top, x1, bottom) in enumerate(self.boxes.tolist()):
            first, last = y.searchsorted((top - _ROUNDING, bottom + _ROUNDING))
            at = order[first:last]
            x = points[at, 0]
            at = at[(x >= x0 - _ROUNDING) & (x <= x1 + _ROUNDING)]
            if len(at):
                yield area, at


NO_AREAS = Areas(
    np.empty(0, dtype=np.int64),
    np.empty((0, 4)),
    np.empty((0, 3)),
    np.empty(0),
    np.empty(0, dtype=bool),
    np.empty(0, dtype=bool),
)
"""Those of a page of lines and text."""


@dataclass(frozen=True, slots=True)
class Fills:
    """What is known of the areas of a page before they are looked at.

    Attributes:
        grounds: (k, 3) red, green, blue of the page and of what is filled and thicker than a line.
        blended: whether an area may let through what is under it.
        last: place in the paint order of the last area or image; -1 if there is none.
    """

    grounds: FloatArray
    blended: bool
    last: int

    @property
    def are_colored(self) -> bool:
        """Whether something is filled with another color than that of the paper."""
        return bool((self.grounds < WHITE).any())

    @classmethod
    def of(cls, painted: PaintOrder, paths: DrawnPaths, off: BoolArray) -> Fills:
        """Of a page; ``off`` are objects of layers that are off."""
        thick = paths.thick[paths.fill[paths.thick]]
        types = painted.types
        pictures = (types == pdfium.FPDF_PAGEOBJ_IMAGE) | (types == pdfium.FPDF_PAGEOBJ_SHADING)
        at = np.concatenate((paths.at[thick], true_at(pictures)))
        shown = ~off[at]
        colors = paths.fill_colors[thick][shown[: len(thick)]]
        at = at[shown]
        blended = (colors[:, 3] < 255).any() or (painted.parents[at] != PAGE).any()
        return cls(grounds_of(colors[:, :3]), bool(blended), int(at.max(initial=-1)))


def grounds_of(colors: IntArray | FloatArray) -> FloatArray:
    """(k, 3) the distinct ``colors`` (n, 3), and white, which is that of the page."""
    return np.array(list({(WHITE, WHITE, WHITE), *map(tuple, colors.tolist())}), dtype=np.float64)


def opacities_of(painted: PaintOrder, at: IntArray, alpha: IntArray) -> FloatArray:
    """(m,) opacity of the objects ``at``: their own ``alpha``, or that of a form around them."""
    opacity = alpha / 255.0
    if (painted.parents[at] == PAGE).all():
        return opacity
    forms = true_at(painted.types == pdfium.FPDF_PAGEOBJ_FORM)
    of_form = np.ones(len(painted.types))
    of_form[forms] = api.unsigned(api.fill_color, painted.objects.take(forms))[:, 3] / 255.0
    for form in forms.tolist():
        parent = painted.parents[form]
        if parent != PAGE:
            of_form[form] = min(of_form[form], of_form[parent])
    inside = painted.parents[at] != PAGE
    opacity[inside] = np.minimum(opacity[inside], of_form[painted.parents[at][inside]])
    return opacity


def areas_of(painted: PaintOrder, paths: DrawnPaths, off: BoolArray, frame: Frame) -> Areas:
    """The filled areas and images of a page; ``off`` are objects of layers that are off."""
    image = painted.types == pdfium.FPDF_PAGEOBJ_IMAGE
    is_picture = (image | (painted.types == pdfium.FPDF_PAGEOBJ_SHADING)) & ~off
    fills, boxes, known = _filled(paths, off)
    at, colors, clips = paths.at[fills], paths.fill_colors[fills], paths.clips[fills]
    cut = paths.shaped[fills]
    pictures = true_at(is_picture)
    if len(pictures):
        cut = np.concatenate((cut, have_shaped_clips(painted.objects.take(pictures))))
        # PDFium tells no opacity of images; where it is below one, they count as blended.
        opaque = np.full((len(pictures), 4), 255)
        at = np.concatenate((at, pictures))
        colors = np.concatenate((colors, opaque))
        known = np.concatenate((known, np.zeros(len(pictures), dtype=bool)))
        boxes = np.concatenate((frame.boxes(boxes), painted.boxes(pictures, frame)))
        clips = painted.placed(clip_boxes(painted.objects.take(pictures)), pictures, frame)
        clips = np.concatenate((frame.boxes(paths.clips[fills]), clips))
    else:
        boxes, clips = frame.boxes(boxes), frame.boxes(clips)
    np.maximum(boxes[:, :2], clips[:, :2], out=boxes[:, :2])
    np.minimum(boxes[:, 2:], clips[:, 2:], out=boxes[:, 2:])
    opacity = opacities_of(painted, at, colors[:, 3])
    sides = boxes[:, 2:] - boxes[:, :2]
    kept = true_at((sides > _MIN_SIDE).all(axis=1) & (opacity > 0))
    if len(kept) > _MAX_AREAS:
        kept = kept[np.argsort(-sides[kept].prod(axis=1), kind="stable")[:_MAX_AREAS]]
    kept = kept[at[kept].argsort(kind="stable")]
    at, known, opacity = at[kept], known[kept], opacity[kept]
    ground = colors[kept, :3].astype(np.float64)
    ground[~known] = np.nan
    # Blended with what is under it, such as a highlighter's mark, or faded out by a mask.
    blended = calls.integers(api.transparent, painted.objects.take(at)) != 0
    covers = (known | image[at]) & ~(blended & (opacity >= 1))
    # What letters or other shapes cut out of an area is seen, and not its box.
    shaped = ~image[at] & (within_text(painted, at) | cut[kept])
    covers &= ~shaped
    ground[shaped] = np.nan
    return Areas(at, boxes[kept], ground, opacity, covers, image[at])


def within_text(painted: PaintOrder, at: IntArray) -> BoolArray:
    """(m,) which of the objects ``at`` are cut out by the text before them."""
    found = (at > 0) & (painted.types[at - 1] == pdfium.FPDF_PAGEOBJ_TEXT)
    some = true_at(found)
    if len(some):
        modes = calls.integers(api.text_mode, painted.objects.take(at[some] - 1))
        found[some] = modes == pdfium.FPDF_TEXTRENDERMODE_CLIP
    return np.asarray(found)


def _filled(paths: DrawnPaths, off: BoolArray) -> tuple[IntArray, FloatArray, BoolArray]:
    """Filled shapes: their paths, boxes, and whether they are rectangles; a path may fill many.

    The boxes are in PDF page space.
    """
    some = true_at(paths.fill[paths.thick] & ~off[paths.at[paths.thick]])
    own = paths.thick[some]
    boxes, none = paths.boxes[own], np.zeros(len(own), dtype=bool)
    if not len(own) or paths.outlines is None:
        return own, boxes, none
    outlines = paths.outlines.take(some)
    counts, path, types, points = (
        outlines.counts, outlines.paths, outlines.types, outlines.points
    )  # fmt: skip
    if len(types) > _MAX_SEGMENTS or not counts.all():
        return own, boxes, none
    begins = types == pdfium.FPDF_SEGMENT_MOVETO
    first = counts.cumsum() - counts
    begins[first] = True
    starts = true_at(begins)
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    shape = begins.cumsum() - 1
    near = (np.abs(points - low[shape]) < _ROUNDING) | (np.abs(points - high[shape]) < _ROUNDING)
    length = lengths(starts, len(points))
    straight = types != pdfium.FPDF_SEGMENT_BEZIERTO
    rectangle = np.logical_and.reduceat(near.all(axis=1) & straight, starts)
    rectangle &= (length >= 4) & (length <= 6)
    # A shape that only moves the pen fills nothing.
    real = length > 1
    owner = path[starts]
    sound = np.logical_and.reduceat(rectangle | ~real, shape[first])
    matrices = paths.matrices[some]
    upright = _upright(matrices)
    level = paths.level_of(own)
    for number, (matrix, _) in enumerate(paths.levels):
        if not _upright(matrix[:2].reshape(1, 4)).all():
            upright &= level != number
    sound &= upright
    several = np.bincount(owner[real], minlength=len(own)) > 1
    for index in true_at(sound & several).tolist():
        mine = real & (owner == index)
        sound[index] = _apart(low[mine], high[mine])
    single = true_at(~sound)
    kept = true_at(real & sound[owner])
    a, b, c, d, e, f = matrices[owner[kept]].T
    corners = [
        columns(a * x + c * y + e, b * x + d * y + f) for x, y in (low[kept].T, high[kept].T)
    ]
    placed = np.concatenate((np.minimum(*corners), np.maximum(*corners)), axis=1)
    for number, (matrix, _) in enumerate(paths.levels):
        inside = level[owner[kept]] == number
        placed[inside] = apply_to_boxes(placed[inside], matrix)
    return (
        np.concatenate((own[owner[kept]], own[single])),
        np.concatenate((placed, boxes[single])),
        np.arange(len(kept) + len(single)) < len(kept),
    )


def _upright(matrices: FloatArray) -> BoolArray:
    """(n,) which matrices (n, 4 or more) keep the sides of a rectangle along the axes."""
    a, b, c, d = np.abs(matrices[:, :4]).T
    return np.asarray((b + c <= 1e-3 * (a + d)) | (a + d <= 1e-3 * (b + c)))


def _apart(low: FloatArray, high: FloatArray) -> bool:
    """Whether no two rectangles overlap."""
    if len(low) > _MAX_RECTANGLES:
        return False
    over = (np.minimum(high[:, None], high) - np.maximum(low[:, None], low) > _ROUNDING).all(axis=2)
    return int(over.sum()) == len(low)
