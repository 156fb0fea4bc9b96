"""Deskew, dewarp and turn a page image upright, and find its rulings."""

from __future__ import annotations

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
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
from kyoten_extract.ocr.recognizer import Line, Recognizer
from kyoten_extract.page.page_model import Rulings
from kyoten_extract.table.lattice import find_lattices

# Text lines that are read to find which way is up, and those of them that may be enough.
_SAMPLES, _FIRST_SAMPLES = 10, 7
# Mean confidence of letters above which a direction is right, and no other is tried.
_MIN_UPRIGHT_CONFIDENCE = 0.85
# Ems of a line that are read for this; more takes time and adds little.
_SAMPLE_LENGTH = 14
# Letters needed to decide without trying other directions: a few vertical stacks of letters are
# legible on their side too.
_ENOUGH_LETTERS = 80
# Characters that a single stroke is read as from any side; they are no evidence.
_STROKES = "一ーlIｌＩi丨ノ"
# Confidence below which a letter is evidence against a direction.
_NEUTRAL_CONFIDENCE = 0.5
# Right angles clockwise, in the order they are tried: as is, upside down, on either side.
_TURNS = (0, 2, 1, 3)


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page's darkness image: deskewed, dewarped and upright.

    Attributes:
        dark: (height, width), without underlines.
        em: of its text, in dots.
        rulings: in dots.
        turns: right angles clockwise by which it was turned.
        angle: degrees by which it was deskewed before.
    """

    dark: Gray
    em: float
    rulings: PixelRulings
    turns: int
    angle: float


def make_upright(picture: PageImage, recognizer: Recognizer) -> UprightPage:
    """Deskew and dewarp ``picture``, and turn it in the direction in which its text is legible."""
    flat = darkness(picture.gray)
    angle = skew_angle(flat)
    straight = deskewed(flat, angle, paper=0)
    warp = estimate_warp(straight, picture.dpi)
    if warp is not None:
        laid = dewarped(flat, warp, angle, paper=0)
        # Where rulings are faint, the warp may have been traced along lines of text instead.
        if projection_contrast(laid) > projection_contrast(straight):
            straight = laid
    em = character_size(straight, picture.dpi)
    rulings = find_rulings(straight, em, picture.dpi)
    best, best_turns = (0.0, 0.0), 0
    for turns in _TURNS:
        sample = _samples(straight, rulings, em, turns)
        if not sample:
            break
        # Digits, crosses and strokes look alike from all sides: only letters count.
        read: list[list[float]] = []
        for part in (sample[:_FIRST_SAMPLES], sample[_FIRST_SAMPLES:]):
            read += map(_letters, recognizer.read(part) if part else ())
            letters = [sure for line in read for sure in line]
            if is_upright := _are_legible(letters):
                break
        # A letter that stands alone is read on its side too; a text of several only upright.
        several = [sure for line in read for sure in line if len(line) > 1]
        score = (max(_score(several), 0.0), _score(letters))
        if score > best:
            best, best_turns = score, turns
        if is_upright:
            break
    if best_turns:
        straight = quarter_turned(straight, best_turns)
        rulings = find_rulings(straight, em, picture.dpi)
    straight = without_underlines(straight, rulings.underlines, em)
    return UprightPage(straight, em, rulings, best_turns, angle)


def _letters(line: Line) -> list[float]:
    """The confidences of a line's letters."""
    return [
        sure
        for char, sure in zip(line.text, line.confidences, strict=True)
        if char.isalpha() and char not in _STROKES
    ]


def _are_legible(letters: list[float]) -> bool:
    """Whether letters are so many, and so sure, that no other direction need be tried."""
    return len(letters) >= _ENOUGH_LETTERS and sum(letters) >= _MIN_UPRIGHT_CONFIDENCE * len(
        letters
    )


def _score(letters: list[float]) -> float:
    return sum(letters) - _NEUTRAL_CONFIDENCE * len(letters)


def _samples(dark: Gray, rulings: PixelRulings, em: float, turns: int) -> list[Gray]:
    """Sample lines of the page turned so: the longest of each of the regions with the most ink."""
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
            line = max(lines, key=lambda box: min(box.right - box.left, _SAMPLE_LENGTH * em))
            pad = max(round(0.15 * em), 2)
            right = min(line.right, line.left + round(_SAMPLE_LENGTH * em))
            image = 255 - np.pad(part[line.top : line.bottom, line.left : right], pad)
            found.append((right - line.left, image.astype(np.uint8)))
    found.sort(key=lambda item: -item[0])
    return [image for _, image in found[:_SAMPLES]]


def _parts(
    shape: tuple[int, ...], rulings: PixelRulings, em: float
) -> list[tuple[int, int, int, int]]:
    """Regions that do not cut lines of text: the cells; or tiles, on a page without a table."""
    height, width = shape
    drawn = Rulings(rulings.horizontal, rulings.vertical)
    boxes: list[tuple[int, int, int, int]] = []
    for lattice in find_lattices(drawn, tolerance=max(0.25 * em, 2.0)):
        inside = np.rint(lattice.boxes).astype(int) + np.array((2, 2, -2, -2))
        boxes += [(x0, top, x1, bottom) for x0, top, x1, bottom in inside.tolist()]
    boxes = [box for box in boxes if box[2] - box[0] > em and box[3] - box[1] > em]
    if len(boxes) >= _SAMPLES:
        return boxes
    side = max(round(_SAMPLE_LENGTH * em), 1)
    return [
        (x, y, x + side, y + side)
        for y in range(0, max(height - side, 1), side)
        for x in range(0, max(width - side, 1), side)
    ]
