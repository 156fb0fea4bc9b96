"""Latin words that a producer broke with a hyphen at a line's end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.url.vocabulary import vocabulary

_BROKEN = re.compile(r"([A-Za-z]{2,})-[ \u3000]*\n[ \u3000]*([A-Za-z]{2,})")


def broken_words(raw: str, words: Words) -> Iterator[tuple[str, str]]:
    """The words that ``raw``, lines parted by newlines, breaks with a hyphen: with it and without.

    A hyphen at a line's end may be the word's own. It is none where the word is known without it,
    in the edition or in general, and is not put together from two that are.
    """
    if "-" not in raw or "\n" not in raw:
        return
    for one, other in _BROKEN.findall(raw):
        if one[-1].isupper() != other[0].isupper():
            continue
        whole = one + other
        known = whole in words.latin or whole.lower() in vocabulary()
        # The edition has the parts as words too, broken as they are.
        if known and not (one.lower() in vocabulary() and other.lower() in vocabulary()):
            yield f"{one}-{other}", whole
