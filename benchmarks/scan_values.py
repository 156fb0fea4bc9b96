"""Values of a print compared with those of its scan: which are right, and which are flagged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exactness import without_blanks
from kyoten_extract import Base, Survey

NUMBERS = ("municipality_no", "base_no", "total", "dispatched", "local", "established")
PLACES = ("municipality", "country", "city")
NAMES = ("name", "contractor", "department", "form_note")
PROSE = ("reason", "activities", "remarks")
STAFF = ("total", "dispatched", "local")
CELLS = {"total": "staff_total", "dispatched": "staff_dispatched", "local": "staff_local"}
CELLS |= {"form_note": "form"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the print, and that of the scan (``None``: no such row)."""

    base: Base
    field: str
    truth: object
    seen: object
    flagged: bool

    @property
    def is_right(self) -> bool:
        """Whether the two are equal, ignoring blanks."""
        return without_blanks(self.truth) == without_blanks(self.seen)

    @property
    def edits(self) -> int:
        """Edit distance, ignoring blanks."""
        truth, seen = (str(without_blanks(v) or "") for v in (self.truth, self.seen))
        return 0 if truth == seen else distance(truth, seen)

    @property
    def length(self) -> int:
        """Characters printed, without blanks."""
        return len(str(without_blanks(self.truth) or ""))

    def __str__(self) -> str:
        key = "-".join(map(str, self.base.key))
        mark = " " if self.flagged else "!"
        return f"  {mark} {key} {self.field}: {self.truth!r}, {self.seen!r}"


def distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1]


def value_of(base: Base, field: str) -> object:
    """Value of a field of the record or of its staff."""
    if field in STAFF:
        return getattr(base.staff, field) if base.staff else None
    value = getattr(base, field)
    return value.year if field == "established" and value else value


def pairs(truth: Survey, seen: Survey) -> tuple[list[tuple[Base, Base | None]], int]:
    """Rows of the print paired with those of the scan, and the number of extra rows."""
    left = list(seen.bases)
    found: list[tuple[Base, Base | None]] = []
    for base in truth.bases:
        at = next((i for i, other in enumerate(left) if _same_place(base, other)), None)
        found.append((base, None if at is None else left.pop(at)))
    return found, len(left)


def _same_place(base: Base, other: Base) -> bool:
    page, _, top, _, bottom = base.source.boxes[0]
    page_, _, top_, _, bottom_ = other.source.boxes[0]
    shared = min(bottom, bottom_) - max(top, top_)
    return page == page_ and shared > 0.5 * max(bottom - top, bottom_ - top_)


def values(truth: Survey, seen: Survey) -> Iterator[Value]:
    """Every value of the print with that of the scan."""
    told: defaultdict[object, set[str]] = defaultdict(set)
    for finding in seen.findings:
        if finding.row is not None and finding.field and finding.bbox:
            told[finding.row, finding.page].add(finding.field)
    for base, other in pairs(truth, seen)[0]:
        place = None if other is None else (other.key, other.source.pages[0])
        for field in (*NUMBERS, *PLACES, "form", *NAMES, *PROSE, "url"):
            seen_value = None if other is None else value_of(other, field)
            is_told = CELLS.get(field, field) in told[place]
            yield Value(base, field, value_of(base, field), seen_value, is_told)


def share(found: Sequence[Value], fields: Sequence[str]) -> str:
    """Percentage of right values among ``fields``."""
    chosen = [value for value in found if value.field in fields]
    return f"{100 * sum(v.is_right for v in chosen) / max(len(chosen), 1):.2f}%"


def error_rate(found: Sequence[Value], fields: Sequence[str]) -> str:
    """Character error rate in percent."""
    chosen = [value for value in found if value.field in fields]
    return f"{100 * sum(v.edits for v in chosen) / max(sum(v.length for v in chosen), 1):.2f}%"
