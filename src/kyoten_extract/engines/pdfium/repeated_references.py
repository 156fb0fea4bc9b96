"""Lists that name an object again and again: a page's content, or tags of its text."""

from __future__ import annotations

import re
from collections import Counter

# References in a list that may be one page's content, and share of them that are the same.
_MOST, _SAME = 48, 0.5

_LIST = re.compile(rb"\[((?:\s*+\d++\s++\d++\s++R){%d,}+)" % _MOST)


def most_repeated(text: bytes) -> int:
    """How often a list in ``text`` that repeats itself names one object, at most; 0 for none."""
    most = 0
    for listed in _LIST.finditer(text):
        names = listed[1].replace(b"R", b" ").split()[::2]
        counts = Counter(names)
        if len(counts) < _SAME * len(names):
            most = max(most, *counts.values())
    return most
