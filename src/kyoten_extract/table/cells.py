"""Characters to cells: each character of a page is assigned to one cell of its lattices.

A page is processed in arrays; Python loops only over the few runs of text that cross a ruling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from operator import add

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.array_steps import distinct, median, true_at
from kyoten_extract.page.grid import Grid, PageContent, TextRun, cells_of, with_open
from kyoten_extract.page.noted_text import around_and_text, cut_and_read
from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    Page,
    Rulings,
    rows,
)
from kyoten_extract.page.text_quality import CutText, Unseen, UnseenReason
from kyoten_extract.table.apart_text import Apart, set_apart
from kyoten_extract.table.cell_text import OUTSIDE, read_texts
from kyoten_extract.table.framed_drawings import without_drawings
from kyoten_extract.table.gap_strips import without_gaps
from kyoten_extract.table.lattice import Lattice, find_lattices
from kyoten_extract.table.merged_cells import missing_rulings
from kyoten_extract.table.overlaid_text import colliding, part_overlaid
from kyoten_extract.table.raised_digits import with_raised_digits
from kyoten_extract.table.running_text import runs_over
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.text_pieces import settle_pieces
from kyoten_extract.table.true_rulings import true_rulings

# Points: character height assumed on a page without text, where no cell depends on it.
_DEFAULT_EM = 10.0
# Points: how far inside a clip a character is looked up, since the clip's side may be a ruling.
_CLIP_INSET = 0.5
# Points: how far inside an open side a link beyond the cut is looked up.
_CUT_INSET = 0.5
# Share: a clip is a cell's own when their intersection is this part of their union.
_CLIP_OVERLAP = 0.5


def read_page(page: Page, settings: TableSettings = DEFAULT) -> PageContent:
    """The grids of ``page`` with their text, and the text outside of them.

    Raises:
        DamagedSourceError: the rulings are those of a drawing.
    """
    return page_and_content(page, settings)[1]


def page_and_content(page: Page, settings: TableSettings = DEFAULT) -> tuple[Page, PageContent]:
    """``page`` as of :func:`with_true_rulings`, and its content as of :func:`read_page`."""
    characters, tolerance = page.characters, _tolerance(page, settings)
    page = _truly_ruled(page, tolerance, settings)
    rulings = page.rulings
    table, placed = _placed(page, _tables(rulings, characters, tolerance, settings), settings)
    missing = missing_rulings(placed.apart.characters, placed.owner, table.lattices, table.offsets)
    if len(missing):
        horizontal = np.concatenate((rulings.horizontal, missing))
        rulings = Rulings(horizontal, rulings.vertical)
        return page, fill(page, _tables(rulings, characters, tolerance, settings), settings)
    return page, _filled(page, table, placed, settings)


def with_true_rulings(page: Page, settings: TableSettings) -> Page:
    """``page`` without the lines that rule nothing, what these mean noted in its condition.

    Raises:
        DamagedSourceError: the rulings are those of a drawing.
    """
    return _truly_ruled(page, _tolerance(page, settings), settings)


def _truly_ruled(page: Page, tolerance: float, settings: TableSettings) -> Page:
    true = true_rulings(page.rulings, page.characters, tolerance, settings)
    if true.rulings is page.rulings and not true.struck:
        return page
    noted = page.condition
    # What an annotation strikes out may be drawn as a line, too.
    struck = tuple({one.bbox: one for one in noted.struck + true.struck}.values())
    noted = replace(noted, struck=struck, boxes=noted.boxes + true.boxes)
    return replace(page, rulings=true.rulings, condition=noted)


def _tolerance(page: Page, settings: TableSettings) -> float:
    """Points between two positions that are still one line."""
    heights = page.characters.boxes[:, 3] - page.characters.boxes[:, 1]
    return settings.tolerance(median(heights[heights > 0]) if (heights > 0).any() else _DEFAULT_EM)


def fill(page: Page, lattices: list[Lattice], settings: TableSettings) -> PageContent:
    """The content of ``page`` for given ``lattices``: each character in one cell, or outside."""
    table, placed = _placed(page, lattices, settings)
    return _filled(page, table, placed, settings)


def _tables(
    rulings: Rulings, characters: Characters, tolerance: float, settings: TableSettings
) -> list[Lattice]:
    """The lattices of a page that are tables, not drawings."""
    lattices = find_lattices(rulings, tolerance=tolerance, settings=settings)
    lattices = without_gaps(lattices, characters, tolerance)
    return without_drawings(lattices, rulings, characters, tolerance)


@dataclass(frozen=True, slots=True)
class _Placed:
    """The visible characters of a page, and the cell each is in.

    Attributes:
        apart: the characters, and which are set apart from the cells' text.
        owner: (n,) number of the cell of each, or ``OUTSIDE``.
        lost: the characters that are not visible.
    """

    apart: Apart
    owner: IntArray
    lost: _Lost


def _placed(
    page: Page, lattices: list[Lattice], settings: TableSettings
) -> tuple[_CellTable, _Placed]:
    table = _CellTable.of(lattices)
    characters, lost = _visible(page, table)
    characters = with_raised_digits(characters)
    owner = _assign(characters, table, settings.ruling_gap)
    apart = set_apart(characters, owner, table.boxes)
    if apart.texts:
        owner = np.where(apart.found, OUTSIDE, owner)
    return table, _Placed(apart, owner, lost)


def _filled(page: Page, table: _CellTable, placed: _Placed, settings: TableSettings) -> PageContent:
    apart, owner = placed.apart, placed.owner
    characters = apart.characters
    by, overlaid = part_overlaid(characters, owner)
    cells = table.boxes
    read, own = characters, owner
    if overlaid:
        read = replace(characters, boxes=by)
    if apart.texts:
        kept = true_at(~apart.found)
        read, own = read.take(kept), owner[kept]
    texts, outside = read_texts(read, own, len(cells), page.number, settings)
    over = runs_over(characters, owner, cells, settings.overrun_share)
    links = _links(page, table)
    grids = tuple(
        _grid(page.number, lattice, offset, texts, over, links)
        for lattice, offset in zip(table.lattices, table.offsets, strict=True)
    )
    printed = int(np.count_nonzero(~characters.is_blank))
    if marks := page.condition.marks:
        from kyoten_extract.table.drawn_marks import marks_in_cells

        marks = marks_in_cells(marks, characters, owner, table.at)
    condition = replace(
        page.condition,
        hidden=page.condition.hidden + placed.lost.hidden,
        cut_off=placed.lost.cut_off,
        unseen=page.condition.unseen + placed.lost.unseen,
        cut=placed.lost.cut,
        marks=marks,
        apart=(*apart.texts, *overlaid, *colliding(characters, owner)),
    )
    outside = (*outside, *apart.runs(page.number))
    return PageContent(page.number, grids, outside, printed, condition)


def text_outside(
    page: Page, boxes: FloatArray, settings: TableSettings = DEFAULT
) -> tuple[TextRun, ...]:
    """The text of ``page`` outside of ``boxes`` (n, 4), by the centers of its characters."""
    characters, _ = _visible(page, _CellTable.of([]))
    x = (characters.boxes[:, 0, None] + characters.boxes[:, 2, None]) / 2
    y = (characters.boxes[:, 1, None] + characters.boxes[:, 3, None]) / 2
    inside = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
    kept = true_at(~inside.any(axis=1))
    owner = np.full(len(kept), OUTSIDE)
    return read_texts(characters.take(kept), owner, 0, page.number, settings)[1]


@dataclass(frozen=True, slots=True)
class _Lost:
    """Characters with ink that are not visible.

    Attributes:
        hidden, cut_off: how many there are, and those of them beside the page.
        unseen: those on the page that are clipped away.
        cut: texts of which a part is, and that are read in full.
    """

    hidden: int = 0
    cut_off: int = 0
    unseen: tuple[Unseen, ...] = ()
    cut: tuple[CutText, ...] = ()


def _visible(page: Page, table: _CellTable) -> tuple[Characters, _Lost]:
    """The visible characters, and what the others are.

    Characters beyond the left or right side are cut off, since no other page shows them. Those
    above and below are hidden only: some producers draw the lines of neighboring pages there.
    Text that overflows the clip of its own cell is kept, since it was meant for this page, if the
    clip shows some of it.
    """
    characters = page.characters
    boxes, clips = characters.boxes, rows(characters.clips, characters.clipped)
    low = np.maximum(boxes[:, :2], np.maximum(clips[:, :2], 0.0))
    high = np.minimum(boxes[:, 2:], np.minimum(clips[:, 2:], (page.width, page.height)))
    shown = (high[:, 0] >= low[:, 0]) & (high[:, 1] >= low[:, 1])
    if shown.all():
        return characters, _Lost()
    own = _cells_of_clips(characters.clips, table)[characters.clipped] >= 0
    # Above and below the page's part of a cell is what a page before or after shows.
    beside_clip = high[:, 0] < low[:, 0]
    read = own & ~shown & (~beside_clip | _in_shown_clips(characters, shown))
    shown |= read
    cut_texts = cut_and_read(characters, true_at(read & beside_clip & ~characters.is_blank))
    lost = ~shown & ~characters.is_blank
    on_page = (boxes[:, :2] < (page.width, page.height)) & (boxes[:, 2:] > 0)
    clipped = lost & on_page.all(axis=1)
    beside = lost & ~clipped & beside_clip
    seen_runs = distinct(characters.runs[shown & ~characters.is_blank])
    cut = clipped & np.isin(characters.runs, seen_runs)
    reasons: tuple[tuple[UnseenReason, BoolArray], ...]
    reasons = (("clipped", clipped & ~cut), ("cut", cut))
    unseen = tuple(
        Unseen(reason, len(at), *around_and_text(characters.codes, boxes, characters.runs, at))
        for reason, part in reasons
        if len(at := true_at(part))
    )
    lost_count = _Lost(int(lost.sum()), int(beside.sum()), unseen, cut_texts)
    return characters.take(true_at(shown)), lost_count


def _in_shown_clips(characters: Characters, shown: BoolArray) -> BoolArray:
    """(n,) which characters have a clip that shows others: their text is cut, not hidden."""
    _, alike = np.unique(characters.clips, axis=0, return_inverse=True)
    clip = alike.reshape(-1)[characters.clipped]
    return np.asarray(np.bincount(clip, shown & ~characters.is_blank)[clip] > 0)


@dataclass(frozen=True, slots=True)
class _CellTable:
    """The cells of all lattices of a page, numbered consecutively."""

    lattices: list[Lattice]
    offsets: list[int]
    boxes: FloatArray  # (n, 4)

    @classmethod
    def of(cls, lattices: list[Lattice]) -> _CellTable:
        offsets, boxes, count = [], [np.empty((0, 4))], 0
        for lattice in lattices:
            offsets.append(count)
            count += len(lattice.cells)
            boxes.append(lattice.boxes)
        return cls(lattices, offsets, np.concatenate(boxes))

    def at(self, x: FloatArray, y: FloatArray) -> IntArray:
        """Number of the cell around each point, of the innermost lattice where they nest."""
        result = np.full(len(x), OUTSIDE, dtype=np.int64)
        for found in self.around(x, y):
            inside = found >= 0
            result[inside] = found[inside]
        return result

    def around(self, x: FloatArray, y: FloatArray) -> Iterator[IntArray]:
        """(n,) each lattice's cell around each point, or ``OUTSIDE``; large lattices first."""
        numbered = zip(self.lattices, self.offsets, strict=True)
        for lattice, offset in sorted(numbered, key=lambda item: -item[0].area):
            found = np.full(len(x), OUTSIDE, dtype=np.int64)
            column = lattice.xs.searchsorted(x) - 1
            row = lattice.ys.searchsorted(y) - 1
            inside = (column >= 0) & (column < len(lattice.xs) - 1)
            inside &= (row >= 0) & (row < len(lattice.ys) - 1)
            found[inside] = offset + lattice.owner[row[inside], column[inside]]
            yield found


def _assign(characters: Characters, table: _CellTable, ruling_gap: float) -> IntArray:
    """(n,) number of the cell each character belongs to, or ``OUTSIDE``."""
    boxes, runs = characters.boxes, characters.runs
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    y = (boxes[:, 1] + boxes[:, 3]) / 2
    if not np.isfinite(characters.clips).any():
        owner = table.at(x, y)
        if not len(table.boxes) or not len(runs):
            return owner
        return settle_pieces(owner, characters, table.boxes, ruling_gap)
    clip = rows(characters.clips, characters.clipped)
    # Text beyond its clip is invisible there: it is looked up at the nearest point inside.
    clip[:, :2] += _CLIP_INSET
    clip[:, 2:] -= _CLIP_INSET
    owner = table.at(np.clip(x, clip[:, 0], clip[:, 2]), np.clip(y, clip[:, 1], clip[:, 3]))
    if not len(table.boxes) or not len(runs):
        return owner
    clipped = _cells_of_clips(characters.clips, table)[characters.clipped]
    owner = np.where(clipped >= 0, clipped, owner)
    return settle_pieces(owner, characters, table.boxes, ruling_gap)


def _cells_of_clips(clips: FloatArray, table: _CellTable) -> IntArray:
    """(m,) the cell that each clip (m, 4) belongs to, or ``OUTSIDE``.

    A cell that shares half of what both cover has the middle of the clip.
    """
    result = np.full(len(clips), OUTSIDE, dtype=np.int64)
    some = true_at(np.isfinite(clips).all(axis=1))
    if not len(some):
        return result
    x0, top, x1, bottom = clips[some].T
    best = np.zeros(len(some))
    for at in table.around((x0 + x1) / 2, (top + bottom) / 2):
        left, above, right, below = table.boxes[at].T
        across = np.maximum(np.minimum(x1, right) - np.maximum(x0, left), 0)
        shared = across * np.maximum(np.minimum(bottom, below) - np.maximum(top, above), 0)
        both = (x1 - x0) * (bottom - top) + (right - left) * (below - above) - shared
        score = shared / np.maximum(both, 1e-9)
        found = (at >= 0) & (score >= _CLIP_OVERLAP) & (score > best)
        result[some[found]], best[found] = at[found], score[found]
    return result


def _links(page: Page, table: _CellTable) -> dict[int, tuple[str, ...]]:
    """The link targets of each cell; a wrapped address may have one annotation per line.

    The annotation of a row cut by the page end may lie beyond the cut, where its text would be.
    """
    if not page.links or not len(table.boxes):
        return {}
    boxes = np.array([link.bbox for link in page.links])
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    first, last = table.lattices[0], table.lattices[-1]
    low = first.ys[0] + _CUT_INSET if first.open_top else -np.inf
    high = last.ys[-1] - _CUT_INSET if last.open_bottom else np.inf
    owners = table.at(x, np.clip(y, low, high))
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for link, owner in zip(page.links, owners.tolist(), strict=True):
        found[owner][link.uri] = None
    return {owner: tuple(uris) for owner, uris in found.items() if owner != OUTSIDE}


def _grid(
    page: int,
    lattice: Lattice,
    offset: int,
    texts: list[str],
    over: list[tuple[bool, bool]],
    links: dict[int, tuple[str, ...]],
) -> Grid:
    xs, ys = np.round(lattice.xs, 2).tolist(), np.round(lattice.ys, 2).tolist()
    row, column, row_span, column_span = places = lattice.cells.T.tolist()
    numbers = slice(offset, offset + len(row))
    cells = cells_of(
        len(row),
        *places,
        texts[numbers],
        zip(
            map(xs.__getitem__, column),
            map(ys.__getitem__, row),
            map(xs.__getitem__, map(add, column, column_span)),
            map(ys.__getitem__, map(add, row, row_span)),
            strict=True,
        ),
        over[numbers],
        map(links.get, range(offset, numbers.stop), repeat(())),
    )
    if lattice.open_columns:
        cells = with_open(cells, len(ys) - 1, lattice.open_columns)
    return Grid(
        page,
        len(xs) - 1,
        len(ys) - 1,
        cells,
        tuple(xs),
        tuple(ys),
        lattice.open_top,
        lattice.open_bottom,
    )
