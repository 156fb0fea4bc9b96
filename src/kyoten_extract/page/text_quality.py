"""How far a page's text can be trusted: counts of characters hidden, undecoded and so on."""

from __future__ import annotations

from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far an invisible text layer agrees with OCR of the image over it.

    Attributes:
        cells: number of cells that have text in both.
        alike: number of those whose texts are nearly the same.
        used: whether the layer was compared cell by cell, or ignored as too different.
    """

    cells: int
    alike: int
    used: bool


@dataclass(frozen=True, slots=True)
class DrawnRuling:
    """A ruling that a scanned page lacks, restored where the other pages have it.

    Attributes:
        bbox: the restored ruling, in points.
        crossed: bboxes of cells that it does not divide, since their text crosses it.
    """

    bbox: BBox
    crossed: tuple[BBox, ...] = ()


ApartKind = Literal["stamp", "furigana", "overlaid", "colliding"]


@dataclass(frozen=True, slots=True)
class ApartText:
    """A text that was told from the text of the cells it is printed over.

    Attributes:
        kind: a stamp or watermark, furigana, one of two texts printed over each other, or lines
            that run into each other.
        text: what it says; words of furigana have a space between them.
        bbox: where it is, in points.
        covers: whether it lies over other text.
    """

    kind: ApartKind
    text: str
    bbox: BBox
    covers: bool = True

    @property
    def is_in_cells(self) -> bool:
        """Whether it is read into cells all the same."""
        return self.kind in ("overlaid", "colliding")


@dataclass(frozen=True, slots=True)
class RemovedSeal:
    """A colored seal over print, taken out of a scanned page before OCR.

    Attributes:
        bbox: the seal, in points.
        texts: what was read in the cells that it touches, empty cells left out.
    """

    bbox: BBox
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StruckText:
    """Text that a line strikes out, and its bbox in points."""

    text: str
    bbox: BBox


@dataclass(frozen=True, slots=True)
class CutText:
    """Text whose end its cell cuts off, and that is read in full.

    Attributes:
        text: all of it.
        lost: what of it nobody sees.
        bbox: of all of it, in points.
        is_figure: whether what is seen is a figure, too.
    """

    text: str
    lost: str
    bbox: BBox
    is_figure: bool


UnseenReason = Literal[
    "layer",
    "no ink",
    "transparent",
    "tiny",
    "ground color",
    "covered",
    "clipped",
    "cut",
    "row",
    "column",
    "merged",
]
"""Why a text is not seen; "cut" is the rest of a text that is seen. Of a workbook: in a hidden row
or column, or under a merged cell.
"""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Text of a page that nobody sees, and that is not read.

    Attributes:
        reason: why it is not seen.
        characters: with ink; their number.
        bbox: around all of them, in points.
        text: the first of them.
    """

    reason: UnseenReason
    characters: int
    bbox: BBox
    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Text, or lines, of a page that its findings tell of.

    Attributes:
        count: of characters with ink, or of lines.
        bbox: around all of them, in points.
        text: the first of the characters.
    """

    count: int
    bbox: BBox
    text: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """How far the text of one page can be trusted; counts are of characters with ink.

    Attributes:
        hidden: drawn where the page does not show them, and not read.
        cut_off: those of them beyond an edge of the page, which no other page shows either.
        doubled: overprinted to look bold, and read once.
        undecoded: without a Unicode value: read as U+FFFD, or as the font's own codes.
        invisible: drawn without ink, as in the text layer of a scan.
        picture: what a page without text shows instead.
        layer: agreement of OCR with the invisible text layer, on a page that has both.
        drawn: rulings restored on a scan.
        outside_area: on show outside of the area that the caller named, and not read.
        cut_by_area: texts that a side of the area runs through.
        seals: seals taken out of a scan.
        struck: texts that are struck out, which are read nevertheless.
        cut: texts that their cells cut off, which are read in full.
        boxes: bboxes of empty boxes in cells, such as tick boxes; a mark in one is not read.
        recognized: whether the page was read by OCR.
        apart: texts over cells that are not among their text.
        unread: operators that draw text which the engine does not give; their number.
        unseen: characters among the hidden that nobody sees, by the reason.
        unseen_lines: drawn lines that nobody sees, and that are no rulings.
        annotated: characters of annotations and form fields, which are read.
        marks: bboxes of shapes and images of about a character's size; of a table, those that
            stand for a character in a cell. They are not read.
        undrawn: form fields with a value that the file does not draw, which are not read.
    """

    hidden: int = 0
    cut_off: int = 0
    doubled: int = 0
    undecoded: int = 0
    invisible: int = 0
    picture: Literal["image", "outlines"] | None = None
    layer: Agreement | None = None
    drawn: tuple[DrawnRuling, ...] = ()
    outside_area: int = 0
    cut_by_area: int = 0
    recognized: bool = False
    unread: int = 0
    seals: tuple[RemovedSeal, ...] = ()
    apart: tuple[ApartText, ...] = ()
    struck: tuple[StruckText, ...] = ()
    cut: tuple[CutText, ...] = ()
    boxes: tuple[BBox, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    unseen_lines: Noted | None = None
    annotated: Noted | None = None
    marks: tuple[BBox, ...] = ()
    undrawn: Noted | None = None


FAIR = Condition()
"""The condition of a page whose characters are all visible, printed once, and decoded."""
