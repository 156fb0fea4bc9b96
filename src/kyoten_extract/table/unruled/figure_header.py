"""The header over columns of figures: where it begins, and the cells of its labels."""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.table.unruled.figure_columns import Columns
from kyoten_extract.table.unruled.figure_labels import Label, labels_of
from kyoten_extract.table.unruled.figure_regions import Region, Rule, has_figures, pieces_within
from kyoten_extract.table.unruled.printed_words import Line, Piece

# Lines: a header has no more.
_MOST_LINES = 9
# Ems of white: above a line of the header; and where a ruling above shows that it goes on.
_WHITE, _RULED_WHITE = 1.3, 3.0
# Share of the rows that have a ruling under them, where these part rows.
_ROWS_RULED = 0.3
# Characters larger than the table's by this share are a title's.
_TITLE = 1.2


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
    labels = labels_of(head, columns, rules, vertical, inner, em)
    ruled = any(abs(y - top) < 0.1 for y in wide)
    while not ruled and len(head) > 1 and _is_over_all(labels, head[0], columns):
        # A title, centered over the table.
        head = head[1:]
        top = head[0].top - 0.25 * em
        labels = labels_of(head, columns, rules, vertical, inner, em)
    return Header(top, bottom, labels, inner, tuple(under))


def _is_over_all(labels: Sequence[Label], line: Line, columns: Columns) -> bool:
    """Whether a header's first line is one label over all columns, the first included."""
    last = len(columns.extents) - 1
    return len(line.pieces) == 1 and any(
        label.first == 0 and label.last == last and label.top < line.bottom for label in labels
    )


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
    if not count and len(lines) > 2 and _is_ruled_off(lines, wide, region.em):
        count = 1
    taken = lines[:count]
    rest = [line for line in region.lines if line.top > taken[-1].top] if taken else region.lines
    figured = next(line for line in rest if has_figures(line))
    first = figured.top
    body = [line for line in region.lines if line.bottom <= first + 0.2 * region.em]
    return first, body


def _is_ruled_off(lines: Sequence[Line], wide: Sequence[float], em: float) -> bool:
    """Whether plain numbers or ranges are between two rulings, and other figures under these."""
    top, bottom = lines[0].top, lines[0].bottom
    next_top, last = lines[1].top, lines[-1].top
    under = any(bottom - 0.3 * em < y < next_top + 0.3 * em for y in wide)
    over = any(top - _MOST_LINES * em < y < top + 0.3 * em for y in wide)
    rows = sum(next_top < y < last for y in wide)
    texts = [piece.text for piece in lines[0].pieces if piece.is_figure]
    plain = not any(set(text) & set(",.%$€£") for text in texts)
    others = [piece.text for piece in lines[1].pieces if piece.is_figure]
    return (
        under
        and over
        and plain
        and rows < _ROWS_RULED * len(lines)
        and (any(set(text) & set(",.%") for text in others))
    )


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
