"""The labels in the header over columns of figures: their columns, and the lines of each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.table.unruled.figure_columns import Columns
from kyoten_extract.table.unruled.figure_regions import Rule
from kyoten_extract.table.unruled.group_places import over_middle
from kyoten_extract.table.unruled.printed_words import Line, Piece, is_figure_text

# Ems: words of a label that a gutter parts are this far apart; and further for sure.
_WORDS_APART, _SURE_APART = 0.2, 0.6
# Ems: a label is set as its column, or centered over several, within this.
_SET, _CENTERED = 0.45, 0.8
# Share of the columns' width by which it is off their middle, as cells are wider than their texts.
_OFF_CENTER = 0.17
# Ems: from a vertical to the texts of a column beside it.
_CELL = 3.0
# Ems: the lines of one label are set alike as exactly as this.
_EXACT = 0.12
# Ems: a ruling under a group label is this near to it.
_UNDER = 1.2
# Ems of white between two lines of one label.
_SAME_LABEL = 0.75


@dataclass(slots=True)
class Label:
    """A label: its columns from ``first`` to ``last``, and its extent."""

    first: int
    last: int
    x0: float
    top: float
    x1: float
    bottom: float
    words: int = 1


def labels_of(
    head: Sequence[Line], columns: Columns, rules: Sequence[Rule], vertical: Sequence[Rule],
    inner: Sequence[float], em: float,
) -> tuple[Label, ...]:  # fmt: skip
    """The labels of a header's lines, each over its columns.

    Args:
        head: the lines, top to bottom.
        columns: of the table.
        rules: all horizontal rulings of the page.
        vertical: x, top, bottom of its vertical rulings.
        inner: heights of the rulings across the header.
        em: points.
    """
    parts: list[Label] = []
    for line in head:
        pieces = [cut for piece in line.pieces for cut in _cut(piece, columns, rules, em)]
        for piece, own in zip(pieces, _columns_of(pieces, columns), strict=True):
            top = min(word.top for word in piece.words)
            bottom = max(word.bottom for word in piece.words)
            label = Label(
                own.start, own.stop - 1, piece.x0, top, piece.x1, bottom, len(piece.words)
            )
            parts.append(label)
    middle = over_middle(
        np.array([(one.x0, one.top, one.x1, one.bottom) for one in parts]).reshape(-1, 4),
        np.array([one.first for one in parts], dtype=np.int64),
        em,
    )
    for at, label in enumerate(parts):
        if at in middle:
            label.first, label.last = middle[at]
        else:
            _widen(label, parts, columns, rules, vertical, em)
    return _stacked(parts, inner, rules, em)


def _columns_of(pieces: Sequence[Piece], columns: Columns) -> list[range]:
    """The columns of the labels on a line.

    Where each column has one, it is theirs in order: labels set left are far from narrow figures.
    """
    found = [columns.at(piece) for piece in pieces]
    if len(found) != len(columns.extents) or len({own.start for own in found}) == len(found):
        return found
    in_order = all(abs(own.start - place) <= 1 for place, own in enumerate(found))
    return [range(place, place + 1) for place in range(len(found))] if in_order else found


def _cut(piece: Piece, columns: Columns, rules: Sequence[Rule], em: float) -> list[Piece]:
    """A piece of a header's line, cut where labels of two columns stand next to each other."""
    words = piece.words
    if len(words) < 2 or len(columns.at(piece)) < 2:
        return [piece]
    bottom = max(word.bottom for word in words)
    if any(
        x0 <= piece.x0 + em and x1 >= piece.x1 - em
        and x1 - x0 < 2 * (piece.x1 - piece.x0) + 20 * em
        and -0.2 * em < y - bottom + 0.3 * em < _UNDER * em
        and len(columns.between(x0, x1)) < len(columns.extents) - 1
        for y, x0, x1 in rules
    ):  # fmt: skip
        return [piece]
    cuts: list[int] = []
    sure = True
    for number in range(1, len(words)):
        low, high = words[number - 1].x1, words[number].x0
        inside = [g for g in columns.white if min(high, g[1] + em) - max(low, g[0] - em) > 0]
        left = columns.between(words[number - 1].x0, low)
        right = columns.between(high, words[number].x1)
        if inside and left.stop <= right.start and high - low >= _WORDS_APART * em:
            cuts.append(number)
            sure = sure and high - low >= _SURE_APART * em
    if not cuts:
        return [piece]
    stops = [0, *cuts, len(words)]
    parts = [
        Piece(words[a:b], is_figure_text(" ".join(w.text for w in words[a:b])), words[b - 1].x1)
        for a, b in pairwise(stops)
    ]
    if sure or all(_is_set(part.x0, part.x1, columns, em) for part in parts):
        return parts
    return [piece]


def _is_set(x0: float, x1: float, columns: Columns, em: float) -> bool:
    """Whether a text is over one column, and set as its figures are."""
    own = columns.between(x0, x1)
    if len(own) > 1:
        return False
    low, high = columns.extents[own.start]
    return min(abs(high - x1), abs(low + high - x0 - x1) / 2) <= _SET * em


def _widen(
    label: Label, parts: Sequence[Label], columns: Columns, rules: Sequence[Rule],
    vertical: Sequence[Rule], em: float,
) -> None:  # fmt: skip
    """Give a group label all the columns it is over."""
    under = [
        (y, x0, x1)
        for y, x0, x1 in rules
        if -0.6 * em < y - label.bottom < _UNDER * em
        and x0 < label.x1 - 0.2 * em
        and x1 > label.x0 + 0.2 * em
    ]
    line = [p for p in parts if p is not label and abs(p.bottom - label.bottom) < 0.5 * em]
    for _, x0, x1 in under:
        if any(p.x1 > x0 and p.x0 < x1 for p in line):
            continue
        own = [
            i
            for i, (low, high) in enumerate(columns.extents)
            if x0 - em < (low + high) / 2 < x1 + em
            and min(high, x1) - max(low, x0) > 0.5 * (high - low)
        ]  # fmt: skip
        centered = abs(x0 + x1 - label.x0 - label.x1) / 2 <= 1.5 * em
        if len(own) > 1 and own[-1] - own[0] + 1 < len(columns.extents) and centered:
            label.first, label.last = own[0], own[-1]
            return
    below = [p for p in parts if p.top >= label.bottom - 0.3 * em]
    sides = _sides(label, columns, vertical, em)
    ruled = any(
        -0.6 * em < y - label.bottom < _UNDER * em and x0 < sides[0] + em and x1 > sides[1] - em
        for y, x0, x1 in rules
    )
    if ruled and not any(p.x1 > sides[0] and p.x0 < sides[1] for p in line):
        inside = [
            i for i, (a, b) in enumerate(columns.extents) if sides[0] < (a + b) / 2 < sides[1]
        ]
        if 1 < len(inside) < len(columns.extents):
            label.first, label.last = inside[0], inside[-1]
            return
    if shared := _share_of_ruling(label, [label, *line], below, columns, under, em):
        label.first, label.last = shared
        return
    low, high = sides
    taken = {i for p in line for i in range(p.first, p.last + 1)}
    middle = (label.x0 + label.x1) / 2
    best: tuple[float, int, int] | None = None
    count = len(columns.extents)
    for first in range(count):
        for last in range(first + 1, count):
            x0, x1 = columns.extents[first][0], columns.extents[last][1]
            span = range(first, last + 1)
            if x0 < low - em or x1 > high + em or taken & set(span):
                continue
            if not (first <= label.first and label.last <= last):
                continue
            if not all(any(p.first <= i <= p.last for p in below) for i in span):
                continue
            held = [p for p in below if p.first >= first and p.last <= last]
            edges = min([x0, *(p.x0 for p in held)]), max([x1, *(p.x1 for p in held)])
            off = min(abs((x0 + x1) / 2 - middle), abs(sum(edges) / 2 - middle))
            # Figures set right leave their labels in the middle of columns as wide as each other.
            outer = [p for p in held if p.first == p.last in (first, last)]
            if {p.first for p in outer} == {first, last}:
                lowest = {p.first: p for p in sorted(outer, key=lambda p: p.top)}
                ends = lowest[first], lowest[last]
                off = min(off, abs(sum(p.x0 + p.x1 for p in ends) / 4 - middle))
            if x0 - low < _CELL * em and high - x1 < _CELL * em:
                off = min(off, abs((low + high) / 2 - middle))
            if off <= max(_CENTERED * em, _OFF_CENTER * (x1 - x0)) and (
                best is None or off < best[0]
            ):
                best = off, first, last
    single = label.first == label.last
    underlined = best is not None and any(
        x0 < columns.extents[best[1]][0] + em and x1 > columns.extents[best[2]][1] - em
        for _, x0, x1 in under
    )
    if best is None or (single and not underlined and _is_exact(label, below, columns, em)):
        if not single and not any(p.first <= label.last and p.last >= label.first for p in below):
            _narrow(label, columns)
        return
    label.first, label.last = best[1], best[2]


def _share_of_ruling(
    label: Label, line: Sequence[Label], below: Sequence[Label], columns: Columns,
    under: Sequence[Rule], em: float,
) -> tuple[int, int] | None:  # fmt: skip
    """The columns of ``label`` if it and others on its line share those over one ruling.

    Each begins exactly where the label under it does, on the other side of the ruling, and has
    the columns up to where the next one begins.
    """
    for y, x0, x1 in under:
        over = sorted((p for p in line if p.x1 > x0 and p.x0 < x1), key=lambda one: one.x0)
        lower = [p for p in below if p.top > y - 0.4 * em and p.first == p.last]
        left = [
            [p.first for p in lower if abs(p.x0 - one.x0) <= _EXACT * em][:1] for one in over
        ]  # fmt: skip
        if len(over) < 2 or not all(left):
            continue
        own = columns.between(x0, x1)
        starts = [*(found[0] for found in left), own.stop]
        labelled = {p.first for p in lower}
        if starts == sorted(set(starts)) and labelled >= {*range(starts[0], own.stop)}:
            at = over.index(label)
            return starts[at], starts[at + 1] - 1
    return None


def _sides(
    label: Label, columns: Columns, vertical: Sequence[Rule], em: float
) -> tuple[float, float]:
    """The verticals next to a label, or the sides of the table."""
    level = (label.top + label.bottom) / 2
    drawn = [x for x, top, bottom in vertical if top < level < bottom]
    left, right = columns.extents[0][0] - em, columns.extents[-1][1] + em
    low = max((x for x in drawn if left < x <= label.x0 + 0.3 * em), default=left)
    high = min((x for x in drawn if label.x1 - 0.3 * em <= x < right), default=right)
    return low, high


def _is_exact(label: Label, below: Sequence[Label], columns: Columns, em: float) -> bool:
    """Whether a label is set exactly as its column's figures are, or the label under it."""
    sides = [columns.extents[label.first]]
    sides += [(p.x0, p.x1) for p in below if p.first == p.last == label.first]
    return any(
        min(abs(x1 - label.x1), abs(x0 + x1 - label.x0 - label.x1) / 2) <= _EXACT * em
        for x0, x1 in sides
    )


def _narrow(label: Label, columns: Columns) -> None:
    """Give the lowest label over a column, wider than it, the column that it is set as."""
    own = range(label.first, label.last + 1)
    offs = [
        (min(abs(columns.extents[i][1] - label.x1),
             abs(sum(columns.extents[i]) - label.x0 - label.x1) / 2), i)
        for i in own
    ]  # fmt: skip
    label.first = label.last = min(offs)[1]


def _stacked(
    parts: list[Label], inner: Sequence[float], rules: Sequence[Rule], em: float
) -> tuple[Label, ...]:
    """``parts`` with the lines of each label joined."""
    result: list[Label] = []
    for label in sorted(parts, key=lambda one: (one.top, one.x0)):
        for other in result:
            near = label.top - other.bottom <= _SAME_LABEL * em
            same = (label.first, label.last) == (other.first, other.last)
            between = any(other.bottom - 0.4 * em < y < label.top + 0.4 * em for y in inner) or any(
                other.bottom - 0.4 * em < y < label.top + 0.4 * em
                and x0 < label.x1 and x1 > label.x0
                for y, x0, x1 in rules
            )  # fmt: skip
            if same and near and not between:
                other.x0, other.x1 = min(other.x0, label.x0), max(other.x1, label.x1)
                other.bottom = max(other.bottom, label.bottom)
                other.words += label.words
                break
        else:
            result.append(label)
    return tuple(result)
