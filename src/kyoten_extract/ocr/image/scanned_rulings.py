"""The ruled lines of a picture: thin, long and straight, however faint or broken.

The work is done on grey levels. A line is what is left when everything shorter is taken away along
it, and everything wider across it: text goes by the first, shading and photographs by the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.ocr.image.binarize import BoolImage, Gray, ink_of
from kyoten_extract.ocr.image.cell_borders import missing_borders
from kyoten_extract.ocr.image.underlines import parted
from kyoten_extract.page.page_model import BoolArray, FloatArray, Rulings
from kyoten_extract.table.lattice import Lattice

# In ems: lines are longer than any stroke of a character, and than a pile of them.
_LONG = 2.2
# In ems: a line this long needs nothing to hold it; a shorter one ends at lines across it: so far
# before one, or so far beyond one, as the sides of the last row on a page may.
_FREE_STANDING = 14.0
_HELD, _JUTS_OUT = 0.5, 0.9
# What falls shorter of its ends than this is no ruling, but brackets set one below the other.
_TOUCHES = 0.3
# In ems: pieces of a broken line are no further apart, or nothing is printed between them where
# they are further apart than the second; and they lie so exactly on one line.
_BROKEN, _NEAR, _ALIGNED = 12.0, 2.0, 0.12
# The share of such a gap that is empty. In ems, and in dots: how near a line's end is to one
# across it, if it ends there.
_EMPTY, _AT_ONE, _ENDS = 0.8, 0.3, 6.0
# In ems: a line with a wide gap is so long on one side of it.
_SURELY = 7.0
# In ems: how far aside of a line there is white, along this share of it.
_ASIDE, _WHITE = 0.16, 0.6
# Inches: a straight line is off its place by no more than this; the share of it that is drawn.
_WAVERS, _SOLID = 0.012, 0.9
# The same of its pieces, where it is broken.
_WHOLE = 0.97
# The share of a line that is drawn, of the pieces that are found at first; of one that is long.
_DRAWN, _DRAWN_LONG = 0.8, 0.6
# Inches: what is thicker is a bar or a shade.
_THICKEST = 0.045
# Inches: gaps of a broken or dashed line.
_GAP = 0.03
# Of 255: how dark a line is at least, once dots are averaged along it.
_FAINTEST = 40
# A ruling's dots are as dark as this share of what the others are.
_AS_DARK = 0.4
# Inches along a line that are averaged.
_SMOOTH = 0.025
# A header has no more rows than this; below it are so many at least.
_HEADER_ROWS, _FEWEST_ROWS = 3, 3
# The share of a table's rows that a column in its body alone goes through at least.
_ALONE = 0.1


@dataclass(frozen=True, slots=True)
class PixelRulings:
    """The lines of a picture in dots.

    Attributes:
        horizontal: (n, 3) y, x0, x1.
        vertical: (n, 3) x, top, bottom.
        mask: (height, width) where they are drawn.
        underlines: (n, 3) y, x0, x1 of the lines under words, which are no rulings.
    """

    horizontal: FloatArray
    vertical: FloatArray
    mask: BoolImage
    underlines: FloatArray


def find_rulings(dark: Gray, em: float, dpi: float) -> PixelRulings:
    """The rulings of a darkness whose characters are ``em`` dots high."""
    length = round(_LONG * em)
    ink = ink_of(dark)
    ways = dark, np.ascontiguousarray(dark.T)
    inks = ink, np.ascontiguousarray(ink.T)
    thin = [_thin(picture, dpi) for picture in ways]
    pieces, masks = zip(*(_lines(picture, length, dpi) for picture in thin), strict=True)
    across, down = pieces
    across, underlines = parted(across, down, ink, em)
    across, down = _whole(across, down, inks[0], em), _whole(down, across, inks[1], em)
    across, down = _beside_white(across, inks[0], em), _beside_white(down, inks[1], em)
    depth = min(_depth(across, ways[0], em), _depth(down, ways[1], em))
    across = _solid(across, ways[0], masks[0], em, dpi, depth)
    down = _solid(down, ways[1], masks[1], em, dpi, depth)
    across, down = _lengthened(across, down, inks[0], em), _lengthened(down, across, inks[1], em)
    before = -1
    while before != len(across) + len(down):
        before = len(across) + len(down)
        across, down = _held(across, down, em), _held(down, across, em)
    across, down = _cut(across, down, em), _cut(down, across, em)
    across, down = (
        np.concatenate((lines, missing_borders(lines, others, picture, seen, em, depth)))
        for lines, others, picture, seen in (
            (across, down, thin[0], inks[0]),
            (down, across, thin[1], inks[1]),
        )
    )
    mask = _drawn(masks[0], across) | _drawn(masks[1], down).T
    return PixelRulings(across, down, mask, underlines)


def _depth(lines: FloatArray, dark: Gray, em: float) -> float:
    """How dark the long ones of the ``lines`` are: half of their dots are darker; 0 without any."""
    found = [
        np.median(dark[max(round(y) - 1, 0) : round(y) + 2, int(low) : int(high)].max(axis=0))
        for y, low, high in lines.tolist()
        if high - low >= _FREE_STANDING * em
    ]
    return float(np.median(found)) if found else 0.0


def _thin(dark: Gray, dpi: float) -> Gray:
    """What is no thicker than a line along x, smoothed along it."""
    thick = max(round(_THICKEST * dpi), 4)
    # A line that the raster splits over two rows of dots is whole in neither.
    thin: NDArray[Any] = cv2.dilate(dark, np.ones((2, 1), np.uint8))
    thin = cv2.morphologyEx(thin, cv2.MORPH_TOPHAT, np.ones((thick, 1), np.uint8))
    return np.asarray(cv2.blur(thin, (max(round(_SMOOTH * dpi), 3), 1)), dtype=np.uint8)


def _lines(thin: Gray, length: int, dpi: float) -> tuple[FloatArray, BoolImage]:
    """The lines along x that are ``length`` dots long, of what is ``thin``, and their dots."""
    thick = max(round(_THICKEST * dpi), 4)
    gap = max(round(_GAP * dpi), 2)
    long = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    mask: NDArray[Any] = (long > _FAINTEST).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    # Little is left: outlines are found sooner than every dot gets a label.
    outlines, nested = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [] if nested is None else np.flatnonzero(nested[0, :, 3] < 0).tolist()
    boxes = np.array([cv2.boundingRect(outlines[i]) for i in outer], np.int64).reshape(-1, 4)
    left, top, width, height = boxes[np.lexsort((boxes[:, 0], boxes[:, 1]))].T
    line = (width >= length) & (height <= 2 * thick)
    middle = [_middle(mask, *box) for box in np.column_stack((left, top, width, height))[line]]
    lines = np.column_stack((middle, left[line], (left + width)[line])).astype(np.float64)
    return lines, mask.astype(bool)


def _middle(mask: NDArray[Any], left: int, top: int, width: int, height: int) -> float:
    """Where a line of ``mask`` is across itself: strokes of text that touch it are beside it."""
    rows = np.count_nonzero(mask[top : top + height, left : left + width], axis=1)
    below = np.cumsum(rows)
    half = below[-1] / 2
    row = int(np.searchsorted(below, half))
    return float(top + row - 0.5 + (half - (below[row] - rows[row])) / rows[row])


def _whole(lines: FloatArray, others: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """``lines`` with the pieces of each broken one put together.

    A line that ends at one of the ``others`` ends there, and one that begins at one begins: two
    tables may stand one above the other, and cells may be merged between. One that ends where
    nothing is goes on behind the gap, if nothing is printed in it.
    """
    left = sorted(lines.tolist(), key=lambda line: line[1])
    whole: list[list[float]] = []
    for line in left:
        at = next((w for w in reversed(whole) if _goes_on(w, line, others, ink, em)), None)
        if at is None:
            whole.append([*line, line[2] - line[1]])
        else:
            weight = line[2] - line[1]
            at[0] = (at[0] * at[3] + line[0] * weight) / (at[3] + weight)
            at[2], at[3] = max(at[2], line[2]), at[3] + weight
    kept = [w[:3] for w in whole if w[3] >= _drawn_share(w[2] - w[1], em) * (w[2] - w[1])]
    return np.array(kept, dtype=np.float64).reshape(-1, 3)


def _goes_on(
    begun: Sequence[float], line: Sequence[float], others: FloatArray, ink: BoolImage, em: float
) -> bool:
    """Whether ``line`` is the line that was ``begun``, behind a gap."""
    position, _, end = begun[:3]
    gap = line[1] - end
    if abs(position - line[0]) > max(_ALIGNED * em, 1.5) or gap > _BROKEN * em:
        return False
    if gap <= _HELD * em:
        return True
    ends = _meets(others, end, line[0], em), _meets(others, line[1], line[0], em)
    if all(ends):
        return False
    if gap <= _NEAR * em:
        return True
    # Piled strokes of text are no line that something is missing of; nor do they make one broken
    # that ends at a line across it.
    lengths = begun[3], line[2] - line[1]
    broken = any(
        length >= _SURELY * em and not ended for length, ended in zip(lengths, ends, strict=True)
    )
    return broken and _is_white(ink, position, end, line[1], em)


def _drawn_share(length: float, em: float) -> float:
    return _DRAWN if length < _FREE_STANDING * em else _DRAWN_LONG


def _lengthened(lines: FloatArray, others: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """``lines`` that end where nothing is, up to the next of the ``others`` across them."""
    result = lines.copy()
    for line in result:
        for side, way in ((1, -1), (2, 1)):
            position, end = line[0], line[side]
            if line[2] - line[1] < _FREE_STANDING * em or _meets(others, end, position, em):
                continue
            off = way * (others[:, 0] - end)
            reach = _HELD * em
            crossing = (off > 0) & (off <= _BROKEN * em)
            crossing &= (others[:, 1] - reach <= position) & (others[:, 2] + reach >= position)
            if crossing.any():
                at = float(others[crossing, 0][np.argmin(off[crossing])])
                if _is_white(ink, position, min(at, end), max(at, end), em):
                    line[side] = at
    return result


def _is_white(ink: BoolImage, position: float, low: float, high: float, em: float) -> bool:
    """Whether nothing is printed across a gap: what is left of the line itself is in it."""
    part = slice(max(int(low), 0), int(high) + 1)
    near, far = max(round(_ASIDE * em), 3), max(round(2 * _ASIDE * em), 6)
    middle = round(position)
    above = ink[max(middle - far, 0) : max(middle - near + 1, 0), part].any(axis=0)
    below = ink[max(middle + near, 0) : max(middle + far + 1, 0), part].any(axis=0)
    here = ink[max(middle - near + 1, 0) : max(middle + near, 0), part].any(axis=0)
    return 1.0 - float((above & here & below).mean()) >= _EMPTY


def _meets(others: FloatArray, end: float, position: float, em: float) -> bool:
    """Whether one of ``others`` goes through the ``end`` of a line at ``position``."""
    reach = _HELD * em
    near = np.abs(others[:, 0] - end) <= max(_AT_ONE * em, _ENDS)
    near &= (others[:, 1] - reach <= position) & (others[:, 2] + reach >= position)
    return bool(near.any())


def _beside_white(lines: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """The ``lines`` along which at least one side is white.

    Where lines of text are set tight, their strokes make lines too: with text on both sides.
    """
    height = len(ink)
    kept = []
    for line in lines.tolist():
        low, high = max(int(line[1]), 0), int(line[2]) + 1
        sides = []
        for way in (-1, 1):
            near = round(line[0] + way * max(_ASIDE * em, 3))
            far = round(line[0] + way * max(2 * _ASIDE * em, 6))
            strip = ink[max(min(near, far), 0) : min(max(near, far), height - 1) + 1, low:high]
            sides.append(1.0 - strip.any(axis=0).mean() if strip.size else 1.0)
        kept.append(max(sides) >= _WHITE)
    result: FloatArray = lines[np.array(kept, dtype=bool)]
    return result


def _solid(
    lines: FloatArray, dark: Gray, mask: BoolImage, em: float, dpi: float, depth: float
) -> FloatArray:
    """The ``lines`` that are drawn nearly throughout, or in whole pieces with white between them.

    ``depth`` is how dark the page's rulings are: what is much lighter is none of them.
    The strokes of a row of characters at one height are a line in pieces too, but no whole ones.
    """
    reach, beside = max(round(_WAVERS * dpi), 1), max(round(2 * _ASIDE * em), 6)
    least = max(_FAINTEST, _AS_DARK * depth)
    kept = []
    for position, low, high in lines.tolist():
        middle = round(position)
        along = slice(max(int(low), 0), int(high) + 1)
        strip = dark[max(middle - reach, 0) : middle + reach + 1, along]
        drawn = strip.max(axis=0, initial=0) > least
        pieces = mask[max(middle - reach, 0) : middle + reach + 1, along].any(axis=0)
        around = dark[max(middle - beside, 0) : middle + beside + 1, along]
        if drawn.size and drawn.mean() >= _SOLID:
            kept.append(True)
        elif not pieces.any() or drawn[pieces].mean() < _WHOLE:
            kept.append(False)
        else:
            inked = np.asarray(ink_of(around).any(axis=0))
            kept.append(1.0 - float(inked[~pieces].mean()) >= _EMPTY)
    result: FloatArray = lines[np.array(kept, dtype=bool)]
    return result


def _held(lines: FloatArray, others: FloatArray, em: float) -> FloatArray:
    """The ``lines`` that are long, or that end at two of the ``others``, or a little beyond."""
    if not len(lines):
        return lines
    kept = lines[:, 2] - lines[:, 1] >= _FREE_STANDING * em
    reach = max(_TOUCHES * em, 3.0)
    held = np.ones(len(lines), dtype=bool)
    for side, inwards in ((1, 1), (2, -1)):
        within = (others[None, :, 0] - lines[:, side, None]) * inwards
        near = (within >= -reach) & (within <= _JUTS_OUT * em)
        near &= others[None, :, 1] - reach <= lines[:, 0, None]
        near &= others[None, :, 2] + reach >= lines[:, 0, None]
        held &= near.any(axis=1)
    result: FloatArray = lines[kept | held]
    return result


def text_strokes(rulings: Rulings, lattices: Sequence[Lattice], tolerance: float) -> BoolArray:
    """(n,) which vertical rulings are strokes of text, piled up from side to side of a row.

    No table has rulings that part a header's cell over one column of the rows below it, nor a
    column in a row or two of its body alone.
    """
    x, top, bottom = rulings.vertical.T
    found = np.zeros(len(x), dtype=bool)
    for lattice in lattices:
        if len(lattice.ys) <= _HEADER_ROWS + _FEWEST_ROWS:
            continue
        low, end = lattice.ys[0], lattice.ys[min(_HEADER_ROWS, len(lattice.ys) - 1)]
        middles = (lattice.ys[1:] + lattice.ys[:-1]) / 2
        for position in lattice.xs[1:-1].tolist():
            here = (np.abs(x - position) <= tolerance) & (bottom > low) & (top < lattice.ys[-1])
            if not here.any():
                continue
            within = (top[here, None] < middles) & (middles < bottom[here, None])
            rows = np.flatnonzero(within.any(axis=0))
            # The last row may be one of sums, with columns of its own.
            alone = len(rows) <= max(_ALONE * len(middles), 1) and (
                not len(rows) or (rows[0] >= _HEADER_ROWS and rows[-1] < len(middles) - 1)
            )
            if alone or (bottom[here] <= end + tolerance).all():
                found |= here
    return found


def _drawn(mask: BoolImage, lines: FloatArray) -> BoolImage:
    """The dots of ``mask`` that belong to ``lines``."""
    kept = np.zeros_like(mask)
    for position, low, high in lines.tolist():
        top, bottom = max(round(position) - 3, 0), round(position) + 4
        part = slice(max(int(low), 0), int(high) + 1)
        kept[top:bottom, part] = mask[top:bottom, part]
    return kept


def _cut(lines: FloatArray, others: FloatArray, em: float) -> FloatArray:
    """``lines`` cut at the outermost of the ``others``, where they cross it and go on alone.

    A table that goes on beyond does so in several columns, by a line of text at least.
    """
    if not len(others):
        return lines
    result = lines.copy()
    reach = max(_AT_ONE * em, _ENDS)
    for side, way in ((1, -1), (2, 1)):
        last = float(way * (way * others[:, 0]).max())
        beyond = way * (lines[:, side] - last)
        ends = others[np.abs(others[:, 0] - last) <= reach]
        crosses = (ends[:, 1].min() - reach <= lines[:, 0]) & (
            lines[:, 0] <= ends[:, 2].max() + reach
        )
        far = beyond >= em
        beside = np.abs(lines[:, None, side] - lines[None, :, side]) <= reach
        goes_on = far & ((beside & far).sum(axis=1) > 1)
        cut = crosses & (beyond > 0) & ~goes_on & (way * lines[:, 3 - side] < way * last)
        result[cut, side] = last
    return result
