"""Rows that may explain the gap between a published total and the records."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from kyoten_extract.checks.support.form_names import named_form
from kyoten_extract.checks.support.numbering import skipped_numbers
from kyoten_extract.checks.support.staff_sum import staff_sum
from kyoten_extract.messages import Message, say
from kyoten_extract.model.finding import row_number
from kyoten_extract.model.survey import Base
from kyoten_extract.text.edit_distance import one_letter_apart

# Rows listed in one message: more would not be read.
_MOST = 5


class GapSearch:
    """Searches the rows of one survey for those that would close a gap."""

    def __init__(self, bases: Sequence[Base]) -> None:
        self._bases = bases

    def explain(self, total: str, gap: float) -> str | None:
        """Return the likeliest explanation of ``gap`` in words, ``None`` if there is none.

        Args:
            total: name of the figure: "bases", "forms.c", "staff.local".
            gap: the published figure minus the one counted; not zero.
        """
        if isinstance(gap, float) and not math.isfinite(gap):
            return None
        kind, _, part = total.partition(".")
        bases, missing = self._bases, round(gap)
        if kind == "staff":
            found = _of_staff(part, missing, bases)
        elif kind == "forms":
            found = _of_form(part, bases) or _of_rows(missing, bases)
        elif kind == "bases":
            found = _of_rows(missing, bases)
        elif kind in _NAMES:
            found = _of_names(missing, bases, _NAMES[kind])
        else:
            return None
        if found is None and missing > 0 and self._gaps:
            found = say("a row may be missing: numbers are skipped {gaps:, }", gaps=self._gaps)
        return found

    @cached_property
    def _gaps(self) -> list[Message]:
        found = skipped_numbers(self._bases)
        return found[:_MOST] + ([say("elsewhere")] if len(found) > _MOST else [])


_NAMES: Mapping[str, Callable[[Base], Sequence[str | None]]] = {
    "municipalities": lambda base: (base.municipality,),
    "countries": lambda base: base.countries,
    "cities": lambda base: base.cities,
}


def _of_staff(part: str, gap: int, bases: Sequence[Base]) -> str | None:
    """Rows whose own sum is off by the gap; else rows whose removal would close it."""
    off, equal = [], []
    for base in bases:
        staff = base.staff
        if staff is None:
            continue
        total = staff_sum(staff)
        if total is not None and staff.total is not None:
            difference = total - staff.total
            if difference == (gap if part == "total" else -gap):
                off.append(base)
        if gap < 0 and getattr(staff, part) == -gap:
            equal.append(base)
    if off:
        return _list_rows(say("staff is off by the same amount in"), off)
    if gap < 0 and 0 < len(equal) <= _MOST:
        return _list_rows(say("the total would match without"), equal)
    return None


def _of_form(letter: str, bases: Sequence[Base]) -> str | None:
    """Rows whose form letter and form name disagree, one of them being ``letter``."""
    odd = [
        base
        for base in bases
        if (named := named_form(base)) is not None and base.form is not None
        if (base.form.value == letter) != (named.value == letter)
    ]
    return _list_rows(say("letter and name of the form disagree in"), odd) if odd else None


def _of_rows(gap: int, bases: Sequence[Base]) -> str | None:
    if gap > 0:
        return None
    counts = Counter(base.key for base in bases)
    repeated = [base for base in bases if counts[base.key] > 1 and None not in base.key]
    return _list_rows(say("row numbers printed more than once:"), repeated) if repeated else None


def _of_names(
    gap: int, bases: Sequence[Base], names: Callable[[Base], Sequence[str | None]]
) -> str | None:
    if gap > 0:
        return None
    counts = Counter(name for base in bases for name in names(base) if name)
    once = [(base, name) for base in bases for name in names(base) if name and counts[name] == 1]
    near = [(base, name) for base, name in once if any(_near(name, other) for other in counts)]
    chosen = near or (once if len(once) <= _MOST else [])
    if not chosen:
        return None
    words = say("one character from another name") if near else say("printed only once")
    listed = [f"{name} ({row_number(base.key)})" for base, name in chosen[:_MOST]]
    return say("{what}: {names:, }", what=words, names=listed)


def _near(one: str, other: str) -> bool:
    """Whether two names of three characters or more differ by one character."""
    return min(len(one), len(other)) >= 3 and one_letter_apart(one, other)


def _list_rows(words: Message, bases: Sequence[Base]) -> Message:
    listed = [row_number(base.key) for base in bases[:_MOST]]
    more = len(bases) - _MOST
    if more > 0:
        return say("{what} {rows:, } and {more} more", what=words, rows=listed, more=more)
    return say("{what} {rows:, }", what=words, rows=listed)
