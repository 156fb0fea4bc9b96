"""Printed URLs: what broke them is undone where that can be proven, and left where it can't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kyoten_extract.model import Correction
from kyoten_extract.text.glyphs import fold_ligatures
from kyoten_extract.text.url_lookalikes import mend_lookalikes, near_words
from kyoten_extract.text.url_signs import mend_host, mend_scheme
from kyoten_extract.text.url_syllables import mend_y
from kyoten_extract.text.url_wrap import WELL_FORMED, drop_hyphens, drop_spaces, join_address
from kyoten_extract.text.width import fold_width

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
    """Whether ``url`` is an http(s) address with a plausible host and only URL characters."""
    return WELL_FORMED.fullmatch(url) is not None and _BARE_WWW.match(url) is None


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
    known = tuple(hints)

    def change(rule: str, confidence: float, mend: Callable[[str], str]) -> None:
        nonlocal url
        if confidence < at_least:
            return
        after = mend(url)
        if after != url:
            corrections.append(Correction(FIELD, url, after, rule, confidence))
            url = after

    # What one step takes out may leave what an earlier one looks for.
    for _ in range(_MOST_PASSES):
        begun = url
        change("ligature", 1.0, fold_ligatures)
        change("width", 1.0, lambda text: fold_width(text).strip())
        change("url-scheme", 0.97, mend_scheme)
        change("line-join", 1.0, join_address)
        if _ADDRESS.match(url):
            change("url-dash", 0.99, lambda text: _DASH.sub("-", text))
        change("url-space", 0.98, drop_spaces)
        change("url-hyphen", 0.95, lambda text: _each(text, drop_hyphens))
        change("url-host", 0.95, mend_host)
        change("url-y-for-v", 0.97, lambda text: _each(text, lambda one: mend_y(one, known)))
        change("url-lookalike", 0.95, lambda text: _each(text, mend_lookalikes))
        change("url-near-word", 0.7, lambda text: _each(text, lambda one: near_words(one, known)))
        if url == begun:
            break
    return url, tuple(corrections)


def _each(text: str, mend: Callable[[str], str]) -> str:
    """``text`` with each address in it mended; what else a cell holds stays as it is."""
    return _ADDRESSES.sub(lambda match: mend(match[0]), text)
