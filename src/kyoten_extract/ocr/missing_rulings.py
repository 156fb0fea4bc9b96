"""Find column rulings that a page lacks and the other pages of the document have.

All pages of a list have the same columns. Where a ruling is faded on one page, or was never copied,
the other pages show where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from statistics import median

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.page.page_model import BoolArray, FloatArray
from kyoten_extract.table.column_match import same_columns

# Columns and rows of a table that can be matched with another page's.
_MIN_COLUMNS, _MIN_ROWS = 3, 3
# Other pages that must have a boundary before one page is said to lack it.
_MIN_WITNESSES = 2
# Scale of a page against another: pages of one file are copied at nearly the same scale.
_SCALE_RANGE = 0.8, 1.25
# Share of the table's width within which boundaries of two pages coincide.
_SAME_PLACE = 0.01
# Share of the boundaries, of the page with fewer, that must coincide for two tables to match.
_MIN_COINCIDING = 0.6
# Boundaries at each end of a table that are tried as the first common one, as outer rulings may be
# missing too.
_TRIED_AT_ENDS = 3
# Rows at the top in which header labels may span a boundary.
_HEADER_ROWS = 3
# Share of the rows below the header along which a boundary must be drawn to count as present.
_MIN_DRAWN = 0.9
# Points: headers whose first rows differ by no more than this in height are the same header.
_SAME_HEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Boundary:
    """A missing column ruling at ``x``, from ``top`` to the table's end; in points."""

    x: float
    top: float


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A page's grid, mapped to another page's coordinates by ``x * scale + shift``."""

    grid: Grid
    scale: float
    shift: float

    @property
    def xs(self) -> FloatArray:
        """(columns + 1,) its boundaries in the other page's coordinates."""
        return np.array(self.grid.xs) * self.scale + self.shift


def missing_boundaries(contents: Sequence[PageContent]) -> dict[int, tuple[Boundary, ...]]:
    """By page number, the boundaries that its largest grid lacks and most other pages have."""
    grids = [grid for content in contents if (grid := _main_grid(content)) is not None]
    if len(grids) <= _MIN_WITNESSES:
        return {}
    usual = max(grids, key=lambda g: (sum(same_columns(g, o) for o in grids), g.columns))
    pages = [page for grid in grids if (page := _aligned(grid, usual)) is not None]
    within = _SAME_PLACE * (usual.xs[-1] - usual.xs[0])
    found: dict[int, tuple[Boundary, ...]] = {}
    for at in _clusters(np.concatenate([page.xs for page in pages]), within):
        have = [page for page in pages if _is_drawn(page, at, within)]
        if len(have) < max(_MIN_WITNESSES, len(pages) / 2):
            continue
        for page in pages:
            if page not in have and page.xs[0] + within < at < page.xs[-1] - within:
                boundary = _placed(page, at, have, within)
                found[page.grid.page] = (*found.get(page.grid.page, ()), boundary)
    return found


def _main_grid(content: PageContent) -> Grid | None:
    grid = max(content.grids, key=lambda g: len(g.cells), default=None)
    if grid is None or grid.columns < _MIN_COLUMNS or grid.rows < _MIN_ROWS:
        return None
    return grid


def _aligned(grid: Grid, usual: Grid) -> _Aligned | None:
    """Map ``grid`` to ``usual`` so that most boundaries coincide; ``None`` where they do not."""
    own, other = np.array(grid.xs), np.array(usual.xs)
    within = _SAME_PLACE * (other[-1] - other[0])
    best: tuple[int, float, float, float] | None = None
    for (a, b), (c, d) in product(_spans(own), _spans(other)):
        scale = (d - c) / (b - a)
        if not _SCALE_RANGE[0] <= scale <= _SCALE_RANGE[1]:
            continue
        shift = c - a * scale
        off = np.abs((own * scale + shift)[:, None] - other[None, :]).min(axis=1)
        same = off <= within
        score = int(same.sum()), -float(off[same].sum()), scale, shift
        best = score if best is None or score > best else best
    if best is None or best[0] < max(_MIN_COINCIDING * min(len(own), len(other)), _MIN_COLUMNS):
        return None
    return _Aligned(grid, best[2], best[3])


def _spans(xs: FloatArray) -> Iterator[tuple[float, float]]:
    """Pairs of a boundary near the left end of the table and one near the right end."""
    for low, high in product(xs[:_TRIED_AT_ENDS].tolist(), xs[-_TRIED_AT_ENDS:].tolist()):
        if low < high:
            yield low, high


def _clusters(positions: FloatArray, within: float) -> list[float]:
    """The median of each cluster of positions with gaps up to ``within``."""
    ordered = np.sort(positions)
    parts = np.split(ordered, np.flatnonzero(np.diff(ordered) > within) + 1)
    return [float(np.median(part)) for part in parts]


def _is_drawn(page: _Aligned, at: float, within: float) -> bool:
    """Whether a page has a boundary at ``at``, along nearly all of its rows."""
    which = int(np.abs(page.xs - at).argmin())
    if abs(page.xs[which] - at) > within:
        return False
    open_rows = _spanned(page.grid, which)
    below = open_rows[_HEADER_ROWS:] if len(open_rows) > _HEADER_ROWS else open_rows
    return bool(1.0 - below.mean() >= _MIN_DRAWN)


def _spanned(grid: Grid, boundary: int) -> BoolArray:
    """(rows,) which rows have a cell that spans the boundary."""
    spanned = np.zeros(grid.rows, dtype=bool)
    for cell in grid.cells:
        if cell.column < boundary < cell.column + cell.column_span:
            spanned[cell.row : cell.row + cell.row_span] = True
    return spanned


def _placed(page: _Aligned, at: float, have: Sequence[_Aligned], within: float) -> Boundary:
    """Place the boundary on a page that lacks it, interpolated between the boundaries it has."""
    near = np.array([[other.xs[np.abs(other.xs - x).argmin()] for other in have] for x in page.xs])
    common = np.median(near, axis=1)
    same = np.abs(common - page.xs) <= within
    off = np.interp(at, common[same], (page.xs - common)[same]) if same.any() else 0.0
    x = (at + off - page.shift) / page.scale
    return Boundary(round(float(x), 2), round(_begins(page, at, have), 2))


def _begins(page: _Aligned, at: float, have: Sequence[_Aligned]) -> float:
    """Where the boundary begins: below the header labels that span it, if the page has them."""
    own = page.grid
    starts = []
    for other in have:
        grid = other.grid
        which = int(np.abs(other.xs - at).argmin())
        row = int(np.argmin(_spanned(grid, which)))
        scale = other.scale / page.scale
        heights = [(g.ys[1] - g.ys[0]) * s for g, s in ((own, 1.0), (grid, scale))]
        if row and abs(heights[0] - heights[1]) <= _SAME_HEIGHT:
            starts.append((grid.ys[row] - grid.ys[0]) * scale)
        else:
            starts.append(0.0)
    return own.ys[0] + median(starts)
