"""What the picture of a page says of what was read from it."""

from __future__ import annotations

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox


@dataclass(frozen=True, slots=True)
class Proof:
    """What of a page its picture does not bear out, and how much could not be told.

    Attributes:
        unseen: (text, bbox) of characters that were read and have no ink, neighbours joined.
        unseen_rulings: bboxes of rulings without ink.
        part_drawn: bboxes of sides of cells that are drawn in the middle, and not to their ends.
        unread: bboxes of ink that nothing read accounts for.
        overlaid: (text, text upon it or under it, bbox) of characters of two runs at one place.
        unproven: number of characters that the picture can't tell about.
    """

    unseen: tuple[tuple[str, BBox], ...] = ()
    unseen_rulings: tuple[BBox, ...] = ()
    part_drawn: tuple[BBox, ...] = ()
    unread: tuple[BBox, ...] = ()
    overlaid: tuple[tuple[str, str, BBox], ...] = ()
    unproven: int = 0
