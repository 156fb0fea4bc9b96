"""Pages read part by part, where they have several lists that lines across alone rule.

The parts that go on with each other from page to page are read as the pages of a document of
their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox
from kyoten_extract.page.array_steps import true_at
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import FloatArray, Page, Rulings, Shades
from kyoten_extract.table.cells import read_page
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.table.unruled.lacking_rulings import may_have_lists
from kyoten_extract.table.unruled.page_parts import WHOLE, parts_of
from kyoten_extract.table.unruled.unruled_contents import with_unruled
from kyoten_extract.table.unruled.unruled_tables import read_unruled

Load = Callable[[int], Page]
Read = Callable[
    [Sequence[PageContent], Load, TableSettings], tuple[list[PageContent], list[Finding]]
]

# Points: the rulings of a list end no further apart on the next page.
_SAME_END = 10.0
# Rulings of a list, and its columns: where others are, two show that it is one.
_RULINGS, _FEWEST_COLUMNS = 3, 2


@dataclass(slots=True)
class _Stretch:
    """Parts that go on with each other: by page, the box of each; and where rulings end there."""

    boxes: dict[int, BBox]
    ends: tuple[float, float]


def read_in_parts(
    contents: Sequence[PageContent],
    load: Load,
    settings: TableSettings,
    read: Read,
    *,
    unruled: bool,
) -> tuple[list[PageContent] | None, list[Finding]]:
    """``contents`` with their lists read one by one, None if no page has several; and findings.

    Args:
        contents: the pages by their rulings alone.
        load: loads a page again.
        settings: of the lattice.
        read: reads the pages of one list again.
        unruled: most of their text is outside of ruled tables.
    """
    parts = {
        content.number: parts_of(load(content.number), content.grids)
        for content in contents
        if unruled or may_have_lists(content)
    }
    boxes = {content.number: [WHOLE] for content in contents}
    boxes |= {number: own.boxes for number, own in parts.items()}
    doubts = [
        codes.LABELS_UNCERTAIN(
            say(
                "page {page}: row {labels} may be the labels of the columns; it was read "
                "as a row of the table",
                page=number,
                labels=labels,
            ),
            page=number,
        )
        for number, own in parts.items()
        for labels in own.doubts
    ]
    if all(len(own) == 1 for own in boxes.values()):
        return None, doubts
    # Tables of figures are found one by one on a whole page; columns that all share are not.
    shared = with_unruled(list(contents), load, settings)
    every, told = read(contents, load, settings)
    as_whole = every, [*doubts, *told]
    readings = zip(contents, shared, every, strict=True)
    if all(_is_apart(*page, boxes[page[0].number]) for page in readings):
        return as_whole
    found: dict[tuple[int, BBox], PageContent] = {}
    if not unruled:
        # Other pages have tables that are ruled whole.
        boxes = {number: own for number, own in boxes.items() if len(own) > 1}
    findings = [doubt for doubt in doubts if doubt.page in boxes]
    for stretch in _stretches(boxes, load):

        def part(number: int, own: dict[int, BBox] = stretch.boxes) -> Page:
            return _within(load(number), own[number])

        pages = [read_page(part(number), settings) for number in stretch.boxes]
        again, told = read(pages, part, settings)
        ruled = all(len(part(n).rulings.horizontal) >= _RULINGS for n in stretch.boxes)
        if ruled and not any(content.grids for content in again):
            again = list(read_unruled(part, pages, settings, _FEWEST_COLUMNS))
        for content in again:
            if not content.grids and len(part(content.number).rulings.horizontal) >= _RULINGS:
                return as_whole
            found[content.number, stretch.boxes[content.number]] = content
        findings += told
    result = []
    for content, left in zip(contents, every, strict=True):
        number = content.number
        if number in boxes:
            new = _joined(content, [found[number, box] for box in boxes[number]])
            # The same tables were found on the whole page.
            known = [[cell.text for cell in grid.cells] for grid in left.grids]
            same = all([cell.text for cell in grid.cells] in known for grid in new.grids)
            left = left if same else new
        result.append(left)
    left_told = [finding for finding in as_whole[1] if finding.page not in boxes]
    return result, [*left_told, *findings] if not unruled else findings


def _is_apart(
    ruled: PageContent, shared: PageContent, every: PageContent, boxes: Sequence[BBox]
) -> bool:
    """Whether a page with several lists was read so.

    No grid is in two of them, and of those by the columns that all pages share is one at most.
    """
    for x0, top, x1, bottom in boxes:
        for low, upper, high, lower in (grid.bbox for grid in every.grids):
            apart = low >= x1 or high <= x0 or upper >= bottom or lower <= top
            inside = low >= x0 and high <= x1 and upper >= top and lower <= bottom
            if not (apart or inside):
                return False
    known = {grid.bbox for grid in ruled.grids}
    by_columns = {grid.bbox for grid in shared.grids} - known
    left = sum(grid.bbox in by_columns for grid in every.grids)
    return len(every.grids) >= len(boxes) and (left < 2 or len(boxes) == 1)


def _stretches(boxes: dict[int, list[BBox]], load: Load) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    before = 0
    for number, parts in boxes.items():
        for box in parts:
            lines = _within(load(number), box).rulings.horizontal
            low = float(lines[:, 1].min(initial=np.inf))
            ends = low, float(lines[:, 2].max(initial=-np.inf))
            # The first list of a page may be the last one of the page before.
            last = next(
                (
                    one
                    for one in reversed(stretches)
                    if box[1] == parts[0][1]
                    and list(one.boxes)[-1] == before
                    and max(abs(a - b) for a, b in zip(one.ends, ends, strict=True)) < _SAME_END
                ),
                None,
            )
            if last is None:
                stretches.append(_Stretch({number: box}, ends))
            else:
                last.boxes[number] = box
        before = number
    return stretches


def _within(page: Page, box: BBox) -> Page:
    """The part of ``page`` in ``box``: what has its middle there, and rulings as far as they are.

    Each ruling across is in one part alone.
    """
    characters, x0, x1 = page.characters, box[0], box[2]
    across, down = page.rulings.horizontal, page.rulings.vertical
    low, high = np.maximum(across[:, 1], x0), np.minimum(across[:, 2], x1)
    across = np.column_stack((across[:, 0], low, high))
    across = across[(high > low) & (across[:, 0] >= box[1]) & (across[:, 0] < box[3])]
    low, high = np.maximum(down[:, 1], box[1]), np.minimum(down[:, 2], box[3])
    down = np.column_stack((down[:, 0], low, high))
    down = down[(high > low) & (down[:, 0] >= x0) & (down[:, 0] < x1)]
    links = np.array([link.bbox for link in page.links]).reshape(-1, 4)
    linked = true_at(_inside(links, box))
    shaded = _inside(page.shades.boxes, box)
    return replace(
        page,
        rulings=Rulings(across, down),
        characters=characters.take(true_at(_inside(characters.boxes, box))),
        links=tuple(page.links[at] for at in linked.tolist()),
        shades=Shades(page.shades.boxes[shaded], page.shades.colors[shaded]),
    )


def _inside(boxes: FloatArray, box: BBox) -> np.ndarray:
    """(n,) which of ``boxes`` have their middle in ``box``."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return np.asarray((x >= box[0]) & (x < box[2]) & (y >= box[1]) & (y < box[3]))


def _joined(content: PageContent, parts: Sequence[PageContent]) -> PageContent:
    """``content`` with the grids and the other text of its parts."""
    if len(parts) == 1:
        return replace(parts[0], proof=content.proof)
    marks = tuple(chain.from_iterable(part.condition.marks for part in parts))
    apart = tuple(chain.from_iterable(part.condition.apart for part in parts))
    return replace(
        content,
        grids=tuple(chain.from_iterable(part.grids for part in parts)),
        outside=tuple(chain.from_iterable(part.outside for part in parts)),
        printed=sum(part.printed for part in parts),
        condition=replace(content.condition, marks=marks, apart=apart),
    )
