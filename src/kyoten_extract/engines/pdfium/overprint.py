"""Baselines and reading order of a page's characters; overprinted copies; clips of their runs."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.array_steps import begins, lengths, true_at
from kyoten_extract.page.page_model import (
    BoolArray,
    FloatArray,
    IntArray,
    is_blank,
    rows,
    sorted_within,
)

# Ems: baselines closer than this are one (boxes are rounded); superscripts are further off.
_SAME_BASELINE = 0.05
# Ems: characters closer than this are neighbors in one text.
_MAX_NEIGHBOR_GAP = 0.3
# Shares of width and height that a copy shares with its original: bold is made by shifts of a
# fraction of a point, while doubled letters (33) do not overlap.
_MIN_OVERLAP = (0.6, 0.8)
# Share: of two characters in one place, one is hidden by its clip where that shows so much less.
_HIDDEN_APART = 0.5
# Ems: a shadow lies no further aside of its text.
_SHADOW = 0.25
# Characters in reading order among which the copy of one is looked for.
_LOOK_AHEAD = 3


def baselines(boxes: FloatArray) -> IntArray:
    """(n,) number of the line each character stands on, by the bottom of its box."""
    order = boxes[:, 3].argsort(kind="stable")
    bottom = boxes[:, 3][order]
    height = bottom - boxes[:, 1][order]
    new = (bottom[1:] - bottom[:-1]) > _SAME_BASELINE * np.maximum(height[1:], 1e-3)
    line = np.empty(len(boxes), dtype=np.int64)
    line[order] = np.concatenate((np.zeros(min(len(boxes), 1), dtype=np.int64), new.cumsum()))
    return line


def reading_order(boxes: FloatArray, line: IntArray) -> IntArray:
    """(n,) indexes of the characters line by line, left to right; ``line`` as of `baselines`."""
    return sorted_within(line, boxes[:, 0])


def printed_again(
    codes: IntArray, boxes: FloatArray, runs: IntArray, order: IntArray, clips: FloatArray
) -> BoolArray:
    """(n,) which characters are overprinted copies of another one.

    Some programs make bold by printing twice with a shift of a fraction of a point. 33 and 々々
    are no copies, as they stand side by side; nor are the letters of a ligature, which share one
    box. A run is a copy only where all of it is doubled and seen as the other is: text of a cell
    may lie over a digit of its neighbor's that is clipped away. Of equal runs the first is kept,
    else the longest.

    Args:
        codes: (n,) code points.
        boxes: (n, 4) their boxes.
        runs: (n,) the run of each.
        order: the result of :func:`reading_order`.
        clips: (m, 4) clip box of each run.
    """
    again = np.zeros(len(codes), dtype=bool)
    one, other = _in_one_place(codes, boxes, order)
    if not len(one):
        return again
    within = runs[one] == runs[other]
    inner = within & (boxes[one, 0] != boxes[other, 0])
    again[np.maximum(one, other)[inner]] = True
    shown, other_shown = (
        _share_shown(rows(boxes, at), rows(clips, runs[at])) for at in (one, other)
    )
    pairs = ~within & (np.abs(shown - other_shown) < _HIDDEN_APART)
    one, other = one[pairs], other[pairs]
    if not len(one):
        return again
    count = len(clips)
    doubled = np.zeros(len(codes), dtype=bool)
    doubled[one] = doubled[other] = True
    ink = ~is_blank(codes)
    size = np.bincount(runs, weights=ink, minlength=count)
    whole = (np.bincount(runs, weights=ink & doubled, minlength=count) == size) & (size > 0)
    first = np.full(count, len(codes))
    np.minimum.at(first, runs, np.arange(len(codes)))
    # Runs from the one that is kept before all others to the one that goes first.
    rank = np.empty(count, dtype=np.int64)
    rank[np.lexsort((first, -size, whole))] = np.arange(count)
    later = np.where(rank[runs[one]] > rank[runs[other]], one, other)
    again[later[whole[runs[later]]]] = True
    # The blanks of a copy go with it.
    gone: BoolArray = np.bincount(runs, weights=ink & again, minlength=count) == size
    again |= ~ink & (gone & whole)[runs]
    return again


def cast_shadows(
    codes: IntArray, boxes: FloatArray, runs: IntArray, clips: FloatArray, again: BoolArray
) -> BoolArray:
    """(n,) which characters are the shadow of the text that is drawn next, a little aside.

    A shadow may lie lower than its text, on a line of its own for :func:`printed_again`, which has
    found the characters ``again``.
    """
    shadow = np.zeros(len(codes), dtype=bool)
    first = true_at(begins(runs))
    if len(first) < 2:
        return shadow
    size, code, left = lengths(first, len(runs)), codes[first], boxes[:, 0][first]
    # Few texts begin where the one before does, or nearly so.
    alike = (size[1:] == size[:-1]) & (code[1:] == code[:-1])
    aside = _SHADOW * (boxes[:, 3][first] - boxes[:, 1][first])
    alike &= np.abs(left[1:] - left[:-1]) < aside[1:]
    for index in true_at(alike).tolist():
        if again[first[index]] or again[first[index + 1]]:
            continue
        one, other = (slice(start, start + size[index]) for start in first[index : index + 2])
        shift = boxes[other] - boxes[one]
        shadow[one] = (
            (codes[one] == codes[other]).all()
            and np.abs(shift).max() < aside[index + 1]
            and np.ptp(shift, axis=0).max() < _SAME_BASELINE * aside[index + 1] / _SHADOW
            and (clips[runs[one.start]] == clips[runs[other.start]]).all()
        )
    return shadow


def _share_shown(boxes: FloatArray, clips: FloatArray) -> FloatArray:
    """(n,) share of each box that its clip shows."""
    low, high = np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])
    shown = np.maximum(high - low, 0.0) / np.maximum(boxes[:, 2:] - boxes[:, :2], 1e-3)
    share: FloatArray = shown[:, 0] * shown[:, 1]
    return share


def _in_one_place(codes: IntArray, boxes: FloatArray, order: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of equal characters whose boxes are nearly the same."""
    ones, others = [], []
    code, left, right = codes[order], boxes[:, 0][order], boxes[:, 2][order]
    low, high = boxes[:, :2], boxes[:, 2:]
    for step in range(1, _LOOK_AHEAD + 1):
        # Few characters are followed by the same one that overlaps them: only these are compared.
        near = (left[step:] < right[:-step]) & (left[:-step] < right[step:])
        at = true_at(near & (code[step:] == code[:-step]))
        if not len(at):
            continue
        one, other = order[at], order[at + step]
        shared = np.minimum(high[one], high[other]) - np.maximum(low[one], low[other])
        least = np.minimum(high[one] - low[one], high[other] - low[other])
        same = (shared >= _MIN_OVERLAP * np.maximum(least, 1e-3)).all(axis=1)
        ones.append(one[same])
        others.append(other[same])
    if not ones:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate(ones), np.concatenate(others)


def share_clips(
    runs: IntArray, boxes: FloatArray, clips: FloatArray, line: IntArray, order: IntArray
) -> IntArray:
    """(n,) number of the run whose clip applies to each character.

    PDFium drops the clip of a run that it does not cut: of a line that is cut through the middle,
    the commas may be entirely visible. A run without a clip takes that of its neighbor on the same
    ``line``, in ``order``.
    """
    cut = np.asarray(np.isfinite(clips).all(axis=1))[runs]
    if not cut.any() or cut.all():
        return runs
    box, run, has = rows(boxes, order), runs[order], cut[order]
    em = np.maximum(box[:, 3] - box[:, 1], 1e-3)
    apart = np.abs(box[1:, 0] - box[:-1, 2]) > _MAX_NEIGHBOR_GAP * np.maximum(em[1:], em[:-1])
    stretch = np.concatenate(([0], np.cumsum(apart | (np.diff(line[order]) != 0))))
    result = run.copy()
    index = np.arange(len(run))
    before = np.maximum.accumulate(np.where(has, index, -1))
    after = np.minimum.accumulate(np.where(has, index, len(run))[::-1])[::-1]
    for neighbor in (np.clip(after, None, len(run) - 1), np.clip(before, 0, None)):
        at = true_at(~has & has[neighbor] & (stretch[neighbor] == stretch))
        clip, middle = clips[run[neighbor[at]]], (box[at, 0] + box[at, 2]) / 2
        at = at[(clip[:, 0] < middle) & (middle < clip[:, 2])]
        result[at] = run[neighbor[at]]
    shared = np.empty_like(runs)
    shared[order] = result
    return shared
