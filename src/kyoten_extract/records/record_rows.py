"""Separation of the rows of records from other rows; realignment of drifted rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.layout.survey_layout import KYOTEN, Kind, Layout, Match
from kyoten_extract.layout.value_types import has_no_value, read_value
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.records.parse_base import row_key
from kyoten_extract.records.realign import Alignment, ColumnProfile, align, has_drifted
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.line_breaks import join_tight

# Kinds whose texts identify a row only if they can be read: a line of sums has words there.
_NUMERIC: frozenset[Kind] = frozenset({"number", "decimal", "year", "date"})


@dataclass(frozen=True, slots=True)
class ClassifiedRows:
    """The rows of a table, classified.

    Attributes:
        rows: one record each, with as many cells as the header has labels.
        others: rows that are not records: sums, notes, blank forms.
        totals: rows of totals as the layout declares them, each after a number of ``rows``.
        findings: about rows that were realigned or set aside.
    """

    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    totals: tuple[tuple[int, Row], ...]
    findings: tuple[Finding, ...]


def classify_rows(table: Table, match: Match, *, may_drift: bool) -> ClassifiedRows:
    """Classify the rows of ``table``, and realign those that have drifted.

    Args:
        table: the stitched table.
        match: the layout's columns in its header.
        may_drift: cells have no position but their order, as in a transcription, so that a row
            may be shifted even if its number of cells is right.
    """
    width = len(match.holds())
    drifted = _realign(table.rows, _profiles(table, match)) if may_drift else {}
    rows: list[Row] = []
    others: list[Row] = []
    totals: list[tuple[int, Row]] = []
    findings: list[Finding] = []
    moved: defaultdict[int, list[tuple[Row, Alignment]]] = defaultdict(list)
    for index, row in enumerate(table.rows):
        whole = replace(row, cells=_padded(row.cells, width))
        if index in drifted:
            realigned = replace(row, cells=drifted[index].cells)
            # Realignment must not turn a line of sums into a record.
            if is_record(realigned, match):
                whole = realigned
                moved[row.pages[0]].append((row, drifted[index]))
        if row.is_heading and not match.layout.reads_bases:
            others.append(row)
            if not _is_section(index, table.rows):
                findings.append(_not_read(row))
        elif is_record(whole, match):
            rows.append(whole)
            if index not in drifted:
                findings += _unplaced(whole, row.cells[width:], match)
        elif is_total_row(row, match.layout):
            totals.append((len(rows), whole))
        else:
            others.append(row)
            findings.append(_not_read(row))
    for page, found in moved.items():
        findings += _page_findings(page, found, match)
    return ClassifiedRows(tuple(rows), tuple(others), tuple(totals), tuple(findings))


def _unplaced(row: Row, cells: Sequence[str], match: Match) -> list[Finding]:
    """Report cells beyond the last column."""
    page, x0, top, x1, bottom = row.boxes[0]
    return [
        codes.CELL_UNPLACED(
            say("{text!r} is to the right of the last column", text=text),
            row=row_key(row, match),
            page=page,
            bbox=(x0, top, x1, bottom),
            actual=text,
        )
        for text in cells
        if not is_absent(text)
    ]


def _realign(rows: Sequence[Row], profiles: Sequence[ColumnProfile]) -> dict[int, Alignment]:
    """Align the rows that have drifted; return the alignments by index.

    A page drifts as a whole: if one row has drifted, so have all rows of its page with the same
    wrong number of cells, and a column that most of them lack is absent from all.
    """
    pages: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        pages[row.pages[0], len(row.cells)].append(index)
    aligned: dict[int, Alignment] = {}
    for (_, width), indexes in pages.items():
        drifted = [index for index in indexes if has_drifted(rows[index].cells, profiles)]
        if not drifted:
            continue
        if width != len(profiles):
            drifted = indexes
        found = {index: align(rows[index].cells, profiles) for index in drifted}
        if absent := _common_skips(list(found.values())):
            found = {index: align(rows[index].cells, profiles, absent) for index in drifted}
        aligned |= found
    return aligned


def _common_skips(alignments: Sequence[Alignment]) -> set[int]:
    """The columns that most of several rows lack."""
    counts = Counter(place for alignment in alignments for place in alignment.skipped)
    return {place for place, count in counts.items() if 2 * count > len(alignments) > 1}


def can_have_records(match: Match) -> bool:
    """Whether a table has all columns of one group that identifies records."""
    groups = match.layout.identifies
    return not groups or any(match.places.keys() >= set(group) for group in groups)


def is_record(row: Row, match: Match) -> bool:
    """Whether a row is a record: the columns of one group that identifies records have values.

    A line of sums has no number, even if it prints 計 in one of those columns.
    """
    layout = match.layout
    if is_total_row(row, layout):
        return False
    groups = layout.identifies or (KYOTEN.identifies if layout.reads_bases else ())
    if groups:
        return any(all(_has_value(row, match, key) for key in group) for group in groups)
    keys = [column.key for column in layout.columns if column.required]
    return any(_has_value(row, match, key) for key in keys or match.places)


def _is_section(index: int, rows: Sequence[Row]) -> bool:
    """Whether the rows under a heading have it as their section."""
    section = rows[index].section
    return bool(section) and index + 1 < len(rows) and rows[index + 1].section == section


def is_total_row(row: Row, layout: Layout) -> bool:
    """Whether the first text of a row is one that begins the layout's rows of totals."""
    if not layout.total_rows:
        return False
    first = next((cell for cell in row.cells if cell.strip()), "")
    return fold_label(first) in {fold_label(text) for text in layout.total_rows}


def _has_value(row: Row, match: Match, key: str) -> bool:
    place = match.places.get(key)
    if place is None or place >= len(row.cells):
        return False
    text, column = row.cells[place], match.layout.column(key)
    if has_no_value(column, text):
        return False
    return column.holds not in _NUMERIC or read_value(column, join_tight(text)) is not None


def _padded(cells: Sequence[str], columns: int) -> tuple[str, ...]:
    """``cells`` padded or cut to the number of columns; editors trim or add empty ones."""
    return (*cells[:columns], *[""] * (columns - len(cells)))


def _profiles(table: Table, match: Match) -> list[ColumnProfile]:
    """The profile of each column, from the rows that have not drifted."""
    kinds = match.holds()
    plain = [ColumnProfile(kind) for kind in kinds]
    aligned = [
        row.cells
        for row in table.rows
        if len(row.cells) == len(kinds) and not has_drifted(row.cells, plain)
    ]
    return [
        ColumnProfile.learn(kind, [cells[place] for cells in aligned])
        for place, kind in enumerate(kinds)
    ]


def _page_findings(
    page: int, drifted: Sequence[tuple[Row, Alignment]], match: Match
) -> list[Finding]:
    """Report the drifted rows of one page.

    A column that most of them lack is reported once, with the page. A cell that one row lacks is
    reported with the row, since its position decides what the neighboring cells mean.
    """
    labels = {place: match.layout.column(key) for key, place in match.places.items()}
    common = _common_skips([alignment for _, alignment in drifted])
    findings: list[Finding] = []
    for row, alignment in drifted:
        key = row_key(replace(row, cells=alignment.cells), match)
        x0, top, x1, bottom = row.boxes[0][1:]
        box = (x0, top, x1, bottom)
        findings += (
            codes.CELL_UNPLACED(
                say("{text!r} fits no column of the row", text=text),
                row=key,
                page=page,
                bbox=box,
                actual=text,
            )
            for text in alignment.dropped
        )
        findings += (
            codes.CELL_MISSING(
                say(
                    "the row is missing a cell; {labels} is assumed to be empty",
                    labels=labels[place].label,
                ),
                field=labels[place].key,
                row=key,
                page=page,
                bbox=box,
            )
            for place in alignment.skipped
            if place in labels and place not in common
        )
    widths = sorted({len(row.cells) for row, _ in drifted})
    message = say(
        "page {page}: {rows} rows have {widths: or } cells for {columns} columns; "
        "their cells were assigned by content",
        page=page,
        rows=len(drifted),
        widths=widths,
        columns=len(match.header),
    )
    if common:
        missing = [match.header[place] or str(place + 1) for place in sorted(common)]
        message = say("{realigned}, leaving {columns:、} empty", realigned=message, columns=missing)
    findings.append(
        codes.ROWS_REALIGNED(message, page=page, expected=len(match.header), actual=widths[-1])
    )
    return findings


def _not_read(row: Row) -> Finding:
    page, x0, top, x1, bottom = row.boxes[0]
    text = " ".join(cell.strip() for cell in row.cells if cell.strip())
    return codes.ROW_NOT_READ(
        say("not a record: {text!r}", text=text[:60]),
        page=page,
        bbox=(x0, top, x1, bottom),
        actual=text[:60],
    )
