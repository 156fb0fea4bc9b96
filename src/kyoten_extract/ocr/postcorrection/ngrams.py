"""What stands between the same neighbours elsewhere in a document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

Character = tuple[str, float]
"""A character, and how sure it is."""

_LENGTH = 4
_SURE = 0.8
# So many other windows must have a character, and so many times more than have the other.
_FEWEST, _TIMES = 3, 4
_EDGE = "\x02"


class Neighbours:
    """The windows of a few characters that a document's cells have, counted where they are sure.

    Args:
        cells: the characters of each cell; line breaks are no part of a text.
    """

    def __init__(self, cells: Sequence[Sequence[Character]]) -> None:
        self._cells: list[list[Character]] = []
        self._places: list[dict[int, int]] = []
        self._windows: Counter[str] = Counter()
        self._own: defaultdict[int, Counter[str]] = defaultdict(Counter)
        edge = [(_EDGE, 1.0)] * (_LENGTH - 2)
        for number, cell in enumerate(cells):
            kept = [(i, item) for i, item in enumerate(cell) if not item[0].isspace()]
            self._places.append({i: k + len(edge) for k, (i, _) in enumerate(kept)})
            padded = [*edge, *(item for _, item in kept), *edge]
            self._cells.append(padded)
            for start in range(len(padded) - _LENGTH + 1):
                part = padded[start : start + _LENGTH]
                if all(sure >= _SURE for _, sure in part):
                    self._own[number]["".join(char for char, _ in part)] += 1
            self._windows.update(self._own[number])

    def better(self, cell: int, at: int, options: Sequence[str]) -> str | None:
        """That of ``options`` which the document has in the place of the character at ``at``."""
        here = self._count(cell, at, None)
        counts = {option: self._count(cell, at, option) for option in options}
        best = max(options, key=lambda option: counts[option])
        rest = max([here, *(n for option, n in counts.items() if option != best)])
        return best if counts[best] >= max(_FEWEST, _TIMES * rest) else None

    def confirms(self, cell: int, at: int, options: Sequence[str]) -> bool:
        """Whether the document has the character at ``at`` elsewhere, and none of ``options``."""
        if self._count(cell, at, None) < _FEWEST:
            return False
        return not any(self._count(cell, at, option) for option in options)

    def _count(self, cell: int, at: int, char: str | None) -> int:
        """Windows of other cells that have ``char``, or the character there, at that place."""
        place = self._places[cell].get(at)
        if place is None:
            return 0
        padded = self._cells[cell]
        text = [c for c, _ in padded]
        if char is not None:
            text[place] = char
        count = 0
        for start in range(place - _LENGTH + 1, place + 1):
            if start >= 0 and start + _LENGTH <= len(text):
                window = "".join(text[start : start + _LENGTH])
                count += self._windows[window] - self._own[cell][window]
        return count
