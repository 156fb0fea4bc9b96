"""Printed URLs: what broke them is undone where that can be proven, and left where it can't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kyoten_extract.model.finding import Correction
from kyoten_extract.text.normalize.ligatures import fold_ligatures
from kyoten_extract.text.normalize.width import fold_width
from kyoten_extract.text.url.domains import may_be_top_level
from kyoten_extract.text.url.host import drop_underscores, mend_host, near_host
from kyoten_extract.text.url.letter_lookalikes import mend_lookalikes
from kyoten_extract.text.url.scheme import mend_scheme
from kyoten_extract.text.url.syllables import mend_y
from kyoten_extract.text.url.unwrap import WELL_FORMED, drop_hyphens, drop_spaces, join_address
from kyoten_extract.text.url.word_spelling import hinted_words, near_words

Hints = tuple[str, ...]

FIELD = "url"
"""The field of a record that addresses are in."""

# Minus signs and dashes that fonts give for a hyphen; an address has none.
_DASH = re.compile("[\u2010-\u2015\u2212\ufe63]")
_ADDRESS = re.compile(r"https?:/|www\.", re.IGNORECASE)
_MOST_PASSES = 8
# www and one name: the domain itself is missing.
_BARE_WWW = re.compile(r"https?://www\.[^./?#:]+(?:[:/?#]|$)", re.IGNORECASE)
SAFE = 0.95
"""The confidence from which on a change is made without asking."""

_ADDRESSES = re.compile(
    r"(?<![\x21-\x7e])(?:[htps][htps_-]{1,6}:|www[-_]?\.)[\x21-\x7e]+", re.IGNORECASE
)


def is_well_formed(url: str) -> bool:
    """Whether ``url`` is an http(s) address with a plausible host and only URL characters.

    A host must end with a top-level domain: one that is known, or one that may be new, of two
    letters (a country's) or beginning with ``xn--``.
    """
    match = WELL_FORMED.fullmatch(url)
    if match is None or _BARE_WWW.match(url):
        return False
    return may_be_top_level(match["top"].lower())


def repair_url(
    url: str, *, hints: Iterable[str] = (), at_least: float = SAFE
) -> tuple[str, tuple[Correction, ...]]:
    """``url`` mended, and the chain of changes that mended it.

    Args:
        url: as printed, line breaks included.
        hints: lower-case words that may stand in it (a municipality in romaji, a word of the same
            address in another row), as further evidence.
        at_least: the confidence that a change needs. Below ``SAFE`` come suggestions: words that
            are one letter away from a known one.

    Mended are what wrapping put in (line breaks, spaces, hyphens, underscores), full-width
    characters, a damaged scheme (none is added), the points of the host, y read as v, and letters
    that look like others. Evidence is the grammar of addresses, the syllables of Japanese, and
    words that are known: names of places, the vocabulary of public bodies, ``hints``. English and
    random words stay; so does a note after an address, and two addresses stay two.

    >>> repair_url("http://www.pref.tovama.jp/sangvo/")[0]
    'http://www.pref.toyama.jp/sangyo/'
    """
    corrections: list[Correction] = []
    known = tuple(dict.fromkeys(word.lower() for word in hints))
    # What is sure comes first, so that no suggestion stands before it in the chain. What one step
    # takes out may leave what an earlier one looks for.
    settled: dict[str, str] = {}
    for least in dict.fromkeys((max(at_least, SAFE), at_least)):
        for _ in range(_MOST_PASSES):
            begun = url
            for step in _STEPS:
                if step.confidence < least or settled.get(step.rule) == url:
                    continue
                after = step.mend(url, known)
                if after == url:
                    settled[step.rule] = url
                else:
                    corrections.append(
                        Correction(FIELD, url, after, step.rule, step.confidence, step.evidence)
                    )
                    url = after
            if url == begun:
                break
    return url, tuple(corrections)


@dataclass(frozen=True, slots=True)
class _Step:
    """One kind of change: its rule, how sure it is, how it is made, and what speaks for it.

    ``mend`` takes a text and the hints.
    """

    rule: str
    confidence: float
    mend: Callable[[str, Hints], str]
    evidence: str = ""


def _alone(mend: Callable[[str], str]) -> Callable[[str, Hints], str]:
    """``mend`` as a step that needs no hints."""
    return lambda text, _: mend(text)


def _each(mend: Callable[[str, Hints], str]) -> Callable[[str, Hints], str]:
    """``mend`` for each address in a text; what else a cell holds stays as it is."""

    def mend_each(text: str, hints: Hints) -> str:
        if _ADDRESSES.fullmatch(text) is not None:
            return mend(text, hints)
        return _ADDRESSES.sub(lambda match: mend(match[0], hints), text)

    return mend_each


def _dashes(text: str) -> str:
    return _DASH.sub("-", text) if _ADDRESS.match(text) else text


_STEPS = (
    _Step("ligature", 1.0, _alone(fold_ligatures)),
    _Step("width", 1.0, _alone(lambda text: fold_width(text).strip())),
    _Step("url-scheme", 0.97, _alone(mend_scheme)),
    _Step("line-join", 1.0, _alone(join_address)),
    _Step("url-dash", 0.99, _alone(_dashes)),
    _Step("url-space", 0.98, _alone(drop_spaces)),
    _Step("url-hyphen", 0.95, _each(_alone(drop_hyphens))),
    _Step("url-host", 0.95, _alone(mend_host)),
    _Step("url-y-for-v", 0.97, _each(mend_y)),
    _Step("url-lookalike", 0.95, _each(_alone(mend_lookalikes))),
    _Step("url-hint", 0.96, _each(hinted_words), "one letter from a name in the row"),
    _Step("url-underscore", 0.8, _alone(drop_underscores), "host names have no underscores"),
    _Step("url-near-host", 0.8, _alone(near_host), "one letter from a valid host name"),
    _Step("url-near-word", 0.7, _each(near_words), "one letter from a known word"),
)
