"""What is shown together: the findings and unsure corrections of one row, with its picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kyoten_extract.findings.severity import RANK
from kyoten_extract.model.finding import Correction, Finding, Severity
from kyoten_extract.model.geometry import Box
from kyoten_extract.model.survey import Base
from kyoten_extract.output.report.cell_boxes import Places
from kyoten_extract.output.report.row_finder import RowFinder, box_of, is_in
from kyoten_extract.output.report.row_images import Picture, Printed, Wanted

if TYPE_CHECKING:
    from kyoten_extract.checks import Report

# Rows with pictures: beyond, a page is too heavy to be opened. The gravest come first.
MOST_PICTURES = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, place, page or the whole document, and what is to be said of it.

    Attributes:
        index: of the row among the survey's bases; ``None`` where it is about no row.
        base: the row.
        page: where it is about a page.
        findings: gravest first.
        corrections: those that weighed evidence.
        pictures: the row as printed, one for each of its pages.
        cells: each concerned column's cell, larger.
    """

    index: int | None
    base: Base | None
    page: int | None
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    pictures: tuple[Picture, ...] = field(default=(), repr=False)
    cells: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict, repr=False)
    boxes: tuple[Box, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is about."""
        named = [*(f.field for f in self.findings), *(c.field for c in self.corrections)]
        return tuple(dict.fromkeys(column for column in named if column is not None))

    @property
    def severity(self) -> Severity | None:
        """Of its gravest finding."""
        return min((f.severity for f in self.findings), key=RANK.__getitem__, default=None)


def entries(report: Report, printed: Printed | None = None) -> tuple[Entry, ...]:
    """Everything to be shown, the gravest first; of what is as grave, what is about no row."""
    bases = report.survey.bases
    of_row: defaultdict[int, list[Finding]] = defaultdict(list)
    of_place: defaultdict[tuple[int | None, Box | None], list[Finding]] = defaultdict(list)
    find = RowFinder(bases)
    for finding in report.findings:
        index = find.index(finding)
        if index is None:
            of_place[finding.page, box_of(finding)].append(finding)
        else:
            of_row[index].append(finding)
    found = [
        Entry(None, None, page, tuple(findings), boxes=(box,) if box else ())
        for (page, box), findings in sorted(of_place.items(), key=lambda item: item[0][0] or 0)
    ]
    rows = [
        Entry(index, base, None, tuple(of_row[index]), unsure, boxes=base.source.boxes)
        for index, base in enumerate(bases)
        if (unsure := tuple(c for c in base.corrections if c.confidence < 1)) or index in of_row
    ]
    found = sorted((*found, *rows), key=lambda entry: RANK[entry.severity])
    if printed is None or not printed.has_pages:
        return tuple(found)
    return _with_pictures(found, printed)


def _with_pictures(found: Sequence[Entry], printed: Printed) -> tuple[Entry, ...]:
    shown = [entry for entry in found if entry.boxes][:MOST_PICTURES]
    concerned = any(entry.index is not None for entry in shown)
    places = printed.places() if concerned else []
    rows: dict[int, list[Wanted]] = {}
    cells: dict[int, dict[str, list[Wanted]]] = {}
    for entry in shown:
        known = places[entry.index] if entry.index is not None else {}
        rows[id(entry)] = [Wanted(box, _marks(entry, box, known)) for box in entry.boxes]
        cells[id(entry)] = {
            column: [Wanted(box, is_cell=True) for box in _cells(column, known)]
            for column in entry.columns
        }
    drawn = printed.pictures(
        want
        for group in (*rows.values(), *(w for columns in cells.values() for w in columns.values()))
        for want in group
    )

    def of(wants: Iterable[Wanted]) -> tuple[Picture, ...]:
        return tuple(drawn[want] for want in wants if want in drawn)

    def with_print(pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
        """Without the empty half of a cell that a page end cuts."""
        return tuple(p for p in pictures if not p.is_blank) or pictures[:1]

    return tuple(
        replace(
            entry,
            pictures=of(rows.get(id(entry), ())),
            cells={
                column: with_print(pictures)
                for column, wants in cells.get(id(entry), {}).items()
                if (pictures := of(wants))
            },
        )
        for entry in found
    )


def _marks(entry: Entry, box: Box, places: Places) -> tuple[tuple[Box, Severity | None], ...]:
    """What to outline of ``entry`` in its piece at ``box``: cells, where they are known."""
    marks: list[tuple[Box, Severity | None]] = []
    for finding in sorted(entry.findings, key=lambda f: RANK[f.severity]):
        cells = _cells(finding.field, places)
        place = box_of(finding)
        if not cells and place is not None and place not in entry.boxes:
            cells = [place]
        marks += ((cell, finding.severity) for cell in cells)
    for correction in entry.corrections:
        marks += ((cell, None) for cell in _cells(correction.field, places))
    return tuple((mark, severity) for mark, severity in marks if is_in(mark, box))


def _cells(column: str | None, places: Places) -> list[Box]:
    """The cells of a column, or of all the columns of a group: "staff" has three."""
    if column is None:
        return []
    return [
        box
        for key, boxes in places.items()
        if key == column or key.startswith(f"{column}_")
        for box in boxes
    ]


def sure(base: Base) -> Iterable[Correction]:
    """The corrections of a row that can't alter what it says."""
    return (correction for correction in base.corrections if correction.confidence >= 1)
