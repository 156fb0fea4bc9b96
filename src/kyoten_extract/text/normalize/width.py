"""Character widths: how wide text is set, and folding Latin to half width, kana to full width."""

from __future__ import annotations

from unicodedata import east_asian_width

import jaconv

from kyoten_extract.deferred.regex import regex

_WIDE_OR_HALF = regex("[\u3000\uff01-\uff9f\uffe5]")
# ～ is a range dash in Japanese (１０～２０), not the ASCII tilde of URLs. Two code points share
# its glyph, and a PDF has one or the other depending on the font.
_KEPT = "～"
_WAVE_DASH = "〜"
_HALF_KANA = regex("[\uff61-\uff9f]+")
# jaconv works character by character; a translation table made from it once is faster.
_NARROW = {
    code: jaconv.z2h(chr(code), kana=False, ascii=True, digit=True, ignore=_KEPT)
    for code in (0x3000, *range(0xFF01, 0xFF5F))
}


def is_wide(char: str, *, ambiguous: bool = True) -> bool:
    """Whether ``char`` is set in a full em.

    ``ambiguous`` is the answer for characters such as Greek letters and ※, which are full width in
    Japanese fonts and half width in Latin ones.
    """
    return east_asian_width(char) in ("WFA" if ambiguous else "WF")


def display_width(text: str, *, ambiguous: bool = True) -> int:
    """Return the width of ``text`` in half-width characters; a kanji counts two."""
    return sum(2 if is_wide(char, ambiguous=ambiguous) else 1 for char in text)


def fold_width(text: str) -> str:
    """Fold full-width ASCII to half width and half-width kana to full width.

    The wave dash becomes ``～``, which is kept, as are all dashes other than ``－`` (U+FF0D).
    ``jaconv.normalize`` is not used: it turns ``－`` into the long vowel mark and ① into 1.
    """
    text = text.replace(_WAVE_DASH, _KEPT)
    if not _WIDE_OR_HALF.search(text):
        return text
    return _HALF_KANA.sub(lambda match: _wide_kana(match[0]), text.translate(_NARROW))


def _wide_kana(text: str) -> str:
    wide: str = jaconv.h2z(text, kana=True, ascii=False, digit=False)
    return wide
