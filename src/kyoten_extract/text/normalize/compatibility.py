"""Code points that are another character in disguise: compatibility forms, marks nobody sees.

Never NFKC as a whole, which opens ①, ㈱ and №, and takes names apart from their characters.
"""

from __future__ import annotations

import re
import unicodedata

# A variation selector asks for one shape of the character before it (葛 of 葛城 and of 葛飾). No
# list is written, sorted or looked up by them, and most producers drop them.
_UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b\u2060\ufeff]")
# Spaces of typesetting; the full-width one is folded with the widths.
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
# A macOS file name has the voicing mark of a kana apart from it.
_VOICED = re.compile("[か-ほカ-ホうゝウワ-ヲヽ][\u3099\u309a]")
_COMPATIBLE = re.compile("[\uf900-\ufad9\U0002f800-\U0002fa1d]")
_VERTICAL = re.compile("[\ufe10-\ufe19\ufe30-\ufe48]")
# NFKC makes full stops of the dots, and ASCII of the colon; Japanese has signs of its own.
_VERTICAL_OVERRIDES = {
    "\ufe11": "、",
    "\ufe12": "。",
    "\ufe19": "…",
    "\ufe30": "‥",
    "\ufe45": "﹅",  # A mark of emphasis has no other form.
    "\ufe46": "﹆",
}
# One search tells most texts: it costs a fifth of four.
_ANY = re.compile(
    "[\u00a0\u2000-\u200a\u202f\u205f\u3099\u309a\uf900-\ufad9\ufe10-\ufe19\ufe30-\ufe48"
    "\U0002f800-\U0002fa1d]"
)
_JAPANESE_SETS = ("cp932", "euc_jis_2004")


def drop_unseen(text: str) -> str:
    """``text`` without variation selectors and blanks of no width."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def fold_forms(text: str) -> str:
    """``text`` with compatibility ideographs, vertical signs and split kana made plain.

    Compatibility ideographs that a Japanese character set has beside the plain ones (神 and 神,
    塚 and 塚) are kept: they are old forms that names are registered in. All others are the same
    character once more, for the sake of some Korean or Chinese set.
    """
    if text.isascii() or not _ANY.search(text):
        return text
    text = _SPACES.sub(" ", text)
    text = _VOICED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    text = _VERTICAL.sub(lambda match: _plain_sign(match[0]), text)
    return _COMPATIBLE.sub(lambda match: _plain_ideograph(match[0]), text)


def is_japanese_form(char: str) -> bool:
    """Whether a Japanese character set has a place of its own for ``char``."""
    return any(char.encode(name, "ignore") for name in _JAPANESE_SETS)


def _plain_sign(char: str) -> str:
    return _VERTICAL_OVERRIDES.get(char) or unicodedata.normalize("NFKC", char)


def _plain_ideograph(char: str) -> str:
    # Those that are no compatibility forms in spite of their block (﨑 﨟) have no other character.
    return char if is_japanese_form(char) else unicodedata.normalize("NFKC", char)
