"""Near-duplicate addresses of one edition: one misprint apart, they are the same address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.text.edit_distance import one_letter_apart
from kyoten_extract.text.url.domains import skeleton
from kyoten_extract.text.url.syllables import cost, divide, is_known
from kyoten_extract.text.url.url_repair import is_well_formed
from kyoten_extract.text.url.vocabulary import vocabulary
from kyoten_extract.text.web_address import HOST

_PIECE = regex(r"[A-Za-z0-9]+|[^A-Za-z0-9]")
_SIGN = regex(r"[\s_-]")
_WORD = regex("[a-z]{5,}")
# Letters: shorter words differ in one letter too often.
_MIN_WORD = 5
# Cost of words, see syllables.divide: a correction must make the words this much more probable.
_MIN_GAIN = 1.0
# Confidence of a proven duplicate and of a suspected one.
_PROVEN, _SUSPECTED = 0.95, 0.8
# Characters: longer addresses are compared as wholes only.
_LONGEST = 200
# Different addresses: among more of them, some differ in one letter by chance.
_MOST = 5000


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """The address that other rows print, the confidence that it is meant, and the evidence."""

    address: str
    confidence: float
    evidence: str


def find_near_duplicates(counts: Mapping[str, int]) -> dict[str, NearDuplicate]:
    """Find addresses that are one misprint away from another address of the same edition.

    A misprint is a look-alike letter (v y, l 1 i j, 0 o, rn m, vv w, q g), a letter lost or
    doubled, or an inserted space, hyphen or underscore. The duplicate is proven where its word is
    known and the misprinted one is not, or where more rows print it and its words are more
    probable; otherwise it is suspected. Numbers, identifiers and pairs of known words are skipped,
    since both addresses may be right.

    Args:
        counts: the number of rows that print each address.

    Returns:
        The near duplicate by misprinted address.

    >>> rows = {"http://a.jp/touan-support/": 1, "http://a.jp/tounan-support/": 2}
    >>> find_near_duplicates(rows)["http://a.jp/touan-support/"].address
    'http://a.jp/tounan-support/'
    """
    found = _compared(counts, say("the same URL"))
    hosts: defaultdict[str, int] = defaultdict(int)
    for address, count in counts.items():
        if (match := HOST.match(address)) is not None:
            hosts[match[0].lower()] += count
    others = _compared(hosts, say("the same host"))
    for address in counts:
        match = HOST.match(address)
        if address in found or match is None or match[0].lower() not in others:
            continue
        host = others[match[0].lower()]
        meant = host.address + address[match.end() :]
        found[address] = NearDuplicate(meant, host.confidence, host.evidence)
    return found


def _compared(counts: Mapping[str, int], what: str) -> dict[str, NearDuplicate]:
    if len(counts) > _MOST:
        return {}
    found: dict[str, NearDuplicate] = {}
    for one, other in sorted(_pairs(counts)):
        judged = _judge(one, other, counts)
        if judged is None:
            continue
        worse, better, confidence = judged
        rows = counts[better]
        evidence = say(
            "{what} with one difference in {rows} other rows"
            if rows > 1
            else "{what} with one difference in {rows} other row",
            what=what,
            rows=rows,
        )
        duplicate = NearDuplicate(better, confidence, evidence)
        if worse not in found or found[worse].confidence < confidence:
            found[worse] = duplicate
    # An address that is in doubt itself is no evidence.
    return {worse: one for worse, one in found.items() if one.address not in found}


def _pairs(addresses: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs of addresses that are one misprint apart."""
    # By hash, which is shorter than what it stands for: each pair is compared below.
    first: dict[int, str] = {}
    shared: defaultdict[int, set[str]] = defaultdict(set)
    for address in addresses:
        key = _folded(address)
        alike = {hash(key)}
        for match in _WORD.finditer(key) if len(key) <= _LONGEST else ():
            alike.update(
                [hash(key[:at] + key[at + 1 :]) for at in range(match.start(), match.end())]
            )
        for one in alike:
            other = first.setdefault(one, address)
            if other is not address:
                shared[one] |= {other, address}
    return {
        pair
        for bucket in shared.values()
        for pair in combinations(sorted(bucket), 2)
        if _is_one_misprint(*pair)
    }


def _folded(address: str) -> str:
    return _SIGN.sub("", skeleton(address).replace("y", "v").replace("Y", "V"))


def _is_one_misprint(one: str, other: str) -> bool:
    """Whether two addresses look alike, or one has an additional letter."""
    if _folded(one) == _folded(other):
        return True
    return len(one) != len(other) and one_letter_apart(one, other)


def _judge(one: str, other: str, counts: Mapping[str, int]) -> tuple[str, str, float] | None:
    """The misprinted address, the right one, and the confidence; ``None`` if both may be right."""
    parts = _differing(one, other)
    if parts is None:
        return None
    words = dict(zip((one, other), parts, strict=True))
    known = [address for address in (one, other) if _has_known_words(words[address])]
    if len(known) == 1:
        (better,) = known
    else:
        better = max(one, other, key=lambda address: counts[address])
    worse = other if better == one else one
    gain = _text_cost(words[worse]) - _text_cost(words[better])
    if not is_well_formed(better + ("/" if better.count("/") == len("//") else "")):
        return None
    if len(known) == 1:
        proven = gain >= _MIN_GAIN and counts[better] >= counts[worse]
    elif known or counts[better] == counts[worse] or _is_identifier(words[better]):
        return None
    else:
        proven = gain >= _MIN_GAIN
    # Two different addresses may differ in a hyphen between two words.
    only_signs = _SIGN.sub("", words[one]) == _SIGN.sub("", words[other])
    return worse, better, _PROVEN if proven and not only_signs else _SUSPECTED


def _is_identifier(text: str) -> bool:
    """Whether ``text`` has letters that form no words, so that any of them may be right."""
    return any(piece.cost > 1 for word in re.findall("[a-z]+", text) for piece in divide(word))


def _differing(one: str, other: str) -> tuple[str, str] | None:
    """The whole words in which two addresses differ; ``None`` for short ones and for numbers."""
    left, right = _PIECE.findall(one), _PIECE.findall(other)
    shorter = min(len(left), len(right))
    start = end = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    a, b = "".join(left[start : len(left) - end]), "".join(right[start : len(right) - end])
    if min(len(a), len(b)) < _MIN_WORD or not any(map(str.isalpha, a + b)):
        return None
    digits = re.sub("[^0-9]", "", a), re.sub("[^0-9]", "", b)
    if digits[0] != digits[1] and not (_is_letter_for_digit(a, b) or _is_letter_for_digit(b, a)):
        return None
    return a, b


def _is_letter_for_digit(one: str, other: str) -> bool:
    """Whether ``one`` has 0 or 1 inside a word, and ``other`` is letters only."""
    return re.search("(?<=[a-z])[01](?=[a-z])", one) is not None and other.isalpha()


def _text_cost(text: str) -> float:
    """How improbable ``text`` is: the cost of its words, and 1 for each sign and number."""
    words = re.findall("[a-z]+", text.lower())
    return (
        sum(map(_spelled_cost, words))
        + sum(1.0 for char in text if not char.isalnum())
        + len(re.findall("[0-9]+", text))
    )


def _spelled_cost(word: str) -> float:
    # A division may read v as y; a word that needs it is misspelled.
    return cost(word) + (0.0 if _is_spelled_right(word) else 2 * _MIN_GAIN)


def _has_known_words(text: str) -> bool:
    """Whether ``text`` consists of known words."""
    return all(
        word in vocabulary() or (is_known(word) and _is_spelled_right(word))
        for word in re.findall("[a-z]+", text.lower())
    )


def _is_spelled_right(word: str) -> bool:
    """Whether dividing ``word`` leaves its letters as they are."""
    return "".join(piece.text for piece in divide(word)) == word
