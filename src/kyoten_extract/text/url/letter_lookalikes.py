"""Letters of an address that look like others, are lost or are doubled: by known words alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from kyoten_extract.text.url.domains import skeleton
from kyoten_extract.text.url.romaji import is_romaji
from kyoten_extract.text.url.syllables import JAPANESE_HOST, divide
from kyoten_extract.text.url.vocabulary import vocabulary

# A percent escape, or a stretch of letters and digits; the letters of an identifier are mixed.
_TOKEN = re.compile(r"(?:%[0-9A-Fa-f]{2})+|[A-Za-z0-9]+")
_DIGIT_AMID = re.compile(r"(?<=[a-z])[01](?=[a-z])")
# What no syllable is spelled with, the letter that looks like it, and how long a word must be to
# tell by its syllables alone: English and Spanish words are found among the shorter ones.
_NO_SYLLABLE = (
    (re.compile("(?<!j)j(?![aiueoyj])"), "i", 6),
    (re.compile("q(?!u[aeio])"), "g", 6),
    (re.compile("rn"), "m", 9),
    (re.compile("(?<=[a-z])0(?=[a-z])"), "o", 5),
)
_READINGS = {"0": "o", "1": "il"}
# How the names of pages end; a page's name has no other point, and nothing after it.
_SUFFIX = re.compile(r"(/[^/?#.]*\.)([a-z0-9]{3,6})(?=$|[?#])")
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
_MIN_WORD = 5
_MAX_DIGITS = 3
_MAX_TOKEN = 40


def repair_lookalikes(address: str) -> str:
    """``address`` with each stretch that is a known word but for look-alike letters mended.

    Looked at are 0 and o, 1 l i j, rn and m, vv and w, q and g. What can be read as Japanese, or
    as known words, stays; so does what could be two words. On a Japanese host, letters that no
    syllable has are mended where all of a longer word can be read as Japanese with them.

    >>> repair_lookalikes("http://www.pref.toyarna.jp/k0kusai/")
    'http://www.pref.toyama.jp/kokusai/'
    """
    start = address.find("//") + 2 if "//" in address else 0
    japanese = JAPANESE_HOST.match(address) is not None
    mended = _TOKEN.sub(lambda match: _lookalike(match[0], japanese), address[start:])
    return address[:start] + _SUFFIX.sub(_suffix, mended)


def _suffix(match: re.Match[str]) -> str:
    return match[1] + next(
        (one for one in _SUFFIXES if skeleton(one) == skeleton(match[2])), match[2]
    )


@lru_cache(maxsize=16384)
def _lookalike(token: str, japanese: bool) -> str:
    if not _MIN_WORD <= len(token) <= _MAX_TOKEN or not token.islower() or not token.isascii():
        return token
    if token.isalpha() and (is_romaji(token) or token in vocabulary() or _is_known(token)):
        return token
    found = _by_skeleton().get(skeleton(token), ())
    if len(found) == 1:
        return found[0]
    spelled = _by_syllables(token) if japanese else None
    if spelled is not None:
        return spelled
    digits = len(_DIGIT_AMID.findall(token))
    if not 0 < digits <= _MAX_DIGITS or sum(char.isdigit() for char in token) != digits:
        return token
    parts = _DIGIT_AMID.split(token)
    choices = [_READINGS[char] for char in _DIGIT_AMID.findall(token)]
    read = {
        parts[0] + "".join(map("".join, zip(letters, parts[1:], strict=True)))
        for letters in product(*choices)
    }
    sound = [word for word in sorted(read) if _is_known(word)]
    return sound[0] if len(sound) == 1 else token


def _by_syllables(token: str) -> str | None:
    """``token`` as a Japanese word, where it has what no syllable is spelled with; else ``None``.

    Such are a j that no vowel follows, a q, rn, and 0 amid letters.
    """
    for pattern, meant, least in _NO_SYLLABLE:
        word = pattern.sub(meant, token)
        if word == token or len(word) < least or not (word.isalpha() and is_romaji(word)):
            continue
        # After a j the vowel may be lost instead; only words can tell.
        whole = pattern.sub("ji", token) if meant == "i" else ""
        if not whole or not is_romaji(whole) or _cost(word) < _cost(whole):
            return word
    return None


def _cost(word: str) -> float:
    return sum(piece.cost for piece in divide(word))


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(vocabulary()):
        if len(word) >= _MIN_WORD:
            key = skeleton(word)
            found[key] = (*found.get(key, ()), word)
    return found


def _is_known(token: str) -> bool:
    return token.isalpha() and all(piece.known for piece in divide(token))
