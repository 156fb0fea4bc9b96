"""The header of a table: its depth, where it is repeated, and the label of each column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from operator import attrgetter

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.grid_parts import leading, numbering_rows
from kyoten_extract.table.label_evidence import (
    is_among_values,
    is_in_other_letters,
    is_under_labels,
    row_at,
)
from kyoten_extract.table.two_line_header import header_spans
from kyoten_extract.table.value_kind import Kind, kind_of, usual_kind
from kyoten_extract.table.whole_width import is_over_all
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.line_breaks import join_lines
from kyoten_extract.text.remembered import remember

# Rows: no survey's header is deeper; a table whose rows all look spanned would be all header.
MAX_DEPTH = 5
# Rows that a blank in the corner of a header has at most, if no label beside it has as many.
_BLANK_ROWS = 2
# Share of matching characters: repeated labels differ in line breaks, widths and cuts, while two
# rows of data are less similar.
_SIMILAR = 0.8
# Pages and rows of a table that show what kind of values its columns hold.
_SAMPLED_PAGES, _SAMPLED_ROWS = 3, 60
# Columns: fewer consecutive numbers in a row may be data.
_MIN_COLUMN_NUMBERS = 3

# Columns with a unit, at least.
_FEWEST_UNITS = 2
_LETTER = regex(r"[^\W\d_]|[%％‰℃㌀-㏿]")

_ROW = attrgetter("row")


def header_depth(grids: Sequence[Grid]) -> int:
    """How many leading rows of the first grid are its header.

    These are the rows that all later pages with a header repeat, or those that the spans of the
    first rows hold together, whichever is more; but no row that looks like the rows under it. A
    table whose first row does, and is not repeated, has no header: its depth is 0.
    """
    first = grids[0]
    spanned = min(_spanned_depth(first), first.rows)
    repeats = [count for grid in grids[1:] if (count := _repeated_rows(first, grid, spanned))]
    repeated = _without_values(grids, max(spanned, 1), min(repeats, default=0))
    depth = repeated if repeated >= spanned else max(repeated, first_data_row(grids, spanned))
    if 0 < depth < min(first.rows, MAX_DEPTH):
        depth += (
            depth in numbering_rows(first, depth + 1)
            or _has_units(grids, depth)
            or is_in_other_letters(first, depth)
        )
    return depth


def _without_values(grids: Sequence[Grid], sure: int, depth: int) -> int:
    """``depth`` rows that later pages repeat, or fewer: a total may be the first row of each page.

    The first ``sure`` are labels.
    """
    first = grids[0]
    for at in range(sure, depth):
        cells = row_at(first, at)
        if at in numbering_rows(first, at + 1):
            continue
        if _is_data(cells, _column_kinds(grids, at + 1)) or is_among_values(cells, first):
            return at
    return depth


def _has_units(grids: Sequence[Grid], depth: int) -> bool:
    """Whether the row under the labels has the units of the figures below.

    It has words alone, and none above a column of words.
    """
    cells = leading(grids[0], depth + 1)[len(leading(grids[0], depth)) :]
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) < _FEWEST_UNITS or len(cells) < grids[0].columns:
        return False
    if not all(kind_of(cell.text) == "word" and _LETTER.search(cell.text) for cell in filled):
        return False
    kinds = _column_kinds(grids, depth + 1)
    telling = {column for column, kind in enumerate(kinds) if kind not in (None, "word")}
    above = {cell.column for cell in filled}
    return above <= telling


def first_data_row(grids: Sequence[Grid], depth: int) -> int:
    """The first of the leading ``depth`` rows of a table that holds data; ``depth`` if none does.

    A row holds data if its cells are of the kinds that their columns have further down (figures,
    telephone numbers, addresses ...), rather than words above them.
    """
    first = grids[0]
    rows: list[list[Cell]] = [[] for _ in range(first.rows)]
    for cell in leading(first, depth):
        rows[cell.row].append(cell)
    kinds = _column_kinds(grids, depth)
    for index in range(depth):
        covered = any(
            c.row < index < c.row + c.row_span and not _is_beside(c)
            for row in rows[:index]
            for c in row
        )
        if not covered and _is_data(rows[index], kinds):
            return index
    return depth


def ends_with_data(grid: Grid) -> bool:
    """Whether the last lines in the first row are data, under labels in the same cells.

    They are of the kinds of their columns, or have figures where all words of a column have.
    """
    kinds = _column_kinds([grid], 1)
    below: list[list[bool]] = [[] for _ in kinds]
    for cell in grid.cells:
        if cell.row and cell.column_span == 1 and cell.text.strip():
            below[cell.column].append(_has_digit(cell.text))
    lines = [cell for cell in grid.cells if cell.row == 0 and "\n" in cell.text]
    alike = unlike = 0
    for cell in lines:
        label, _, last = cell.text.rpartition("\n")
        kind = kinds[cell.column]
        if cell.column_span > 1 or kind is None or _has_digit(label):
            unlike += 1
        elif kind != "word":
            same = kind_of(last) == kind
            alike, unlike = alike + same, unlike + (not same)
        elif all(below[cell.column]):
            alike, unlike = alike + _has_digit(last), unlike + (not _has_digit(last))
    return len(lines) > 1 and alike > unlike


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _column_kinds(grids: Sequence[Grid], depth: int) -> list[Kind | None]:
    """The usual kind of value of each column, by the rows under the header."""
    texts: list[list[str]] = [[] for _ in range(grids[0].columns)]
    for grid in grids[:_SAMPLED_PAGES]:
        for cell in grid.cells:
            if cell.row >= depth and cell.column_span == 1 and cell.column < len(texts):
                texts[cell.column].append(cell.text)
    return [usual_kind(column[:_SAMPLED_ROWS]) for column in texts]


def _is_data(cells: Sequence[Cell], kinds: Sequence[Kind | None]) -> bool:
    """Whether a row of cells looks like data under the header, by the kinds of its columns."""
    alike = unlike = 0
    numbers: list[str] = []
    for cell in cells:
        kind = kind_of(cell.text)
        usual = kinds[cell.column] if cell.column_span == 1 else None
        if kind is None:
            continue
        if kind == "number":
            numbers.append(cell.text.strip())
        if usual is not None and usual != "word":
            alike += kind == usual
            unlike += kind == "word"
    return alike > unlike and not _are_column_numbers(numbers, cells)


def _are_column_numbers(numbers: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether a row numbers its columns, 1, 2, 3 ..., or has a year for each, 28, 29, 30 ..."""
    filled = sum(bool(cell.text.strip()) for cell in cells)
    values = [text for text in numbers if text.isdecimal()]
    if len(values) < len(numbers) or len(values) < max(filled / 2, _MIN_COLUMN_NUMBERS):
        return False
    return all(int(b) == int(a) + 1 for a, b in pairwise(values))


def repeated_depth(header: Grid, depth: int, grid: Grid) -> int:
    """How many leading rows of ``grid`` repeat the first ``depth`` rows of ``header``."""
    if grid.rows >= depth and alike(rows_text(header, 0, depth), rows_text(grid, 0, depth)):
        return depth
    return min(_repeated_rows(header, grid, depth), depth)


def repeated_within(header: Grid, depth: int, grid: Grid, start: int) -> set[int]:
    """Rows of ``grid`` from ``start`` on that repeat the header between rows of data."""
    # A title over the labels is not repeated with them.
    titles = {cell.row for cell in title_texts(header, depth)}
    top = next((row for row in range(depth) if row not in titles), depth)
    labels = (cell.text for cell in header.cells if cell.row >= top and cell.text.strip())
    first = fold_label(next(labels, ""))
    wanted, depth = rows_text(header, top, depth), depth - top
    rows: set[int] = set()
    for cell in grid.cells:
        if cell.column == 0 and cell.row >= start and cell.row and fold_label(cell.text) == first:
            block = range(cell.row, min(cell.row + depth, grid.rows))
            if alike(wanted, rows_text(grid, block.start, block.stop)):
                rows.update(block)
    return rows


def split_header(header: Grid, depth: int, grid: Grid) -> Grid:
    """``grid`` with its repeated header split from a first row that no ruling separates from it.

    Some producers omit the ruling where they cut a row, so that label and value are in one cell.
    Where (nearly) all lowest header cells begin with their column's label, each is split.
    """
    labels = {
        column: cell.text
        for cell in header.cells
        if cell.row < depth <= cell.row + cell.row_span
        for column in range(cell.column, cell.column + cell.column_span)
    }
    lowest = [cell for cell in grid.cells if cell.row < depth <= cell.row + cell.row_span]
    parts = {cell: _part(cell.text, labels.get(cell.column, "")) for cell in lowest}
    labelled = [cell for cell in lowest if labels.get(cell.column, "").strip()]
    found = [parts[cell] for cell in labelled]
    if (
        grid.rows < depth
        or sum(part is not None for part in found) < _SIMILAR * max(len(found), 1)
        or not any(part and part[1].strip() for part in found)
    ):
        return grid
    cells = []
    for cell in grid.cells:
        part = parts.get(cell)
        if cell in parts:
            above, below = part if part is not None else ("", cell.text)
            cells.append(replace(cell, text=above, row_span=depth - cell.row))
            more = cell.row + cell.row_span - depth
            cells.append(replace(cell, text=below, row=depth, row_span=1 + more))
        else:
            cells.append(replace(cell, row=cell.row + 1) if cell.row >= depth else cell)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    # The row has no upper side of its own; it gets that of the header's last row.
    ys = (*grid.ys[:depth], grid.ys[depth - 1], *grid.ys[depth:])
    return replace(grid, rows=grid.rows + 1, cells=tuple(cells), ys=ys)


def _part(text: str, label: str) -> tuple[str, str] | None:
    """The leading lines of ``text`` that are ``label``, and the rest; None if there are none."""
    wanted = fold_label(label)
    lines = text.split("\n")
    for count in range(len(lines) + 1):
        above = "\n".join(lines[:count])
        if fold_label(above) == wanted:
            return above, "\n".join(lines[count:])
    return None


def same_header(first: Grid, other: Grid) -> bool:
    """Whether two grids begin with the same labels, whatever their column counts."""
    depth = min(_spanned_depth(first), first.rows, other.rows)
    return alike(rows_text(first, 0, depth), rows_text(other, 0, depth))


def column_labels(grid: Grid, depth: int) -> tuple[str, ...]:
    """One label per column: the texts of its header cells, top to bottom, joined by a space."""
    if not depth:
        # Without a header, columns are named by their place.
        return tuple(f"列{n}" for n in range(1, grid.columns + 1))
    *_, labels = labels_by_depth(grid, depth)
    return labels


def labels_by_depth(grid: Grid, most: int) -> Iterator[tuple[str, ...]]:
    """The labels of the columns if the header has 1, 2 ... ``most`` rows."""
    levels: list[list[str]] = [[] for _ in range(grid.columns)]
    numbers = numbering_rows(grid, most)
    rows: list[list[Cell]] = [[] for _ in range(most)]
    for cell in leading(grid, most):
        if cell.row not in numbers and cell.text.strip() and not is_over_all(cell, grid):
            rows[cell.row].append(cell)
    for cells in rows:
        for cell in cells:
            text = _one_line(cell.text)
            for column in range(cell.column, cell.column + cell.column_span):
                levels[column].append(text)
        yield tuple(map(" ".join, levels))


@remember(1024)  # every page repeats the labels
def _one_line(text: str) -> str:
    return join_lines(text).strip()


def title_texts(grid: Grid, depth: int) -> list[Cell]:
    """Header cells over the whole width: a title inside the frame."""
    return [cell for cell in leading(grid, depth) if is_over_all(cell, grid)]


def rows_text(grid: Grid, start: int, stop: int) -> str:
    """The folded text of rows ``start`` to ``stop`` of ``grid``."""
    folded = grid.folded
    for row in range(start, stop):
        if row not in folded:
            low, high = (bisect_left(grid.cells, at, key=_ROW) for at in (row, row + 1))
            folded[row] = "".join([fold_label(cell.text) for cell in grid.cells[low:high]])
    return "".join(map(folded.__getitem__, range(start, stop)))


def alike(first: str, second: str) -> bool:
    """Whether two folded texts are the same label row, printed twice.

    Their digits must be equal, since rows of data may differ in nothing else.
    """
    if first == second:
        return bool(first)
    if not first or not second or _decimals(first) != _decimals(second):
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(bound() >= _SIMILAR for bound in bounds)


def _decimals(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _is_beside(cell: Cell) -> bool:
    """Whether a blank is too high for a corner of a header: nothing is printed there."""
    return cell.row_span > _BLANK_ROWS and not cell.text.strip()


def _repeated_rows(first: Grid, other: Grid, sure: int) -> int:
    """How many leading rows two grids share.

    The first ``sure`` rows are labels, for which similar text is enough. Further rows must be
    equal, since neighboring rows of data are often similar, and no heading of a section.
    """
    for depth in range(min(MAX_DEPTH, first.rows, other.rows)):
        one, two = (rows_text(grid, depth, depth + 1) for grid in (first, other))
        if not (alike(one, two) if depth < sure else one and one == two):
            return depth
        if depth >= sure > 0 and _is_one_text(first, depth):
            return depth
    return min(MAX_DEPTH, first.rows, other.rows)


def _is_one_text(grid: Grid, at: int) -> bool:
    """Whether row ``at`` of a grid of several columns begins with its only text."""
    cells = leading(grid, at + 1)[len(leading(grid, at)) :]
    filled = [cell.column for cell in cells if cell.text.strip()]
    return grid.columns > 1 and filled == [0] and len(cells) == grid.columns


def _spanned_depth(grid: Grid) -> int:
    """Header depth by spans alone: a label over several columns has its parts in the row below."""
    depth = 1
    while depth < min(MAX_DEPTH, grid.rows):
        reach, is_group = depth, False
        for cell in grid.cells:
            end = cell.row + cell.row_span
            if cell.row < depth and end >= reach and not _is_beside(cell):
                is_group = cell.column_span > 1 or (is_group and end == reach)
                reach = end
        # A group label or title at the lowest level implies one more row.
        if is_group and not is_under_labels(grid, reach):
            reach += 1
        if reach <= depth:
            break
        depth = reach
    if depth == 1 < grid.rows and _has_two_lines(grid):
        return 2
    return min(depth, MAX_DEPTH)


def _has_two_lines(grid: Grid) -> bool:
    """Whether the second row has labels only under group labels that are not merged over them."""
    lines = [[""] * grid.columns for _ in range(2)]
    for cell in leading(grid, 2):
        if cell.row + cell.row_span > 2 or cell.column_span > 1:
            return False
        if kind_of(cell.text) not in (None, "word"):
            return False
        lines[cell.row][cell.column] = cell.text
    return bool(header_spans(lines))
