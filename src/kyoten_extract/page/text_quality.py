"""What is known of a page's text beside the characters, and what a reader must be told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kyoten_extract.model.geometry import BBox


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a hidden text layer says what was recognised in the picture over it.

    Attributes:
        cells: that have text in both.
        alike: those of them whose texts are nearly the same.
        used: whether the layer was compared cell by cell; else it was left out.
    """

    cells: int
    alike: int
    used: bool


@dataclass(frozen=True, slots=True)
class DrawnRuling:
    """A ruling that a page lacks, drawn where the other pages have it.

    Attributes:
        bbox: from its top to its bottom.
        crossed: cells that it leaves whole, for text stands across it there.
    """

    bbox: BBox
    crossed: tuple[BBox, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """How far the text of one page can be trusted; counts of characters with ink.

    Attributes:
        hidden: drawn where the page does not show them, and not read.
        cut_off: those of them beyond a side of the page, for no other page shows them.
        doubled: drawn once more over themselves, to look bold, and read once.
        undecoded: without a Unicode value; U+FFFD, or what the font's codes happen to mean.
        invisible: drawn without ink, as a program does that recognises the text of a picture.
        picture: what the page shows instead of text, where it has none.
        layer: of a page that was recognised, and has a layer of text beside.
        drawn: rulings that were drawn into a picture.
    """

    hidden: int = 0
    cut_off: int = 0
    doubled: int = 0
    undecoded: int = 0
    invisible: int = 0
    picture: Literal["image", "outlines"] | None = None
    layer: Agreement | None = None
    drawn: tuple[DrawnRuling, ...] = ()


FAIR = Condition()
"""That of a page whose every character is shown, once, and has its Unicode value."""
