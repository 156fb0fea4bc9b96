"""Values that are printed once for several rows: marks for the value above, and names left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kyoten_extract.layout.field_types import is_absent, read_number
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say
from kyoten_extract.model.table_model import Row

# Cells that mean the value above.
_MARKS = frozenset({"〃", "″", "”", "〟", '"', "''", "＂", "同上", "仝上", "上に同じ", "ditto"})
# Characters of a mark, a blank between each two included.
_LONGEST_MARK = 8

Carried = tuple[int, str]


def fill_repeated(rows: Sequence[Row], match: Match) -> list[Row]:
    """Fill cells that print a mark for the value above, and names that are left out.

    A name is left out where the numbers that count within it go on (the third base of the
    municipality above). What is filled is in ``carried``, the marks are in ``repeated``.

    Args:
        rows: the records, in printed order.
        match: the columns of their cells.
    """
    groups = list(_groups(match))
    signs = {cell for cell in {cell for row in rows for cell in row.cells} if _is_mark(cell)}
    if not groups and not signs:
        return list(rows)
    filled: list[Row] = []
    for row in rows:
        above = filled[-1] if filled and filled[-1].section == row.section else None
        carried: list[Carried] = []
        marks: list[Carried] = []
        if above is not None:
            for place, cell in enumerate(row.cells) if signs else ():
                if cell in signs and any(above.cells[place : place + 1]):
                    marks.append((place, cell))
                    carried.append((place, say("printed as {mark}, the value above", mark=cell)))
            for group in groups:
                carried += _left_out(group, above, row, match)
        if carried and above is not None:
            row = replace(
                row,
                cells=_with(row.cells, above.cells, dict(carried)),
                carried=(*row.carried, *carried),
                repeated=tuple(marks),
            )
        filled.append(row)
    return filled


def _is_mark(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_MARK and "".join(cell.split()) in _MARKS


def _with(
    cells: Sequence[str], above: Sequence[str], carried: Mapping[int, str]
) -> tuple[str, ...]:
    return tuple(above[place] if place in carried else cell for place, cell in enumerate(cells))


def _groups(match: Match) -> Iterator[tuple[str, list[str]]]:
    """Each column of numbers that count within a name, with the name and what follows from it."""
    for column in match.layout.columns:
        if column.counts is None or column.counts not in match.places:
            continue
        if column.key in match.places:
            follows = [
                other.key
                for other in match.layout.columns
                if other.follows == column.counts and other.key in match.places
            ]
            yield column.key, [column.counts, *follows]


def _left_out(group: tuple[str, list[str]], above: Row, row: Row, match: Match) -> list[Carried]:
    """The columns of a name that is left out as the number that counts within it goes on."""
    key, names = group
    places = [match.places[name] for name in names]
    number = match.places[key]
    if max(*places, number) >= min(len(row.cells), len(above.cells)):
        return []
    if any(row.cells[place].strip() or is_absent(above.cells[place]) for place in places):
        return []
    last, this = read_number(above.cells[number]), read_number(row.cells[number])
    if last is None or this != last + 1:
        return []
    label = match.layout.column(key).label
    why = say(
        "left out, as {label} goes on from {last} to {this}", label=label, last=last, this=this
    )
    return [(place, why) for place in places]
