"""Which addresses of a document may be links in what is written."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kyoten_extract.deferred.regex import regex

# Printable ASCII without blanks, quotes and backslashes, which browsers read in their own ways.
_WEB = regex(r"https?://[!#-\[\]-~\u00a1-\U0010ffff]+\Z", re.IGNORECASE)


def web_link(url: str) -> str | None:
    """``url`` if it may be a link: http(s), with a host, and without a name and a password.

    >>> web_link("https://a.jp/x"), web_link("https://b.jp@a.jp/"), web_link("javascript:x")
    ('https://a.jp/x', None, None)
    """
    if not _WEB.match(url):
        return None
    try:
        parts = urlsplit(url)
        host, named = parts.hostname, "@" in parts.netloc
    except ValueError:
        return None
    return url if host and not named else None
