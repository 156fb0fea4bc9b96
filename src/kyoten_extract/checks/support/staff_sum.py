"""The total of a staff figure computed from its parts."""

from __future__ import annotations

from kyoten_extract.model.survey import Staff


def staff_sum(staff: Staff) -> int | None:
    """Return dispatched plus local staff; ``None`` if either is not known."""
    if staff.dispatched is None or staff.local is None:
        return None
    return staff.dispatched + staff.local
