"""Japanese in Latin letters: its syllables, and the prefectures."""

from __future__ import annotations

from kyoten_extract.deferred.regex import regex

# Hepburn, Kunrei and passport spellings: k, s, t and p may be doubled (other consonants only in
# loanwords), n is moraic (m before b, m, p), and h marks a long vowel (ohno). A y between consonant
# and vowel is followed by a, u or o only, and never follows d outside of loanwords.
ONSET = (
    r"(?:(?:kk?|g|ss?|z|tt?|n|h|b|pp?|m|r|j)y(?=[auo])"
    r"|s?sh|[tc]?ch|t?ts|kk?|g|ss?|z|tt?|d|n|h|b|pp?|m|r|j|f|y(?=[auo])|w(?=[aieo]))?"
)
"""The consonants of a syllable, as a regular expression that may match nothing."""

_SYLLABLE = rf"(?:{ONSET}(?:[aiue]|oh?(?![aiueoy])|o)|n(?![aiueoy])|m(?=[bmp]))"
_WORD = regex(rf"(?:{_SYLLABLE})+")

# Spelled as in the domain names of the prefectures.
PREFECTURES = (
    "hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba "
    "tokyo kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga "
    "kyoto osaka hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi tokushima kagawa "
    "ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa"
).split()


def is_romaji(word: str) -> bool:
    """Whether lower-case ``word`` consists of Japanese syllables.

    >>> is_romaji("sangyoshien"), is_romaji("service")
    (True, False)
    """
    return _WORD.fullmatch(word) is not None
