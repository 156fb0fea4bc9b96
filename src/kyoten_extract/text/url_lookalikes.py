"""Letters of an address that look like others, are lost or are doubled: by known words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product

from kyoten_extract.text.romaji import is_romaji
from kyoten_extract.text.url_syllables import divide
from kyoten_extract.text.url_words import names, vocabulary

# A percent escape, or a stretch of letters and digits; the letters of an identifier are mixed.
_TOKEN = re.compile(r"(?:%[0-9A-Fa-f]{2})+|[A-Za-z0-9]+")
_DIGIT_AMID = re.compile(r"(?<=[a-z])[01](?=[a-z])")
_READINGS = {"0": "o", "1": "il"}
_MIN_WORD = 5
_MIN_NAME = 7
_MIN_OTHER = 6
_MAX_DIGITS = 3
_MAX_TOKEN = 40


def mend_lookalikes(address: str) -> str:
    """``address`` with each stretch that is a known word but for look-alike letters mended.

    Looked at are 0 and o, 1 l i j, rn and m, vv and w, q and g. What can be read as Japanese, or
    as known words, stays; so does what could be two words.

    >>> mend_lookalikes("http://www.pref.toyarna.jp/k0kusai/")
    'http://www.pref.toyama.jp/kokusai/'
    """
    start = address.find("//") + 2 if "//" in address else 0
    mended = _TOKEN.sub(lambda match: _lookalike(match[0]), address[start:])
    return address[:start] + mended


def near_words(address: str, hints: Iterable[str] = ()) -> str:
    """``address`` with each stretch replaced that one letter parts from one known word only.

    A letter lost or doubled, or another one in the name of a place: a suggestion and no proof.

    >>> near_words("http://mizazaki-pref.hk/")
    'http://miyazaki-pref.hk/'
    """
    known = tuple(word.lower() for word in hints)
    start = address.find("//") + 2 if "//" in address else 0
    return address[:start] + _TOKEN.sub(lambda match: _near(match[0], known), address[start:])


@lru_cache(maxsize=16384)
def _lookalike(token: str) -> str:
    if not _MIN_WORD <= len(token) <= _MAX_TOKEN or not token.islower() or not token.isascii():
        return token
    if token.isalpha() and (is_romaji(token) or token in vocabulary() or _is_known(token)):
        return token
    found = _by_skeleton().get(_skeleton(token), ())
    if len(found) == 1:
        return found[0]
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


def _skeleton(word: str) -> str:
    """``word`` with all letters that look alike made one."""
    word = word.replace("vv", "w").replace("rn", "m").replace("0", "o").replace("q", "g")
    return word.replace("1", "i").replace("l", "i").replace("j", "i")


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(vocabulary()):
        if len(word) >= _MIN_WORD:
            key = _skeleton(word)
            found[key] = (*found.get(key, ()), word)
    return found


@lru_cache(maxsize=16384)
def _near(token: str, hints: tuple[str, ...]) -> str:
    if not _MIN_WORD <= len(token) <= _MAX_TOKEN or not (token.isalpha() and token.islower()):
        return token
    if token in hints or _is_known(token):
        return token
    lost = {token[:i] + letter + token[i:] for i in range(len(token) + 1) for letter in _LETTERS}
    doubled = {token[:i] + token[i + 1 :] for i in range(1, len(token)) if _twice(token, i)}
    other = {token[:i] + letter + token[i + 1 :] for i in range(len(token)) for letter in _LETTERS}
    words = {word for word in lost | doubled if len(word) >= _MIN_OTHER} & vocabulary()
    places = {word for word in other if len(word) >= _MIN_NAME} & names()
    given = (lost | doubled | other) & set(hints)
    found = given or words | places
    return next(iter(found)) if len(found) == 1 else token


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _twice(token: str, at: int) -> bool:
    return token[at] == token[at - 1]


def _is_known(token: str) -> bool:
    return token.isalpha() and all(piece.known for piece in divide(token))
