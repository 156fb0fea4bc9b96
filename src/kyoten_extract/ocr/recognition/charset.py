"""The characters a recognizer knows, folded to those that a Japanese survey is printed in.

A model of many languages has a Chinese, an old and a full-width form beside the Japanese one, and
doubts among them what no reader would. Each form counts for the one that Japanese has; what has
none is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import IntArray
from kyoten_extract.text.kanji_forms import japanese_form, old_forms

# Signs that recognizers take for others: to those the survey is printed in.
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
"""Stands for what another reader has, and Japanese print has not."""
LEFT_OUT = -1
BLANK = 0


def folded(character: str) -> str | None:
    """What ``character`` counts for; ``None`` where Japanese print has nothing like it.

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
    # An old form that Japanese print still has (戰, 濱) may be meant.
    return next((form for form in (plain, old_forms().get(plain, "")) if _is_printed(form)), None)


def _is_printed(character: str) -> bool:
    try:
        return bool(character.encode("cp932"))
    except UnicodeEncodeError:
        return False


class Charset:
    """The classes of a recognizer, folded.

    Attributes:
        characters: what the classes count for; the first is the blank between characters.
        fold: (n,) of each class the index into ``characters``, or ``LEFT_OUT``.
        chinese: the classes that are Chinese forms of what they count for: they may be meant in
            the name of a Chinese company.
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
