"""The columns of a region of figures: by the white that nearly all of its lines share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.page_model import FloatArray
from kyoten_extract.table.unruled.figure_regions import Region, has_figures
from kyoten_extract.table.unruled.printed_words import Line, Piece, Word, is_figure_text

# Ems: least white between two columns, and where it is too narrow to be sure.
_MIN_WHITE, SURE_WHITE = 0.3, 0.5
# Ems: least white between words that are no pieces of their own, on many lines and on few.
_WORD_WHITE, _FEW_WORD_WHITE, _MANY_LINES = 0.42, 0.7, 6
# Share of the lines that may run over it.
_CROSSING = 0.04
# Share of the height of the lines that a vertical ruling between columns has.
_RULED_HEIGHT = 0.7
# Share of lines by columns that must have a figure; fewer are the labels of a chart.
_MIN_FILLED = 0.35
# Share of a table's lines that have figures, and that have figures or a heading.
_OF_FIGURES, _OF_ROWS = 0.5, 0.85
# Of a label that is spread, one on either side of its white.
_TWO_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table.

    Attributes:
        extents: left and right end of the texts of each.
        white: between each two neighbors, low and high end.
        figures: by column, whether it has figures on most of its lines.
    """

    extents: tuple[tuple[float, float], ...]
    white: tuple[tuple[float, float], ...]
    figures: tuple[bool, ...]

    def at(self, piece: Piece) -> range:
        """The columns that a piece is over: those with its text, or that it is nearest to."""
        return self.between(piece.x0, piece.x1)

    def between(self, x0: float, x1: float) -> range:
        """The columns that an extent is over."""
        over = [
            i
            for i, (low, high) in enumerate(self.extents)
            if min(high, x1) - max(low, x0) > min(0.25 * (x1 - x0), 0.4 * (high - low))
        ]
        if over:
            return range(over[0], over[-1] + 1)
        middle = (x0 + x1) / 2
        for i, (low, high) in enumerate(self.white):
            if low <= middle <= high:
                near = i if middle - low < high - middle else i + 1
                return range(near, near + 1)
        distances = [max(low - middle, middle - high, 0.0) for low, high in self.extents]
        best = distances.index(min(distances))
        return range(best, best + 1)


def find_columns_of(region: Region, vertical: FloatArray) -> Columns | None:
    """The columns of a region, if it has two of figures.

    Args:
        region: lines of texts and figures.
        vertical: (n, 3) x, top, bottom of the page's vertical rulings.
    """
    lines = [line for line in region.lines if has_figures(line)]
    ruled = _ruled(region, vertical)
    _cut_pieces(lines, region.em, ruled)
    white = _white([line.pieces for line in lines], region.em, ruled, _MIN_WHITE)
    extents = _extents(lines, white)
    white = [gap for i, gap in enumerate(white) if _both(lines, extents, i, gap, ruled)]
    white = _without_spread(lines, white, ruled)
    extents = _extents(lines, white)
    if len(extents) < 2 or any(low > high for low, high in extents):
        return None
    filled = [0] * len(extents)
    figured = [0] * len(extents)
    for line in lines:
        for i in {_column(piece, white) for piece in line.pieces}:
            filled[i] += 1
        for i in {_column(piece, white) for piece in line.pieces if piece.is_figure}:
            figured[i] += 1
    figures = [2 * own > every for own, every in zip(figured, filled, strict=True)]
    count = sum(figures)
    pieces = sum(own for own, has in zip(figured, figures, strict=True) if has)
    if count < 2 or pieces < _MIN_FILLED * count * len(lines):
        return None
    return Columns(tuple(extents), tuple(white), tuple(figures))


def is_of_figures(region: Region, columns: Columns) -> bool:
    """Whether nearly each line is a row of figures, or a text of the first column alone.

    Where texts are wrapped in other columns too, lines are no rows.
    """
    with_figures = stub = 0
    for line in region.lines:
        if has_figures(line):
            with_figures += 1
        elif len(line.pieces) == 1 or columns.at(line.pieces[0]).start == 0:
            stub += len(line.pieces) == 1
    count = len(region.lines)
    return with_figures >= _OF_FIGURES * count and with_figures + stub >= _OF_ROWS * count


def _ruled(region: Region, vertical: FloatArray) -> list[float]:
    """Places of the vertical rulings between the region's columns."""
    top, bottom = region.top, region.bottom
    spans: dict[float, float] = {}
    for x, low, high in vertical.tolist():
        if region.left < x < region.right:
            key = next((k for k in spans if abs(k - x) < 0.2 * region.em), x)
            spans[key] = spans.get(key, 0.0) + max(min(high, bottom) - max(low, top), 0.0)
    return sorted(x for x, length in spans.items() if length >= _RULED_HEIGHT * (bottom - top))


def _cut_pieces(lines: Sequence[Line], em: float, ruled: Sequence[float]) -> None:
    """Cut the pieces of lines where white between words is common to (nearly) all of them."""
    words = [[word for piece in line.pieces for word in piece.words] for line in lines]
    least = _WORD_WHITE if len(lines) >= _MANY_LINES else _FEW_WORD_WHITE
    gaps = _white(words, em, ruled, least)
    for line in lines:
        pieces: list[Piece] = []
        for piece in line.pieces:
            start = 0
            for number in range(1, len(piece.words)):
                low, high = piece.words[number - 1].x1, piece.words[number].x0
                if any(low <= a + 0.1 and high >= b - 0.1 for a, b in gaps):
                    pieces.append(_part(piece, start, number))
                    start = number
            pieces.append(_part(piece, start, len(piece.words)) if start else piece)
        line.pieces[:] = pieces


def _part(piece: Piece, start: int, end: int) -> Piece:
    words = piece.words[start:end]
    text = " ".join(word.text for word in words)
    reach = piece.reach if end == len(piece.words) else words[-1].x1
    return Piece(words, is_figure_text(text), reach)


def _white(
    lines: Sequence[Sequence[Piece | Word]], em: float, ruled: Sequence[float], least: float
) -> list[tuple[float, float]]:
    """The stretches between two columns that (nearly) no line runs over."""
    events: list[tuple[float, int]] = []
    for line in lines:
        for piece in line:
            events += [(piece.x0, 1), (piece.x1, -1)]
    events.sort(key=lambda event: (event[0], -event[1]))
    most = int(_CROSSING * len(lines))
    white: list[tuple[float, float]] = []
    depth, start = 0, None
    for x, step in events:
        if start is not None and depth <= most < depth + step:
            if x - start >= least * em or any(start <= r <= x for r in ruled):
                white.append((start, x))
            start = None
        depth += step
        if start is None and depth <= most:
            start = x
    # Before most lines have begun there is no column yet, nor after most have ended.
    first = min(piece.x0 for line in lines for piece in line)
    last = max(piece.x1 for line in lines for piece in line)
    return [(low, high) for low, high in white if low > first and high < last]


def _without_spread(
    lines: Sequence[Line], white: list[tuple[float, float]], ruled: Sequence[float]
) -> list[tuple[float, float]]:
    """``white`` without what is between the letters of labels spread over the first column.

    Rulings part all columns from it on, and what stands beside such white is one letter each time.
    """
    parted = [any(low <= x <= high for x in ruled) for low, high in white]
    if not any(parted) or parted[0] or not all(parted[parted.index(True) :]):
        return white
    spread = set[int]()
    for at in range(parted.index(True)):
        beside = [
            one.words[-1].text + other.words[0].text
            for line in lines
            for one, other in pairwise(line.pieces)
            if _column(one, white) <= at < _column(other, white) <= parted.index(True)
        ]
        if all(len(text) == _TWO_LETTERS and not text.isascii() for text in beside):
            spread.add(at)
    return [gap for at, gap in enumerate(white) if at not in spread]


def _column(piece: Piece, white: Sequence[tuple[float, float]]) -> int:
    middle = (piece.x0 + piece.x1) / 2
    return sum(middle > (low + high) / 2 for low, high in white)


def _extents(
    lines: Sequence[Line], white: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    extents = [(float("inf"), float("-inf"))] * (len(white) + 1)
    for line in lines:
        for piece in line.pieces:
            i = _column(piece, white)
            low, high = extents[i]
            left = white[i - 1][1] if i else piece.x0
            right = white[i][0] if i < len(white) else piece.x1
            # What runs over does not widen its column.
            extents[i] = min(low, max(piece.x0, left)), max(high, min(piece.x1, right))
    return extents


def _both(
    lines: Sequence[Line], extents: Sequence[tuple[float, float]], index: int,
    gap: tuple[float, float], ruled: Sequence[float],
) -> bool:  # fmt: skip
    """Whether some line has texts on both sides of a white; else they may be one column's."""
    if any(gap[0] <= x <= gap[1] for x in ruled):
        return True
    (left0, left1), (right0, right1) = extents[index], extents[index + 1]
    for line in lines:
        left = any(p.x0 < left1 and p.x1 > left0 for p in line.pieces)
        right = any(p.x0 < right1 and p.x1 > right0 for p in line.pieces)
        if left and right:
            return True
    return False
