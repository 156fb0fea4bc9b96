"""Addresses of one edition against each other: one slip apart, they were meant to be the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from kyoten_extract.text.url.domains import skeleton
from kyoten_extract.text.url.syllables import divide
from kyoten_extract.text.url.url_repair import is_well_formed
from kyoten_extract.text.url.vocabulary import vocabulary
from kyoten_extract.text.url.word_spelling import one_letter_apart

_HOST = re.compile(r"https?://([^\s/?#:]+)", re.IGNORECASE)
_PIECE = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]")
_SIGN = re.compile(r"[\s_-]")
_WORD = re.compile("[a-z]{5,}")
_MIN_WORD = 5
_MIN_GAIN = 1.0
_SURE, _UNSURE = 0.95, 0.8
_MOST = 5000
"""With more different addresses than this, sisters are no evidence: some differ in a letter."""


@dataclass(frozen=True, slots=True)
class Sister:
    """What another row prints for the same address: the address, how surely, and why."""

    address: str
    confidence: float
    evidence: str


def find_sisters(counts: Mapping[str, int]) -> dict[str, Sister]:
    """The addresses that are another one of the same edition but for one slip.

    Args:
        counts: the addresses, and the number of rows that print each.

    A slip is a letter for one that looks like it (v y, l 1 i j, 0 o, rn m, vv w, q g), a letter
    lost or doubled, or a blank, hyphen or underscore put in. An address is mended to its sister
    where the sister's word is known and its own is not, or where more rows print the sister and
    its words are the more probable ones; else it is a suggestion. Where both may be right nothing
    is said: numbers, identifiers, and words both of which are known.

    >>> rows = {"http://a.jp/touan-support/": 1, "http://a.jp/tounan-support/": 2}
    >>> find_sisters(rows)["http://a.jp/touan-support/"].address
    'http://a.jp/tounan-support/'
    """
    found = _compared(counts, "the same URL")
    hosts: defaultdict[str, int] = defaultdict(int)
    for address, count in counts.items():
        if (match := _HOST.match(address)) is not None:
            hosts[match[0].lower()] += count
    others = _compared(hosts, "the same host")
    for address in counts:
        match = _HOST.match(address)
        if address in found or match is None or match[0].lower() not in others:
            continue
        sister = others[match[0].lower()]
        meant = sister.address + address[match.end() :]
        found[address] = Sister(meant, sister.confidence, sister.evidence)
    return found


def _compared(counts: Mapping[str, int], what: str) -> dict[str, Sister]:
    if len(counts) > _MOST:
        return {}
    found: dict[str, Sister] = {}
    for one, other in sorted(_pairs(counts)):
        judged = _judge(one, other, counts)
        if judged is None:
            continue
        worse, better, confidence = judged
        rows = f"{counts[better]} other row{'s' if counts[better] > 1 else ''}"
        sister = Sister(better, confidence, f"{what} with one difference in {rows}")
        if worse not in found or found[worse].confidence < confidence:
            found[worse] = sister
    # A chain of sisters leads nowhere: only one that is not in doubt itself is evidence.
    return {worse: sister for worse, sister in found.items() if sister.address not in found}


def _pairs(addresses: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs of addresses that a known slip makes one of the other."""
    buckets: defaultdict[str, set[str]] = defaultdict(set)
    for address in addresses:
        key = _folded(address)
        buckets[key].add(address)
        for match in _WORD.finditer(key):
            for at in range(match.start(), match.end()):
                buckets[f"{key[:at]}{key[at + 1 :]}"].add(address)
    return {
        pair
        for bucket in buckets.values()
        for pair in combinations(sorted(bucket), 2)
        if _is_one_slip(*pair)
    }


def _folded(address: str) -> str:
    return _SIGN.sub("", skeleton(address).replace("y", "v").replace("Y", "V"))


def _is_one_slip(one: str, other: str) -> bool:
    """Whether two addresses look alike, or one has a letter that the other lacks."""
    if _folded(one) == _folded(other):
        return True
    return len(one) != len(other) and one_letter_apart(one, other)


def _judge(one: str, other: str, counts: Mapping[str, int]) -> tuple[str, str, float] | None:
    """The worse of two, the better, and how surely; ``None`` where both may be right."""
    parts = _differing(one, other)
    if parts is None:
        return None
    words = dict(zip((one, other), parts, strict=True))
    sound = [address for address in (one, other) if _is_sound(words[address])]
    if len(sound) == 1:
        (better,) = sound
    else:
        better = max(one, other, key=lambda address: counts[address])
    worse = other if better == one else one
    gain = _cost(words[worse]) - _cost(words[better])
    if not is_well_formed(better + ("/" if better.count("/") == len("//") else "")):
        return None
    if len(sound) == 1:
        proven = gain >= _MIN_GAIN and counts[better] >= counts[worse]
    elif sound or counts[better] == counts[worse] or _is_identifier(words[better]):
        return None
    else:
        proven = gain >= _MIN_GAIN
    # A sign may part two words in one of two addresses that both are right.
    signs = _SIGN.sub("", words[one]) == _SIGN.sub("", words[other])
    return worse, better, _SURE if proven and not signs else _UNSURE


def _is_identifier(text: str) -> bool:
    """Whether ``text`` is letters and digits that make no words, where each letter may be right."""
    return any(piece.cost > 1 for word in re.findall("[a-z]+", text) for piece in divide(word))


def _differing(one: str, other: str) -> tuple[str, str] | None:
    """The stretches that two addresses differ in, whole words; ``None`` where they are numbers."""
    left, right = _PIECE.findall(one), _PIECE.findall(other)
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    a, b = "".join(left), "".join(right)
    if min(len(a), len(b)) < _MIN_WORD or not any(map(str.isalpha, a + b)):
        return None
    digits = re.sub("[^0-9]", "", a), re.sub("[^0-9]", "", b)
    if digits[0] != digits[1] and not (_is_letter_for_digit(a, b) or _is_letter_for_digit(b, a)):
        return None
    return a, b


def _is_letter_for_digit(one: str, other: str) -> bool:
    """Whether ``one`` has 0 or 1 amid a word, where ``other`` has a letter."""
    return re.search("(?<=[a-z])[01](?=[a-z])", one) is not None and other.isalpha()


def _cost(text: str) -> float:
    """How improbable the words of ``text`` are: what dividing them costs, signs included."""
    words = re.findall("[a-z]+", text.lower())
    cost = sum(_spelled_cost(word) for word in words)
    return cost + sum(1.0 for char in text if not char.isalnum()) + len(re.findall("[0-9]+", text))


def _spelled_cost(word: str) -> float:
    pieces = divide(word)
    # A division may mend; what it mended was spelled wrong.
    mended = "".join(piece.text for piece in pieces) != word
    return sum(piece.cost for piece in pieces) + (2 * _MIN_GAIN if mended else 0.0)


def _is_sound(text: str) -> bool:
    """Whether all words of ``text`` are known ones."""
    return all(
        word in vocabulary() or (all(piece.known for piece in divide(word)) and _as_is(word))
        for word in re.findall("[a-z]+", text.lower())
    )


def _as_is(word: str) -> bool:
    return "".join(piece.text for piece in divide(word)) == word
