"""Character widths: Latin and digits to half width, kana to full width."""

from __future__ import annotations

import re

import jaconv

_WIDE_OR_HALF = re.compile("[\u3000\uff01-\uff9f\uffe5]")
# ～ is a range dash in Japanese (１０～２０), not the ASCII tilde of URLs.
_KEPT = "～"


def fold_width(text: str) -> str:
    """``text`` with full-width ASCII made half width and half-width kana full width.

    ``～`` and all dashes other than ``－`` (U+FF0D) stay. Never ``jaconv.normalize``, which
    turns ``－`` into the long vowel mark and ① into 1.
    """
    if not _WIDE_OR_HALF.search(text):
        return text
    narrow: str = jaconv.z2h(text, kana=False, ascii=True, digit=True, ignore=_KEPT)
    wide: str = jaconv.h2z(narrow, kana=True, ascii=False, digit=False)
    return wide
