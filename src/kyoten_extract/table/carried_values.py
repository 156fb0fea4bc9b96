"""Values of merged cells that go on over a page end.

A producer draws the part of a merged cell that is on the next page again, and leaves it empty, or
prints the value there and leaves the first part empty. An empty cell is filled only where the
print shows that the cell above goes on; where that is likely only, it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row
from kyoten_extract.table.fragments import Fragment
from kyoten_extract.text.shorten import quoted


def carried(
    fragment: Fragment, above: Row, before: Fragment, blank: Set[int] = frozenset()
) -> tuple[Row, list[Finding]]:
    """The row of ``fragment`` with the merged cells that come down to it, and doubts about them.

    A cell goes on where no ruling closes it at the page end, where it is merged over rows on both
    pages, or is merged on the page before and no other that goes on has more rows on this page.
    Where it is merged on this page alone, it is filled, and that is a finding.

    Args:
        fragment: a row among those that an empty cell at the top of its page covers.
        above: the row before it, whole.
        before: what of that row is nearest.
        blank: columns that are blank elsewhere: there a cell that is closed may have ended.
    """
    if not fragment.topmost:
        return fragment.row, []
    empty = fragment.topmost - fragment.filled
    earlier = dict(above.carried)
    values = {
        column: above.cells[column]
        for column in sorted(empty)
        if column < len(above.cells) and above.cells[column].strip()
    }
    if not (values or fragment.first):
        return fragment.row, []
    surely = {c for c in values if c in before.merged and c in fragment.merged}
    if fragment.first:
        surely |= values.keys() & before.open_below
    # The same empty cell, in its second row and further down.
    surely |= {c for c in values if c in earlier and not fragment.first}
    perhaps = {c for c in values if c in before.merged} - surely
    if not surely:
        ended = blank if fragment.first and not before.open_bottom else frozenset()
        surely, perhaps = perhaps - ended, perhaps & ended
    below_only = {c for c in values if c in fragment.merged and fragment.first} - surely
    reaches = say("the merged cell above reaches the end of page {pages}", pages=above.pages[-1])
    begins = say("the merged cell at the top of page {pages} is empty", pages=fragment.row.pages[0])
    cells, found = list(fragment.row.cells), []
    for column in sorted(surely | below_only):
        cells[column] = values[column]
        evidence = reaches if column in surely else begins
        found.append((column, earlier.get(column, evidence)))
    doubts: list[Finding] = []
    if fragment.first:
        doubts += _doubts(fragment, values, below_only, say("filled"), begins)
        doubts += _doubts(fragment, values, perhaps, say("left empty"), reaches)
        doubts += _printed_below(fragment, above, before)
    return replace(fragment.row, cells=tuple(cells), carried=tuple(found)), doubts


def blank_columns(fragments: Iterable[Fragment]) -> frozenset[int]:
    """The columns with a blank that is not merged, other than at a page end."""
    return frozenset[int]().union(
        *(
            frozenset(range(len(fragment.row.cells))) - fragment.filled - fragment.merged
            for fragment in fragments
            if not (fragment.first or fragment.last)
        )
    )


def with_grouped(fragments: Sequence[Fragment], blank: Set[int]) -> list[Fragment]:
    """``fragments``; of columns that are open at a page end, those that hold merged cells only.

    Elsewhere their rows have texts of their own: a ruling that is not drawn joins no blank to one.
    """
    merged = frozenset[int]().union(*(fragment.merged for fragment in fragments))
    return [
        replace(fragment, open_below=fragment.open_below & merged - blank)
        if fragment.open_below
        else fragment
        for fragment in fragments
    ]


def carry_up(rows: list[Row], made: Sequence[Fragment], fragment: Fragment) -> None:
    """Fill the empty cells at the end of ``rows`` that go on to the top of the next page.

    They are those that no ruling closes there, as one closes others. ``made`` is what of each row
    is nearest to ``fragment``, the first row of that page.
    """
    for column in sorted(made[-1].open_below & fragment.topmost & fragment.filled):
        for index in reversed(range(len(rows))):
            row = rows[index]
            if column not in made[index].open_below or column >= len(row.cells):
                break
            if row.cells[column].strip():
                break
            cells = list(row.cells)
            cells[column] = fragment.row.cells[column]
            evidence = say(
                "no ruling closes the cell at the end of page {pages}", pages=row.pages[-1]
            )
            rows[index] = replace(
                row, cells=tuple(cells), carried=(*row.carried, (column, evidence))
            )


def _printed_below(fragment: Fragment, above: Row, before: Fragment) -> Iterable[Finding]:
    """Say where a merged cell is empty up to the page end, and its value may be on the next."""
    texts = fragment.row.cells
    empty = (before.merged - before.open_below) & fragment.topmost & fragment.filled
    for column in sorted(empty - before.filled):
        if column < len(above.cells) and not above.cells[column].strip():
            what = say(
                "the empty merged cell reaches the end of page {pages}", pages=above.pages[-1]
            )
            yield from _doubts(
                fragment, {column: texts[column]}, {column}, say("left empty above"), what
            )


def _doubts(
    fragment: Fragment, values: dict[int, str], columns: Iterable[int], done: str, evidence: str
) -> Iterable[Finding]:
    page, x0, top, x1, bottom = fragment.row.boxes[0]
    for column in sorted(columns):
        shown = quoted(" ".join(values[column].split()))
        yield codes.CARRIED_UNCERTAIN(
            say(
                "page {page}: whether the cell of {shown!r} in column {column} goes on "
                "over the page end is uncertain; {done}; evidence: {evidence}",
                page=page,
                shown=shown,
                column=column + 1,
                done=done,
                evidence=evidence,
            ),
            page=page,
            bbox=(x0, top, x1, bottom),
            expected=shown,
            actual=done,
        )
