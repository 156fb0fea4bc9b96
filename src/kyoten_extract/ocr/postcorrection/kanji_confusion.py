"""Kanji of nearly one shape, told apart by the words they stand in: 遣 and 遺, 士 and 土.

A recogniser takes one for the other and is sure of it. Where a kanji makes no word with the kanji
beside it, and one that looks like it does, the cell is not sure. Old forms (戰 for 戦) are seldom
printed, but are in names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from kyoten_extract.ocr.postcorrection.doubtful_cell import LIKELY, POSSIBLE, PROVEN, Cell
from kyoten_extract.text.data import read_lines
from kyoten_extract.text.kanji_forms import old_forms

# The picture must show a twin so likely for it to be taken; else it is told of.
_SHOWN = 0.02
# Of a kanji that makes no word where a twin of it does.
_NO_WORD = 0.5


def by_twins(cells: Sequence[Cell]) -> None:
    """Kanji as the words have them that they make with those beside them."""
    for cell in cells:
        at = [i for i, seen in enumerate(cell.seen) if seen.text.strip()]
        chars = "".join(cell.seen[i].text for i in at)
        changes: dict[int, str] = {}
        meant: list[str] = []
        for place, i in enumerate(at):
            found = _words(chars, place)
            if not found:
                continue
            seen = cell.seen[i]
            likeliest = max(found, key=seen.probability)
            cell.doubt(i, _NO_WORD, likeliest)
            if len(found) == 1 and seen.probability(likeliest) >= _SHOWN:
                changes[i] = likeliest
                meant.append(found[likeliest])
        if changes:
            cell.choose(
                changes,
                "ocr-word",
                LIKELY,
                f"{', '.join(meant)}: the only reading that gives a word",
            )


def are_twins(one: str, other: str) -> bool:
    """Whether two kanji are easily taken for each other."""
    return other in _table("kanji_twins").get(one, "")


def by_forms(cells: Sequence[Cell]) -> None:
    """Kanji whose old and modern form the picture shows: the modern one, where that is usual.

    Which of the two it is makes no doubt on the character.
    """
    printed = Counter(seen.text for cell in cells for seen in cell.seen)
    for cell in cells:
        changes: dict[int, str] = {}
        for at, seen in enumerate(cell.seen):
            modern = old_forms().get(seen.text)
            if modern is None:
                old = sum(v for char, v in seen.options if old_forms().get(char) == seen.text)
                cell.trust(at, min(seen.confidence + old, 1.0))
            elif printed[modern] > printed[seen.text] and seen.probability(modern) >= POSSIBLE:
                changes[at] = modern
            else:
                cell.doubt(at, LIKELY, modern)
        if changes:
            forms = ", ".join(dict.fromkeys(f"{cell.seen[i].text} {c}" for i, c in changes.items()))
            evidence = f"this document usually has the modern form: {forms}"
            cell.choose(changes, "ocr-word", PROVEN, evidence)


def _words(chars: str, at: int) -> Mapping[str, str]:
    """What the kanji at a place of ``chars`` may be instead, each with the word that it makes.

    >>> _words("の派遺職員", 2), _words("の直行便", 3)
    ({'遣': '派遣'}, {})
    """
    char, before, after = chars[at], chars[at - 1 : at], chars[at + 1 : at + 2]
    twins = _table("kanji_twins").get(char, "")
    if not twins or _is_word(before, char) or _is_word(char, after):
        return {}
    # A kanji that makes a word with another beside it (直行) needs none with this one (便).
    left = "" if _is_word(chars[at - 2 : at - 1] if at > 1 else "", before) else before
    right = "" if _is_word(after, chars[at + 2 : at + 3]) else after
    found = {}
    for twin in twins:
        if _is_word(left, twin):
            found[twin] = left + twin
        elif _is_word(twin, right):
            found[twin] = twin + right
    return found


def _is_word(one: str, other: str) -> bool:
    return bool(one and other) and other in _table("kanji_words").get(one, "")


@cache
def _table(name: str) -> Mapping[str, str]:
    return dict(line.split("\t") for line in read_lines(f"{name}.tsv"))
