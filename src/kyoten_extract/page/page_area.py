"""The part of a page that is read, where the caller names one: what is outside is only counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.page_model import BoolArray, Characters, Page, Rulings

# Points: a ruling this near outside of the area counts as on its edge. Places that are copied from
# a result are rounded, and a drawn line has a width.
_ON_EDGE = 1.0
# Ems: characters this near to each other on a line are of one text.
_ONE_TEXT = 0.3


def within(page: Page, area: BBox) -> Page:
    """``page`` with only the characters and links whose centers are in ``area``, rulings clipped.

    ``condition`` has the number of characters with ink that are left out: those on show as
    ``outside_area``, those that nobody sees among ``hidden``; and of the texts that are cut.

    Args:
        page: the whole page.
        area: in points, from the top left corner of the page.
    """
    x0, top, x1, bottom = area
    characters = page.characters
    boxes = characters.boxes
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = (x >= x0) & (x <= x1) & (y >= top) & (y <= bottom)
    left_out = ~inside & ~characters.is_blank
    shown = _shown(page)
    condition = replace(
        page.condition,
        hidden=page.condition.hidden + int(np.count_nonzero(left_out & ~shown)),
        outside_area=int(np.count_nonzero(left_out & shown)),
        cut_by_area=_texts_cut(characters, inside),
    )
    links = tuple(
        link
        for link in page.links
        if x0 <= (link.bbox[0] + link.bbox[2]) / 2 <= x1
        and top <= (link.bbox[1] + link.bbox[3]) / 2 <= bottom
    )
    return replace(
        page,
        rulings=clipped(page.rulings, area),
        characters=characters.take(true_at(inside)),
        links=links,
        condition=condition,
    )


def clipped(rulings: Rulings, area: BBox) -> Rulings:
    """The parts of ``rulings`` within ``area``, in points; those on its edges are within."""
    x0, top, x1, bottom = area
    lines = rulings.horizontal
    low, high = np.maximum(lines[:, 1], x0), np.minimum(lines[:, 2], x1)
    near = (lines[:, 0] >= top - _ON_EDGE) & (lines[:, 0] <= bottom + _ON_EDGE) & (high > low)
    horizontal = np.column_stack((lines[:, 0], low, high))[near]
    lines = rulings.vertical
    low, high = np.maximum(lines[:, 1], top), np.minimum(lines[:, 2], bottom)
    near = (lines[:, 0] >= x0 - _ON_EDGE) & (lines[:, 0] <= x1 + _ON_EDGE) & (high > low)
    return Rulings(horizontal, np.column_stack((lines[:, 0], low, high))[near])


def _texts_cut(characters: Characters, inside: BoolArray) -> int:
    """How many times a side of the area runs between two characters of one text."""
    kept = true_at(~characters.is_blank)
    boxes, inside = characters.boxes[kept], inside[kept]
    if not len(kept):
        return 0
    em = boxes[1:, 3] - boxes[1:, 1]
    one_text = np.abs(boxes[1:, 0] - boxes[:-1, 2]) <= _ONE_TEXT * em
    one_text &= np.abs(boxes[1:, 3] - boxes[:-1, 3]) <= _ONE_TEXT * em
    return int(np.count_nonzero(one_text & (inside[1:] != inside[:-1])))


def _shown(page: Page) -> BoolArray:
    """(n,) which characters touch both the visible page and the clip they are drawn under."""
    characters = page.characters
    boxes, clips = characters.boxes, characters.clips[characters.clipped]
    low = np.maximum(boxes[:, :2], np.maximum(clips[:, :2], 0.0))
    high = np.minimum(boxes[:, 2:], np.minimum(clips[:, 2:], (page.width, page.height)))
    shown: BoolArray = (high[:, 0] >= low[:, 0]) & (high[:, 1] >= low[:, 1])
    return shown
