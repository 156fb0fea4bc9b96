"""Columns that a later page puts in, drops or moves, found by label, content and place together.

A list may change its layout midway. Each column of such a page is compared with each of the
table's; no single sign decides, and the best assignment over all columns at once is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.assignment import NOBODY, assign
from kyoten_extract.table.header import MAX_DEPTH, column_labels, first_data_row, labels_by_depth
from kyoten_extract.table.label_evidence import (
    LIKELY,
    is_label_row,
    label_weight,
    may_be_labels,
)
from kyoten_extract.table.value_kind import Kind, usual_kind
from kyoten_extract.text.labels import fold_label

# Scores of a label: equal, similar, or another one. OCR may garble a label beyond recognition.
_EQUAL, _SIMILAR, _OTHER, _OTHER_IN_SCAN = 4.0, 2.0, -4.0, -1.0
# Share of matching characters from which two labels are similar.
_LEAST_SIMILAR = 0.6
# Scores of the place: both sides the same; else this times the share that two columns have in
# common of the width they cover together.
_SAME_PLACE, _COMMON_PLACE = 2.0, 1.5
# Scores of the content: figures, telephone numbers and such in both; words in both, and then the
# share of texts that the table's column has, too; different kinds.
_SAME_KIND, _WORDS, _SAME_WORDS, _OTHER_KIND = 1.5, 0.4, 1.0, -3.0
# Shares of the columns of the narrower grid, and of the wider, that must have the same label to
# make them one table.
_LABELS_SHARED, _LABELS_SHARED_OF_WIDER = 0.6, 0.5
_LEAST_LABELS = 2
# Without labels: mean score of a column, and most columns that may be missing, of all.
_CLEAR_WITHOUT_LABELS, _MOST_MISSING = 1.5, 1 / 3
# Weight of a word where the table has figures.
_OTHER_VALUES = 1.0
# Rows of a page that are compared.
_SAMPLED_ROWS = 60
# Rows that show whether a page may have other kinds of values.
_FEW_ROWS = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one grid, or of one table, as they are compared.

    Attributes:
        labels: folded; empty without a header.
        places: x0, x1 of each, in points.
        kinds: of value each holds; ``None`` if unknown.
        words: texts in each, folded.
        scanned: the labels were read by OCR.
    """

    labels: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    kinds: tuple[Kind | None, ...]
    words: tuple[frozenset[str], ...]
    scanned: bool

    @classmethod
    def of(cls, grid: Grid, depth: int) -> Columns:
        """The columns of ``grid``, whose header has ``depth`` rows."""
        texts: list[list[str]] = [[] for _ in range(grid.columns)]
        for cell in grid.cells:
            if depth <= cell.row < depth + _SAMPLED_ROWS and cell.column_span == 1:
                texts[cell.column].append(cell.text)
        labels = map(fold_label, column_labels(grid, depth)) if depth else [""] * grid.columns
        return cls(
            tuple(labels),
            tuple(zip(grid.xs, grid.xs[1:], strict=False)),
            tuple(map(usual_kind, texts)),
            tuple(frozenset(fold_label(t) for t in column if t.strip()) for column in texts),
            grid.is_scanned,
        )


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the columns of a page go.

    Attributes:
        targets: the table's column of each of the page's, or ``NOBODY`` for a new one.
        score: mean score of those that have one.
    """

    targets: tuple[int, ...]
    score: float

    @property
    def matched(self) -> tuple[int, ...]:
        """The table's columns that the page has, in the page's order."""
        return tuple(target for target in self.targets if target != NOBODY)


def match_columns(table: Columns, page: Columns, tolerance: float) -> Mapping:
    """The best assignment of a page's columns to the table's.

    ``tolerance`` is in points: sides no further apart are the same.
    """
    scores = [
        [_score(table, t, page, p, tolerance) for t in range(len(table.labels))]
        for p in range(len(page.labels))
    ]
    targets = tuple(assign(scores))
    found = [scores[p][t] for p, t in enumerate(targets) if t != NOBODY]
    return Mapping(targets, sum(found) / max(len(found), 1))


def shared_labels(table: Columns, page: Columns) -> int:
    """How many labels of the table a page has."""
    return len((set(table.labels) & set(page.labels)) - {""})


def has_other_kinds(table: Columns, grid: Grid) -> bool:
    """Whether several columns of a page without labels hold other kinds of values."""
    texts: list[list[str]] = [[] for _ in table.kinds]
    for cell in grid.cells:
        if cell.row < _FEW_ROWS and cell.column < len(texts) and cell.column_span == 1:
            texts[cell.column].append(cell.text)
    return _other_kinds(table.kinds, tuple(map(usual_kind, texts))) > 1


def _other_kinds(kinds: Sequence[Kind | None], others: Sequence[Kind | None]) -> int:
    """How many columns hold other kinds of values, where both are known."""
    pairs = zip(kinds, others, strict=False)
    return sum(a is not None and b is not None and a != b for a, b in pairs)


def own_depth(grid: Grid, table: Columns) -> int:
    """How many rows the header of ``grid`` has, if it has labels of ``table``; 0 if it has none."""
    known = set(table.labels) - {""}
    best, most = 0, 0
    for depth, labels in enumerate(labels_by_depth(grid, min(MAX_DEPTH, grid.rows)), 1):
        count = sum(fold_label(label) in known for label in labels)
        if count > most:
            best, most = depth, count
    return best if most >= _enough(len(table.labels), grid.columns) else 0


def _enough(one: int, other: int) -> float:
    shared = max(_LABELS_SHARED * min(one, other), _LABELS_SHARED_OF_WIDER * max(one, other))
    return max(_LEAST_LABELS, shared)


def has_other_labels(
    table: Columns, labels: Sequence[str], *, scanned: bool, on_one_page: bool = False
) -> bool:
    """Whether a column has, in its place, the label of another one or an unlike one.

    ``labels`` are those of a page with the table's columns. In a scan, unlike labels may be one
    label read differently. Else no label changes within a page: 歳入 and 歳出 are two tables.
    """
    known = set(table.labels)
    for label, other in zip(table.labels, map(fold_label, labels), strict=False):
        if not label or not other or label == other:
            continue
        if scanned and other not in known:
            continue
        if other in known or on_one_page or not _is_similar(label, other):
            return True
    return False


def _is_similar(label: str, other: str) -> bool:
    return SequenceMatcher(None, label, other, autojunk=False).ratio() >= _LEAST_SIMILAR


def is_other_table(grid: Grid, table: Columns, *, apart: bool = False) -> bool:
    """Whether ``grid`` begins with labels of its own: words above columns of figures.

    One such column is enough where another holds other values than the table's does. In columns
    of words, labels are new where the values repeat. Less is enough where ``grid`` is ``apart``:
    below the table on its page, or under a heading of its own.
    """
    first = {cell.column: cell for cell in grid.cells if cell.row == 0}
    # Most first rows are data, and show it by themselves.
    words = sum(map(_is_label, first.values()))
    if words < _LEAST_LABELS or not all(cell.text.strip() for cell in first.values()):
        return False
    if _begins_with_labels(first.values(), table) or own_depth(grid, table):
        return False
    if first_data_row([grid], 1) == 0:
        return False
    page = Columns.of(grid, 1)
    telling = [i for i, kind in enumerate(page.kinds) if kind not in (None, "word")]
    labelled = [i for i in telling if _is_label(first.get(i))]
    if (
        labelled == telling
        and labelled
        and (len(labelled) >= _LEAST_LABELS or _other_kinds(table.kinds, page.kinds) > 0)
    ):
        return True
    cells = tuple(first.values())
    if apart and not grid.is_scanned and _begins_anew(cells, grid, table):
        return True
    return is_label_row(cells, grid, dict(enumerate(table.words)))


def _begins_anew(cells: Sequence[Cell], grid: Grid, table: Columns) -> bool:
    """Whether the first row of a grid apart has labels: one of the table's, or likely ones."""
    if any(fold_label(cell.text) in table.words[cell.column] for cell in cells):
        return False
    if any(fold_label(cell.text) == table.labels[cell.column] != "" for cell in cells):
        return all(usual_kind([cell.text]) == "word" for cell in cells)
    unlike = sum(table.kinds[cell.column] not in (None, "word") for cell in cells)
    weight = label_weight(cells, grid) + _OTHER_VALUES * unlike
    return may_be_labels(cells, grid.columns) and weight >= LIKELY


def _begins_with_labels(cells: Iterable[Cell], table: Columns) -> bool:
    """Whether most cells begin with their column's label; their value is in one cell with it."""
    found = [
        fold_label(cell.text).startswith(label)
        for cell in cells
        if cell.column < len(table.labels) and (label := table.labels[cell.column])
    ]
    return sum(found) > _LABELS_SHARED * len(found)


def _is_label(cell: Cell | None) -> bool:
    return cell is not None and usual_kind([cell.text]) == "word" and cell.text.strip().isalnum()


def goes_on_without_labels(
    table: Columns, page: Columns, mapping: Mapping, tolerance: float, *, follows: bool
) -> bool:
    """Whether a page without labels surely has columns of the table.

    They are in the table's order, unless its running numbers go on; then one may be new, too.

    Args:
        table, page: whose columns are compared.
        mapping: of the page's columns to the table's.
        tolerance: points.
        follows: the page's first running number is the next one.
    """
    matched = mapping.matched
    missing = len(table.labels) - len(matched)
    telling = sum(
        page.kinds[p] not in (None, "word") or _is_same(table.places[t], page.places[p], tolerance)
        for p, t in enumerate(mapping.targets)
        if t != NOBODY
    )
    return (
        len(matched) >= len(page.labels) - follows
        and (follows or list(matched) == sorted(matched))
        and 2 * telling >= len(matched)
        and missing <= _MOST_MISSING * len(table.labels)
        and mapping.score >= _CLEAR_WITHOUT_LABELS
    )


def _score(table: Columns, t: int, page: Columns, p: int, tolerance: float) -> float:
    label, other = table.labels[t], page.labels[p]
    score = 0.0
    if label and other:
        if label == other:
            score += _EQUAL
        elif _is_similar(label, other):
            score += _SIMILAR
        else:
            score += _OTHER_IN_SCAN if page.scanned or table.scanned else _OTHER
    score += _place(table.places[t], page.places[p], tolerance)
    one, two = table.kinds[t], page.kinds[p]
    if one is None or two is None:
        return score
    if one != two:
        return score + _OTHER_KIND
    if one != "word":
        return score + _SAME_KIND
    common = len(table.words[t] & page.words[p]) / max(len(page.words[p]), 1)
    return score + _WORDS + _SAME_WORDS * common


def _place(one: tuple[float, float], other: tuple[float, float], tolerance: float) -> float:
    if _is_same(one, other, tolerance):
        return _SAME_PLACE
    common = min(one[1], other[1]) - max(one[0], other[0])
    together = max(one[1], other[1]) - min(one[0], other[0])
    return _COMMON_PLACE * max(common, 0.0) / together if together else 0.0


def _is_same(one: tuple[float, float], other: tuple[float, float], tolerance: float) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))
