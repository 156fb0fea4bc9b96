"""One page before its tables are found: rulings and characters, as arrays.

Coordinates are points from the top left corner of the visible page, turned so that its text is
upright.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import SPACES
from kyoten_extract.page.text_quality import FAIR, Condition

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_BLANK: BoolArray = np.zeros(0x3002, dtype=bool)
_BLANK[:0x21] = True
_BLANK[[ord(char) for char in SPACES]] = True


@dataclass(frozen=True, slots=True)
class Rulings:
    """Axis-aligned lines.

    Attributes:
        horizontal: (n, 3) y, x0, x1.
        vertical: (n, 3) x, top, bottom.
    """

    horizontal: FloatArray
    vertical: FloatArray


@dataclass(frozen=True, slots=True)
class Characters:
    """The printed characters, in drawing order.

    Attributes:
        codes: (n,) code points, those of printed blanks included.
        boxes: (n, 4) x0, top, x1, bottom: as wide as the advance, as high as the em.
        runs: (n,) number of the text run that draws each character (one operator, one font).
        clips: (m, 4) clip box of each run; infinite without a clip.
        clipped: (n,) number of the run whose clip box applies to each character: mostly its own.
        slanted: (m,) which runs are written at an angle to the page; empty where none is.
    """

    codes: IntArray
    boxes: FloatArray
    runs: IntArray
    clips: FloatArray
    clipped: IntArray
    slanted: BoolArray = field(default_factory=lambda: np.empty(0, dtype=bool))
    _blank: BoolArray | None = field(default=None, init=False, repr=False, compare=False)

    def take(self, kept: IntArray) -> Characters:
        """The characters at the indexes ``kept``."""
        return Characters(
            self.codes[kept],
            self.boxes[kept],
            self.runs[kept],
            self.clips,
            self.clipped[kept],
            self.slanted,
        )

    @property
    def is_blank(self) -> BoolArray:
        """(n,) whether a character leaves no ink."""
        if self._blank is None:
            # Each step on a page asks for it.
            object.__setattr__(self, "_blank", is_blank(self.codes))
        assert self._blank is not None
        return self._blank

    @property
    def is_in_clip(self) -> BoolArray:
        """(n,) whether the clip of a character leaves any of its box."""
        clips = self.clips[self.clipped]
        inside = (self.boxes[:, :2] <= clips[:, 2:]) & (self.boxes[:, 2:] >= clips[:, :2])
        return np.asarray(inside.all(axis=1))

    @property
    def is_slanted(self) -> BoolArray:
        """(n,) whether a character is written at an angle to the page."""
        if not len(self.slanted):
            return np.zeros(len(self.runs), dtype=bool)
        slanted: BoolArray = self.slanted[self.runs]
        return slanted


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation: a bbox on the page, and its URL."""

    bbox: BBox
    uri: str


@dataclass(frozen=True, slots=True)
class Shades:
    """Filled shapes, in paint order: the grounds of rows, columns and labels.

    Attributes:
        boxes: (n, 4) x0, top, x1, bottom.
        colors: (n, 3) red, green, blue from 0 to 255, as seen on white.
    """

    boxes: FloatArray = field(default_factory=lambda: np.empty((0, 4)))
    colors: FloatArray = field(default_factory=lambda: np.empty((0, 3)))


@dataclass(frozen=True, slots=True)
class Page:
    """One page as PDFium or OCR reads it.

    Attributes:
        number: from 1.
        width, height: in points.
        rulings, characters, links: what is on it.
        condition: how far the text can be trusted.
        shades: what is filled behind the text.
    """

    number: int
    width: float
    height: float
    rulings: Rulings
    characters: Characters
    links: tuple[Link, ...] = ()
    condition: Condition = FAIR
    shades: Shades = field(default_factory=Shades)


def sorted_within(groups: IntArray, values: FloatArray) -> IntArray:
    """(n,) indexes that sort by group, then by value; stable.

    Equal to ``np.lexsort((values, groups))`` with one sort instead of two, by offsetting each group
    beyond the range of the one before.
    """
    if not len(values):
        return np.empty(0, dtype=np.int64)
    low = values.min()
    return np.argsort(groups * (values.max() - low + 1.0) + (values - low), kind="stable")


def is_blank(codes: IntArray) -> BoolArray:
    """Which code points leave no ink: controls, and spaces of any width."""
    blank: BoolArray = _BLANK[np.minimum(codes, len(_BLANK) - 1)]
    return blank
