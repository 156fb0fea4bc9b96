"""Lines that are the first and the second of rows in turn, and what tells one from the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import BoolArray, FloatArray
from kyoten_extract.table.unruled.unruled_lines import TextLines

# Pairs of lines from which on it shows whether first and second lines are alike; standard errors,
# and ems, by which their widths differ if not.
_MIN_PAIRS, _UNLIKE_ERRORS, _UNLIKE_WIDTH = 4, 4.0, 1.0
# Pairs from which on it shows that lines are first and second in turn, share of others, and ems by
# which there is less white between them than around.
_MIN_TURNS, _BROKEN_TURNS, _MORE_WHITE = 6, 0.1, 0.3
# Columns that differ, and columns that second lines lack, together.
_SIGNS_OF_TURNS = 3


def unlike_in_turn(wide: Sequence[TextLines], columns: int, em: float) -> int:
    """Columns that differ in first and second lines, where lines are that in turn throughout.

    They are where less white is between two than between them and others, or where the second lacks
    columns that the first has: several, or one where others differ, too, for a name may stand in
    the first of two rows only.
    """
    white = [(lines.tops[1:] - lines.bottoms[:-1]) / em for lines in wide]
    low, high = np.percentile(np.concatenate([[0.0], *white]), (25, 75))
    if high - low >= _MORE_WHITE:
        # A line is first where there is little white below it.
        first = [np.append(own <= (low + high) / 2, False) for own in white]
        unlike = unlike_lines(_in_turn(wide, first), em)
        if unlike:
            return unlike
    turns = [_in_turn(wide, [w.filled[:, column] for w in wide]) for column in range(columns)]
    turns = [pairs for pairs in turns if pairs]
    unlike = unlike_lines(turns[0], em) if turns else 0
    return unlike if unlike and unlike + len(turns) >= _SIGNS_OF_TURNS else 0


def _in_turn(wide: Sequence[TextLines], first: Sequence[BoolArray]) -> list[FloatArray]:
    """(2, columns) widths of the texts of each first line, and the second after it.

    None where the lines that are ``first`` are not each second one, from the first one on: labels
    may stand above.
    """
    pairs: list[FloatArray] = []
    broken = 0
    for lines, is_first in zip(wide, first, strict=True):
        widths = lines.ends - lines.starts
        at = np.flatnonzero(is_first[:-1] & ~is_first[1:])
        pairs += [widths[one : one + 2] for one in at.tolist()]
        begun = int(is_first.argmax()) if len(is_first) else 0
        broken += int((is_first[1:] == is_first[:-1])[begun:].sum())
    enough = len(pairs) >= _MIN_TURNS and broken <= _BROKEN_TURNS * len(pairs)
    return pairs if enough else []


def unlike_lines(pairs: Sequence[FloatArray], em: float) -> int:
    """Columns in which the first of two lines is as a rule wider, or narrower, than the second.

    Such as a postal code above an address; of two rows, the first is as any other. ``pairs`` are
    (2, columns) widths.
    """
    if len(pairs) < _MIN_PAIRS:
        return 0
    widths = np.array(pairs)
    count = 0
    for column in range(widths.shape[2]):
        own = widths[np.isfinite(widths[:, :, column]).all(axis=1), :, column]
        if len(own) >= _MIN_PAIRS:
            more = own[:, 0] - own[:, 1]
            error = max(float(more.std()) / len(more) ** 0.5, 0.01 * em)
            mean = abs(float(more.mean()))
            count += mean > _UNLIKE_WIDTH * em and mean > _UNLIKE_ERRORS * error
    return count
