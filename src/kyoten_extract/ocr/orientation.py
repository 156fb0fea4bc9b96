"""A picture made upright and straight, with its rulings found: what the rest of the work is on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kyoten_extract.ocr.image.binarize import Gray, PageImage, character_size, darkness, ink_of
from kyoten_extract.ocr.image.deskew import (
    deskewed,
    projection_contrast,
    quarter_turned,
    skew_angle,
)
from kyoten_extract.ocr.image.dewarp import dewarped, estimate_warp
from kyoten_extract.ocr.image.scanned_rulings import PixelRulings, find_rulings
from kyoten_extract.ocr.image.text_lines import split_lines
from kyoten_extract.ocr.image.underlines import without_underlines
from kyoten_extract.ocr.recognizer import Recognizer
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.table.lattice import find_lattices

# Lines that are read to see which way is up, and how sure they are when it is.
_SAMPLES = 10
_UP = 0.85
# In ems: no more of a line is read for that.
_LONGEST = 14
# Letters that are enough to know by, for a column of them set one below the other can be read too
# where it lies on its side; letters less sure than this speak against a way.
_ENOUGH = 80
# What a stroke of any character is, seen from its side.
_STROKES = "一ーlIｌＩi丨ノ"
_DOUBTFUL = 0.5
# The ways a page is turned: as it lies, on its head, on either side.
_TURNS = (0, 2, 1, 3)


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page's darkness, upright, straight and flat.

    Attributes:
        dark: (height, width), without the lines under words.
        em: of its text, in dots.
        rulings: in dots.
        turns: right angles that it was turned clockwise.
        angle: degrees that it was turned back beside.
    """

    dark: Gray
    em: float
    rulings: PixelRulings
    turns: int
    angle: float


def upright(picture: PageImage, recognizer: Recognizer) -> UprightPage:
    """``picture`` turned so that its text can be read."""
    flat = darkness(picture.gray)
    angle = skew_angle(flat)
    straight = deskewed(flat, angle, paper=0)
    bend = estimate_warp(straight, picture.dpi)
    if bend is not None:
        laid = dewarped(flat, bend, angle, paper=0)
        # Where rulings are faint, lines of text may have been followed in their place.
        if projection_contrast(laid) > projection_contrast(straight):
            straight = laid
    em = character_size(straight, picture.dpi)
    rulings = find_rulings(straight, em, picture.dpi)
    best, best_turns = 0.0, 0
    for turns in _TURNS:
        sample = _samples(straight, rulings, em, turns)
        if not sample:
            break
        # Figures, crosses and strokes look alike from all sides: letters count.
        letters = [
            sure
            for line in recognizer.read(sample)
            for char, sure in zip(line.text, line.confidences, strict=True)
            if char.isalpha() and char not in _STROKES
        ]
        score = sum(letters) - _DOUBTFUL * len(letters)
        if score > best:
            best, best_turns = score, turns
        if len(letters) >= _ENOUGH and sum(letters) >= _UP * len(letters):
            break
    if best_turns:
        straight = quarter_turned(straight, best_turns)
        rulings = find_rulings(straight, em, picture.dpi)
    straight = without_underlines(straight, rulings.underlines, em)
    return UprightPage(straight, em, rulings, best_turns, angle)


def _samples(dark: Gray, rulings: PixelRulings, em: float, turns: int) -> list[Gray]:
    """Some lines of the page, if it is turned so: the longest of each of the fullest parts."""
    wiped = np.where(rulings.mask, 0, dark).astype(np.uint8)
    ink = ink_of(wiped)
    boxes = _parts(dark.shape, rulings, em)
    counts = [int(ink[top:bottom, x0:x1].sum()) for x0, top, x1, bottom in boxes]
    fullest = sorted(zip(counts, boxes, strict=True), reverse=True)[: 3 * _SAMPLES]
    found: list[tuple[int, Gray]] = []
    for count, (x0, top, x1, bottom) in fullest:
        if not count:
            break
        part = quarter_turned(wiped[top:bottom, x0:x1], turns)
        lines = split_lines(ink_of(part), em)
        lines = [line for line in lines if 0.5 * em < line.bottom - line.top < 1.5 * em]
        if lines:
            line = max(lines, key=lambda box: min(box.right - box.left, _LONGEST * em))
            pad = max(round(0.15 * em), 2)
            right = min(line.right, line.left + round(_LONGEST * em))
            image = 255 - np.pad(part[line.top : line.bottom, line.left : right], pad)
            found.append((right - line.left, image.astype(np.uint8)))
    found.sort(key=lambda item: -item[0])
    return [image for _, image in found[:_SAMPLES]]


def _parts(
    shape: tuple[int, ...], rulings: PixelRulings, em: float
) -> list[tuple[int, int, int, int]]:
    """Parts of a page whose lines are whole: its cells; or tiles all over it, where it has none."""
    height, width = shape
    drawn = Rulings(rulings.horizontal, rulings.vertical)
    boxes: list[tuple[int, int, int, int]] = []
    for lattice in find_lattices(drawn, tolerance=max(0.25 * em, 2.0)):
        inside = np.rint(lattice.boxes).astype(int) + np.array((2, 2, -2, -2))
        boxes += [(x0, top, x1, bottom) for x0, top, x1, bottom in inside.tolist()]
    boxes = [box for box in boxes if box[2] - box[0] > em and box[3] - box[1] > em]
    if len(boxes) >= _SAMPLES:
        return boxes
    side = max(round(_LONGEST * em), 1)
    return [
        (x, y, x + side, y + side)
        for y in range(0, max(height - side, 1), side)
        for x in range(0, max(width - side, 1), side)
    ]
