"""Horizontal rulings that are missing: two records in one ruled row.

A row is parted where the columns that always have one line have two there, as far apart as rows
are. What is parted is reported, and so is what might be two rows and is left as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from math import log

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.array_steps import begins, columns, median
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import FloatArray, Page, sorted_within
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.column_match import grids_by_columns
from kyoten_extract.table.ruled_columns import Header
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.value_kind import counts_on, is_row_number
from kyoten_extract.table.weighed_reason import weighed
from kyoten_extract.table.widest_white import free_height
from kyoten_extract.text.shorten import quoted

# Log odds from which on a row is parted, from which on that is sure (50 to 1), and from which on
# a row that stays whole is reported.
_PARTED, _SURE, _DOUBTFUL = 1.5, 4.0, 0.0
# Before any evidence: of all ruled rows with cells of several lines, few lack a line.
_PRIOR = -3.0
# Share of a column's cells that have one line, and their least number, where it always has one.
_SINGLE_LINES, _ROUGHLY_SINGLE, _MIN_SINGLE = 0.8, 0.5, 2
# Share of the steps from number to number that are by one, in a column of running numbers.
_STEPS_BY_ONE = 0.6
# Share of the rows that may have several lines in such columns: where more have, that is usual.
_FEW_ROWS, _FEWEST = 0.2, 2
# Such columns, at least, that have as many lines as there are records.
_MIN_COLUMNS = 2
# Shares are trusted up to this, and taken as if so many more cells had been seen.
_MOST_SHARE, _IMAGINED = 0.97, 1.0
# Ems: lines that are on one height; and steps that are the same.
_ONE_HEIGHT, _SAME_STEP = 0.3, 0.25
# Share of the usual row's height, for each record, that a row of several has at least.
_LEAST_HEIGHT = 0.8

# Log odds of each sign; all columns of single lines together weigh no more than so much.
_MOST_FOR_LINES = 6.0
_NUMBERS_GO_ON, _NUMBERS_ELSE = 5.0, -3.0
_ROW_STEP = 2.0
_LOW = -4.0
# A line between the heights of the records is in the middle of one row.
_BETWEEN = -5.0


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the rows of a table show: of each column the share with one line, and of filled cells.

    ``single`` are the columns that have one line. ``height`` is that of the lowest row, in
    points. ``running`` are columns of running numbers.
    """

    one_line: dict[int, float]
    filled: dict[int, float]
    single: frozenset[int]
    running: frozenset[int]
    height: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A ruled row that may hold ``count`` records: the lines of each column.

    ``several`` are the columns with several lines.
    """

    grid: Grid
    row: int
    count: int
    cells: dict[int, tuple[str, ...]]
    several: tuple[int, ...] = ()

    @property
    def height(self) -> float:
        return self.grid.ys[self.row + 1] - self.grid.ys[self.row]


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many of some rows fill each column, and have one line there, and their least heights.

    ``lowest`` are up to two, in points, so that one row can be left out.
    """

    rows: int
    filled: Counter[int]
    one_line: Counter[int]
    lowest: tuple[float, ...]

    @classmethod
    def of(cls, rows: Sequence[_Row]) -> _Tally:
        filled = Counter(chain.from_iterable([row.cells for row in rows]))
        one_line = Counter(
            [column for row in rows for column, lines in row.cells.items() if len(lines) == 1]
        )
        return cls(len(rows), filled, one_line, tuple(sorted(row.height for row in rows)[:2]))

    def without(self, row: _Row) -> _Tally:
        """The same without one of the rows."""
        own = [column for column, lines in row.cells.items() if len(lines) == 1]
        lowest = self.lowest[1:] if row.height in self.lowest[:1] else self.lowest[:1]
        one_line = self.one_line - Counter(own)
        return _Tally(self.rows - 1, self.filled - Counter(row.cells.keys()), one_line, lowest)

    def single(self, least: float) -> frozenset[int]:
        """The columns of which at least a share of the filled cells has one line."""
        return frozenset(
            column
            for column, count in self.filled.items()
            if self.one_line[column] >= max(_MIN_SINGLE, least * count)
        )


def with_missing_horizontals(
    contents: Sequence[PageContent],
    read: Callable[[int], Page],
    settings: TableSettings = DEFAULT,
) -> tuple[list[PageContent], list[Finding]]:
    """``contents`` with rows parted where a ruling is missing, and findings on them.

    ``read`` loads a page again; only pages with a row that may be several are.
    """
    suspects: defaultdict[int, list[tuple[_Row, _Habits]]] = defaultdict(list)
    for group in grids_by_columns(contents, settings):
        for row, habits in _suspects(group):
            suspects[row.grid.page].append((row, habits))
    result: list[PageContent] = []
    findings: list[Finding] = []
    for content in contents:
        if content.number in suspects:
            page = read(content.number)
            inked = page.characters.boxes[~page.characters.is_blank]
            cuts: list[tuple[float, float, float]] = []
            for row, habits in suspects[content.number]:
                ends, finding = _decide(row, habits, inked)
                cuts += ((y, row.grid.xs[0], row.grid.xs[-1]) for y in ends)
                findings += [finding] if finding else []
            if cuts:
                content = read_page(page.with_lines_across(cuts), settings)
        result.append(content)
    return result, findings


def _suspects(group: Sequence[Grid]) -> list[tuple[_Row, _Habits]]:
    """The rows in which columns of single lines have several, and the table's habits."""
    every = [row for grid in group for row in _rows(grid)]
    # Most tables have no row whose cells agree in their lines, or only one of labels.
    stacks = [row for row in every if row.several and _records(row, row.cells) > 1]
    if not stacks:
        return []
    header = Header.of(group)
    depth = {id(grid): header.rows(grid) for grid in group}
    stacks = [row for row in stacks if row.row >= depth[id(row.grid)]]
    if not stacks:
        return []
    rows = [row for row in every if row.row >= depth[id(row.grid)]]
    tally = _Tally.of(rows)
    # A row that may be several is no witness of itself, so at first half of the cells are enough.
    rough = tally.single(_ROUGHLY_SINGLE)
    stacks = [row for row in stacks if _records(row, rough) > 1]
    if len(stacks) > max(_FEWEST, _FEW_ROWS * len(rows)):
        return []
    running = _running(rows, tally.filled) if stacks else frozenset()
    found = []
    for row in stacks:
        habits = _habits(tally.without(row), running)
        count = _records(row, habits.single)
        if count > 1:
            found.append((replace(row, count=count), habits))
    return found


def _records(row: _Row, columns: Container[int]) -> int:
    """How many lines several cells in some ``columns`` have, more than one; else 1.

    One cell is enough that has a number on each line, and the next on the next one.
    """
    cells = [row.cells[column] for column in row.several if column in columns]
    if not cells:
        return 1
    numbers = next((len(lines) for lines in cells if counts_on(lines)), 0)
    counts = list(map(len, cells))
    usual = max(counts, key=counts.count)
    return numbers or (usual if counts.count(usual) >= _MIN_COLUMNS else 1)


def _rows(grid: Grid) -> list[_Row]:
    """The rows of a grid that no merged cell reaches into, with the lines of their cells."""
    cells: list[dict[int, tuple[str, ...]]] = [{} for _ in range(grid.rows)]
    several: list[tuple[int, ...]] = [()] * grid.rows
    merged: set[int] = set()
    for cell in grid.cells:
        if cell.row_span > 1:
            merged.update(range(cell.row, cell.row + cell.row_span))
        elif (text := cell.text) and not text.isspace():
            if "\n" not in text:
                cells[cell.row][cell.column] = (text,)
                continue
            lines = cells[cell.row][cell.column] = _lines(text)
            if len(lines) > 1:
                several[cell.row] += (cell.column,)
    return [
        _Row(grid, index, 1, own, several[index])
        for index, own in enumerate(cells)
        if own and index not in merged
    ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple([line for line in text.split("\n") if line.strip()])


def _running(rows: Sequence[_Row], filled: Counter[int]) -> frozenset[int]:
    """The columns of running numbers, by all their lines; ``filled`` counts their cells."""
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        for column, lines in row.cells.items():
            for line in lines:
                # Most texts do not begin with a figure.
                if line[0].isdecimal() and is_row_number(line):
                    numbers[column].append(int(line))
    return frozenset(
        column
        for column, own in numbers.items()
        if len(own) >= max(filled[column], 2)
        and sum(b == a + 1 for a, b in pairwise(own)) >= _STEPS_BY_ONE * (len(own) - 1)
    )


def _habits(tally: _Tally, running: frozenset[int]) -> _Habits:
    return _Habits(
        {
            column: min(tally.one_line[column] / (count + _IMAGINED), _MOST_SHARE)
            for column, count in tally.filled.items()
        },
        {
            column: min((count + _IMAGINED) / (tally.rows + 2 * _IMAGINED), _MOST_SHARE)
            for column, count in tally.filled.items()
        },
        tally.single(_SINGLE_LINES),
        running,
        min(tally.lowest, default=0.0),
    )


def _decide(row: _Row, habits: _Habits, inked: FloatArray) -> tuple[list[float], Finding | None]:
    """The heights at which a row is parted, and what is to be said.

    ``inked`` (n, 4) are the boxes of the page's characters.
    """
    places = _line_places(row, inked)
    own = [c for c, lines in row.cells.items() if c in habits.single and len(lines) == row.count]
    own = [column for column in own if len(places.get(column, ())) == row.count]
    if not own:
        return [], None
    heights = np.array([places[column] for column in own])
    em = median(heights[:, :, 1] - heights[:, :, 0])
    # Records stand side by side; a text that only happens to have as many lines may not.
    apart = np.abs(heights[:, None, :, 1] - heights[None, :, :, 1]).max(axis=2)
    beside = apart <= _ONE_HEIGHT * em
    kept = beside[int(beside.sum(axis=1).argmax())]
    least = _MIN_COLUMNS if len(own) > 1 else 1
    if kept.sum() < max(least, len(own) / 2):
        return [], None
    own = [column for column, good in zip(own, kept.tolist(), strict=True) if good]
    heights = heights[kept]
    bottoms = heights[:, :, 1]
    if (np.diff(bottoms.mean(axis=0)) < habits.height - _SAME_STEP * em).any():
        # Records are no nearer to each other than the lowest row is high.
        return [], None
    weight, evidence = _weigh(row, habits, own, places, bottoms.mean(axis=0), em)
    boxes = np.concatenate(list(places.values()))
    ends = [
        y
        for one, other in pairwise(heights.transpose(1, 0, 2))
        if (y := free_height(boxes, float(one[:, 1].max()), float(other[:, 0].min()))) is not None
    ]
    parted = weight >= _PARTED and len(ends) == row.count - 1
    if weight < _DOUBTFUL:
        return [], None
    return ends if parted else [], _finding(row, evidence, weight, parted=parted)


def _line_places(row: _Row, inked: FloatArray) -> dict[int, FloatArray]:
    """Column to (n, 2) top and bottom of each line of its text in a row."""
    grid = row.grid
    middle = (inked[:, 1] + inked[:, 3]) / 2
    boxes = inked[(middle > grid.ys[row.row]) & (middle < grid.ys[row.row + 1])]
    column = np.searchsorted(grid.xs, (boxes[:, 0] + boxes[:, 2]) / 2) - 1
    if not len(boxes):
        return {}
    order = sorted_within(column, boxes[:, 1])
    column, top, bottom = column[order], boxes[order, 1], boxes[order, 3]
    # Each column is shifted beyond the one before, so that one running maximum serves all.
    shift = column * (bottom.max() - top.min() + 1.0)
    reach = np.maximum.accumulate(bottom + shift)
    new = begins(column)
    new[1:] |= (top + shift)[1:] > reach[:-1] - 0.5 * (bottom - top)[1:]
    first = np.flatnonzero(new)
    lines = columns(np.minimum.reduceat(top, first), np.maximum.reduceat(bottom, first))
    starts = np.flatnonzero(begins(column[first]))
    owners = column[first[starts]].tolist()
    found = dict(zip(owners, np.split(lines, starts[1:]), strict=True))
    return {index: found[index] for index in row.cells if index in found}


def _weigh(
    row: _Row,
    habits: _Habits,
    own: Sequence[int],
    places: Mapping[int, FloatArray],
    bottoms: FloatArray,
    em: float,
) -> tuple[float, list[str]]:
    """Log odds that a row is several, with the evidence in words.

    ``own`` columns have a line for each record, at ``bottoms``; ``places`` are those of all lines.
    """
    signs: list[tuple[float, str]] = []
    kept = min(sum(-log(1 - habits.one_line[column]) for column in own), _MOST_FOR_LINES)
    held = {"count": row.count, "columns": len(own)}
    signs.append((kept, say("{count} lines in {columns} columns that have one elsewhere", **held)))
    for column in habits.running & row.cells.keys():
        lines = row.cells[column]
        if len(lines) == row.count and counts_on(lines):
            ends = {"first": lines[0], "last": lines[-1]}
            signs.append((_NUMBERS_GO_ON, say("the numbers {first} to {last}", **ends)))
        else:
            signs.append((_NUMBERS_ELSE, say("one number {lines}", lines=lines[0])))
    for column in sorted(habits.single - habits.running):
        if len(row.cells.get(column, ())) == 1 and len(places.get(column, ())) == 1:
            off_all = np.abs(places[column][0, 1] - bottoms).min() > _ONE_HEIGHT * em
            blank = log(1 - habits.filled[column]) + _BETWEEN * off_all
            signs.append((blank, say("one line in column {column}", column=column + 1)))
    signs.append((_ROW_STEP, say("the lines are as far apart as rows are")))
    if row.height < _LEAST_HEIGHT * row.count * habits.height:
        signs.append((_LOW, say("the row is lower than {count} rows", count=row.count)))
    return _PRIOR + sum(weight for weight, _ in signs), [
        weighed(what, weight) for weight, what in signs
    ]


def _finding(row: _Row, evidence: Sequence[str], weight: float, *, parted: bool) -> Finding:
    grid = row.grid
    texts = [
        " | ".join(
            quoted(lines[index])
            for _, lines in sorted(row.cells.items())
            if len(lines) == row.count
        )
        for index in (0, row.count - 1)
    ]
    several = say("two rows") if row.count == 2 else say("{count} rows", count=row.count)
    read, other = (several, say("one row")) if parted else (say("one row"), several)
    return codes.LINE_MISSING(
        say(
            "page {page}: no line is drawn between {upper!r} and {lower!r}; read "
            "as {read}; evidence: {evidence:; }",
            page=grid.page,
            upper=texts[0],
            lower=texts[1],
            read=read,
            evidence=evidence,
        ),
        severity="info" if parted and weight >= _SURE else "warning",
        page=grid.page,
        bbox=(grid.xs[0], grid.ys[row.row], grid.xs[-1], grid.ys[row.row + 1]),
        expected=other,
        actual=read,
    )
