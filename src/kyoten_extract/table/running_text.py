"""Whether the text at the end of a page goes on at the top of the next."""

from __future__ import annotations

import re

from kyoten_extract.deferred.regex import regex

_NEVER_FIRST = frozenset("、。，．・）」』】〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.)")
_BRACKETS = dict(zip("（「『【〔(", "）」』】〕)", strict=True))
_LATIN_GOES_ON = regex("[A-Za-z0-9/_.~%=&?#-]")
_ADDRESS = regex(r"https?:|www\.|[A-Za-z0-9]/")


def goes_on(above: str, last: str, first: str) -> bool:
    """Whether a text ``above`` a page end, whose last line is ``last``, goes on with ``first``."""
    if first[:1] in _NEVER_FIRST:
        return True
    for opening, closing in _BRACKETS.items():
        if above.count(opening) > above.count(closing) and closing in first:
            return True
    if _ADDRESS.search(last) and _LATIN_GOES_ON.match(first) and not _ADDRESS.match(first):
        return True
    return bool(re.search("[a-z]$", last) and re.match("[a-z]", first))
