"""Restore bullets, ・ and ○, that the recognizer missed.

It reads them as white space, small or hollow as they are. In the image they stand alone: a dot at
half height, or a ring without corners, with white on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import BoolImage, Gray
from kyoten_extract.ocr.recognition.ctc import step_spans
from kyoten_extract.ocr.recognition.uncovered_ink import INKED
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.text.normalize.width import is_wide

# Ems: sizes (smaller and larger side) of a dot, and of a ring.
_DOT_SIZE, _RING_SIZE = (0.06, 0.36), (0.6, 1.1)
# Ems: white space on both sides of a dot (a decimal point has none), and of a ring.
_SPACE_AROUND_DOT, _SPACE_AROUND_RING = 0.26, 0.05
# Share of the line's height by which a dot's center may be off the middle; a full stop is lower.
_MAX_OFF_MIDDLE = 0.16
# Shares of a ring's size: the border around its hollow center, and its empty corners.
_RING_BORDER, _RING_CORNER = 0.3, 0.12
# Ems: a character this close to a bullet's center was read in its place; a sign may be further off.
_MAX_OFFSET, _MAX_SIGN_OFFSET = 0.34, 0.62
_SIGNS = frozenset("・·•.．:：。、,○◯〇◎●OoQ0◇◆□■※*-ー一―")
# Confidence of a restored bullet: known by its shape alone.
_CONFIDENCE = 0.8
# What a ring alone on its line is read as.
_RING_LOOKALIKES = frozenset("OoQ0〇◯O")
# Share by which its width and height may differ; letters and zeros differ more.
_MAX_UNROUND = 0.1
# Confidence of a ring alone on its line: nothing else is as round.
_LONE_CONFIDENCE = 0.98


@dataclass(frozen=True, slots=True)
class _Bullet:
    """A bullet, and the x of its center in dots."""

    char: str
    middle: float


def with_bullets(line: Line, image: Gray) -> Line:
    """Insert the bullets that the recognizer missed, with a low confidence.

    Args:
        line: as recognized.
        image: (height, width) of it, dark on white.
    """
    ink: BoolImage = image < INKED
    if not ink.any():
        return line
    if len(line.text) < 2:
        return _lone_ring(line, ink)
    em = _em(line, ink)
    width = image.shape[1]
    for mark in _bullets(ink, em):
        near = [
            char
            for char, place in zip(line.text, line.places, strict=True)
            if not char.isspace()
            and abs(place * width - mark.middle)
            < (_MAX_SIGN_OFFSET if char in _SIGNS else _MAX_OFFSET) * em
        ]
        if not near:
            line = _inserted(line, mark.char, mark.middle / width)
    return line


def _lone_ring(line: Line, ink: BoolImage) -> Line:
    """Read a ring that is alone on its line, and as wide as it is high, as ○."""
    if line.text not in _RING_LOOKALIKES:
        return line
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    mark = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if abs(int(height) - int(width)) > _MAX_UNROUND * height or not _is_ring(mark):
        return line
    steps = tuple(
        (("○", _LONE_CONFIDENCE), *(option for option in options if option[0] != "○"))
        if options and options[0][0] == line.text
        else options
        for options in line.steps
    )
    return Line("○", (_LONE_CONFIDENCE,), line.places, steps)


def _em(line: Line, ink: BoolImage) -> float:
    """The em of a line, in dots, from its length or its height, whichever is less."""
    across, down = (np.flatnonzero(ink.any(axis=axis)) for axis in (0, 1))
    ems = sum(1.0 if is_wide(c) else 0.5 for c in line.text)
    return float(min((across[-1] - across[0] + 1) / ems, 1.15 * (down[-1] - down[0] + 1)))


def _bullets(ink: BoolImage, em: float) -> Iterator[_Bullet]:
    columns = np.flatnonzero(ink.any(axis=0))
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    rows = np.flatnonzero(ink.any(axis=1))
    middle, height = (rows[0] + rows[-1]) / 2, rows[-1] - rows[0] + 1
    ends = [(-np.inf, -np.inf), *((part[0], part[-1]) for part in parts), (np.inf, np.inf)]
    for (before, here), (_, after) in zip(pairwise(ends), pairwise(ends[1:]), strict=False):
        left, right = int(here[0]), int(here[1]) if np.isfinite(here[1]) else 0
        if not np.isfinite(here[0]):
            continue
        own = np.flatnonzero(ink[:, left : right + 1].any(axis=1))
        top, bottom = int(own[0]), int(own[-1])
        across, down = right - left + 1, bottom - top + 1
        white = min(left - before[1], after[0] - right) - 1
        smaller, larger = sorted((across / em, down / em))
        small = (
            _DOT_SIZE[0] <= smaller and larger <= _DOT_SIZE[1] and white >= _SPACE_AROUND_DOT * em
        )
        large = (
            _RING_SIZE[0] <= smaller
            and larger <= _RING_SIZE[1]
            and white >= _SPACE_AROUND_RING * em
        )
        if small and abs((top + bottom) / 2 - middle) <= _MAX_OFF_MIDDLE * height:
            yield _Bullet("・", (left + right) / 2)
        elif large and _is_ring(ink[top : bottom + 1, left : right + 1]):
            yield _Bullet("○", (left + right) / 2)


def _is_ring(ink: BoolImage) -> bool:
    """Whether a mark is a closed round line and nothing else."""
    height, width = ink.shape
    inside = ink[
        round(_RING_BORDER * height) : round((1 - _RING_BORDER) * height),
        round(_RING_BORDER * width) : round((1 - _RING_BORDER) * width),
    ]
    a, b = max(round(_RING_CORNER * height), 1), max(round(_RING_CORNER * width), 1)
    corners = (ink[:a, :b], ink[:a, -b:], ink[-a:, :b], ink[-a:, -b:])
    if inside.any() or any(corner.any() for corner in corners):
        return False
    middle, centre = height // 2, width // 2
    return all(
        side.any()
        for side in (
            ink[:middle, centre],
            ink[middle:, centre],
            ink[middle, :centre],
            ink[middle, centre:],
        )
    )


def _inserted(line: Line, char: str, place: float) -> Line:
    """Insert ``char`` at ``place``, a share of the line's width, on a step without a character.

    A space that was read there is replaced.
    """
    spans = step_spans(line.steps)
    if len(spans) != len(line.text):
        return line
    at = sum(p < place for p in line.places)
    taken = next(
        (i for i in (at - 1, at) if 0 <= i < len(line.text) and line.text[i].isspace()), None
    )
    if taken is None:
        low = spans[at - 1][1] + 1 if at else 0
        high = spans[at][0] if at < len(spans) else len(line.steps)
        free = [i for i in range(low, high) if not (line.steps[i] and line.steps[i][0][0])]
        if not free:
            return line
        end = line.places[-1], spans[-1][1] + 0.5
        wanted = place * end[1] / end[0] if end[0] else 0.0
        step, cut = min(free, key=lambda i: abs(i - wanted)), (at, at)
        steps = _with_first(line.steps, range(step, step + 1), char)
    else:
        cut = taken, taken + 1
        steps = _with_first(line.steps, range(spans[taken][0], spans[taken][1] + 1), char)
    return replace(
        line,
        text=line.text[: cut[0]] + char + line.text[cut[1] :],
        confidences=(*line.confidences[: cut[0]], _CONFIDENCE, *line.confidences[cut[1] :]),
        places=(*line.places[: cut[0]], place, *line.places[cut[1] :]),
        steps=steps,
    )


def _with_first(steps: Steps, which: range, char: str) -> Steps:
    """``steps`` with ``char`` as the first option of those in ``which``."""
    return tuple(
        ((char, _CONFIDENCE), *(option for option in options if option[0] != char))
        if at in which
        else options
        for at, options in enumerate(steps)
    )
