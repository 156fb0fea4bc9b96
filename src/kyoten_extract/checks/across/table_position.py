"""The position of the table on each page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import median

from kyoten_extract._types import WITHOUT_PAGES
from kyoten_extract.checks.support.rule_registry import rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import Box
from kyoten_extract.model.survey import Survey

# Share of the table's width: a side that is further off than this has moved.
_MOVED = 0.02


@rule(codes.TABLE_MOVED)
def table_position_is_constant(survey: Survey) -> Iterator[Finding]:
    """Report pages on which the table's left or right side is elsewhere than on the others."""
    boxes = [box for base in survey.bases for box in base.source.boxes]
    yield from pages_that_moved(survey.source.engine, boxes)


def pages_that_moved(engine: str, boxes: Iterable[Box]) -> Iterator[Finding]:
    """Report the pages whose ``boxes``, one for each row, are elsewhere than those of the others.

    Args:
        engine: that read the pages.
        boxes: of all rows.
    """
    if engine in WITHOUT_PAGES:  # A transcription's units are cells, which KY003 covers.
        return
    sides: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for page, x0, _, x1, _ in boxes:
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
                say(
                    "page {page}: the table spans x = {x0:g} to {x1:g} pt, on most pages "
                    "{left:g} to {right:g} pt",
                    page=page,
                    x0=x0,
                    x1=x1,
                    left=left,
                    right=right,
                ),
                page=page,
            )
