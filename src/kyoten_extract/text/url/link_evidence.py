"""A printed address and the link under it: evidence for what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyoten_extract.model.finding import Correction
from kyoten_extract.text.url.url_repair import FIELD, is_well_formed, repair_url

_SCHEME = re.compile(r"[a-z]+://", re.IGNORECASE)
# What print, fonts and scanners confuse; digits among themselves are not: a year may be outdated.
_CONFUSED = (("rn", "m"), ("vv", "w"), ("y", "v"), ("1", "l"), ("i", "l"), ("j", "l"), ("0", "o"))
_BREAKS = re.compile(r"[\s\-_]")
_ELLIPSIS = re.compile(r"(?:…|\.{2,})$")
# A stretch this long of an address is of no other one.
_TELLING = 12


def repair_by_link(url: str, links: Sequence[str]) -> tuple[str, tuple[Correction, ...]]:
    """``url``, a text as printed, mended by the web links under it; and the change.

    A link mends what it explains: a scheme left out, letters that are easily confused, spaces and
    hyphens put in or dropped, an address of which only a part is shown, a text that is no address.
    Links go stale; one to another address changes nothing. Nor does one that has a slip itself.
    """
    web = [link for link in links if is_well_formed(link)]
    if not web or not url or any(_SCHEME.match(url) and same_address(url, link) for link in web):
        return url, ()
    after = next((mended for link in web if (mended := _mended(url, link)) is not None), url)
    return after, (Correction(FIELD, url, after, "url-link", 0.99),) if after != url else ()


def same_address(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but scheme, final slash and the host's case."""
    return core_of(one) == core_of(other)


def is_web(link: str) -> bool:
    """Whether a link leads to a page, and not to a mailbox or a file."""
    return link.lower().startswith(("http://", "https://"))


def _mended(url: str, link: str) -> str | None:
    """``url`` as the link under it explains it; ``None`` where it explains nothing."""
    if same_address(url, link):
        scheme = _SCHEME.match(link)
        return f"{scheme[0] if scheme else ''}{url}"
    if repair_url(link)[1]:
        return None
    shown = _ELLIPSIS.sub("", url)
    if not is_well_formed(url) or shown != url:
        part = shown.removeprefix("…")
        if len(part) >= _TELLING and _skeleton(part) in _skeleton(link):
            return link
        if "." not in url and "/" not in url:
            return link
    return link if _skeleton(url) == _skeleton(link) else None


def core_of(url: str) -> str:
    """What any two writings of one address share: no scheme, no final slash, a lower-case host."""
    rest = _SCHEME.sub("", url, count=1).rstrip("/")
    host, slash, path = rest.partition("/")
    return host.lower() + slash + path


def _skeleton(url: str) -> str:
    text = _BREAKS.sub("", core_of(url).lower())
    for misread, meant in _CONFUSED:
        text = text.replace(misread, meant)
    return text
