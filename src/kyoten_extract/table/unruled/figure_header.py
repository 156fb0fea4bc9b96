"""The header over columns of figures: where it begins, and the cells of its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyoten_extract.table.unruled.figure_columns import Columns
from kyoten_extract.table.unruled.figure_regions import Region, has_figures, pieces_within
from kyoten_extract.table.unruled.printed_words import Line, Piece, is_figure_text

Rule = tuple[float, float, float]
"""A horizontal ruling: y, left and right end in points."""

# Lines: a header has no more.
_MOST_LINES = 9
# Ems of white: above a line of the header; and where a ruling above shows that it goes on.
_WHITE, _RULED_WHITE = 1.3, 3.0
# Ems: words of a label that a gutter parts are this far apart; and further for sure.
_WORDS_APART, _SURE_APART = 0.2, 0.6
# Ems: a label is set as its column, or centered over several, within this.
_SET, _CENTERED = 0.45, 0.8
# Share of the columns' width by which it is off their middle, as cells are wider than their texts.
_OFF_CENTER = 0.17
# Ems: the lines of one label are set alike as exactly as this.
_EXACT = 0.12
# Ems: a ruling under a group label is this near to it.
_UNDER = 1.2
# Ems of white between two lines of one label.
_SAME_LABEL = 0.75
# Characters larger than the table's by this share are a title's.
_TITLE = 1.2


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


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table.

    Attributes:
        top, bottom: its sides in points; equal if there is none.
        labels: of its cells.
        rules: heights of rulings across it, between its top and bottom.
        lines: the lines between ``bottom`` and the first line with figures: headings.
    """

    top: float
    bottom: float
    labels: tuple[Label, ...]
    rules: tuple[float, ...]
    lines: tuple[Line, ...]


def find_header(
    lines: Sequence[Line], region: Region, columns: Columns, wide: Sequence[float],
    rules: Sequence[Rule], vertical: Sequence[Rule],
) -> Header:  # fmt: skip
    """The header of ``region``.

    Args:
        lines: all lines of the page.
        region, columns: the table under it.
        wide: heights of the rulings across the table.
        rules: all horizontal rulings.
        vertical: x, top, bottom of the vertical rulings.
    """
    em = region.em
    first, body = _first_row(region, wide)
    above = _above(lines, region, columns, wide, first)
    above += body
    head, under, top = _parted(above, region, columns, wide, first)
    if not head:
        upper = under[0].top if under else first
        over = [y for y in wide if upper - 1.5 * em < y <= upper + 0.3 * em]
        edge = max(over) if over else upper - 0.2 * em
        return Header(edge, edge, (), (), tuple(under))
    lowest = max(line.bottom for line in head)
    next_top = under[0].top if under else first
    between = [y for y in wide if lowest - 0.3 * em < y < next_top + 0.3 * em]
    bottom = between[0] if between else (lowest + next_top) / 2
    inner = tuple(y for y in wide if top + 0.5 * em < y < bottom - 0.5 * em)
    labels = _labels(head, columns, rules, vertical, (top, bottom), inner, em)
    return Header(top, bottom, labels, inner, tuple(under))


def _first_row(region: Region, wide: Sequence[float]) -> tuple[float, list[Line]]:
    """Top of the first row of figures, and lines of the region that are labels: years, numbers.

    They are above a ruling, or are lines of years over columns of other figures.
    """
    lines = [line for line in region.lines if has_figures(line)]
    count = 0
    while count + 3 <= len(lines) and _are_years(lines[count], lines[count + 1]):
        count += 1
        if not _are_years(lines[count], lines[count + 1]):
            break
    taken = lines[:count]
    rest = [line for line in region.lines if line.top > taken[-1].top] if taken else region.lines
    figured = next(line for line in rest if has_figures(line))
    first = figured.top
    body = [line for line in region.lines if line.bottom <= first + 0.2 * region.em]
    return first, body


def _are_years(line: Line, under: Line) -> bool:
    """Whether a line has years, and no stub, over a line with other figures."""

    def years(one: Line) -> bool:
        texts = [piece.text for piece in one.pieces if piece.is_figure]
        return len(texts) > 1 and all(
            len(text) >= 4 and text[:4].isdecimal() and 1800 <= int(text[:4]) < 2100
            for text in texts
        )

    return years(line) and not years(under)


def _above(
    lines: Sequence[Line], region: Region, columns: Columns, wide: Sequence[float], first: float
) -> list[Line]:
    """The lines over the region that may be its header, top to bottom."""
    em, start = region.em, region.top
    result: list[Line] = []
    edge = min(start, first)
    for line in sorted(lines, key=lambda one: -one.bottom):
        if line.bottom > start + 0.3 * em or any(line.top >= one.top for one in region.lines):
            continue
        pieces = pieces_within(line.pieces, region.left, region.right, em)
        beyond = [
            piece
            for piece in line.pieces
            if piece not in pieces and piece.x1 > region.left and piece.x0 < region.right
        ]
        if not pieces and not beyond:
            continue
        ruled = [y for y in wide if line.bottom - 0.4 * em < y < edge + 0.4 * em]
        white = edge - line.bottom
        higher = any(line.top - 1.5 * em < y < line.top + 0.4 * em for y in wide)
        limit = _RULED_WHITE if ruled and (higher or len(ruled) > 1) else _WHITE
        if beyond or white > limit * em or len(result) >= _MOST_LINES:
            break
        if _is_title(pieces, region, columns) and not _is_ruled_over(line, wide, em):
            break
        result.insert(0, Line(pieces, line.top, line.bottom))
        edge = line.top
    return result


def _is_ruled_over(line: Line, wide: Sequence[float], em: float) -> bool:
    """Whether a ruling across the table is over a line and its neighbors, as over a header."""
    return any(line.top - 5 * em < y < line.top + 0.3 * em for y in wide)


def _is_title(pieces: Sequence[Piece], region: Region, columns: Columns) -> bool:
    """Whether a line above a header is a title: large, or from the left side over columns."""
    if max(word.em for piece in pieces for word in piece.words) > _TITLE * region.em:
        return True
    left = min(piece.x0 for piece in pieces)
    at_left = left < region.left + 1.5 * region.em
    over = columns.at(pieces[0])
    return len(pieces) == 1 and at_left and len(over) > 1 and over.start == 0


def _parted(
    above: list[Line], region: Region, columns: Columns, wide: Sequence[float], first: float
) -> tuple[list[Line], list[Line], float]:
    """The lines of the header, those of headings under it, and the header's top."""
    em = region.em
    under: list[Line] = []
    while above and _is_heading(above[-1], columns):
        under.insert(0, above.pop())
    if not above:
        # Labels of the stub alone are no header: a heading, or nothing of the table.
        ruled = [y for y in wide if y < first]
        under = [line for line in under if ruled and line.top > max(ruled) - 0.3 * em]
        return [], under, first
    top_line = above[0].top
    over = [y for y in wide if top_line - 2.0 * em < y < top_line + 0.3 * em]
    over = over[-1:] or [y for y in wide if top_line < y < above[-1].top + 0.3 * em]
    if over:
        top = over[0]
        head = [line for line in above if line.top > top - 0.4 * em]
    else:
        head = list(above)
        while len(head) > 1 and _is_heading(head[0], columns):
            head.pop(0)
        top = head[0].top - 0.25 * em
    if not any(not _is_heading(line, columns) for line in head):
        return [], under, first
    return head, under, top


def _is_heading(line: Line, columns: Columns) -> bool:
    """Whether a line has one text, which begins at the left in the stub."""
    if len(line.pieces) > 1 or columns.figures[0]:
        return False
    return columns.at(line.pieces[0]).start == 0


def _labels(
    head: Sequence[Line], columns: Columns, rules: Sequence[Rule], vertical: Sequence[Rule],
    extent: tuple[float, float], inner: Sequence[float], em: float,
) -> tuple[Label, ...]:  # fmt: skip
    parts: list[Label] = []
    for line in head:
        pieces = [cut for piece in line.pieces for cut in _cut(piece, columns, rules, em)]
        for piece in pieces:
            top = min(word.top for word in piece.words)
            bottom = max(word.bottom for word in piece.words)
            own = columns.at(piece)
            label = Label(
                own.start, own.stop - 1, piece.x0, top, piece.x1, bottom, len(piece.words)
            )
            parts.append(label)
    for label in parts:
        _widen(label, parts, columns, rules, vertical, em)
    return _stacked(parts, inner, rules, em)


def _cut(piece: Piece, columns: Columns, rules: Sequence[Rule], em: float) -> list[Piece]:
    """A piece of a header's line, cut where labels of two columns stand next to each other."""
    words = piece.words
    if len(words) < 2 or len(columns.at(piece)) < 2:
        return [piece]
    bottom = max(word.bottom for word in words)
    if any(
        x0 <= piece.x0 + em and x1 >= piece.x1 - em and x1 - x0 < 2 * (piece.x1 - piece.x0) + 20 * em
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
        for a, b in zip(stops, stops[1:], strict=False)
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
            i for i, (low, high) in enumerate(columns.extents) if x0 - em < (low + high) / 2 < x1 + em
            and min(high, x1) - max(low, x0) > 0.5 * (high - low)
        ]  # fmt: skip
        centered = abs(x0 + x1 - label.x0 - label.x1) / 2 <= 1.5 * em
        if len(own) > 1 and own[-1] - own[0] + 1 < len(columns.extents) and centered:
            label.first, label.last = own[0], own[-1]
            return
    below = [p for p in parts if p.top >= label.bottom - 0.3 * em]
    level = (label.top + label.bottom) / 2
    sides = [x for x, top, bottom in vertical if top < level < bottom]
    low = max((x for x in sides if x <= label.x0 + 0.3 * em), default=-1e9)
    high = min((x for x in sides if x >= label.x1 - 0.3 * em), default=1e9)
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
            own = [p for p in below if p.first >= first and p.last <= last]
            edges = min([x0, *(p.x0 for p in own)]), max([x1, *(p.x1 for p in own)])
            off = min(abs((x0 + x1) / 2 - middle), abs(sum(edges) / 2 - middle))
            if x0 - em < low < x0 + em or (low > -1e9 and high < 1e9):
                off = min(off, abs((low + high) / 2 - middle))
            if off <= max(_CENTERED * em, _OFF_CENTER * (x1 - x0)) and (best is None or off < best[0]):
                best = off, first, last
    single = label.first == label.last
    if best is None or (single and _is_exact(label, below, columns, em)):
        if not single and not any(p.first <= label.last and p.last >= label.first for p in below):
            _narrow(label, columns)
        return
    label.first, label.last = best[1], best[2]


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
