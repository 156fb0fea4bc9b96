"""Texts cut short for messages."""

from __future__ import annotations

# Characters of a cell that a message quotes.
_QUOTED = 24


def shortened(text: str, most: int) -> str:
    """The first ``most`` characters of ``text``, with dots where it goes on.

    >>> shortened("上海事務所", 5), shortened("上海事務所", 2)
    ('上海事務所', '上海...')
    """
    return text if len(text) <= most else f"{text[:most]}..."


def quoted(text: str) -> str:
    """The beginning of a cell's text, as a message shows it."""
    return shortened(text, _QUOTED)
