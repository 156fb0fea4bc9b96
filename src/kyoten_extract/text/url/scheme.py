"""The scheme of an address: what is left of it when letters or signs of it are lost."""

from __future__ import annotations

import re

# What is left of http where letters or signs of it were lost, doubled or misread.
_HEAD = re.compile(
    r"(?<!\S)(?:www)?"
    r"(?:(?:h{1,2}t{1,3}p{1,2}|t{1,2}p)(s?)(?:[:;.,]{0,2}/{2,4}|[:;]/|/(?=www\.)|[:;](?=www\.))"
    r"|p(s?)://)"
    r"(?=[a-z0-9-]+[.,])",
    re.IGNORECASE,
)
_SOUND_HEAD = re.compile(r"https?://", re.IGNORECASE)
_FIRST_HALF = re.compile(r"(?<!\S)[htps][htps_-]{0,6}\s+$", re.IGNORECASE)


def repair_scheme(text: str) -> str:
    """``text`` with the scheme of each address written as it must be; none is added.

    >>> repair_scheme("https.//www.example.jp/"), repair_scheme("ttp:/example.jp")
    ('https://www.example.jp/', 'http://example.jp')
    """
    return _HEAD.sub(_head, text)


def _head(match: re.Match[str]) -> str:
    # A scheme that a space or a line break cuts in two is whole once they are out.
    if _SOUND_HEAD.fullmatch(match[0]) or _FIRST_HALF.search(match.string[: match.start()]):
        return match[0]
    return f"http{(match[1] or match[2] or '').lower()}://"
