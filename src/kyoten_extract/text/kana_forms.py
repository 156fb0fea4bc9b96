"""Kana that are mistaken for other characters: one table for print, scans and spelling.

The modules that read, correct and compare text derive their own tables from these, so that a pair
is added in one place.
"""

from __future__ import annotations

# Katakana and the kanji of the same shape.
KANJI_LOOKALIKES = dict(zip("カロニハエタトチーオミ", "力口二八工夕卜千一才三", strict=True))
# Katakana and the hiragana of the same shape.
HIRAGANA_LOOKALIKES = dict(zip("ヘベペリ", "へべぺり", strict=True))
LOOKALIKES = KANJI_LOOKALIKES | HIRAGANA_LOOKALIKES
"""Each katakana that has a look-alike in another script, and that look-alike."""

IDENTICAL = frozenset("トーヘベペニ")
"""The katakana of ``LOOKALIKES`` whose glyph is the same as its look-alike's in common fonts."""

LONG_VOWEL_DASHES = "－−‐–—―-"
"""Dashes that are typed or recognized in place of the long vowel mark ー."""

SMALL_KANA = dict(zip("アイウエオツヤユヨワ", "ァィゥェォッャュョヮ", strict=True))
"""Each katakana that has a small form used in spelling, and the small form."""

VOICING_GROUPS = tuple(
    (
        "カガ キギ クグ ケゲ コゴ サザ シジ スズ セゼ ソゾ タダ チヂ ツヅ テデ トド "
        "ハバパ ヒビピ フブプ ヘベペ ホボポ ウヴ"
    ).split()
)
"""Katakana that differ in their voicing mark only."""

_KANA_SHAPES = (
    "ソンリシツ",
    "クタワケヶ",
    "スヌ",
    "コユヨロ",
    "ナメチテ",
    "ウワラフヲヮ",
    "マアム",
    "セヤ",
    "ルレ",
    "うら",
    "ちさき",
    "るろ",
    "ねれわ",
    "はほ",
    "めぬ",
)
# ー and the look-alikes in hiragana other than ヘ are left out: in a name that is compared with a
# list, they are a difference in spelling and not a misprint.
_PAIRED = "カニハエトオミヘ"
SHAPE_GROUPS = (
    *(group + "".join(KANJI_LOOKALIKES.get(char, "") for char in group) for group in _KANA_SHAPES),
    *(char + LOOKALIKES[char] for char in _PAIRED),
)
"""Kana that are mistaken for each other, and the kanji of the same shape: any for any."""


def to_hiragana(katakana: str) -> str:
    """``katakana`` letters as hiragana; each script has the same order in Unicode.

    >>> to_hiragana("カガ")
    'かが'
    """
    return "".join(chr(ord(char) - 0x60) for char in katakana)
