"""Tables of a layout whose columns are printed over several pages, joined row by row.

A spreadsheet that is wider than its paper goes on to the right on further pages: the rows are the
same, and stand at the same heights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.table.stitch import StitchedTable

# Points: rows no further apart stand at the same height.
_SAME_HEIGHT = 3.0
# Share of the rows that must stand at the same height, or have the same keys.
_LEAST_SHARE = 0.8
# Fewest columns that a table must add to another.
_FEWEST_NEW = 2

Matched = tuple[StitchedTable, Match]


def join_halves(tables: Sequence[Matched], layout: Layout) -> tuple[list[Matched], list[Finding]]:
    """Join each table with those that have its further columns.

    Returns:
        The tables, joined ones in the place of their first half; and a finding for each of those.
    """
    joined: list[Matched] = []
    findings: list[Finding] = []
    used: set[int] = set()
    for index, (table, match) in enumerate(tables):
        if index in used:
            continue
        whole = table, match
        pages: list[tuple[int, ...]] = [table.table.pages]
        is_certain = True
        for later in range(index + 1, len(tables)):
            if later in used:
                continue
            certain = _belongs(whole, tables[later])
            if certain is None:
                continue
            if not certain and _has_certain(tables, later):
                continue
            whole = _side_by_side(whole, tables[later], layout)
            pages.append(tables[later][0].table.pages)
            is_certain = is_certain and certain
            used.add(later)
        joined.append(whole)
        if len(pages) > 1:
            page = pages[1][0] if pages[1] else None
            from kyoten_extract.records.column_pages import told_join

            findings.append(told_join(pages, page, is_certain=is_certain))
    return joined, findings


def _belongs(left: Matched, right: Matched) -> bool | None:
    """Whether ``right`` has further columns of the rows of ``left``; ``None`` if it has not.

    ``False`` if only the numbers of rows say so.
    """
    (one, match), (other, further) = left, right
    shared = set(match.places) & set(further.places)
    new = set(further.places) - shared
    if len(new) < _FEWEST_NEW or not match.places or len(shared) >= len(new):
        return None
    rows, more = one.table.rows, other.table.rows
    if not rows or len(rows) != len(more):
        return None
    pairs = list(zip(rows, more, strict=True))
    if row_counts(rows) != row_counts(more) or any({*a.pages} & {*b.pages} for a, b in pairs):
        return None
    for key in shared:
        texts = [(_cell(a, match, key), _cell(b, further, key)) for a, b in pairs]
        same = sum(one == other or not one or not other for one, other in texts)
        if same < _LEAST_SHARE * len(pairs):
            return None
    level = sum(
        abs(a - b) <= _SAME_HEIGHT for a, b in zip(_depths(rows), _depths(more), strict=True)
    )
    return bool(shared) or level >= _LEAST_SHARE * len(pairs)


def _has_certain(tables: Sequence[Matched], index: int) -> bool:
    """Whether the heights of its rows say which other table has further columns of a table."""
    one = tables[index]
    return any(_belongs(other, one) for other in tables[:index]) or any(
        _belongs(one, other) for other in tables[index + 1 :]
    )


def row_counts(rows: Sequence[Row]) -> tuple[int, ...]:
    """How many rows begin on each page, in order: two halves of a table have the same."""
    return tuple(Counter(row.pages[0] for row in rows).values())


def _depths(rows: Sequence[Row]) -> list[float]:
    """How far under the first row of its page each row begins and ends, in points, summed."""
    tops: dict[int, float] = {}
    return [
        row.boxes[0][2] + row.boxes[0][4] - 2 * tops.setdefault(row.pages[0], row.boxes[0][2])
        for row in rows
    ]


def _cell(row: Row, match: Match, key: str) -> str:
    text = row.cells[match.places[key]]
    return "" if is_absent(text) else "".join(text.split())


def _filled(left: Row, right: Row, again: Mapping[int, int]) -> tuple[str, ...]:
    """The cells of ``left``, empty ones from a column of ``right`` that is the same."""
    cells = list(left.cells)
    for place, target in again.items():
        if is_absent(cells[target]):
            cells[target] = right.cells[place] or cells[target]
    return tuple(cells)


def _side_by_side(left: Matched, right: Matched, layout: Layout) -> Matched:
    """One table of the columns of both; columns of ``left`` that are printed again are left out."""
    from kyoten_extract.records.column_pages import row_side_by_side

    (one, match), (other, further) = left, right
    again = {further.places[key]: match.places[key] for key in {*match.places} & {*further.places}}
    kept = [place for place in range(len(further.header)) if place not in again]
    width = len(one.table.header)
    rows = tuple(
        row_side_by_side(a, b, width, kept, _filled(a, b, again))
        for a, b in zip(one.table.rows, other.table.rows, strict=True)
    )
    table = Table(
        (*one.table.header, *(further.header[place] for place in kept)),
        rows,
        header_ink=one.table.header_ink + other.table.header_ink,
        repeated_ink=one.table.repeated_ink + other.table.repeated_ink,
        findings=one.table.findings + other.table.findings,
        heading=one.table.heading,
    )
    whole = StitchedTable(table, one.grids + other.grids)
    return whole, layout.match(table.header, [row.cells for row in rows])
