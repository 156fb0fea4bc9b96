"""Repair of a printed address by the link annotation under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.model.finding import Correction
from kyoten_extract.text.url.url_repair import FIELD, is_well_formed, repair_url

_SCHEME = regex(r"(?<![a-z])[a-z]+://", re.IGNORECASE)
# Letters that print, fonts and scanners confuse. Digits are not folded into each other: a link to
# another year is another page.
_CONFUSED = (("rn", "m"), ("vv", "w"), ("y", "v"), ("1", "l"), ("i", "l"), ("j", "l"), ("0", "o"))
_BREAKS = regex(r"[\s\-_]")
_ELLIPSIS = regex(r"(?:…|\.{2,})$")
# Characters: a part of an address that is this long identifies it.
_MIN_PART = 12


def repair_by_link(url: str, links: Sequence[str]) -> tuple[str, tuple[Correction, ...]]:
    """Repair ``url`` by the web links under it; return it with the corrections made.

    A link is used where it explains the printed text: a scheme left out, letters that are easily
    confused, spaces and hyphens inserted or dropped, an abridged address, a text in place of the
    address. Links go stale, so one to a different address changes nothing, nor does one that
    contains a misprint itself.
    """
    web = [link for link in links if is_well_formed(link)]
    if not web or not url or any(_SCHEME.match(url) and same_address(url, link) for link in web):
        return url, ()
    after = next((found for link in web if (found := _explained(url, link)) is not None), url)
    return after, (Correction(FIELD, url, after, "url-link", 0.99),) if after != url else ()


def same_address(one: str, other: str) -> bool:
    """Whether two addresses differ at most in scheme, final slash and case of the host."""
    return core_of(one) == core_of(other)


def is_web(link: str) -> bool:
    """Whether a link is http(s), and not to a mailbox or a file."""
    return link.lower().startswith(("http://", "https://"))


def _explained(url: str, link: str) -> str | None:
    """What ``url`` should be if ``link`` is its address; ``None`` if it is not."""
    if same_address(url, link):
        scheme = _SCHEME.match(link)
        return f"{scheme[0] if scheme else ''}{url}"
    if repair_url(link)[1]:
        return None
    shown = _ELLIPSIS.sub("", url)
    if not is_well_formed(url) or shown != url:
        part = shown.removeprefix("…")
        if len(part) >= _MIN_PART and _skeleton(part) in _skeleton(link):
            return link
        if "." not in url and "/" not in url:
            return link
    return link if _skeleton(url) == _skeleton(link) else None


def core_of(url: str) -> str:
    """``url`` without scheme and final slash, its host in lower case, for comparison."""
    rest = _SCHEME.sub("", url, count=1).rstrip("/")
    host, slash, path = rest.partition("/")
    return host.lower() + slash + path


def _skeleton(url: str) -> str:
    text = _BREAKS.sub("", core_of(url).lower())
    for letters, folded in _CONFUSED:
        text = text.replace(letters, folded)
    return text
