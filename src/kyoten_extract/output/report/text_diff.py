"""Character diff of two texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass

# Product of lengths: above this the diff takes too long, and everything is one change.
_MOST_WORK = 4_000_000
# Characters: unchanged text this short between two changes is merged into them.
_ISLAND = 1
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is in both texts, or only in the one before or the one after."""

    kind: Literal["same", "del", "ins"]
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in order; deletions come before insertions.

    >>> [piece.text for piece in difference("tokvo", "tokyo")]
    ['tok', 'v', 'y', 'o']
    """
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    ends = (len(before) - tail, len(after) - tail)
    pieces = [
        Piece("same", before[:head]),
        *_middle(before[head : ends[0]], after[head : ends[1]]),
        Piece("same", before[ends[0] :]),
    ]
    return tuple(piece for piece in pieces if piece.text)


def shortened(pieces: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    """Shorten unchanged text to ``most`` characters on each side of a change."""
    last = len(pieces) - 1
    return tuple(
        Piece("same", _cut(piece.text, most, at_start=i == 0, at_end=i == last))
        if piece.kind == "same"
        else piece
        for i, piece in enumerate(pieces)
    )


def shown(text: str) -> str:
    """Return ``text`` with its whitespace made visible."""
    return text.replace("\n", "↵").replace(" ", "␣").replace("\u3000", "␣").replace("\t", "⇥")


def _shared(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _middle(before: str, after: str) -> Iterable[Piece]:
    if not before or not after or len(before) * len(after) > _MOST_WORK:
        return (Piece("del", before), Piece("ins", after))
    return _merged(
        SequenceMatcher(None, before, after, autojunk=False).get_opcodes(), before, after
    )


def _merged(
    opcodes: Iterable[tuple[str, int, int, int, int]], before: str, after: str
) -> Iterator[Piece]:
    deleted = inserted = ""
    for kind, i1, i2, j1, j2 in opcodes:
        if kind == "equal" and (i2 - i1 > _ISLAND or not (deleted or inserted)):
            yield from (Piece("del", deleted), Piece("ins", inserted), Piece("same", before[i1:i2]))
            deleted = inserted = ""
        else:
            deleted += before[i1:i2]
            inserted += after[j1:j2]
    yield from (Piece("del", deleted), Piece("ins", inserted))


def _cut(text: str, most: int, *, at_start: bool, at_end: bool) -> str:
    keep_left, keep_right = (0 if at_start else most), (0 if at_end else most)
    if at_start and at_end:
        keep_left = most
    if len(text) <= keep_left + keep_right + len(_ELLIPSIS):
        return text
    return text[:keep_left] + _ELLIPSIS + text[len(text) - keep_right :]
