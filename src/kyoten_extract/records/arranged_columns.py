"""Rows in the columns of a layout, where an edition parts columns or prints several in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.realign import CELL_JOINT

T = TypeVar("T")


def arrange(rows: Sequence[Row], match: Match) -> tuple[tuple[Row, ...], Match, list[Finding]]:
    """Put parted columns together, and give each of several columns printed in one a copy.

    The copies still have the whole printed text: what belongs to which is a correction, made when
    the cells are read.

    Returns:
        The rows, with a cell for each column of the layout that they have and for each other one;
        the columns of these cells; and findings about cells that do not come apart.
    """
    if not match.parted and not match.joined:
        return tuple(rows), match, []
    first = {one.places[0]: one for one in match.parted}
    later = {place for one in match.parted for place in one.places[1:]}
    apart = {one.place: one for one in match.joined}
    sources: list[tuple[int, ...]] = []
    places: dict[str, int] = {}
    header: list[str] = []
    known = {place: key for key, place in match.places.items()}
    for place, label in enumerate(match.header):
        if place in later:
            continue
        keys: Sequence[str | None] = [known.get(place)]
        columns: tuple[int, ...] = (place,)
        if place in apart:
            keys = apart[place].keys
        elif place in first:
            columns = first[place].places
        for key in keys:
            if key is not None:
                places[key] = len(sources)
            sources.append(columns)
            header.append(label)
    order = {column.key: i for i, column in enumerate(match.layout.columns)}
    changed = replace(
        match,
        header=tuple(header),
        places=dict(sorted(places.items(), key=lambda item: order[item[0]])),
        parted=(),
        joined=(),
        joiners={one.key: one.joiner for one in match.parted if len(one.places) > 1},
        pieces={
            key: {text: found[i] for text, found in one.pieces.items()}
            for one in match.joined
            for i, key in enumerate(one.keys)
        },
    )
    return tuple(_arranged(row, sources) for row in rows), changed, _whole_cells(rows, match)


def _arranged(row: Row, sources: Sequence[tuple[int, ...]]) -> Row:
    targets: dict[int, list[int]] = {}
    for target, columns in enumerate(sources):
        for column in columns:
            targets.setdefault(column, []).append(target)

    def moved(pairs: Sequence[tuple[int, T]]) -> tuple[tuple[int, T], ...]:
        return tuple((t, value) for column, value in pairs for t in targets.get(column, ()))

    return replace(
        row,
        cells=tuple(_cell(row, columns) for columns in sources),
        links=moved(row.links),
        pictures=moved(row.pictures),
        carried=moved(row.carried),
        repeated=moved(row.repeated),
    )


def _cell(row: Row, columns: tuple[int, ...]) -> str:
    texts = [row.cells[column] if column < len(row.cells) else "" for column in columns]
    filled = [text for text in texts if not is_absent(text)]
    if len(texts) == 1 or len(filled) < 1:
        return texts[0]
    return CELL_JOINT.join(filled) if len(filled) > 1 else filled[0]


def _whole_cells(rows: Sequence[Row], match: Match) -> list[Finding]:
    """Report the cells of several columns that do not come apart."""
    findings = []
    for one in match.joined:
        labels = "、".join(match.layout.column(key).label for key in one.keys)
        for row in rows:
            text = row.cells[one.place] if one.place < len(row.cells) else ""
            if is_absent(text) or text in one.pieces:
                continue
            page, x0, top, x1, bottom = row.boxes[0]
            findings.append(
                codes.VALUE_UNREADABLE(
                    say("{text!r} does not come apart into {labels}", text=text, labels=labels),
                    field=one.keys[0],
                    page=page,
                    bbox=(x0, top, x1, bottom),
                    actual=text,
                )
            )
    return findings
