"""What a source reads off one page, before any table is seen: rulings and characters, as arrays.

Coordinates are points from the top left corner of the visible page, turned so that its text is
upright.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """Drawn lines that run along an axis.

    ``horizontal`` has rows (y, x0, x1), ``vertical`` rows (x, top, bottom); shape (n, 3).
    """

    horizontal: FloatArray
    vertical: FloatArray


@dataclass(frozen=True, slots=True)
class Characters:
    """The printed characters in the order the page draws them.

    Attributes:
        codes: (n,) code points; blanks that the page prints are among them.
        boxes: (n, 4) x0, top, x1, bottom of the advance by the font's ascent and descent.
        runs: (n,) number of the text run a character is drawn by: one operator, one font.
        clips: (m, 4) the box each run is clipped to; infinite where it is not.
        clipped: (n,) number of the run whose clip a character is under: mostly its own.
    """

    codes: IntArray
    boxes: FloatArray
    runs: IntArray
    clips: FloatArray
    clipped: IntArray

    def take(self, kept: IntArray) -> Characters:
        """The characters at the indexes ``kept``."""
        return Characters(
            self.codes[kept], self.boxes[kept], self.runs[kept], self.clips, self.clipped[kept]
        )

    @property
    def is_blank(self) -> BoolArray:
        """(n,) whether a character leaves no ink."""
        return is_blank(self.codes)


@dataclass(frozen=True, slots=True)
class Link:
    """A web address behind a part of a page."""

    bbox: BBox
    uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a vector or image engine sees it; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    rulings: Rulings
    characters: Characters
    links: tuple[Link, ...] = ()
    condition: Condition = FAIR


def sorted_within(groups: IntArray, values: FloatArray) -> IntArray:
    """(n,) the stable order of ``values`` group by group.

    What ``np.lexsort`` gives, by one sort instead of two: the groups are spread out on one axis.
    """
    if not len(values):
        return np.empty(0, dtype=np.int64)
    low = values.min()
    return np.argsort(groups * (values.max() - low + 1.0) + (values - low), kind="stable")


def is_blank(codes: IntArray) -> BoolArray:
    """Which code points leave no ink: controls, and the spaces of every width."""
    blank: BoolArray = _BLANK[np.minimum(codes, len(_BLANK) - 1)]
    return blank
