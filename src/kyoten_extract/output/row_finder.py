"""Finds the row that a finding is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import Box
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base


def is_in(mark: Box, box: Box) -> bool:
    """Whether ``mark`` overlaps the vertical extent of ``box`` on its page.

    Overlap rather than containment, since a merged cell reaches beyond its row.
    """
    return mark[0] == box[0] and mark[2] < box[4] and box[2] < mark[4]


def box_of(finding: Finding) -> Box | None:
    """Return the page and bbox of a finding, ``None`` if it has none."""
    if finding.page is None or finding.bbox is None:
        return None
    return (finding.page, *finding.bbox)


class RowFinder:
    """Finds rows by place first, since two rows may have the same number."""

    def __init__(self, bases: Sequence[Base | Record]) -> None:
        self._bases = bases
        self._by_box: defaultdict[Box, list[int]] = defaultdict(list)
        self._by_key: defaultdict[object, list[int]] = defaultdict(list)
        for index, base in enumerate(bases):
            self._by_key[base.key].append(index)
            for box in base.source.boxes:
                self._by_box[box].append(index)

    def index(self, finding: Finding) -> int | None:
        """Return the index of the finding's row among the bases; ``None`` if it is about no row."""
        box = box_of(finding)
        at_place = self._by_box.get(box, []) if box is not None else []
        same = [i for i in at_place if finding.row in (None, self._bases[i].key)]
        if same:
            return same[0]
        if finding.row is None:
            return None
        named = self._by_key.get(finding.row, [])
        return next((i for i in named if self._has(i, box)), next(iter(named), None))

    def _has(self, index: int, box: Box | None) -> bool:
        return box is not None and any(is_in(box, b) for b in self._bases[index].source.boxes)
