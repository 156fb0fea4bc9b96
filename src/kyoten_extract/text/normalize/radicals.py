"""CJK radical code points to the ideographs they stand for.

Skia and Quartz write a glyph shared by a radical and an ideograph under the lower code point, so
大 comes out of a PDF as U+2F24. NFKC mends the Kangxi block only, and for a Japanese text some of
it wrongly. The mapping is Unicode's Equivalent_Unified_Ideograph property; what it maps to a form
that Japanese does not write is overridden below.
"""

from __future__ import annotations

import re
from functools import cache

from kyoten_extract.text.data import read_lines

# Unicode's equivalents 戶 靑 黃 黑 are the traditional forms; the glyph a Japanese font shares
# with the radical is the modern one.
JAPANESE_OVERRIDES = {0x2F3E: "戸", 0x2FAD: "青", 0x2FC8: "黄", 0x2FCA: "黒"}

_RADICAL = re.compile("[\u2e80-\u2fdf]")


@cache
def table() -> dict[int, str]:
    """Code point of each radical to its ideograph."""
    rows = (line.split("\t") for line in read_lines("radicals.tsv"))
    return {int(radical, 16): chr(int(unified, 16)) for radical, unified in rows} | (
        JAPANESE_OVERRIDES
    )


def fold_radicals(text: str) -> str:
    """``text`` with every radical replaced by its ideograph."""
    return text.translate(table()) if _RADICAL.search(text) else text
