"""Steps of brightness in a picture of a page, and boxes of points that hold them."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray

PictureArray = NDArray[np.int16]
"""(height, width) sum of red, green and blue of a picture's pixels."""

# Four places of pixels, below 32,768 each, as one number.
_PACKED = 1 << np.array((0, 15, 30, 45), dtype=np.int64)
# Sum of red, green and blue, of 765: two neighbouring pixels that differ by more are a step. Drawn
# pictures have no noise, so even pale grey text is well above this.
_STEP = 24
# Points by which the heights of characters of one line differ, and between two that are side by
# side.
_SAME_LINE, _BETWEEN = 0.1, 1.0


def brightness_steps(pixels: PictureArray) -> tuple[BoolArray, BoolArray]:
    """Where brightness steps from a pixel to the one below it, and to the one on its right."""
    across, down = np.zeros(pixels.shape, dtype=bool), np.zeros(pixels.shape, dtype=bool)
    np.greater(np.abs(pixels[1:] - pixels[:-1]), _STEP, out=across[:-1])
    np.greater(np.abs(pixels[:, 1:] - pixels[:, :-1]), _STEP, out=down[:, :-1])
    return across, down


def pixel_corners(boxes: FloatArray, shape: tuple[int, ...], scale: float) -> IntArray:
    """(n, 4) x0, top, x1, bottom in pixels, the ends excluded, within the picture."""
    low, high = np.floor(boxes[:, :2] * scale), np.ceil(boxes[:, 2:] * scale)
    corners = np.column_stack((low, high))
    limits = (shape[1], shape[0], shape[1], shape[0])
    pixels: IntArray = np.clip(corners, 0, limits).astype(np.int64)
    return pixels


def have_ink(edges: BoolArray, boxes: FloatArray, scale: float) -> BoolArray:
    """(n,) which boxes hold a step of brightness."""
    x0, top, x1, end = pixel_corners(boxes, edges.shape, scale).T
    counts = np.zeros(len(boxes), dtype=np.int64)
    if not len(boxes):
        return counts > 0
    width, height = int((x1 - x0).max()), int((end - top).max())
    # No more pixels than the picture has, in all boxes together, are looked at one by one.
    if width * height * len(boxes) <= edges.size:
        found = counts > 0
        left = np.arange(len(boxes))
        for right, down in product(range(width), range(height)):
            x, y = x0[left] + right, top[left] + down
            inside = true_at((x < x1[left]) & (y < end[left]))
            hit = inside[edges[y[inside], x[inside]]]
            found[left[hit]] = True
            left = np.delete(left, hit)
            if not len(left):
                break
        return found
    # Sums along the rows serve boxes anywhere, in as many steps as the highest box has rows.
    sums = np.zeros((edges.shape[0], edges.shape[1] + 1), dtype=np.int32)
    first, last = int(top.min()), int(end.max())
    np.cumsum(edges[first:last], axis=1, out=sums[first:last, 1:])
    for step in range(height):
        at = true_at((top + step < end) & (counts == 0))
        if not len(at):
            break
        row = top[at] + step
        counts[at] = sums[row, np.maximum(x1, x0)[at]] - sums[row, x0[at]]
    return counts > 0


def distinct_corners(boxes: FloatArray, shape: tuple[int, ...], scale: float) -> list[list[int]]:
    """The corners of the boxes with an extent, each once."""
    corners = pixel_corners(boxes, shape, scale)
    corners = corners[(corners[:, :2] < corners[:, 2:]).all(axis=1)]
    # One number each is sorted far faster than rows of four.
    _, first = np.unique(corners @ _PACKED, return_index=True)
    kept: list[list[int]] = corners[first].tolist()
    return kept


def covered_pixels(boxes: FloatArray, shape: tuple[int, ...], scale: float) -> BoolArray:
    """Which pixels lie in any of the boxes."""
    covered = np.zeros(shape, dtype=bool)
    for x0, top, x1, bottom in distinct_corners(boxes, shape, scale):
        covered[top:bottom, x0:x1] = True
    return covered


def unmark(marked: BoolArray, boxes: FloatArray, scale: float) -> None:
    """Unmark the pixels in any of the boxes."""
    for x0, top, x1, bottom in distinct_corners(boxes, marked.shape, scale):
        marked[top:bottom, x0:x1] = False


def line_strips(boxes: FloatArray) -> FloatArray:
    """Boxes around characters side by side on a line: far fewer than the characters."""
    if not len(boxes):
        return boxes
    gap = boxes[1:, 0] - boxes[:-1, 2]
    apart = np.abs(np.diff(boxes[:, [1, 3]], axis=0)).max(axis=1) > _SAME_LINE
    apart |= (gap < -_BETWEEN) | (gap > _BETWEEN)
    first = true_at(np.concatenate(([True], apart)))
    low = np.minimum.reduceat(boxes[:, :2], first, axis=0)
    return np.column_stack((low, np.maximum.reduceat(boxes[:, 2:], first, axis=0)))


def grown_boxes(boxes: FloatArray, by: float) -> FloatArray:
    """Boxes larger by so many points on each side."""
    grown: FloatArray = boxes + np.array((-by, -by, by, by))
    return grown


def sides_of(boxes: FloatArray) -> FloatArray:
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
