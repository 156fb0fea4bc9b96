"""Text as printed to text as meant: widths, radicals, line breaks, eras, URLs.

Every function is pure and idempotent; what it changed is for the caller to record.
"""

from __future__ import annotations

from kyoten_extract.text.compatibility import drop_unseen, fold_forms
from kyoten_extract.text.glyphs import fold_ligatures, fold_middle_dots
from kyoten_extract.text.radicals import fold_radicals
from kyoten_extract.text.width import fold_width


def normalize_text(text: str) -> str:
    """``text`` with radicals, ligatures and character widths folded, and nothing else changed.

    Latin letters, digits and ASCII punctuation become half width, kana full width, Kangxi and
    supplement radicals the characters a Japanese reader takes them for, the middle dots of other
    scripts ・ beside Japanese, compatibility forms that Japanese does not have plain ones;
    variation selectors go. Circled digits, ㈱, ～, 〇 and variant kanji (﨑 髙) stay as they are.

    >>> normalize_text("ＴＯＫＹＯ①　⼤阪⼾ﾋﾞﾙ")
    'TOKYO① 大阪戸ビル'
    """
    if text.isascii():
        return text
    for fold in (drop_unseen, fold_radicals, fold_forms, fold_ligatures, fold_middle_dots):
        text = fold(text)
    return fold_width(text)
