"""Matching of columns whose labels were misread, by their position between known columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding


def match_unread_labels(match: Match) -> tuple[Match, list[Finding]]:
    """Match columns by position between known ones; return a finding for each.

    If two known columns have as many unknown labels between them as the layout has columns there,
    the unknown ones are those columns in order. Meant for labels that OCR read, where a misread
    label is more likely than a new column.
    """
    columns = match.layout.columns
    known = sorted(
        (place, i) for i, c in enumerate(columns) if (place := match.places.get(c.key, -1)) >= 0
    )
    if any(b[1] < a[1] for a, b in pairwise(known)):
        return match, []
    ends = [(-1, -1), *known, (len(match.header), len(columns))]
    places = dict(match.places)
    findings: list[Finding] = []
    for (low, first), (high, last) in pairwise(ends):
        between = columns[first + 1 : last]
        if not between or high - low - 1 != len(between):
            continue
        for place, column in enumerate(between, low + 1):
            places[column.key] = place
            findings.append(_finding(match.header, place, column.key, column.label))
    return replace(match, places=places), findings


def _finding(header: Sequence[str], place: int, key: str, label: str) -> Finding:
    return codes.PICTURE_UNSURE(
        say(
            "column label {header!r}, read by OCR, is taken for {label} by its position",
            header=header[place],
            label=label,
        ),
        severity="info",
        field=key,
        expected=label,
        actual=header[place],
    )
