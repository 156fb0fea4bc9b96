"""Text outside of all tables that stands where rows of a table stand on an earlier page.

A sheet that is wider than its paper goes on to the right on further pages. Where few lines are
drawn there, its columns make no table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import Grid, TextRun
from kyoten_extract.table.column_match import SAME_PLACE
from kyoten_extract.table.stitch import Stitched

# Rows with such text, at least, and pages between both at most.
_FEWEST, _PAGES_BETWEEN = 3, 20


def texts_beside_rows(stitched: Stitched) -> Iterator[Finding]:
    """A warning for each page whose text outside of tables may be further columns of one."""
    grids: dict[int, list[Grid]] = {}
    for table in stitched.tables:
        for grid in table.grids:
            if grid.placed and not grid.whole_rows:
                grids.setdefault(grid.page, []).append(grid)
    for page, runs in _by_page(stitched.outside).items():
        own = sum(grid.rows for grid in grids.get(page, ()))
        if len(runs) < _FEWEST:
            continue
        for before in range(page - 1, max(page - _PAGES_BETWEEN, 0), -1):
            beside = next(
                (g for g in grids.get(before, ()) if g.rows > 2 * own and _are_beside(runs, g)),
                None,
            )
            if beside is not None:
                yield codes.COLUMNS_OVER_PAGES(
                    say(
                        "page {page}: texts outside of all tables stand where page {before} has "
                        "rows; they may be further columns of its table, and are in no row",
                        page=page,
                        before=before,
                    ),
                    severity="warning",
                    page=page,
                )
                break


def _by_page(runs: Iterable[TextRun]) -> dict[int, list[TextRun]]:
    found: dict[int, list[TextRun]] = {}
    for run in runs:
        if not run.over:
            found.setdefault(run.page, []).append(run)
    return found


def _are_beside(runs: Sequence[TextRun], grid: Grid) -> bool:
    """Whether texts are in a column and in rows of ``grid``, all as far from a side or the middle.

    That is the upper side or the lower one. Rows of several lines are not all as high:
    those of running text might be at the same places by chance.
    """
    rows: dict[int, tuple[float, float]] = {}
    lines = 0
    sides: tuple[list[float], list[float]] = ([], [])
    for run in runs:
        x0, top, x1, bottom = run.bbox
        if bottom < grid.ys[0] or top > grid.ys[-1]:
            continue
        row = bisect_right(grid.ys, (top + bottom) / 2) - 1
        if not 0 <= row < grid.rows:
            return False
        above, below = top - grid.ys[row], grid.ys[row + 1] - bottom
        upper, lower = rows.get(row, (above, below))
        rows[row] = min(upper, above), min(lower, below)
        lines += 1
        sides[0].append(x0)
        sides[1].append(x1)
    white = list(rows.values())
    high = [grid.ys[row + 1] - grid.ys[row] for row in rows]
    return (
        len(rows) >= _FEWEST
        and (lines == len(rows) or max(high) - min(high) > 2 * SAME_PLACE)
        and any(
            max(some) - min(some) <= 2 * SAME_PLACE
            for some in (
                [above for above, _ in white],
                [below for _, below in white],
                [(above - below) / 2 for above, below in white],
            )
        )
        and any(_most_alike(side) >= _FEWEST for side in sides)
    )


def _most_alike(places: Sequence[float]) -> int:
    """How many of ``places`` are the same, at most."""
    ordered = sorted(places)
    return max(bisect_right(ordered, at + SAME_PLACE) - i for i, at in enumerate(ordered))
