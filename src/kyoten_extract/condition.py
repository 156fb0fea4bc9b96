"""What is known of a page's text beside the characters, and what a reader must be told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kyoten_extract import codes
from kyoten_extract.model import BBox, Finding

_REMEDY = "read it with --engine ocr"


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


def findings_of(page: int, condition: Condition, printed: int) -> Iterator[Finding]:
    """What is wrong with the text of a page that has ``printed`` characters."""
    if condition.hidden:
        yield codes.TEXT_HIDDEN(
            f"page {page} draws {condition.hidden} characters beyond its edge or clip; they are "
            "not read",
            page=page,
            actual=condition.hidden,
            severity="warning" if condition.cut_off else codes.TEXT_HIDDEN.severity,
        )
    if condition.undecoded:
        yield codes.TEXT_UNDECODED(
            f"page {page}: {condition.undecoded} of {printed} characters have no Unicode, its "
            f"text can't be trusted; {_REMEDY}",
            page=page,
            actual=condition.undecoded,
        )
    if condition.invisible:
        yield codes.TEXT_INVISIBLE(
            f"page {page}: its text is an invisible layer that some program recognised in a "
            f"picture; to read the picture itself, {_REMEDY}",
            page=page,
            actual=condition.invisible,
        )
    if condition.picture:
        what = "a picture" if condition.picture == "image" else "letters drawn as outlines"
        yield codes.TEXT_MISSING(f"page {page} has no text layer but {what}; {_REMEDY}", page=page)
    if condition.layer:
        yield _compared(page, condition.layer)
    for ruling in condition.drawn:
        yield from _drawn(page, ruling)


def _drawn(page: int, ruling: DrawnRuling) -> Iterator[Finding]:
    where = f"page {page}, {ruling.bbox[0]:.0f} pt from the left"
    yield codes.RULING_DRAWN(
        f"{where}: a ruling between two columns is missing; it was drawn where the other pages "
        "have it",
        page=page,
        bbox=ruling.bbox,
    )
    for cell in ruling.crossed:
        yield codes.RULING_DRAWN(
            f"{where}: text stands across the ruling that is missing; it was left in one cell",
            page=page,
            bbox=cell,
        )


def _compared(page: int, layer: Agreement) -> Finding:
    agrees = f"it agrees with the picture in {layer.alike} of {layer.cells} cells"
    if layer.used:
        return codes.LAYER_COMPARED(
            f"page {page}: its hidden text layer was compared with its picture; {agrees}",
            page=page,
            expected=layer.cells,
            actual=layer.alike,
        )
    return codes.LAYER_COMPARED(
        f"page {page}: its hidden text layer was left out, for {agrees} only",
        page=page,
        expected=layer.cells,
        actual=layer.alike,
        severity="warning",
    )
