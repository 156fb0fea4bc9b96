"""Where to look when a published total is not met: the rows that would close the gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from kyoten_extract.checks.support.form_names import named_form
from kyoten_extract.checks.support.numbering import left_out
from kyoten_extract.model.finding import row_number
from kyoten_extract.model.survey import Base

_MOST = 5


class Search:
    """A search for what closes gaps, among the rows of one survey."""

    def __init__(self, bases: Sequence[Base]) -> None:
        self._bases = bases

    def close(self, total: str, gap: float) -> str | None:
        """What is nearest to an explanation of ``gap``, the published figure less the one counted.

        Args:
            total: name of the figure: "bases", "forms.c", "staff.local".
            gap: not zero.
        """
        kind, _, part = total.partition(".")
        bases, lacking = self._bases, round(gap)
        if kind == "staff":
            found = _of_staff(part, lacking, bases)
        elif kind == "forms":
            found = _of_form(part, bases) or _of_rows(lacking, bases)
        elif kind == "bases":
            found = _of_rows(lacking, bases)
        elif kind in _NAMES:
            found = _of_names(lacking, bases, _NAMES[kind])
        else:
            return None
        if found is None and lacking > 0 and self._gaps:
            found = f"a row may be lost: numbers are left out {self._gaps}"
        return found

    @cached_property
    def _gaps(self) -> str:
        found = left_out(self._bases)
        return ", ".join(found[:_MOST]) + (" and elsewhere" if len(found) > _MOST else "")


_NAMES: Mapping[str, Callable[[Base], Sequence[str | None]]] = {
    "municipalities": lambda base: (base.municipality,),
    "countries": lambda base: base.countries,
    "cities": lambda base: base.cities,
}


def _of_staff(part: str, gap: int, bases: Sequence[Base]) -> str | None:
    """Rows that do not add up by the gap; else rows that would close it if printed twice."""
    off, alike = [], []
    for base in bases:
        staff = base.staff
        if staff is None:
            continue
        if None not in (staff.total, staff.dispatched, staff.local):
            assert staff.total is not None
            assert staff.dispatched is not None
            assert staff.local is not None
            lacking = staff.dispatched + staff.local - staff.total
            if lacking == (gap if part == "total" else -gap):
                off.append(base)
        if gap < 0 and getattr(staff, part) == -gap:
            alike.append(base)
    if off:
        return _told("its own sum is off by as much in", off)
    if gap < 0 and 0 < len(alike) <= _MOST:
        return _told("it would be met without", alike)
    return None


def _of_form(letter: str, bases: Sequence[Base]) -> str | None:
    """Rows of another form whose words name this one."""
    odd = [
        base
        for base in bases
        if (named := named_form(base)) is not None and base.form is not None
        if (base.form.value == letter) != (named.value == letter)
    ]
    return _told("the words beside the letter name another form in", odd) if odd else None


def _of_rows(gap: int, bases: Sequence[Base]) -> str | None:
    if gap > 0:
        return None
    counts = Counter(base.key for base in bases)
    again = [base for base in bases if counts[base.key] > 1 and None not in base.key]
    return _told("the same numbers stand beside", again) if again else None


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
    words = "spelled like another" if near else "printed once only"
    listed = ", ".join(f"{name} ({row_number(base.key)})" for base, name in chosen[:_MOST])
    return f"{words}: {listed}"


def _near(one: str, other: str) -> bool:
    """Whether two names are as long and differ in one character, or one has one more."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 3:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _told(words: str, bases: Sequence[Base]) -> str:
    listed = ", ".join(row_number(base.key) for base in bases[:_MOST])
    more = f" and {len(bases) - _MOST} more" if len(bases) > _MOST else ""
    return f"{words} {listed}{more}"
