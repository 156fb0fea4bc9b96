"""Whether tables may lack rulings, told from their cells alone: most have them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kyoten_extract.page.grid import Grid, PageContent, count_ink
from kyoten_extract.table.value_kind import counts_on, kind_of

# Share of the text in ruled tables, below which a document is read as unruled.
_MIN_RULED = 0.5
# Texts outside of grids, and share of a page's text, that may be a list of its own.
_LIST_TEXTS, _LIST_SHARE = 9, 0.15
# Labels of a header that tells the columns, at least, and its rows at most.
_FEWEST_LABELS, _MOST_LEVELS = 2, 4
# Lines of a row that lines down the page alone make, and share of its text that is beside it, where
# they part some of the columns.
_MIN_LINES, _BESIDE = 3, 0.1
# Filled cells of a ruled row with the same number of lines, from which on it may be a stack; and
# cells with equally many lines, each a number, from which on it holds several rows.
_AGREEING_CELLS = 2
# Share of a ruled row's filled cells with the same number of lines, and share of a table's lines
# that are in such rows, where rows may be stacks.
_AGREEING_SHARE = 0.5
_STACKED_SHARE = 0.5
# Share of the lines of a high row that a column with blanks has.
_WITH_BLANKS = 0.7
# Lines in a row among which a column may have some blanks.
_HIGH_ROW = 8
# Lines of the highest cell of a tall row, and those of other columns of it.
_TALL, _SEVERAL_LINES = 3, 2
TALL_COLUMNS = 2
"""Columns that have several lines in a tall row."""

HOLDING, FEWEST_HOLDING = 0.7, 2
"""Share of the ruled rows of several lines that hold several records, and how many at least."""

# Half-width and full-width digits, and letters of a unit at most.
_DIGITS, _UNIT = "0123456789０１２３４５６７８９", 1
# Share of the rows with numbers that may hold one row only, in a table with open rows; a list may
# have a few cells of several numbers.
_MAX_SINGLE = 0.8


def is_unruled(contents: Sequence[PageContent]) -> bool:
    """Whether most of the text is outside of ruled tables.

    A frame that is ruled across only holds text, not columns; and lines between some columns,
    with text on either side, are no table.
    """
    printed = sum(content.printed for content in contents)
    outside = sum(count_ink(run.text) for content in contents for run in content.outside)
    # Stamps and furigana are outside of the cells, but over a table.
    apart = [text for content in contents for text in content.condition.apart]
    outside -= sum(count_ink(text.text) for text in apart if not text.is_in_cells)
    for content in contents:
        for grid in content.grids:
            if grid.columns == 1 or goes_on_beside(grid, content):
                outside += sum(count_ink(cell.text) for cell in grid.cells)
    return printed - outside < _MIN_RULED * printed


def may_have_lists(content: PageContent) -> bool:
    """Whether so much text of a page is outside of its grids that it may be another list."""
    if len(content.outside) < _LIST_TEXTS:
        return False
    runs = [run for run in content.outside if not run.over]
    if len(runs) < _LIST_TEXTS:
        return False
    return sum(count_ink(run.text) for run in runs) >= _LIST_SHARE * content.printed


def header_rows(grid: Grid) -> int:
    """How many leading rows of a grid are labels, each in a cell, with no cells parted below; or 0.

    All below is as wide as the grid, or there is nothing.
    """
    last = grid.cells[-1]
    if grid.columns < _FEWEST_LABELS or not grid.placed or grid.whole_rows:
        return 0
    if last.column_span < grid.columns and grid.rows > _MOST_LEVELS:
        return 0
    parted = [cell for cell in grid.cells if cell.column_span < grid.columns]
    depth = max((cell.row + cell.row_span for cell in parted), default=0)
    labels = [cell for cell in parted if cell.row + cell.row_span == depth]
    if depth - min((cell.row for cell in parted), default=0) > _MOST_LEVELS:
        return 0
    if len(labels) < grid.columns or sum(not cell.text.strip() for cell in labels) > 1:
        return 0
    words = all(kind_of(cell.text) in (None, "word") for cell in parted)
    return depth if words else 0


def goes_on_beside(grid: Grid, content: PageContent) -> bool:
    """Whether a grid of a single row, of many lines, has text beside it on its heights."""
    if grid.rows > 1:
        return False
    lines = max((cell.text.count("\n") + 1 for cell in grid.cells), default=0)
    if lines < _MIN_LINES:
        return False
    beside = [
        run
        for run in content.outside
        if not run.over and grid.ys[0] < (run.bbox[1] + run.bbox[3]) / 2 < grid.ys[-1]
    ]
    inside = sum(count_ink(cell.text) for cell in grid.cells)
    return sum(count_ink(run.text) for run in beside) >= _BESIDE * inside


def may_be_stacked(chain: Sequence[Grid]) -> bool:
    """Whether most lines are in ruled rows whose cells have the same number of lines."""
    stacked = total = 0
    for grid in chain:
        for counts in grid.line_counts.values():
            if len(counts) - counts.count(1) < _AGREEING_CELLS:
                total += max(counts)
                continue
            most = max(set(counts), key=lambda count: (counts.count(count), count))
            agreeing = counts.count(most)
            if max(counts) >= _HIGH_ROW:
                # Among many lines, a column has some blanks.
                most = max(counts)
                agreeing = sum(count >= _WITH_BLANKS * most for count in counts)
            total += max(counts)
            if most > 1 and agreeing >= max(_AGREEING_CELLS, _AGREEING_SHARE * len(counts)):
                stacked += max(counts)
    return stacked > 0 and stacked >= _STACKED_SHARE * total


def may_be_tall(chain: Sequence[Grid]) -> bool:
    """Whether most lines of a table are in one row a page."""
    counts = [rows for grid in chain for rows in grid.line_counts.values()]
    tall = [rows for rows in counts if is_tall(rows)]
    return len(tall) <= len(chain) and 2 * sum(map(max, tall)) > sum(map(max, counts))


def is_tall(lines: Sequence[int]) -> bool:
    """Whether a row with so many lines in its cells may be several rows."""
    return max(lines) >= _TALL and sum(n >= _SEVERAL_LINES for n in lines) >= TALL_COLUMNS


def may_hold_records(chain: Sequence[Grid]) -> bool:
    """Whether most ruled rows with several lines have them in most of their columns."""
    several = high = 0
    for grid in chain:
        for row, counts in grid.line_counts.items():
            more = len(counts) - counts.count(1)
            if more and (row or grid.rows == 1):
                several += 1
                high += more > 1 and 2 * more > len(counts) and len(counts) > 1
    return high >= max(FEWEST_HOLDING, HOLDING * several)


def has_open_rows(contents: Iterable[PageContent]) -> bool:
    """Whether ruled rows hold several rows of numbers."""
    grids = [grid for content in contents for grid in content.grids]
    # Mostly a cell that begins with a figure is one number, or has words, too.
    begun = (c.text for grid in grids for c in grid.cells if c.text[:1].isdecimal())
    if not any(map(_has_numbers, begun)):
        return False
    several = single = 0
    for grid in grids:
        for lines in numbers_in(grid).values():
            most, cells = max(lines.items(), key=lambda item: (item[1], item[0]))
            if most > 1 and cells >= _AGREEING_CELLS:
                several += 1
            else:
                single += 1
    return several > 0 and single <= _MAX_SINGLE * (several + single)


def _has_numbers(text: str) -> bool:
    """Whether a text that begins with a figure is several numbers, and nothing else."""
    return not text.isdecimal() and len(_numbers(text)) > 1


def _numbers(text: str) -> list[str]:
    """The parts of a text that is numbers, all with one unit or with none; empty if it is not."""
    parts = text.split()
    units = {part.lstrip(_DIGITS) for part in parts}
    return parts if len(units) == 1 and len(units.pop()) <= _UNIT else []


def numbers_in(grid: Grid) -> dict[int, Counter[int]]:
    """Row to the counts of lines in its cells that hold only numbers, where it has any."""
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    running: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for cell in grid.cells:
        text = cell.text
        if text and text[0].isdecimal() and cell.row_span == 1 and (lines := _numbers(text)):
            found[cell.row][len(lines)] += 1
            if len(lines) > 1 and counts_on(lines):
                running[cell.column].append((cell.row, len(lines)))
    for rows in running.values():
        # Running numbers in several rows count as much as two cells that agree.
        for row, count in rows if len(rows) > 1 else ():
            found[row][count] += 1
    return found
