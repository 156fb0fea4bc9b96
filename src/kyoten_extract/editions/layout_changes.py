"""What changed in the layout between two editions: columns gone, new, empty, years western."""

from __future__ import annotations

from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.edition_facts import PART_OF, Edition

LayoutChangeKind = Literal["gone", "new", "renamed", "years", "emptied", "filled"]

# Rows from which a column without any value says something on the layout, and the share of them
# that must have had one: fewer are changes of the rows.
_FEWEST_ROWS, _LEAST_FILLED = 3, 0.5
# Share of years that are printed in one way for the edition to print them so.
_USUAL = 0.5


@dataclass(frozen=True, slots=True)
class LayoutChange:
    """One change of the layout, which is no change of each row.

    Attributes:
        kind: ``"gone"`` or ``"new"``: only one edition has the column; ``"renamed"``: the column
            has another label, its values agree; ``"years"``: years are printed by era in one
            edition and western in the other; ``"emptied"`` or ``"filled"``: the column is in both,
            without any value in one.
        column: the field, or the printed label of a column that the layout does not know.
        before, after: labels of a renamed column, or ``"era"`` and ``"western"``; ``None`` for a
            column that the edition does not have.
        values: the number of values that were not compared; of a renamed column, that agree.
        agreement: share of the bases in which a renamed column's values are equal.
    """

    kind: LayoutChangeKind
    column: str
    before: str | None = None
    after: str | None = None
    values: int = 0
    agreement: float | None = None


def layout_changes(old: Edition, new: Edition) -> list[LayoutChange]:
    """The changes of the layout, apart from renamed columns, which must be told apart first."""
    if not old.columns or not new.columns:
        return []
    changes = [
        *(LayoutChange("gone", c, c, None, old.count(c)) for c in _only(old, new)),
        *(LayoutChange("new", c, None, c, new.count(c)) for c in _only(new, old)),
    ]
    by_era = [_prints_eras(edition) for edition in (old, new)]
    if None not in by_era and by_era[0] != by_era[1]:
        before, after = ("era" if era else "western" for era in by_era)
        eras = old.count("established_era") + new.count("established_era")
        changes.append(LayoutChange("years", "established", before, after, eras))
    named = {change.column for change in changes}
    for column in old.columns:
        whole = PART_OF.get(column, column)
        if column not in new.columns or named & {column, whole}:
            continue
        ours, theirs = old.count(column), new.count(column)
        if theirs == 0 and _tells(ours, len(old.bases)):
            changes.append(LayoutChange("emptied", column, column, column, ours))
        elif ours == 0 and _tells(theirs, len(new.bases)):
            changes.append(LayoutChange("filled", column, column, column, theirs))
    return changes


def compared_fields(old: Edition, new: Edition, changes: list[LayoutChange]) -> list[str]:
    """The fields whose values are compared base by base: those that both editions have."""
    apart = {change.column for change in changes if change.kind != "renamed"}
    years = any(change.kind == "years" for change in changes)
    apart -= {"established"} if years else set()
    apart |= {"established_era"} if years else set()
    apart |= {part for part, whole in PART_OF.items() if whole in apart}
    both = dict.fromkeys((*old.columns, *new.columns))
    return [column for column in both if column not in apart]


def _only(one: Edition, other: Edition) -> list[str]:
    """Columns of ``one`` that ``other`` does not have; the parts of a column go with it."""
    missing = [column for column in one.columns if column not in other.columns]
    # A section is a fact of its rows, not a column.
    return [c for c in missing if PART_OF.get(c) not in missing and c != "section"]


def _tells(values: int, rows: int) -> bool:
    return rows >= _FEWEST_ROWS and values >= _LEAST_FILLED * rows


def _prints_eras(edition: Edition) -> bool | None:
    """Whether an edition prints its years by era; ``None`` if it has no years."""
    years, eras = edition.count("established"), edition.count("established_era")
    return None if years == 0 else eras > _USUAL * years
