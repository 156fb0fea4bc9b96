"""Resolve homoglyphs (卜 and ト, 一 and ー, へ and ヘ) by their neighbors.

Their images are the same, so only the context tells them apart. This is part of reading: a script
continues until something shows that it ends. Repairs by known words come later, in
:mod:`kyoten_extract.text.repair.kana_lookalikes`.
"""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.text.kana_forms import IDENTICAL, LOOKALIKES

Options = tuple[tuple[str, float], ...]

# Katakana and their homoglyphs. The first pairs look the same in print; for the others, the
# recognizer must list the alternative.
_KATAKANA_OF = {other: kana for kana, other in LOOKALIKES.items()}
_DASHES = "-―−"
# Probability from which an alternative counts as seen by the recognizer.
_MIN_PROBABILITY = 0.005


def resolve_homoglyphs(text: Sequence[str], options: Sequence[Options]) -> list[str]:
    """``text`` with each homoglyph in the script of its neighbors.

    Args:
        text: the characters.
        options: the alternatives of each.
    """
    if not any(_is_homoglyph(char) or char in "~〇0Xx" for char in text):
        return list(text)
    # Alone in a cell, it is a mark like ○.
    if len(text) == 1 and text[0] in "Xx" and _may_be(options[0], "×"):
        return ["×"]
    settled = list(text)
    for at, char in enumerate(text):
        before = settled[at - 1] if at else ""
        after = next((c for c in text[at + 1 :] if not _is_homoglyph(c)), "")
        beside = text[at + 1] if at + 1 < len(text) else ""
        amid_katakana = _is_katakana(before) or (not before and _is_katakana(after))
        if char in _DASHES and _is_katakana(before) and not _is_number(beside):
            ends = not beside or not beside.isascii()
            settled[at] = "ー" if ends or _may_be(options[at], "ー") else char
        elif char == "0" and _is_capital(before) and not _is_number(beside):
            settled[at] = "O" if _may_be(options[at], "O") else char
        elif char == "〇" and not (_is_numeral(before) or _is_numeral(beside)):
            settled[at] = "○"
        elif char == "~" and not (before.isascii() and beside.isascii() and _is_path(before)):
            settled[at] = "～"
        elif char in _KATAKANA_OF and amid_katakana:
            kana = _KATAKANA_OF[char]
            if char in "一二" and _is_kanji(beside) and not _is_homoglyph(beside):
                continue
            # The particle へ: hardly any word ends with ヘ.
            if char == "へ" and (_is_kanji(beside) or _is_hiragana(beside)) and before:
                continue
            if kana in IDENTICAL or _may_be(options[at], kana):
                settled[at] = kana
        elif char in LOOKALIKES and not amid_katakana and not _is_katakana(after):
            other = LOOKALIKES[char]
            fits = (
                _is_hiragana(before) or _is_hiragana(beside)
                if _is_hiragana(other)
                else _is_kanji(before or after)
            )
            if before and fits and (char in IDENTICAL or _may_be(options[at], other)):
                settled[at] = other
    return settled


def _is_homoglyph(char: str) -> bool:
    return char in _KATAKANA_OF or char in LOOKALIKES or char in _DASHES


def _may_be(options: Options, char: str) -> bool:
    return any(option == char and value > _MIN_PROBABILITY for option, value in options)


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ゖ"


def _is_kanji(char: str) -> bool:
    return "一" <= char <= "鿿"


def _is_path(char: str) -> bool:
    """Whether a tilde after ``char`` is part of a URL, as the home folder of a user."""
    return char in ("/", "")


def _is_capital(char: str) -> bool:
    return char.isascii() and char.isupper()


def _is_numeral(char: str) -> bool:
    """Whether ``char`` is a kanji numeral, among which 〇 is zero: 二〇一七年."""
    return bool(char) and char in "〇一二三四五六七八九十百千"


def _is_number(char: str) -> bool:
    return char.isdigit()
