"""Repair of look-alike letters in an address, on the evidence of known words and syllables."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.url.domains import by_skeleton, skeleton
from kyoten_extract.text.url.romaji import is_romaji
from kyoten_extract.text.url.scheme import split_scheme
from kyoten_extract.text.url.syllables import JAPANESE_HOST, cost, is_known
from kyoten_extract.text.url.vocabulary import vocabulary

# Percent escapes, which are no words, or a run of letters and digits.
TOKEN = regex(r"(?:%[0-9A-Fa-f]{2})+|[A-Za-z0-9]+")
_DIGIT_IN_WORD = regex(r"(?<=[a-z])[01](?=[a-z])")
# What no Japanese syllable contains, the letter it is misread from, and the shortest word, in
# letters, for which syllables are evidence enough: shorter ones may be English or Spanish.
_NO_SYLLABLE = (
    (regex("(?<!j)j(?![aiueoyj])"), "i", 6),
    (regex("q(?!u[aeio])"), "g", 6),
    (regex("rn"), "m", 9),
    (regex("(?<=[a-z])0(?=[a-z])"), "o", 5),
)
# The letters that a digit inside a word may stand for.
_READINGS = {"0": "o", "1": "il"}
# The extension of a file name, which has no other dot and ends the path.
_SUFFIX = regex(r"(/[^/?#.]*\.)([a-z0-9]{3,6})(?=$|[?#])")
_SUFFIXES = (
    "html",
    "htm",
    "shtml",
    "php",
    "pdf",
    "asp",
    "aspx",
    "jsp",
    "cgi",
    "xls",
    "xlsx",
    "jpg",
)
# Letters: shorter words have look-alikes among abbreviations and names.
_MIN_WORD = 5
# Digits in a word: each doubles the readings to try, and more of them are an identifier.
_MAX_DIGITS = 3
# Characters: longer tokens are identifiers.
_MAX_TOKEN = 40


def repair_lookalikes(address: str) -> str:
    """Replace tokens of ``address`` that differ from one known word in look-alike letters only.

    Look-alikes are 0 o, 1 l i j, rn m, vv w and q g. Tokens that are Japanese syllables or known
    words stay, as do those that look like two words. On a Japanese host, a letter that no
    syllable contains is also replaced where that makes a longer word all syllables.

    >>> repair_lookalikes("http://www.pref.toyarna.jp/k0kusai/")
    'http://www.pref.toyama.jp/kokusai/'
    """
    scheme, rest = split_scheme(address)
    japanese = JAPANESE_HOST.match(address) is not None
    repaired = TOKEN.sub(lambda match: _repair(match[0], japanese), rest)
    return scheme + _SUFFIX.sub(_repair_suffix, repaired)


def _repair_suffix(match: re.Match[str]) -> str:
    return match[1] + next(
        (one for one in _SUFFIXES if skeleton(one) == skeleton(match[2])), match[2]
    )


@lru_cache(maxsize=16384)
def _repair(token: str, japanese: bool) -> str:
    if not _MIN_WORD <= len(token) <= _MAX_TOKEN or not token.islower() or not token.isascii():
        return token
    if token.isalpha() and (is_romaji(token) or token in vocabulary() or is_known(token)):
        return token
    found = _words_by_skeleton().get(skeleton(token), ())
    if len(found) == 1:
        return found[0]
    japanese_word = _by_syllables(token) if japanese else None
    if japanese_word is not None:
        return japanese_word
    digits = len(_DIGIT_IN_WORD.findall(token))
    if not 0 < digits <= _MAX_DIGITS or sum(char.isdigit() for char in token) != digits:
        return token
    parts = _DIGIT_IN_WORD.split(token)
    choices = [_READINGS[char] for char in _DIGIT_IN_WORD.findall(token)]
    readings = {
        parts[0] + "".join(map("".join, zip(letters, parts[1:], strict=True)))
        for letters in product(*choices)
    }
    known = [word for word in sorted(readings) if word.isalpha() and is_known(word)]
    return known[0] if len(known) == 1 else token


def _by_syllables(token: str) -> str | None:
    """``token`` with a letter that no Japanese syllable contains replaced, or ``None``.

    Those are a j before no vowel, a q, rn, and 0 inside a word.
    """
    for pattern, meant, least in _NO_SYLLABLE:
        word = pattern.sub(meant, token)
        if word == token or len(word) < least or not (word.isalpha() and is_romaji(word)):
            continue
        # A j may also have lost its vowel: the division into known words decides.
        with_vowel = pattern.sub("ji", token) if meant == "i" else ""
        if not with_vowel or not is_romaji(with_vowel) or cost(word) < cost(with_vowel):
            return word
    return None


@cache
def _words_by_skeleton() -> dict[str, tuple[str, ...]]:
    return by_skeleton(word for word in vocabulary() if len(word) >= _MIN_WORD)
