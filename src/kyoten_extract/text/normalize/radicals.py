"""CJK radical code points folded to ideographs.

Skia and Quartz encode a glyph that a radical and an ideograph share by the lower code point, so 大
comes out of a PDF as U+2F24. NFKC covers the Kangxi block only, and maps some of it to forms that
Japanese does not use. The mapping here is Unicode's Equivalent_Unified_Ideograph property, with
overrides for such forms.
"""

from __future__ import annotations

from functools import cache

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.data import read_lines

# Unicode's equivalents 戶 靑 黃 黑 are the traditional forms; the glyph a Japanese font shares
# with the radical is the modern one.
JAPANESE_OVERRIDES = {0x2F3E: "戸", 0x2FAD: "青", 0x2FC8: "黄", 0x2FCA: "黒"}

_RADICAL = regex("[\u2e80-\u2fdf]")


@cache
def table() -> dict[int, str]:
    """The ideograph of each radical, by code point."""
    rows = (line.split("\t") for line in read_lines("radicals.tsv"))
    return {int(radical, 16): chr(int(unified, 16)) for radical, unified in rows} | (
        JAPANESE_OVERRIDES
    )


def fold_radicals(text: str) -> str:
    """Replace radicals by ideographs."""
    return text.translate(table()) if _RADICAL.search(text) else text
