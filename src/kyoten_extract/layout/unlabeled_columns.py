"""Columns that are printed without a label, found by their place or by what their cells hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyoten_extract.findings import codes
from kyoten_extract.layout.column_model import Column, Kind
from kyoten_extract.layout.field_types import kind_fit
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.layout.value_types import has_no_value, read_value
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding

# Share of the filled cells that are values of a column's kind, for the column to be taken by them.
_LEAST_SHARE = 0.9
# Kinds that any text is one of, so that cells say nothing.
_ANY_TEXT: frozenset[Kind] = frozenset({"name", "prose", "place", "items"})


def match_unlabeled(match: Match, rows: Sequence[Sequence[str]]) -> tuple[Match, list[Finding]]:
    """Match the columns for which the layout has no label; return a finding where it may be wrong.

    Args:
        match: the columns found by their labels.
        rows: the cells of each row.

    Returns:
        The match with the columns at the places that the layout gives, and with those that one
        column without a label alone has the values of.
    """
    places = dict(match.places)
    findings: list[Finding] = []
    missing = [column for column in match.layout.columns if column.key not in places]
    for column in missing:
        if column.place is None:
            continue
        place = column.place - 1 if column.place > 0 else len(match.header) + column.place
        if not 0 <= place < len(match.header) or place in places.values():
            continue
        label = match.header[place].strip()
        if label and column.labels:
            continue
        places[column.key] = place
        if label:
            findings.append(
                _finding(column, place, say("by its place, under the label {label!r}", label=label))
            )
    for column in missing:
        if column.key in places or column.labels or column.place is not None:
            continue
        found = [
            place
            for place, label in enumerate(match.header)
            if not label.strip() and place not in places.values() and _holds(column, rows, place)
        ]
        if len(found) == 1:
            places[column.key] = found[0]
            what = say("by its cells, which hold a {holds}", holds=column.holds)
            findings.append(_finding(column, found[0], what))
    return replace(match, places=places), findings


def _holds(column: Column, rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the cells at ``place`` are values of ``column``."""
    if column.holds in _ANY_TEXT:
        return False
    texts = [row[place] for row in rows if place < len(row)]
    filled = [text for text in texts if not has_no_value(column, text)]
    fits = sum(
        read_value(column, text) is not None and kind_fit(column.holds, text) > 0 for text in filled
    )
    return bool(filled) and fits >= _LEAST_SHARE * len(filled)


def _finding(column: Column, place: int, how: str) -> Finding:
    return codes.COLUMN_UNLABELED(
        say(
            "column {place} was taken for {column} {how}",
            place=place + 1,
            column=column.label,
            how=how,
        ),
        field=column.key,
        actual=place + 1,
    )
