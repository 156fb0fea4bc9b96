"""The recognizer's charset, folded to the characters of Japanese print.

A multilingual model has Chinese, old and full-width forms next to the Japanese one, and divides the
probability among them. Each form is counted as the Japanese one; characters without a Japanese
form are left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import IntArray
from kyoten_extract.text.kanji_forms import japanese_form, old_forms

# Variants of signs, and the sign that Japanese print uses.
_SIGNS = {
    "·": "・",
    "•": "・",
    "‧": "・",
    "∙": "・",
    "●": "●",
    "～": "~",
    "〜": "~",
    "—": "―",
    "–": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "｢": "「",
    "｣": "」",
    "､": "、",
    "｡": "。",
    "﹣": "-",
    "○": "○",
    "◯": "○",
}
_KEPT_AS_PRINTED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈱㈲℃㎡№※"
UNKNOWN = "\ufffd"
"""Stands for a character of another OCR program that Japanese print does not have."""
LEFT_OUT = -1
BLANK = 0


def folded(character: str) -> str | None:
    """The Japanese character that ``character`` is a form of; ``None`` without one.

    >>> folded("团"), folded("產"), folded("（"), folded("д")
    ('団', '産', '(', None)
    """
    if character in _SIGNS:
        return _SIGNS[character]
    if character in _KEPT_AS_PRINTED:
        return character
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1:
        return None
    if plain.isascii():
        return plain if plain.isprintable() else None
    plain = japanese_form(plain) or plain
    name = unicodedata.name(plain, "")
    if name.startswith(("CYRILLIC", "BOX DRAWINGS", "GREEK")):
        return None
    # Old forms that are still printed (戰, 濱) are kept.
    return next((form for form in (plain, old_forms().get(plain, "")) if _is_printed(form)), None)


def _is_printed(character: str) -> bool:
    try:
        return bool(character.encode("cp932"))
    except UnicodeEncodeError:
        return False


class Charset:
    """The classes of a recognition model, folded.

    Attributes:
        characters: the Japanese characters; the first is the blank of CTC.
        fold: (n,) for each class, the index into ``characters``, or ``LEFT_OUT``.
        chinese: the classes that are Chinese forms of a Japanese character, as the name of a
            Chinese company may really be printed with them.
    """

    def __init__(self, classes: Sequence[str]) -> None:
        self.characters: list[str] = [""]
        index: dict[str, int] = {}
        fold = [BLANK]
        self.chinese: dict[int, str] = {}
        for character in classes[1:]:
            meant = folded(character)
            if meant is not None and japanese_form(character) == meant:
                self.chinese[len(fold)] = character
            if meant is None:
                fold.append(LEFT_OUT)
                continue
            if meant not in index:
                index[meant] = len(self.characters)
                self.characters.append(meant)
            fold.append(index[meant])
        self.fold: IntArray = np.array(fold, dtype=np.int64)
