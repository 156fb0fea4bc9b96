"""Several readings of one line put together: at each place what all of them say, on the average."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from kyoten_extract.ocr.postcorrection.kana_confusion import are_confusable_kana
from kyoten_extract.ocr.recognition.ctc import ReadChar

# An option less likely than this is left out.
_LEAST = 1e-3
# A reading that has so little of the first one's text is of no line there.
# Shorter texts may have nothing in common.
_ALIKE, _FEW = 0.34, 2
# Marks that no recognizer sees, and that are known by their shape.
_BY_SHAPE = frozenset("・○")
# Signs of one shape: which of them is meant, what stands beside it says.
_RINGS = frozenset("○◯〇")
# How much less a reading counts that is not sure of its characters.
_LIGHTEST, _STEEP = 0.1, 6

_Vote = tuple[ReadChar | None, float]
"""What a reading has at a place, nothing where it has none, and what the reading counts for."""


def vote(
    first: Sequence[ReadChar], others: Sequence[Sequence[ReadChar]], *, as_first: bool = False
) -> list[ReadChar]:
    """One line as all its readings have it.

    A place has each character with the mean of its probabilities over all readings; the empty text
    stands for none, which only makes a character less sure. What most of the readings have between
    two places goes there. Blanks are those of the first one.

    Args:
        first: the reading that gives the places.
        others: of the same line, read in other ways.
        as_first: keep the text of the first one, as sure as all are of it.
    """
    inked = [at for at, seen in enumerate(first) if not seen.text.isspace()]
    text = "".join(first[at].text for at in inked)
    given: list[list[_Vote]] = [[(first[at], _weight(first))] for at in inked]
    between: list[list[tuple[Sequence[ReadChar], float]]] = [[] for _ in range(len(inked) + 1)]
    every = _weight(first)
    for other in ([s for s in reading if not s.text.isspace()] for reading in others):
        matcher = SequenceMatcher(None, text, "".join(s.text for s in other), autojunk=False)
        if matcher.ratio() < _ALIKE and len(text) > _FEW:
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
        # What was taken for white and is none has its place.
        result += inserted or first[last + 1 : at]
        if at < len(first):
            result.append(_mean(given[number], first[at].text if as_first else None))
        last = at
    return result


def _weight(reading: Sequence[ReadChar]) -> float:
    """What a reading counts for: as much as it is sure of its characters."""
    sure = [seen.confidence for seen in reading if not seen.text.isspace()]
    return max(sum(sure) / len(sure), _LIGHTEST) ** _STEEP if sure else _LIGHTEST**_STEEP


def _mean(votes: Sequence[_Vote], text: str | None) -> ReadChar:
    """A place as its readings have it on the average; ``text`` is kept, where it is given."""
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
    # To lack a character is a look's commonest slip, and blurred ones lose the marks of kana.
    if first is not None and (not chosen or are_confusable_kana(chosen, first.text)):
        chosen = first.text
    # A reading may doubt what it has for other reasons than another character's.
    sure = sum(
        weight * (min(seen.confidence, _shown(seen, chosen)) if seen.options else seen.confidence)
        for seen, weight in votes
        if seen is not None and (seen.options or seen.text == chosen)
    )
    options = tuple(
        (char, round(value, 4))
        for char, value in sorted(mass.items(), key=lambda item: (-item[1], item[0]))
        if value >= _LEAST
    )
    return ReadChar(chosen, round(min(sure / every, 1.0), 4), options)


def _shown(seen: ReadChar, char: str) -> float:
    return max(map(seen.probability, _RINGS if char in _RINGS else char), default=0.0)


def _inserted(found: Sequence[tuple[Sequence[ReadChar], float]], every: float) -> list[ReadChar]:
    """What stands between two places, where most readings have something there."""
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
