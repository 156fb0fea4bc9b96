"""Printed URLs: what broke them is undone where that can be proven, and left where it can't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kyoten_extract.model import Correction
from kyoten_extract.text.glyphs import fold_ligatures
from kyoten_extract.text.url_syllables import mend_y
from kyoten_extract.text.url_wrap import WELL_FORMED, drop_hyphens, drop_spaces, join_address
from kyoten_extract.text.width import fold_width

FIELD = "url"
"""The field of a record that addresses are in."""

# Minus signs and dashes that fonts give for a hyphen; an address has none.
_DASH = re.compile("[\u2010-\u2015\u2212\ufe63]")
_ADDRESS = re.compile(r"https?:/|www\.", re.IGNORECASE)
_ADDRESSES = re.compile(
    r"(?<![\x21-\x7e])(?:[htps][htps_-]{1,6}:|www[-_]?\.)[\x21-\x7e]+", re.IGNORECASE
)


def is_well_formed(url: str) -> bool:
    """Whether ``url`` is an http(s) address with a plausible host and only URL characters."""
    return WELL_FORMED.fullmatch(url) is not None


def repair_url(url: str, *, hints: Iterable[str] = ()) -> tuple[str, tuple[Correction, ...]]:
    """``url`` mended, and the chain of changes that mended it.

    Args:
        url: as printed, line breaks included.
        hints: lower-case words that may stand in it (a municipality in romaji), as further
            evidence for a y that was read as v.

    Mended are line breaks, full-width characters, spaces put in by wrapping, and y read as v:
    where a consonant, v and a vowel can be no Japanese syllable and the whole word becomes one
    with y, or where a prefecture's name or a hint appears with y. English and random words stay.

    >>> repair_url("http://www.pref.tovama.jp/sangvo/")[0]
    'http://www.pref.toyama.jp/sangyo/'
    """
    corrections: list[Correction] = []

    def change(after: str, rule: str, confidence: float) -> None:
        nonlocal url
        if after != url:
            corrections.append(Correction(FIELD, url, after, rule, confidence))
            url = after

    change(fold_ligatures(url), "ligature", 1.0)
    change(fold_width(url).strip(), "width", 1.0)
    change(join_address(url), "line-join", 1.0)
    if _ADDRESS.match(url):
        change(_DASH.sub("-", url), "url-dash", 0.99)
    change(drop_spaces(url), "url-space", 0.98)
    change(_each(url, drop_hyphens), "url-hyphen", 0.95)
    change(_each(url, lambda address: mend_y(address, tuple(hints))), "url-y-for-v", 0.97)
    return url, tuple(corrections)


def _each(text: str, mend: Callable[[str], str]) -> str:
    """``text`` with each address in it mended; what else a cell holds stays as it is."""
    return _ADDRESSES.sub(lambda match: mend(match[0]), text)
