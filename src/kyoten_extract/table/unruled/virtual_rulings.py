"""Virtual rulings: drawn where an unruled table would have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from kyoten_extract.page.array_steps import distinct, median
from kyoten_extract.page.page_model import BoolArray, FloatArray, Rulings
from kyoten_extract.table.lattice import merge_lines
from kyoten_extract.table.unruled.column_profile import OpenTable, row_anchors
from kyoten_extract.table.unruled.column_text import TOUCH, ColumnText
from kyoten_extract.table.unruled.figure_labels import Label
from kyoten_extract.table.unruled.group_labels import group_labels, rulings_under
from kyoten_extract.table.unruled.group_names import beside
from kyoten_extract.table.unruled.group_places import over_middle
from kyoten_extract.table.unruled.gutters import MARGIN, MIN_COLUMNS, Pieces, em_of, lines_of
from kyoten_extract.table.unruled.row_cuts import BASELINE_TOLERANCE, Rows
from kyoten_extract.table.unruled.table_region import Part

# Share of the table's width: a longer horizontal ruling separates rows.
_FULL_WIDTH = 0.6
# Rulings of that length from which on a page has its rows ruled: two may frame the header only.
_MIN_ROW_RULINGS = 3
# Lines above a table, at most: where there are more, it is not alone on its page.
_MOST_TITLES = 6
# Rows between two rulings that part groups of rows.
_ROWS_A_GROUP = 3
# Rows that labels are ruled into, at most.
_MOST_LEVELS = 4
# Share of the figures among labels, of that among values, at most.
_FIGURES_IN_LABELS = 0.6
# Lines of text in the first row of a header, and in each further one.
_MOST_LINES, _FEW_LINES = 8, 3
# Ems: pieces of one label are at most this far apart, such as a circled number and its words.
_LABEL_GAP = 0.5
# Ems: a page's text may reach this far beyond its rulings before the rulings are extended.
_OVERHANG = 0.5
# Points: a horizontal ruling that ends this near to a column boundary reaches it.
_REACH = 1
# Ems: rulings this near above the first row and below the last are the sides of these rows.
_FRAME = 1.5
# Ems: and this far beyond the texts of the outer columns.
_BEYOND = 5.0
# Column boundaries that a text over the whole row crosses, at least.
_ACROSS = 2
# Ems: a text this near to the middle, or to the place of another, is there.
_CENTERED = 0.5
# Texts of a column that show how they are set, at least.
_FEWEST_OTHERS = 4
# Ems: a unit above the labels ends this near to the right side.
_UNIT = 1.5
# Ems: a ruling this far from the row's ends has a line of text on either side.
_LINE_HIGH = 0.9


def ruled_rows(rulings: Rulings, table: OpenTable) -> FloatArray | None:
    """Heights of the rulings across the table, or None where they do not separate its rows."""
    lines = merge_lines(rulings.across, MARGIN * table.em)
    wide = lines[lines[:, 2] - lines[:, 1] >= _FULL_WIDTH * (table.xs[-1] - table.xs[0])]
    return distinct(wide[:, 0]) if len(wide) >= _MIN_ROW_RULINGS else None


def with_ruled_header(rulings: Rulings, pieces: Pieces) -> Pieces:
    """``pieces`` with the end of the header, where the first two rulings are above and below it.

    Titles above it are left out. Rulings further down part groups of rows, if any.
    """
    if not len(pieces.boxes):
        return pieces
    em = em_of(pieces.boxes)
    y, x0, x1 = rulings.across.joined(MARGIN * em).T
    longest = x1 - x0 >= _FULL_WIDTH * (x1 - x0).max(initial=0.0)
    if longest.any():
        # One that begins beside the first column is under labels of groups.
        longest &= x0 <= median(x0[longest]) + em
    ys = distinct(y[longest])
    ys = ys[np.diff(ys, prepend=-np.inf) > em / 2]
    if len(ys) < _MIN_ROW_RULINGS:
        return pieces
    bottom = pieces.boxes[:, 3]
    middle = (pieces.boxes[:, 1] + bottom) / 2
    above = middle < ys[0]
    rows = np.unique(np.round(middle[(middle > ys[1]) & (middle < ys[-1])] / em))
    last = above & (bottom > bottom[above].max(initial=0.0) - em / 2)
    if last.sum() >= MIN_COLUMNS:
        return pieces
    if len(np.unique(np.round(middle[above] / em))) > _MOST_TITLES:
        return pieces

    def lines(level: int) -> int:
        own = middle[(middle > ys[level - 1]) & (middle < ys[level])]
        return len(np.unique(np.round(own / em)))

    if lines(1) > _MOST_LINES:
        return pieces
    # Labels have fewer figures than what is below; they may be in several ruled rows.
    levels = 1

    def has_figures(level: int) -> bool:
        own = (middle > ys[level - 1]) & (middle < ys[level])
        below = pieces.is_figure[(middle > ys[level]) & (middle < ys[-1])]
        share = pieces.is_figure[own].mean() if own.any() else 1.0
        return bool(len(below) and share > _FIGURES_IN_LABELS * below.mean())

    if len(rows) < _ROWS_A_GROUP * (len(ys) - 2) and has_figures(levels):
        return pieces
    most = min(_MOST_LEVELS, len(ys) - 2)
    while levels < most and lines(levels + 1) <= _FEW_LINES and not has_figures(levels + 1):
        levels += 1
    if ((middle > ys[0]) & (middle < ys[levels])).sum() < MIN_COLUMNS:
        return pieces
    return replace(pieces.take(~above), head_end=float(ys[levels]))


def drawn(
    rulings: Rulings,
    rows: Rows,
    header: ColumnText,
    body: ColumnText,
    table: OpenTable,
    groups: Collection[int] = (),
) -> Rulings:
    """``rulings`` with those in the table replaced by rulings around ``rows`` and columns.

    Labels over several columns get a cell that spans these. So do rows below the ``header`` that
    are one text of the ``body`` over several columns. The columns ``groups`` are parted only where
    they are in print.
    """
    lines, sides = rulings.horizontal, rulings.vertical
    # Rulings may be drawn cell by cell.
    whole = merge_lines(rulings.across, MARGIN * table.em)
    if table.by_line:
        xs, rows = _framed(whole, _parted(whole, rows, table), table)
    else:
        xs = _framed(_over(whole, table), rows, table)[0]
    across = _rows_across(rows, body, table)
    horizontal = [(y, xs[0], xs[-1]) for y in rows.ends]
    if groups:
        printed = ruled_rows(rulings, table)
        horizontal = list(_beside_groups(rows.ends, xs, groups, printed, table.em))
    labels, cuts = _labels(header, rows.ends[0], rows.ends[1], table, rulings)
    horizontal += [(y, xs[i], xs[j]) for i, j, y in labels]
    vertical = [
        (x, upper, lower)
        for i, x in enumerate(xs.tolist())
        for upper, lower in _beside(
            across if 0 < i < len(xs) - 1 else (), cuts.get(i, rows.ends[0]), rows.ends[-1]
        )
    ]
    top, bottom = rows.ends[0], rows.ends[-1]
    outside = lines[(lines[:, 0] < top) | (lines[:, 0] > bottom)]
    others = sides[(sides[:, 2] < top) | (sides[:, 1] > bottom)]
    return Rulings(
        np.concatenate((outside, np.array(horizontal))),
        np.concatenate((others, np.array(vertical))),
    )


def _rows_across(rows: Rows, body: ColumnText, table: OpenTable) -> list[tuple[float, float]]:
    """Upper and lower end of the rows below the first that are one text over several columns."""
    center = float(table.xs[0] + table.xs[-1]) / 2
    ends = np.array(rows.ends)
    found = np.searchsorted(ends, _across(body, ends, center, table.em, least=1)) - 1
    return [(rows.ends[at], rows.ends[at + 1]) for at in sorted(found.tolist()) if at > 0]


def _beside_groups(
    ends: Sequence[float],
    xs: FloatArray,
    groups: Collection[int],
    printed: FloatArray | None,
    em: float,
) -> Iterator[tuple[float, float, float]]:
    """Rulings at ``ends``: across all columns where one is ``printed``, else beside ``groups``."""
    whole = (
        np.array(ends)[[0, 1, -1]] if printed is None else np.append(printed, [ends[0], ends[-1]])
    )
    for y in ends:
        if np.abs(whole - y).min() <= em / 2:
            yield y, xs[0], xs[-1]
            continue
        for x0, x1 in beside(xs.tolist(), groups):
            yield y, x0, x1


def _beside(
    across: Iterable[tuple[float, float]], top: float, bottom: float
) -> Iterator[tuple[float, float]]:
    """The parts from ``top`` to ``bottom`` that are beside none of the rows ``across``."""
    for upper, lower in across:
        if upper > top:
            yield top, upper
        top = max(top, lower)
    if bottom > top:
        yield top, bottom


def _parted(lines: FloatArray, rows: Rows, table: OpenTable) -> Rows:
    """``rows``, cut at the rulings across the table that part a row from a line of few texts."""
    width = table.xs[-1] - table.xs[0]
    ys = distinct(lines[lines[:, 2] - lines[:, 1] >= _FULL_WIDTH * width, 0])
    ends = np.array(rows.ends)
    row = np.searchsorted(ends, ys)
    inside = (row > 1) & (row < len(ends))
    ys, row = ys[inside], row[inside]
    apart = np.minimum(ys - ends[row - 1], ends[row] - ys) >= _LINE_HIGH * table.em
    return replace(rows, ends=tuple(distinct(np.concatenate((ends, ys[apart]))).tolist()))


def _over(lines: FloatArray, table: OpenTable) -> FloatArray:
    """Those of ``lines`` that reach over all columns of a table, and little further."""
    reach = _FRAME * table.em
    left, right = table.xs[0] - lines[:, 1], lines[:, 2] - table.xs[-1]
    over = (np.minimum(left, right) >= -reach) & (np.maximum(left, right) <= _BEYOND * table.em)
    return np.asarray(lines[over])


def _framed(lines: FloatArray, rows: Rows, table: OpenTable) -> tuple[FloatArray, Rows]:
    """The column boundaries, and ``rows``, out to the rulings around them.

    The lines above the header and below the last row are the sides of these rows.
    """
    top, bottom, xs = rows.ends[0], rows.ends[-1], table.xs.copy()
    wide = lines[
        np.minimum(lines[:, 2], xs[-1]) - np.maximum(lines[:, 1], xs[0])
        >= _FULL_WIDTH * (xs[-1] - xs[0])
    ]
    reach = _FRAME * table.em
    wide = wide[(wide[:, 0] > top - reach) & (wide[:, 0] < bottom + reach)]
    if not len(wide):
        # Blocks side by side, and cells, may have rulings of their own.
        wide = lines[(lines[:, 0] > top - reach) & (lines[:, 0] < bottom + reach)]
        wide = wide[(wide[:, 1] > xs[0] - reach) & (wide[:, 2] < xs[-1] + reach)]
    if not len(wide):
        return xs, rows
    xs[0], xs[-1] = min(xs[0], float(wide[:, 1].min())), max(xs[-1], float(wide[:, 2].max()))
    top, bottom = min(top, float(wide[:, 0].min())), max(bottom, float(wide[:, 0].max()))
    return xs, replace(rows, ends=(top, *rows.ends[1:-1], bottom))


def _labels(
    header: ColumnText, top: float, bottom: float, table: OpenTable, rulings: Rulings
) -> tuple[list[tuple[int, int, float]], dict[int, float]]:
    """Labels over several columns, as (first boundary, last boundary, lower end).

    Also, by boundary, the height where verticals below such a label begin.
    """
    labels = list[tuple[int, int, float]]()
    cuts: dict[int, float] = {}
    boxes = header.pieces.boxes
    within = (boxes[:, 1] > top) & (boxes[:, 3] < bottom)
    groups = list[Label]()
    # Labels that cross the white between columns show by that which they are over.
    if within.all() and (not header.spans.any() or over_middle(boxes, header.column, table.em)):
        groups = group_labels(header, table.xs, table.em, rulings, is_header=True)
    known = {(one.x0, one.top, one.x1): (one.first, one.last + 1) for one in groups}
    over = boxes[boxes[:, 3] <= min((one.top for one in groups), default=-np.inf) + table.em / 2]
    if len(over) == 1 and over[0, 2] > table.xs[-1] - _UNIT * table.em:
        # A unit over the last label is of no column.
        y = (over[0, 3] + min(one.top for one in groups)) / 2
        labels.append((0, len(table.xs) - 1, y))
        cuts |= dict.fromkeys(range(1, len(table.xs) - 1), y)
    for index in np.flatnonzero(within).tolist():
        x0, upper, x1, lower = boxes[index].tolist()
        if (x0, upper, x1) in known:
            first, last = known[x0, upper, x1]
        elif header.spans[index]:
            first, last = _columns_under(_whole(boxes, index, table.em), table)
        else:
            continue
        under = boxes[(header.column >= first) & (header.column < last) & (boxes[:, 1] > upper)]
        if len(under):
            y = (lower + float(under[:, 1].min())) / 2
            labels.append((first, last, y))
            cuts |= {i: max(y, cuts.get(i, top)) for i in range(first + 1, last)}
    return labels, cuts


def _whole(boxes: FloatArray, index: int, em: float) -> tuple[float, float]:
    """Extent of the whole label that piece ``index`` belongs to, with its circled number."""
    x0, _, x1, lower = boxes[index].tolist()
    line = boxes[np.abs(boxes[:, 3] - lower) < BASELINE_TOLERANCE * em]
    while True:
        near = line[(line[:, 0] < x1 + _LABEL_GAP * em) & (line[:, 2] > x0 - _LABEL_GAP * em)]
        wider = min(x0, float(near[:, 0].min())), max(x1, float(near[:, 2].max()))
        if wider == (x0, x1):
            return x0, x1
        x0, x1 = wider


def _columns_under(extent: tuple[float, float], table: OpenTable) -> tuple[int, int]:
    """The boundaries between which a label is best centered, among those it does not cross."""
    x0, x1 = extent
    xs = table.xs
    reach = TOUCH * table.em
    outer = int(np.flatnonzero(xs <= x0 + reach)[-1]) if (xs <= x0 + reach).any() else 0
    inner = int(np.flatnonzero(xs >= x1 - reach)[0]) if (xs >= x1 - reach).any() else len(xs) - 1
    spans = [
        (first, last)
        for first in range(max(outer - 1, 0), outer + 1)
        for last in range(inner, min(inner + 1, len(xs) - 1) + 1)
    ]
    return min(spans, key=lambda s: abs(xs[s[0]] + xs[s[1]] - x0 - x1))


def with_verticals(
    rulings: Rulings, ys: FloatArray, every: ColumnText, part: Part, table: OpenTable
) -> Rulings:
    """``rulings`` with verticals between the columns, except where a label is over several.

    Args:
        rulings: of the page.
        ys: heights of those across the table.
        every: all text of the page.
        part: the table's.
        table: as a whole.
    """
    text = ColumnText.joined([part.head, part.body])
    boxes = text.pieces.boxes
    top = min(ys[0], float(boxes[:, 1].min()) - MARGIN * table.em)
    bottom = max(ys[-1], float(boxes[:, 3].max()) + MARGIN * table.em)
    top = ys[0] if ys[0] - top < _OVERHANG * table.em else top
    bottom = ys[-1] if bottom - ys[-1] < _OVERHANG * table.em else bottom
    lines = rulings.horizontal
    first = row_anchors(text, table)
    head = first[0, 0] if len(first) else -np.inf
    vertical = []
    groups = group_labels(every.between(top, ys[-1]), table.xs, table.em, rulings)
    lines = np.concatenate((lines, rulings_under(groups, text, table.xs, lines, table.em)))
    whole = merge_lines(rulings.across, MARGIN * table.em)
    wide = whole[whole[:, 2] - whole[:, 1] >= _FULL_WIDTH * (table.xs[-1] - table.xs[0])]
    xs = table.xs.copy()
    if len(wide):
        # The table is as wide as the rulings across it.
        xs[0], xs[-1] = min(xs[0], wide[:, 1].min()), max(xs[-1], wide[:, 2].max())
    across = _across(every, ys, (float(xs[0] + xs[-1]) / 2), table.em)
    for index, x in enumerate(xs.tolist()):
        here = lines[(lines[:, 1] <= x + _REACH) & (lines[:, 2] >= x - _REACH), 0]
        stops = distinct(np.clip(np.concatenate((here, [top, bottom])), top, bottom)).tolist()
        inner = 0 < index < len(table.xs) - 1
        over = boxes[(boxes[:, 0] < x - TOUCH * table.em) & (boxes[:, 2] > x + TOUCH * table.em)]
        for upper, lower in pairwise(stops):
            label = over[(over[:, 1] > upper) & (over[:, 3] < lower) & (over[:, 3] < head)]
            group = any(
                one.first < index <= one.last and upper < (one.top + one.bottom) / 2 < lower
                for one in groups
            )
            whole_row = any(upper < y < lower for y in across)
            if not (inner and (len(label) or group or whole_row)):
                vertical.append((x, upper, lower))
    return Rulings(lines, np.concatenate((rulings.vertical, np.array(vertical).reshape(-1, 3))))


def _across(
    text: ColumnText, ys: FloatArray, center: float, em: float, least: int = _ACROSS
) -> list[float]:
    """The middle of each row between the rulings ``ys`` that is one text over several columns.

    It is a note, or the heading of a section: no line of it has another text beside it. It runs
    over several columns, or is centered over all, unlike the texts of the column it stands in.
    ``least``: column boundaries that it crosses.
    """
    boxes = text.pieces.boxes
    if not len(boxes):
        return []
    row = np.searchsorted(ys, (boxes[:, 1] + boxes[:, 3]) / 2)
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    centered = np.abs(middle - center) <= _CENTERED * em
    centered &= np.bincount(row)[row] == 1
    wide = text.spans >= least
    found = []
    for at in np.unique(row[wide | centered]).tolist():
        if not 0 < at < len(ys):
            continue
        own = boxes[row == at]
        alone = len(np.unique(lines_of(own, BASELINE_TOLERANCE * em))) == len(own)
        if alone and (wide[row == at].any() or _is_astray(text, row == at, em)):
            found.append(float(ys[at - 1] + ys[at]) / 2)
    return found


def _is_astray(text: ColumnText, own: BoolArray, em: float) -> bool:
    """Whether a text is not set as most others of its column are: from a side, or centered."""
    others = _places(text.pieces.boxes[(text.column == text.column[own][0]) & ~own])
    if len(others) < _FEWEST_OTHERS:
        return False
    usual = np.median(others, axis=0)
    alike = np.abs(others - usual) <= _CENTERED * em
    way = int(alike.sum(axis=0).argmax())
    return bool(abs(_places(text.pieces.boxes[own])[0, way] - usual[way]) > _CENTERED * em)


def _places(boxes: FloatArray) -> FloatArray:
    """(n, 3) where texts begin and end, and their middle."""
    return np.column_stack((boxes[:, [0, 2]], (boxes[:, 0] + boxes[:, 2]) / 2))
