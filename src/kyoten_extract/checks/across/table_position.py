"""Rows against the pages they stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from kyoten_extract.checks.support.rule_registry import rule
from kyoten_extract.findings import codes
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Survey

# Of the table's width: sides that are further off than this have moved.
_MOVED = 0.02


@rule(codes.TABLE_MOVED)
def tables_stand_alike_on_all_pages(survey: Survey) -> Iterator[Finding]:
    """The list is as wide on each page, and begins as far from the side."""
    if survey.source.engine == "transcript":  # its units are cells, and KY003 tells of those
        return
    sides: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for base in survey.bases:
        for page, x0, _, x1, _ in base.source.boxes:
            sides[page].append((x0, x1))
    if len(sides) < 3:
        return
    found = {page: (min(x0 for x0, _ in s), max(x1 for _, x1 in s)) for page, s in sides.items()}
    left = median(x0 for x0, _ in found.values())
    right = median(x1 for _, x1 in found.values())
    slack = _MOVED * (right - left)
    for page, (x0, x1) in sorted(found.items()):
        if abs(x0 - left) > slack or abs(x1 - right) > slack:
            yield codes.TABLE_MOVED(
                f"the list stands at {x0:g} to {x1:g} on page {page}, elsewhere at {left:g} to "
                f"{right:g}",
                page=page,
            )
