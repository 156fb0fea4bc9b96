"""The parts of a page that are lists of their own, where lines run across them and none down.

Lists beside each other have rulings that end at the same white. Of lists below each other, the
lower one has labels of its own: words over figures, or over columns that are not those above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.grid import Grid
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.unruled.printed_words import Line, Piece, lines_of_words, words_of
from kyoten_extract.table.value_kind import kind_of
from kyoten_extract.text.labels import fold_label

# Ems: a ruling across a list is longer, its pieces are no further apart, and it ends this near to
# where others do.
_LONG, _PIECES_APART, _SAME_END = 4.0, 0.25, 1.0
# Share of the widest ruling of a part that each ruling across it has.
_WIDE = 0.4
# Ems of white between the rulings of lists beside each other; share of the height of the lower
# one that they are beside each other; and rulings, and lines of several texts, that each has.
_BESIDE, _BESIDE_SHARE, _RULINGS, _ROWS = 0.4, 0.5, 3, 2
# Weights of what tells that another list begins: a heading or white above the labels, words over
# figures of one column and of several, other columns, other sides, the labels of the list above;
# and what they have together where it does, and where it may.
_HEADING, _ONE_COLUMN, _SEVERAL, _COLUMNS, _SIDES, _AGAIN = 1.5, 1.0, 2.5, 2.0, 2.0, 2.0
_BEGINS, _MAY_BEGIN = 3.5, 2.5
# Share of the values of a column that are figures, and of the labels that are those above.
_FIGURES, _SAME = 0.6, 0.8
# Ems of white that columns have between them, and that lists without a heading have.
_GUTTER, _WHITE = 0.5, 0.8
# Lines of a list that may have its labels, and rows of words alone that show it is one.
_MOST_LABELS, _MANY_ROWS = 4, 6
# Rulings of a page, and groups of them with the same ends, beyond which it is a drawing.
_MOST_RULES, _MOST_BLOCKS = 2_000, 100
# Points below a ruling that ends a list.
_JUST_BELOW = 1e-3
# Ems between the words of a heading, at most.
_WORDS_APART = 1.5
# Boundaries of columns above that text below runs over, and the other way round.
_OTHER_COLUMNS = 2

WHOLE: BBox = (-1e6, -1e6, 1e6, 1e6)
"""All of a page, and beyond."""

Rule = tuple[float, float, float]
"""Height, left end and right end of a ruling across."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a page: its box, the lines of text in it, and the rulings across it."""

    box: BBox
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    em: float

    def cut(self, box: BBox) -> _Part:
        x0, top, x1, bottom = box
        lines = []
        for line in self.lines:
            pieces = [piece for piece in line.pieces if x0 <= (piece.x0 + piece.x1) / 2 < x1]
            if pieces and top <= (line.top + line.bottom) / 2 < bottom:
                lines.append(Line(pieces, line.top, line.bottom))
        rules = (
            (y, max(low, x0), min(high, x1))
            for y, low, high in self.rules
            if top <= y < bottom and min(high, x1) > max(low, x0)
        )
        return _Part(box, tuple(lines), tuple(rules), self.em)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a page, which cover it, in the order they are read; one if it has no others.

    Attributes:
        boxes: where they are.
        doubts: lines that may be labels of another list.
    """

    boxes: list[BBox]
    doubts: list[str]


def parts_of(page: Page, grids: Sequence[Grid]) -> Parts:
    """The parts of a page; none begins within one of ``grids``."""
    parts = Parts([WHOLE], [])
    if len(page.rulings.horizontal) < 2 * _RULINGS:
        return parts
    boxes = page.characters.boxes
    if not len(boxes):
        return parts
    # Most pages without rulings down have few across, too: its words need not be found.
    usual = median(boxes[:, 3] - boxes[:, 1])
    if len(page.rulings.across.joined(0.0, usual)) < 2 * _RULINGS - 2:
        return parts
    lines = lines_of_words(words_of(page))
    if not lines:
        return parts
    em = median([line.em for line in lines])
    rules = page.rulings.across.joined(_PIECES_APART * em, _LONG * em).tolist()
    if not 2 * _RULINGS - 2 <= len(rules) <= _MOST_RULES:
        return parts
    every = _Part(WHOLE, tuple(lines), tuple(sorted(map(tuple, rules))), em)
    parts.boxes[:] = _parts(every, [grid.bbox for grid in grids], parts.doubts)
    return parts


def _parts(part: _Part, grids: Sequence[BBox], doubts: list[str]) -> Iterator[BBox]:
    x0, top, x1, bottom = part.box
    beside = _cut_down(part, grids)
    if beside is None:
        ys = [top, *_cuts_across(part, grids, doubts), bottom]
        yield from ((x0, upper, x1, lower) for upper, lower in pairwise(ys))
        return
    x, upper, lower = beside
    pieces = [(x0, top, x1, upper), (x0, upper, x, lower), (x, upper, x1, lower)]
    for box in (*pieces, (x0, lower, x1, bottom)):
        own = part.cut(box)
        if box[1] < box[3] and (own.lines or own.rules):
            yield from _parts(own, grids, doubts)


# Beside each other


def _cut_down(part: _Part, grids: Sequence[BBox]) -> Rule | None:
    """Where lists stand beside each other: the place between them, its upper and lower end."""
    blocks = _blocks(part)
    for left in blocks if len(blocks) <= _MOST_BLOCKS else ():
        for right in blocks:
            low, high = left[2], right[0]
            if high - low < _BESIDE * part.em:
                continue
            top, bottom = min(left[1], right[1]), max(left[3], right[3])
            both = min(left[3], right[3]) - max(left[1], right[1])
            if both < _BESIDE_SHARE * min(left[3] - left[1], right[3] - right[1]):
                continue
            x = (low + high) / 2
            across = sorted(_crossing(part, x))
            if any(a < bottom and b > top for a, b in across):
                continue
            if not (_has_columns(part, left) and _has_columns(part, right)):
                continue
            upper = max((b for _, b in across if b <= top), default=part.box[1])
            lower = min((a for a, _ in across if a >= bottom), default=part.box[3])
            if not any(g[0] < x < g[2] and g[1] < lower and g[3] > upper for g in grids):
                return x, upper, lower
    return None


def _blocks(part: _Part) -> list[BBox]:
    """What rulings with the same ends are around, left to right."""
    blocks: list[list[float]] = []
    for y, x0, x1 in part.rules:
        for block in blocks:
            if max(abs(block[0] - x0), abs(block[2] - x1)) <= _SAME_END * part.em:
                block[3], block[4] = y, block[4] + (y - block[3] > part.em / 2)
                break
        else:
            blocks.append([x0, y, x1, y, 1])
    return sorted((b[0], b[1], b[2], b[3]) for b in blocks if b[4] >= _RULINGS)


def _crossing(part: _Part, x: float) -> Iterator[tuple[float, float]]:
    """The upper and lower ends of all that is on both sides of ``x``."""
    for y, x0, x1 in part.rules:
        if x0 < x < x1:
            yield y, y
    for line in part.lines:
        if any(piece.x0 < x < piece.x1 for piece in line.pieces):
            yield line.top, line.bottom


def _has_columns(part: _Part, block: BBox) -> bool:
    """Whether a block has lines of several texts, the first one of which is a name or a number."""
    x0, top, x1, bottom = block
    own = part.cut((x0, top, x1, bottom)).lines
    rows = [line.pieces for line in own if len(line.pieces) > 1]
    if len(rows) < max(_ROWS, len(own) / 2):
        return False
    names = [pieces[0].text for pieces in rows[1:]]
    figures = sum(kind_of(name) not in (None, "word") for name in names)
    return 2 * figures <= len(names) or all(name.isdecimal() for name in names)


# Below each other


@dataclass(frozen=True, slots=True)
class _Labels:
    """What may be the labels of another list.

    Attributes:
        above: height of the last ruling above.
        below: height of the ruling under the labels.
        cut: where the list would begin.
        labels: their texts.
    """

    above: float
    below: float
    cut: float
    labels: tuple[Piece, ...]

    def sides(self, start: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where the rulings of the list above are, which begins at ``start``, and of this one."""
        return (start, self.above), (self.above, self.below)


def _cuts_across(part: _Part, grids: Sequence[BBox], doubts: list[str]) -> list[float]:
    """The heights at which another list begins below; where one may begin is added to doubts."""
    widest = max((x1 - x0 for _, x0, x1 in part.rules), default=0.0)
    rules = [rule for rule in part.rules if rule[2] - rule[1] >= _WIDE * widest]
    found = list(_all_labels(part, rules))
    cuts: list[float] = []
    start = last = part.box[1]
    for labels in found:
        if labels.above < last:
            continue
        end = next((one.above for one in found if one.above >= labels.below), part.box[3])
        above = _between(part, start, labels.above)
        below = _between(part, labels.below, end)
        if any(grid[1] < labels.cut < grid[3] for grid in grids):
            continue
        weight = _weight(labels, above, below)
        sides = [[r for r in rules if a < r[0] <= b][-1:] for a, b in labels.sides(start)]
        if all(sides) and _differ(sides[0][0], sides[1][0], part.em):
            weight += _SIDES
        if _other_columns(above, below, part.em):
            weight += _COLUMNS
        if weight < _MAY_BEGIN or not _are_rows(above, below, labels):
            continue
        if weight < _BEGINS:
            doubts.append(" | ".join(piece.text for piece in labels.labels))
        else:
            cuts.append(labels.cut)
            start, last = labels.cut, labels.below
    return cuts


def _between(part: _Part, top: float, bottom: float) -> list[Line]:
    return [line for line in part.lines if top < (line.top + line.bottom) / 2 < bottom]


def _all_labels(part: _Part, rules: Sequence[Rule]) -> Iterator[_Labels]:
    """All that may be labels, by their words and their place between rulings."""
    ys = [rules[0][0]] if rules else []
    for y, _, _ in rules:
        if y - ys[-1] > part.em / 2:
            ys.append(y)
    for at in range(1, len(ys) - 1):
        own = _between(part, ys[at], ys[at + 1])
        titles = _titles(own)
        label_lines, below = own[titles:], ys[at + 1]
        if titles == len(own) and at + 2 < len(ys):
            label_lines, below = _between(part, ys[at + 1], ys[at + 2]), ys[at + 2]
        pieces = [piece for line in label_lines for piece in line.pieces]
        if not any(len(line.pieces) > 1 for line in label_lines):
            continue
        if any(kind_of(piece.text) not in ("word", "year") for piece in pieces):
            continue
        if not titles and label_lines[0].top - ys[at] < part.em * (1 + _WHITE):
            continue
        # The widest white above a heading: what is over it are notes on the list above.
        ends = [ys[at], *(line.bottom for line in own[:titles])]
        whites = [
            (line.top - end, (line.top + end) / 2)
            for end, line in zip(ends, own[:titles], strict=False)
        ]
        cut = max(max(whites)[1] if whites else 0.0, ys[at] + _JUST_BELOW)
        yield _Labels(ys[at], below, cut, tuple(pieces))


def _titles(lines: Sequence[Line]) -> int:
    """How many leading lines are headings or notes, with a unit at most beside them."""
    for count, line in enumerate(lines):
        pieces = line.pieces
        if len(pieces) > 1 and "単位" in pieces[-1].text:
            pieces = pieces[:-1]
        if any(two.x0 - one.x1 > _WORDS_APART * line.em for one, two in pairwise(pieces)):
            return count
    return len(lines)


def _weight(labels: _Labels, above: Sequence[Line], below: Sequence[Line]) -> float:
    """How much the words of ``labels`` tell that another list begins."""
    columns = len(_figures(labels.labels, above) | _figures(labels.labels, below))
    known = {fold_label(piece.text) for line in above[:_MOST_LABELS] for piece in line.pieces}
    again = sum(fold_label(piece.text) in known for piece in labels.labels)
    return (
        _HEADING
        + (_SEVERAL if columns > 1 else _ONE_COLUMN * columns)
        + _AGAIN * (again >= _SAME * len(labels.labels))
    )


def _are_rows(above: Sequence[Line], below: Sequence[Line], labels: _Labels) -> bool:
    """Whether rows are above labels and below, and none has the texts of these."""
    lines = [line for line in above if len(line.pieces) > 1]
    figures = sum(any(_is_value(piece) for piece in line.pieces) for line in lines)
    if figures < _ROWS and len(lines) < _MANY_ROWS:
        return False
    own = {fold_label(piece.text) for piece in labels.labels}
    rows = (*above[_MOST_LABELS:], *below)
    again = sum(fold_label(p.text) in own for line in rows for p in line.pieces)
    return again < _ROWS and any(len(line.pieces) > 1 for line in below)


def _is_value(piece: Piece) -> bool:
    return piece.is_figure or kind_of(piece.text) != "word"


def _differ(one: Rule, other: Rule, em: float) -> bool:
    return max(abs(one[1] - other[1]), abs(one[2] - other[2])) > _SAME_END * em


def _figures(labels: Sequence[Piece], rows: Sequence[Line]) -> set[int]:
    """Which labels are over figures; a value of a row that lacks some is of the nearest label."""
    counts = [[0, 0] for _ in labels]
    for line in rows:
        whole = len(line.pieces) == len(labels)
        for at, piece in enumerate(line.pieces if len(line.pieces) > 1 else ()):
            away = [max(label.x0 - piece.x1, piece.x0 - label.x1, 0.0) for label in labels]
            own = counts[at if whole else away.index(min(away))]
            own[0] += 1
            own[1] += _is_value(piece)
    return {at for at, (count, own) in enumerate(counts) if own >= _FIGURES * count > 0}


def _other_columns(above: Sequence[Line], below: Sequence[Line], em: float) -> bool:
    """Whether columns have other places below, or nearly all rows have more texts, or fewer."""
    blocked = _blocked(above, below, em) + _blocked(below, above, em)
    if blocked >= _OTHER_COLUMNS:
        return True
    (before, share), (after, other) = _usual(above), _usual(below)
    return before != after and (blocked > 0 or min(share, other) >= _SAME)


def _usual(lines: Sequence[Line]) -> tuple[int, float]:
    """How many texts most lines of several have, and the share of these lines."""
    counts = [len(line.pieces) for line in lines if len(line.pieces) > 1]
    most = max(counts, key=counts.count, default=0)
    return most, counts.count(most) / max(len(counts), 1)


def _blocked(lines: Sequence[Line], others: Sequence[Line], em: float) -> int:
    """How many whites between the columns of ``lines`` several of ``others`` have text over."""
    covered: list[list[float]] = []
    for x0, x1 in sorted((piece.x0, piece.x1) for line in lines for piece in line.pieces):
        if covered and x0 - covered[-1][1] < _GUTTER * em:
            covered[-1][1] = max(covered[-1][1], x1)
        else:
            covered.append([x0, x1])
    count = 0
    for (_, low), (high, _) in pairwise(covered):
        over = sum(any(p.x0 < low and p.x1 > high for p in line.pieces) for line in others)
        count += over >= _ROWS
    return count
