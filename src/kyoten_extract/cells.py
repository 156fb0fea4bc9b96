"""Characters to cells: which cell each belongs to, and the text of each cell, line by line.

All of a page is done at once in arrays; Python loops run over the few runs of text that cross a
ruling, never over characters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.grid import Cell, Grid, PageContent, TextRun
from kyoten_extract.lattice import Lattice, find_lattices
from kyoten_extract.model import BBox
from kyoten_extract.page import Characters, FloatArray, IntArray, Page, Rulings, is_blank

_OUTSIDE = -1
_SPACE, _NEWLINE = 0x20, 0x0A

# In ems (character heights): a step between lines, a gap that parts two pieces of one run, a gap
# that stands for a space where the page prints none, one that does so on any page, one that is a
# gap at all where a ruling runs through, and one that parts two texts on a line. Spaces are set 0.22 em wide and more. A gap between Latin and kana may
# be mere spacing: 0.125 em (CSS text-autospace) to 0.25 em (JLREQ).
_LINE_STEP = 0.5
_PIECE_GAP = 0.6
_SPACE_GAP = 0.18
_WIDE_GAP = 0.35
_RULING_GAP = 0.05
_TEXT_GAP = 1.0
_LATIN_END = 0x250
# A box that is smaller both ways than this share of its line's largest is as tight as its ink.
_TIGHT = 0.98
# A clip stands for a cell when both cover at least this share of their union.
_SAME_BOX = 0.5


def read_page(page: Page) -> PageContent:
    """The grids of ``page`` with their text, and the text outside them."""
    characters = page.characters
    heights = characters.boxes[:, 3] - characters.boxes[:, 1]
    em = float(np.median(heights[heights > 0])) if (heights > 0).any() else 10.0
    tolerance = min(max(0.25 * em, 0.5), 2.5)
    rulings = _without_underlines(page.rulings, characters, tolerance)
    return fill(page, find_lattices(rulings, tolerance=tolerance))


def fill(page: Page, lattices: list[Lattice]) -> PageContent:
    """``page`` read through ``lattices``: every character in one cell, or outside all."""
    table = _CellTable.of(lattices)
    characters = page.characters
    owner = _assign(characters, table)
    texts, outside = _read(characters, owner, len(table.boxes), page.number)
    grids = tuple(
        _grid(page.number, lattice, offset, texts)
        for lattice, offset in zip(lattices, table.offsets, strict=True)
    )
    printed = int(np.count_nonzero(~characters.is_blank))
    return PageContent(page.number, grids, outside, printed)


def text_outside(page: Page, boxes: FloatArray) -> tuple[TextRun, ...]:
    """The text of ``page`` whose middle is in none of ``boxes`` (n, 4)."""
    characters = page.characters
    x = (characters.boxes[:, 0, None] + characters.boxes[:, 2, None]) / 2
    y = (characters.boxes[:, 1, None] + characters.boxes[:, 3, None]) / 2
    inside = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
    kept = np.flatnonzero(~inside.any(axis=1))
    outside = Characters(
        characters.codes[kept], characters.boxes[kept], characters.runs[kept], characters.clips
    )
    return _read(outside, np.full(len(kept), _OUTSIDE), 0, page.number)[1]


@dataclass(frozen=True, slots=True)
class _CellTable:
    """The cells of all lattices of a page under one numbering."""

    lattices: list[Lattice]
    offsets: list[int]
    boxes: FloatArray  # (n, 4)

    @classmethod
    def of(cls, lattices: list[Lattice]) -> _CellTable:
        offsets, boxes, count = [], [np.empty((0, 4))], 0
        for lattice in lattices:
            offsets.append(count)
            count += len(lattice.cells)
            row, column, row_span, column_span = lattice.cells.T
            boxes.append(
                np.column_stack(
                    (
                        lattice.xs[column],
                        lattice.ys[row],
                        lattice.xs[column + column_span],
                        lattice.ys[row + row_span],
                    )
                )
            )
        return cls(lattices, offsets, np.concatenate(boxes))

    def at(self, x: FloatArray, y: FloatArray) -> IntArray:
        """Number of the cell around each point; the innermost lattice has it."""
        result = np.full(len(x), _OUTSIDE, dtype=np.int64)
        order = sorted(
            zip(self.lattices, self.offsets, strict=True), key=lambda item: -item[0].area
        )
        for lattice, offset in order:
            column = np.searchsorted(lattice.xs, x) - 1
            row = np.searchsorted(lattice.ys, y) - 1
            inside = (column >= 0) & (column < len(lattice.xs) - 1)
            inside &= (row >= 0) & (row < len(lattice.ys) - 1)
            result[inside] = offset + lattice.owner[row[inside], column[inside]]
        return result


def _without_underlines(rulings: Rulings, characters: Characters, tolerance: float) -> Rulings:
    """``rulings`` without the lines drawn under or through one stretch of text.

    A ruling may graze a text, but an underline has its text's own extent, at its own height.
    """
    lines, boxes = rulings.horizontal, characters.boxes
    if not len(lines) or not len(boxes):
        return rulings
    inked = np.flatnonzero(~characters.is_blank)
    if not len(inked):
        return rulings
    # Extent of each run of text, against every line: runs and lines are hundreds, not thousands.
    runs = characters.runs[inked]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(runs) != 0)))
    x0 = np.minimum.reduceat(boxes[inked, 0], starts)
    top = np.minimum.reduceat(boxes[inked, 1], starts)
    x1 = np.maximum.reduceat(boxes[inked, 2], starts)
    bottom = np.maximum.reduceat(boxes[inked, 3], starts)
    y, low, high = lines[:, 0, None], lines[:, 1, None], lines[:, 2, None]
    slack = 1.5 * tolerance
    under = (y > (top + bottom) / 2) & (y < bottom + tolerance)
    under &= (low > x0 - slack) & (high < x1 + slack) & (high - low > 0.5 * (x1 - x0))
    return Rulings(lines[~under.any(axis=1)], rulings.vertical)


def _assign(characters: Characters, table: _CellTable) -> IntArray:
    """Number of the cell each character belongs to, ``_OUTSIDE`` where there is none."""
    boxes, runs = characters.boxes, characters.runs
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    y = (boxes[:, 1] + boxes[:, 3]) / 2
    clip = characters.clips[runs] if len(runs) else np.empty((0, 4))
    # What overflows its clip is not seen: it is looked up at the nearest visible point.
    owner = table.at(np.clip(x, clip[:, 0], clip[:, 2]), np.clip(y, clip[:, 1], clip[:, 3]))
    if not len(table.boxes):
        return owner
    clipped = _cells_of_clips(characters.clips, table.boxes)[runs]
    owner = np.where(clipped >= 0, clipped, owner)
    pieces = _pieces(characters)
    first = np.flatnonzero(np.concatenate(([True], np.diff(pieces) != 0)))
    last = np.concatenate((first[1:], [len(pieces)])) - 1
    mixed = np.maximum.reduceat(owner, first) != np.minimum.reduceat(owner, first)
    for start, end in zip(first[mixed].tolist(), last[mixed].tolist(), strict=True):
        part = slice(start, end + 1)
        owner[part] = _settle(owner[part], boxes[part], table)
    return owner


def _cells_of_clips(clips: FloatArray, cells: FloatArray) -> IntArray:
    """For each clip the cell it is the clip of, or ``_OUTSIDE``."""
    result = np.full(len(clips), _OUTSIDE, dtype=np.int64)
    finite = np.flatnonzero(np.isfinite(clips).all(axis=1))
    if not len(finite):
        return result
    distinct, inverse = np.unique(clips[finite], axis=0, return_inverse=True)
    across = np.minimum(distinct[:, None, 2], cells[None, :, 2])
    across = across - np.maximum(distinct[:, None, 0], cells[None, :, 0])
    down = np.minimum(distinct[:, None, 3], cells[None, :, 3])
    down = down - np.maximum(distinct[:, None, 1], cells[None, :, 1])
    shared = np.clip(across, 0, None) * np.clip(down, 0, None)
    union = _areas(distinct)[:, None] + _areas(cells)[None, :] - shared
    score = shared / np.maximum(union, 1e-9)
    best = score.argmax(axis=1)
    found = np.where(score.max(axis=1) >= _SAME_BOX, best, _OUTSIDE)
    result[finite] = found[inverse.reshape(-1)]
    return result


def _areas(boxes: FloatArray) -> FloatArray:
    areas: FloatArray = np.clip(boxes[:, 2] - boxes[:, 0], 0, None) * np.clip(
        boxes[:, 3] - boxes[:, 1], 0, None
    )
    return areas


def _pieces(characters: Characters) -> IntArray:
    """Number of the unbroken piece of text each character is in: one run, one line, no gap."""
    boxes, runs = characters.boxes, characters.runs
    if not len(runs):
        return runs
    em = _ems(boxes)[1:]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    step = np.abs(boxes[1:, 3] - boxes[:-1, 3])
    broken = (np.diff(runs) != 0) | (np.abs(gap) > _PIECE_GAP * em) | (step > _LINE_STEP * em)
    return np.concatenate(([0], np.cumsum(broken)))


def _ems(boxes: FloatArray) -> FloatArray:
    """(n,) the em at each character: the taller of it and the one before.

    The glyphs of Type 3 fonts have boxes as tight as their ink, a middle dot's is tiny.
    """
    height = boxes[:, 3] - boxes[:, 1]
    ems: FloatArray = np.maximum(height, np.concatenate((height[:1], height[:-1])))
    return np.maximum(ems, 1e-3)


def _settle(owner: IntArray, boxes: FloatArray, table: _CellTable) -> IntArray:
    """The cells of a piece of text that lies over a ruling.

    Where the ruling falls into a gap, the two sides are texts of their own that a producer drew
    in one go; where it cuts through text set solid, one side has overflowed.
    """
    settled = owner.copy()
    gap = boxes[1:, 0] - boxes[:-1, 2]
    cuts = np.flatnonzero((np.diff(owner) != 0) & (gap > _RULING_GAP * _ems(boxes)[1:])) + 1
    for start, end in zip([0, *cuts], [*cuts, len(owner)], strict=True):
        if owner[start:end].min() != owner[start:end].max():
            settled[start:end] = _straddler(owner[start:end], boxes[start:end], table)
    return settled


def _straddler(owner: IntArray, boxes: FloatArray, table: _CellTable) -> int:
    """The one cell that a piece of text crossing a ruling was set in.

    Text overflows from where it is anchored: from the left side it begins at, from the right side
    it ends at, or from its middle.
    """
    first, last = int(owner[0]), int(owner[-1])
    em = float(np.median(boxes[:, 3] - boxes[:, 1]))
    if first >= 0 and boxes[0, 0] - table.boxes[first, 0] < em:
        return first
    if last >= 0 and table.boxes[last, 2] - boxes[-1, 2] < em:
        return last
    inside = owner[owner >= 0]
    return int(np.bincount(inside).argmax())


def _read(
    characters: Characters, owner: IntArray, cells: int, page: int
) -> tuple[list[str], tuple[TextRun, ...]]:
    """The text of each cell, and the runs of text outside all."""
    if not len(owner):
        return [""] * cells, ()
    line = _lines(characters.boxes, owner)
    order = np.lexsort((characters.boxes[:, 0], line, owner))
    owner, line = owner[order], line[order]
    codes = characters.codes[order]
    boxes = _full_width(codes, characters.boxes[order], line)
    blank = characters.is_blank[order]
    codes = np.where(blank & (codes != 0x3000), _SPACE, codes)
    new_cell = np.concatenate(([True], np.diff(owner) != 0))
    new_line = np.concatenate(([True], np.diff(line) != 0)) & ~new_cell
    gap = np.concatenate(([0.0], boxes[1:, 0] - boxes[:-1, 2])) / _ems(boxes)
    same_line = ~new_cell & ~new_line
    # Outside a table, one line may hold texts that have nothing to do with each other.
    apart = (owner == _OUTSIDE) & (new_line | (same_line & (gap > _TEXT_GAP)))
    piece = np.cumsum(new_cell | new_line | apart)
    space = _missing_spaces(codes, gap, piece, prints_spaces=bool(blank.any()))
    starts = np.flatnonzero(new_cell | apart)
    text, offsets = _string(codes, new_line & ~apart, space, starts)
    stops = [*offsets[1:], len(text)]
    texts = [""] * cells
    outside = []
    ends = np.concatenate((starts[1:], [len(codes)]))
    for start, end, low, high in zip(starts.tolist(), ends.tolist(), offsets, stops, strict=True):
        piece = text[low:high]
        if owner[start] != _OUTSIDE:
            texts[owner[start]] = piece
        elif not piece.isspace():
            outside.append(TextRun(page, piece.strip(), _around(boxes[start:end])))
    outside.sort(key=lambda run: (run.bbox[1], run.bbox[0]))
    return texts, tuple(outside)


def _lines(boxes: FloatArray, owner: IntArray) -> IntArray:
    """Number of the line each character is on, from the top of its own cell."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    height = boxes[:, 3] - boxes[:, 1]
    order = np.lexsort((middle, owner))
    middle, height, cell = middle[order], height[order], owner[order]
    step = np.diff(middle) > _LINE_STEP * np.maximum(height[1:], height[:-1])
    new = np.concatenate(([True], step | (np.diff(cell) != 0)))
    line = np.empty(len(owner), dtype=np.int64)
    line[order] = np.cumsum(new)
    return line


def _full_width(codes: IntArray, boxes: FloatArray, line: IntArray) -> FloatArray:
    """``boxes``, those of full-width characters as wide as they were set.

    Skia puts some glyphs (・ 一 月 自) into Type 3 fonts, whose boxes are as tight as their ink.
    Such a box is smaller both ways than the widest one on its line, and about centred.
    """
    wide = (codes >= 0x2E80) & ~((codes >= 0xFF61) & (codes <= 0xFFDC))
    size = np.where(wide[:, None], boxes[:, 2:] - boxes[:, :2], 0.0)
    starts = np.flatnonzero(np.concatenate(([True], np.diff(line) != 0)))
    counts = np.diff(np.concatenate((starts, [len(line)])))
    largest = np.repeat(np.maximum.reduceat(size, starts), counts, axis=0)
    tight = wide & (size < _TIGHT * largest).all(axis=1)
    if not tight.any():
        return boxes
    middle = (boxes[tight, 0] + boxes[tight, 2]) / 2
    boxes = boxes.copy()
    boxes[tight, 0] = middle - largest[tight, 0] / 2
    boxes[tight, 2] = middle + largest[tight, 0] / 2
    return boxes


def _missing_spaces(
    codes: IntArray, gap: FloatArray, line: IntArray, *, prints_spaces: bool
) -> NDArray[np.bool_]:
    """Where a gap before a character stands for a space that the page leaves out.

    Skia prints no spaces at all, it moves on; LibreOffice leaves out those between scripts. On a
    page with printed spaces only a gap counts that is wider than the spacing between scripts,
    and than the others on its line: letters may be spread.

    Args:
        codes: (n,) in reading order.
        gap: (n,) before each character, in ems.
        line: (n,) number of the piece of line each is on.
    """
    same_line = np.concatenate(([False], np.diff(line) == 0))
    blank = is_blank(codes)
    usable = same_line & ~blank & ~np.concatenate(([True], blank[:-1]))
    gap = gap - _usual_gap(gap, line, same_line)
    if prints_spaces:
        result: NDArray[np.bool_] = usable & (gap > _WIDE_GAP)
        return result
    found = usable & (gap > _SPACE_GAP)
    latin = codes < _LATIN_END
    mixed = usable & (latin != np.concatenate(([False], latin[:-1])))
    # Where (almost) every change of script has a gap, and nothing else has, it is spacing.
    if not (found & ~mixed).any() and found.sum() > 0.8 * mixed.sum():
        return np.zeros_like(usable)
    result = found
    return result


def _usual_gap(gap: FloatArray, line: IntArray, same_line: NDArray[np.bool_]) -> FloatArray:
    """(n,) the median gap on each character's line, at least 0; 0 on lines of few characters."""
    usual = np.zeros(len(gap))
    inner = np.flatnonzero(same_line)
    if not len(inner):
        return usual
    order = inner[np.lexsort((gap[inner], line[inner]))]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(line[order]) != 0)))
    counts = np.diff(np.concatenate((starts, [len(order)])))
    middle = np.clip(gap[order[starts + (counts - 1) // 2]], 0, None)
    usual[order] = np.repeat(middle, counts)
    return usual


def _string(
    codes: IntArray, newline: NDArray[np.bool_], space: NDArray[np.bool_], starts: IntArray
) -> tuple[str, list[int]]:
    """``codes`` as text with newlines and spaces put before the marked ones; where pieces start."""
    extra = newline | space
    position = np.arange(len(codes)) + np.cumsum(extra)
    full = np.full(len(codes) + int(extra.sum()), _SPACE, dtype="<u4")
    full[position] = codes
    full[position[newline] - 1] = _NEWLINE
    return full.tobytes().decode("utf-32-le", "replace"), position[starts].tolist()


def _around(boxes: FloatArray) -> BBox:
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


def _grid(page: int, lattice: Lattice, offset: int, texts: list[str]) -> Grid:
    xs, ys = np.round(lattice.xs, 2).tolist(), np.round(lattice.ys, 2).tolist()
    cells = tuple(
        Cell(
            row, column, row_span, column_span, texts[offset + index],
            (xs[column], ys[row], xs[column + column_span], ys[row + row_span]),
        )
        for index, (row, column, row_span, column_span) in enumerate(lattice.cells.tolist())
    )  # fmt: skip
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
