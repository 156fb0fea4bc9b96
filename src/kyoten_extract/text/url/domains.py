"""Top-level and second-level domains: which exist, and which one an impossible label stands for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import one_edit
from kyoten_extract.text.latin_homoglyphs import IN_HOSTS
from kyoten_extract.text.url.romaji import PREFECTURES

# JPRS reserves labels of two characters below jp for types of organization (lg: local government).
SECOND_LEVELS = frozenset("ad ac co ed go gr lg ne or".split())
PREFECTURE_NAMES = frozenset(PREFECTURES)
# Characters of a country-code top-level domain, and of a second-level domain of jp.
_CODE_LENGTH = 2


def fold_homoglyphs(label: str) -> str:
    """Replace Cyrillic and Greek letters in a Latin ``label`` by the Latin ones they look like.

    Registries refuse labels of mixed scripts, so such a letter is a misreading. A label that is
    entirely in another script is returned unchanged.
    """
    if label.isascii() or not any(char.isascii() and char.isalpha() for char in label):
        return label
    folded = label.translate(IN_HOSTS)
    return folded if folded.isascii() else label


def skeleton(word: str) -> str:
    """Fold letters and digits that look alike into one, for comparison.

    >>> skeleton("k0be") == skeleton("kobe"), skeleton("lg") == skeleton("1g")
    (True, True)
    """
    word = word.replace("vv", "w").replace("rn", "m").replace("0", "o").replace("q", "g")
    return word.replace("1", "i").replace("l", "i").replace("j", "i")


def may_be_top_level(label: str) -> bool:
    """Whether ``label`` is a top-level domain, or could become one.

    The root zone grows, so the shipped list is never complete: two letters are a country code and
    ``xn--`` begins an internationalized domain, and an unknown one of these is not an error.
    """
    return is_top_level(label) or len(label) == _CODE_LENGTH or label.startswith("xn--")


def is_top_level(label: str) -> bool:
    """Whether lower-case ``label`` is in the shipped list of top-level domains."""
    return label in _top_levels()


def lookalike_top_level(label: str) -> str | None:
    """The only top-level domain that an unknown ``label`` looks like, or ``None``."""
    if is_top_level(label):
        return None
    return _only(_top_levels_by_skeleton().get(skeleton(label), ()))


def nearby_top_level(label: str) -> str | None:
    """The only common top-level domain one edit away from an unknown ``label``, or ``None``."""
    if is_top_level(label) or len(label) <= _CODE_LENGTH:
        return None
    return _only(one for one in _COMMON if one_edit(label, one))


def lookalike_second_level(label: str) -> str | None:
    """The only second-level domain of jp that two unknown characters look like, or ``None``."""
    if len(label) != _CODE_LENGTH or label in SECOND_LEVELS:
        return None
    return _only(one for one in SECOND_LEVELS if skeleton(one) == skeleton(label))


# The top-level domains of offices abroad and of their contractors, as surveys print them.
_COMMON = frozenset(("jp", "com", "net", "org", "info", "biz", "asia", "gov", "edu"))


@cache
def _top_levels() -> frozenset[str]:
    return frozenset(name for line in read_lines("tlds.txt") for name in line.split())


@cache
def _top_levels_by_skeleton() -> dict[str, tuple[str, ...]]:
    return by_skeleton(_top_levels())


def by_skeleton(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Group ``words`` by their skeletons, sorted within each group."""
    found: dict[str, tuple[str, ...]] = {}
    ordered = sorted(words)
    # They are folded at once: no word has a space, nor is one folded with the next.
    keys = skeleton(" ".join(ordered)).split(" ")
    if len(keys) != len(ordered):  # Texts that are no words.
        keys = list(map(skeleton, ordered))
    for word, key in zip(ordered, keys, strict=True):
        found[key] = (*found.get(key, ()), word)
    return found


def _only(found: Iterable[str]) -> str | None:
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None
