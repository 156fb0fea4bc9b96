"""Domains: which ends a host can have, and what an impossible one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import one_edit
from kyoten_extract.text.latin_homoglyphs import IN_HOSTS
from kyoten_extract.text.url.romaji import PREFECTURES

# The registry of jp gives labels of two characters to kinds of organisations only.
SECOND_LEVELS = frozenset("ad ac co ed go gr lg ne or".split())
PREFECTURE_NAMES = frozenset(PREFECTURES)
_COUNTRY = 2


def fold_homoglyphs(label: str) -> str:
    """``label`` with Cyrillic and Greek letters as the Latin ones that they look like.

    A label that is written wholly in another script stays.
    """
    if label.isascii() or not any(char.isascii() and char.isalpha() for char in label):
        return label
    folded = label.translate(IN_HOSTS)
    return folded if folded.isascii() else label


def skeleton(word: str) -> str:
    """``word`` with all letters and digits that look alike made one."""
    word = word.replace("vv", "w").replace("rn", "m").replace("0", "o").replace("q", "g")
    return word.replace("1", "i").replace("l", "i").replace("j", "i")


def may_be_top_level(label: str) -> bool:
    """Whether ``label`` can end a host: it does in the root zone, or in one of some later year.

    The root zone changes. Of two letters are countries', and those of other scripts begin with
    ``xn--``: an unknown one of these is odd, not impossible.
    """
    return is_top_level(label) or len(label) == _COUNTRY or label.startswith("xn--")


def is_top_level(label: str) -> bool:
    """Whether lower-case ``label`` is a top-level domain that is known."""
    return label in _top_levels()


def lookalike_top_level(label: str) -> str | None:
    """The one top-level domain that an impossible ``label`` looks like."""
    if is_top_level(label):
        return None
    return _only(_by_skeleton().get(skeleton(label), ()))


def nearby_top_level(label: str) -> str | None:
    """The one usual top-level domain that one letter parts from an unknown ``label``."""
    if is_top_level(label) or len(label) <= _COUNTRY:
        return None
    return _only(one for one in _USUAL if one_edit(label, one))


def lookalike_second_level(label: str) -> str | None:
    """The one kind of organisation that the two characters before ``.jp`` look like."""
    if len(label) != _COUNTRY or label in SECOND_LEVELS:
        return None
    return _only(one for one in SECOND_LEVELS if skeleton(one) == skeleton(label))


# Where the bases of the survey's kind, and their contractors, have their domains.
_USUAL = frozenset(("jp", "com", "net", "org", "info", "biz", "asia", "gov", "edu"))


@cache
def _top_levels() -> frozenset[str]:
    return frozenset(name for line in read_lines("tlds.txt") for name in line.split())


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for label in sorted(_top_levels()):
        key = skeleton(label)
        found[key] = (*found.get(key, ()), label)
    return found


def _only(found: Iterable[str]) -> str | None:
    every = set(found)
    return every.pop() if len(every) == 1 else None
