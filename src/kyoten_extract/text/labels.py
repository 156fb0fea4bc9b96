"""Folding of column labels for comparison."""

from __future__ import annotations

from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.remembered import remember

SUM_WORDS = frozenset({"合計", "総計", "計", "小計", "総数"})
"""Texts that begin a row of sums."""


@remember(2048)  # every page repeats the labels
def fold_label(text: str) -> str:
    """``text`` normalized, without spaces, in lower case.

    >>> fold_label("計 （ａ） +\\n（ｂ）")
    '計(a)+(b)'
    """
    return "".join(normalize_text(text).split()).lower()
