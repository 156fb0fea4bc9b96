"""Tables of any list whose columns are printed over several pages, joined row by row.

A sheet that is wider than its paper goes on to the right on further pages: its rows are ruled at
the same heights there, from the same margin, under no heading and no labels of their own list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.page.grid import Grid
from kyoten_extract.table.column_match import FEWEST_ROWS, SAME_PLACE, same_columns, same_margin
from kyoten_extract.table.headings import is_new_heading
from kyoten_extract.table.stitch import StitchedTable
from kyoten_extract.table.value_kind import is_row_number, kind_of, usual_kind
from kyoten_extract.text.labels import fold_label

# Share of the rulings of one page that the other has, where cells are over several rows.
_LEAST_SHARE = 0.8
# The same where those of the further columns are over several rows of the others.
_LEAST_SHARE_MERGED = 0.3
# From so many rows on, of so many heights or on several pages, they are at the same places by no
# chance.
_CERTAIN_ROWS, _CERTAIN_HEIGHTS = 8, 2

Heading = Callable[[StitchedTable], str]
RowPair = tuple[Row | None, Row | None]


def join_column_pages(
    tables: Sequence[StitchedTable], heading_of: Heading
) -> tuple[StitchedTable, ...]:
    """``tables``, those joined that have further columns of another's rows.

    A joined table is in the place of its first part, with a finding (KY047). So has one whose
    further columns are not joined, as its rows differ from theirs, or they may be another list.

    Args:
        tables: of a document, in printed order.
        heading_of: gives the line of text above a table.
    """
    joined: list[StitchedTable] = []
    for table in tables:
        for at, earlier in enumerate(joined):
            if _has_same_rows(earlier.grids, table.grids) and not is_new_heading(
                heading_of(table), [heading_of(earlier)]
            ):
                again = _printed_again(earlier.table, table.table)
                is_certain = _is_certain(table.grids)
                own_width = not again and _fills_its_width(earlier.grids[0], table.grids[0])
                if again is None or (own_width and not is_certain):
                    continue
                further = _with_labels(earlier, table)
                pairs = _pairs(earlier, further)
                if pairs is None or (not (is_certain or again) and _has_keys(table.table)):
                    joined[at] = _told(earlier, table)
                    joined.append(table)
                else:
                    joined[at] = _joined(earlier, further, pairs, again, is_certain)
                break
        else:
            joined.append(table)
    return tuple(joined)


def _has_same_rows(left: Sequence[Grid], right: Sequence[Grid]) -> bool:
    """Whether grids on later pages have the rulings across of ``left``, page by page.

    Some may be missing in either, where a cell is over several rows, or over all columns.
    """
    apart = right[0].page - left[0].page
    if apart <= 0 or not right[0].placed or right[0].whole_rows:
        return False
    ours, theirs = _rulings(left), _rulings(right)
    if ours.keys() & theirs.keys():
        return False
    return all(
        page - apart in ours and _is_beside(ours[page - apart], rulings)
        for page, rulings in theirs.items()
    )


def _fills_its_width(left: Grid, right: Grid) -> bool:
    """Whether two grids are as wide and have other columns: each was laid out for the page."""
    sides = max(abs(left.xs[at] - right.xs[at]) for at in (0, -1))
    return sides <= SAME_PLACE and not same_columns(left, right)


def _rulings(grids: Sequence[Grid]) -> dict[int, tuple[float, float, list[float]]]:
    """By page, the left and right side of its grids, and the heights of their rows."""
    found: dict[int, tuple[float, float, list[float]]] = {}
    for grid in grids:
        x0, x1, ys = found.get(grid.page, (grid.xs[0], grid.xs[-1], []))
        found[grid.page] = min(x0, grid.xs[0]), max(x1, grid.xs[-1]), sorted({*ys, *grid.ys})
    return found


def _is_beside(
    one: tuple[float, float, list[float]], other: tuple[float, float, list[float]]
) -> bool:
    """Whether rows are ruled at the places of another page's, from its margin or middle."""
    fewer, more = sorted((one[2], other[2]), key=len)
    least = _LEAST_SHARE_MERGED if fewer is other[2] else _LEAST_SHARE
    if len(fewer) <= max(FEWEST_ROWS, least * (len(more) - 1)):
        return False
    if not same_margin(one[:2], other[:2]):
        return False
    at = 0
    for y in fewer:
        while at < len(more) and more[at] < y - SAME_PLACE:
            at += 1
        if at == len(more) or more[at] > y + SAME_PLACE:
            return False
    ends = zip((fewer[0], fewer[-1]), (more[0], more[-1]), strict=True)
    return all(abs(a - b) <= SAME_PLACE for a, b in ends)


def _with_labels(left: StitchedTable, right: StitchedTable) -> StitchedTable:
    """``right``, its rows that are beside the header of ``left`` joined to its own.

    A label over several columns is cut by the page's end, so that those below it seem to be a row.
    """
    table = right.table
    if not left.table.rows or not table.rows:
        return right
    page, top = _place(left.table.rows[0])
    first = page + right.grids[0].page - left.grids[0].page, top
    beside = [row for row in table.rows if _is_before(_place(row), first)]
    texts = [text for row in beside for text in row.cells]
    if not beside or any(kind_of(text) not in (None, "word") for text in texts):
        return right
    cells = zip(*(row.cells for row in beside), strict=True)
    header = tuple(
        " ".join(filter(None, (label, *("".join(text.split()) for text in own))))
        for label, own in zip(table.header, cells, strict=True)
    )
    ink = Counter(dict(table.header_ink))
    for row in beside:
        ink.update(dict(zip(row.pages, row.ink, strict=True)))
    rows = table.rows[len(beside) :]
    table = replace(table, header=header, rows=rows, header_ink=tuple(sorted(ink.items())))
    return replace(right, table=table)


def _printed_again(left: Table, right: Table) -> dict[int, int] | None:
    """The leading columns of ``right`` that are printed again, each with that of ``left``.

    ``None`` if ``right`` is a list of its own: its first columns have labels of ``left`` and
    other values, or its rows are numbered from 1.
    """
    labels = [fold_label(label) for label in left.header]
    again: dict[int, int] = {}
    for column, label in enumerate(map(fold_label, right.header)):
        if not label or label not in labels:
            break
        target = labels.index(label)
        if _texts(left, target) != _texts(right, column):
            return None
        again[column] = target
    if len(again) == len(right.header):
        return None
    numbers = [int(text) for text in _texts(right, len(again)) if is_row_number(text)]
    counted = len(numbers) > 1 and numbers[0] == 1 and all(b == a + 1 for a, b in pairwise(numbers))
    return None if counted else again


def _has_keys(table: Table) -> bool:
    """Whether each row has a word of its own in the first column: so does a list of its own."""
    texts = _texts(table, 0)
    return len(set(texts)) == len(texts) == len(table.rows) and usual_kind(texts) == "word"


def _texts(table: Table, column: int) -> list[str]:
    return [text for row in table.rows if (text := "".join(row.cells[column].split()))]


def _pairs(left: StitchedTable, right: StitchedTable) -> list[RowPair] | None:
    """The rows of both at the same places, in order; ``None`` if they go on differently.

    A row that is blank in one of the tables is in the other alone.
    """
    apart = right.grids[0].page - left.grids[0].page
    rows, more = left.table.rows, right.table.rows
    pages = {page - apart for row in more for page in row.pages}
    if any(len(row.boxes) > 1 for row in more) or not pages <= {p for r in rows for p in r.pages}:
        return None
    places = [_place(row) for row in rows]
    pairs: list[RowPair] = []
    at = 0
    over: Row | None = None
    for row in more:
        page, top = _place(row)
        wanted = page - apart, top
        while at < len(rows) and _is_before(places[at], wanted):
            pairs.append((rows[at], _merged_over(places[at], over, apart)))
            at += 1
        over = row
        if at < len(rows) and not _is_before(wanted, places[at]):
            pairs.append((rows[at], row))
            at += 1
        elif not pairs or places[at - 1][0] != wanted[0]:
            # Above the first row of the page: a label there, a value here.
            return None
        else:
            pairs.append((None, row))
    rest = zip(rows[at:], places[at:], strict=True)
    return pairs + [(row, _merged_over(place, over, apart)) for row, place in rest]


def _merged_over(place: tuple[int, float], above: Row | None, apart: int) -> Row | None:
    """The row ``above``, counted no more, if it reaches below ``place`` of its other half."""
    if above is None or not _is_before((place[0] + apart, place[1]), _end(above)):
        return None
    if above.boxes[0][0] != place[0] + apart:
        return None
    return replace(above, ink=(0,) * len(above.ink))


def _end(row: Row) -> tuple[int, float]:
    return row.boxes[0][0], row.boxes[0][4]


def _place(row: Row) -> tuple[int, float]:
    return row.boxes[0][0], row.boxes[0][2]


def _is_before(one: tuple[int, float], other: tuple[int, float]) -> bool:
    return one[0] < other[0] or (one[0] == other[0] and one[1] < other[1] - SAME_PLACE)


def _is_certain(grids: Sequence[Grid]) -> bool:
    """Whether the rows of another table are at the same places as those of ``grids`` by no chance.

    They are many, and of several heights or on several pages.
    """
    heights = {round(b - a) for grid in grids for a, b in pairwise(grid.ys)}
    several = len({grid.page for grid in grids}) > 1
    many = sum(grid.rows for grid in grids) > _CERTAIN_ROWS
    return many and (several or len(heights) >= _CERTAIN_HEIGHTS)


def _joined(
    left: StitchedTable,
    right: StitchedTable,
    pairs: Sequence[RowPair],
    again: Mapping[int, int],
    is_certain: bool,
) -> StitchedTable:
    one, other = left.table, right.table
    kept = [column for column in range(len(other.header)) if column not in again]
    finding = told_join([one.pages, other.pages], right.grids[0].page, is_certain=is_certain)
    table = Table(
        (*one.header, *(other.header[column] for column in kept)),
        tuple(_rows(pairs, len(one.header), kept)),
        header_ink=one.header_ink + other.header_ink,
        repeated_ink=one.repeated_ink + other.repeated_ink,
        findings=(*one.findings, *other.findings, finding),
        heading=one.heading,
    )
    return StitchedTable(table, left.grids + right.grids)


def told_join(pages: Sequence[Sequence[int]], page: int | None, *, is_certain: bool) -> Finding:
    """That tables on ``pages`` were joined row by row; ``page`` is the first of the second one."""
    return codes.COLUMNS_OVER_PAGES(
        say(
            "the columns on pages {pages: and } were joined row by row, by {evidence}",
            pages=[", ".join(map(str, one)) for one in pages],
            evidence=say("the heights of the rows")
            if is_certain
            else say("the number of rows alone"),
        ),
        severity="info" if is_certain else "warning",
        page=page,
    )


def _told(left: StitchedTable, right: StitchedTable) -> StitchedTable:
    """``left`` with a finding that ``right`` may have its further columns."""
    finding: Finding = codes.COLUMNS_OVER_PAGES(
        say(
            "the columns on pages {pages: and } may be those of one table; they were not joined",
            pages=[", ".join(map(str, table.table.pages)) for table in (left, right)],
        ),
        severity="warning",
        page=right.grids[0].page,
    )
    table = replace(left.table, findings=(*left.table.findings, finding))
    return StitchedTable(table, left.grids)


def _rows(pairs: Sequence[RowPair], width: int, kept: Sequence[int]) -> Iterator[Row]:
    for left, right in pairs:
        if right is None and left is not None:
            yield replace(left, cells=(*left.cells, *[""] * len(kept)))
        elif right is not None:
            blank = Row(("",) * width, (), (), (), section=right.section)
            upper = blank if left is None else left
            yield row_side_by_side(replace(upper, is_heading=False), right, width, kept)


def row_side_by_side(
    left: Row, right: Row, width: int, kept: Sequence[int], cells: Sequence[str] | None = None
) -> Row:
    """One row of two: ``left`` with ``width`` columns, and the ``kept`` columns of ``right``.

    ``cells``: those of ``left``, if they are not its own.
    """
    target = {column: width + i for i, column in enumerate(kept)}
    return replace(
        left,
        cells=(*(left.cells if cells is None else cells), *(right.cells[c] for c in kept)),
        pages=left.pages + right.pages,
        boxes=left.boxes + right.boxes,
        ink=left.ink + right.ink,
        links=left.links + tuple((target[c], uri) for c, uri in right.links if c in target),
        pictures=left.pictures + tuple((target[c], p) for c, p in right.pictures if c in target),
        carried=left.carried + tuple((target[c], why) for c, why in right.carried if c in target),
        repeated=left.repeated + tuple((target[c], m) for c, m in right.repeated if c in target),
    )
