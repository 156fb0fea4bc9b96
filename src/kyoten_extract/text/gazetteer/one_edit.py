"""Names one edit apart: the kind of edit, and an index of names by it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import LONGEST_NAME, deletions, one_edit
from kyoten_extract.text.kana_forms import (
    LONG_VOWEL_DASHES,
    SHAPE_GROUPS,
    SMALL_KANA,
    to_hiragana,
)

EditKind = Literal["mark", "size", "long", "shape", "edit"]

# Names: among more candidates none can be chosen, and comparing them all would take too long.
_MOST_CANDIDATES = 500
# Questions for which an index is searched from end to end: to make it takes as long as some ten.
_SEARCHES = 20
_LONG = frozenset(f"ー一{LONG_VOWEL_DASHES}~～")
_SMALL_OF = (
    SMALL_KANA
    | {"カ": "ヵ", "ケ": "ヶ"}
    | {to_hiragana(large): to_hiragana(small) for large, small in SMALL_KANA.items()}
)


@dataclass(frozen=True, slots=True)
class NameEdit:
    """The one edit between a printed name and the name that may be meant.

    Attributes:
        kind: ``"mark"`` a voicing mark, ``"size"`` a small kana, ``"long"`` a long vowel mark
            inserted or deleted, ``"shape"`` a look-alike character, ``"edit"`` any other
            substitution, insertion, deletion or transposition.
        at: index of the first character that differs.
        before, after: the characters of the printed and of the other name; one may be empty.
    """

    kind: EditKind
    at: int
    before: str
    after: str


@cache
def kanji_shapes() -> Mapping[str, str]:
    """The look-alikes of each kanji that names of municipalities contain."""
    return dict(line.split("\t") for line in read_lines("kanji_shapes.tsv"))


@cache
def _kana_shapes() -> Mapping[str, frozenset[str]]:
    return {char: frozenset(group) for group in SHAPE_GROUPS for char in group}


@cache
def _radicals() -> tuple[list[str], list[str], list[str]]:
    """Runs of kanji with one radical: the first and the last of each, and the radical."""
    rows = (line.split("\t") for line in read_lines("kanji_radicals.tsv"))
    runs = sorted(
        (first, last, radical)
        for radical, ends in rows
        for first, last in zip(ends[::2], ends[1::2], strict=True)
    )
    firsts, lasts, radicals = map(list, zip(*runs, strict=True))
    return firsts, lasts, radicals


def _radical(char: str) -> str | None:
    firsts, lasts, radicals = _radicals()
    at = bisect_right(firsts, char) - 1
    if len(char) != 1 or at < 0 or char > lasts[at]:
        return None
    # The runs are those of this code page: others between them may have another radical.
    return radicals[at] if char.encode("cp932", "ignore") else None


def share_radical(one: str, other: str) -> bool:
    """Whether two kanji have the same radical, and it is not one that very many have."""
    radical = _radical(one)
    return radical is not None and radical == _radical(other)


def look_alike(one: str, other: str) -> bool:
    """Whether two characters are look-alikes."""
    if other in kanji_shapes().get(one, "") or one in kanji_shapes().get(other, ""):
        return True
    return other in _kana_shapes().get(one, ())


def classify_edit(printed: str, meant: str) -> NameEdit | None:
    """The one edit that makes ``printed`` of ``meant``, or ``None``.

    >>> classify_edit("スパンジャヤ", "スバンジャヤ").kind
    'mark'
    """
    edit = one_edit(printed, meant)
    if edit is None:
        return None
    kind = "edit" if edit.is_transposition else _kind(edit.before, edit.after)
    return NameEdit(kind, edit.at, edit.before, edit.after)


def _kind(before: str, after: str) -> EditKind:
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
    """The characters that ``char`` is mistaken for, in print or by OCR."""
    marked = [char + mark for mark in "\u3099\u309a"] if "ぁ" <= char <= "ヿ" else []
    found = {unicodedata.normalize("NFC", _unmarked(one) + one[1:]) for one in marked}
    found |= {_unmarked(char)} if marked else set()
    found |= set(_kana_shapes().get(char, ())) | set(kanji_shapes().get(char, ""))
    found |= {large for large, small in _SMALL_OF.items() if small == char}
    found |= {_SMALL_OF.get(char, char)} | (_LONG if char == "ー" else set())
    return sorted(one for one in found - {char} if len(one) == 1)


class NearIndex:
    """An index of names by edit distance one, made when it has been asked a few times."""

    def __init__(self, names: Iterable[str]) -> None:
        # A longer name has no neighbors.
        self._all = [name for name in dict.fromkeys(names) if len(name) <= LONGEST_NAME]
        self._text = "\n".join(self._all)
        self._by_key: dict[str, list[str]] = {}
        self._searches_left = 0 if self._text.count("\n") >= len(self._all) else _SEARCHES

    def near(self, printed: str) -> dict[str, NameEdit]:
        """The names one edit away from ``printed``, each with the edit; none if they are many."""
        keys = deletions(printed)
        if self._searches_left and printed and "\n" not in printed:
            self._searches_left -= 1
            names_by_key = _by_key(self._search(printed))
        else:
            self._by_key = names_by_key = self._by_key or _by_key(self._all)
        candidates = [names_by_key.get(key, ()) for key in keys]
        if sum(map(len, candidates)) > _MOST_CANDIDATES:
            return {}
        found = {name: classify_edit(printed, name) for names in candidates for name in names}
        return {name: edit for name, edit in found.items() if edit is not None}

    def _search(self, printed: str) -> list[str]:
        """The names with at most one character that ``printed`` lacks: those near it, and more."""
        own = f"[{re.escape(printed)}]*+"
        found: list[str] = re.findall(f"^{own}.?{own}$", self._text, re.MULTILINE)
        return [name for name in found if abs(len(name) - len(printed)) <= 1]


def _by_key(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        for key in deletions(name):
            found.setdefault(key, []).append(name)
    return found
