"""Pages as lists of things to draw. Points; the origin is the page's top left corner."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal or vertical line."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Shade:
    """A filled rectangle; ``grey`` from 0 (black) to 1."""

    x0: float
    y0: float
    x1: float
    y1: float
    grey: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; ``y`` is its baseline, ``x`` its left end, center or right end.

    Attributes:
        cell: x0, y0, x1, y1 of the cell of a row that it is in; ``None`` for other texts.
        kind: of the cell's column; empty for a cell over several columns.
        size: in points, if it is not that of the page.
    """

    x: float
    y: float
    text: str
    align: Literal["left", "center", "right"] = "left"
    cell: tuple[float, float, float, float] | None = None
    kind: str = ""
    size: float | None = None


@dataclass(slots=True)
class Sheet:
    """One page while it is filled; shades are drawn first, text last."""

    width: float
    height: float
    shades: list[Shade] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


# Ems: no character of a Latin word is wider in the fonts used.
_DIGIT, _WIDE, _CAPITAL, _OTHER = 0.67, 0.96, 0.74, 0.6
# Ems: a text fits a width that was reckoned from it.
_TOLERANCE = 0.01
# Characters that begin no line, and no Latin word is broken before them.
_NEVER_FIRST = "、。，．・）」』】ー"


def ems(text: str) -> float:
    """The width of a text in ems; Latin letters are taken as somewhat wider than they are."""
    width = 0.0
    for char in text:
        if ord(char) > 0xFF:
            width += 1.0
        elif char.isdigit():
            width += _DIGIT
        elif char in "MWmw@%":
            width += _WIDE
        else:
            width += _CAPITAL if char.isupper() else _OTHER
    return width


def wrap(text: str, width: float) -> list[str]:
    """The lines of ``text`` in ``width`` ems: Latin words whole if they fit, Japanese anywhere."""
    width += _TOLERANCE
    lines: list[str] = []
    line = ""
    for part in _parts(text):
        if line and ems(line + part.rstrip()) > width and part[0] not in _NEVER_FIRST:
            lines.append(line)
            line = ""
        while ems(part.rstrip()) > width and len(part) > 1:
            count = len(part)
            while count > 1 and ems(part[:count]) > width:
                count -= 1
            lines.append(part[:count])
            part = part[count:]
        line += part
    if line.strip():
        lines.append(line)
    # No last line of one character, as in print.
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2:
        lines[-2:] = [lines[-2][:-1], lines[-2][-1] + lines[-1]]
    return [line.strip() for line in lines]


def _parts(text: str) -> list[str]:
    """What a line may end after: a Japanese character, or a Latin word with its space."""
    parts: list[str] = []
    for char in text:
        latin = ord(char) <= 0xFF
        if parts and latin and ord(parts[-1][-1]) <= 0xFF and not parts[-1].endswith(" "):
            parts[-1] += char
        else:
            parts.append(char)
    return parts
