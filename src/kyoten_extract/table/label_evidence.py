"""Whether a row holds the labels of the columns under it, by its texts and theirs alone.

Each column is asked by itself how much likelier its cell is a label than one more of its values:
a word over figures or over texts that all have digits, or a text that is new where values repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from kyoten_extract.page.grid import Cell, Grid
from kyoten_extract.table.value_kind import kind_of, usual_kind
from kyoten_extract.text.labels import SUM_WORDS, fold_label

# Natural logarithms of likelihood ratios: what one column can weigh, and when a row is labels.
_MOST_A_COLUMN, CERTAIN = 4.0, 6.0
LIKELY = 3.0
"""When a row may be labels, though these stand where a header or another table begins."""
# Share of labels that have no digit, are no figure, and are none of their column's values.
_LABELS = 0.95
# Width of a label at most, in Latin letters, and columns of a table whose labels are looked for.
_WIDEST, _FEWEST_COLUMNS = 36, 3
_FIRST_WIDE = "\u1100"
# Rows below the labels that are asked at most.
_SAMPLED_ROWS = 60
# Characters with which no label begins.
_SIGNS = frozenset("-－−―—〒※○◯●◎×△▲▽□■〃…")


def may_be_labels(cells: Sequence[Cell], columns: int) -> bool:
    """Whether the cells of a row are a short word for each column, none of them twice."""
    if len(cells) != columns or columns < _FEWEST_COLUMNS:
        return False
    texts = []
    for cell in cells:
        text = cell.text.strip()
        if cell.row_span > 1 or not text or text[0] in _SIGNS:
            return False
        if len(text) + sum(char >= _FIRST_WIDE for char in text) > _WIDEST:
            return False
        if kind_of(text) != "word":
            return False
        texts.append(fold_label(text))
    return len(set(texts)) == columns and texts[0] not in SUM_WORDS


def label_weight(cells: Sequence[Cell], grid: Grid, *, figures_only: bool = False) -> float:
    """How much likelier the row of ``cells`` is labels than values, as a natural logarithm.

    Args:
        cells: of one row of ``grid``.
        grid: whose further rows have the values.
        figures_only: words that are new where values repeat weigh nothing.
    """
    at = cells[0].row
    values: dict[int, list[str]] = {}
    for cell in grid.cells:
        if at < cell.row <= at + _SAMPLED_ROWS and cell.column_span == 1 and cell.text.strip():
            values.setdefault(cell.column, []).append(cell.text)
    return sum(
        _weight(cell.text, values.get(cell.column, ()), figures_only=figures_only) for cell in cells
    )


def is_label_row(cells: Sequence[Cell], grid: Grid, known: Mapping[int, frozenset[str]]) -> bool:
    """Whether the row of ``cells`` surely holds the labels of the columns below it.

    ``known``: by column, folded texts of the table before; a row with one of them is no label's.
    """
    return (
        may_be_labels(cells, grid.columns)
        and not any(fold_label(cell.text) in known.get(cell.column, ()) for cell in cells)
        and label_weight(cells, grid) >= CERTAIN
    )


def is_among_values(cells: Sequence[Cell], grid: Grid) -> bool:
    """Whether a text of the row of ``cells`` is a value further down, and none of the row above."""
    at = cells[0].row if cells else 0

    def occurs(row: Sequence[Cell]) -> bool:
        own = {(cell.column, fold_label(cell.text)) for cell in row if cell.text.strip()}
        below = (cell for cell in grid.cells if cell.row > at)
        return any((cell.column, fold_label(cell.text)) in own for cell in below)

    return occurs(cells) and not occurs(row_at(grid, at - 1))


def is_under_labels(grid: Grid, at: int) -> bool:
    """Whether row ``at`` has values under labels one of which is over several columns.

    The parts of such a label stand alone in their row: other labels go on down beside them, or have
    a blank there. Here most have a text, and the row does not look like labels.
    """
    cells = row_at(grid, at)
    if not cells:
        return False
    above: set[int] = set()
    for cell in grid.cells:
        if cell.row >= at:
            break
        end = cell.row + cell.row_span
        if end > at:
            return False
        if end == at and cell.column_span == 1 and cell.text.strip():
            above.add(cell.column)
    both = above & {cell.column for cell in cells if cell.text.strip()}
    return 2 * len(both) > len(above) and label_weight(cells, grid) < LIKELY


def is_in_other_letters(grid: Grid, at: int) -> bool:
    """Whether row ``at`` has the labels of the row above in another language.

    Words of Latin letters alone are under (or over) words of others, above figures.
    """
    cells = row_at(grid, at)
    if not may_be_labels(cells, grid.columns):
        return False
    latin = [all(map(_is_latin, cell.text)) for cell in (*row_at(grid, at - 1), *cells)]
    above, own = latin[: -len(cells)], latin[-len(cells) :]
    return (
        all(own) != all(above)
        and not (any(own) and any(above))
        and (label_weight(cells, grid, figures_only=True) >= CERTAIN)
    )


def _is_latin(char: str) -> bool:
    return char < "\u0250" or "！" <= char <= "～" or not char.isalpha()


def row_at(grid: Grid, at: int) -> list[Cell]:
    """The cells that begin in row ``at``, left to right; there are few rows above it."""
    found = []
    for cell in grid.cells:
        if cell.row > at:
            break
        if cell.row == at:
            found.append(cell)
    return found


def _weight(text: str, values: Sequence[str], *, figures_only: bool) -> float:
    if not values:
        return 0.0
    folded = [fold_label(value) for value in values]
    own = fold_label(text)
    counts = Counter(folded)
    if own in counts:
        return -_MOST_A_COLUMN
    usual = usual_kind(values)
    if usual not in (None, "word"):
        alike = sum(kind_of(value) == usual for value in values)
        found = [_ratio(alike, len(values))]
    elif any(map(str.isdigit, own)):
        found = []
    else:
        found = [_ratio(sum(any(map(str.isdigit, value)) for value in folded), len(values))]
    if not figures_only:
        found.append(_ratio(sum(n for n in counts.values() if n > 1), len(values)))
    return min(max(found, default=0.0), _MOST_A_COLUMN)


def _ratio(count: int, total: int) -> float:
    """The weight of a sign that labels have and ``count`` of ``total`` values lack."""
    return log(_LABELS / (1 - (count + 0.5) / (total + 1)))
