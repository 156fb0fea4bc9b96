"""Columns that add up to another: what the sums of a layout say of unknown columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.column_scores import Score
from kyoten_extract.layout.field_types import is_absent, read_number

# Score of columns whose rows add up, and share of the rows that must.
_ADDS_UP, _DOES_NOT = 2.5, -2.5
_LEAST_SHARE = 0.8
# Rows with figures that show anything, and columns of numbers that are tried.
_FEWEST_ROWS, _MOST_COLUMNS = 3, 8


@dataclass(frozen=True, slots=True)
class SumCheck:
    """The columns ``parts`` add up to ``total``, all given by key."""

    total: str
    parts: tuple[str, ...]


def sum_scores(
    scores: dict[tuple[int, int], Score],
    columns: Sequence[Column],
    texts: Sequence[Sequence[str]],
    sums: Sequence[SumCheck],
    anchors: Mapping[int, int],
    open_places: set[int],
    open_columns: set[int],
) -> dict[tuple[int, int], Score]:
    """``scores`` with what sums say added to the content.

    Of all ways to fill the open columns of a sum with open columns of numbers, those that add up
    score, and an open total that adds up in no way is unlikely.
    """
    index = {column.key: k for k, column in enumerate(columns)}
    read: dict[int, list[int | None] | None] = {}

    def numbers(p: int) -> list[int | None] | None:
        if p not in read:
            read[p] = _numbers(texts[p]) if p < len(texts) else None
        return read[p]

    changed = dict(scores)
    for check in sums:
        keys = [check.total, *check.parts]
        if not all(key in index for key in keys):
            continue
        members = [index[key] for key in keys]
        wanted = [k for k in members if k in open_columns]
        fixed = {k: anchors[k] for k in members if k in anchors}
        if not wanted or len(wanted) + len(fixed) < len(members):
            continue
        free = [p for p in sorted(open_places) if numbers(p) is not None][:_MOST_COLUMNS]
        if any(numbers(p) is None for p in fixed.values()) or len(free) < len(wanted):
            continue
        adding: set[tuple[int, int]] = set()
        for chosen in permutations(free, len(wanted)):
            places = fixed | dict(zip(wanted, chosen, strict=True))
            if _adds_up([numbers(places[k]) or () for k in members]):
                adding |= {(p, k) for k, p in zip(wanted, chosen, strict=True)}
        for p in free:
            for k in wanted:
                score = changed[p, k]
                change = _ADDS_UP if (p, k) in adding else (_DOES_NOT if adding else 0.0)
                changed[p, k] = replace(score, by_content=score.by_content + change)
    return changed


def _numbers(texts: Sequence[str]) -> list[int | None] | None:
    """The numbers of a column; ``None`` if it is none of numbers."""
    absent = [is_absent(text) for text in texts]
    values = [None if no else read_number(text) for no, text in zip(absent, texts, strict=True)]
    filled = absent.count(False)
    found = len(values) - values.count(None)
    return values if filled and found >= _LEAST_SHARE * filled else None


def _adds_up(columns: Sequence[Sequence[int | None]]) -> bool:
    """Whether the first column is the sum of the others in most rows."""
    rows = [row for row in zip(*columns, strict=False) if None not in row]
    telling = [row for row in rows if any(row)]
    if len(telling) < _FEWEST_ROWS:
        return False
    right = [row[0] == sum(n for n in row[1:] if n is not None) for row in telling]
    return right.count(True) >= _LEAST_SHARE * len(telling)
