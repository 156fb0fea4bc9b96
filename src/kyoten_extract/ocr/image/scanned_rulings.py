"""Find the rulings of a page image: thin, long, straight lines, however faint or broken.

It works on grey levels. Morphological opening removes everything shorter than a ruling along it
(text), and a top-hat everything thicker across it (shading and photographs).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.ocr.image.binarize import BoolImage, Gray, ink_of
from kyoten_extract.ocr.image.cell_borders import missing_borders
from kyoten_extract.ocr.image.underlines import split_underlines
from kyoten_extract.page.page_model import BoolArray, FloatArray, Rulings
from kyoten_extract.table.lattice import Lattice

# Ems: length of a ruling, at least; strokes of characters are shorter, and most stacks of them.
_MIN_LENGTH = 2.2
# Ems: a line this long is a ruling by itself; a shorter one must end at lines across it.
_FREE_STANDING = 14.0
# Ems: how far a line may end before a line across it and still reach it.
_REACH = 0.5
# Ems: how far a line may extend beyond a line across it, as the sides of a page's last row do.
_MAX_OVERHANG = 0.9
# Ems: a short line must come this close to the lines across it; stacked brackets do not.
_MAX_SHORTFALL = 0.3
# Ems: the widest gap in a broken ruling.
_MAX_GAP = 12.0
# Ems: a gap wider than this must be free of print, or it is a merged cell with text.
_MAX_PLAIN_GAP = 2.0
# Ems: offset across of the pieces of one ruling.
_MAX_MISALIGNMENT = 0.12
# Share of a gap's length that must be free of print.
_MIN_EMPTY = 0.8
# Ems, and dots: a line that ends this close to a line across it ends there (the larger counts).
_AT_CROSSING, _AT_CROSSING_DOTS = 0.3, 6.0
# Ems: a piece beside a wide gap that is long enough to be a ruling for sure.
_CERTAIN_LENGTH = 7.0
# Ems from a line's center to the strip beside it that must be white ...
_BESIDE = 0.16
# ... along this share of its length, on one side at least.
_MIN_WHITE = 0.6
# Inches: deviation of a ruling from a straight line, at most.
_MAX_WAVER = 0.012
# Share of a ruling's length that must be drawn; of its pieces, where it is broken.
_MIN_SOLID, _MIN_SOLID_PIECES = 0.9, 0.97
# Share of a ruling's length that its first pieces must cover; of a free-standing one, less.
_MIN_DRAWN, _MIN_DRAWN_LONG = 0.8, 0.6
# Inches: thickness of a ruling, at most; thicker is a bar or shading.
_MAX_THICKNESS = 0.045
# Inches: gaps of a dashed line, which are closed.
_DASH_GAP = 0.03
# Darkness, of 255, of a ruling, averaged along it.
_MIN_DARKNESS = 40
# Share of the darkness of the page's rulings that a line must have; lighter ones show through.
_MIN_RELATIVE_DARKNESS = 0.4
# Inches along a line over which darkness is averaged, against noise.
_SMOOTHING = 0.025
# Rows of a header, at most, and of the body below it, at least, to look for false rulings.
_HEADER_ROWS, _MIN_BODY_ROWS = 3, 3
# Share of a table's rows that a column ruling in the body must cross.
_MIN_ROWS_CROSSED = 0.1


@dataclass(frozen=True, slots=True)
class PixelRulings:
    """The rulings of a page image, in dots.

    Attributes:
        horizontal: (n, 3) y, x0, x1.
        vertical: (n, 3) x, top, bottom.
        mask: (height, width) the dots they are drawn with.
        underlines: (n, 3) y, x0, x1 of underlined words, which are not rulings.
    """

    horizontal: FloatArray
    vertical: FloatArray
    mask: BoolImage
    underlines: FloatArray


def find_rulings(dark: Gray, em: float, dpi: float) -> PixelRulings:
    """Find the rulings of a darkness image whose characters are ``em`` dots high."""
    length = round(_MIN_LENGTH * em)
    ink = ink_of(dark)
    ways = dark, np.ascontiguousarray(dark.T)
    inks = ink, np.ascontiguousarray(ink.T)
    thin = [_thin(picture, dpi) for picture in ways]
    pieces, masks = zip(*(_lines(picture, length, dpi) for picture in thin), strict=True)
    across, down = pieces
    across, underlines = split_underlines(across, down, ink, em)
    across, down = _joined(across, down, inks[0], em), _joined(down, across, inks[1], em)
    across, down = _beside_white(across, inks[0], em), _beside_white(down, inks[1], em)
    depth = min(_depth(across, ways[0], em), _depth(down, ways[1], em))
    across = _solid(across, ways[0], masks[0], em, dpi, depth)
    down = _solid(down, ways[1], masks[1], em, dpi, depth)
    across, down = _extended(across, down, inks[0], em), _extended(down, across, inks[1], em)
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
    """Median darkness of the free-standing ``lines``; 0 without any."""
    found = [
        np.median(dark[max(round(y) - 1, 0) : round(y) + 2, int(low) : int(high)].max(axis=0))
        for y, low, high in lines.tolist()
        if high - low >= _FREE_STANDING * em
    ]
    return float(np.median(found)) if found else 0.0


def _thin(dark: Gray, dpi: float) -> Gray:
    """Darkness of marks no thicker than a ruling along x, smoothed along it."""
    thick = max(round(_MAX_THICKNESS * dpi), 4)
    # A line can be split over two rows of dots, and complete in neither.
    thin: NDArray[Any] = cv2.dilate(dark, np.ones((2, 1), np.uint8))
    thin = cv2.morphologyEx(thin, cv2.MORPH_TOPHAT, np.ones((thick, 1), np.uint8))
    return np.asarray(cv2.blur(thin, (max(round(_SMOOTHING * dpi), 3), 1)), dtype=np.uint8)


def _lines(thin: Gray, length: int, dpi: float) -> tuple[FloatArray, BoolImage]:
    """Lines along x in ``thin`` that are at least ``length`` dots long, and the mask of them."""
    thick = max(round(_MAX_THICKNESS * dpi), 4)
    gap = max(round(_DASH_GAP * dpi), 2)
    long = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    mask: NDArray[Any] = (long > _MIN_DARKNESS).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    # Few dots are left, so tracing contours is faster than labeling the whole image.
    outlines, nested = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [] if nested is None else np.flatnonzero(nested[0, :, 3] < 0).tolist()
    boxes = np.array([cv2.boundingRect(outlines[i]) for i in outer], np.int64).reshape(-1, 4)
    left, top, width, height = boxes[np.lexsort((boxes[:, 0], boxes[:, 1]))].T
    line = (width >= length) & (height <= 2 * thick)
    middle = [_middle(mask, *box) for box in np.column_stack((left, top, width, height))[line]]
    lines = np.column_stack((middle, left[line], (left + width)[line])).astype(np.float64)
    return lines, mask.astype(bool)


def _middle(mask: NDArray[Any], left: int, top: int, width: int, height: int) -> float:
    """Position of a line across itself: the median row, which strokes touching it do not move."""
    rows = np.count_nonzero(mask[top : top + height, left : left + width], axis=1)
    below = np.cumsum(rows)
    half = below[-1] / 2
    row = int(np.searchsorted(below, half))
    return float(top + row - 0.5 + (half - (below[row] - rows[row])) / rows[row])


def _joined(lines: FloatArray, others: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """``lines`` with the pieces of broken rulings joined.

    Pieces are not joined across a gap with a crossing line at both ends: two tables can be printed
    one above the other, and cells between can be merged. A piece that ends in the open continues
    behind a gap that is free of print.
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
    """Whether ``line`` continues the ruling ``begun`` behind a gap."""
    position, _, end = begun[:3]
    gap = line[1] - end
    if abs(position - line[0]) > max(_MAX_MISALIGNMENT * em, 1.5) or gap > _MAX_GAP * em:
        return False
    if gap <= _REACH * em:
        return True
    ends = _meets(others, end, line[0], em), _meets(others, line[1], line[0], em)
    if all(ends):
        return False
    if gap <= _MAX_PLAIN_GAP * em:
        return True
    # Stacked strokes of text are short. And a line that ends at a crossing is complete, whatever
    # strokes follow it.
    lengths = begun[3], line[2] - line[1]
    broken = any(
        length >= _CERTAIN_LENGTH * em and not ended
        for length, ended in zip(lengths, ends, strict=True)
    )
    return broken and _is_white(ink, position, end, line[1], em)


def _drawn_share(length: float, em: float) -> float:
    return _MIN_DRAWN if length < _FREE_STANDING * em else _MIN_DRAWN_LONG


def _extended(lines: FloatArray, others: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """``lines`` extended to the next crossing line, where they end in the open."""
    result = lines.copy()
    for line in result:
        for side, way in ((1, -1), (2, 1)):
            position, end = line[0], line[side]
            if line[2] - line[1] < _FREE_STANDING * em or _meets(others, end, position, em):
                continue
            off = way * (others[:, 0] - end)
            reach = _REACH * em
            crossing = (off > 0) & (off <= _MAX_GAP * em)
            crossing &= (others[:, 1] - reach <= position) & (others[:, 2] + reach >= position)
            if crossing.any():
                at = float(others[crossing, 0][np.argmin(off[crossing])])
                if _is_white(ink, position, min(at, end), max(at, end), em):
                    line[side] = at
    return result


def _is_white(ink: BoolImage, position: float, low: float, high: float, em: float) -> bool:
    """Whether no print crosses a gap; remains of the ruling itself do not count."""
    part = slice(max(int(low), 0), int(high) + 1)
    near, far = max(round(_BESIDE * em), 3), max(round(2 * _BESIDE * em), 6)
    middle = round(position)
    above = ink[max(middle - far, 0) : max(middle - near + 1, 0), part].any(axis=0)
    below = ink[max(middle + near, 0) : max(middle + far + 1, 0), part].any(axis=0)
    here = ink[max(middle - near + 1, 0) : max(middle + near, 0), part].any(axis=0)
    return 1.0 - float((above & here & below).mean()) >= _MIN_EMPTY


def _meets(others: FloatArray, end: float, position: float, em: float) -> bool:
    """Whether one of ``others`` crosses a line at ``position`` at its ``end``."""
    reach = _REACH * em
    near = np.abs(others[:, 0] - end) <= max(_AT_CROSSING * em, _AT_CROSSING_DOTS)
    near &= (others[:, 1] - reach <= position) & (others[:, 2] + reach >= position)
    return bool(near.any())


def _beside_white(lines: FloatArray, ink: BoolImage, em: float) -> FloatArray:
    """The ``lines`` with white space along at least one side.

    The strokes of tightly set text form lines too, but with text on both sides.
    """
    height = len(ink)
    kept = []
    for line in lines.tolist():
        low, high = max(int(line[1]), 0), int(line[2]) + 1
        sides = []
        for way in (-1, 1):
            near = round(line[0] + way * max(_BESIDE * em, 3))
            far = round(line[0] + way * max(2 * _BESIDE * em, 6))
            strip = ink[max(min(near, far), 0) : min(max(near, far), height - 1) + 1, low:high]
            sides.append(1.0 - strip.any(axis=0).mean() if strip.size else 1.0)
        kept.append(max(sides) >= _MIN_WHITE)
    result: FloatArray = lines[np.array(kept, dtype=bool)]
    return result


def _solid(
    lines: FloatArray, dark: Gray, mask: BoolImage, em: float, dpi: float, depth: float
) -> FloatArray:
    """The ``lines`` that are drawn nearly throughout, or in solid pieces with white between.

    The strokes of a row of characters form a line in pieces too, but the pieces are not solid.
    ``depth`` is the darkness of the page's rulings; much lighter lines are not rulings.
    """
    reach, beside = max(round(_MAX_WAVER * dpi), 1), max(round(2 * _BESIDE * em), 6)
    least = max(_MIN_DARKNESS, _MIN_RELATIVE_DARKNESS * depth)
    kept = []
    for position, low, high in lines.tolist():
        middle = round(position)
        along = slice(max(int(low), 0), int(high) + 1)
        strip = dark[max(middle - reach, 0) : middle + reach + 1, along]
        drawn = strip.max(axis=0, initial=0) > least
        pieces = mask[max(middle - reach, 0) : middle + reach + 1, along].any(axis=0)
        around = dark[max(middle - beside, 0) : middle + beside + 1, along]
        if drawn.size and drawn.mean() >= _MIN_SOLID:
            kept.append(True)
        elif not pieces.any() or drawn[pieces].mean() < _MIN_SOLID_PIECES:
            kept.append(False)
        else:
            inked = np.asarray(ink_of(around).any(axis=0))
            kept.append(1.0 - float(inked[~pieces].mean()) >= _MIN_EMPTY)
    result: FloatArray = lines[np.array(kept, dtype=bool)]
    return result


def _held(lines: FloatArray, others: FloatArray, em: float) -> FloatArray:
    """The ``lines`` that are long, or that end at or just beyond crossing lines on both sides."""
    if not len(lines):
        return lines
    kept = lines[:, 2] - lines[:, 1] >= _FREE_STANDING * em
    reach = max(_MAX_SHORTFALL * em, 3.0)
    held = np.ones(len(lines), dtype=bool)
    for side, inwards in ((1, 1), (2, -1)):
        within = (others[None, :, 0] - lines[:, side, None]) * inwards
        near = (within >= -reach) & (within <= _MAX_OVERHANG * em)
        near &= others[None, :, 1] - reach <= lines[:, 0, None]
        near &= others[None, :, 2] + reach >= lines[:, 0, None]
        held &= near.any(axis=1)
    result: FloatArray = lines[kept | held]
    return result


def text_strokes(rulings: Rulings, lattices: Sequence[Lattice], tolerance: float) -> BoolArray:
    """(n,) which vertical rulings are stacked strokes of text that fill a row's height.

    No table has a column ruling in its header alone, nor in a row or two of its body alone.
    """
    x, top, bottom = rulings.vertical.T
    found = np.zeros(len(x), dtype=bool)
    for lattice in lattices:
        if len(lattice.ys) <= _HEADER_ROWS + _MIN_BODY_ROWS:
            continue
        low, end = lattice.ys[0], lattice.ys[min(_HEADER_ROWS, len(lattice.ys) - 1)]
        middles = (lattice.ys[1:] + lattice.ys[:-1]) / 2
        for position in lattice.xs[1:-1].tolist():
            here = (np.abs(x - position) <= tolerance) & (bottom > low) & (top < lattice.ys[-1])
            if not here.any():
                continue
            within = (top[here, None] < middles) & (middles < bottom[here, None])
            rows = np.flatnonzero(within.any(axis=0))
            # The last row may hold sums, with columns of its own.
            alone = len(rows) <= max(_MIN_ROWS_CROSSED * len(middles), 1) and (
                not len(rows) or (rows[0] >= _HEADER_ROWS and rows[-1] < len(middles) - 1)
            )
            if alone or (bottom[here] <= end + tolerance).all():
                found |= here
    return found


def _drawn(mask: BoolImage, lines: FloatArray) -> BoolImage:
    """The part of ``mask`` that belongs to ``lines``."""
    kept = np.zeros_like(mask)
    for position, low, high in lines.tolist():
        top, bottom = max(round(position) - 3, 0), round(position) + 4
        part = slice(max(int(low), 0), int(high) + 1)
        kept[top:bottom, part] = mask[top:bottom, part]
    return kept


def _cut(lines: FloatArray, others: FloatArray, em: float) -> FloatArray:
    """``lines`` cut at the outermost crossing line, where a single one extends beyond it.

    A table that continues there does so in several columns, and by at least a line of text.
    """
    if not len(others):
        return lines
    result = lines.copy()
    reach = max(_AT_CROSSING * em, _AT_CROSSING_DOTS)
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
