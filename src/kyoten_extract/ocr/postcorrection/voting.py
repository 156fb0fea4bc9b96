"""Combine several readings of one line: a weighted vote on each character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from kyoten_extract.ocr.postcorrection.kana_confusion import are_confusable_kana
from kyoten_extract.ocr.recognition.ctc import ReadChar

# Probability below which an option is dropped.
_MIN_PROBABILITY = 1e-3
# Similarity (0 to 1) to the first reading below which another one is discarded, as it read
# something else; texts of up to so many characters may have nothing in common.
_MIN_SIMILARITY, _SHORT = 0.34, 2
# Bullets, which recognizers miss: they are known by their shape, so a reading without is no vote.
_BY_SHAPE = frozenset("・○")
# Homoglyphs that only the context tells apart; they are one candidate.
_RINGS = frozenset("○◯〇")
# A reading's weight is its mean confidence, at least the first, to the power of the second: a
# doubtful one must not outvote a certain one.
_MIN_CONFIDENCE, _EXPONENT = 0.1, 6

_Vote = tuple[ReadChar | None, float]
"""A reading's character at a place (``None`` without one), and the reading's weight."""


def vote(
    first: Sequence[ReadChar], others: Sequence[Sequence[ReadChar]], *, as_first: bool = False
) -> list[ReadChar]:
    """Combine readings of one line.

    At each place, the probability of a character is its weighted mean over all readings; readings
    without a character there lower the confidence. What most readings insert between two places is
    inserted. Blanks are those of the first reading.

    Args:
        first: the reading whose characters are the places.
        others: of the same line, from other variants of its image.
        as_first: keep the text of the first reading, with the confidence that all give it.
    """
    inked = [at for at, seen in enumerate(first) if not seen.text.isspace()]
    text = "".join(first[at].text for at in inked)
    given: list[list[_Vote]] = [[(first[at], _weight(first))] for at in inked]
    between: list[list[tuple[Sequence[ReadChar], float]]] = [[] for _ in range(len(inked) + 1)]
    every = _weight(first)
    for other in ([s for s in reading if not s.text.isspace()] for reading in others):
        matcher = SequenceMatcher(None, text, "".join(s.text for s in other), autojunk=False)
        if matcher.ratio() < _MIN_SIMILARITY and len(text) > _SHORT:
            continue
        weight = _weight(other)
        every += weight
        for tag, start, end, low, high in matcher.get_opcodes():
            common = 0 if tag == "insert" else min(end - start, high - low)
            for i in range(common):
                given[start + i].append((other[low + i], weight))
            for i in range(start + common, end):
                given[i].append((None, weight))
            if high - low > common:
                between[end].append((other[low + common : high], weight))
    result: list[ReadChar] = []
    last = -1
    for number, at in enumerate([*inked, len(first)]):
        inserted = [] if as_first else _inserted(between[number], every)
        # An insertion replaces the blanks that the first reading has there.
        result += inserted or first[last + 1 : at]
        if at < len(first):
            result.append(_mean(given[number], first[at].text if as_first else None))
        last = at
    return result


def _weight(reading: Sequence[ReadChar]) -> float:
    """The weight of a reading, by its mean confidence."""
    sure = [seen.confidence for seen in reading if not seen.text.isspace()]
    return (
        max(sum(sure) / len(sure), _MIN_CONFIDENCE) ** _EXPONENT
        if sure
        else _MIN_CONFIDENCE**_EXPONENT
    )


def _mean(votes: Sequence[_Vote], text: str | None) -> ReadChar:
    """Combine the votes on one place; keep ``text``, if it is given."""
    first, _ = votes[0]
    if first is not None and first.text in _BY_SHAPE:
        votes = [vote for vote in votes if vote[0] is not None]
    every = sum(weight for _, weight in votes)
    mass: defaultdict[str, float] = defaultdict(float)
    for seen, weight in votes:
        if seen is None:
            mass[""] += weight / every
            continue
        options = seen.options or ((seen.text, seen.confidence),)
        total = max(sum(value for char, value in options if char), 1.0)
        for char, value in options:
            if char:
                ring = first is not None and first.text in _RINGS and char in _RINGS
                mass[first.text if ring and first else char] += value / total * weight / every
    chosen = max(mass, key=lambda char: (mass[char], char)) if text is None else text
    # A missing character is the most common error, and blurred variants lose voicing marks.
    if first is not None and (not chosen or are_confusable_kana(chosen, first.text)):
        chosen = first.text
    # A reading's confidence may be lower than the probability, for uncovered ink for instance.
    sure = sum(
        weight * (min(seen.confidence, _shown(seen, chosen)) if seen.options else seen.confidence)
        for seen, weight in votes
        if seen is not None and (seen.options or seen.text == chosen)
    )
    options = tuple(
        (char, round(value, 4))
        for char, value in sorted(mass.items(), key=lambda item: (-item[1], item[0]))
        if value >= _MIN_PROBABILITY
    )
    return ReadChar(chosen, round(min(sure / every, 1.0), 4), options)


def _shown(seen: ReadChar, char: str) -> float:
    return max(map(seen.probability, _RINGS if char in _RINGS else char), default=0.0)


def _inserted(found: Sequence[tuple[Sequence[ReadChar], float]], every: float) -> list[ReadChar]:
    """The characters to insert between two places, if most readings have some there."""
    if 2 * sum(weight for _, weight in found) <= every:
        return []
    votes: defaultdict[str, float] = defaultdict(float)
    parts: dict[str, Sequence[ReadChar]] = {}
    for part, weight in found:
        text = "".join(seen.text for seen in part)
        votes[text] += weight / every
        parts.setdefault(text, part)
    text = max(votes, key=lambda key: (votes[key], key))
    return [ReadChar(s.text, round(s.confidence * votes[text], 4), s.options) for s in parts[text]]
