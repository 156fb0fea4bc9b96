"""Hold what was read from a page against its picture: ink where it is due, and nowhere else.

Nothing here knows how text and rulings are read: the evidence is steps of brightness in a small
picture of the page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, Page
from kyoten_extract.page.proof import Proof

# Four places of pixels, below 32,768 each, as one number.
_PACKED = 1 << np.array((0, 15, 30, 45), dtype=np.int64)
PictureArray = NDArray[np.int16]

# Sum of red, green and blue, of 765: two neighbouring pixels that differ by more are a step. Drawn
# pictures have no noise, so even pale grey text is well above this.
_STEP = 24
# Points that a character's box is narrowed by on each side: the ink of its neighbours ends there.
_NEIGHBOUR = 0.5
# Points that the ink of a line reaches to either side of it.
_RULING_HALF = 0.7
# Points by which the heights of characters of one line differ, and between two that are side by
# side.
_SAME_LINE, _BETWEEN = 0.1, 1.0
# Share of a character's box that its clip must leave, for its ink to be expected.
_SHOWN = 0.9
# Points on either side of a ruling in which its ink is looked for.
_BESIDE_RULING = 1.2
# Share of a ruling's length that has ink, at least; a dashed one has half.
_DRAWN_LENGTH = 0.3
# Points: shorter rulings are not held against the picture.
_MIN_RULING = 6.0
# Ems, and points at least, that ink may stand out from its character's box.
_OVERHANG, _MIN_OVERHANG = 0.25, 1.5
# Points that ink may stand away from the line that it belongs to.
_LINE_OVERHANG = 2.0
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
        solid: (n, 4) boxes with ink of their own throughout: images.
        unproven: (n, 4) boxes of characters whose font is not embedded: what is drawn there
            depends on the fonts of the machine.
    """

    pixels: PictureArray
    scale: float
    outlines: FloatArray
    solid: FloatArray
    unproven: FloatArray


def proof_of(page: Page, picture: PagePicture) -> Proof:
    """Hold the characters and rulings of ``page`` against its ``picture``."""
    across, down = _steps(picture.pixels)
    characters, scale = page.characters, picture.scale
    boxes = characters.boxes
    lines = _ruling_boxes(page)
    edges = across | down
    # A line that touches a character's box is no ink of the character.
    own = edges.copy()
    _clear(own, _grown(lines, _RULING_HALF), scale)
    narrow = boxes.copy()
    spare = np.maximum(np.minimum(_NEIGHBOUR, (boxes[:, 2] - boxes[:, 0]) / 4), 0)
    narrow[:, 0] += spare
    narrow[:, 2] -= spare
    expected = ~characters.is_blank & _shown(page)
    doubtful = expected & _centre_in(boxes, picture.unproven, edges.shape, scale)
    asked = np.flatnonzero(expected & ~doubtful)
    bare = asked[~_have_ink(own, narrow[asked], scale)]
    # A line may hide all of a thin character, such as a dash: then the line's ink counts.
    unseen = bare[~_have_ink(edges, _grown(narrow[bare], -0.3), scale)]
    return Proof(
        _joined(page, unseen),
        _undrawn(page, across, down, scale),
        _unread(page, picture, edges),
        _overlaid(page, np.setdiff1d(asked, unseen), edges.shape, scale),
        int(doubtful.sum()),
    )


def overlapping(page: Page) -> bool:
    """Whether characters of different text runs stand upon each other."""
    kept = np.flatnonzero(~page.characters.is_blank)
    boxes, runs = page.characters.boxes[kept], page.characters.runs[kept]
    if not len(kept):
        return False
    size = (boxes[:, 2:] - boxes[:, :2]) * 0.3
    inner = np.column_stack((boxes[:, :2] + size, boxes[:, 2:] - size))
    order = np.lexsort((inner[:, 0], np.round(inner[:, 1])))
    inner, runs = inner[order], runs[order]
    beside = (inner[1:, 0] < inner[:-1, 2]) & (inner[1:, 2] > inner[:-1, 0])
    level = (inner[1:, 1] < inner[:-1, 3]) & (inner[1:, 3] > inner[:-1, 1])
    return bool((beside & level & (runs[1:] != runs[:-1])).any())


def _steps(pixels: PictureArray) -> tuple[BoolArray, BoolArray]:
    """Where brightness steps from a pixel to the one below it, and to the one on its right."""
    across, down = np.zeros(pixels.shape, dtype=bool), np.zeros(pixels.shape, dtype=bool)
    np.greater(np.abs(pixels[1:] - pixels[:-1]), _STEP, out=across[:-1])
    np.greater(np.abs(pixels[:, 1:] - pixels[:, :-1]), _STEP, out=down[:, :-1])
    return across, down


def _corners(boxes: FloatArray, shape: tuple[int, ...], scale: float) -> IntArray:
    """(n, 4) x0, top, x1, bottom in pixels, the ends excluded, within the picture."""
    low, high = np.floor(boxes[:, :2] * scale), np.ceil(boxes[:, 2:] * scale)
    corners = np.column_stack((low, high))
    limits = (shape[1], shape[0], shape[1], shape[0])
    pixels: IntArray = np.clip(corners, 0, limits).astype(np.int64)
    return pixels


def _have_ink(edges: BoolArray, boxes: FloatArray, scale: float) -> BoolArray:
    """(n,) which boxes hold a step of brightness."""
    x0, top, x1, end = _corners(boxes, edges.shape, scale).T
    counts = np.zeros(len(boxes), dtype=np.int64)
    if not len(boxes):
        return counts > 0
    # Sums along the rows serve boxes anywhere, in as many steps as the highest box has rows.
    sums = np.zeros((edges.shape[0], edges.shape[1] + 1), dtype=np.int32)
    np.cumsum(edges, axis=1, out=sums[:, 1:])
    for step in range(int((end - top).max())):
        at = np.flatnonzero((top + step < end) & (counts == 0))
        if not len(at):
            break
        row = top[at] + step
        counts[at] = sums[row, np.maximum(x1, x0)[at]] - sums[row, x0[at]]
    return counts > 0


def _distinct(boxes: FloatArray, shape: tuple[int, ...], scale: float) -> list[list[int]]:
    """The corners of the boxes with an extent, each once."""
    corners = _corners(boxes, shape, scale)
    corners = corners[(corners[:, :2] < corners[:, 2:]).all(axis=1)]
    # One number each is sorted far faster than rows of four.
    _, first = np.unique(corners @ _PACKED, return_index=True)
    kept: list[list[int]] = corners[first].tolist()
    return kept


def _covered(boxes: FloatArray, shape: tuple[int, ...], scale: float) -> BoolArray:
    """Which pixels lie in any of the boxes."""
    covered = np.zeros(shape, dtype=bool)
    for x0, top, x1, bottom in _distinct(boxes, shape, scale):
        covered[top:bottom, x0:x1] = True
    return covered


def _clear(marked: BoolArray, boxes: FloatArray, scale: float) -> None:
    """Unmark the pixels in any of the boxes."""
    for x0, top, x1, bottom in _distinct(boxes, marked.shape, scale):
        marked[top:bottom, x0:x1] = False


def _strips(boxes: FloatArray) -> FloatArray:
    """Boxes around characters side by side on a line: far fewer than the characters."""
    if not len(boxes):
        return boxes
    gap = boxes[1:, 0] - boxes[:-1, 2]
    apart = np.abs(np.diff(boxes[:, [1, 3]], axis=0)).max(axis=1) > _SAME_LINE
    apart |= (gap < -_BETWEEN) | (gap > _BETWEEN)
    first = np.flatnonzero(np.concatenate(([True], apart)))
    low = np.minimum.reduceat(boxes[:, :2], first, axis=0)
    return np.column_stack((low, np.maximum.reduceat(boxes[:, 2:], first, axis=0)))


def _grown(boxes: FloatArray, by: float) -> FloatArray:
    grown: FloatArray = boxes + np.array((-by, -by, by, by))
    return grown


def _sides(boxes: FloatArray) -> FloatArray:
    """The four sides of each box, as boxes without extent across."""
    x0, top, x1, bottom = boxes.T
    return np.concatenate(
        [
            np.column_stack(side)
            for side in (
                (x0, top, x1, top),
                (x0, bottom, x1, bottom),
                (x0, top, x0, bottom),
                (x1, top, x1, bottom),
            )
        ]
    )


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
    clips = characters.clips[characters.clipped] if len(boxes) else np.empty((0, 4))
    low = np.maximum(np.maximum(boxes[:, :2], clips[:, :2]), 0.0)
    high = np.minimum(np.minimum(boxes[:, 2:], clips[:, 2:]), (page.width, page.height))
    share = np.maximum(high - low, 0.0).prod(axis=1) / area
    shown: BoolArray = share >= _SHOWN
    hidden = np.flatnonzero(~shown)
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
    inside: BoolArray = _covered(areas, shape, scale)[y, x]
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
    return np.split(indexes, np.flatnonzero((np.diff(runs) != 0) | (np.diff(indexes) > 2)) + 1)


def _overlaid(
    page: Page, seen: IntArray, shape: tuple[int, ...], scale: float
) -> tuple[tuple[str, str, BBox], ...]:
    """Characters whose centre lies well within a character of another run.

    Ink is found there whichever of the two is seen, so the picture proves neither.
    """
    if not overlapping(page):
        return ()
    characters = page.characters
    boxes = characters.boxes[seen]
    inner = boxes + (boxes[:, 2:] - boxes[:, :2])[:, [0, 1, 0, 1]] * (0.25, 0.25, -0.25, -0.25)
    owner = np.full(shape, -1, dtype=np.int64)
    # The larger ones last, so that they are found over the smaller ones.
    order = np.argsort((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), kind="stable")
    corners = _corners(inner, shape, scale)
    for index, (x0, top, x1, bottom) in zip(
        seen[order].tolist(), corners[order].tolist(), strict=True
    ):
        owner[top:bottom, x0:x1] = index
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 * scale
    x, y = np.clip(centre, 0, (shape[1] - 1, shape[0] - 1)).astype(np.int64).T
    upon = owner[y, x]
    clash = np.flatnonzero((upon >= 0) & (characters.runs[upon] != characters.runs[seen]))
    other = dict(zip(seen[clash].tolist(), upon[clash].tolist(), strict=True))
    found = []
    for part in _parts(page, seen[clash]):
        ((text, bbox),) = _joined(page, part)
        above = dict.fromkeys(other[index] for index in part.tolist())
        found.append((text, "".join(chr(int(characters.codes[index])) for index in above), bbox))
    return tuple(found)


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
        kept = np.flatnonzero(end - start >= _MIN_RULING)
        for index, (x0, top, x1, bottom) in zip(
            kept.tolist(), _corners((flat + around)[kept], steps.shape, scale).tolist(), strict=True
        ):
            ink = steps[top:bottom, x0:x1].max(axis=turned, initial=False)
            if np.count_nonzero(ink) < _DRAWN_LENGTH * ink.size:
                bare.append(flat[index].tolist())
    return tuple((x0, top, x1, bottom) for x0, top, x1, bottom in bare)


def _unread(page: Page, picture: PagePicture, edges: BoolArray) -> tuple[BBox, ...]:
    """Bboxes of connected ink that no character, ruling, fill or image accounts for."""
    boxes, scale = page.characters.boxes, picture.scale
    links = np.array([link.bbox for link in page.links], dtype=np.float64).reshape(-1, 4)
    boxes = _strips(boxes)
    room = np.maximum((boxes[:, 3] - boxes[:, 1]) * _OVERHANG, _MIN_OVERHANG)[:, None]
    known = np.concatenate(
        (
            boxes + room * np.array((-1, -1, 1, 1)),
            _grown(picture.unproven, _LINE_OVERHANG),
            _grown(picture.solid, _LINE_OVERHANG),
            _grown(_ruling_boxes(page), _LINE_OVERHANG),
            _grown(_sides(np.concatenate((picture.outlines, links))), _LINE_OVERHANG),
        )
    )
    rest = edges.copy()
    _clear(rest, known, scale)
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
