"""Character n-grams of a document: what it has between the same neighbors elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

Character = tuple[str, float]
"""A character and its confidence."""

# Characters of an n-gram.
_LENGTH = 4
# Confidence of all its characters from which an n-gram is counted.
_MIN_CONFIDENCE = 0.8
# n-grams of other cells that must have a character, and by how many times more than the other.
_MIN_COUNT, _MIN_RATIO = 3, 4
_EDGE = "\x02"


class NgramIndex:
    """The n-grams of a document's cells, counted where all characters are certain.

    Args:
        cells: the characters of each cell; blanks and line breaks are left out.
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
                if all(sure >= _MIN_CONFIDENCE for _, sure in part):
                    self._own[number]["".join(char for char, _ in part)] += 1
            self._windows.update(self._own[number])

    def better(self, cell: int, at: int, options: Sequence[str]) -> str | None:
        """The one of ``options`` that the document clearly prefers to the character at ``at``."""
        here = self._count(cell, at, None)
        counts = {option: self._count(cell, at, option) for option in options}
        best = max(options, key=lambda option: counts[option])
        rest = max([here, *(n for option, n in counts.items() if option != best)])
        return best if counts[best] >= max(_MIN_COUNT, _MIN_RATIO * rest) else None

    def confirms(self, cell: int, at: int, options: Sequence[str]) -> bool:
        """Whether other cells have the character at ``at`` there, and none of ``options``."""
        if self._count(cell, at, None) < _MIN_COUNT:
            return False
        return not any(self._count(cell, at, option) for option in options)

    def _count(self, cell: int, at: int, char: str | None) -> int:
        """Number of n-grams of other cells with ``char`` (by default the character read) there."""
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
