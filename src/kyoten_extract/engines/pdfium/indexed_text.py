"""Text of a PDF whose names are all found in one pass, so that a dozen can be looked for in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

# Bytes of text below which to look for the names one by one takes less.
_FEWEST = 10_000
# Names of an index, each of which takes 16 bytes.
_MOST_NAMES = 2_000_000
# Bytes of a name that are compared first.
_FIRST = 8


class IndexedText(bytes):
    """Bytes that find and count names, such as ``/Filter``, among the names only."""

    _places: NDArray[np.int64]
    _begin: NDArray[np.uint64]

    @staticmethod
    def of(text: bytes) -> bytes:
        """``text``, with an index if it is long."""
        if len(text) < _FEWEST:
            return text
        begins = np.frombuffer(text, dtype=np.uint8) == ord("/")
        if np.count_nonzero(begins) > _MOST_NAMES:
            return text
        padded = b"%s%s" % (text, b" " * _FIRST)
        eights = np.ndarray((len(text),), "<u8", padded, strides=(1,))
        indexed = IndexedText(text)
        indexed._places = np.flatnonzero(begins)
        indexed._begin = eights[indexed._places]
        return indexed

    def part(self, start: int, stop: int) -> IndexedText:
        """The bytes from ``start`` to ``stop``, with their part of the index."""
        part = IndexedText(self[start:stop])
        first, last = np.searchsorted(self._places, (start, stop))
        part._places, part._begin = self._places[first:last] - start, self._begin[first:last]
        return part

    def find(self, word: bytes, start: int = 0) -> int:  # type: ignore[override]
        """As of ``bytes``."""
        if not word.startswith(b"/"):
            return super().find(word, start)
        places = self._places_like(word)
        for place in places[np.searchsorted(places, start) :]:
            if self.startswith(word, place):
                return int(place)
        return -1

    def count(self, word: bytes) -> int:  # type: ignore[override]
        """As of ``bytes``."""
        if not word.startswith(b"/"):
            return super().count(word)
        found = end = 0
        for place in self._places_like(word).tolist():
            # As of bytes, one in the other is not counted.
            if place >= end and self.startswith(word, place):
                found, end = found + 1, place + len(word)
        return found

    def _places_like(self, word: bytes) -> NDArray[np.int64]:
        """Where the first bytes of ``word`` are."""
        compared = word[:_FIRST]
        mask = np.uint64((1 << 8 * len(compared)) - 1)
        wanted = np.uint64(int.from_bytes(compared, "little"))
        places: NDArray[np.int64] = self._places[(self._begin & mask) == wanted]
        return places


def parts_of(joined: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
    """``parts``, which ``joined`` has with one byte between them, with its index if it has one."""
    start = 0
    for part in parts:
        stop = start + len(part)
        if isinstance(joined, IndexedText) and len(part) >= _FEWEST:
            yield joined.part(start, stop)
        else:
            yield part
        start = stop + 1
