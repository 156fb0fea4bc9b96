"""The paths of a page: where each is, how it is painted, and its outline. Each is read once.

What is visible and what rules are both found from these arrays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.page_objects import (
    Level,
    apply_to_boxes,
    clip_boxes,
    have_shaped_clips,
)
from kyoten_extract.engines.pdfium.paint_order import PaintOrder
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Points: a shape no thicker than this is a line, and its outline is not looked at.
MAX_THICKNESS = 3.0
# Path segments of a page: a map has some hundred thousand, so more are damage or an attack.
MAX_SEGMENTS = 2_000_000
# Points: the sides of the frame of a stamp; and how many times as long as the other one may be.
_FRAME, _LONG = (12.0, 160.0), 5.0
# Levels of 255 between the strongest and the weakest part of a strong color.
_STRONG = 80
# Points: the sides of what may stand for a character.
SMALL = 3.0, 40.0


@dataclass(frozen=True, slots=True)
class Outlines:
    """The segments of paths, those of one path contiguous.

    Attributes:
        counts: (n,) how many each path has.
        paths: (s,) the path of each segment, by number.
        types: (s,) PDFium's type of each.
        points: (s, 2) the end of each, in the coordinate space of its path.
        closes: (s,) whether a stroke goes back from there to where it began.
    """

    counts: IntArray
    paths: IntArray
    types: IntArray
    points: FloatArray
    closes: BoolArray

    def take(self, kept: IntArray) -> Outlines:
        """The outlines of the paths ``kept``, which ascend."""
        if len(kept) == len(self.counts):
            return self
        number = np.full(len(self.counts), -1)
        number[kept] = np.arange(len(kept))
        inside = true_at(number[self.paths] >= 0)
        return Outlines(
            self.counts[kept],
            number[self.paths[inside]],
            self.types[inside],
            self.points[inside],
            self.closes[inside],
        )


@dataclass(frozen=True, slots=True)
class DrawnPaths:
    """The paths of a page, level by level, in drawing order.

    Attributes:
        levels: the matrix of each level to PDF page space, and where its paths end.
        at: (n,) place of each in the paint order.
        boxes: (n, 4) bounding boxes in PDF page space, low corner first.
        clips: (n, 4) clip boxes in PDF page space; infinite without a clip.
        fill, stroke: (n,) which are filled and stroked.
        fill_colors, stroke_colors: (n, 4) red, green, blue, alpha where they are; else 0.
        thick: (k,) those that are painted and thicker than a line, by number.
        outlines: of these; ``None`` if they have more segments than any page.
        matrices: (k, 6) from their coordinate spaces to those of their levels.
        shaped: (n,) which have a clip with more corners than a box.
    """

    levels: tuple[tuple[FloatArray, int], ...]
    at: IntArray
    boxes: FloatArray
    clips: FloatArray
    fill: BoolArray
    stroke: BoolArray
    fill_colors: IntArray
    stroke_colors: IntArray
    thick: IntArray
    outlines: Outlines | None
    matrices: FloatArray
    shaped: BoolArray

    @property
    def thin(self) -> BoolArray:
        """(n,) which paths are as thin as a line as a whole."""
        return np.asarray(((self.boxes[:, 2:] - self.boxes[:, :2]) <= MAX_THICKNESS).any(axis=1))

    @property
    def small(self) -> BoolArray:
        """(k,) which thick paths are about as large as a character, in both directions."""
        boxes = self.boxes[self.thick]
        sides = boxes[:, 2:] - boxes[:, :2]
        return np.asarray(((sides > SMALL[0]) & (sides < SMALL[1])).all(axis=1))

    @property
    def colored_frames(self) -> IntArray:
        """Numbers of the paths that are stroked in a strong color, not filled, as a stamp's."""
        colors = self.stroke_colors[self.thick, :3]
        strong = colors.max(axis=1, initial=0) - colors.min(axis=1, initial=255) >= _STRONG
        frames: IntArray = self.thick[strong]
        if not len(frames):
            return frames
        sides = self.boxes[frames, 2:] - self.boxes[frames, :2]
        fitting = ((sides > _FRAME[0]) & (sides < _FRAME[1])).all(axis=1)
        fitting &= sides.max(axis=1) <= _LONG * sides.min(axis=1)
        kept: IntArray = frames[fitting & self.stroke[frames] & ~self.fill[frames]]
        return kept

    def level_of(self, numbers: IntArray) -> IntArray:
        """(m,) the level of each of these paths, by number."""
        ends = [end for _, end in self.levels]
        return np.asarray(np.searchsorted(ends, numbers, side="right"))

    @classmethod
    def of(cls, drawn: Sequence[Level], painted: PaintOrder) -> DrawnPaths:
        """Read the paths of the levels ``drawn`` of a page that is ``painted`` in this order."""
        kind = pdfium.FPDF_PAGEOBJ_PATH
        objects = Handles.joined(level.of_type(kind) for level in drawn)
        boxes = api.floats(api.object_bounds, objects)
        clips = clip_boxes(objects)
        levels, start = [], 0
        for level in drawn:
            stop = start + int(np.count_nonzero(level.types == kind))
            levels.append((level.matrix, stop))
            if stop > start:
                boxes[start:stop] = apply_to_boxes(boxes[start:stop], level.matrix)
                clips[start:stop] = apply_to_boxes(clips[start:stop], level.matrix)
            start = stop
        fill, stroke = api.booleans(api.path_mode, objects).T
        colors = np.zeros((2, len(objects), 4), dtype=np.int64)
        for painting, function, color in zip(
            (fill, stroke), (api.fill_color, api.stroke_color), colors, strict=True
        ):
            inked = true_at(painting)
            color[inked] = api.unsigned(function, objects.take(inked))
        # Without forms, objects are painted in the order in which they are found.
        alone = len(drawn) == 1
        at = true_at(painted.types == kind) if alone else painted.places(objects.addresses)
        thin = ((boxes[:, 2:] - boxes[:, :2]) <= MAX_THICKNESS).any(axis=1)
        thick = true_at((fill | stroke) & ~thin)
        some = objects.take(thick)
        return cls(
            tuple(levels),
            at,
            boxes,
            clips,
            fill,
            stroke,
            colors[0],
            colors[1],
            thick,
            _outlines(some, stroke[thick]),
            api.structs(api.object_matrix, 6, some),
            have_shaped_clips(objects),
        )


def _outlines(objects: Handles, stroke: BoolArray) -> Outlines | None:
    counts = np.maximum(calls.integers(api.path_count, objects), 0)
    if counts.sum() > MAX_SEGMENTS:
        return None
    segments = api.parts(api.path_segment, objects, counts)
    paths = np.arange(len(objects)).repeat(counts)
    closes = np.zeros(len(segments), dtype=bool)
    stroked = true_at(stroke[paths])
    closes[stroked] = calls.integers(api.segment_close, segments.take(stroked))
    return Outlines(
        counts,
        paths,
        calls.integers(api.segment_type, segments),
        api.points(segments),
        closes,
    )
