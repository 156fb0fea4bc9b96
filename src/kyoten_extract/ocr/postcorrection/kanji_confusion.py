"""Resolve easily confused kanji, 遣 and 遺 or 士 and 土, by the words they are in.

Recognizers confuse them with high confidence. Where a kanji forms no word with its neighbors, and
one that looks like it does, its confidence is lowered, or it is corrected. Old forms (戰 for 戦)
are rarely printed outside names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from kyoten_extract.messages import say
from kyoten_extract.ocr.postcorrection.doubtful_cell import LIKELY, POSSIBLE, PROVEN, Cell
from kyoten_extract.text.data import read_lines
from kyoten_extract.text.data.packed_pairs import read_pairs
from kyoten_extract.text.kanji_forms import old_forms

# Probability from which a confusable kanji is chosen; below, it only lowers the confidence.
_MIN_PROBABILITY = 0.02
# Confidence of a kanji that forms no word where a confusable one does.
_NO_WORD = 0.5


def by_kanji_words(cells: Sequence[Cell]) -> None:
    """Correct kanji by the words they form with their neighbors."""
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
            if len(found) == 1 and seen.probability(likeliest) >= _MIN_PROBABILITY:
                changes[i] = likeliest
                meant.append(found[likeliest])
        if changes:
            cell.choose(
                changes,
                "ocr-word",
                LIKELY,
                say("{meant:, }: the only reading that gives a word", meant=meant),
            )


def are_confusable_kanji(one: str, other: str) -> bool:
    """Whether two kanji are easily confused."""
    return other in _twins().get(one, "")


def by_forms(cells: Sequence[Cell]) -> None:
    """Choose the modern form of kanji with both forms listed, where the document prints it more.

    Doubt between the two forms does not lower the confidence of the modern one.
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
            evidence = say("this document usually has the modern form: {forms}", forms=forms)
            cell.choose(changes, "ocr-word", PROVEN, evidence)


def _words(chars: str, at: int) -> Mapping[str, str]:
    """Confusable kanji that form a word at ``chars[at]``, where that kanji forms none.

    >>> _words("の派遺職員", 2), _words("の直行便", 3)
    ({'遣': '派遣'}, {})
    """
    char, before, after = chars[at], chars[at - 1 : at], chars[at + 1 : at + 2]
    twins = _twins().get(char, "")
    if not twins or _is_word(before, char) or _is_word(char, after):
        return {}
    # A neighbor that already forms a word on its other side (直行) needs none with this one (便).
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
    return bool(one and other) and other in _pairs().get(one, "")


@cache
def _twins() -> Mapping[str, str]:
    return dict(line.split("\t") for line in read_lines("kanji_twins.tsv"))


@cache
def _pairs() -> Mapping[str, str]:
    return read_pairs("kanji_words.bin")
