"""A y that was read as v: where the word it stands in can be no other, it is a y again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from kyoten_extract.text.url.romaji import PREFECTURES, is_romaji
from kyoten_extract.text.url.vocabulary import vocabulary, words_with_v

_PERCENT = r"(?:%[0-9A-Fa-f]{2})+"
_TOKEN = re.compile(rf"{_PERCENT}|[A-Za-z]+")
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# A consonant, v, and a vowel that y could stand before: no syllable of Japanese is spelled so.
_IMPOSSIBLE = re.compile(r"(?<=[kgsztnhbpmrjc])v(?=[auo])")
JAPANESE_HOST = re.compile(r"^[^/?#]*//[^/?#]*\.jp(?:[:/?#]|$)", re.IGNORECASE)
_MIN_WORD = 4
_MIN_LONG = 6
_MIN_TELLING = 5
_MIN_NAME = 7
_MAX_WORD = 24
_MAX_TOKEN = 60

_WORD_COST = 1.0
_LETTER_COST = 3.0
_MENDED_SYLLABLE_COST = 1.4

_SYLLABLE = re.compile(
    r"(?:(?:kk?|g|ss?|z|tt?|n|h|b|pp?|m|r|j)y(?=[auo])"
    r"|s?sh|[tc]?ch|t?ts|kk?|g|ss?|z|tt?|d|n|h|b|pp?|m|r|j|f|y(?=[auo])|w(?=[aieo]))?[aiueo]"
    r"|n(?![aiueoy])|m(?=[bmp])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a token: as meant, whether it is a known word, and what it costs."""

    text: str
    known: bool
    cost: float


def restore_y(url: str, hints: Iterable[str] = ()) -> str:
    """``url`` with each v that must have been a y turned back into one."""
    if "v" not in url and "V" not in url:
        return url
    known = tuple(word.lower() for word in hints)
    japanese = JAPANESE_HOST.match(url) is not None
    head = url.find("//")
    start = head + 2 if head >= 0 else 0
    mended = _TOKEN.sub(lambda match: _restore_token(match[0], known, japanese), url[start:])
    return url[:start] + mended


def _restore_token(token: str, hints: tuple[str, ...], japanese: bool) -> str:
    if token[0] == "%" or "v" not in token.lower() or len(token) < _MIN_WORD - 1:
        return token
    if token.islower():
        return _restore_word(token, hints, japanese)
    humps = _HUMP.findall(token)
    # Letters of both cases in disorder are an identifier.
    if "".join(humps) != token or (len(humps) > 1 and min(map(len, humps)) < _MIN_WORD - 1):
        return token
    return "".join(_like(hump, _restore_word(hump.lower(), hints, japanese)) for hump in humps)


def _like(model: str, word: str) -> str:
    """``word`` in the letter case of ``model``, which is as long."""
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
        len(word) <= _MIN_TELLING
        and not japanese
        and _misread().get(word, ()) != ("city",)
        and not _IMPOSSIBLE.search(word)
    ):
        return word
    pieces = divide(word)
    mended = "".join(piece.text for piece in pieces)
    if mended == word:
        return word
    unknown = any(piece.cost >= _LETTER_COST for piece in pieces)
    if not unknown and (japanese or _tells(word, pieces)):
        return mended
    if unknown:
        return _restore_long_words(word, pieces)
    return word


def _tells(word: str, pieces: tuple[Piece, ...]) -> bool:
    """Whether each change is in a word that tells by itself, on a host of any country."""
    at = 0
    for piece in pieces:
        part = word[at : at + len(piece.text)]
        at += len(piece.text)
        if piece.text == part or (piece.known and piece.text == _known_whole(word)):
            continue
        least = _MIN_TELLING if _IMPOSSIBLE.search(part) else _MIN_NAME
        if not piece.known or len(piece.text) < least:
            return False
    return True


def _known_whole(word: str) -> str:
    """The one known word that ``word`` is with v for y; itself if there is none."""
    found = _misread().get(word, ())
    return found[0] if len(found) == 1 else word


def _restore_long_words(word: str, pieces: tuple[Piece, ...]) -> str:
    """``word`` with only those changes that stand in a long known word of it."""
    mended, at = "", 0
    for piece in pieces:
        part = word[at : at + len(piece.text)]
        at += len(piece.text)
        telling = piece.known and (
            len(piece.text) >= _MIN_LONG
            or (len(piece.text) >= _MIN_TELLING and _IMPOSSIBLE.search(part))
        )
        mended += piece.text if telling else part
    return mended


@cache
def _misread() -> dict[str, tuple[str, ...]]:
    """What each word looks like with every y read as v, and the words that look so."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(vocabulary()):
        looks = word.replace("y", "v")
        found[looks] = (*found.get(looks, ()), word)
    return found


@lru_cache(maxsize=16384)
def divide(token: str) -> tuple[Piece, ...]:
    """The cheapest division of ``token`` into known words, syllables and single letters."""
    folded = token.replace("y", "v")
    misread = _misread()
    costs = [0.0] + [float("inf")] * len(token)
    links: list[tuple[int, Piece] | None] = [None] * (len(token) + 1)

    def reach(start: int, end: int, piece: Piece) -> None:
        cost = costs[start] + piece.cost
        if cost < costs[end]:
            costs[end] = cost
            links[end] = (start, piece)

    for start in range(len(token)):
        for end in range(start + _MIN_WORD - 1, min(len(token), start + _MAX_WORD) + 1):
            for word in misread.get(folded[start:end], ()):
                if _may_be(token[start:end], word):
                    reach(start, end, Piece(word, True, _WORD_COST))
        match = _SYLLABLE.match(token, start)
        if match is not None:
            reach(start, match.end(), Piece(match[0], False, _WORD_COST))
        mended = _mended_syllable(token, start)
        if mended is not None:
            reach(start, start + len(mended), Piece(mended, False, _MENDED_SYLLABLE_COST))
        reach(start, start + 1, Piece(token[start], False, _LETTER_COST))
    pieces: list[Piece] = []
    at = len(token)
    while at:
        link = links[at]
        if link is None:  # pragma: no cover - a letter reaches every place
            break
        at, piece = link
        pieces.append(piece)
    return tuple(reversed(pieces))


def _may_be(printed: str, word: str) -> bool:
    """Whether ``printed`` is ``word``, but for a v in place of a y."""
    if len(word) < _MIN_WORD:
        return printed == word
    return all(a == b or (a == "v" and b == "y") for a, b in zip(printed, word, strict=True))


def _mended_syllable(token: str, start: int) -> str | None:
    """A syllable with y at ``start`` that is printed with v after a consonant."""
    if token[start + 1 : start + 2] != "v" or not _IMPOSSIBLE.match(token, start + 1):
        return None
    mended = f"{token[start]}y{token[start + 2]}"
    return mended if is_romaji(mended) else None
