"""Row numbers: ascending, and one to one with municipality names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding, RowKey, row_number
from kyoten_extract.model.survey import Base, Survey


@rule(codes.KEY_ORDER)
def keys_ascend(survey: Survey) -> Iterator[Finding]:
    """Report rows that are not in numerical order.

    Where one number is used for two municipalities the order can't hold;
    :func:`numbers_and_names_agree` reports that.
    """
    previous: Base | None = None
    for base in survey.bases:
        if None in base.key:
            continue
        if previous is not None and _before(base.key, previous.key):
            shared = previous.municipality_no == base.municipality_no
            if not (shared and previous.municipality != base.municipality):
                yield codes.KEY_ORDER(
                    say(
                        "row {row} is printed after row {previous}",
                        row=row_number(base.key),
                        previous=row_number(previous.key),
                    ),
                    field="base_no",
                    **at(base),
                )
        previous = base


@rule(codes.NUMBER_SHARED, codes.NAME_SHARED)
def numbers_and_names_agree(survey: Survey) -> Iterator[Finding]:
    """Report numbers used for two municipalities, and municipalities with two numbers."""
    names: defaultdict[int, dict[str, Base]] = defaultdict(dict)
    numbers: defaultdict[str, dict[int, Base]] = defaultdict(dict)
    for base in survey.bases:
        if base.municipality_no is None or base.municipality is None:
            continue
        names[base.municipality_no].setdefault(base.municipality, base)
        numbers[base.municipality].setdefault(base.municipality_no, base)
    for number, bases in ((key, list(found.values())) for key, found in names.items()):
        for base in bases[1:]:
            yield codes.NUMBER_SHARED(
                say(
                    "municipality number {number} is used for {municipality} and for {other}",
                    number=number,
                    municipality=bases[0].municipality,
                    other=base.municipality,
                ),
                field="municipality_no",
                actual=number,
                **at(base),
            )
    for name, bases in ((key, list(found.values())) for key, found in numbers.items()):
        for base in bases[1:]:
            yield codes.NAME_SHARED(
                say(
                    "{name} has municipality numbers {number} and {other}",
                    name=name,
                    number=bases[0].municipality_no,
                    other=base.municipality_no,
                ),
                field="municipality_no",
                expected=bases[0].municipality_no,
                actual=base.municipality_no,
                **at(base),
            )


def _before(key: RowKey, other: RowKey) -> bool:
    assert key[0] is not None
    assert key[1] is not None
    assert other[0] is not None
    assert other[1] is not None
    return (key[0], key[1]) < (other[0], other[1])
