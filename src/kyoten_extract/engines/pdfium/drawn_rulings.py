"""Rulings from drawn paths: strokes, thin filled rectangles, boxes; Form XObjects included."""

from __future__ import annotations

import numpy as np

from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.drawn_paths import MAX_SEGMENTS, MAX_THICKNESS, DrawnPaths
from kyoten_extract.engines.pdfium.page_objects import apply
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import columns, true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

# Points: the ends of a line along an axis may differ by this much across it (rounded coordinates).
_MAX_SLANT = 0.7


def read_lines(paths: DrawnPaths) -> tuple[FloatArray, IntArray]:
    """All axis-aligned lines drawn, and (n,) which path draws each, by number.

    The lines are (n, 4) x0, y0, x1, y1, low ends first, in PDF page space. A filled shape no
    thicker than ``MAX_THICKNESS`` is a line; strokes are at any width. Lines are cut to their clip
    paths.

    Raises:
        DamagedSourceError: the shapes have too many segments.
    """
    if paths.outlines is None:
        raise DamagedSourceError(
            say("the page draws paths of over {max_segments} segments", max_segments=MAX_SEGMENTS)
        )
    thin, thick = true_at(paths.thin), np.arange(len(paths.thick))
    lines, owners = [np.empty((0, 4))], [np.empty(0, dtype=np.int64)]
    # Level by level, a level's thin shapes before its others.
    levels = paths.level_of(thin), paths.level_of(paths.thick)
    for level, (matrix, _) in enumerate(paths.levels):
        own, other = thin[levels[0] == level], thick[levels[1] == level]
        boxes = paths.boxes[own]
        across, down = _directions(boxes)
        lines.append(_middle_lines(boxes, across, down))
        owners += [own[across], own[down]]
        if len(other):
            shapes, owner = _shape_lines(paths, other, matrix)
            lines.append(shapes)
            owners.append(owner)
    return _shown(np.concatenate(lines), np.concatenate(owners), paths.clips)


def _shown(lines: FloatArray, owners: IntArray, clips: FloatArray) -> tuple[FloatArray, IntArray]:
    """``lines`` cut to the ``clips`` of their paths; lines entirely outside are dropped."""
    around, cut = clips[owners], np.empty((len(lines), 4))
    np.maximum(lines[:, :2], around[:, :2], out=cut[:, :2])
    np.minimum(lines[:, 2:], around[:, 2:], out=cut[:, 2:])
    shown = true_at((cut[:, :2] <= cut[:, 2:]).all(axis=1))
    return cut[shown], owners[shown]


def _directions(boxes: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Which thin boxes are horizontal and which vertical; a dot is both."""
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    dot = (width <= MAX_THICKNESS) & (height <= MAX_THICKNESS)
    return (width >= height) | dot, (height > width) | dot


def _middle_lines(boxes: FloatArray, across: BoolArray, down: BoolArray) -> FloatArray:
    """The center line of each thin box along its longer side; a dot has one in each direction."""
    level, upright = boxes[across], boxes[down]
    level[:, 1] = level[:, 3] = (level[:, 1] + level[:, 3]) / 2
    upright[:, 0] = upright[:, 2] = (upright[:, 0] + upright[:, 2]) / 2
    return np.concatenate((level, upright))


def _shape_lines(
    paths: DrawnPaths, some: IntArray, matrix: FloatArray
) -> tuple[FloatArray, IntArray]:
    """The lines of ``some`` of the thick paths, and the path of each.

    The lines are a path's strokes, and the thin shapes it fills. A map has as many paths as a list
    has characters, so all paths are processed at once.
    """
    assert paths.outlines is not None
    outlines, matrices = paths.outlines.take(some), paths.matrices[some]
    # A path that does not begin with a "moveto" draws nothing.
    heads = outlines.counts.cumsum() - outlines.counts
    filled = true_at(outlines.counts)
    sound = filled[outlines.types[heads[filled]] == pdfium.FPDF_SEGMENT_MOVETO]
    if not len(sound):
        return np.empty((0, 4)), np.empty(0, dtype=np.int64)
    outlines, matrices, some = outlines.take(sound), matrices[sound], some[sound]
    number = paths.thick[some]
    stroke = paths.stroke[number]
    path, types = outlines.paths, outlines.types
    a, b, c, d, e, f = matrices[path].T
    x, y = outlines.points.T
    points = apply(columns(a * x + c * y + e, b * x + d * y + f), matrix)
    starts = true_at(types == pdfium.FPDF_SEGMENT_MOVETO)
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    thin = ((high - low) <= MAX_THICKNESS).any(axis=1) & ~stroke[path[starts]]
    boxes, owner = np.concatenate((low, high), axis=1)[thin], path[starts][thin]
    if stroke.any():
        subpath = np.cumsum(types == pdfium.FPDF_SEGMENT_MOVETO) - 1
        drawn = true_at((types == pdfium.FPDF_SEGMENT_LINETO) & stroke[path])
        closing = true_at(outlines.closes & stroke[path])
        begin = np.concatenate((points[drawn - 1], points[closing]))
        end = np.concatenate((points[drawn], points[starts[subpath[closing]]]))
        ends = np.concatenate((np.minimum(begin, end), np.maximum(begin, end)), axis=1)
        straight = (ends[:, 2:] - ends[:, :2]).min(axis=1) <= _MAX_SLANT
        boxes = np.concatenate((boxes, ends[straight]))
        owner = np.concatenate((owner, path[np.concatenate((drawn, closing))][straight]))
    across, down = _directions(boxes)
    owner = number[owner]
    return _middle_lines(boxes, across, down), np.concatenate((owner[across], owner[down]))
