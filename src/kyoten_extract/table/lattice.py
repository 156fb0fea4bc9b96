"""Rulings to lattices: the cells that lines enclose, with their spans.

Edges are snapped and merged, connected ones form a lattice, and base cells with no ruling between
them become one cell. This follows Nurminen (Algorithmic Extraction of Data in Tables in PDF
Documents, 2013), but measures how much of each edge is drawn instead of computing intersections,
so that dashes, doubled lines and missing sides need no special case.

Lengths called *tolerances* are multiples of ``TableSettings.tolerance``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import DamagedSourceError
from kyoten_extract.messages import say
from kyoten_extract.page.array_steps import begins, true_at
from kyoten_extract.page.array_steps import columns as side_by_side
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, LinedUp, Rulings
from kyoten_extract.table.base_cells import rectangles, renumbered
from kyoten_extract.table.settings import DEFAULT, TableSettings

# Verticals without any horizontal make a row that is open at both ends; two may be a mere frame.
_MIN_OPEN_VERTICALS = 3
# Tolerances: verticals that begin and end within this of each other are sides of one row.
_SAME_END = 2
# Tolerances: lines that reach further beyond the last crossing line show an open end. More than
# a line may overshoot a corner, less than the lowest row.
_OPEN_END = 3
# Column boundaries. Neighboring rows that each lack this many of the other's are rows of two
# tables; a single one may differ where a cell is split.
_FOREIGN_BOUNDARIES = 2
# Tolerances: a row no higher than this can't hold a line of text, so it is the gap of two tables.
_GAP_HEIGHT = 3
# Share: a gap of two tables has at most a quarter of their column boundaries; a line of one table
# may happen to continue in the other.
_GAP_BOUNDARIES = 0.25
# Pairs of a horizontal and a vertical line tested in one step, which bounds the memory of a step.
_PAIRS_PER_STEP = 1_000_000
# Limits that no page of tables comes near and a drawing may exceed: pairs of lines tested, base
# cells of all lattices, lattices.
_MAX_PAIRS = 20_000_000
_MAX_CELLS = 100_000
_MAX_LATTICES = 1_000


@dataclass(frozen=True, slots=True)
class Lattice:
    """The grid of one table, without its text.

    Attributes:
        xs: (columns + 1,) boundaries, ascending.
        ys: (rows + 1,) boundaries, ascending, which is down the page.
        owner: (rows, columns) index into ``cells`` of the cell that covers each base cell.
        cells: (n, 4) row, column, row span, column span, in reading order.
        open_top, open_bottom: no ruling is drawn on that side; it is inferred from where the
            vertical rulings end.
        open_columns: those that no ruling closes at the bottom, where one closes others.
    """

    xs: FloatArray
    ys: FloatArray
    owner: IntArray
    cells: IntArray
    open_top: bool
    open_bottom: bool
    open_columns: tuple[int, ...] = ()

    @property
    def area(self) -> float:
        """Area of the outline, in square points."""
        return float((self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0]))

    @property
    def boxes(self) -> FloatArray:
        """(n, 4) x0, top, x1, bottom of each cell."""
        row, column, row_span, column_span = self.cells.T
        return side_by_side(
            self.xs[column],
            self.ys[row],
            self.xs[column + column_span],
            self.ys[row + row_span],
        )


def find_lattices(
    rulings: Rulings, *, tolerance: float, settings: TableSettings = DEFAULT
) -> list[Lattice]:
    """All lattices with at least two columns or two rows, top to bottom.

    Args:
        rulings: lines of one page, in points.
        tolerance: points between two positions that are still one line.
        settings: multiples of ``tolerance``, and the share of a drawn edge.

    Raises:
        DamagedSourceError: there are too many lines for tables; the page is a drawing.
    """
    horizontal = merge_lines(rulings.across, tolerance, settings)
    vertical = merge_lines(rulings.down, tolerance, settings)
    if not len(vertical):
        return []
    reach = settings.intersection_tolerance * tolerance
    pairs = _touches(horizontal, vertical, reach)
    ends = _open_ends(vertical, pairs[1], tolerance)
    if len(ends):
        horizontal = np.concatenate((horizontal, ends))
        pairs = _touches(horizontal, vertical, reach)
    if not len(horizontal):
        return []
    lattices: list[Lattice] = []
    cells = 0
    for h, v in _components(horizontal, vertical, pairs):
        found = _lattices(h, v, tolerance, settings.edge_drawn_share)
        lattices += found
        cells += sum(lattice.owner.size for lattice in found)
        if cells > _MAX_CELLS or len(lattices) > _MAX_LATTICES:
            raise _drawing(
                say(
                    "{cells} cells in {lattices_count} grids",
                    cells=cells,
                    lattices_count=len(lattices),
                )
            )
    return sorted(lattices, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _drawing(what: str) -> DamagedSourceError:
    return DamagedSourceError(
        say("its lines make {what}: this is a drawing, not a table", what=what)
    )


def merge_lines(lines: LinedUp, tolerance: float, settings: TableSettings = DEFAULT) -> FloatArray:
    """(n, 3) position, low, high of ``lines`` snapped to common positions, overlapping ones joined.

    Lines that stay too short are dots, or marks in the text. Dots are joined to lines before lines
    are snapped, since the dots of a crossing line would otherwise chain many positions into one.
    """
    gap = settings.join_tolerance * tolerance
    pieces = lines.joined(gap, tolerance)
    return LinedUp.of(pieces, tolerance).joined(gap, settings.edge_min_length * tolerance)


def _open_ends(vertical: FloatArray, touched: IntArray, tolerance: float) -> FloatArray:
    """Horizontal lines at both ends of verticals that no horizontal line touches.

    A page that holds only the middle of a row has no other lines than three or more verticals that
    begin and end together.
    """
    alone = vertical[np.bincount(touched, minlength=len(vertical)) == 0]
    ends = []
    for _, low, high in alone[:1]:
        same = alone[(np.abs(alone[:, 1:] - (low, high)) < _SAME_END * tolerance).all(axis=1)]
        if len(same) >= _MIN_OPEN_VERTICALS:
            left, right = same[:, 0].min(), same[:, 0].max()
            ends += [(low, left, right), (high, left, right)]
    return np.array(ends).reshape(-1, 3)


def _touches(
    horizontal: FloatArray, vertical: FloatArray, reach: float
) -> tuple[IntArray, IntArray]:
    """Indexes of the horizontal and the vertical line of each pair that meets within ``reach``."""
    order = vertical[:, 0].argsort(kind="stable")
    x, top, bottom = vertical[order].T
    y, x0, x1 = horizontal.T
    # A horizontal line is compared with the verticals within its extent only.
    first = x.searchsorted(x0 - reach, side="left")
    counts = x.searchsorted(x1 + reach, side="right") - first
    before = np.concatenate(([0], counts.cumsum()))
    if before[-1] > _MAX_PAIRS:
        raise _drawing(say("{before} crossings", before=before[-1]))
    touching = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    start = 0
    while start < len(y):
        stop = int(before.searchsorted(before[start] + _PAIRS_PER_STEP, side="right")) - 1
        stop = min(max(stop, start + 1), len(y))
        h = np.arange(start, stop).repeat(counts[start:stop])
        v = np.arange(before[start], before[stop]) - before[h] + first[h]
        touch = (y[h] >= top[v] - reach) & (y[h] <= bottom[v] + reach)
        touching[0].append(h[touch])
        touching[1].append(order[v[touch]])
        start = stop
    return np.concatenate(touching[0]), np.concatenate(touching[1])


def _components(
    horizontal: FloatArray, vertical: FloatArray, pairs: tuple[IntArray, IntArray]
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """The lines of each connected component; ``pairs`` meet, as of `_touches`."""
    one, other = pairs[0], pairs[1] + len(horizontal)
    # Labels spread from line to line until all lines of a component have the same one.
    label = np.arange(len(horizontal) + len(vertical))
    while (label[one] != label[other]).any():
        low, high = np.minimum(label[one], label[other]), np.maximum(label[one], label[other])
        np.minimum.at(label, high, low)
        while (label[label] != label).any():
            label = label[label]
    if not label.any():
        yield horizontal, vertical
        return
    order = label.argsort(kind="stable")
    for members in np.split(order, true_at(np.diff(label[order])) + 1):
        # Members ascend, so the horizontal lines come first.
        across = int(members.searchsorted(len(horizontal)))
        if 0 < across < len(members):
            yield horizontal[members[:across]], vertical[members[across:] - len(horizontal)]


def _lattices(h: FloatArray, v: FloatArray, tolerance: float, share: float) -> list[Lattice]:
    """The lattices of one component; several where tables are so close that their lines touch."""
    lattice, drawn = _lattice(h, v, tolerance, share)
    if lattice is None:
        return []
    cuts = _table_ends(drawn, lattice.ys[1:] - lattice.ys[:-1] <= _GAP_HEIGHT * tolerance)
    if not cuts:
        return [lattice]
    parts = []
    stops = [lattice.ys[0], *lattice.ys[cuts], lattice.ys[-1]]
    for top, bottom in pairwise(stops):
        inside = v[(v[:, 1] < bottom - tolerance) & (v[:, 2] > top + tolerance)].copy()
        if not len(inside):
            continue  # A gap between two tables.
        inside[:, 1:] = np.clip(inside[:, 1:], top, bottom)
        low, high = inside[:, 0].min(), inside[:, 0].max()
        rows = h[(h[:, 0] >= top - tolerance) & (h[:, 0] <= bottom + tolerance)].copy()
        rows[:, 1:] = np.clip(rows[:, 1:], low, high)
        rows = rows[rows[:, 2] - rows[:, 1] > tolerance]
        if len(rows):
            part, _ = _lattice(rows, inside, tolerance, share)
            parts += [part] if part is not None else []
    return parts


def _table_ends(drawn: BoolArray, low: BoolArray) -> list[int]:
    """Indexes of rows that begin another table.

    Within a table, the column boundaries of one row are a subset of its neighbor's (below group
    labels of a header, beside a split cell). Where each of two rows has several that the other
    lacks, they belong to two tables. So do rows on either side of a low strip without columns.

    Args:
        drawn: (columns + 1, rows) whether a column boundary is drawn along a row.
        low: (rows,) which rows are too low for a line of text.
    """
    above, below = drawn[:, :-1], drawn[:, 1:]
    lost, new = (above & ~below).sum(axis=0), (below & ~above).sum(axis=0)
    other = true_at((lost >= _FOREIGN_BOUNDARIES) & (new >= _FOREIGN_BOUNDARIES)) + 1
    count = drawn[1:-1].sum(axis=0)
    bare = count[1:-1] <= _GAP_BOUNDARIES * np.minimum(count[:-2], count[2:])
    gaps = true_at(low[1:-1] & bare) + 1
    ends: list[int] = sorted({*other.tolist(), *gaps.tolist(), *(gaps + 1).tolist()})
    return ends


def _lattice(
    h: FloatArray, v: FloatArray, tolerance: float, share: float
) -> tuple[Lattice | None, BoolArray]:
    """The lattice of some lines, and (columns + 1, rows) which boundaries are drawn per row."""
    margin = _OPEN_END * tolerance
    xs, _, _ = _boundaries(v[:, 0], h[:, 1].min(), h[:, 2].max(), margin)
    ys, open_top, open_bottom = _boundaries(h[:, 0], v[:, 1].min(), v[:, 2].max(), margin)
    rows, columns = len(ys) - 1, len(xs) - 1
    nothing = np.zeros((0, 0), dtype=bool)
    if rows * columns > _MAX_CELLS:
        raise _drawing(say("a grid of {rows} by {columns} cells", rows=rows, columns=columns))
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None, nothing
    drawn_h = _coverage(h, ys, xs, share)
    drawn_v = _coverage(v, xs, ys, share)
    owner, cells = join_cells(rows, columns, ~drawn_h[1:-1], ~drawn_v[1:-1].T)
    if len(cells) < 2:
        return None, nothing
    begun = np.zeros(rows, dtype=bool), np.zeros(columns, dtype=bool)
    begun[0][cells[:, 0]] = begun[1][cells[:, 1]] = True
    if not (begun[0].all() and begun[1].all()):
        ys, xs = ys[np.append(begun[0], True)], xs[np.append(begun[1], True)]
        owner, drawn_v = (
            owner[begun[0]][:, begun[1]],
            drawn_v[np.append(begun[1], True)][:, begun[0]],
        )
        cells = renumbered(cells, begun)
    closed = np.logical_or.reduceat(drawn_h[-1], true_at(begun[1]))
    open_columns = () if closed.all() or not closed.any() else tuple(true_at(~closed).tolist())
    return Lattice(xs, ys, owner, cells, open_top, open_bottom, open_columns), drawn_v


def _boundaries(
    positions: FloatArray, low: float, high: float, margin: float
) -> tuple[FloatArray, bool, bool]:
    """Distinct ``positions``, and whether crossing lines go on beyond the first and the last.

    An end more than ``margin`` beyond becomes a position of its own.
    """
    distinct = np.sort(positions)
    distinct = distinct[begins(distinct)]
    open_low, open_high = bool(low < distinct[0] - margin), bool(high > distinct[-1] + margin)
    parts = [distinct]
    if open_low:
        parts.insert(0, np.array([low]))
    if open_high:
        parts.append(np.array([high]))
    return np.concatenate(parts), open_low, open_high


def _coverage(lines: FloatArray, at: FloatArray, stops: FloatArray, share: float) -> BoolArray:
    """(len(at), len(stops) - 1): whether ``share`` of each stretch is drawn."""
    overlap = np.minimum(lines[:, 2, None], stops[None, 1:]) - np.maximum(
        lines[:, 1, None], stops[None, :-1]
    )
    drawn = np.zeros((len(at), len(stops) - 1))
    place, overlap = at.searchsorted(lines[:, 0]), np.maximum(overlap, 0)
    if np.bincount(place).max(initial=0) > 1:
        np.add.at(drawn, place, overlap)
    else:
        drawn[place] = overlap
    result: BoolArray = drawn >= share * (stops[1:] - stops[:-1])
    return result


def join_cells(
    rows: int, columns: int, open_below: BoolArray, open_right: BoolArray
) -> tuple[IntArray, IntArray]:
    """The owner of each base cell, and the cells, once those without a ruling between are joined.

    Args:
        rows, columns: size of the grid of base cells.
        open_below: (rows - 1, columns) whether the base cell has no ruling below.
        open_right: (rows, columns - 1) whether it has none on its right.
    """
    below, right = true_at(open_below.reshape(-1)), true_at(open_right.reshape(-1))
    edges = [(item, item + columns) for item in below.tolist()]
    # A row has one side less between its base cells than it has base cells.
    edges += [(item, item + 1) for item in (right + right // max(columns - 1, 1)).tolist()]
    # Most base cells are cells, so only those with an open side go through the union-find.
    parent = {item: item for edge in edges for item in edge}

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in edges:
        parent[root(other)] = root(one)
    members: dict[int, list[int]] = {}
    for item in sorted(parent):
        members.setdefault(root(item), []).append(item)
    merged = [box for group in members.values() for box in rectangles(group, columns)]
    single = np.ones(rows * columns, dtype=bool)
    single[list(parent)] = False
    at = true_at(single)
    cells = np.ones((len(at) + len(merged), 4), dtype=np.int64)
    cells[: len(at), 0], cells[: len(at), 1] = np.divmod(at, columns)
    if merged:
        cells[len(at) :] = merged
        cells = cells[(cells[:, 0] * columns + cells[:, 1]).argsort()]
    owner = np.empty((rows, columns), dtype=np.int64)
    owner[cells[:, 0], cells[:, 1]] = np.arange(len(cells))
    spanning = (cells[:, 2:] > 1).any(axis=1)
    for index in true_at(spanning).tolist():
        row, column, row_span, column_span = cells[index].tolist()
        owner[row : row + row_span, column : column + column_span] = index
    return owner, cells
