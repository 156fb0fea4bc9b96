"""A picture made upright and straight, with its rulings found: what the rest of the work is on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kyoten_extract.sources.scan.bend import find_bend, flattened
from kyoten_extract.sources.scan.lines import split_lines
from kyoten_extract.sources.scan.pixels import Gray, Picture, character_size, darkness, ink_of
from kyoten_extract.sources.scan.recogniser import Recogniser
from kyoten_extract.sources.scan.rulings import PixelRulings, find_rulings
from kyoten_extract.sources.scan.straighten import quarter_turned, skew_angle, straightened

# Lines that are read to see which way is up, and how sure they are when it is.
_SAMPLES = 10
_UP = 0.85
# Letters that are enough to know by; letters less sure than this speak against a way.
_ENOUGH = 12
_DOUBTFUL = 0.5
# The ways a page is turned: as it lies, on its head, on either side.
_TURNS = (0, 2, 1, 3)


@dataclass(frozen=True, slots=True)
class Upright:
    """A page's darkness, upright, straight and flat.

    Attributes:
        dark: (height, width).
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


def upright(picture: Picture, recogniser: Recogniser) -> Upright:
    """``picture`` turned so that its text can be read."""
    flat = darkness(picture.gray)
    angle = skew_angle(flat)
    straight = straightened(flat, angle, paper=0)
    bend = find_bend(straight, picture.dpi)
    if bend is not None:
        straight = flattened(flat, bend, angle, paper=0)
    em = character_size(straight, picture.dpi)
    rulings = find_rulings(straight, em, picture.dpi)
    best, best_turns = 0.0, 0
    for turns in _TURNS:
        sample = _samples(straight, rulings, em, turns)
        if not sample:
            break
        # Figures and crosses look alike from all sides: letters count.
        letters = [
            sure
            for line in recogniser.read(sample)
            for char, sure in zip(line.text, line.confidences, strict=True)
            if char.isalpha()
        ]
        score = sum(letters) - _DOUBTFUL * len(letters)
        if score > best:
            best, best_turns = score, turns
        if len(letters) >= _ENOUGH and sum(letters) >= _UP * len(letters):
            break
    if best_turns:
        straight = quarter_turned(straight, best_turns)
        rulings = find_rulings(straight, em, picture.dpi)
    return Upright(straight, em, rulings, best_turns, angle)


def _samples(dark: Gray, rulings: PixelRulings, em: float, turns: int) -> list[Gray]:
    """Some lines of the page, if it is turned so."""
    wiped = quarter_turned(np.where(rulings.mask, 0, dark).astype(np.uint8), turns)
    ink = ink_of(wiped)
    height, width = ink.shape
    side = max(round(14 * em), 1)
    found: list[tuple[int, Gray]] = []
    # Tiles all over the page, the fullest first; each gives its longest line.
    tiles = [
        (int(ink[y : y + side, x : x + side].sum()), y, x)
        for y in range(0, max(height - side, 1), side)
        for x in range(0, max(width - side, 1), side)
    ]
    for count, y, x in sorted(tiles, reverse=True)[: 3 * _SAMPLES]:
        if not count:
            break
        part = ink[y : y + side, x : x + side]
        boxes = split_lines(part, em)
        boxes = [b for b in boxes if 0.5 * em < b.bottom - b.top < 1.5 * em]
        if boxes:
            box = max(boxes, key=lambda b: b.right - b.left)
            pad = max(round(0.15 * em), 2)
            line = wiped[y : y + side, x : x + side][box.top : box.bottom, box.left : box.right]
            image = 255 - np.pad(line, pad)
            found.append((box.right - box.left, image.astype(np.uint8)))
    found.sort(key=lambda item: -item[0])
    return [image for _, image in found[:_SAMPLES]]
