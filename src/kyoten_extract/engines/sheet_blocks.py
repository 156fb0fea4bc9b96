"""The cells of a sheet as a page: its tables as grids, and the text above, between and below them.

A workbook's sheet and a CSV file are one page each. Blank rows and columns part tables, as do the
frames of cells where a sheet has them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from statistics import median

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.two_line_header import header_spans
from kyoten_extract.messages import say
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun, count_ink
from kyoten_extract.page.text_quality import FAIR, Condition

# Share of the usual row's cells: the first row with more begins the table.
_DENSE = 0.5
# Columns: a block without frames and with more has a title where a row has few texts.
_FEW_OF = 3
# Share of the columns of the block above: one below with fewer is a table of its own.
_SAME_TABLE = 0.6
# Cuts within cuts; blocks in each other any deeper are no tables that a person makes.
_MOST_CUTS = 40
# Limits on hostile input; a list of 30,000 rows and 20 columns has 600,000 cells.
_MAX_CELLS, _MAX_TABLES = 2_000_000, 200
_NOTE = regex(r"\s*[(（\[]?(?:[※＊*]|注|備考|資料|出典|出所)")


class TooLargeError(ValueError):
    """A sheet is larger than any list."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a sheet that has text or a frame.

    Attributes:
        row, column: the first that it covers of those on show, from 0.
        row_span, column_span: how many of these it covers.
        text: as shown; lines are separated by newlines.
        framed: it has a border at its left or right.
        links: the addresses of its hyperlinks.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    framed: bool = False
    links: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether it has text with ink."""
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows and columns of a sheet begin: ``x(column)``, ``y(row)``, in points."""

    x: Callable[[int], float]
    y: Callable[[int], float]

    def box(self, cell: SheetCell) -> tuple[float, float, float, float]:
        """The bbox of a cell."""
        right, below = cell.column + cell.column_span, cell.row + cell.row_span
        return self.x(cell.column), self.y(cell.row), self.x(right), self.y(below)


def page_of(
    number: int, cells: Iterable[SheetCell], places: Places, condition: Condition = FAIR
) -> PageContent:
    """The sheet ``number`` as a page.

    Args:
        number: from 1.
        cells: those with text or frames; none covers another.
        places: of rows and columns.
        condition: of the text.

    Raises:
        TooLargeError: a table has more cells, or the sheet more tables, than a list has.
    """
    cells = list(cells)
    printed = sum(count_ink(cell.text) for cell in cells)
    tables: list[list[SheetCell]] = []
    outside: list[SheetCell] = []
    blocks = [block for block in _blocks(cells) if any(cell.filled for cell in block)]
    blocks.sort(key=lambda block: min((cell.row, cell.column) for cell in block))
    extents = Counter(map(_extent, blocks))
    for block in blocks:
        table, rest = _table_and_rest(block)
        if not _is_table(table) and (rest or not _is_row_of(table, extents)):
            table, rest = [], block
        outside += (cell for cell in rest if cell.filled)
        if table:
            tables.append(table)
    if len(tables) > _MAX_TABLES:
        raise TooLargeError(say("the sheet has over {max_tables} tables", max_tables=_MAX_TABLES))
    grids = []
    above: list[tuple[int, ...]] = []
    for table in tables:
        columns = _columns_of(table, above)
        above.append(columns)
        grids.append(_grid(number, table, columns, places))
    runs = [run for cell in outside for run in _runs(number, cell, places)]
    runs.sort(key=lambda run: (run.bbox[1], run.bbox[0]))
    return PageContent(number, tuple(grids), tuple(runs), printed, condition)


def _blocks(cells: list[SheetCell]) -> list[list[SheetCell]]:
    """The groups of cells that blank rows and columns part, by cuts right across in turn."""
    found: list[list[SheetCell]] = []
    waiting = [(cells, 0)] if cells else []
    while waiting:
        group, depth = waiting.pop()
        parts = _cut(group, _rows) if depth < _MOST_CUTS else [group]
        if len(parts) == 1 and depth < _MOST_CUTS:
            parts = _cut(group, _columns)
            if len(parts) > 1 and len(set(map(_height, parts))) == 1:
                # As high as each other: one table, with a column that is blank.
                parts = [group]
        if len(parts) == 1:
            found.append(group)
        else:
            waiting += ((part, depth + 1) for part in parts)
    return found


def _height(part: list[SheetCell]) -> tuple[int, int]:
    """The first row and the last of the table of a block; a title may stand above its left part."""
    table = _table_and_rest(part)[0] or part
    return min(map(_top, table)), max(map(_bottom, table))


def _cut(
    cells: list[SheetCell], extent: Callable[[SheetCell], tuple[int, int]]
) -> list[list[SheetCell]]:
    parts: list[list[SheetCell]] = []
    end = -1
    for cell in sorted(cells, key=extent):
        first, last = extent(cell)
        if not parts or first > end:
            parts.append([])
        parts[-1].append(cell)
        end = max(end, last)
    return parts


def _rows(cell: SheetCell) -> tuple[int, int]:
    return cell.row, cell.row + cell.row_span


def _columns(cell: SheetCell) -> tuple[int, int]:
    return cell.column, cell.column + cell.column_span


def _top(cell: SheetCell) -> int:
    return cell.row


def _bottom(cell: SheetCell) -> int:
    return cell.row + cell.row_span


def _extent(cells: Sequence[SheetCell]) -> tuple[int, int]:
    filled = [cell for cell in cells if cell.filled]
    return min(c.column for c in filled), max(c.column + c.column_span for c in filled)


def _table_and_rest(block: list[SheetCell]) -> tuple[list[SheetCell], list[SheetCell]]:
    """The cells of the table of a block, and of the titles above and the notes below it."""
    filled = [cell for cell in block if cell.filled]
    rows: defaultdict[int, list[SheetCell]] = defaultdict(list)
    starts: defaultdict[int, list[SheetCell]] = defaultdict(list)
    for cell in filled:
        starts[cell.row].append(cell)
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row].append(cell)
    order = sorted(starts)
    # Of most rows: a single one may be wider, by commas that are part of a text.
    width = median([count for row in order if (count := len(rows[row])) > 1] or [1])
    framed = [r for r in order if len(rows[r]) > 1 and _is_framed(rows[r])]
    full = [r for r in order if len(rows[r]) > max(1, width * _DENSE)]
    if 2 * len(framed) < len(full):
        framed = []  # Only a few rows of the list have frames, such as its totals.
    if not (framed or full):
        return filled, []
    dense = (framed or full)[0]
    leftmost = min(cell.column for cell in filled)
    labels = {cell.column for cell in rows[dense]}
    first = dense
    for row in order[: order.index(dense)]:
        if not _is_title(rows[row], labels, row, dense, bool(framed), width, leftmost):
            first = row
            break
    below = order[order.index(dense) + 1 :]
    frames = 2 * sum(_is_framed(rows[row]) for row in below) > len(below)
    while below and _is_note(starts[below[-1]], rows[below[-1]], frames, width):
        below.pop()
    last = below[-1] if below else dense
    table = [cell for cell in block if first <= cell.row <= last]
    return table, [cell for cell in filled if not first <= cell.row <= last]


def _is_title(
    cells: Sequence[SheetCell],
    labels: Set[int],
    row: int,
    dense: int,
    frames: bool,
    width: float,
    leftmost: int,
) -> bool:
    """Whether a row above the first full row of a block is none of its table."""
    if any(cell.row < row or cell.row + cell.row_span > dense for cell in cells):
        return False  # It reaches into the table, or is the label of several levels.
    if frames:
        return not any(cell.framed for cell in cells)
    if len(cells) == 1:
        return True
    if leftmost not in {cell.column for cell in cells}:
        return False  # Labels of groups of columns.
    if any(cell.column not in labels for cell in cells):
        return False  # Labels over no label: those of two levels.
    return len(cells) * _FEW_OF <= max(width, 2 * _FEW_OF)


def _is_framed(cells: Sequence[SheetCell]) -> bool:
    """Whether most cells of a row have borders at their sides."""
    return 2 * sum(cell.framed for cell in cells) > len(cells)


def _is_note(
    starts: Sequence[SheetCell], cells: Sequence[SheetCell], frames: bool, width: float
) -> bool:
    """Whether a row at the end of a block is a note below its table.

    A fuller row without frames may be a record that someone added.
    """
    if len(starts) < len(cells) or any(cell.framed for cell in cells):
        return False
    if frames and len(cells) < max(2, width * _DENSE):
        return True
    return len(cells) == 1 and bool(_NOTE.match(cells[0].text))


def _is_table(cells: Sequence[SheetCell]) -> bool:
    filled = [cell for cell in cells if cell.filled]
    return len({cell.row for cell in filled}) > 1 and len({cell.column for cell in filled}) > 1


def _is_row_of(cells: Sequence[SheetCell], extents: Mapping[tuple[int, int], int]) -> bool:
    """Whether a block of one row is a row of a table whose rows have blank ones between them.

    ``extents``: first and last column of all blocks of the sheet, and how many have them.
    """
    filled = [cell for cell in cells if cell.filled]
    first, last = _extent(cells)
    return (
        len(filled) >= _FEW_OF
        and len(filled) > _DENSE * (last - first)
        and extents[first, last] > 1
    )


def _columns_of(table: Sequence[SheetCell], above: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The columns in which texts of a table begin; those of the table above if it has few less.

    The last columns of a list are often empty in some of its parts.
    """
    own = {cell.column for cell in table if cell.filled}
    for columns in reversed(above):
        if own < set(columns) and len(own) >= _SAME_TABLE * len(columns):
            return columns
    return tuple(sorted(own))


def _grid(number: int, table: Sequence[SheetCell], columns: Sequence[int], places: Places) -> Grid:
    """A table without the rows and columns in which no text begins."""
    filled = sorted((c for c in table if c.filled), key=lambda cell: (cell.row, cell.column))
    rows = sorted({cell.row for cell in filled})
    row_at = {row: index for index, row in enumerate(rows)}
    column_at = {column: index for index, column in enumerate(columns)}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    texts: dict[tuple[int, int], SheetCell] = {}
    for cell in filled:
        down = sum(row in row_at for row in range(cell.row, cell.row + cell.row_span))
        across = sum(c in column_at for c in range(cell.column, cell.column + cell.column_span))
        place = row_at[cell.row], column_at[cell.column]
        texts[place] = cell
        if (down, across) != (1, 1):
            spans[place] = down, across
    if not any(row < 2 for row, _ in spans):
        lines = [
            [texts[r, c].text if (r, c) in texts else "" for c in range(len(columns))]
            for r in range(min(2, len(rows)))
        ]
        spans |= header_spans(lines)
    if len(rows) * len(columns) > _MAX_CELLS:
        raise TooLargeError(say("a table has over {max_cells} cells", max_cells=_MAX_CELLS))
    right = max(c.column + c.column_span for c in filled)
    below = max(c.row + c.row_span for c in filled)
    xs = (*map(places.x, columns), places.x(max(right, columns[-1] + 1)))
    ys = (*map(places.y, rows), places.y(below))
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for row in range(len(rows)):
        for column in range(len(columns)):
            if (row, column) in covered:
                continue
            down, across = spans.get((row, column), (1, 1))
            if not down:
                continue
            if (down, across) != (1, 1):
                covered |= {
                    (r, c) for r in range(row, row + down) for c in range(column, column + across)
                }
            box = (xs[column], ys[row], xs[column + across], ys[row + down])
            source = texts.get((row, column))
            text, links = ("", ()) if source is None else (source.text, source.links)
            cells.append(Cell(row, column, down, across, text, box, links=links))
    return Grid(number, len(columns), len(rows), tuple(cells), xs, ys, whole_rows=True)


def _runs(number: int, cell: SheetCell, places: Places) -> list[TextRun]:
    """The lines of a cell outside of all tables."""
    x0, top, x1, bottom = places.box(cell)
    lines = cell.text.split("\n")
    height = (bottom - top) / len(lines)
    return [
        TextRun(number, line, (x0, top + i * height, x1, top + (i + 1) * height))
        for i, line in enumerate(lines)
        if line.strip()
    ]
