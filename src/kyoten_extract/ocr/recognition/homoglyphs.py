"""Characters of one shape in two scripts, told apart by what stands beside them.

The picture of 卜 and ト, 一 and ー, へ and ヘ is the same: only the text says which is printed.
Repairs by known words come later (:mod:`kyoten_extract.text.repair.kana_lookalikes`); this is the
reading itself, in which a script goes on until something shows that it ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.text.kana_forms import IDENTICAL, LOOKALIKES

Options = tuple[tuple[str, float], ...]

# Of identical glyphs no print shows a difference; of the other look-alikes the recognizer must
# give the other one as possible.
_KATAKANA_OF = {other: kana for kana, other in LOOKALIKES.items()}
_DASHES = "-―−"
_POSSIBLE = 0.005


def by_neighbours(text: Sequence[str], options: Sequence[Options]) -> list[str]:
    """``text`` with each twin in the script of its neighbours.

    Args:
        text: one character each.
        options: of each what else the picture may show.
    """
    if not any(_is_twin(char) or char in "~〇0Xx" for char in text):
        return list(text)
    # Alone in its place it is a mark, as ○ is.
    if len(text) == 1 and text[0] in "Xx" and _may_be(options[0], "×"):
        return ["×"]
    settled = list(text)
    for at, char in enumerate(text):
        before = settled[at - 1] if at else ""
        after = next((c for c in text[at + 1 :] if not _is_twin(c)), "")
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
            if char in "一二" and _is_kanji(beside) and not _is_twin(beside):
                continue
            # A particle: hardly a word ends with ヘ.
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


def _is_twin(char: str) -> bool:
    return char in _KATAKANA_OF or char in LOOKALIKES or char in _DASHES


def _may_be(options: Options, char: str) -> bool:
    return any(option == char and value > _POSSIBLE for option, value in options)


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ゖ"


def _is_kanji(char: str) -> bool:
    return "一" <= char <= "鿿"


def _is_path(char: str) -> bool:
    """Whether a tilde after ``char`` is of an address: it stands for a user's folder."""
    return char in ("/", "")


def _is_capital(char: str) -> bool:
    return char.isascii() and char.isupper()


def _is_numeral(char: str) -> bool:
    """Whether ``char`` is a figure that is written with 〇: 二〇一七年."""
    return bool(char) and char in "〇一二三四五六七八九十百千"


def _is_number(char: str) -> bool:
    return char.isdigit()
