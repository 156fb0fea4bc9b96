"""What can be Japanese in Latin letters: syllables, and the names of the prefectures."""

from __future__ import annotations

import re

# Hepburn, Kunrei and passport spellings; k, s, t, p doubled (native words double no other), moraic
# n (m before b, m, p), and h for a long vowel (ohno). A y between consonant and vowel is followed
# by a, u or o only, and d takes none outside of loanwords.
_ONSET = (
    r"(?:(?:kk?|g|ss?|z|tt?|n|h|b|pp?|m|r|j)y(?=[auo])"
    r"|s?sh|[tc]?ch|t?ts|kk?|g|ss?|z|tt?|d|n|h|b|pp?|m|r|j|f|y(?=[auo])|w(?=[aieo]))?"
)
_SYLLABLE = rf"(?:{_ONSET}(?:[aiue]|oh?(?![aiueoy])|o)|n(?![aiueoy])|m(?=[bmp]))"
_WORD = re.compile(rf"(?:{_SYLLABLE})+")

# Common knowledge; the spellings are those of the prefectures' own domain names.
PREFECTURES = (
    "hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba "
    "tokyo kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga "
    "kyoto osaka hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi tokushima kagawa "
    "ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa"
).split()


def is_romaji(word: str) -> bool:
    """Whether lower-case ``word`` can be read wholly as Japanese syllables.

    >>> is_romaji("sangyoshien"), is_romaji("service")
    (True, False)
    """
    return _WORD.fullmatch(word) is not None
