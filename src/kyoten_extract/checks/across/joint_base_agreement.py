"""Bases that several municipalities run together, and that each of them prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kyoten_extract.checks.support.joint_bases import joint_bases
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey


@rule(codes.JOINT_BASE)
def joint_bases_agree(survey: Survey) -> Iterator[Finding]:
    """The rows of one base give the same year, form and staff."""
    for rows in joint_bases(survey.bases):
        for field in ("established", "form", "staff"):
            read = [row for row in rows if getattr(row, field) is not None]
            if all(getattr(row, field) == getattr(read[0], field) for row in read):
                continue
            said = "; ".join(f"{row.municipality} {_word(field, row)}" for row in read)
            odd = _odd(read, field)
            yield codes.JOINT_BASE(
                f"{rows[0].name}: {field} differs: {said}",
                field="staff_total" if field == "staff" else field,
                **at(odd),
            )


def _odd(rows: Sequence[Base], field: str) -> Base:
    """The row that differs from most others; the last of those that do."""
    values = [getattr(row, field) for row in rows]
    fewest = min(values.count(value) for value in values)
    return next(
        row
        for row, value in zip(reversed(rows), reversed(values), strict=True)
        if values.count(value) == fewest
    )


def _word(field: str, row: Base) -> str:
    value = getattr(row, field)
    if field == "form":
        return str(value.value)
    if field == "staff":
        return f"{value.total} ({value.dispatched} + {value.local})"
    return str(value)
