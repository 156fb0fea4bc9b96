"""Words of an address that are one letter away from a known word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.edit_distance import one_letter_apart, one_letter_edits
from kyoten_extract.text.url.letter_lookalikes import TOKEN
from kyoten_extract.text.url.romaji import PREFECTURES
from kyoten_extract.text.url.scheme import split_scheme
from kyoten_extract.text.url.syllables import cost, divide, is_known
from kyoten_extract.text.url.vocabulary import cities, english, frequent, names, vocabulary
from kyoten_extract.text.web_address import HOST

# Letters of a token that is compared at all: shorter ones are near too many words, longer ones are
# identifiers.
_MIN_WORD = 5
_MAX_TOKEN = 40
# Letters of the shortest known word that may be meant, longer for edits that are less typical:
# a letter lost; one doubled; one replaced in a city's name; a hint in the host; a hint in the
# path; a known word inside the token.
_MIN_LOST = 6
_MIN_DOUBLED = 6
_MIN_OTHER = 8
_MIN_HINT = 7
_MIN_HINT_IN_PATH = 6
_MIN_PIECE = 6
# Cost, see syllables.divide: what a replaced letter must save, two syllables' worth.
_MIN_GAIN = 2.0
# Letters that are misread for each other, printed and meant.
_LETTER_PAIRS = ("ij", "ji", "il", "li", "jl", "lj", "gq", "qg")
# Consonants that differ in voicing, or that spellings of one name differ in.
_VOICED = tuple(set(pair) for pair in ("kg", "sz", "sj", "td", "hb", "pb", "hp", "fb"))
# The word for a section of an office or a city, after its name: 商工課, 垂水区.
_SECTION = regex(r"(?<=[a-z]{4})(?:ka|bu|ku|shitsu|kyoku)$")
# Spellings of one syllable, or of a long vowel, folded into one in this order.
_SPELLINGS = tuple(
    (regex(pattern), written)
    for pattern, written in (
        ("tch", "ch"),
        ("sh(?=i)|s?sh(?=i)", "s"),
        ("sh", "sy"),
        ("ch(?=i)", "t"),
        ("ch", "ty"),
        ("ts", "t"),
        ("j(?=i)", "z"),
        ("jy?", "zy"),
        ("f", "h"),
        ("d(?=zu|u)z?", "z"),
        ("m(?=[bmp])", "n"),
        ("oh(?![aiueoy])", "o"),
        (r"([^aiueo])\1", r"\1"),
        ("ou", "o"),
        ("ei", "e"),
        (r"([aiueo])\1+", r"\1"),
    )
)


def suggest_words(address: str, hints: Iterable[str] = ()) -> str:
    """Replace each word of ``address`` that is one letter away from exactly one known word.

    The letter may be lost or doubled, replaced in the name of a place, or replaced by a look-alike
    in a long word. That is a suggestion, not a proof. Spellings of one word (jyoho, joho) do not
    count as misprints.

    >>> suggest_words("http://mizazaki-pref.hk/soshiki/kankoubutuskan/")
    'http://miyazaki-pref.hk/soshiki/kankoubutuskan/'
    """
    known = tuple(word.lower() for word in hints)
    match = HOST.match(address)
    host = match[0] if match else ""
    # A host may have any name, so only the name of a prefecture is evidence in it.
    return _each_token(host, _near_prefecture) + _each_token(
        address[len(host) :], lambda token: _near(token, known)
    )


def correct_hinted_words(address: str, hints: Iterable[str]) -> str:
    """Replace each word of the host that is one letter away from one of ``hints``.

    The name of a row's municipality in the host is a proof; in the path it may be another word
    (``koucho`` is not ``kouchi``).

    >>> correct_hinted_words("http://mizazaki-pref.hk/", ["miyazaki"])
    'http://miyazaki-pref.hk/'
    """
    known = tuple(word.lower() for word in hints if len(word) >= _MIN_HINT)
    match = HOST.match(address) if known else None
    if match is None:
        return address
    return _each_token(match[0], lambda token: _hinted(token, known)) + address[match.end() :]


def nearest_word(label: str, known: Iterable[str], least: int) -> str | None:
    """The only word of ``known`` one letter away from ``label``, other spellings of it aside.

    Args:
        label: a lower-case word.
        known: the words it is compared with.
        least: letters of the shortest of them that counts.
    """
    found = {
        word
        for word in known
        if len(word) >= least and one_letter_apart(label, word) and not same_spelling(label, word)
    }
    return found.pop() if len(found) == 1 else None


def same_spelling(one: str, other: str) -> bool:
    """Whether two words are spellings of the same Japanese word.

    >>> same_spelling("zyouhou", "joho"), same_spelling("kokusai", "kosai")
    (True, False)
    """
    return _fold_spelling(one) == _fold_spelling(other)


@lru_cache(maxsize=16384)
def _fold_spelling(word: str) -> str:
    for pattern, written in _SPELLINGS:
        word = pattern.sub(written, word)
    return word


def _each_token(address: str, repair: Callable[[str], str]) -> str:
    scheme, rest = split_scheme(address)
    return scheme + TOKEN.sub(lambda match: repair(match[0]), rest)


def _is_candidate(token: str) -> bool:
    return _MIN_WORD <= len(token) <= _MAX_TOKEN and token.isalpha() and token.islower()


@lru_cache(maxsize=16384)
def _hinted(token: str, hints: tuple[str, ...]) -> str:
    if not _is_candidate(token) or token in hints or is_known(token):
        return token
    found = nearest_word(token, hints, _MIN_HINT)
    if found is None or (len(found) == len(token) and _is_voicing(token, found)):
        return token
    return found


def _is_voicing(one: str, other: str) -> bool:
    """Whether two words differ in voicing, as spellings of a name do: Nakashima, Nakajima."""
    a, b = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
    return {a, b} in _VOICED


@lru_cache(maxsize=16384)
def _near(token: str, hints: tuple[str, ...]) -> str:
    if not _is_candidate(token) or token in hints or is_known(token):
        return token
    stem = _SECTION.sub("", token)
    if stem != token and is_known(stem):
        return token
    found = {word for word in _candidates(token) if not _is_spelling(token, word)}
    named = nearest_word(token, hints, _MIN_HINT_IN_PATH)
    found = {named} if named else found
    found = (found & frequent()) or found
    if not found:
        found = set(_embedded(token))
    # All known words are folded for this, so that it is asked last.
    if len(found) != 1 or _fold_spelling(token) in _known_spellings():
        return token
    return found.pop()


@lru_cache(maxsize=16384)
def _near_prefecture(token: str) -> str:
    if not _is_candidate(token) or is_known(token):
        return token
    found = nearest_word(token, PREFECTURES, _MIN_OTHER)
    return found if found and len(found) == len(token) else token


def _is_spelling(token: str, word: str) -> bool:
    return word not in english() and same_spelling(token, word)


def _candidates(token: str) -> Iterator[str]:
    """The known words of which ``token`` may be a misprint."""
    for word in vocabulary().intersection(one_letter_edits(token)):
        if len(word) > len(token):
            if len(word) >= _MIN_LOST and word not in names() and word != token + "s":
                yield word
        elif len(word) < len(token):
            if len(word) >= _MIN_DOUBLED and _is_doubled(token, word):
                yield word
        elif len(word) >= _MIN_OTHER and word in cities():
            yield word


def _embedded(token: str) -> Iterator[str]:
    """``token`` with one look-alike letter replaced, where that makes a long known word in it."""
    if len(token) < _MIN_PIECE:
        return
    before = cost(token)
    for at, letter in enumerate(token):
        for pair in _LETTER_PAIRS:
            if pair[0] != letter:
                continue
            changed = token[:at] + pair[1] + token[at + 1 :]
            pieces = divide(changed)
            if before - cost(changed) < _MIN_GAIN:
                continue
            start = 0
            for piece in pieces:
                end = start + len(piece.text)
                if start <= at < end and piece.known and end - start >= _MIN_PIECE:
                    yield "".join(piece.text for piece in pieces)
                start = end


def _is_doubled(token: str, word: str) -> bool:
    at = next((i for i, (a, b) in enumerate(zip(token, word, strict=False)) if a != b), len(word))
    return token[at] == token[at - 1]


@cache
def _known_spellings() -> frozenset[str]:
    # All at once: no spelling goes over the end of a line.
    return frozenset(_fold_spelling("\n".join(vocabulary() - english())).split("\n"))
