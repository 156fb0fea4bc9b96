"""Hold what was read from a page against its picture: ink where it is due, and nowhere else.

Nothing here knows how text and rulings are read: the evidence is steps of brightness in a small
picture of the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import (
    columns,
    difference,
    distinct,
    median,
    true_at,
    up_to_the_next,
)
from kyoten_extract.page.grid import Grid
from kyoten_extract.page.page_model import (
    BoolArray,
    FloatArray,
    IntArray,
    Page,
    rows,
    sorted_within,
)
from kyoten_extract.page.picture_ink import (
    PictureArray,
    brightness_steps,
    covered_pixels,
    grown_boxes,
    have_ink,
    line_strips,
    pixel_corners,
    sides_of,
    unmark,
)
from kyoten_extract.page.proof import Proof

# Points that a character's box is narrowed by on each side: the ink of its neighbours ends there.
_NEIGHBOUR = 0.5
# Points that the ink of a line reaches to either side of it.
_RULING_HALF = 0.7
# Share of a character's box that its clip must leave, for its ink to be expected.
_SHOWN = 0.9
# Points on either side of a ruling in which its ink is looked for.
_BESIDE_RULING = 1.2
# Share of a ruling's length that has ink, at least; a dashed one has half.
_DRAWN_LENGTH = 0.3
# Points from the corner of a cell between which the end of its side is looked for: more than the
# gap of a dashed line, and mostly less than the white beside text.
_SIDE_END = (1.5, 5.0)
# Share of the length of a side that has ink, from which on it is a line and not the ink of text.
_MARKED_LENGTH = 0.5
# Points: shorter rulings are not held against the picture.
_MIN_RULING = 6.0
# Ems, and points at least, that ink may stand out from its character's box.
_OVERHANG, _MIN_OVERHANG = 0.25, 1.5
# Points that ink may stand away from the line that it belongs to.
_LINE_OVERHANG = 2.0
# The same for the sides of what is drawn: its box is up to a point wider than it is stroked.
_SIDE_OVERHANG = 3.0
# Of the usual height: larger characters may be a stamp over others. So many runs are looked at.
_LARGE, _MAX_LARGE = 1.5, 200
# Points: boxes that differ by less are in one place. Wide characters begin here.
_ONE_PLACE, _FIRST_WIDE = 0.05, 0x2E80
# Pixels: side of the tiles by which steps are gathered to marks.
_TILE = 4
# Steps of a mark, and points of its longer side, at least: less is the edge of something known.
_MIN_STEPS, _MIN_MARK = 8, 3.0
# Tiles with ink that is not accounted for, beyond which a page is a drawing, not a table.
_MAX_TILES = 20_000


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A small picture of a page, and what the drawing says about it.

    Attributes:
        pixels: (height, width) sum of red, green and blue.
        scale: pixels per point.
        outlines: (n, 4) boxes whose sides are drawn: fills, frames and their clips.
        solid: (n, 4) boxes with ink of their own throughout: images, signs of notes.
        unproven: (n, 4) boxes of characters whose font is not embedded: what is drawn there
            depends on the fonts of the machine.
    """

    pixels: PictureArray
    scale: float
    outlines: FloatArray
    solid: FloatArray
    unproven: FloatArray


def proof_of(page: Page, picture: PagePicture, grids: Sequence[Grid] = ()) -> Proof:
    """Hold the characters and rulings of ``page``, and its ``grids``, against its ``picture``."""
    across, down = brightness_steps(picture.pixels)
    characters, scale = page.characters, picture.scale
    boxes = characters.boxes
    lines = _ruling_boxes(page)
    edges = across | down
    # A line that touches a character's box is no ink of the character.
    own = edges.copy()
    unmark(own, grown_boxes(lines, _RULING_HALF), scale)
    narrow = boxes.copy(order="K")
    spare = np.maximum(np.minimum(_NEIGHBOUR, (boxes[:, 2] - boxes[:, 0]) / 4), 0)
    narrow[:, 0] += spare
    narrow[:, 2] -= spare
    expected = ~characters.is_blank & _shown(page)
    doubtful = expected & _centre_in(boxes, picture.unproven, edges.shape, scale)
    asked = true_at(expected & ~doubtful)
    bare = asked[~have_ink(own, narrow[asked], scale)]
    # A line may hide all of a thin character, such as a dash: then the line's ink counts.
    unseen = bare[~have_ink(edges, grown_boxes(narrow[bare], -0.3), scale)]
    return Proof(
        _joined(page, unseen),
        _undrawn(page, across, down, scale),
        _part_drawn(grids, across, down, scale),
        _unread(page, picture, edges),
        (*_overlaid(page, difference(asked, unseen), edges.shape, scale), *_twins(page)),
        int(doubtful.sum()),
    )


def overlapping(page: Page) -> bool:
    """Whether characters of different text runs stand upon each other, or some at an angle."""
    characters = page.characters
    kept = true_at(~characters.is_blank)
    boxes, runs = rows(characters.boxes, kept), characters.runs[kept]
    if not len(kept):
        return False
    if len(characters.slanted) and characters.is_slanted[kept].any():
        return True
    size = (boxes[:, 2:] - boxes[:, :2]) * 0.3
    low, high = boxes[:, :2] + size, boxes[:, 2:] - size
    if _over_smaller(low, high, boxes, runs):
        return True
    order = sorted_within(np.rint(low[:, 1]), low[:, 0])
    left, right = low[:, 0][order], high[:, 0][order]
    at = true_at((left[1:] < right[:-1]) & (right[1:] > left[:-1]))
    one, other = order[at], order[at + 1]
    upon = (low[other, 1] < high[one, 1]) & (high[other, 1] > low[one, 1])
    upon &= runs[one] != runs[other]
    if not upon.any():
        return False
    # Overflow that its clip hides stands upon nothing that is seen.
    shown = _shown(page)[kept]
    return bool((upon & shown[one] & shown[other]).any())


def _over_smaller(low: FloatArray, high: FloatArray, boxes: FloatArray, runs: IntArray) -> bool:
    """Whether a large character stands upon a smaller one of another run.

    It does if the middle of that is between its corners ``low`` and ``high`` (n, 2).
    """
    height = boxes[:, 3] - boxes[:, 1]
    is_large = height > _LARGE * median(height)
    large = true_at(is_large)
    if not len(large):
        return False
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    # Mostly they are a title, with no other text at its height.
    heights = np.sort(y[~is_large])
    beside = heights.searchsorted(high[large, 1]) > heights.searchsorted(low[large, 1])
    large = large[beside]
    for run in distinct(runs[large])[:_MAX_LARGE].tolist():
        own = large[runs[large] == run]
        (left, top), (right, bottom) = low[own].min(axis=0), high[own].max(axis=0)
        near = true_at((y > top) & (y < bottom) & ~is_large)
        near = near[(runs[near] != run) & (x[near] > left) & (x[near] < right)]
        if not len(near):
            continue
        point = columns(x[near], y[near])[:, None]
        if ((point > low[own]) & (point < high[own])).all(axis=2).any():
            return True
    return False


def _ruling_boxes(page: Page) -> FloatArray:
    y, left, right = page.rulings.horizontal.T
    x, top, bottom = page.rulings.vertical.T
    return np.concatenate(
        (np.column_stack((left, y, right, y)), np.column_stack((x, top, x, bottom)))
    )


def _shown(page: Page) -> BoolArray:
    """(n,) whether a character lies on the page and within its clip, so that ink is due.

    Text that overflows its cell is read although the clip of the cell hides its end; but a clip
    that shows none of its text hides the text, and no ink is no surprise.
    """
    characters = page.characters
    boxes = characters.boxes
    area = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), 1e-9)
    clips = rows(characters.clips, characters.clipped) if len(boxes) else np.empty((0, 4))
    low = np.maximum(np.maximum(boxes[:, :2], clips[:, :2]), 0.0)
    high = np.minimum(np.minimum(boxes[:, 2:], clips[:, 2:]), (page.width, page.height))
    share = np.maximum(high - low, 0.0).prod(axis=1) / area
    shown: BoolArray = share >= _SHOWN
    hidden = true_at(~shown)
    if len(hidden):
        _, group = np.unique(characters.clips, axis=0, return_inverse=True)
        group = group.reshape(-1)[characters.clipped]
        some = np.zeros(group.max() + 1, dtype=bool)
        some[group[share > 0]] = True
        shown[hidden] = ~some[group[hidden]]
    return shown


def _centre_in(
    boxes: FloatArray, areas: FloatArray, shape: tuple[int, ...], scale: float
) -> BoolArray:
    """(n,) which of ``boxes`` have their centre in one of ``areas``."""
    if not len(areas):
        return np.zeros(len(boxes), dtype=bool)
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 * scale
    x, y = np.clip(centre, 0, (shape[1] - 1, shape[0] - 1)).astype(np.int64).T
    inside: BoolArray = covered_pixels(areas, shape, scale)[y, x]
    return inside


def _joined(page: Page, unseen: IntArray) -> tuple[tuple[str, BBox], ...]:
    """Characters that follow one another in a text run, as one text."""
    characters = page.characters
    joined = []
    for part in _parts(page, unseen):
        boxes = characters.boxes[part]
        x0, top = boxes[:, :2].min(axis=0).tolist()
        x1, bottom = boxes[:, 2:].max(axis=0).tolist()
        joined.append(("".join(map(chr, characters.codes[part].tolist())), (x0, top, x1, bottom)))
    return tuple(joined)


def _parts(page: Page, indexes: IntArray) -> list[IntArray]:
    """``indexes`` of characters, parted where one does not follow the other in a text run."""
    if not len(indexes):
        return []
    runs = page.characters.runs[indexes]
    return np.split(indexes, true_at((np.diff(runs) != 0) | (np.diff(indexes) > 2)) + 1)


def _overlaid(
    page: Page, seen: IntArray, shape: tuple[int, ...], scale: float
) -> tuple[tuple[str, str, BBox], ...]:
    """Characters whose centre lies well within a character of another run.

    Ink is found there whichever of the two is seen, so the picture proves neither.
    """
    if not overlapping(page):
        return ()
    characters = page.characters
    boxes = up_to_the_next(characters.boxes, seen)[seen]
    inner = boxes + (boxes[:, 2:] - boxes[:, :2])[:, [0, 1, 0, 1]] * (0.25, 0.25, -0.25, -0.25)
    owner = np.full(shape, -1, dtype=np.int64)
    # The larger ones last, so that they are found over the smaller ones.
    order = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1).argsort(kind="stable")
    corners = pixel_corners(inner, shape, scale)
    for index, (x0, top, x1, bottom) in zip(
        seen[order].tolist(), corners[order].tolist(), strict=True
    ):
        owner[top:bottom, x0:x1] = index
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 * scale
    x, y = np.clip(centre, 0, (shape[1] - 1, shape[0] - 1)).astype(np.int64).T
    upon = owner[y, x]
    clash = true_at((upon >= 0) & (characters.runs[upon] != characters.runs[seen]))
    other = dict(zip(seen[clash].tolist(), upon[clash].tolist(), strict=True))
    found = []
    for part in _parts(page, seen[clash]):
        ((text, bbox),) = _joined(page, part)
        above = dict.fromkeys(other[index] for index in part.tolist())
        found.append((text, "".join(chr(int(characters.codes[index])) for index in above), bbox))
    return tuple(found)


def _twins(page: Page) -> Iterator[tuple[str, str, BBox]]:
    """Japanese characters of one run that follow one another in one place: one glyph, given twice.

    Latin letters in one place are a ligature.
    """
    characters = page.characters
    codes, boxes, runs = characters.codes, characters.boxes, characters.runs
    same = (np.abs(np.diff(boxes, axis=0)) < _ONE_PLACE).all(axis=1) & (np.diff(runs) == 0)
    same &= (codes[1:] >= _FIRST_WIDE) & (codes[:-1] >= _FIRST_WIDE)
    for index in true_at(same).tolist():
        one, other = (
            unicodedata.normalize("NFKC", chr(int(code))) for code in codes[index : index + 2]
        )
        if one == other:
            ((text, bbox),) = _joined(page, np.array([index + 1]))
            yield text, chr(int(codes[index])), bbox


def _undrawn(page: Page, across: BoolArray, down: BoolArray, scale: float) -> tuple[BBox, ...]:
    """Bboxes of the rulings along which hardly any ink is found."""
    bare: list[list[float]] = []
    rulings = page.rulings
    for lines, steps, turned in ((rulings.horizontal, across, 0), (rulings.vertical, down, 1)):
        place, start, end = lines.T
        flat = np.column_stack((start, place, end, place))
        flat = flat[:, [1, 0, 3, 2]] if turned else flat
        around = np.array((0, _BESIDE_RULING, 0, _BESIDE_RULING))
        around = np.roll(around, turned) * (-1, -1, 1, 1)
        kept = true_at(end - start >= _MIN_RULING)
        for index, (x0, top, x1, bottom) in zip(
            kept.tolist(),
            pixel_corners((flat + around)[kept], steps.shape, scale).tolist(),
            strict=True,
        ):
            ink = steps[top:bottom, x0:x1].max(axis=turned, initial=False)
            if np.count_nonzero(ink) < _DRAWN_LENGTH * ink.size:
                bare.append(flat[index].tolist())
    return tuple((x0, top, x1, bottom) for x0, top, x1, bottom in bare)


def _part_drawn(
    grids: Sequence[Grid], across: BoolArray, down: BoolArray, scale: float
) -> tuple[BBox, ...]:
    """Sides between cells that have ink in the middle and none at an end: lines that mark text."""
    found: list[BBox] = []
    for grid in grids:
        boxes = np.array([cell.bbox for cell in grid.cells]).reshape(-1, 4)
        x0, top, x1, bottom = boxes.T
        under = np.column_stack((x0, bottom, x1, bottom))[bottom < grid.ys[-1]]
        beside = np.column_stack((x1, top, x1, bottom))[x1 < grid.xs[-1]]
        for sides, steps, axis in ((under, across, 0), (beside, down, 1)):
            low, high = sides[:, axis], sides[:, axis + 2]
            kept = high - low > 4 * _SIDE_END[1]
            sides, low, high = sides[kept], low[kept], high[kept]
            ends = [(low + _SIDE_END[0], low + _SIDE_END[1])]
            ends += [(high - _SIDE_END[1], high - _SIDE_END[0])]
            drawn = [have_ink(steps, _zones(sides, axis, *end), scale) for end in ends]
            for box in sides[~(drawn[0] & drawn[1])]:
                x, y, x_end, y_end = pixel_corners(
                    _zones(box[None], axis, *box[[axis, axis + 2], None]), steps.shape, scale
                )[0]
                if steps[y:y_end, x:x_end].any(axis=axis).mean() >= _MARKED_LENGTH:
                    left, above, right, below = box.tolist()
                    found.append((left, above, right, below))
    return tuple(dict.fromkeys(found))


def _zones(sides: FloatArray, axis: int, low: FloatArray, high: FloatArray) -> FloatArray:
    """Boxes around a part of each side, from ``low`` to ``high`` along it."""
    zones = sides + np.array((-1, -1, 1, 1)) * _BESIDE_RULING
    zones[:, axis], zones[:, axis + 2] = low, high
    return zones


def _unread(page: Page, picture: PagePicture, edges: BoolArray) -> tuple[BBox, ...]:
    """Bboxes of connected ink that no character, ruling, fill or image accounts for."""
    boxes, scale = page.characters.boxes, picture.scale
    links = np.array([link.bbox for link in page.links], dtype=np.float64).reshape(-1, 4)
    boxes = line_strips(boxes)
    room = np.maximum((boxes[:, 3] - boxes[:, 1]) * _OVERHANG, _MIN_OVERHANG)[:, None]
    known = np.concatenate(
        (
            boxes + room * np.array((-1, -1, 1, 1)),
            grown_boxes(picture.unproven, _LINE_OVERHANG),
            grown_boxes(picture.solid, _LINE_OVERHANG),
            grown_boxes(_ruling_boxes(page), _LINE_OVERHANG),
            grown_boxes(sides_of(np.concatenate((picture.outlines, links))), _SIDE_OVERHANG),
        )
    )
    rest = edges.copy()
    unmark(rest, known, scale)
    rows, columns = np.nonzero(rest)
    wide = edges.shape[1] // _TILE + 2
    tiles, counts = np.unique((rows // _TILE) * wide + columns // _TILE, return_counts=True)
    if len(tiles) > _MAX_TILES:
        return ()
    steps = dict(zip(tiles.tolist(), counts.tolist(), strict=True))
    found: list[BBox] = []
    while steps:
        first, total = steps.popitem()
        pending, mark = [first], [first]
        while pending:
            tile = pending.pop()
            for near in (-wide - 1, -wide, -wide + 1, -1, 1, wide - 1, wide, wide + 1):
                if (count := steps.pop(tile + near, None)) is not None:
                    total += count
                    pending.append(tile + near)
                    mark.append(tile + near)
        ys, xs = [tile // wide for tile in mark], [tile % wide for tile in mark]
        side = _TILE / scale
        box = min(xs) * side, min(ys) * side, (max(xs) + 1) * side, (max(ys) + 1) * side
        if total >= _MIN_STEPS and max(box[2] - box[0], box[3] - box[1]) >= _MIN_MARK:
            found.append(box)
    return tuple(sorted(found, key=lambda box: (box[1], box[0])))
