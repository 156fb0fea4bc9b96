"""The signs of an address: its scheme, its points, its ``www`` and the end of its host."""

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
_HOST = re.compile(r"(?<!\S)(https?://|(?=www[.,]))([^\s/?#@]+)(?=[\s/?#]|$)", re.IGNORECASE)
_POINT = re.compile(r"(?<=[a-z0-9])(?:[,;。、､｡]|\.\.|\.,|,\.)(?=[a-z0-9])", re.IGNORECASE)
_WWW = re.compile(r"^(?:w|vv|VV){3}(?=\.)", re.IGNORECASE)
_TOP = re.compile(r"(?<=\.(?:lg|or|go|ac|co|ne|ed|gr)\.)(?:ip|lp|1p|jq|jρ)$", re.IGNORECASE)
_LOCAL = re.compile(r"^((?:www\.)?(?:city|town|vill|pref)\..*\.)[1i]g(?=\.jp$)", re.IGNORECASE)
_ORGANISATION = re.compile(r"(?<=.\.)(0r|g0|c0)(?=\.jp$)", re.IGNORECASE)


def mend_scheme(text: str) -> str:
    """``text`` with the scheme of each address written as it must be; none is added.

    >>> mend_scheme("https.//www.example.jp/"), mend_scheme("ttp:/example.jp")
    ('https://www.example.jp/', 'http://example.jp')
    """
    return _HEAD.sub(_head, text)


def _head(match: re.Match[str]) -> str:
    # A scheme that a space or a line break cuts in two is whole once they are out.
    if _SOUND_HEAD.fullmatch(match[0]) or _FIRST_HALF.search(match.string[: match.start()]):
        return match[0]
    return f"http{(match[1] or match[2] or '').lower()}://"


def mend_host(text: str) -> str:
    """``text`` with the points, the ``www`` and the last labels of each host mended.

    >>> mend_host("http://www,example,jp/"), mend_host("http://vvww.example.go.ip/")
    ('http://www.example.jp/', 'http://www.example.go.jp/')
    """
    return _HOST.sub(lambda match: match[1] + _host(match[2]), text)


def _host(host: str) -> str:
    host = _POINT.sub(".", host)
    host = _WWW.sub(lambda match: "www" if "v" in match[0].lower() else match[0], host)
    host = _TOP.sub("jp", host)
    host = _LOCAL.sub(lambda match: f"{match[1]}lg", host)
    return _ORGANISATION.sub(lambda match: match[0].replace("0", "o"), host)
