"""Where a page has columns of figures: stretches of lines whose figures stand below each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.table.unruled.printed_words import Line, Piece, is_digits

# Ems of white between two figures below each other, and next to each other.
_BELOW, _BESIDE = 3.2, 14.0
# Ems: the same over lines of texts, such as headings, and the white around these.
_BELOW_TEXTS, _AROUND = 5.0, 1.6
# Share of the lines with figures that have a text in a column of texts beside them.
_BESIDE_SHARE = 0.6
# Ems above and below the figures in which rulings are a table's, share of its width that these
# have, and how many show where it ends.
_HEADER, _ACROSS, _FEWEST_RULES = 6.0, 0.9, 2
# Words, and ems of width, from which on the lines beside are running text.
_PROSE_WORDS, _PROSE_WIDTH = 5, 14.0
# Share of lines that two stretches of figures share if a column of texts is between them.
_SHARED_LINES = 0.7
# Lines with figures of which some have two; share of figures that have digits.
_MIN_LINES, _MIN_DIGITS = 2, 0.5
# Ems: texts reach this far beyond the table's sides at most.
_OVER = 1.0
# Ems: headings begin further left than indented rows, by this at most.
_OUTDENT = 3.0


Rule = tuple[float, float, float]
"""A horizontal ruling: y, left and right end in points."""


@dataclass(slots=True)
class Region:
    """Columns of figures with the texts beside them.

    Attributes:
        lines: from the first with figures to the last, with the pieces that are inside only.
        left, right: its sides in points.
        em: height of its characters in points.
    """

    lines: list[Line]
    left: float
    right: float
    em: float

    @property
    def top(self) -> float:
        """Top of its first line."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """Bottom of its last line."""
        return max(line.bottom for line in self.lines)

    @property
    def figures(self) -> list[Piece]:
        """All its figures."""
        return [piece for line in self.lines for piece in line.pieces if piece.is_figure]


def has_figures(line: Line) -> bool:
    """Whether a line has a figure."""
    return any(piece.is_figure for piece in line.pieces)


def find_regions(lines: Sequence[Line], rules: Sequence[Rule] = ()) -> list[Region]:
    """The regions of a page, top to bottom; ``rules`` are its rulings across."""
    places = [
        (number, piece)
        for number, line in enumerate(lines)
        for piece in line.pieces
        if piece.is_figure
    ]
    if not places:
        return []
    groups = _linked(lines, places)
    groups = _side_by_side([g for g in groups if len({n for n, _ in g}) >= _MIN_LINES])
    found = [region for group in groups if (region := _region(lines, group, rules)) is not None]
    found.sort(key=lambda region: -len(region.figures))
    apart: list[Region] = []
    for region in found:
        if not any(_overlap(region, other) for other in apart):
            apart.append(region)
    return sorted(apart, key=lambda region: (region.top, region.left))


def _overlap(one: Region, other: Region) -> bool:
    return (
        one.left < other.right
        and one.right > other.left
        and one.top < other.bottom
        and one.bottom > other.top
    )


def _linked(
    lines: Sequence[Line], places: Sequence[tuple[int, Piece]]
) -> list[list[tuple[int, Piece]]]:
    """Figures in groups: next to each other, or below each other without a text between."""
    index = {id(piece): number for number, (_, piece) in enumerate(places)}
    parent = list(range(len(places)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for number, line in enumerate(lines):
        for left, right in zip(line.pieces, line.pieces[1:], strict=False):
            near = right.x0 - left.reach <= _BESIDE * line.em
            if left.is_figure and right.is_figure and near:
                parent[root(index[id(right)])] = root(index[id(left)])
        for piece in line.pieces:
            if piece.is_figure:
                above = _above(lines, number, piece)
                if above is not None and above.is_figure:
                    parent[root(index[id(piece)])] = root(index[id(above)])
    groups: dict[int, list[tuple[int, Piece]]] = {}
    for number, place in enumerate(places):
        groups.setdefault(root(number), []).append(place)
    return list(groups.values())


def _above(lines: Sequence[Line], number: int, piece: Piece) -> Piece | None:
    """The nearest piece above another, if it is near."""
    here = lines[number]
    edge, texts = here.top, 0
    loose = False
    for line in reversed(lines[:number]):
        white = here.top - line.bottom
        if white > _BELOW_TEXTS * here.em:
            # Lines ascend by their tops; further up none is nearer.
            return None
        if line.bottom > here.bottom - 0.5 * here.em:
            continue
        loose |= edge - line.bottom > _AROUND * here.em
        for other in line.pieces:
            if other.x0 < piece.x1 and other.x1 > piece.x0:
                near = white <= _BELOW * here.em if not texts else not loose
                return other if near else None
        edge, texts = min(edge, line.top), texts + 1
    return None


def _side_by_side(groups: list[list[tuple[int, Piece]]]) -> list[list[tuple[int, Piece]]]:
    """Groups on the same lines, which texts part, as one."""
    groups = sorted(groups, key=lambda group: -len({number for number, _ in group}))
    result: list[list[tuple[int, Piece]]] = []
    for group in groups:
        own = {number for number, _ in group}
        for other in result:
            lines = {number for number, _ in other}
            if len(own & lines) >= _SHARED_LINES * max(len(own), 1) and (
                len(own) >= 0.5 * len(lines)
            ):
                other += group
                break
        else:
            result.append(group)
    return result


def _region(
    lines: Sequence[Line], group: Sequence[tuple[int, Piece]], rules: Sequence[Rule]
) -> Region | None:
    numbers = sorted({number for number, _ in group})
    counts = [sum(1 for number, _ in group if number == own) for own in numbers]
    digits = sum(is_digits(piece.text) for _, piece in group)
    if max(counts) < 2 or sum(count > 1 for count in counts) < _MIN_LINES:
        return None
    if digits < _MIN_DIGITS * len(group):
        return None
    em = median(line.em for line in (lines[number] for number in numbers))
    left = min(piece.x0 for _, piece in group)
    right = max(piece.x1 for _, piece in group)
    own_lines = [lines[number] for number in numbers]
    ends = _ruled_ends(own_lines, left, right, em, rules)
    left = _beside(own_lines, left, em, ends[0], left_side=True)
    right = _beside(own_lines, right, em, ends[1], left_side=False)
    inside = []
    for line in lines[numbers[0] : numbers[-1] + 1]:
        pieces = pieces_within(line.pieces, left, right, em)
        if pieces:
            inside.append(Line(pieces, line.top, line.bottom))
    return Region(inside, left, right, em)


def pieces_within(pieces: Iterable[Piece], left: float, right: float, em: float) -> list[Piece]:
    """Those of ``pieces`` between two sides."""
    return [
        piece
        for piece in pieces
        if piece.x0 > left - (_OUTDENT if piece.x1 > left else _OVER) * em
        and piece.x1 < right + _OVER * em
    ]


def _ruled_ends(
    lines: Sequence[Line], left: float, right: float, em: float, rules: Sequence[Rule]
) -> tuple[float, float]:
    """Where the rulings end that are across a table, above or below it or within."""
    top, bottom = lines[0].top - _HEADER * em, max(line.bottom for line in lines) + _HEADER * em
    across = [
        (x0, x1)
        for y, x0, x1 in rules
        if top < y < bottom and min(x1, right) - max(x0, left) >= _ACROSS * (right - left)
    ]
    if len(across) < _FEWEST_RULES:
        return left, right
    # All but one of them go so far.
    return sorted(x0 for x0, _ in across)[1], sorted(x1 for _, x1 in across)[-2]


def _beside(lines: Sequence[Line], side: float, em: float, end: float, *, left_side: bool) -> float:
    """The side of a table, out to the columns of texts beside its figures.

    Texts that begin and end before the ``end`` of its rulings are in it, however few they are.
    """
    while True:
        found = []
        for line in lines:
            if left_side:
                near = [piece for piece in line.pieces if piece.x1 <= side + 0.01]
                found += near[-1:]
            else:
                near = [piece for piece in line.pieces if piece.x0 >= side - 0.01]
                found += near[:1]
        ruled = [
            piece for piece in found if (piece.x0 >= end - 1 if left_side else piece.x1 <= end + 1)
        ]
        if len(found) < _BESIDE_SHARE * len(lines):
            if not ruled:
                return side
            found = ruled
        if 2 * sum(piece.is_figure for piece in found) > len(found):
            # Figures of another table.
            return side
        words = median(len(piece.words) for piece in found)
        widths = [piece.x1 - piece.x0 for piece in found]
        if words >= _PROSE_WORDS and median(widths) >= _PROSE_WIDTH * em:
            return side
        further = min(p.x0 for p in found) if left_side else max(p.reach for p in found)
        if further >= side if left_side else further <= side:
            # Texts without width, of a damaged font, lead no further.
            return side
        side = further
