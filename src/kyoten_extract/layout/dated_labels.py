"""Labels that differ in the date they tell: those of an earlier time are no columns of an edition.

A survey may print last year's numbers beside its own, such as 職員数（令和2年9月末） before
職員数（令和3年9月末）.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.label_forms import is_of_other_time
from kyoten_extract.text.era import parse_fiscal_year

_DATE = regex(
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR](?=\s?\d))\s*(?:元|\d{1,2})\s*(?:年度?)?|(?:19|20)\d\d\s*年度?)"
    r"(?:\s*\d{1,2}\s*月)?"
)
_OPENING = "(（[［【〔 "
_EARLIER = "前回 "


def with_earlier_marked(header: Sequence[str]) -> tuple[str, ...]:
    """``header``, the labels that tell an earlier date than others like them marked as such.

    They are alike if they begin alike, up to the date.
    """
    told: dict[int, tuple[str, tuple[int, int]]] = {}
    for place, label in enumerate(header):
        found = _told(label)
        if found is not None and not is_of_other_time(label):
            told[place] = found
    last = {
        start: max(date for s, date in told.values() if s == start) for start, _ in told.values()
    }
    return tuple(
        f"{_EARLIER}{label}" if place in told and told[place][1] < last[told[place][0]] else label
        for place, label in enumerate(header)
    )


def _told(label: str) -> tuple[str, tuple[int, int]] | None:
    """What a label says before its first date, and the year and month of that."""
    folded = unicodedata.normalize("NFKC", label)
    found = _DATE.search(folded)
    date = None if found is None else parse_fiscal_year("".join(found[0].split()))
    if found is None or date is None:
        return None
    before = "".join(folded[: found.start()].split()).rstrip(_OPENING)
    return before, (date.year, date.month or 0)
