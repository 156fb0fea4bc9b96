"""The tolerances and thresholds of table reading that a caller may set."""

from __future__ import annotations

import math
from dataclasses import fields

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

# Fields whose value is a share of something, so that it can't exceed 1.
_SHARES = {"edge_drawn_share", "column_tolerance", "overrun_share"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """Tolerances of the lattice, of gaps in text, and of the evidence for rows cut by a page end.

    The defaults read all producers and lists that the library is tested on. They apply to pages
    with a text layer; the rulings of a scan are found by the tolerances of the image processing,
    and only ``column_tolerance`` and ``join_certainty`` apply to it.

    An em is the height of a character. The lattice measures in *tolerances*: one tolerance is
    ``snap_tolerance`` ems of the page's median character, kept between ``snap_min`` and
    ``snap_max`` points.

    Attributes:
        snap_tolerance: ems. Rulings no further apart are one line. Raise it where cell borders
            are drawn twice with a gap; lower it where narrow rows or columns disappear.
        snap_min: points. Lower bound of a tolerance, for very small print. Raise it where
            borders of small tables come apart; lower it where such tables lose rows.
        snap_max: points. Upper bound of a tolerance, for very large print. Raise it where borders
            of large tables come apart; lower it where such tables lose rows.
        join_tolerance: tolerances. Pieces of one ruling are joined over a gap no longer than this.
            Raise it for widely spaced dashes; lower it where separate lines run into one.
        intersection_tolerance: tolerances. How far a ruling may end from another one and still
            meet it. Raise it where corners are left open; lower it where a neighboring table or
            drawing is taken into the grid.
        edge_min_length: tolerances. Rulings shorter than this are dropped. Raise it to drop specks
            and marks; lower it where very small cells lose their borders.
        edge_drawn_share: share from 0 to 1. The side of a cell counts as ruled when this share of
            its length is drawn. Raise it where stray strokes split merged cells; lower it for
            sparse dashes and worn borders.
        space_gap: ems. On a page that prints no spaces, a gap wider than this is a space. Raise it
            where letter-spaced words fall apart; lower it where words run together.
        wide_space_gap: ems. On a page that prints spaces, a gap wider than this is a space too.
            Raise and lower it as ``space_gap``.
        text_gap: ems. Outside of tables, texts on one line with a wider gap are separate. Raise it
            where a title falls apart; lower it where two notes are read as one.
        ruling_gap: ems. Text drawn in one go across a ruling is split there when the gap is wider
            than this, and else belongs to one cell. Raise it where overflowing text is split;
            lower it where two cells' texts end up in one.
        overrun_share: share from 0 to 1 of the height of a line. Text that reaches further beyond
            its cell runs over the page end, and is looked for on the next page as well. Raise it
            where repeated values are dropped; lower it where cut lines appear twice.
        column_tolerance: share of the table's width, from 0 to 1. Grids of two pages have the same
            columns when no boundary differs by more. Raise it where the pages of one table are
            reported as several; lower it where different tables are joined.
        join_certainty: natural log odds. Whether a page end cuts a row is decided by the evidence
            for one row and for two; odds of less than this either way are reported (KY020). Raise
            it to have more page ends reported; lower it for fewer.

    Raises:
        UsageError: a value is not a finite number, is negative, or is a share above 1; or
            ``snap_min`` exceeds ``snap_max``.
    """

    snap_tolerance: float = 0.25
    snap_min: float = 0.5
    snap_max: float = 2.5
    join_tolerance: float = 2.0
    intersection_tolerance: float = 2.0
    edge_min_length: float = 2.0
    # Dashes cover half of a line and more.
    edge_drawn_share: float = 0.5
    # Spaces are set at least 0.22 em wide.
    space_gap: float = 0.18
    # Spacing between Latin and kana goes from 0.125 em (CSS text-autospace) to 0.25 em (JLREQ).
    wide_space_gap: float = 0.35
    text_gap: float = 1.0
    ruling_gap: float = 0.05
    overrun_share: float = 0.3
    # Pages may be printed at different scales, so boundaries are compared as shares of the width.
    column_tolerance: float = 0.01
    # Odds of 20 to 1.
    join_certainty: float = 3.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            highest = 1.0 if field.name in _SHARES else math.inf
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (number and math.isfinite(value) and 0 <= value <= highest):
                allowed = "from 0 to 1" if highest == 1 else "of at least 0"
                raise UsageError(
                    say("TableSettings.{field_name}={value!r}", field_name=field.name, value=value),
                    remedy=say("a finite number {allowed}", allowed=allowed),
                )
        if self.snap_min > self.snap_max:
            raise UsageError(
                say("TableSettings.snap_min={snap_min!r}", snap_min=self.snap_min),
                remedy=say("at most snap_max, {snap_max!r}", snap_max=self.snap_max),
            )

    def tolerance(self, em: float) -> float:
        """Points that one tolerance is on a page whose characters are ``em`` points high."""
        return min(max(self.snap_tolerance * em, self.snap_min), self.snap_max)


DEFAULT = TableSettings()
"""The settings used where a caller gives none."""
