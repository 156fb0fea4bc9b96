"""The rows of the report's list, by municipality, with every change to the printed text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.finding import Correction
from kyoten_extract.model.survey import Base
from kyoten_extract.output.report.entries import formatting_changes
from kyoten_extract.output.report.text_diff import Piece, difference, shortened

if TYPE_CHECKING:
    from kyoten_extract.output.report.entries import Entry

# Columns listed under "Details"; the others have a column of the table.
_DETAILS = (
    *("form_note", "contractor", "department", "reason", "activities", "remarks"),
    *("countries", "cities"),
)
# Characters of unchanged text shown on each side of a formatting change.
_CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one municipality that follow each other.

    Attributes:
        number: index of the group.
        name: the municipality; empty if a row has none.
        rows: the index of each row among the survey's bases, and the row.
        staff: total, dispatched and local staff; ``None`` where no row has any.
        countries: number of bases in each country, most first.
        notes: number of findings and corrections to look at.
    """

    number: int
    name: str
    rows: tuple[tuple[int, Base], ...]
    staff: tuple[int, int, int] | None
    countries: tuple[tuple[str, int], ...]
    notes: int


@dataclass(frozen=True, slots=True)
class Detail:
    """A text that is no column of the table: its pieces, and the rules that changed it."""

    key: str
    pieces: tuple[Piece, ...]
    rules: tuple[str, ...] = ()


def municipality_groups(
    bases: Sequence[Base], entry_of: Mapping[int, tuple[int, Entry]]
) -> tuple[Group, ...]:
    """Return the rows in printed order, those of a municipality that follow each other together."""
    found: list[Group] = []
    for name, rows in groupby(enumerate(bases), lambda row: row[1].municipality or ""):
        members = tuple(rows)
        staff = [base.staff for _, base in members if base.staff is not None]
        found.append(
            Group(
                len(found),
                name,
                members,
                (
                    sum(one.total or 0 for one in staff),
                    sum(one.dispatched or 0 for one in staff),
                    sum(one.local or 0 for one in staff),
                )
                if staff
                else None,
                tuple(Counter(c for _, base in members for c in base.countries).most_common()),
                sum(
                    len(entry_of[i][1].findings) + len(entry_of[i][1].corrections)
                    for i, _ in members
                    if i in entry_of
                ),
            )
        )
    return tuple(found)


def details(base: Base) -> tuple[list[Detail], list[Detail]]:
    """The filled columns that the table has not, and the formatting changes of those it has.

    Where formatting is all that changed, a text is shown with what was taken out and put in.
    """
    changes: dict[str, list[Correction]] = {}
    for correction in formatting_changes(base):
        changes.setdefault(correction.field, []).append(correction)
    texts = []
    for key in (*_DETAILS, *base.extras):
        value = getattr(base, key) if key in _DETAILS else base.extras[key]
        name = key
        if isinstance(value, tuple):
            # A single place is shown in the table already.
            value = "、".join(value) if len(value) > 1 else None
            name = {"countries": "country", "cities": "city"}[key]
        if not value:
            continue
        steps = changes.get(key, []) if name == key else []
        if steps and steps[-1].after == value:
            del changes[key]
            texts.append(Detail(name, difference(steps[0].before, value), _rules(steps)))
        else:
            texts.append(Detail(name, (Piece("same", value),)))
    others = [
        Detail(
            key, shortened(difference(steps[0].before, steps[-1].after), _CONTEXT), _rules(steps)
        )
        for key, steps in changes.items()
    ]
    return texts, others


def _rules(steps: Sequence[Correction]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.rule for step in steps))
