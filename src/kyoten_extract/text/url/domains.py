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
# Country codes below which registries have the same, by the registries' rules.
_CODES_WITH = {
    "ac": "ae at be bw ci cn cr cy fj gn id il im in ir jp ke kr lk ls ma me mu mw mz ni nz pa pr"
    " rs rw sz th tj tz ug uk vn za zm zw",
    "ad": "jp",
    "co": "ag ao at bb bi bw ci ck cm cr cz dk gg gl gy hu id il im in ir jp je ke kr lc ls ma me"
    " mg mu mw mz na ni nz om pn pw rs rw st sz th tj tm tt tz ug uk us uz ve vi za zm zw",
    "ed": "ao ci cr jp pw",
    "go": "ci cr id jp ke kr pw th tj tz ug",
    "gr": "jp",
    "lg": "jp",
    "ne": "jp ke kr pw tz ug us",
    "or": "at bi ci cr id jp ke kr mu na pw th tz ug us",
}
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


def lookalike_top_level(label: str, second: str = "") -> str | None:
    """The only top-level domain that an unknown ``label`` looks like, or ``None``.

    ``second`` is the label before it. Below few country codes is one a registry's own, such as
    ``lg``: it is the evidence for one of these, and against all others. What may as well be a
    misprint of ``jp`` is no other country's.

    >>> lookalike_top_level("jq", "lg"), lookalike_top_level("jq")
    ('jp', None)
    """
    if is_top_level(label):
        return None
    found = {*_top_levels_by_skeleton().get(skeleton(label), ())}
    if len(label) != _CODE_LENGTH:
        return _only(found)
    # Most pairs of letters are a country's.
    found.update(_top_levels_by_skeleton().get(_other_skeleton(label), ()))
    codes = _codes_with(second)
    if found & codes == {"jp"}:
        return "jp"
    doubtful = (codes and not found <= codes) or one_edit(label, "jp")
    return None if doubtful and found != {"jp"} else _only(found)


def nearby_top_level(label: str, second: str = "") -> str | None:
    """The only common top-level domain one edit away from an unknown ``label``, or ``None``.

    After a ``second``-level domain that one country has, the label may be another's.
    """
    country = _only(_codes_with(second))
    if (
        country is not None
        and label != country
        and (one_edit(label, country) or _other_skeleton(label) == skeleton(country))
    ):
        return country
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


def _other_skeleton(label: str) -> str:
    """The skeleton of ``label`` with each q read for a p, not for a g."""
    return skeleton(label.replace("q", "p"))


def _codes_with(second: str) -> frozenset[str]:
    meant = lookalike_second_level(second) or second
    return frozenset(_CODES_WITH.get(meant, "").split())


@cache
def _top_levels() -> frozenset[str]:
    return frozenset(name for line in read_lines("tlds.txt") for name in line.split())


@cache
def _top_levels_by_skeleton() -> dict[str, tuple[str, ...]]:
    return by_skeleton(_top_levels())


def by_skeleton(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Group different ``words`` by their skeletons, in any order."""
    ordered = list(words)
    # They are folded at once: no word has a space, nor is one folded with the next.
    keys = skeleton(" ".join(ordered)).split(" ")
    if len(keys) != len(ordered):  # Texts that are no words.
        keys = list(map(skeleton, ordered))
    # Most have a skeleton of their own.
    found: dict[str, tuple[str, ...]] = dict(zip(keys, zip(ordered, strict=True), strict=True))
    if len(found) < len(ordered):
        for word, key in zip(ordered, keys, strict=True):
            if found[key][0] is not word:
                found[key] = (*found[key], word)
    return found


def _only(found: Iterable[str]) -> str | None:
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None
