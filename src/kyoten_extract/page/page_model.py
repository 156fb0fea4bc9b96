"""One page before its tables are found: rulings and characters, as arrays.

Coordinates are points from the top left corner of the visible page, turned so that its text is
upright.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.grid import SPACES
from kyoten_extract.page.text_quality import FAIR, Condition

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_BLANK: BoolArray = np.zeros(0x3002, dtype=bool)
_BLANK[:0x21] = True
_BLANK[[ord(char) for char in SPACES]] = True


# Points: dashes of one line are drawn at one position, up to rounding in the producer.
_COLLINEAR = 0.3


@dataclass(frozen=True, slots=True)
class LinedUp:
    """Lines in one direction, set to the positions that they share.

    Attributes:
        positions: (k,) mean position of each cluster of lines.
        cluster: (n,) the cluster of each line, ascending.
        low, high: (n,) the ends of each line; those of a cluster ascend by their low ends.
    """

    positions: FloatArray
    cluster: IntArray
    low: FloatArray
    high: FloatArray
    # (n,) how far each line begins beyond all lines before it in its cluster; and what is joined,
    # by the number of lines.
    _steps: FloatArray = field(init=False, repr=False, compare=False)
    _known: dict[int, FloatArray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        steps = np.full(len(self.low), np.inf)
        if len(self.low) > len(self.positions):
            # Each cluster is moved beyond the one before, so that one running maximum serves all.
            shift = self.cluster * (self.high.max() - self.low.min() + 1)
            reach = np.maximum.accumulate(self.high + shift)
            np.subtract((self.low + shift)[1:], reach[:-1], out=steps[1:])
            steps[1:][self.cluster[1:] != self.cluster[:-1]] = np.inf
        object.__setattr__(self, "_steps", steps)

    @classmethod
    def of(cls, lines: FloatArray, apart: float, drift: float = np.inf) -> LinedUp:
        """Of ``lines`` (n, 3) position, low, high, in clusters of positions at most ``apart``.

        A cluster spans at most ``drift``: the dots of a curve drift away step by step, those of a
        line do not.
        """
        at, low, high = lines.T.take(lines[:, 0].argsort(kind="stable"), axis=1)
        starts = np.empty(len(at), dtype=bool)
        starts[:1] = True
        np.greater(at[1:] - at[:-1], apart, out=starts[1:])
        cluster = starts.cumsum() - 1
        if drift < np.inf:
            part = (at - at[starts][cluster]) // drift
            if part.any():
                starts[1:] |= part[1:] != part[:-1]
                cluster = starts.cumsum() - 1
        if starts.all():
            return cls(at, cluster, low, high)
        positions = np.bincount(cluster, at) / np.bincount(cluster)
        order = np.lexsort((low, cluster))
        return cls(positions, cluster[order], low[order], high[order])

    def joined(self, gap: float, shortest: float = 0.0) -> FloatArray:
        """(m, 3) the lines joined over gaps up to ``gap``, without those below ``shortest``.

        They are not to be changed: several steps ask for them, each over gaps of its own, and most
        pages have either no gaps or wide ones.
        """
        first = (self._steps > gap).nonzero()[0]
        # The narrower ``gap`` is, the more gaps are too wide: their number tells which.
        joined = self._known.get(len(first))
        if joined is None:
            joined = self._known[len(first)] = np.empty((len(first), 3))
            joined[:, 0], joined[:, 1] = self.positions[self.cluster[first]], self.low[first]
            joined[:, 2] = np.maximum.reduceat(self.high, first) if len(first) else ()
        return joined[joined[:, 2] - joined[:, 1] >= shortest] if shortest > 0 else joined


@dataclass(frozen=True, slots=True)
class Rulings:
    """Axis-aligned lines.

    Attributes:
        horizontal: (n, 3) y, x0, x1.
        vertical: (n, 3) x, top, bottom.
    """

    horizontal: FloatArray
    vertical: FloatArray
    _across: LinedUp | None = field(default=None, init=False, repr=False, compare=False)
    _down: LinedUp | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def across(self) -> LinedUp:
        """The horizontal lines, the pieces of each lined up; several steps ask for it."""
        if self._across is None:
            lined_up = LinedUp.of(self.horizontal, _COLLINEAR, 2 * _COLLINEAR)
            object.__setattr__(self, "_across", lined_up)
        assert self._across is not None
        return self._across

    @property
    def down(self) -> LinedUp:
        """The vertical lines, the pieces of each lined up."""
        if self._down is None:
            lined_up = LinedUp.of(self.vertical, _COLLINEAR, 2 * _COLLINEAR)
            object.__setattr__(self, "_down", lined_up)
        assert self._down is not None
        return self._down


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
        turned: (m,) which way the baseline of a run goes: 1 down the page, -1 up, 0 across; empty
            where all go across, or where that is unknown.
    """

    codes: IntArray
    boxes: FloatArray
    runs: IntArray
    clips: FloatArray
    clipped: IntArray
    slanted: BoolArray = field(default_factory=lambda: np.empty(0, dtype=bool))
    turned: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    _blank: BoolArray | None = field(default=None, init=False, repr=False, compare=False)

    def take(self, kept: IntArray) -> Characters:
        """The characters at the indexes ``kept``."""
        return Characters(
            self.codes[kept],
            rows(self.boxes, kept),
            self.runs[kept],
            self.clips,
            self.clipped[kept],
            self.slanted,
            self.turned,
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
        clips = rows(self.clips, self.clipped)
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

    def with_lines_across(self, lines: Sequence[tuple[float, float, float]]) -> Page:
        """The page with more horizontal lines, each y, x0, x1."""
        across = np.concatenate((self.rulings.horizontal, np.array(lines)))
        return replace(self, rulings=Rulings(across, self.rulings.vertical))

    def with_lines_down(self, lines: Sequence[tuple[float, float, float]]) -> Page:
        """The page with more vertical lines, each x, top, bottom."""
        down = np.concatenate((self.rulings.vertical, np.array(lines)))
        return replace(self, rulings=Rulings(self.rulings.horizontal, down))


def sorted_within(groups: IntArray, values: FloatArray) -> IntArray:
    """(n,) indexes that sort by group, then by value; stable.

    Equal to ``np.lexsort((values, groups))`` with one sort instead of two, by offsetting each group
    beyond the range of the one before.
    """
    if not len(values):
        return np.empty(0, dtype=np.int64)
    low = values.min()
    apart: FloatArray = groups * (values.max() - low + 1.0) + (values - low)
    return apart.argsort(kind="stable")


def is_blank(codes: IntArray) -> BoolArray:
    """Which code points leave no ink: controls, and spaces of any width."""
    blank: BoolArray = _BLANK[np.minimum(codes, len(_BLANK) - 1)]
    return blank


def by_column(count: int, width: int) -> FloatArray:
    """(count, width) not set yet, each column together in memory.

    Steps on some columns of few take a tenth of the time so, as numpy goes along the longer side.
    """
    return np.empty((width, count)).T


def rows(table: FloatArray, at: IntArray) -> FloatArray:
    """(k, w) the rows of ``table`` (n, w) at these indexes, each column together in memory."""
    return table.T.take(at, axis=1).T
