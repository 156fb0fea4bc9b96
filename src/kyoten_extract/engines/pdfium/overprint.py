"""The characters of one page put in order: what is printed twice, and what clip each is under."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, sorted_within

# In ems: baselines no further apart are one; two characters no further apart are neighbours.
_ONE_BASELINE = 0.05
_NEIGHBOUR_GAP = 0.3
# A character is printed again where the second box covers so much of the first, across and down;
# between the two may stand others, but few.
_COVERED = (0.6, 0.8)
_LOOK_AHEAD = 3


def baselines(boxes: FloatArray) -> IntArray:
    """(n,) number of the line each character stands on, by its lower side."""
    order = np.argsort(boxes[:, 3], kind="stable")
    bottom, height = boxes[order, 3], boxes[order, 3] - boxes[order, 1]
    new = np.diff(bottom) > _ONE_BASELINE * np.maximum(height[1:], 1e-3)
    line = np.empty(len(boxes), dtype=np.int64)
    line[order] = np.concatenate((np.zeros(min(len(boxes), 1), dtype=np.int64), np.cumsum(new)))
    return line


def reading_order(boxes: FloatArray, line: IntArray) -> IntArray:
    """(n,) indexes of the characters line by line, from the left; ``line`` is of `baselines`."""
    return sorted_within(line, boxes[:, 0])


def printed_again(codes: IntArray, boxes: FloatArray, runs: IntArray, order: IntArray) -> BoolArray:
    """(n,) the characters drawn over themselves, all but the first of each.

    Printers make bold that way, with a shift of a fraction of a point; 33 and 々々 stand side by
    side, and the letters of a ligature share one box. ``order`` is what :func:`reading_order`
    gives.
    """
    again = np.zeros(len(codes), dtype=bool)
    code = codes[order]
    for step in range(1, _LOOK_AHEAD + 1):
        # Few characters have their like so near: only these are looked at closely.
        at = np.flatnonzero(code[step:] == code[:-step])
        one, other = order[at], order[at + step]
        low, high = boxes[:, :2], boxes[:, 2:]
        shared = np.minimum(high[one], high[other]) - np.maximum(low[one], low[other])
        least = np.minimum(high[one] - low[one], high[other] - low[other])
        same = (shared >= _COVERED * np.maximum(least, 1e-3)).all(axis=1)
        same &= (runs[one] != runs[other]) | (boxes[one, 0] != boxes[other, 0])
        again[np.maximum(one, other)[same]] = True
    return again


def share_clips(
    runs: IntArray, boxes: FloatArray, clips: FloatArray, line: IntArray, order: IntArray
) -> IntArray:
    """(n,) number of the run whose clip each character is under.

    PDFium keeps no clip for a run that it does not cut: of a line half beyond a side, the commas
    lie wholly within. A run without a clip has that of its neighbour on the ``line``, in ``order``.
    """
    cut = np.asarray(np.isfinite(clips).all(axis=1))[runs]
    if not cut.any() or cut.all():
        return runs
    box, run, has = boxes[order], runs[order], cut[order]
    em = np.maximum(box[:, 3] - box[:, 1], 1e-3)
    apart = np.abs(box[1:, 0] - box[:-1, 2]) > _NEIGHBOUR_GAP * np.maximum(em[1:], em[:-1])
    stretch = np.concatenate(([0], np.cumsum(apart | (np.diff(line[order]) != 0))))
    result = run.copy()
    middle = (box[:, 0] + box[:, 2]) / 2
    index = np.arange(len(run))
    before = np.maximum.accumulate(np.where(has, index, -1))
    after = np.minimum.accumulate(np.where(has, index, len(run))[::-1])[::-1]
    for neighbour in (np.clip(after, None, len(run) - 1), np.clip(before, 0, None)):
        clip = clips[run[neighbour]]
        usable = ~has & has[neighbour] & (stretch[neighbour] == stretch)
        usable &= (clip[:, 0] < middle) & (middle < clip[:, 2])
        result[usable] = run[neighbour[usable]]
    shared = np.empty_like(runs)
    shared[order] = result
    return shared
