"""Codes as callers name them: in either case, several with commas, with wildcards."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

_REMEDY = say("'kyoten explain' lists all codes")


def selected_codes(
    patterns: str | Collection[str], known: Iterable[str], *, what: str = "only"
) -> frozenset[str]:
    """The codes among ``known`` that ``patterns`` name.

    >>> sorted(selected_codes("ky2*", ["KY101", "KY201", "KY202"]))
    ['KY201', 'KY202']
    >>> sorted(selected_codes(["KY101, ky201"], ["KY101", "KY201", "KY202"]))
    ['KY101', 'KY201']

    Args:
        patterns: each a code or several with commas; ``*``, ``?`` and ``[12]`` are wildcards.
        known: the codes that there are.
        what: name of the argument, for the message.

    Raises:
        UsageError: a pattern is empty, or names none of ``known``.
    """
    by_fold = {code.casefold(): code for code in known}
    found: set[str] = set()
    for pattern in parts_of(patterns, what):
        wanted = {code for fold, code in by_fold.items() if fnmatchcase(fold, pattern.casefold())}
        if not wanted:
            raise UsageError(
                say("{what}: unknown finding code {pattern!r}", what=what, pattern=pattern),
                remedy=_REMEDY,
            )
        found |= wanted
    return frozenset(found)


def parts_of(patterns: str | Collection[str], what: str) -> list[str]:
    """The single patterns of ``patterns``.

    Raises:
        UsageError: one is empty, or is no text.
    """
    given = [patterns] if isinstance(patterns, str) else list(patterns)
    parts: list[str] = []
    for one in given:
        if not isinstance(one, str):
            raise UsageError(
                say("{what}: {kind} is no finding code", what=what, kind=type(one).__name__),
                remedy=_REMEDY,
            )
        parts += (part.strip() for part in one.split(","))
    if not all(parts):
        raise UsageError(say("{what}: a finding code is empty", what=what), remedy=_REMEDY)
    return parts
