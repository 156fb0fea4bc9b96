"""The columns of a whole table, and the rows of each page put under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.assignment import NOBODY
from kyoten_extract.table.changed_columns import (
    Columns,
    has_other_kinds,
    has_other_labels,
    match_columns,
    own_depth,
    shared_labels,
)
from kyoten_extract.table.column_match import same_columns, with_columns_of
from kyoten_extract.table.fragments import Fragment, body_fragments
from kyoten_extract.table.grid_parts import rows_of
from kyoten_extract.table.header import (
    column_labels,
    repeated_depth,
    repeated_within,
    split_header,
    title_texts,
)
from kyoten_extract.table.whole_width import closing_notes, is_over_all, running_rows


@dataclass(frozen=True, slots=True)
class PageRows:
    """One grid of a table: what is its header, and the rows under it.

    Attributes:
        grid: as it is read, columns merged that the table has as one.
        skipped: rows of repeated headers, and of notes at the end of the table.
        titles: cells over the whole width in those rows.
        places: the table's column of each column, by number of ``TableColumns``; ``None`` if the
            grid has the table's columns.
    """

    grid: Grid
    skipped: set[int]
    titles: list[Cell]
    places: tuple[int, ...] | None


class TableColumns:
    """The columns that any page of a table has, in order.

    They are numbered as they are found: first those of the grid that the header is taken from,
    then those that other pages put in.
    """

    def __init__(self, header: Grid, depth: int, tolerance: float) -> None:
        self._header = header
        self._depth = depth
        self._tolerance = tolerance
        self._labels = list(column_labels(header, depth))
        self._order = list(range(header.columns))
        self._known: Columns | None = None
        self._last: tuple[int, ...] | None = None
        self.findings: list[Finding] = []

    @property
    def labels(self) -> tuple[str, ...]:
        """One per column, in order."""
        return tuple(self._labels[number] for number in self._order)

    def take(self, grid: Grid, *, is_last: bool, closing: Set[str] = frozenset()) -> PageRows:
        """The rows of ``grid``; columns that it puts in are added to the table's.

        Args:
            grid: of one page.
            is_last: of the table, so that notes may close it.
            closing: the texts of the notes that do, which may be on every page.
        """
        header, depth = self._header, self._depth
        merged = with_columns_of(header, grid, self._tolerance)
        skip = self._repeated(merged)
        places, own = None, 0
        if not self._is_plain(grid, merged, skip):
            own = own_depth(grid, self._columns)
            places = self._places(grid, own)
        if places is None:
            self._last = None
            if not skip:
                merged = split_header(header, depth, merged)
                skip = repeated_depth(header, depth, merged)
            again = repeated_within(header, depth, merged, skip)
        else:
            merged, skip, again = grid, own, set()
        titles = title_texts(merged, skip)
        notes = closing_notes(merged, skip) if is_last or closing else []
        if not is_last:
            notes = [cell for cell in notes if cell.text in closing]
        notes += [cell for cell in running_rows(merged) if cell not in (*titles, *notes)]
        skipped = {*range(skip), *again, *(cell.row for cell in notes)}
        titles += [cell for cell in notes if cell.text.strip()]
        return PageRows(merged, skipped, titles, places)

    def _repeated(self, grid: Grid) -> int:
        """How many leading rows of ``grid`` repeat the header, or all of it but its titles."""
        header, depth = self._header, self._depth
        skip = repeated_depth(header, depth, grid)
        if skip or grid is header or depth < 2 or not is_over_all(header.cells[0], header):
            return skip
        for titles in range(header.cells[0].row_span, depth):
            if any(cell.row < titles < cell.row + cell.row_span for cell in header.cells):
                continue
            rest = rows_of(header, titles, header.rows)
            if skip := repeated_depth(rest, depth - titles, grid):
                return skip
        return 0

    def _is_plain(self, grid: Grid, merged: Grid, skip: int) -> bool:
        """Whether a grid has the table's columns in the table's order, as far as labels tell."""
        if grid is self._header or not grid.placed:
            return True
        if not same_columns(self._header, merged, self._tolerance):
            return False
        if grid.columns > merged.columns and self._has_more_labels(grid, merged):
            return False
        if not skip:
            other = has_other_kinds(self._columns, merged)
            return not own_depth(merged, self._columns) and not other
        labels = column_labels(merged, skip)
        if labels == tuple(self._labels[: len(labels)]):
            return True
        scanned = grid.is_scanned
        return not has_other_labels(self._columns, labels, scanned=scanned)

    def _has_more_labels(self, grid: Grid, merged: Grid) -> bool:
        """Whether boundaries beyond the table's part columns that have labels of their own."""
        table = self._columns
        own = own_depth(grid, table)
        if not own:
            return False
        one, other = Columns.of(grid, own), Columns.of(merged, own)
        return all(one.labels) and shared_labels(table, one) > shared_labels(table, other)

    @property
    def _columns(self) -> Columns:
        if self._known is None:
            self._known = Columns.of(self._header, self._depth)
        return self._known

    def _places(self, grid: Grid, own: int) -> tuple[int, ...] | None:
        """The table's column of each column; ``None`` if they are the table's in its order.

        ``own``: rows of the grid's header.
        """
        table = self._columns
        page = Columns.of(grid, own)
        tolerance = self._tolerance * (grid.xs[-1] - grid.xs[0])
        targets = list(match_columns(table, page, tolerance).targets)
        if targets == list(range(len(self._order))) == self._order:
            return None
        if not own and same_columns(self._header, grid, self._tolerance) and NOBODY in targets:
            # Without labels, values that fit no other column are in their own.
            return None
        labels = column_labels(grid, own)
        new = [column for column, target in enumerate(targets) if target == NOBODY]
        for column in new:
            targets[column] = self._put_in(labels[column], column, targets)
        if new:
            self._known = _with_columns(table, page, new)
        places = tuple(targets)
        if places != self._last:
            self.findings.append(self._finding(grid, places, new, by_label=own > 0))
        self._last = places
        return places

    def _put_in(self, label: str, column: int, targets: Sequence[int]) -> int:
        """The number of a new column, placed beside its neighbor on the page."""
        number = len(self._labels)
        self._labels.append(label)
        left = targets[column - 1] if column else NOBODY
        at = 0 if left == NOBODY else self._order.index(left) + 1
        self._order.insert(at, number)
        return number

    def _finding(
        self, grid: Grid, places: Sequence[int], new: Sequence[int], *, by_label: bool
    ) -> Finding:
        missing = [number for number in self._order if number not in places]
        ranks = [self._order.index(number) for number in places]
        parts = []
        if new:
            parts.append(
                say("put in: {value}", value=self._names([places[column] for column in new]))
            )
        if missing:
            parts.append(say("missing: {columns}", columns=self._names(missing)))
        if ranks != sorted(ranks):
            parts.append(say("order: {columns}", columns=self._names(places)))
        how = (
            say("label, content and place")
            if by_label
            else say("content and place, without labels")
        )
        return codes.COLUMNS_CHANGED(
            say(
                "page {page}: the columns are not those of the table's header "
                "({parts:; }); they were matched by {how}",
                page=grid.page,
                parts=parts or [say("other widths")],
                how=how,
            ),
            page=grid.page,
            bbox=grid.bbox,
        )

    def _names(self, numbers: Sequence[int]) -> str:
        return "、".join(self._labels[n] or f"列{n + 1}" for n in numbers)

    def fragments(self, rows: PageRows) -> list[Fragment]:
        """The body rows of a page, with one cell for each column of the whole table."""
        found = body_fragments(rows.grid, rows.skipped)
        plain = rows.places is None
        if plain and self._order == list(range(self._header.columns)):
            return found
        at = {number: rank for rank, number in enumerate(self._order)}
        places = range(rows.grid.columns) if rows.places is None else rows.places
        move = {column: at[number] for column, number in enumerate(places)}
        return [_moved(fragment, move, len(self._order)) for fragment in found]


def _with_columns(table: Columns, page: Columns, new: Sequence[int]) -> Columns:
    """The columns of ``table``, and the ``new`` ones of ``page``."""
    return Columns(
        (*table.labels, *(page.labels[i] for i in new)),
        (*table.places, *(page.places[i] for i in new)),
        (*table.kinds, *(page.kinds[i] for i in new)),
        (*table.words, *(page.words[i] for i in new)),
        table.scanned,
    )


def _moved(fragment: Fragment, move: Mapping[int, int], width: int) -> Fragment:
    """A row with its cells under other columns."""

    def columns(old: frozenset[int]) -> frozenset[int]:
        return frozenset(move[column] for column in old)

    row = fragment.row
    cells = [""] * width
    for column, text in enumerate(row.cells):
        cells[move[column]] = text
    return replace(
        fragment,
        row=Row(
            tuple(cells),
            row.pages,
            row.boxes,
            row.ink,
            tuple((move[column], uri) for column, uri in row.links),
            tuple((move[column], line) for column, line in row.pictures),
        ),
        merged=columns(fragment.merged),
        topmost=columns(fragment.topmost),
        over_top=columns(fragment.over_top),
        over_bottom=columns(fragment.over_bottom),
        filled=columns(fragment.filled),
        open_below=columns(fragment.open_below),
    )
