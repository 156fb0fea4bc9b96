"""Alignment of the cells of drifted rows to columns, by content.

A transcription may have a cell too many or too few, but keeps the order of the cells. Dynamic
programming over cells and columns finds the best assignment that keeps it. How well a cell fits a
column follows from the column's kind and from the rows that have not drifted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.field_types import is_absent, kind_fit, kind_fits, read_form
from kyoten_extract.layout.survey_layout import Kind

CELL_JOINT = "\t"
"""Separates, in a raw text, two printed cells that belong to one column."""

# Scores, on the scale of field_types.kind_fit: an empty and a filled cell assigned to no column; a
# column without a cell; a code whose note is in another cell, which is as unusual as both in one
# cell are common.
_DROP_EMPTY, _DROP_TEXT, _LEAVE_OUT, _BARE_CODE = -0.05, -5.0, -0.5, -1.5
# Scores added for a text that the column has in another row, and for the share of its texts with
# the same last character (課, 市, 事務所).
_SEEN, _ENDING = 0.8, 0.6
# Score subtracted for a cell in a column that the other rows of the page lack.
_ABSENT = 1.0


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """The content of a column, learned from the rows that have not drifted.

    Attributes:
        kind: what the layout says the column holds.
        values: its texts.
        endings: share of the texts that end with each character, 0 to 1.
        has_notes: codes are printed with a note in the same cell.
    """

    kind: Kind | None
    values: frozenset[str] = frozenset()
    endings: Mapping[str, float] = field(default_factory=dict)
    has_notes: bool = False

    @classmethod
    def learn(cls, kind: Kind | None, texts: Sequence[str]) -> ColumnProfile:
        """The profile of a column with ``texts`` in the rows that have not drifted."""
        filled = [text.strip() for text in texts if not is_absent(text)]
        endings = Counter(text[-1] for text in filled)
        shares = {char: count / len(filled) for char, count in endings.items()}
        bare = sum(is_bare_code(text) for text in filled)
        return cls(kind, frozenset(filled), shares, 2 * bare < len(filled))

    def fit(self, text: str, fit: float) -> float:
        """How well ``text``, which fits the kind by ``fit``, fits the column.

        Above 0 it can be its cell, below 0 hardly.
        """
        text = text.strip()
        if is_absent(text) or fit < 0:
            return fit
        return fit + _SEEN * (text in self.values) + _ENDING * self.endings.get(text[-1], 0.0)


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cells of a row, assigned to columns.

    Attributes:
        cells: one text per column; two printed cells of one column are joined by a tab.
        skipped: indexes of columns without a printed cell.
        dropped: texts that fit no column.
    """

    cells: tuple[str, ...]
    skipped: tuple[int, ...]
    dropped: tuple[str, ...]


def has_drifted(cells: Sequence[str], profiles: Sequence[ColumnProfile]) -> bool:
    """Whether ``cells`` do not fit the columns in their order.

    Missing cells at the end count as empty. A single cell that does not fit may be a misprint; two
    are a drifted row.
    """
    if any(cell.strip() for cell in cells[len(profiles) :]):
        return True
    misfits = sum(
        kind_fit(profile.kind, cell) < 0
        for cell, profile in zip(cells, profiles, strict=False)
        if not is_absent(cell)
    )
    return misfits >= 2 or (misfits == 1 and len(cells) != len(profiles))


def align(
    cells: Sequence[str],
    profiles: Sequence[ColumnProfile],
    absent: Collection[int] = frozenset(),
) -> Alignment:
    """Assign ``cells`` to the columns of ``profiles``, keeping their order.

    ``absent`` are the columns that the page lacks: a cell goes there only if it fits nowhere else.
    """
    rows, columns = len(cells), len(profiles)
    kinds = {profile.kind for profile in profiles}
    fits = [
        [
            profile.fit(cell, of_kind[profile.kind]) - _ABSENT * (j in absent)
            for j, profile in enumerate(profiles)
        ]
        for cell in cells
        for of_kind in (kind_fits(kinds, cell),)
    ]
    drops = [_DROP_EMPTY if is_absent(cell) else _DROP_TEXT for cell in cells]
    # best[i][j]: best score of cells from i on in columns from j on; move: its first step.
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    move = [[""] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            options: list[tuple[float, str]] = []
            if i < rows and j < columns:
                fit = fits[i][j]
                if profiles[j].kind == "code" and i + 1 < rows and is_bare_code(cells[i]):
                    note = cells[i + 1]
                    if not is_absent(note):
                        options.append((fit + best[i + 2][j + 1], "join"))
                    if profiles[j].has_notes or read_form(note):
                        fit += _BARE_CODE
                options.append((fit + best[i + 1][j + 1], "take"))
            if j < columns:
                options.append((best[i][j + 1] + (0.0 if j in absent else _LEAVE_OUT), "skip"))
            if i < rows:
                options.append((drops[i] + best[i + 1][j], "drop"))
            if options:
                best[i][j], move[i][j] = max(options, key=lambda option: option[0])
    aligned, skipped, dropped = [""] * columns, [], []
    i = j = 0
    while i < rows or j < columns:
        match move[i][j]:
            case "take":
                aligned[j] = cells[i]
                i, j = i + 1, j + 1
            case "join":
                aligned[j] = cells[i] + CELL_JOINT + cells[i + 1]
                i, j = i + 2, j + 1
            case "skip":
                skipped.append(j)
                j += 1
            case _:
                if cells[i].strip():
                    dropped.append(cells[i])
                i += 1
    return Alignment(tuple(aligned), tuple(skipped), tuple(dropped))


def is_bare_code(text: str) -> bool:
    """Whether a cell is a code letter without a note."""
    return len(text.strip()) == 1 and read_form(text) is not None
