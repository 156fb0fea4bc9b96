"""Page grids to whole tables: repeated headers are dropped, rows cut by a page end rejoined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kyoten_extract.model.table_model import PictureLine, Row, Table
from kyoten_extract.page.grid import Grid, PageContent, TextRun, count_ink
from kyoten_extract.table.column_match import same_columns, with_columns_of
from kyoten_extract.table.header import (
    column_labels,
    header_depth,
    repeated_depth,
    repeated_within,
    same_header,
    split_header,
    title_texts,
)
from kyoten_extract.table.settings import DEFAULT, TableSettings

# Rows: with fewer rows that no page end touches, those that one touches are counted too.
_MIN_WHOLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class StitchedTable:
    """A table, and the page grids it was made from."""

    table: Table
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Stitched:
    """All tables of a document in printed order, and the text outside them."""

    tables: tuple[StitchedTable, ...]
    outside: tuple[TextRun, ...]


def stitch(contents: Iterable[PageContent], settings: TableSettings = DEFAULT) -> Stitched:
    """The tables of a document, each stitched over its pages."""
    chains: list[list[Grid]] = []
    outside: list[TextRun] = []
    for content in contents:
        outside += content.outside
        for grid in content.grids:
            going_on = (c for c in reversed(chains) if _continues(c[-1], grid, c[0], settings))
            chain = next(going_on, None)
            if chain is None:
                chains.append([grid])
            else:
                chain.append(grid)
    tables = []
    for chain in chains:
        table, titles = _table(chain, settings)
        tables.append(StitchedTable(table, tuple(chain)))
        outside += titles
    return Stitched(tuple(tables), tuple(sorted(outside, key=lambda run: run.page)))


def _continues(last: Grid, grid: Grid, first: Grid, settings: TableSettings) -> bool:
    """Whether ``grid`` continues the table that has grids ``first`` to ``last``."""
    if last.page == grid.page and grid.ys[0] < last.ys[-1]:
        return False
    tolerance = settings.column_tolerance
    return same_columns(last, grid, tolerance) or same_header(first, grid)


@dataclass(frozen=True, slots=True)
class _Fragment:
    """One row of one grid's body."""

    row: Row
    merged: frozenset[int]  # columns whose cell spans several rows
    topmost: frozenset[int]  # columns whose cell begins with the body
    over_top: frozenset[int]  # columns whose text runs over the cell's upper side
    over_bottom: frozenset[int]
    filled: frozenset[int]
    first: bool
    last: bool
    open_top: bool
    open_bottom: bool


def _table(chain: Sequence[Grid], settings: TableSettings) -> tuple[Table, list[TextRun]]:
    # A page may have an extra column, so the header is taken from grids of the usual width.
    usual = Counter(grid.columns for grid in chain).most_common(1)[0][0]
    header = next(grid for grid in chain if grid.columns == usual)
    depth = header_depth([header, *(grid for grid in chain if grid is not header)])
    ink: dict[int, int] = {}
    titles: list[TextRun] = []
    bodies: list[list[_Fragment]] = []
    for grid in chain:
        grid = with_columns_of(header, grid, settings.column_tolerance)
        skip = repeated_depth(header, depth, grid)
        if not skip:
            grid = split_header(header, depth, grid)
            skip = repeated_depth(header, depth, grid)
        skipped = {*range(skip), *repeated_within(header, depth, grid, skip)}
        inside = title_texts(grid, skip)
        titles += (TextRun(grid.page, cell.text, cell.bbox) for cell in inside)
        count = sum(count_ink(cell.text) for cell in grid.cells if cell.row in skipped)
        count -= sum(count_ink(cell.text) for cell in inside)
        ink[grid.page] = ink.get(grid.page, 0) + count
        bodies.append(_fragments(grid, skipped))
    rows, again = _join(bodies, chain, settings.required_share)
    table = Table(
        column_labels(header, depth),
        rows,
        (),
        tuple(sorted(ink.items())),
        tuple(sorted(again.items())),
    )
    return table, titles


def _fragments(grid: Grid, skipped: set[int]) -> list[_Fragment]:
    """The body rows of ``grid``: all but the ``skipped`` header rows."""
    texts = [[""] * width for width in _widths(grid)]
    merged: list[set[int]] = [set() for _ in range(grid.rows)]
    ink = [0] * grid.rows
    links: list[list[tuple[int, str]]] = [[] for _ in range(grid.rows)]
    pictures: list[list[tuple[int, PictureLine]]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        first, text = cell.row, cell.text
        if text:
            ink[first] += count_ink(text)
        if cell.row_span == 1:
            texts[first][cell.column] = text
        else:
            for index in range(first, first + cell.row_span):
                texts[index][cell.column] = text
                merged[index].add(cell.column)
        if cell.links:
            for index in range(first, first + cell.row_span):
                links[index] += ((cell.column, uri) for uri in cell.links)
        if cell.picture:
            for index in range(first, first + cell.row_span):
                pictures[index] += ((cell.column, line) for line in cell.picture)
    fragments: list[_Fragment] = []
    body = [index for index in range(grid.rows) if index not in skipped]
    if not body:
        return []
    begins: list[set[int]] = [set() for _ in range(grid.rows)]
    for cell in grid.cells:
        if cell.row <= body[0]:
            for index in range(cell.row, cell.row + cell.row_span):
                begins[index].add(cell.column)
    over = _runs_over(grid)
    for index in body:
        box = (grid.page, grid.xs[0], grid.ys[index], grid.xs[-1], grid.ys[index + 1])
        row = Row(
            tuple(texts[index]),
            (grid.page,),
            (box,),
            (ink[index],),
            tuple(links[index]),
            tuple(pictures[index]),
        )
        fragments.append(
            _Fragment(
                row,
                frozenset(merged[index]),
                frozenset(begins[index]),
                over[0].get(index, frozenset()),
                over[1].get(index, frozenset()),
                frozenset(i for i, text in enumerate(row.cells) if text.strip()),
                index == body[0],
                index == body[-1],
                grid.open_top and index == 0,
                grid.open_bottom and index == grid.rows - 1,
            )
        )
    return fragments


def _runs_over(grid: Grid) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Columns whose text runs over the upper side of a row, and over its lower side, by row."""
    above: defaultdict[int, set[int]] = defaultdict(set)
    below: defaultdict[int, set[int]] = defaultdict(set)
    for cell in grid.cells:
        if cell.runs_over[0]:
            above[cell.row].add(cell.column)
        if cell.runs_over[1]:
            below[cell.row + cell.row_span - 1].add(cell.column)
    return (
        {row: frozenset(columns) for row, columns in above.items()},
        {row: frozenset(columns) for row, columns in below.items()},
    )


def _widths(grid: Grid) -> list[int]:
    """How many cells each row has: one per column, except in a transcript."""
    if sum(cell.row_span * cell.column_span for cell in grid.cells) == grid.rows * grid.columns:
        return [grid.columns] * grid.rows
    widths = [0] * grid.rows
    for cell in grid.cells:
        end = cell.column + cell.column_span
        for row in range(cell.row, cell.row + cell.row_span):
            widths[row] = max(widths[row], end)
    return widths


def _join(
    bodies: list[list[_Fragment]], chain: Sequence[Grid], required_share: float
) -> tuple[tuple[Row, ...], dict[int, int]]:
    """The rows, and how many characters each page repeats from the page before."""
    informative = not all(grid.open_bottom for grid in chain)
    profile = _Profile.of(bodies, required_share, informative=informative)
    rows: list[Row] = []
    again: Counter[int] = Counter()
    previous: _Fragment | None = None
    for body in bodies:
        for fragment in body:
            if previous is not None and fragment.first and profile.joins(previous, fragment):
                repeated = _printed_again(previous, fragment)
                lower, count = _without_lines(fragment.row, repeated)
                again[fragment.row.pages[0]] += count
                rows[-1] = _joined(rows[-1], lower)
                previous = replace(fragment, filled=previous.filled | fragment.filled)
            elif fragment.filled:
                rows.append(_carry(fragment, rows[-1], profile) if rows else fragment.row)
                previous = fragment
    return tuple(rows), +again


def _carry(fragment: _Fragment, above: Row, profile: _Profile) -> Row:
    """A row at the top of a page, with the text of merged cells continued from the page before.

    A merged cell that continues is drawn again on the new page, without its text.
    """
    cells = list(fragment.row.cells)
    for column in (profile.merged & fragment.topmost) - fragment.filled:
        if column < len(above.cells):
            cells[column] = above.cells[column]
    return replace(fragment.row, cells=tuple(cells))


def _without_lines(row: Row, first: Mapping[int, int]) -> tuple[Row, int]:
    """``row`` without the ``first`` lines of its cells (column to count), and their ink."""
    if not first:
        return row, 0
    rest = tuple(
        "\n".join(text.split("\n")[first.get(column, 0) :]) for column, text in enumerate(row.cells)
    )
    count = sum(map(count_ink, row.cells)) - sum(map(count_ink, rest))
    return replace(row, cells=rest, ink=(row.ink[0] - count, *row.ink[1:])), count


def _joined(upper: Row, lower: Row) -> Row:
    """One row from its two halves; text in both halves of a cell is joined by a newline."""
    width = max(len(upper.cells), len(lower.cells))
    above = upper.cells + ("",) * (width - len(upper.cells))
    below = lower.cells + ("",) * (width - len(lower.cells))
    cells = []
    for one, rest in zip(above, below, strict=True):
        both = one.strip() and rest.strip()
        cells.append(f"{one}\n{rest}" if both else (one if one.strip() else rest))
    return Row(
        tuple(cells),
        upper.pages + lower.pages,
        upper.boxes + lower.boxes,
        upper.ink + lower.ink,
        tuple(dict.fromkeys(upper.links + lower.links)),
        upper.pictures + lower.pictures,
    )


def _printed_again(upper: _Fragment, lower: _Fragment) -> dict[int, int]:
    """Column to number of lines that the lower half repeats from the upper.

    A line that the page end cuts through is drawn on both pages, half of it visible on each; Excel
    even draws all text of the cell on both. Text like this runs over the side of its cell.
    """
    repeated = {}
    for column in upper.over_bottom | lower.over_top:
        above, below = (f.row.cells[column].split("\n") for f in (upper, lower))
        for count in range(min(len(above), len(below)), 0, -1):
            if above[-count:] == below[:count] and "".join(below[:count]).strip():
                repeated[column] = count
                break
    return repeated


@dataclass(frozen=True, slots=True)
class _Profile:
    """Columns of a table, as seen in the rows that no page end touches.

    Attributes:
        required: columns that (nearly) every row fills.
        numeric: columns that hold nothing but one short number.
        merged: columns with cells merged down.
        open_ends: whether a missing ruling at the end of a grid shows that its last row goes on.
            It shows nothing where the producer draws that ruling always, or never.
    """

    required: frozenset[int]
    numeric: frozenset[int]
    merged: frozenset[int]
    open_ends: bool

    @classmethod
    def of(
        cls, bodies: list[list[_Fragment]], required_share: float, *, informative: bool
    ) -> _Profile:
        fragments = [fragment for body in bodies for fragment in body if fragment.filled]
        inner = [f for f in fragments if not f.first and not f.last]
        few = len(inner) < _MIN_WHOLE_ROWS
        if few:
            inner = fragments
        columns = range(max((len(f.row.cells) for f in fragments), default=0))
        merged = frozenset(column for f in fragments for column in f.merged)
        required, numeric = set(), set()
        for column in columns:
            texts = [f.row.cells[column] for f in inner if column < len(f.row.cells)]
            filled = [text.strip() for text in texts if text.strip()]
            if not filled or column in merged:
                continue
            if all(text.isdecimal() for text in filled):
                numeric.add(column)
            # Where any row may be half of one, only numbers are known to be in each whole row.
            if len(filled) >= required_share * len(texts) or (few and column in numeric):
                required.add(column)
        opens = informative and any(f.open_bottom for f in fragments)
        return cls(frozenset(required), frozenset(numeric), merged, opens)

    def joins(self, upper: _Fragment, lower: _Fragment) -> bool:
        """Whether ``lower``, first of its page, is the rest of ``upper``, last of the page before.

        A number in both halves is evidence against it, since a number takes one line, unless that
        line is printed twice. Evidence for it is a missing ruling at the cut, or a column that is
        empty in one half but in no whole row.
        """
        both = self.numeric & upper.filled & lower.filled
        if both:
            return both <= _printed_again(upper, lower).keys()
        if self.open_ends:
            return upper.open_bottom or lower.open_top
        if not lower.filled:
            return False
        return bool(self.required - upper.filled) or bool(self.required - lower.filled)
