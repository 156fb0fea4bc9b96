"""Repair of printed URLs: a chain of corrections, each with the evidence for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import require_type
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Correction
from kyoten_extract.text.normalize.ligatures import fold_ligatures
from kyoten_extract.text.normalize.width import fold_width
from kyoten_extract.text.proposal import SAFE
from kyoten_extract.text.url.domains import may_be_top_level
from kyoten_extract.text.url.host import drop_underscores, repair_host, suggest_host
from kyoten_extract.text.url.letter_lookalikes import repair_lookalikes
from kyoten_extract.text.url.scheme import repair_scheme
from kyoten_extract.text.url.syllables import restore_y
from kyoten_extract.text.url.unwrap import (
    WELL_FORMED,
    drop_hyphens,
    drop_hyphens_at_line_ends,
    drop_spaces,
    join_address,
)
from kyoten_extract.text.url.word_spelling import correct_hinted_words, suggest_words
from kyoten_extract.text.web_address import ADDRESS, LONGEST_CELL

Hints = tuple[str, ...]

FIELD = "url"
"""The field of a record that holds addresses."""

# Minus signs and dashes that fonts substitute for a hyphen; an address cannot contain them.
_DASH = regex("[\u2010-\u2015\u2212\ufe63]")
# Passes over all steps: each can uncover what an earlier step repairs, and two or three settle it.
_MOST_PASSES = 8
# www and one label, without the top-level domain.
_BARE_WWW = regex(r"https?://www\.[^./?#:]+(?:[:/?#]|$)", re.IGNORECASE)
# An address in a text, with its scheme possibly damaged.
_ADDRESSES = regex(r"(?<![\x21-\x7e])(?:[HPSThpst][HPSThpst_-]{1,6}:|[Ww]{3}[-_]?\.)[\x21-\x7e]+")


def is_well_formed(url: str) -> bool:
    """Whether ``url`` is an http(s) address with a plausible host and only URL characters.

    The host must end with a known top-level domain, or one that may be new: two letters (a country
    code) or ``xn--`` (internationalized).
    """
    match = WELL_FORMED.fullmatch(url)
    if match is None or _BARE_WWW.match(url):
        return False
    return may_be_top_level(match["top"].lower())


def repair_url(
    url: str, *, hints: Iterable[str] = (), at_least: float = SAFE
) -> tuple[str, tuple[Correction, ...]]:
    """Repair a printed ``url``; return it with the chain of corrections.

    Repaired are line breaks, spaces, hyphens and underscores from wrapping (within a line only
    where no address could have them), full-width characters, a damaged scheme (a missing one is
    not added), the dots of the host, v for y, and look-alike letters. The evidence is the grammar
    of addresses, the syllables of Japanese, and known words: place names, the vocabulary of public
    bodies, and ``hints``. English and unknown words are left alone, as are notes after an address;
    a cell may hold several addresses. One of more than ``LONGEST_CELL`` characters stays as it is.

    Args:
        url: as printed, line breaks included.
        hints: words that the address may contain, such as the municipality in romaji.
        at_least: lowest confidence of a correction, from 0 to 1. Those below ``SAFE`` are
            suggestions, such as a known word one letter away.

    >>> repair_url("http://www.pref.tovama.jp/sangvo/")[0]
    'http://www.pref.toyama.jp/sangyo/'
    """
    require_type(url, str, "a URL", "give a str")
    require_type(hints, Iterable, "the hints", "give a list of words")
    require_type(at_least, (int, float), "at_least", "give a number from 0 to 1")
    hints = list(hints)
    for word in hints:
        require_type(word, str, "a hint", "give a str")
    if len(url) > LONGEST_CELL:
        return url, ()
    corrections: list[Correction] = []
    known = tuple(dict.fromkeys(word.lower() for word in hints))
    # Safe corrections come first, so that none depends on a suggestion. Steps repeat until nothing
    # changes, since one can uncover what an earlier one repairs.
    settled: dict[int, str] = {}
    for least in dict.fromkeys((max(at_least, SAFE), at_least)):
        for _ in range(_MOST_PASSES):
            before_pass = url
            for number, step in enumerate(_STEPS):
                if step.confidence < least or settled.get(number) == url:
                    continue
                after = step.repair(url, known)
                if after == url:
                    settled[number] = url
                else:
                    corrections.append(
                        Correction(FIELD, url, after, step.rule, step.confidence, step.evidence)
                    )
                    url = after
            if url == before_pass:
                break
    return url, tuple(corrections)


@dataclass(frozen=True, slots=True)
class _Step:
    """One kind of correction.

    Attributes:
        rule: its stable code.
        confidence: of each correction it makes, from 0 to 1.
        repair: takes a text and the hints, returns the text with the correction made.
        evidence: in words; empty where the rule explains itself.
    """

    rule: str
    confidence: float
    repair: Callable[[str, Hints], str]
    evidence: str = ""


def _without_hints(repair: Callable[[str], str]) -> Callable[[str, Hints], str]:
    """``repair`` as a step that ignores the hints."""
    return lambda text, _: repair(text)


def _per_address(repair: Callable[[str, Hints], str]) -> Callable[[str, Hints], str]:
    """``repair`` applied to each address of a text, and to nothing else in it."""

    def repair_each(text: str, hints: Hints) -> str:
        if _ADDRESSES.fullmatch(text) is not None:
            return repair(text, hints)
        return _ADDRESSES.sub(lambda match: repair(match[0], hints), text)

    return repair_each


def _replace_dashes(text: str) -> str:
    return _DASH.sub("-", text) if not text.isascii() and ADDRESS.match(text) else text


_STEPS = (
    _Step("ligature", 1.0, _without_hints(fold_ligatures)),
    _Step("width", 1.0, _without_hints(lambda text: fold_width(text).strip())),
    _Step("url-scheme", 0.97, _without_hints(repair_scheme)),
    _Step("url-hyphen", 0.95, _without_hints(drop_hyphens_at_line_ends)),
    _Step("line-join", 1.0, _without_hints(join_address)),
    _Step("url-dash", 0.99, _without_hints(_replace_dashes)),
    _Step("url-space", 0.98, _without_hints(drop_spaces)),
    _Step("url-hyphen", 0.95, _per_address(_without_hints(drop_hyphens))),
    _Step("url-host", 0.95, _without_hints(repair_host)),
    _Step("url-y-for-v", 0.97, _per_address(restore_y)),
    _Step("url-lookalike", 0.95, _per_address(_without_hints(repair_lookalikes))),
    _Step(
        "url-hint",
        0.96,
        _per_address(correct_hinted_words),
        say("one letter from a name in the row"),
    ),
    _Step(
        "url-underscore",
        0.8,
        _without_hints(drop_underscores),
        say("host names have no underscores"),
    ),
    _Step(
        "url-near-host", 0.8, _without_hints(suggest_host), say("one letter from a valid host name")
    ),
    _Step("url-near-word", 0.7, _per_address(suggest_words), say("one letter from a known word")),
)
