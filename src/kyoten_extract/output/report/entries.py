"""Entries of the report: the findings and uncertain corrections of one row, with its images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings.severity import RANK
from kyoten_extract.model.finding import Correction, Finding, Severity
from kyoten_extract.model.geometry import Box
from kyoten_extract.model.survey import Base
from kyoten_extract.output.report.cell_boxes import CellBoxes
from kyoten_extract.output.report.row_images import (
    CellView,
    CroppedImage,
    CropRequest,
    SourceDocument,
)
from kyoten_extract.output.row_finder import RowFinder, box_of, is_in

if TYPE_CHECKING:
    from kyoten_extract.checks import Report

# Rows with images, most severe first: with more, browsers struggle to open the page.
MOST_PICTURES = 300
# Points by which a cell may reach beyond its row and still be in the image of it.
_SAME_SIDE = 1.0


@dataclass(frozen=True, slots=True)
class CellImage:
    """A cell in one of its row's ``pictures``, or in a picture of its own.

    ``picture`` is the index of the row's; ``None`` for its own, ``alone``.
    """

    view: CellView
    page: int
    picture: int | None
    alone: CroppedImage | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """The findings and corrections of one row, place, page, or of the whole document.

    Attributes:
        index: index of the row among the survey's bases; ``None`` if it is not about a row.
        base: the row.
        page: the page, if it is about a page.
        findings: most severe first.
        corrections: those with a confidence below 1.
        pictures: images of the row, one for each of its pages; none where its cells are enough.
        cells: images of the cells concerned, by column.
        boxes: places of the row, or of what the findings are about.
    """

    index: int | None
    base: Base | None
    page: int | None
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    pictures: tuple[CroppedImage, ...] = field(default=(), repr=False)
    cells: Mapping[str, tuple[CellImage, ...]] = field(default_factory=dict, repr=False)
    boxes: tuple[Box, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that its findings and corrections are about."""
        named = [*(f.field for f in self.findings), *(c.field for c in self.corrections)]
        return tuple(dict.fromkeys(column for column in named if column is not None))

    @property
    def severity(self) -> Severity | None:
        """Severity of its most severe finding."""
        return min((f.severity for f in self.findings), key=RANK.__getitem__, default=None)


def entries(report: Report, document: SourceDocument | None = None) -> tuple[Entry, ...]:
    """Return all entries, most severe first; within a severity those about no row come first."""
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
        Entry(index, base, None, tuple(of_row[index]), uncertain, boxes=base.source.boxes)
        for index, base in enumerate(bases)
        if (uncertain := tuple(c for c in base.corrections if c.confidence < 1)) or index in of_row
    ]
    found = sorted((*found, *rows), key=lambda entry: RANK[entry.severity])
    if document is None or not document.has_pages:
        return tuple(found)
    return _with_images(found, document)


def lack_text(found: Iterable[Entry]) -> bool:
    """Whether the image of a cell is blank that has a text.

    PDFium draws no text of a font that is neither in the PDF nor on the machine.
    """
    return any(
        base.raw.get(column, "").strip() and all(cell.view.is_blank for cell in cells)
        for entry in found
        if (base := entry.base) is not None
        for column, cells in entry.cells.items()
    )


def _with_images(found: Sequence[Entry], document: SourceDocument) -> tuple[Entry, ...]:
    shown = [entry for entry in found if entry.boxes][:MOST_PICTURES]
    concerned = any(entry.index is not None for entry in shown)
    cell_boxes = document.cell_boxes() if concerned else []
    rows: dict[int, list[CropRequest]] = {}
    alone: dict[int, list[CropRequest]] = {}
    columns: dict[int, dict[str, list[Box]]] = {}
    for entry in shown:
        known = cell_boxes[entry.index] if entry.index is not None else {}
        wanted = {column: _cells(column, known) for column in entry.columns}
        cells = [cell for boxes in wanted.values() for cell in boxes]
        columns[id(entry)] = wanted
        boxes = entry.boxes if _needs_rows(entry, wanted) else ()
        rows[id(entry)] = [
            CropRequest(box, _marks(entry, box, known), tuple(c for c in cells if _holds(box, c)))
            for box in boxes
        ]
        alone[id(entry)] = [
            CropRequest(cell, (), (cell,), is_cell=True)
            for cell in cells
            if not any(_holds(box, cell) for box in boxes)
        ]
    drawn = document.images(want for group in (*rows.values(), *alone.values()) for want in group)

    def with_images(entry: Entry) -> Entry:
        pictures = [drawn[want] for want in rows.get(id(entry), ()) if want in drawn]
        places = {
            cell: CellImage(view, picture.page, number)
            for number, picture in enumerate(pictures)
            for cell, view in picture.cells.items()
        }
        for want in alone.get(id(entry), ()):
            if want in drawn:
                picture = drawn[want]
                view = picture.cells[want.box]
                places[want.box] = CellImage(view, picture.page, None, picture)
        cells = {
            column: without_blank(tuple(places[box] for box in boxes if box in places))
            for column, boxes in columns.get(id(entry), {}).items()
        }
        return replace(
            entry, pictures=tuple(pictures), cells={c: found for c, found in cells.items() if found}
        )

    def without_blank(cells: tuple[CellImage, ...]) -> tuple[CellImage, ...]:
        """Drop the blank part of a cell that a page break cuts."""
        return tuple(cell for cell in cells if not cell.view.is_blank) or cells[:1]

    return tuple(map(with_images, found))


def _needs_rows(entry: Entry, cells: Mapping[str, Sequence[Box]]) -> bool:
    """Whether a row is shown whole: of infos about cells, their cells are enough."""
    return (
        entry.base is None
        or entry.severity != "info"
        or bool(entry.corrections)
        or not all(finding.field and cells.get(finding.field) for finding in entry.findings)
    )


def _holds(row: Box, cell: Box) -> bool:
    """Whether the image of a row shows all of a cell."""
    return row[0] == cell[0] and row[2] - _SAME_SIDE <= cell[2] and cell[4] <= row[4] + _SAME_SIDE


def _marks(
    entry: Entry, box: Box, cell_boxes: CellBoxes
) -> tuple[tuple[Box, Severity | None], ...]:
    """Return the places to outline in the image of ``box``: cells where they are known."""
    marks: list[tuple[Box, Severity | None]] = []
    for finding in sorted(entry.findings, key=lambda f: RANK[f.severity]):
        cells = _cells(finding.field, cell_boxes)
        place = box_of(finding)
        if not cells and place is not None and place not in entry.boxes:
            cells = [place]
        marks += ((cell, finding.severity) for cell in cells)
    for correction in entry.corrections:
        marks += ((cell, None) for cell in _cells(correction.field, cell_boxes))
    return tuple((mark, severity) for mark, severity in marks if is_in(mark, box))


def _cells(column: str | None, cell_boxes: CellBoxes) -> list[Box]:
    """Return the cells of a column, or of a group of columns such as "staff"."""
    if column is None:
        return []
    return [
        box
        for key, boxes in cell_boxes.items()
        if key == column or key.startswith(f"{column}_")
        for box in boxes
    ]


def formatting_changes(base: Base) -> Iterable[Correction]:
    """Return the corrections of a row that can't change its meaning (confidence 1)."""
    return (correction for correction in base.corrections if correction.confidence >= 1)
