"""Strings at edit distance one: where they differ, and the keys that find them in an index."""

from __future__ import annotations

from string import ascii_lowercase

from kyoten_extract.deferred.dataclass import dataclass

LONGEST_NAME = 200
"""Characters: a longer text is no name or word, and is not compared with any."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The one edit that turns one string into another.

    Attributes:
        at: index of the first character that differs.
        before, after: the differing characters; one is empty where a character was inserted or
            deleted, both have two where neighbors were transposed.
    """

    at: int
    before: str
    after: str

    @property
    def is_transposition(self) -> bool:
        """Whether two neighboring characters changed places."""
        return len(self.before) == len(self.after) == 2


def one_edit(before: str, after: str) -> Edit | None:
    """The insertion, deletion, substitution or transposition that makes ``after`` of ``before``.

    ``None`` where the strings are equal or more than one edit apart.

    >>> one_edit("tokvo", "tokyo")
    Edit(at=3, before='v', after='y')
    """
    if before == after or abs(len(before) - len(after)) > 1:
        return None
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if max(len(old), len(new)) > 1 and not (len(old) == 2 and old[::-1] == new):
        return None
    return Edit(start, old, new)


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one insertion, deletion or substitution turns ``one`` into ``other``.

    >>> one_letter_apart("kobe", "koube"), one_letter_apart("kobe", "koeb")
    (True, False)
    """
    edit = one_edit(one, other)
    return edit is not None and not edit.is_transposition


def one_letter_edits(word: str, letters: str = ascii_lowercase) -> set[str]:
    """Every string that one insertion, deletion or substitution of ``letters`` makes of ``word``.

    Looking these up in a set of words needs no index, which for some hundred lookups takes longer
    to make. Use :func:`deletions` where there are many letters.

    >>> sorted(one_letter_edits("ab", "b"))
    ['a', 'abb', 'b', 'bab', 'bb']
    """
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in halves if right}
    for left, right in halves:
        found.update(left + letter + right for letter in letters)
        if right:
            found.update(left + letter + right[1:] for letter in letters)
    return found - {word}


def deletions(word: str) -> set[str]:
    """``word`` and every string that deleting one character of it leaves.

    Two strings one edit apart share at least one of these, so an index by them finds neighbors
    without comparing all pairs. A word longer than ``LONGEST_NAME`` has no neighbors.
    """
    if len(word) > LONGEST_NAME:
        return {word}
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
