"""Halves of surrogate pairs, which no file of text can have."""

from __future__ import annotations


def escape_surrogates(text: str) -> str:
    r"""``text`` with each lone surrogate as its escape, as in names of files that are no UTF-8.

    >>> escape_surrogates("\udc82\udca0.pdf")
    '\\udc82\\udca0.pdf'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
