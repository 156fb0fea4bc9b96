"""Columns whose misread labels are known by their place in the layout's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.model.finding import Finding


def placed_by_order(match: Match) -> tuple[Match, list[Finding]]:
    """``match`` with the columns that only their place tells, and a finding for each of them.

    Between two columns that are known, a survey has those that the layout has between them: where
    as many labels were not recognised as the layout has columns there, each is the one at its
    place. Meant for labels read from pictures, where a misreading is likelier than a new column.
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
            findings.append(_by_place(match.header, place, column.key, column.labels[0]))
    return replace(match, places=places), findings


def _by_place(header: Sequence[str], place: int, key: str, label: str) -> Finding:
    return codes.PICTURE_UNSURE(
        f"column label {header[place]!r}, read by OCR, is taken for {label} by its position",
        severity="info",
        field=key,
        expected=label,
        actual=header[place],
    )
