"""Text outside of all tables that stands where rows of a table do.

A sheet that is wider than its paper goes on to the right on further pages. Where few lines are
drawn there, its columns make no table. And a row may be left out between two others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import Grid, TextRun
from kyoten_extract.table.column_match import SAME_PLACE
from kyoten_extract.table.headings import TOUCHING, UNDER
from kyoten_extract.table.stitch import Stitched, StitchedTable

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


def texts_between_rows(
    tables: Iterable[StitchedTable], outside: Iterable[TextRun]
) -> Iterator[Finding]:
    """A warning for each line of texts that may be a row between two of one table, or under one."""
    lines = {page: list(_lines(runs)) for page, runs in _by_page(outside).items()}
    for table in tables:
        own = [g for g in table.grids if g.page in lines and g.placed and not g.whole_rows]
        for upper, lower in zip_longest(own, own[1:]):
            below = [
                line for line in lines[upper.page] if _extent(line)[0] > upper.ys[-1] - TOUCHING
            ]
            if lower is not None and lower.page == upper.page:
                end = lower.ys[0]
            else:
                # The lines after the first may be those of another table.
                end, below = upper.ys[-1] + UNDER, below[:1]
            for line in below:
                top, bottom = _extent(line)
                if bottom < end + SAME_PLACE and len(_columns(line, upper)) >= _FEWEST:
                    yield codes.ROWS_UNCLEAR(
                        say(
                            "page {page}: {text!r} stands where a row of the table may be, and is "
                            "in no row",
                            page=upper.page,
                            text=" ".join(run.text for run in line),
                        ),
                        page=upper.page,
                        bbox=(line[0].bbox[0], top, line[-1].bbox[2], bottom),
                    )


def _extent(line: Sequence[TextRun]) -> tuple[float, float]:
    return min(run.bbox[1] for run in line), max(run.bbox[3] for run in line)


def _lines(runs: Sequence[TextRun]) -> Iterator[list[TextRun]]:
    """Texts side by side, left to right; each line begins below the middle of the one above it."""
    line: list[TextRun] = []
    for run in sorted(runs, key=lambda run: run.bbox[1] + run.bbox[3]):
        if line and 2 * run.bbox[1] >= line[0].bbox[1] + line[0].bbox[3]:
            yield sorted(line, key=lambda one: one.bbox[0])
            line = []
        line.append(run)
    if line:
        yield sorted(line, key=lambda one: one.bbox[0])


def _columns(line: Sequence[TextRun], grid: Grid) -> set[int]:
    """The columns of ``grid`` that have a text of ``line`` each; none if one is over several."""
    found = set()
    for run in line:
        first, last = (
            bisect_right(grid.xs, x) - 1 for x in (run.bbox[0] + TOUCHING, run.bbox[2] - TOUCHING)
        )
        if first != last or not 0 <= first < grid.columns:
            return set()
        found.add(first)
    return found


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
