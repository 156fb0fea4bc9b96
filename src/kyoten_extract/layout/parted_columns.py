"""Columns of a layout that an edition prints as several: 部局 and 課 under 主管部課名."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.column_model import Column, Part
from kyoten_extract.layout.content_fit import Content, content_fit
from kyoten_extract.layout.label_fit import Relation, is_one
from kyoten_extract.layout.label_forms import core
from kyoten_extract.messages import say

# Relations by which a group label, or the label of a part, is a known one.
_EQUAL: frozenset[Relation] = frozenset({"equal"})
_OF_PART: frozenset[Relation] = frozenset({"equal", "noted"})
_NAMED: frozenset[Relation] = frozenset({"equal", "noted", "longer", "within"})
# Kinds of which the whole is the texts of its parts, one after the other.
_JOINABLE = frozenset({"place", "name", "year", "date", "code", "phone"})
# Kinds of which a part may be a month, and what is set between the parts then.
_DATED = frozenset({"year", "date"})
_DATE_JOINER = "."
# Share of cells that fit by which one printed column alone is the whole.
_WHOLE = 0.8
# Fewest columns that a group label stands over.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Parted:
    """A column of the layout that is printed as several.

    Attributes:
        key: of the layout's column.
        places: the printed columns that make it, in order.
        joiner: text set between their texts.
        others: printed columns of the group that are no part of it.
        evidence: why, in words.
    """

    key: str
    places: tuple[int, ...]
    joiner: str
    others: tuple[int, ...]
    evidence: str


def parted_columns(
    columns: Sequence[Column], header: Sequence[str], texts: Sequence[Sequence[str]]
) -> list[Parted]:
    """The columns that are parted under one label, or into parts that the layout names.

    A group whose columns are known by themselves (職員数: 計, 派遣, 現地) is none.
    """
    known = {core(label) for column in columns for label in column.labels}
    found: list[Parted] = []
    taken: set[int] = set()
    for group, places in _groups(header):
        for column in columns:
            if column.holds not in _JOINABLE or taken & set(places):
                continue
            if not is_one(group, column.labels, _NAMED):
                continue
            if any(
                core(header[p]) in known or _own(header[p], group, column, columns) for p in places
            ):
                continue
            found.append(_put_together(column, group, places, header, texts))
            taken |= set(places)
    for column in columns:
        kept = [part for part in column.parts if part.keep]
        if len(kept) < _FEWEST or any(one.key == column.key for one in found):
            continue
        if any(is_one(label, column.labels, _NAMED) for label in header):
            continue
        for first in range(len(header) - len(kept) + 1):
            places = tuple(range(first, first + len(kept)))
            if taken & set(places):
                continue
            labels = [header[p] for p in places]
            if all(_is_part(label, part) for label, part in zip(labels, kept, strict=True)):
                evidence = say("{labels: and } side by side", labels=labels)
                found.append(Parted(column.key, places, kept[-1].joiner, (), evidence))
                taken |= set(places)
                break
    return found


def _own(label: str, group: str, column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column under a group label is another column of the layout by its own label."""
    own = label[len(group) :].strip()
    return any(
        is_one(own, other.labels, _EQUAL) or is_one(label, other.labels, _EQUAL)
        for other in columns
        if other is not column
    ) and not any(_is_part(own, part) for part in column.parts)


def _groups(header: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Runs of neighbouring columns under one label, the longest group label first."""
    groups: list[tuple[str, tuple[int, ...]]] = []
    levels = [label.split(" ") for label in header]
    deepest = max(map(len, levels), default=1)
    for depth in range(min(deepest - 1, 4), 0, -1):
        start = 0
        while start < len(header):
            head = levels[start][:depth]
            stop = start + 1
            while (
                stop < len(header)
                and levels[stop][:depth] == head
                and len(levels[stop]) > depth
                and len(levels[start]) > depth
            ):
                stop += 1
            if stop - start >= _FEWEST:
                groups.append((" ".join(head), tuple(range(start, stop))))
            start = stop
    return groups


def _put_together(
    column: Column,
    group: str,
    places: tuple[int, ...],
    header: Sequence[str],
    texts: Sequence[Sequence[str]],
) -> Parted:
    """How the columns ``places`` under the label ``group`` make ``column``."""
    labels = {p: header[p][len(group) :].strip() for p in places}
    parts = {
        p: next((part for part in column.parts if _is_part(labels[p], part)), None) for p in places
    }
    if all(parts.values()):
        kept = tuple(p for p, part in parts.items() if part is not None and part.keep)
        last = parts[kept[-1]] if kept else None
        if last is not None:
            why = say("{listed: and } under {group}", listed=(labels[p] for p in kept), group=group)
            others = tuple(p for p in places if p not in kept)
            return Parted(column.key, kept, last.joiner, others, why)
    # By content: one of them alone is the whole, and the others only group it.
    if (column.names or column.endings) and all(p < len(texts) for p in places):
        fits = {p: content_fit(column, Content(texts[p])) for p in places}
        whole = [p for p in places if fits[p].filled and fits[p].share >= _WHOLE]
        if len(whole) == 1:
            p = whole[0]
            rest = tuple(other for other in places if other != p)
            return Parted(
                column.key, (p,), "", rest, say("{fits}, under {group}", fits=fits[p], group=group)
            )
    why = say("{labels: and } under {group}", labels=labels.values(), group=group)
    joiner = _DATE_JOINER if column.holds in _DATED and _figures_meet(places, texts) else ""
    return Parted(column.key, places, joiner, (), why)


def _figures_meet(places: tuple[int, ...], texts: Sequence[Sequence[str]]) -> bool:
    """Whether the texts of columns, one after the other, would run figures together."""
    return any(
        a.strip()[-1:].isdigit() and b.strip()[:1].isdigit()
        for left, right in pairwise(places)
        if right < len(texts)
        for a, b in zip(texts[left], texts[right], strict=True)
    )


def _is_part(label: str, part: Part) -> bool:
    return is_one(label, part.labels, _OF_PART)
