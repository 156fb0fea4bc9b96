"""Compatibility forms folded to plain characters, and invisible code points removed.

NFKC as a whole is not used: it expands ①, ㈱ and №, and replaces kanji that names are written with.
"""

from __future__ import annotations

import unicodedata

from kyoten_extract.deferred.regex import regex

# A variation selector chooses a glyph of the character before it (葛 of 葛城 and of 葛飾). No list
# is sorted by it, and most producers drop it.
_UNSEEN = regex("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b\u2060\ufeff]")
# Typographic spaces; width.py folds the full-width one.
_SPACES = regex("[\u00a0\u2000-\u200a\u202f\u205f]")
# A kana followed by a combining voicing mark, as in macOS file names.
_VOICED = regex("[か-ほカ-ホうゝウワ-ヲヽ][\u3099\u309a]")
_COMPATIBLE = regex("[\uf900-\ufad9\U0002f800-\U0002fa1d]")
_VERTICAL = regex("[\ufe10-\ufe19\ufe30-\ufe48]")
# Exceptions to NFKC, which maps these to ASCII or removes the difference.
_VERTICAL_OVERRIDES = {
    "\ufe11": "、",
    "\ufe12": "。",
    "\ufe19": "…",
    "\ufe30": "‥",
    "\ufe45": "﹅",  # A mark of emphasis has no other form.
    "\ufe46": "﹆",
}
# One search for all of these decides most texts, at a fifth of the cost of four.
_ANY = regex(
    "[\u00a0\u2000-\u200a\u202f\u205f\u3099\u309a\uf900-\ufad9\ufe10-\ufe19\ufe30-\ufe48"
    "\U0002f800-\U0002fa1d]"
)
_JAPANESE_SETS = ("cp932", "euc_jis_2004")


def drop_unseen(text: str) -> str:
    """Remove variation selectors and zero-width characters."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def fold_forms(text: str) -> str:
    """Fold typographic spaces, compatibility ideographs, vertical forms and decomposed kana.

    Compatibility ideographs that a Japanese character set encodes next to the plain ones (U+FA19
    next to 神, U+FA10 next to 塚) are kept, because names are registered in them. All others are
    duplicates that Unicode has for round trips to Korean or Chinese character sets.
    """
    if text.isascii() or not _ANY.search(text):
        return text
    text = _SPACES.sub(" ", text)
    text = _VOICED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    text = _VERTICAL.sub(lambda match: _plain_sign(match[0]), text)
    return _COMPATIBLE.sub(lambda match: _plain_ideograph(match[0]), text)


def is_japanese_form(char: str) -> bool:
    """Whether a Japanese character set encodes ``char``."""
    return any(char.encode(name, "ignore") for name in _JAPANESE_SETS)


def _plain_sign(char: str) -> str:
    return _VERTICAL_OVERRIDES.get(char) or unicodedata.normalize("NFKC", char)


def _plain_ideograph(char: str) -> str:
    # Some characters of the block (﨑 﨟) are not compatibility forms; NFKC leaves them alone.
    return char if is_japanese_form(char) else unicodedata.normalize("NFKC", char)
