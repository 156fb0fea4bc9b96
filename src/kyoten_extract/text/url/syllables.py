"""Division of words into known words and Japanese syllables; and v restored to y by it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.edit_distance import LONGEST_NAME
from kyoten_extract.text.url.romaji import ONSET, PREFECTURES, is_romaji
from kyoten_extract.text.url.scheme import split_scheme
from kyoten_extract.text.url.vocabulary import vocabulary, words_with_v

_PERCENT = r"(?:%[0-9A-Fa-f]{2})+"
_TOKEN = regex(rf"{_PERCENT}|[A-Za-z]+")
_CAMEL_PART = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# v between a consonant and a vowel that may follow y: no Japanese syllable is spelled this way.
_IMPOSSIBLE = regex(r"(?<=[kgsztnhbpmrjc])v(?=[auo])")
JAPANESE_HOST = regex(r"^[^/?#]*//[^/?#]*\.jp(?:[:/?#]|$)", re.IGNORECASE)
# Letters: shorter words are found inside too many others.
_MIN_WORD = 4
# Letters of a known word that is evidence by itself: anywhere, with an impossible syllable, and on
# a host outside Japan.
_MIN_LONG = 6
_MIN_EVIDENT = 5
_MIN_NAME = 7
# Letters of the longest word of the vocabulary, and of a token that is worth dividing.
_MAX_WORD = 24
_MAX_TOKEN = 60

# Relative costs in a division: a known word costs no more than a syllable, so that long words win;
# a syllable read with y for v costs slightly more, and a letter that is in neither costs most.
_WORD_COST = 1.0
_LETTER_COST = 3.0
_RESTORED_SYLLABLE_COST = 1.4

_SYLLABLE = regex(rf"{ONSET}[aiueo]|n(?![aiueoy])|m(?=[bmp])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a token, with y restored; whether it is a known word; and its cost."""

    text: str
    known: bool
    cost: float


def restore_y(url: str, hints: Iterable[str] = ()) -> str:
    """Restore each v of ``url`` that must have been a y.

    Args:
        url: an address; its scheme is left alone.
        hints: words that the address may contain, as further known words.
    """
    if "v" not in url and "V" not in url:
        return url
    known = tuple(word.lower() for word in hints)
    japanese = JAPANESE_HOST.match(url) is not None
    scheme, rest = split_scheme(url)
    return scheme + _TOKEN.sub(lambda match: _restore_token(match[0], known, japanese), rest)


def _restore_token(token: str, hints: tuple[str, ...], japanese: bool) -> str:
    if token[0] == "%" or "v" not in token.lower() or len(token) < _MIN_WORD - 1:
        return token
    if token.islower():
        return _restore_word(token, hints, japanese)
    camel_parts = _CAMEL_PART.findall(token)
    # Letters of both cases in no order are an identifier.
    if "".join(camel_parts) != token or (
        len(camel_parts) > 1 and min(map(len, camel_parts)) < _MIN_WORD - 1
    ):
        return token
    return "".join(
        _with_case_of(part, _restore_word(part.lower(), hints, japanese)) for part in camel_parts
    )


def _with_case_of(model: str, word: str) -> str:
    """``word`` in the letter case of ``model``, which has the same length."""
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(model, word, strict=True)
    )


@lru_cache(maxsize=16384)
def _restore_word(word: str, hints: tuple[str, ...], japanese: bool) -> str:
    for hint in hints:
        if word == hint.replace("y", "v"):
            return hint
    if "v" not in word or not _MIN_WORD <= len(word) <= _MAX_TOKEN or word in words_with_v():
        return word
    for name in (*PREFECTURES, *(hint for hint in hints if len(hint) >= _MIN_WORD)):
        misread = name.replace("y", "v")
        if misread != name and misread in word:
            word = word.replace(misread, name)
    if "v" not in word:
        return word
    if (
        len(word) <= _MIN_EVIDENT
        and not japanese
        and _read_as(word) != ("city",)
        and not _IMPOSSIBLE.search(word)
    ):
        return word
    pieces = divide(word)
    restored = "".join(piece.text for piece in pieces)
    if restored == word:
        return word
    unknown = any(piece.cost >= _LETTER_COST for piece in pieces)
    if not unknown and (japanese or _is_evident(word, pieces)):
        return restored
    if unknown:
        return _restore_long_words(word, pieces)
    return word


def _is_evident(word: str, pieces: tuple[Piece, ...]) -> bool:
    """Whether each change is in a known word that is evidence on a host of any country."""
    at = 0
    for piece in pieces:
        part = word[at : at + len(piece.text)]
        at += len(piece.text)
        if piece.text == part or (piece.known and piece.text == _only_misread(word)):
            continue
        least = _MIN_EVIDENT if _IMPOSSIBLE.search(part) else _MIN_NAME
        if not piece.known or len(piece.text) < least:
            return False
    return True


def _only_misread(word: str) -> str:
    """The only known word that is ``word`` when its y are read as v; else ``word`` itself."""
    found = _read_as(word)
    return found[0] if len(found) == 1 else word


def _restore_long_words(word: str, pieces: tuple[Piece, ...]) -> str:
    """``word`` with those changes that lie in a long known word."""
    restored, at = "", 0
    for piece in pieces:
        part = word[at : at + len(piece.text)]
        at += len(piece.text)
        is_evident = piece.known and (
            len(piece.text) >= _MIN_LONG
            or (len(piece.text) >= _MIN_EVIDENT and _IMPOSSIBLE.search(part))
        )
        restored += piece.text if is_evident else part
    return restored


def _read_as(looks: str) -> tuple[str, ...]:
    """The known words that are ``looks`` when every y of theirs is read as v."""
    if "v" in looks:
        return _misread().get(looks, ())
    return (looks,) if looks in vocabulary() else ()


@cache
def _misread() -> dict[str, tuple[str, ...]]:
    """The known words with a y or v, by their spelling with every y read as v."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted([word for word in vocabulary() if "y" in word or "v" in word]):
        looks = word.replace("y", "v")
        found[looks] = (*found.get(looks, ()), word)
    return found


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all known words, every y read as v: fewer begin no longer word."""
    words = " ".join(vocabulary()).replace("y", "v").split(" ")
    return frozenset([word[:_MIN_WORD] for word in words])


def divide(token: str) -> tuple[Piece, ...]:
    """Divide ``token`` into known words, syllables and single letters at the lowest cost.

    A v may be read as y in known words and in impossible syllables, so the texts of the pieces may
    differ from ``token``. One longer than ``LONGEST_NAME`` is no word, and stays whole.
    """
    if len(token) > LONGEST_NAME:
        return (Piece(token, False, _LETTER_COST * len(token)),)
    return _divide(token)


@lru_cache(maxsize=16384)
def _divide(token: str) -> tuple[Piece, ...]:
    folded = token.replace("y", "v")
    beginnings = _beginnings()
    costs = [0.0] + [float("inf")] * len(token)
    # What reaches each place at the lowest cost: where it begins, and its piece.
    links = [(0, "", False, 0.0)] * (len(token) + 1)
    for start in range(len(token)):
        cost = costs[start]
        least = start + _MIN_WORD - 1
        longest = min(len(token), start + _MAX_WORD)
        if folded[start : start + _MIN_WORD] not in beginnings:
            longest = min(longest, least)
        for end in range(least, longest + 1):
            if cost + _WORD_COST < costs[end]:
                for word in _read_as(folded[start:end]):
                    if _may_be(token[start:end], word):
                        costs[end] = cost + _WORD_COST
                        links[end] = start, word, True, _WORD_COST
                        break
        match = _SYLLABLE.match(token, start)
        if match is not None and cost + _WORD_COST < costs[match.end()]:
            costs[match.end()] = cost + _WORD_COST
            links[match.end()] = start, match[0], False, _WORD_COST
        restored = _restored_syllable(token, start)
        if restored is not None:
            end = start + len(restored)
            if cost + _RESTORED_SYLLABLE_COST < costs[end]:
                costs[end] = cost + _RESTORED_SYLLABLE_COST
                links[end] = start, restored, False, _RESTORED_SYLLABLE_COST
        if cost + _LETTER_COST < costs[start + 1]:
            costs[start + 1] = cost + _LETTER_COST
            links[start + 1] = start, token[start], False, _LETTER_COST
    pieces: list[Piece] = []
    at = len(token)
    while at:
        at, text, known, cost = links[at]
        pieces.append(Piece(text, known, cost))
    return tuple(reversed(pieces))


def is_known(text: str) -> bool:
    """Whether ``text`` divides into known words alone, v read as y where needed."""
    return all(piece.known for piece in divide(text))


def cost(word: str) -> float:
    """The cost of the division of ``word``: the higher, the less probable the word."""
    return sum(piece.cost for piece in divide(word))


def _may_be(printed: str, word: str) -> bool:
    """Whether ``printed`` is ``word``, or is it with v in place of y."""
    if len(word) < _MIN_WORD:
        return printed == word
    return all(a == b or (a == "v" and b == "y") for a, b in zip(printed, word, strict=True))


def _restored_syllable(token: str, start: int) -> str | None:
    """The syllable at ``start`` with its v restored to y, where no other reading is possible."""
    if token[start + 1 : start + 2] != "v" or not _IMPOSSIBLE.match(token, start + 1):
        return None
    restored = f"{token[start]}y{token[start + 2]}"
    return restored if is_romaji(restored) else None
