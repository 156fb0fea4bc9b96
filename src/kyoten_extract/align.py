"""Rows of a drifted page to columns, by what their cells hold.

Where a transcription has a cell too many or too few, the printed order still holds. The best
order-keeping assignment is found by dynamic programming over cells and columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyoten_extract.layout import Kind
from kyoten_extract.values import is_absent, kind_fit, read_form

CELL_JOINT = "\t"
"""Stands in a raw text between two printed cells that belong to one column."""

# A cell that no column takes, a column that no cell fills, and a code parted from its note: the
# two apart are as unlikely as the two in one cell are usual.
_DROP_EMPTY, _DROP_TEXT, _LEAVE_OUT, _BARE_CODE = -0.05, -5.0, -0.5, -1.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cells of a row by column.

    Attributes:
        cells: one text per column; two printed cells of one column are joined by a tab.
        skipped: columns that no printed cell was found for.
        dropped: texts that fit no column.
    """

    cells: tuple[str, ...]
    skipped: tuple[int, ...]
    dropped: tuple[str, ...]


def align(
    cells: Sequence[str], kinds: Sequence[Kind | None], *, codes_have_notes: bool = False
) -> Alignment:
    """Assign ``cells`` to columns that hold ``kinds``, keeping their order.

    ``codes_have_notes`` says that other rows print a code and its note in one cell, so that a
    lone letter is but half of one.
    """
    rows, columns = len(cells), len(kinds)
    fits = [[kind_fit(kind, cell) for kind in kinds] for cell in cells]
    drops = [_DROP_EMPTY if is_absent(cell) else _DROP_TEXT for cell in cells]
    # best[i][j]: score of the cells from i on in the columns from j on; move: how it is got.
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    move = [[""] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            options: list[tuple[float, str]] = []
            if i < rows and j < columns:
                fit = fits[i][j]
                if kinds[j] == "code" and i + 1 < rows and is_bare_code(cells[i]):
                    note = cells[i + 1]
                    if not is_absent(note):
                        options.append((fit + best[i + 2][j + 1], "join"))
                    if codes_have_notes or read_form(note):
                        fit += _BARE_CODE
                options.append((fit + best[i + 1][j + 1], "take"))
            if j < columns:
                options.append((_LEAVE_OUT + best[i][j + 1], "skip"))
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
    """Whether a cell holds a code letter and no note."""
    return len(text.strip()) == 1 and read_form(text) is not None
