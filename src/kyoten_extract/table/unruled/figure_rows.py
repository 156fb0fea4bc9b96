"""The rows of a table of figures, and the rulings that it would have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.table.unruled.figure_columns import Columns
from kyoten_extract.table.unruled.figure_header import Header
from kyoten_extract.table.unruled.figure_labels import Label
from kyoten_extract.table.unruled.figure_regions import Region, Rule, has_figures
from kyoten_extract.table.unruled.printed_words import Line

# Share of the rows that a ruling across the table follows, where rulings part the rows.
_RULED_ROWS = 0.6
# Ems: a ruling this near below the last row is the table's lower side.
_LOWER_SIDE = 1.6
# Ems: rulings this far beyond the texts are the table's sides.
_FRAME = 3.0
# Ems: margin around the texts at the sides, and above the first row.
_MARGIN = 0.3


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table with the rulings that it would have: outline, lines across and down in points.

    ``labels`` are those of its header.
    """

    left: float
    top: float
    right: float
    bottom: float
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    labels: tuple[Label, ...] = ()


def draw_table(
    region: Region, columns: Columns, header: Header, wide: Sequence[Rule], vertical: Sequence[Rule]
) -> DrawnTable:
    """The table of ``region``; ``wide`` are the rulings across it, with their ends."""
    em = region.em
    body = [line for line in region.lines if line.top > header.bottom - 0.4 * em]
    body = sorted([*header.lines, *(line for line in body if line not in header.lines)],
                  key=lambda line: line.top)  # fmt: skip
    heights = [y for y, _, _ in wide]
    last = max(line.bottom for line in body)
    below = [y for y in heights if last - 0.3 * em < y < last + _LOWER_SIDE * em]
    bottom = below[0] if below else last + 0.2 * em
    ends = _row_ends(body, header, heights, bottom, columns, em)
    left = min([region.left - _MARGIN * em, *(line.pieces[0].x0 - 0.2 * em for line in body)])
    right = max(region.right, columns.extents[-1][1]) + _MARGIN * em
    for label in header.labels:
        left, right = min(left, label.x0 - 0.2 * em), max(right, label.x1 + 0.2 * em)
    framed = [x for x, low, high in vertical if low < region.bottom and high > region.top]
    edges = [x for _, x0, x1 in wide for x in (x0, x1)] + framed
    left = min([left, *(x for x in edges if region.left - _FRAME * em < x < left)])
    right = max([right, *(x for x in edges if right < x < region.right + _FRAME * em)])
    xs = [left, *_boundaries(region, columns, header, vertical), right]
    starts, across = _spans(header, xs, em)
    across += [(y, left, right) for y in {header.top, *header.rules, *ends}]
    down = [(x, starts.get(i, header.top), bottom) for i, x in enumerate(xs)]
    return DrawnTable(left, header.top, right, bottom, tuple(across), tuple(down), header.labels)


def _row_ends(
    body: Sequence[Line], header: Header, wide: Sequence[float], bottom: float, columns: Columns,
    em: float,
) -> list[float]:  # fmt: skip
    """Heights between the rows, the first row's upper side and the last one's lower included."""
    rows: list[list[Line]] = []
    figured = sum(has_figures(line) for line in body)
    inside = [y for y in wide if header.bottom + 0.4 * em < y < bottom - 0.4 * em]
    ruled = len(inside) >= _RULED_ROWS * (figured - 1) and figured > 2
    for line in body:
        if rows and _goes_on(rows[-1], line, inside if ruled else [], columns, em, ruled=ruled):
            rows[-1].append(line)
        else:
            rows.append([line])
    ends = [header.bottom]
    for above, below in pairwise(rows):
        low = max(line.bottom for line in above)
        high = min(line.top for line in below)
        drawn = [y for y in inside if low - 0.4 * em < y < high + 0.4 * em]
        ends.append(drawn[0] if drawn else (low + high) / 2)
    return [*ends, bottom]


def _goes_on(
    row: Sequence[Line], line: Line, inside: Sequence[float], columns: Columns, em: float,
    *, ruled: bool,
) -> bool:  # fmt: skip
    """Whether a line goes on with a row: its text in the stub does, and one of both has figures."""
    if columns.figures[0]:
        return False
    low = max(one.bottom for one in row)
    if any(low - 0.4 * em < y < line.top + 0.4 * em for y in inside):
        return False
    if has_figures(line) and any(has_figures(one) for one in row):
        return False
    if ruled:
        return True
    first = line.pieces[0]
    if columns.at(first).start != 0 or columns.at(row[-1].pieces[0]).start != 0:
        return False
    if line.top - low > 1.0 * em:
        return False
    begin = first.text.lstrip("([\"'“")[:1]
    return begin.islower()


def _boundaries(
    region: Region, columns: Columns, header: Header, vertical: Sequence[Rule]
) -> list[float]:
    """Places between the columns: at rulings, else amid the white, clear of labels and dots."""
    result = []
    for i, (low, high) in enumerate(columns.white):
        drawn = [
            x
            for x, top, bottom in vertical
            if low - 0.2 < x < high + 0.2
            and min(bottom, region.bottom) - max(top, region.top)
            > 0.3 * (region.bottom - region.top)
        ]
        if drawn:
            result.append(drawn[0])
            continue
        low = max([low, *_dots(region, low, high)])
        for label in header.labels:
            if label.last == i and low < label.x1 < high:
                low = label.x1
        for label in header.labels:
            if label.first == i + 1 and low < label.x0 < high:
                high = label.x0
        result.append((low + high) / 2)
    return result


def _dots(region: Region, low: float, high: float) -> list[float]:
    """Right ends of the dots that lead through a white to figures."""
    return [
        piece.reach
        for line in region.lines
        for piece in line.pieces
        if piece.reach > piece.x1 and piece.x1 <= high and low < piece.reach < high
    ]


def _spans(header: Header, xs: Sequence[float], em: float) -> tuple[dict[int, float], list[Rule]]:
    """Where verticals begin under group labels, and the lines under (and over) these."""
    starts: dict[int, float] = {}
    across: list[Rule] = []
    groups = [label for label in header.labels if label.last > label.first]
    for label in sorted(groups, key=lambda one: one.top):
        under = _labels_at(header, label, below=True)
        if not under:
            continue
        y = label.bottom + 0.05 * em
        tops = [own.top for own in under]
        if min(tops) > label.bottom:
            y = min(y, (label.bottom + min(tops)) / 2)
        across.append((y, xs[label.first], xs[label.last + 1]))
        for boundary in range(label.first + 1, label.last + 1):
            starts[boundary] = max(starts.get(boundary, header.top), y)
    return starts, across


def _labels_at(header: Header, label: Label, *, below: bool) -> list[Label]:
    return [
        own
        for own in header.labels
        if own is not label
        and own.first >= label.first
        and own.last <= label.last
        and (own.top > label.top if below else own.top < label.top)
    ]
