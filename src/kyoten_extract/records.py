"""Rows of the survey's table to rows of records: drifted ones realigned, odd ones set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kyoten_extract import codes
from kyoten_extract.align import Alignment, align, is_bare_code
from kyoten_extract.layout import Match
from kyoten_extract.model import Finding, Row, Table
from kyoten_extract.parse import row_key
from kyoten_extract.values import is_absent


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a table.

    Attributes:
        rows: one record each, as many cells as the header has labels.
        others: rows that are none: sums, notes, blank forms.
        findings: what was realigned or set aside.
    """

    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    findings: tuple[Finding, ...]


def records(table: Table, match: Match) -> Records:
    """Sort out the rows of ``table``, whose header ``match`` was made for."""
    rows: list[Row] = []
    others: list[Row] = []
    findings: list[Finding] = []
    realigned: dict[int, list[Row]] = {}
    noted = _codes_have_notes(table, match)
    for row in table.rows:
        whole = row
        if len(row.cells) != len(table.header):
            alignment = align(row.cells, match.holds(), codes_have_notes=noted)
            whole = replace(row, cells=alignment.cells)
            realigned.setdefault(row.pages[0], []).append(row)
            findings += _alignment_findings(whole, alignment, match)
        if is_record(whole, match):
            rows.append(whole)
        else:
            others.append(row)
            findings.append(_not_read(row))
    for page, drifted in realigned.items():
        widths = sorted({len(row.cells) for row in drifted})
        findings.append(
            codes.ROWS_REALIGNED(
                f"{len(drifted)} rows of page {page} have {', '.join(map(str, widths))} cells for "
                f"{len(table.header)} columns; they were placed by what they hold",
                page=page,
                expected=len(table.header),
                actual=widths[-1],
            )
        )
    return Records(tuple(rows), tuple(others), tuple(findings))


def is_record(row: Row, match: Match) -> bool:
    """Whether a row is one of the list: it bears a number, or names a municipality and a place.

    A line of sums bears neither number, even where it says 計 in one of their columns.
    """
    if any(number is not None for number in row_key(row, match)):
        return True
    texts = [
        row.cells[match.places[key]]
        for key in ("municipality", "country", "city")
        if key in match.places
    ]
    return sum(not is_absent(text) for text in texts) >= 2


def _codes_have_notes(table: Table, match: Match) -> bool:
    """Whether this edition prints a code and its note in one cell."""
    place = match.places.get("form")
    if place is None:
        return False
    cells = [row.cells[place] for row in table.rows if len(row.cells) == len(table.header)]
    filled = [cell for cell in cells if not is_absent(cell)]
    return 2 * sum(not is_bare_code(cell) for cell in filled) > len(filled)


def _alignment_findings(row: Row, alignment: Alignment, match: Match) -> list[Finding]:
    key = row_key(row, match)
    page, *box = row.boxes[0]
    labels = {place: match.layout.column(name) for name, place in match.places.items()}
    findings = [
        codes.CELL_UNPLACED(
            f"{text!r} fits none of the row's columns",
            row=key,
            page=page,
            bbox=tuple(box),
            actual=text,
        )
        for text in alignment.dropped
    ]
    # A column the whole page lacks is told once, with the page; a cell that only this row lacks
    # is told here, since where it lacks decides what its neighbours mean.
    inferred = [labels[place] for place in alignment.skipped if place in labels]
    prose = [column for column in inferred if column.holds in ("prose", "items")]
    findings += [
        codes.CELL_MISSING(
            f"the row lacks a cell; its texts are taken to leave {column.labels[0]} empty",
            field=column.key,
            row=key,
            page=page,
            bbox=tuple(box),
        )
        for column in prose
    ]
    return findings


def _not_read(row: Row) -> Finding:
    page, *box = row.boxes[0]
    text = " ".join(cell.strip() for cell in row.cells if cell.strip())
    return codes.ROW_NOT_READ(
        f"the row is no record: {text[:60]!r}", page=page, bbox=tuple(box), actual=text[:60]
    )
