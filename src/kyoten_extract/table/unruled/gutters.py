"""Columns without rulings, found by the gutters that text leaves white on all pages.

Gutters are searched over all pages at once, since one page may have nothing in a column. Text over
several columns (titles, group labels) would hide them and is set aside first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import median
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray, Page
from kyoten_extract.table.furigana import is_furigana
from kyoten_extract.table.unruled.group_places import LABEL_LINE, between_lower
from kyoten_extract.table.unruled.halved_columns import without_halves, without_lone_labels
from kyoten_extract.table.unruled.overrun_columns import with_overrun
from kyoten_extract.table.unruled.row_cuts import BASELINE_TOLERANCE, anchors_of, number_columns
from kyoten_extract.table.unruled.run_starts import begun_anew, without_hanging
from kyoten_extract.table.unruled.spread_text import NEW_LINE, kerning_of, spread_gaps

# Columns: with fewer, columns and gutters may as well be words and the spaces between them.
MIN_COLUMNS = 3
# Ems: letters of a title are higher than this, those of the table lower.
TITLE_HEIGHT = 1.25
# Ems: margin around the text of a row or table, less than the white to the next text.
MARGIN = 0.25
# Ems: margin left of the first column and right of the last.
_OUTER_MARGIN = 0.5
# Ems: characters further apart are two pieces of text, unless a space is printed between them.
_MAX_KERNING = 0.12
# Ems: least width of a gutter where only the text of cells is considered.
_MIN_GUTTER = 0.15
# Ems: the same where nearly all texts of the next column begin in the same place, and that share.
_MIN_CLOSE_GUTTER, _SAME_START, _BEGIN_ALIKE = 0.06, 0.1, 0.9
# Ems: the same for all text of the pages, where gaps between words line up by chance.
_MIN_ROUGH_GUTTER = 0.4
# Ems: pieces next to each other overlap by this much down the page.
_MIN_OVERLAP = 0.3
# Ems: lines set close overlap by less down the page.
_OVERLAP = 0.1
# Ems: least white that may hold a column without text.
_MIN_EMPTY_COLUMN = 1.5
# Points: resolution across the page, finer than the least gutter in small print; and the most
# steps, which a page kilometers wide would exceed.
_BIN = 0.1
_MAX_BINS = 100_000
# Share of the lines at the most crowded place that may cross a rough gutter: titles and notes.
_ROUGH_CROSSINGS = 0.06
# The same once text over several columns is left out: stray marks.
_CROSSINGS = 0.004
# Rough gutters: text of a cell may overflow this many; what crosses more is a title.
_MAX_OVERFLOW = 2
# Texts of a column that begin in the same place, at least.
_FEWEST_STARTS = 5
# Half-width and full-width digits, code points.
_DIGITS = np.array([*range(0x30, 0x3A), *range(0xFF10, 0xFF1A)])
# What figures have beside digits: separators, signs, units; in telephone numbers and dates, too.
_FIGURE_SIGNS = np.array(
    [ord(char) for char in "¥￥$€,.%+-():/,.%+-()−–△▲年月日円人件名台戸棟室床個回席"]
)
_CURRENCY = tuple(map(ord, "¥￥$€"))
# Ems: a currency sign is no further from its figure.
_FROM_SIGN = 12.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """Unbroken pieces of text: on one line, without a gap.

    Attributes:
        boxes: (n, 4) x0, top, x1, bottom.
        is_number: (n,) which consist of digits only.
        is_figure: (n,) which are figures of any kind: with separators, a sign, a unit.
        head_end: where rulings show that the header ends, in points from the top.
    """

    boxes: FloatArray
    is_number: BoolArray
    is_figure: BoolArray
    head_end: float | None = None

    @classmethod
    def none(cls) -> Pieces:
        """No pieces."""
        nothing = np.empty(0, dtype=bool)
        return cls(np.empty((0, 4)), nothing, nothing)

    def take(self, kept: BoolArray | IntArray) -> Pieces:
        """The pieces selected by a mask or by indexes."""
        is_number, is_figure = self.is_number[kept], self.is_figure[kept]
        return Pieces(self.boxes[kept], is_number, is_figure, self.head_end)


def pieces_of(page: Page) -> Pieces:
    """The visible pieces of text of a page."""
    every = page.characters
    middle = (every.boxes[:, :2] + every.boxes[:, 2:]) / 2
    shown = ((middle > 0) & (middle < (page.width, page.height))).all(axis=1)
    shown &= every.is_in_clip
    # A stamp at an angle is over the columns; a page with hardly any other text is askew.
    level = shown & ~every.is_slanted
    characters = every.take(np.flatnonzero(level if 2 * level.sum() > shown.sum() else shown))
    characters = characters.take(np.flatnonzero(~is_furigana(characters)))
    boxes = characters.boxes
    if not len(boxes):
        return Pieces.none()
    em = em_of(boxes)
    line = lines_of(boxes, BASELINE_TOLERANCE * em)
    order = np.lexsort((boxes[:, 0], line))
    boxes, line = boxes[order], line[order]
    blank, codes = characters.is_blank[order], characters.codes[order]
    gap = np.where(np.diff(line) != 0, NEW_LINE, boxes[1:, 0] - boxes[:-1, 2])
    kerning = kerning_of(gap[gap < NEW_LINE], em, _MAX_KERNING)
    apart = (gap > kerning * em) & ~spread_gaps(boxes, codes, gap, em, kerning)
    # At the left side of its cell a currency sign stands far from its figure.
    sign = np.isin(codes, _CURRENCY)[:-1] & np.isin(codes, _DIGITS)[1:] & (gap < NEW_LINE)
    apart &= ~(sign & np.concatenate(([True], apart[:-1])) & (gap < _FROM_SIGN * em))
    apart |= begun_anew(boxes, characters.runs[order], blank, apart, em)
    new = np.concatenate(([True], apart))
    piece = np.cumsum(new) - 1
    # Blanks hold a piece together, but are not part of it at its ends.
    inked = np.flatnonzero(~blank)
    piece, boxes, codes = piece[inked], boxes[inked], codes[inked]
    if not len(piece):
        return Pieces.none()
    first = np.flatnonzero(np.concatenate(([True], np.diff(piece) != 0)))
    boxes = without_hanging(boxes, codes, np.append(first[1:], len(codes)) - 1)
    digit = np.isin(codes, _DIGITS)
    of_figure = np.logical_and.reduceat(digit | np.isin(codes, _FIGURE_SIGNS), first)
    return Pieces(
        around(boxes, first),
        np.logical_and.reduceat(digit, first),
        of_figure & np.logical_or.reduceat(digit, first),
    )


def lines_of(boxes: FloatArray, apart: float) -> IntArray:
    """(n,) number of the line of each box, by lower sides at most ``apart`` points; n > 0."""
    order = np.argsort(boxes[:, 3], kind="stable")
    line = np.empty(len(order), dtype=np.int64)
    line[order] = np.concatenate(([0], np.cumsum(np.diff(boxes[order, 3]) > apart)))
    return line


def around(boxes: FloatArray, first: IntArray) -> FloatArray:
    """(m, 4) the bounding box of each stretch of ``boxes`` starting at the indexes ``first``."""
    low, high = np.minimum.reduceat(boxes[:, :2], first), np.maximum.reduceat(boxes[:, 2:], first)
    return np.column_stack((low, high))


def find_columns(pages: Sequence[Pieces], least: int = MIN_COLUMNS) -> FloatArray | None:
    """The column boundaries that ``pages`` share, or None if there are fewer than ``least``.

    Rough columns show which rows have numbers, and the text of these rows shows the exact gutters.
    A column that is empty except for its label is found inside a wide gutter.
    """
    pages = [_side_by_side(page) for page in pages]
    boxes = np.concatenate([np.empty((0, 4)), *(page.boxes for page in pages)])
    if not len(boxes):
        return None
    em = em_of(boxes)
    rough = _gutters(boxes, _ROUGH_CROSSINGS, _MIN_ROUGH_GUTTER * em, at_least=1)
    if not len(rough):
        return None
    bodies, heads, close_heads = [], [], []
    numbers = _columns_of_numbers(pages, rough)
    if not len(numbers):
        # Other figures show as well which lines are rows, and which are labels above them.
        pages = [replace(page, is_number=page.is_figure) for page in pages]
        numbers = _columns_of_numbers(pages, rough)
    if not len(numbers):
        # Numbers set right may be close to names set left.
        close = _gutters(boxes, _ROUGH_CROSSINGS, _MIN_GUTTER * em, at_least=1)
        numbers = _columns_of_numbers(pages, close)
        rough = close if len(numbers) else rough
    for page in pages:
        anchors = _anchors(page, rough, numbers, em)
        if len(anchors):
            top, bottom = anchors[0, 0] - MARGIN * em, anchors[-1, 1] + MARGIN * em
            top = top if page.head_end is None else page.head_end
            inside = (page.boxes[:, 1] > top) & (page.boxes[:, 3] < bottom)
            bodies.append(page.boxes[inside])
            heads.append(_labels(page.boxes[page.boxes[:, 3] < top], rough, em))
            # Lines set close overlap a little.
            below = page.boxes[:, 3] < top + _OVERLAP * em
            close_heads.append(_labels(page.boxes[below], rough, em))
    body = np.concatenate(bodies) if bodies else boxes
    over = crosses(body, rough).sum(axis=1)
    body = body[over <= (_MAX_OVERFLOW if bodies else 0)]
    if not len(body):
        return None
    left, right = float(body[:, 0].min()), float(body[:, 2].max())
    gutters = _sure(_gutters(body, _CROSSINGS, _MIN_CLOSE_GUTTER * em), body, em)
    if heads:
        head = np.concatenate(heads)
        if not len(head) and len(close := np.concatenate(close_heads)) >= len(gutters):
            head = close
        gutters = without_halves(gutters, [page.boxes for page in pages], head, em)
        gutters = with_overrun(gutters, bodies, head, em)
        gutters, left, right = _with_empty(gutters, head, left, right, em)
    else:
        gutters = without_lone_labels(gutters, _column_of(body, gutters), body, len(pages), em)
    if len(gutters) < least - 1:
        return None
    margin = _OUTER_MARGIN * em
    return np.concatenate(([left - margin], gutters.mean(axis=1), [right + margin]))


def _sure(gutters: FloatArray, body: FloatArray, em: float) -> FloatArray:
    """Those of ``gutters`` that are wide enough, or beside whose right side nearly all begin."""
    kept = gutters[:, 1] - gutters[:, 0] >= _MIN_GUTTER * em
    for at in np.flatnonzero(~kept).tolist():
        end = gutters[at + 1, 0] if at + 1 < len(gutters) else np.inf
        own = body[(body[:, 0] > gutters[at, 0]) & (body[:, 0] < end), 0]
        alike = own <= gutters[at, 1] + _SAME_START * em
        kept[at] = alike.sum() >= max(_FEWEST_STARTS, _BEGIN_ALIKE * len(own))
    return np.asarray(gutters[kept])


def _labels(boxes: FloatArray, gutters: FloatArray, em: float) -> FloatArray:
    """Those of ``boxes`` above the first row that may be labels of single columns.

    Text on the line of a title is left out, and labels with several others below them.
    """
    boxes = boxes[boxes[:, 3] - boxes[:, 1] <= TITLE_HEIGHT * em]
    titles = boxes[crosses(boxes, gutters).sum(axis=1) > _MAX_OVERFLOW]
    near_title = (boxes[:, 1, None] < titles[None, :, 3]) & (boxes[:, 3, None] > titles[None, :, 1])
    boxes = boxes[~near_title.any(axis=1)]
    of_group = []
    for x0, _, x1, bottom in boxes.tolist():
        under = boxes[(boxes[:, 1] > bottom - BASELINE_TOLERANCE * em) & (boxes[:, 0] < x1)]
        under = under[under[:, 2] > x0]
        of_group.append(len(_covered(under[:, [0, 2]], _MIN_GUTTER * em)) > 1)
    return np.asarray(boxes[~(np.array(of_group, dtype=bool) | between_lower(boxes))])


def _side_by_side(page: Pieces) -> Pieces:
    """The pieces that have others next to them, which running text has not."""
    if not len(page.boxes):
        return page
    page = page.take(np.argsort(page.boxes[:, 1], kind="stable"))
    top, bottom = page.boxes[:, 1], page.boxes[:, 3]
    overlap = _MIN_OVERLAP * em_of(page.boxes)
    before = np.maximum.accumulate(bottom)[:-1] > top[1:] + overlap
    after = top[1:] < bottom[:-1] - overlap
    return page.take(np.append(False, before) | np.append(after, False))


def _columns_of_numbers(pages: Sequence[Pieces], gutters: FloatArray) -> IntArray:
    boxes = np.concatenate([page.boxes for page in pages])
    is_number = np.concatenate([page.is_number for page in pages])
    alone = ~crosses(boxes, gutters).any(axis=1) & unrepeated(boxes)
    column = _column_of(boxes[alone], gutters)
    return number_columns(column, is_number[alone], len(gutters) + 1)


def _column_of(boxes: FloatArray, gutters: FloatArray) -> IntArray:
    return np.searchsorted(gutters.mean(axis=1), (boxes[:, 0] + boxes[:, 2]) / 2)


def _anchors(page: Pieces, gutters: FloatArray, numbers: IntArray, em: float) -> FloatArray:
    boxes = page.boxes[page.is_number]
    return anchors_of(boxes, _column_of(boxes, gutters), numbers, em)


def _with_empty(
    gutters: FloatArray, head: FloatArray, left: float, right: float, em: float
) -> tuple[FloatArray, float, float]:
    """``gutters`` and outer sides, with columns added that have only a label in ``head``."""
    white = [(-np.inf, left), *map(tuple, gutters.tolist()), (right, np.inf)]
    # Text across a whole gutter is a title or a group label.
    over = crosses(head, gutters).any(axis=1)
    labels = head[~over][:, [0, 2]]
    stretches = _covered(labels, _MIN_ROUGH_GUTTER * em)
    start, end = labels.T
    bottom = head[~over][:, 3]
    # The columns left of each stretch of white, and right of it; what is outside needs no label.
    places = [None, *zip([b for _, b in white], [a for a, _ in white[1:]], strict=False), None]

    def is_labelled(place: tuple[float, float] | None, beside: tuple[float, float]) -> bool:
        """Whether a column has a label on the line of the last one ``beside`` it, or below."""
        if place is None or place in by_white:
            return True
        last = bottom[(start >= beside[0]) & (end <= beside[1])].max()
        over = (start < place[1]) & (end > place[0])
        return bool((over & (bottom > last - LABEL_LINE * em)).any())

    found = []
    by_white = set[tuple[float, float]]()
    for index, (low, high) in enumerate(white):
        inside = [(a, b) for a, b in stretches if low < a and b < high]
        left_column, right_column = places[index], places[index + 1]
        # The label of a column with text may be next to that text's extent, inside the white:
        # the nearer one if neither has another.
        to_right = (
            len(inside) == 1
            and high - inside[0][1] < inside[0][0] - low
            and not is_labelled(right_column, inside[0])
        )
        if inside and not to_right and not is_labelled(left_column, inside[0]):
            low = inside.pop(0)[1]
        if inside and right_column is not None and not is_labelled(right_column, inside[-1]):
            high = inside.pop()[0]
            by_white.add(right_column)
        if high - low < _MIN_EMPTY_COLUMN * em:
            inside = []
        # or be wider than the text.
        low = float(end[(start <= low) & (end > low) & (end < high)].max(initial=low))
        high = float(start[(start > low) & (start < high) & (end >= high)].min(initial=high))
        edges = [low, *(edge for stretch in inside for edge in stretch), high]
        found += list(zip(edges[::2], edges[1::2], strict=True))
    outer_left, outer_right = found[0][1], found[-1][0]
    return np.array(found[1:-1]).reshape(-1, 2), float(outer_left), float(outer_right)


def _covered(extents: FloatArray, gap: float) -> list[tuple[float, float]]:
    """The stretches covered by ``extents`` (n, 2), joined over gaps up to ``gap``."""
    stretches: list[tuple[float, float]] = []
    for low, high in sorted(map(tuple, extents.tolist())):
        if stretches and low <= stretches[-1][1] + gap:
            stretches[-1] = stretches[-1][0], max(high, stretches[-1][1])
        else:
            stretches.append((low, high))
    return stretches


def crosses(boxes: FloatArray, gutters: FloatArray) -> BoolArray:
    """(n, m) whether each of ``boxes`` crosses each of ``gutters`` (m, 2) completely."""
    over: BoolArray = (boxes[:, 0, None] < gutters[None, :, 0]) & (
        boxes[:, 2, None] > gutters[None, :, 1]
    )
    return over


def unrepeated(boxes: FloatArray) -> BoolArray:
    """(n,) which pieces are the first at their place; repeated headers are not."""
    first = np.zeros(len(boxes), dtype=bool)
    if len(boxes):
        first[np.unique(np.round(boxes[:, :3]), axis=0, return_index=True)[1]] = True
    return first


def em_of(boxes: FloatArray) -> float:
    """Median height of the boxes in points, at least 1."""
    return max(median(boxes[:, 3] - boxes[:, 1]), 1.0)


def white_between(boxes: FloatArray, least: float) -> FloatArray:
    """(m, 2) inner stretches at least ``least`` points wide that none of ``boxes`` reaches into."""
    return _gutters(boxes, 0.0, least)


def _gutters(boxes: FloatArray, share: float, least: float, at_least: int = 0) -> FloatArray:
    """(m, 2) inner stretches at least ``least`` points wide that few of ``boxes`` cross.

    Few is ``share`` of the boxes at the most crowded place, or ``at_least`` if that is more.
    """
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    width = max(_BIN, (right - left) / _MAX_BINS)
    bins = int((right - left) / width) + 2
    counts = np.zeros(bins + 1)
    np.add.at(counts, ((boxes[:, 0] - left) / width).astype(np.int64), 1)
    np.add.at(counts, np.ceil((boxes[:, 2] - left) / width).astype(np.int64), -1)
    lines = np.cumsum(counts)[:-1]
    white = lines <= max(share * lines.max(), at_least)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], white, [False])).astype(np.int8)))
    stretches = left + width * edges.reshape(-1, 2)
    inside = (edges[::2] > 0) & (edges[1::2] < bins)
    return np.asarray(stretches[inside & (stretches[:, 1] - stretches[:, 0] >= least)])
