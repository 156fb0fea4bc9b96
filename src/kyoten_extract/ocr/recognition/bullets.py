"""Marks that begin points of a list, ・ and ○, where a recogniser passed over them.

Small or empty as they are, it takes them for white. In the picture they stand alone: a dot at half
height, a ring without corners, with white on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import BoolImage, Gray
from kyoten_extract.ocr.recognition.uncovered_ink import INKED
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.text.normalize.width import is_wide

# In ems: the sizes of dots and rings, and the white on both sides of a dot and of a ring.
_DOT, _RING = (0.06, 0.36), (0.6, 1.1)
_AROUND_DOT, _AROUND_RING = 0.26, 0.05
# Of a line's height: so far from its middle is a dot's. Of a ring: its inside, and its corners.
_OFF_MIDDLE = 0.16
_INSIDE, _CORNER = 0.3, 0.12
# In ems: a character so near the middle of a mark is that mark, or was read in its place; a sign
# may stand farther.
_ITS_PLACE, _NEAR = 0.34, 0.62
_SIGNS = frozenset("・·•.．:：。、,○◯〇◎●OoQ0◇◆□■※*-ー一―")
_SURE = 0.8
# What a ring that stands alone is read as; how much wider than high it may be, and how sure it is.
_RINGS = frozenset("OoQ0〇◯O")
_ROUND, _LONE = 0.1, 0.98


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark, and its middle in dots from the picture's left side."""

    char: str
    middle: float


def with_marks(line: Line, image: Gray) -> Line:
    """``line`` with the marks put in that no character of it is; they are not sure.

    Args:
        line: as recognised.
        image: (height, width) of it, dark on white.
    """
    ink: BoolImage = image < INKED
    if not ink.any():
        return line
    if len(line.text) < 2:
        return _ring_alone(line, ink)
    em = _em(line, ink)
    width = image.shape[1]
    for mark in _marks(ink, em):
        near = [
            char
            for char, place in zip(line.text, line.places, strict=True)
            if not char.isspace()
            and abs(place * width - mark.middle) < (_NEAR if char in _SIGNS else _ITS_PLACE) * em
        ]
        if not near:
            line = _put_in(line, mark.char, mark.middle / width)
    return line


def _ring_alone(line: Line, ink: BoolImage) -> Line:
    """A mark that is all of a line: a ring as wide as it is high is ○, and no letter or figure."""
    if line.text not in _RINGS:
        return line
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    mark = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if abs(int(height) - int(width)) > _ROUND * height or not _is_ring(mark):
        return line
    steps = tuple(
        (("○", _LONE), *(option for option in options if option[0] != "○"))
        if options and options[0][0] == line.text
        else options
        for options in line.steps
    )
    return Line("○", (_LONE,), line.places, steps)


def _em(line: Line, ink: BoolImage) -> float:
    """The em of a line in dots, by its length or its height, whichever gives less."""
    across, down = (np.flatnonzero(ink.any(axis=axis)) for axis in (0, 1))
    ems = sum(1.0 if is_wide(c) else 0.5 for c in line.text)
    return float(min((across[-1] - across[0] + 1) / ems, 1.15 * (down[-1] - down[0] + 1)))


def _marks(ink: BoolImage, em: float) -> Iterator[_Mark]:
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
        small = _DOT[0] <= smaller and larger <= _DOT[1] and white >= _AROUND_DOT * em
        large = _RING[0] <= smaller and larger <= _RING[1] and white >= _AROUND_RING * em
        if small and abs((top + bottom) / 2 - middle) <= _OFF_MIDDLE * height:
            yield _Mark("・", (left + right) / 2)
        elif large and _is_ring(ink[top : bottom + 1, left : right + 1]):
            yield _Mark("○", (left + right) / 2)


def _is_ring(ink: BoolImage) -> bool:
    """Whether a mark is nothing but a closed round line."""
    height, width = ink.shape
    inside = ink[
        round(_INSIDE * height) : round((1 - _INSIDE) * height),
        round(_INSIDE * width) : round((1 - _INSIDE) * width),
    ]
    a, b = max(round(_CORNER * height), 1), max(round(_CORNER * width), 1)
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


def _put_in(line: Line, char: str, place: float) -> Line:
    """``line`` with ``char`` at ``place``, a share of its width: on a step that has none so far.

    A space that was read there makes room.
    """
    spans = _spans(line.steps)
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
        confidences=(*line.confidences[: cut[0]], _SURE, *line.confidences[cut[1] :]),
        places=(*line.places[: cut[0]], place, *line.places[cut[1] :]),
        steps=steps,
    )


def _spans(steps: Steps) -> list[tuple[int, int]]:
    """The first and the last step of each character that is read off ``steps``."""
    spans: list[tuple[int, int]] = []
    last = ""
    for at, options in enumerate(steps):
        chosen = options[0][0] if options else ""
        if chosen and chosen == last:
            spans[-1] = spans[-1][0], at
        elif chosen:
            spans.append((at, at))
        last = chosen
    return spans


def _with_first(steps: Steps, which: range, char: str) -> Steps:
    """``steps`` with ``char`` the likeliest on some of them."""
    return tuple(
        ((char, _SURE), *(option for option in options if option[0] != char))
        if at in which
        else options
        for at, options in enumerate(steps)
    )
