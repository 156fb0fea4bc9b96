"""Which text and paths of a page nobody sees: layers off, no ink, the ground's color, covered."""

from __future__ import annotations

import ctypes
import itertools
from dataclasses import field, replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.drawn_paths import DrawnPaths
from kyoten_extract.engines.pdfium.paint_order import PAGE, PaintOrder
from kyoten_extract.engines.pdfium.painted_areas import (
    NO_AREAS,
    WHITE,
    Areas,
    Fills,
    areas_of,
    grounds_of,
    opacities_of,
)
from kyoten_extract.engines.pdfium.pictured_ground import MAX_ASKED, TILES, PicturedGround
from kyoten_extract.engines.pdfium.sample_points import grid_in, points_in
from kyoten_extract.page.array_steps import columns, one_of, true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, is_blank

SEEN, LAYER, MODE, ALPHA, TINY, GROUND, COVERED, PICTURE = range(8)
"""Why a character is not seen: its layer is off, it is drawn without ink, with no opacity, too
small, in the color of its ground, or is painted over by an area or by an image."""

# Of 255: colors nearer to each other than this are one to the eye.
_SAME_COLOR = 10.0
# Share of ink that an eye notices.
_NOTICED = 0.05
# Points: text lower than this is read by nobody. The sides of a page that is to be enlarged, as
# PDFium does not tell, are shorter than this, and its text is lower.
_MIN_EM, _SMALL_PAGE = 1.0, 200.0
# Points beside a line at which the cells that it parts are looked at.
_BESIDE = 2.0
# Pairs of a color and a ground that are compared as they are.
_MAX_COMPARED = 2_000
# Pixels of an image that is unpacked to see whether it is opaque.
_MAX_PIXELS = 40_000_000
_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_STROKED_MODES = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)

_FILLED_AND_STROKED_MODES = (
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
)


def ask_inks(texts: Handles) -> None:
    """Ask PDFium how ``texts`` are painted."""
    modes = calls.integers(api.text_mode, texts)
    calls.values(api.fill_color, 4, texts)
    if one_of(modes, (*_STROKED_MODES, *_FILLED_AND_STROKED_MODES)).any():
        calls.values(api.stroke_color, 4, texts)


@dataclass(frozen=True, slots=True)
class Sight:
    """A page as it is painted.

    Attributes:
        document, page: handles.
        painted: its objects.
        off: (n,) which are of layers that are off.
        paths: its paths.
        fills: what is known of its areas before they are looked at.
        frame: the page's coordinate frame.
        own: how many objects are the page's; annotations draw those after them.
    """

    document: object
    page: object
    painted: PaintOrder
    off: BoolArray
    paths: DrawnPaths
    fills: Fills
    frame: Frame
    own: int
    _areas: list[Areas] = field(default_factory=list, init=False)
    _pictured: PicturedGround = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pictured", PicturedGround(self.page, self.frame))

    @classmethod
    def of(
        cls,
        document: object,
        page: object,
        painted: PaintOrder,
        off: BoolArray,
        paths: DrawnPaths,
        frame: Frame,
        own: int | None = None,
    ) -> Sight:
        """How a page is painted.

        Args:
            document, page, painted, off, paths, frame: as the attributes.
            own: how many objects on the page itself are its own; ``None`` for all.
        """
        on_page = true_at(painted.parents == PAGE)
        count = len(painted.objects)
        first = int(on_page[own]) if own is not None and own < len(on_page) else count
        fills = Fills.of(painted, paths, off)
        return cls(document, page, painted, off, paths, fills, frame, first)

    @property
    def areas(self) -> Areas:
        """What is filled; most pages are black on white, and nobody asks for it."""
        if not self._areas:
            self._areas.append(areas_of(self.painted, self.paths, self.off, self.frame))
        return self._areas[0]

    def annotated(self, objects: Handles) -> BoolArray:
        """(m,) which objects are drawn by annotations."""
        if self.own == len(self.painted.objects):
            return np.zeros(len(objects), dtype=bool)
        return self.painted.places(objects.addresses) >= self.own

    def text(
        self, objects: Handles, codes: IntArray, boxes: FloatArray, runs: IntArray
    ) -> IntArray:
        """(n,) for each character why it is not seen, or ``SEEN``.

        Args:
            objects: m text objects.
            codes: (n,) code points.
            boxes: (n, 4) em boxes.
            runs: (n,) the object of each character, by number.
        """
        why = np.zeros(len(codes), dtype=np.int64)
        if not len(codes):
            return why
        order = self.painted.places(objects.addresses)
        modes = calls.integers(api.text_mode, objects)
        color, opacity = self._inks(objects, order, modes)
        like = self._like_a_ground(color)
        covered = self.fills.last > order.min()
        areas = self._trusted(boxes, order[runs]) if covered or like.any() else NO_AREAS
        at = true_at(like[runs]) if like.any() else ()
        if len(at):
            points, whose = points_in(codes[at], boxes[at])
            run = runs[at][whose]
            ground = areas.ground(points, order[run])
            apart = ~(np.abs(ground - color[run, :3]) <= _SAME_COLOR).all(axis=1)
            at = at[np.bincount(whose, weights=apart, minlength=len(at)) == 0]
            seen = self._pictured.differ(areas, boxes[at], color[runs[at], :3])
            at = at[~seen]
            # PDFium gives white for the color of a pattern, too.
            white = at[(color[runs[at], :3] == WHITE).all(axis=1)]
            why[at] = GROUND
            why[white[self._have_ink(white, codes, boxes)]] = SEEN
        tinted = self._pictured.may_drown(self.fills.grounds, color)
        at = true_at(tinted[runs] & (why == SEEN)) if tinted.any() else ()
        if len(at):
            drowned = self._pictured.agree(self.areas, boxes[at], color[runs[at], :3])
            why[at[drowned]] = GROUND
        if (color[:, 0] == TILES).any():
            tiled = (color[:, :3] == TILES).all(axis=1)[runs]
            at = true_at(tiled & (why == SEEN))[:MAX_ASKED]
            # Tiles of the ground's color, or that show nothing.
            why[at[self._pictured.are_bare(boxes[at])]] = GROUND
        at = true_at(areas.later(boxes, order[runs])) if covered else ()
        if len(at):
            points, whose = points_in(codes[at], boxes[at])
            shown, image = areas.shown(points, order[runs[at][whose]])
            hidden = np.bincount(whose, weights=shown > _NOTICED, minlength=len(at)) == 0
            above = np.bincount(whose, weights=image, minlength=len(at)) > 0
            why[at[hidden]] = np.where(above, PICTURE, COVERED)[hidden]
            if hidden.any() and self._blends:
                at = at[hidden]
                why[at[self._have_ink(at, codes, boxes)]] = SEEN
        height = boxes[:, 3] - boxes[:, 1]
        least = _MIN_EM * min(min(self.frame.width, self.frame.height) / _SMALL_PAGE, 1.0)
        why[(height > 0) & (height < least)] = TINY
        for reason, without in (
            (ALPHA, opacity < _NOTICED),
            (MODE, one_of(modes, _INVISIBLE_MODES)),
            (LAYER, self.off[order]),
        ):
            if without.any():
                gone = without[runs]
                if reason == MODE:
                    gone &= ~self._painted_through(modes, order, boxes, runs)
                why[gone] = reason
        return why

    def _have_ink(self, at: IntArray, codes: IntArray, boxes: FloatArray) -> BoolArray:
        """(k,) which of the characters ``at`` the picture shows, as nothing else has ink there."""
        if not len(at):
            return np.zeros(0, dtype=bool)
        others = ~is_blank(codes)
        others[at] = False
        lines = self.frame.boxes(self.paths.boxes[self.paths.thin])
        return self._pictured.have_ink(boxes[at], np.concatenate((boxes[others], lines)))

    @property
    def _blends(self) -> bool:
        """Whether a form may let through what it fills over, as a highlighter does."""
        forms = self.painted.objects.take(true_at(self.painted.types == pdfium.FPDF_PAGEOBJ_FORM))
        return bool(calls.integers(api.transparent, forms).any())

    def _painted_through(
        self, modes: IntArray, order: IntArray, boxes: FloatArray, runs: IntArray
    ) -> BoolArray:
        """(n,) which characters cut something out of what is painted next, and are seen so."""
        through: BoolArray = (modes == pdfium.FPDF_TEXTRENDERMODE_CLIP)[runs]
        if not through.any():
            return through
        types = self.painted.types
        places = np.where(types != pdfium.FPDF_PAGEOBJ_TEXT, np.arange(len(types)), len(types) - 1)
        after = np.minimum.accumulate(places[::-1])[::-1][order]
        filled = self.paths.at[self.paths.fill]
        inked = np.isin(after, filled) | (types[after] == pdfium.FPDF_PAGEOBJ_SHADING)
        at = true_at(through & inked[runs])
        around = self.painted.boxes(after, self.frame)[runs[at]]
        middle = (boxes[at, :2] + boxes[at, 2:]) / 2
        through[:] = False
        through[at] = ((middle > around[:, :2]) & (middle < around[:, 2:])).all(axis=1)
        return through

    def _inks(
        self, objects: Handles, order: IntArray, modes: IntArray
    ) -> tuple[IntArray, FloatArray]:
        """Colors (m, 4) and opacities (m,) of text objects, by their text rendering ``modes``."""
        color = api.unsigned(api.fill_color, objects)
        stroked = one_of(modes, _STROKED_MODES)
        if stroked.any():
            some = objects.take(true_at(stroked))
            color[stroked] = api.unsigned(api.stroke_color, some)
        opacity = opacities_of(self.painted, order, color[:, 3])
        # Filled and stroked, the color is that of both.
        both = one_of(modes, _FILLED_AND_STROKED_MODES)
        if both.any():
            stroke = api.unsigned(api.stroke_color, objects.take(true_at(both)))
            opacity[both] = np.maximum(opacity[both], stroke[:, 3] / 255.0)
            light = (np.abs(stroke[:, :3] - color[both, :3]) > _SAME_COLOR).any(axis=1)
            color[true_at(both)[light], :3] = -1000
        return color, opacity

    def unseen_paths(self, among: BoolArray) -> BoolArray:
        """(n,) which of the paths ``among`` nobody sees."""
        paths = self.paths
        unseen = among & self.off[paths.at]
        some = true_at(among & ~unseen)
        if not len(some):
            return unseen
        at = paths.at[some]
        fill, stroke = paths.fill[some], paths.stroke[some]
        inks = [
            (drawn, colors[some], opacities_of(self.painted, at, colors[some, 3]))
            for drawn, colors in ((fill, paths.fill_colors), (stroke, paths.stroke_colors))
            if drawn.any()
        ]
        clear = fill | stroke
        like = clear.copy()
        for drawn, color, opacity in inks:
            clear &= ~drawn | (opacity < _NOTICED)
            like &= ~drawn | self._like_a_ground(color)
        like &= ~clear
        covered = self.fills.last > at.min()
        if not (like.any() or clear.any() or covered):
            return unseen
        boxes = self.frame.boxes(paths.boxes[some])
        areas = self._trusted(boxes, at) if covered or like.any() else NO_AREAS
        hidden = clear
        seemly = true_at(like)
        if len(seemly):
            hidden[seemly] = self._on_like_ground(
                areas,
                boxes[seemly],
                at[seemly],
                [(drawn[seemly], color[seemly]) for drawn, color, _ in inks],
            )
        below = true_at(areas.later(boxes, at) & ~hidden)
        if len(below):
            points, whose = grid_in(boxes[below], (0.0, 1.0), (0.0, 1.0))
            shown, _ = areas.shown(points, at[below][whose])
            seen = np.bincount(whose, weights=shown > _NOTICED, minlength=len(below)) > 0
            hidden[below] = ~seen
        unseen[some[hidden]] = True
        return unseen

    def _on_like_ground(
        self,
        areas: Areas,
        boxes: FloatArray,
        orders: IntArray,
        inks: list[tuple[BoolArray, IntArray]],
    ) -> BoolArray:
        """Which paths have the color of all that is under them, and part no two colored cells."""
        points, whose = grid_in(boxes, (0.0, 1.0), (0.0, 1.0))
        ground = areas.ground(points, orders[whose])
        # A white line between two colored cells is seen by what is on both its sides.
        across = boxes[:, 2] - boxes[:, 0] >= boxes[:, 3] - boxes[:, 1]
        step = np.where(across[:, None], (0.0, _BESIDE), (_BESIDE, 0.0))
        last = np.full(len(points), len(self.painted.types))
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        half = np.where(across, boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0])[:, None] / 2
        middle = np.where(across[whose], points[:, 0], x[whose])
        level = np.where(across[whose], y[whose], points[:, 1])
        center = columns(middle, level)
        away = step + half * (step > 0)
        sides = [areas.ground(center + sign * away[whose], last) for sign in (-1, 1)]
        hidden = np.ones(len(boxes), dtype=bool)
        for drawn, color in inks:
            own = color[whose, :3]
            apart = ~(np.abs(ground - own) <= _SAME_COLOR).all(axis=1)
            beside = [~(np.abs(side - own) <= _SAME_COLOR).all(axis=1) for side in sides]
            seen = np.bincount(whose, weights=apart | (beside[0] & beside[1])) > 0
            hidden &= ~(drawn & seen)
            rest = true_at(hidden & drawn)
            if len(rest):
                mine = np.isin(whose, rest)
                number = np.searchsorted(rest, whose[mine])
                outlined = np.ones(len(rest), dtype=bool)
                for sign in (-1, 1):
                    around = (center + sign * away[whose])[mine], number
                    outlined &= self._pictured.differ(areas, boxes[rest], color[rest, :3], around)
                hidden[rest] = ~outlined
        return hidden

    def _like_a_ground(self, color: IntArray) -> BoolArray:
        """(m,) which colors are nearly those of the page or of an area on it."""
        grounds = self.fills.grounds
        none = not self.fills.blended and len(color) * len(grounds) <= _MAX_COMPARED
        if none and not _are_near(color[:, :3], grounds).any():
            return np.zeros(len(color), dtype=bool)
        # Distinct colors are few, mostly one: packed into a number each, each is compared once.
        packed, few = [], color[:1, :3]
        if not (color[:, :3] == few).all():
            packed = (color[:, :3] @ (1 << 22, 1 << 11, 1)).tolist()
            places = dict(zip(packed, itertools.count(), strict=False))
            few = color[list(places.values()), :3]
        if not (self.fills.blended or _are_near(few, grounds).any()):
            return np.zeros(len(color), dtype=bool)
        if not (self.areas.opacities >= 1).all():
            return np.ones(len(color), dtype=bool)
        colors = self.areas.colors
        near = _are_near(few, grounds_of(colors[np.isfinite(colors).all(axis=1)]))
        if not packed:
            return np.full(len(color), near[0])
        like = set(itertools.compress(places, near.tolist()))
        return np.fromiter(map(like.__contains__, packed), bool, len(packed))

    def _trusted(self, boxes: FloatArray, orders: IntArray) -> Areas:
        """The areas; images only as covers where they are above something and opaque."""
        areas = self.areas
        if not areas.images.any():
            return areas
        covers = areas.covers.copy()
        for index in true_at(covers & areas.images & (areas.orders > orders.min())).tolist():
            alone = areas.take(np.array([index]))
            covers[index] = bool(alone.later(boxes, orders).any()) and _is_opaque(
                self.document,
                self.page,
                int(self.painted.objects.addresses[areas.orders[index]]),
            )
        return replace(areas, covers=covers)


def _is_opaque(document: object, page: object, image: int) -> bool:
    """Whether no pixel of an image lets through what is under it."""
    size = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image, *size)
    if not 0 < size[0].value * size[1].value <= _MAX_PIXELS:
        return False
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, image)
    if not bitmap:
        return False
    try:
        if pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_BGRA:
            return bool(pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_Unknown)
        height = pdfium.FPDFBitmap_GetHeight(bitmap)
        stride, width = pdfium.FPDFBitmap_GetStride(bitmap), pdfium.FPDFBitmap_GetWidth(bitmap)
        buffer = pdfium.FPDFBitmap_GetBuffer(bitmap)
        kind = ctypes.POINTER(ctypes.c_uint8 * (stride * height))
        pixels = np.frombuffer(ctypes.cast(buffer, kind).contents, np.uint8)
        return bool(pixels.reshape(height, stride)[:, 3 : 4 * width : 4].min() == 255)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _are_near(colors: IntArray, grounds: FloatArray) -> BoolArray:
    """(n,) which ``colors`` are nearly one of ``grounds``."""
    near = (np.abs(colors[:, None] - grounds) <= _SAME_COLOR).all(axis=2)
    return np.asarray(np.any(near, axis=1))
