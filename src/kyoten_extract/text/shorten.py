"""Texts cut short for messages."""

from __future__ import annotations


def shortened(text: str, most: int) -> str:
    """The first ``most`` characters of ``text``, with dots where it goes on.

    >>> shortened("上海事務所", 5), shortened("上海事務所", 2)
    ('上海事務所', '上海...')
    """
    return text if len(text) <= most else f"{text[:most]}..."
