"""The grids of a document put together as tables: which grid goes on with which table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.grid import Grid, PageContent
from kyoten_extract.table.changed_columns import (
    Columns,
    goes_on_without_labels,
    has_other_labels,
    is_other_table,
    match_columns,
    own_depth,
)
from kyoten_extract.table.column_match import same_columns, same_heights, same_rows
from kyoten_extract.table.folded_lists import unfold
from kyoten_extract.table.header import column_labels, header_depth, rows_text, same_header
from kyoten_extract.table.headings import (
    is_new_heading,
    is_of_another_table,
    line_above,
    text_of,
)
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.touching_tables import part_touching
from kyoten_extract.table.value_kind import is_row_number, kind_of

# Rows of a form, at least.
_FEWEST_OF_CARD = 2


@dataclass(slots=True)
class Chain:
    """The grids of one table, so far.

    Attributes:
        grids: in printed order.
        headings: the line of text above each.
    """

    grids: list[Grid]
    headings: list[str]
    _columns: Columns | None = field(default=None, init=False)

    @property
    def columns(self) -> Columns:
        """The columns of the first grid."""
        if self._columns is None:
            self._columns = Columns.of(self.grids[0], header_depth(self.grids[:1]))
        return self._columns


def chains_of(contents: Iterable[PageContent], settings: TableSettings) -> list[Chain]:
    """The tables of a document, each as its grids."""
    chains: list[Chain] = []
    folded: Grid | None = None
    for content in contents:
        for index, printed in enumerate(content.grids):
            heading = text_of(line_above(content.outside, printed, content.grids))
            blocks = unfold(printed, folded) if printed.placed else (printed,)
            folded = printed if len(blocks) > 1 else None
            for block in blocks:
                above: Grid | None = None
                for grid in part_touching(block):
                    # A table that touches another one is not the same.
                    others = (c for c in reversed(chains) if c.grids[-1] is not above)
                    chain = next(
                        (c for c in others if _goes_on(c, grid, heading, index == 0, settings)),
                        None,
                    )
                    if chain is None or _goes_on_to_the_right(grid, chain, chains):
                        chains.append(Chain([grid], [heading]))
                    else:
                        chain = _next_in_turn(chain, chains, grid, heading, settings)
                        chain.grids.append(grid)
                        chain.headings.append(heading)
                    above = grid
    return chains


def _next_in_turn(
    chain: Chain, chains: Sequence[Chain], grid: Grid, heading: str, settings: TableSettings
) -> Chain:
    """The table that ``grid`` goes on with: ``chain``, or one that takes turns with it.

    Where the columns of a sheet go on over several pages, these come by turns.
    """
    last = chain.grids[-1]
    turns = [
        other
        for other in (chains if last.page < grid.page else ())
        if other.grids[-1].page < last.page and same_rows(other.grids[-1], last)
    ]
    turns = [other for other in turns if _goes_on(other, grid, heading, False, settings)]
    return min(turns, key=lambda other: other.grids[-1].page, default=chain)


def _goes_on_to_the_right(grid: Grid, chain: Chain, chains: Sequence[Chain]) -> bool:
    """Whether ``grid`` has further columns of a new table, not more rows of ``chain``.

    It has if all grids of ``chain`` have further columns of another table, so that no more are to
    come, and one with rows of the same heights has begun a new table since.
    """
    lefts = [left for left in chains if left is not chain and _has_same_heights(left, chain)]
    return any(
        new is not chain
        and all(new is not left and left.grids[-1].page <= new.grids[0].page for left in lefts)
        and new.grids[0].page < grid.page
        and same_heights(new.grids[0], grid)
        for new in (chains if lefts else ())
    )


def _has_same_heights(left: Chain, right: Chain) -> bool:
    """Whether the tables have grids with rows of the same heights, as many pages apart."""
    apart = right.grids[0].page - left.grids[0].page
    return (
        apart > 0
        and len(left.grids) == len(right.grids)
        and all(
            one.page + apart == other.page and same_heights(one, other)
            for one, other in zip(left.grids, right.grids, strict=True)
        )
    )


def _goes_on(
    chain: Chain, grid: Grid, heading: str, is_first: bool, settings: TableSettings
) -> bool:
    """Whether ``grid``, with ``heading`` above it, goes on with the table of ``chain``."""
    first, last = chain.grids[0], chain.grids[-1]
    if is_of_another_table(heading, chain.headings[-1]):
        return False
    if last.page == grid.page and grid.ys[0] < last.ys[-1]:
        return _is_next_block(chain, grid, heading)
    if same_columns(last, grid, settings.column_tolerance):
        if rows_text(first, 0, 1) == rows_text(grid, 0, 1):
            return True
        if grid.whole_rows and not own_depth(grid, chain.columns):
            return _goes_on_in_sheet(chain, grid)
        if not grid.placed:
            return True
        if _is_next_card(last, grid):
            return False
        if _has_same_labels(chain, grid, heading):
            return True
    elif same_header(first, grid) and not _is_next_card(last, grid):
        if last.page < grid.page:
            return True
        if not grid.is_scanned and rows_text(first, 0, 1) != rows_text(grid, 0, 1):
            return False  # Within a page no label changes.
        return not _counts_anew(last, grid, range(grid.columns))
    later = grid.placed and last.page < grid.page
    return later and _goes_on_changed(chain, grid, heading, is_first, settings)


def _is_next_block(chain: Chain, grid: Grid, heading: str) -> bool:
    """Whether ``grid``, to the right of the last grid, is a further block of the same list.

    It is if it has the same labels and no heading of its own, and its numbers do not begin anew.
    """
    first, last = chain.grids[0], chain.grids[-1]
    if not grid.placed or grid.xs[0] < last.xs[-1] or not same_header(first, grid):
        return False
    anew = _counts_anew(last, grid, range(grid.columns), least=1)
    return not anew and not (any(chain.headings) and is_new_heading(heading, chain.headings))


def _goes_on_in_sheet(chain: Chain, grid: Grid) -> bool:
    """Whether a grid of a sheet, without labels of the table, goes on with it.

    On the same sheet it does after blank rows, unless its first row is unlike the table's; on
    another if the numbers go on.
    """
    last, kinds = chain.grids[-1], chain.columns.kinds
    if last.page != grid.page:
        return _counts_on(last, grid, range(grid.columns))
    first = {cell.column: kind_of(cell.text) for cell in grid.cells if cell.row == 0}
    telling = [
        first.get(column) == kind
        for column, kind in enumerate(kinds)
        if kind not in (None, "word") and first.get(column) is not None
    ]
    return 2 * sum(telling) > len(telling) or not telling


def _is_next_card(last: Grid, grid: Grid) -> bool:
    """Whether ``grid`` is another form or card: its first column has the labels of that before."""
    if grid.rows != last.rows or grid.rows < _FEWEST_OF_CARD:
        return False
    labels, others = ([c.text.strip() for c in g.cells if c.column == 0] for g in (last, grid))
    return (
        labels == others
        and rows_text(last, 0, 1) != rows_text(grid, 0, 1)
        and all(kind_of(label) == "word" for label in labels)
    )


def _has_same_labels(chain: Chain, grid: Grid, heading: str) -> bool:
    """Whether a grid with the table's columns has its labels, or none."""
    table, on_one_page = chain.columns, chain.grids[-1].page == grid.page
    depth = own_depth(grid, table)
    if not depth:
        apart = on_one_page or (heading != "" and is_new_heading(heading, chain.headings))
        return not is_other_table(grid, table, apart=apart)
    labels = column_labels(grid, depth)
    return not has_other_labels(table, labels, scanned=grid.is_scanned, on_one_page=on_one_page)


def _goes_on_changed(
    chain: Chain, grid: Grid, heading: str, is_first: bool, settings: TableSettings
) -> bool:
    """Whether a grid with other columns goes on with a table whose layout changes midway."""
    table = chain.columns
    depth = own_depth(grid, table)
    if not depth and (not is_first or is_other_table(grid, table)):
        return False
    page = Columns.of(grid, depth)
    tolerance = settings.column_tolerance * (grid.xs[-1] - grid.xs[0])
    mapping = match_columns(table, page, tolerance)
    if not depth:
        follows = _counts_on(chain.grids[-1], grid, mapping.targets)
        if not follows and any(same_rows(other, grid) for other in chain.grids):
            # Further columns of the same rows, as a sheet that is wider than its paper has.
            return False
        if not goes_on_without_labels(table, page, mapping, tolerance, follows=follows):
            return False
    return not (
        _counts_anew(chain.grids[-1], grid, mapping.targets)
        or is_new_heading(heading, chain.headings)
    )


def _counts_anew(last: Grid, grid: Grid, targets: Sequence[int], least: int = 2) -> bool:
    """Whether numbers that grew by one start again from 1 in ``grid``; ``least`` many of each."""
    for column, target in enumerate(targets):
        before, after = _numbers(last, target), _numbers(grid, column)
        if min(len(before), len(after)) >= least and after[0] == 1 != before[-1] + 1:
            return all(b == a + 1 for a, b in (*pairwise(before), *pairwise(after)))
    return False


def _counts_on(last: Grid, grid: Grid, targets: Sequence[int]) -> bool:
    """Whether numbers that grow by one go on in ``grid``."""
    for column, target in enumerate(targets):
        numbers = _numbers(last, target), _numbers(grid, column)
        if min(map(len, numbers)) > 1:
            joined = [*numbers[0], *numbers[1]]
            if all(b == a + 1 for a, b in pairwise(joined)):
                return True
    return False


def _numbers(grid: Grid, column: int) -> list[int]:
    texts = (cell.text.strip() for cell in grid.cells if cell.column == column)
    return [int(text) for text in texts if is_row_number(text)]
