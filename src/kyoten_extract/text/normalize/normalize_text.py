"""Normalization of printed text: widths, radicals, ligatures, compatibility forms.

The functions are pure and idempotent; callers record the changes.
"""

from __future__ import annotations

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import require_type
from kyoten_extract.text.normalize.compatibility import drop_unseen, fold_forms
from kyoten_extract.text.normalize.ligatures import SWAPPED, fold_ligatures, fold_middle_dots
from kyoten_extract.text.normalize.radicals import fold_radicals
from kyoten_extract.text.normalize.width import fold_width

# One search for all of these decides most texts, at a sixth of the cost of one per kind.
_FOLDED = regex(
    "[\u00a0\u00b7\u2000-\u200b\u2027\u202f\u205f\u2060\u2e80-\u2fdf\u3000\u301c\u3099\u309a"
    "\uf900-\ufaff\ufb00-\ufb06\ufe00-\ufe19\ufe30-\ufe48\ufeff\uff01-\uff9f\uffe5"
    f"{SWAPPED}\U0002f800-\U0002fa1d\U000e0100-\U000e01ef]"
)


def is_folded(text: str) -> bool:
    """Whether ``text`` has nothing for :func:`normalize_text` to change."""
    return text.isascii() or _FOLDED.search(text) is None


def normalize_text(text: str) -> str:
    """Fold radicals, ligatures, compatibility forms and character widths.

    Latin letters, digits and ASCII punctuation become half width and kana full width; Kangxi and
    supplement radicals become ideographs; middle dots of other scripts become ・ next to Japanese;
    compatibility forms that Japanese does not use become plain; variation selectors are removed.
    Circled digits, ㈱, ～, 〇 and variant kanji (﨑 髙) are kept.

    >>> normalize_text("ＴＯＫＹＯ①　⼤阪⼾ﾋﾞﾙ")
    'TOKYO① 大阪戸ビル'
    """
    require_type(text, str, "a text to normalize", "give a str")
    if is_folded(text):
        return text
    for fold in (drop_unseen, fold_radicals, fold_forms, fold_ligatures, fold_middle_dots):
        text = fold(text)
    return fold_width(text)
