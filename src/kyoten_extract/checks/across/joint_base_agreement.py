"""Agreement of the rows that several municipalities print for one joint base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kyoten_extract.checks.support.joint_bases import joint_bases
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, Survey


@rule(codes.JOINT_BASE)
def joint_bases_agree(survey: Survey) -> Iterator[Finding]:
    """Report joint bases whose rows give different years, forms or staff."""
    for rows in joint_bases(survey.bases):
        for field in ("established", "form", "staff"):
            read = [row for row in rows if getattr(row, field) is not None]
            if all(getattr(row, field) == getattr(read[0], field) for row in read):
                continue
            values = [f"{row.municipality} {_value(field, row)}" for row in read]
            odd = _odd(read, field)
            yield codes.JOINT_BASE(
                say(
                    "joint base {name}: {field} differs ({values:; })",
                    name=rows[0].name,
                    field=field,
                    values=values,
                ),
                field="staff_total" if field == "staff" else field,
                **at(odd),
            )


def _odd(rows: Sequence[Base], field: str) -> Base:
    """Return the row with the rarest value; the last one of several."""
    values = [getattr(row, field) for row in rows]
    fewest = min(values.count(value) for value in values)
    return next(
        row
        for row, value in zip(reversed(rows), reversed(values), strict=True)
        if values.count(value) == fewest
    )


def _value(field: str, row: Base) -> str:
    value = getattr(row, field)
    if field == "form":
        return str(value.value)
    if field == "staff":
        return f"{value.total} ({value.dispatched} + {value.local})"
    return str(value)
