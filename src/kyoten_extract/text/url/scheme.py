"""The scheme of an address: split off, and repaired where letters or signs of it are damaged."""

from __future__ import annotations

import re

from kyoten_extract.deferred.regex import regex

# http:// with letters or signs lost, doubled or misread.
_DAMAGED = regex(
    r"(?<!\S)(?i:www)?"
    r"(?i:(?:h{1,2}t{1,3}p{1,2}|t{1,2}p)(s?)(?:[:;.,]{0,2}/{2,4}|[:;]/|/(?=www\.)|[:;](?=www\.))"
    r"|p(s?)://)"
    r"(?=[A-Za-z0-9-]+[.,])"
)
_INTACT = regex(r"https?://", re.IGNORECASE)
# The first piece of a scheme that a space or line break cuts in two.
_CUT_OFF = regex(r"(?<!\S)[htps][htps_-]{0,6}\s+$", re.IGNORECASE)


def split_scheme(address: str) -> tuple[str, str]:
    """The scheme of ``address`` with its slashes, empty if it has none, and the rest.

    >>> split_scheme("http://www.example.jp/")
    ('http://', 'www.example.jp/')
    """
    at = address.find("//")
    return ("", address) if at < 0 else (address[: at + 2], address[at + 2 :])


def repair_scheme(text: str) -> str:
    """Restore damaged schemes in ``text`` to http:// or https://; a missing one is not added.

    >>> repair_scheme("https.//www.example.jp/"), repair_scheme("ttp:/example.jp")
    ('https://www.example.jp/', 'http://example.jp')
    """
    return _DAMAGED.sub(_restored, text)


def _restored(match: re.Match[str]) -> str:
    # A scheme that is cut in two is repaired by removing the space or line break.
    if _INTACT.fullmatch(match[0]) or _CUT_OFF.search(match.string[: match.start()]):
        return match[0]
    return f"http{(match[1] or match[2] or '').lower()}://"
