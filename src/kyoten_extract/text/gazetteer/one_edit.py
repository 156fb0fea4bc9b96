"""Names one slip apart: what kind of slip it is, and which names of a list are that near."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import deletions, one_edit
from kyoten_extract.text.kana_forms import (
    LONG_VOWEL_DASHES,
    SHAPE_GROUPS,
    SMALL_KANA,
    to_hiragana,
)

SlipKind = Literal["mark", "size", "long", "shape", "edit"]

# A radical that so many kanji have (water, trees, people) says little.
_COMMON = 150
# Among so many names that are alike nothing tells one; to compare them all would take for ever.
_CROWD = 500
_LONG = frozenset(f"ー一{LONG_VOWEL_DASHES}~～")
_SMALL_OF = (
    SMALL_KANA
    | {"カ": "ヵ", "ケ": "ヶ"}
    | {to_hiragana(large): to_hiragana(small) for large, small in SMALL_KANA.items()}
)


@dataclass(frozen=True, slots=True)
class Slip:
    """The one difference between a printed name and the one that may be meant.

    Attributes:
        kind: ``"mark"`` a voiced or semi-voiced mark, ``"size"`` a small kana, ``"long"`` a long
            vowel mark more or less, ``"shape"`` a character that looks like the other, ``"edit"``
            any other character changed, put in, left out, or two of them swapped.
        at: where the difference begins.
        before, after: the characters of the printed and of the other name; one may be empty.
    """

    kind: SlipKind
    at: int
    before: str
    after: str


@cache
def kanji_shapes() -> Mapping[str, str]:
    """The kanji that each kanji of a municipality's name looks like."""
    return dict(line.split("\t") for line in read_lines("kanji_shapes.tsv"))


@cache
def _kana_shapes() -> Mapping[str, frozenset[str]]:
    return {char: frozenset(group) for group in SHAPE_GROUPS for char in group}


@cache
def _radicals() -> Mapping[str, str]:
    rows = (line.split("\t") for line in read_lines("kanji_radicals.tsv"))
    return {char: radical for radical, chars in rows if len(chars) <= _COMMON for char in chars}


def share_radical(one: str, other: str) -> bool:
    """Whether two kanji are written with one radical, which is not among the commonest."""
    return one in _radicals() and _radicals()[one] == _radicals().get(other)


def look_alike(one: str, other: str) -> bool:
    """Whether two characters are easily taken for each other."""
    if other in kanji_shapes().get(one, "") or one in kanji_shapes().get(other, ""):
        return True
    return other in _kana_shapes().get(one, ())


def slip(printed: str, meant: str) -> Slip | None:
    """The one slip that makes ``printed`` of ``meant``; ``None`` if there is none or are more.

    >>> slip("スパンジャヤ", "スバンジャヤ").kind
    'mark'
    """
    edit = one_edit(printed, meant)
    if edit is None:
        return None
    kind = "edit" if edit.is_transposition else _kind(edit.before, edit.after)
    return Slip(kind, edit.at, edit.before, edit.after)


def _kind(before: str, after: str) -> SlipKind:
    if not before or not after:
        return "long" if (before or after) in "ー" else "edit"
    if before in _LONG and after in _LONG:
        return "shape"
    if _unmarked(before) == _unmarked(after):
        return "mark"
    if _SMALL_OF.get(before) == after or _SMALL_OF.get(after) == before:
        return "size"
    return "shape" if look_alike(before, after) else "edit"


def _unmarked(kana: str) -> str:
    return unicodedata.normalize("NFD", kana)[0]


def confusables(char: str) -> list[str]:
    """The characters that ``char`` is taken for, in print or by a scanner."""
    marked = [char + mark for mark in "\u3099\u309a"] if "ぁ" <= char <= "ヿ" else []
    found = {unicodedata.normalize("NFC", _unmarked(one) + one[1:]) for one in marked}
    found |= {_unmarked(char)} if marked else set()
    found |= set(_kana_shapes().get(char, ())) | set(kanji_shapes().get(char, ""))
    found |= {large for large, small in _SMALL_OF.items() if small == char}
    found |= {_SMALL_OF.get(char, char)} | (_LONG if char == "ー" else set())
    return sorted(one for one in found - {char} if len(one) == 1)


class NearIndex:
    """Names, to be looked up by what is at most one slip away from them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            for key in deletions(name):
                self._names.setdefault(key, []).append(name)

    def near(self, printed: str) -> dict[str, Slip]:
        """The names one slip away from ``printed``, and the slip of each; none in a crowd."""
        crowd = [self._names.get(key, ()) for key in deletions(printed)]
        if sum(map(len, crowd)) > _CROWD:
            return {}
        found = {name: slip(printed, name) for names in crowd for name in names}
        return {name: one for name, one in found.items() if one is not None}
