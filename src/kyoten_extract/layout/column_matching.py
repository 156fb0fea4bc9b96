"""The columns of a layout among the printed ones: by label, content and place together.

Labels that are known and undisputed settle most columns. For the rest, each printed column is
scored as each column of the layout that is left, and the best assignment over all is taken: no
single sign decides, and what is not settled by labels alone is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.column_scores import (
    Places,
    Score,
    content_score,
    counts_score,
    follows_score,
)
from kyoten_extract.layout.content_fit import Content
from kyoten_extract.layout.sum_evidence import SumCheck, sum_scores
from kyoten_extract.layout.undisputed_labels import LabelScores
from kyoten_extract.table.assignment import NOBODY, assign

# Score from which a column is taken whose label is no known one.
_TAKE = 2.0
# Score from which a column is named as the closest to one that is missing.
_CLOSE = 0.5
# Difference of scores below which two columns could be one.
_UNSETTLED = 1.5
# Scores of the content from which it speaks against a known label: any, and of cells that should
# be names of a list.
_CONTRADICTION, _NONE_OF_LIST = -3.0, -2.0

Texts = Sequence[Sequence[str]]
"""The cells of each printed column."""


@dataclass(frozen=True, slots=True)
class Decision:
    """How one printed column was understood.

    Attributes:
        place: index of the printed column.
        key: of the layout's column that it is; ``None`` if it is none.
        score: as that column, or as the closest if ``key`` is ``None``.
        closest: key of that column; ``None`` if nothing is close.
        rivals: indexes of other printed columns that could as well be this column.
        runner_up: key and score of the next best column of the layout; ``None`` where the match
            was not to be explained.
        by: ``label`` alone; ``evidence`` of all kinds; ``none``.
    """

    place: int
    key: str | None
    score: Score | None
    closest: str | None = None
    rivals: tuple[int, ...] = ()
    runner_up: tuple[str, float] | None = None
    by: str = "none"


@dataclass(frozen=True, slots=True)
class Matching:
    """The places of the columns by key, and how each printed column was understood."""

    places: Mapping[str, int]
    decisions: tuple[Decision, ...] = ()


def match_columns(
    columns: Sequence[Column],
    header: Sequence[str],
    texts: Texts,
    sums: Sequence[SumCheck] = (),
    *,
    fixed: Mapping[str, Sequence[int]] | None = None,
    explain: bool = False,
) -> Matching:
    """Match a layout's columns to the labels of a printed header and the cells under them.

    Args:
        columns: of the layout, in order.
        header: one label per printed column.
        texts: the cells of each, without the header; may be empty.
        sums: which columns add up to which.
        fixed: keys whose places are settled, as of columns that are put together.
        explain: score every pair, even where the labels settle it.
    """
    settled = dict(fixed or {})
    used = {place for places in settled.values() for place in places}
    labels = LabelScores(
        header,
        columns,
        [p for p in range(len(header)) if p not in used],
        [k for k, one in enumerate(columns) if one.key not in settled and one.labels],
    )
    known = labels.undisputed()
    contents = _Contents(texts)
    if len(known) < min(len(labels.places), len(labels.keys)):
        known = {k: p for k, p in known.items() if not _contradicts(columns[k], contents, p)}
    anchors = known | {
        k: settled[column.key][0] for k, column in enumerate(columns) if column.key in settled
    }
    open_places = set(labels.places) - set(known.values())
    open_columns = set(labels.keys) - set(known)
    scores = {(p, k): labels[p, k] for k, p in known.items()}
    if explain or (open_places and open_columns):
        by_key = {columns[k].key: k for k in anchors}
        places = Places(anchors, len(header), len(columns))
        for p in labels.places if explain else sorted(open_places):
            for k in labels.keys if explain else sorted(open_columns):
                score = _scored(labels[p, k], columns[k], contents, places, header, p, k)
                for key, rate in (
                    (columns[k].follows, follows_score),
                    (columns[k].counts, counts_score),
                ):
                    if key in by_key and p < len(texts):
                        change = rate(texts[p], texts[anchors[by_key[key]]])
                        score = replace(score, by_content=score.by_content + change)
                scores[p, k] = score
        scores = sum_scores(scores, columns, texts, sums, anchors, open_places, open_columns)
    found = known | _assigned(scores, columns, open_places, open_columns)
    decisions = tuple(
        _decision(p, header, columns, scores, found, known, explain=explain) for p in labels.places
    )
    taken = {d.key: d.place for d in decisions if d.key is not None}
    taken |= {key: places[0] for key, places in settled.items()}
    order = {column.key: k for k, column in enumerate(columns)}
    return Matching(dict(sorted(taken.items(), key=lambda item: order[item[0]])), decisions)


class _Contents(dict[int, Content | None]):
    """The filled cells of each printed column, prepared when first asked."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __missing__(self, place: int) -> Content | None:
        self[place] = Content(self._texts[place]) if place < len(self._texts) else None
        return self[place]


def _contradicts(column: Column, contents: _Contents, place: int) -> bool:
    """Whether the cells of a column are clearly not what its label says."""
    content = contents[place]
    least = _CONTRADICTION if column.names is None else _NONE_OF_LIST
    return content is not None and content_score(column, content)[1] <= least


def _scored(
    score: Score,
    column: Column,
    contents: _Contents,
    places: Places,
    header: Sequence[str],
    p: int,
    k: int,
) -> Score:
    cells = contents[p]
    content, by_content = (None, 0.0) if cells is None else content_score(column, cells)
    by_place, around = places.score(k, p)
    between = None
    if around is not None:
        low, high = around
        between = (header[low] if low >= 0 else "", header[high] if high < len(header) else "")
    return replace(
        score, content=content, by_content=by_content, by_place=by_place, between=between
    )


def _assigned(
    scores: Mapping[tuple[int, int], Score],
    columns: Sequence[Column],
    open_places: set[int],
    open_columns: set[int],
) -> dict[int, int]:
    """The best assignment of the open columns, without those that nothing speaks for."""
    rows, keys = sorted(open_places), sorted(open_columns)
    if not rows or not keys:
        return {}
    table = [[_worth(scores[p, k], optional=columns[k].optional) for k in keys] for p in rows]
    return {keys[j]: rows[i] for i, j in enumerate(assign(table)) if j != NOBODY}


def _worth(score: Score, *, optional: bool) -> float:
    """The score of a pair that may be taken, else 0; an optional column is known by its label."""
    if optional and not score.is_sure:
        return 0.0
    # A label of which a part is left is one only in its place.
    needed = _CLOSE if score.is_sure and score.relation != "cut" else _TAKE
    return score.total if score.total >= needed else 0.0


def _decision(
    p: int,
    header: Sequence[str],
    columns: Sequence[Column],
    scores: Mapping[tuple[int, int], Score],
    found: Mapping[int, int],
    known: Mapping[int, int],
    *,
    explain: bool,
) -> Decision:
    index = next((k for k, place in found.items() if place == p), None)
    ranked = sorted(
        ((scores[p, k].total, k) for k in range(len(columns)) if (p, k) in scores and k != index),
        reverse=True,
    )
    free = [(total, k) for total, k in ranked if k not in found]
    runner_up = (columns[ranked[0][1]].key, ranked[0][0]) if ranked and explain else None
    if index is None:
        if not free or free[0][0] < _CLOSE:
            return Decision(p, None, None, runner_up=runner_up)
        closest = free[0][1]
        return Decision(p, None, scores[p, closest], columns[closest].key, runner_up=runner_up)
    score = scores[p, index]
    rivals = tuple(
        other
        for other in range(len(header))
        if other != p
        and other not in found.values()
        and (other, index) in scores
        and index not in known
        and scores[other, index].total >= score.total - _UNSETTLED
    )
    return Decision(
        p,
        columns[index].key,
        score,
        columns[index].key,
        rivals,
        runner_up,
        "label" if score.is_sure else "evidence",
    )
