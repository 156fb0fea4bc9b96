"""Latin words hyphenated at the end of a line."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.url.vocabulary import vocabulary

_BROKEN = regex(r"([A-Za-z]{2,})-[ \u3000]*\n[ \u3000]*([A-Za-z]{2,})")


def broken_words(raw: str, words: Words) -> Iterator[tuple[str, str]]:
    """Find words that ``raw`` hyphenates at a line break, each with the hyphen and without.

    A hyphen at the end of a line may be part of the word. It is not where the word is known
    without it, in the edition or in general, and its two parts are not both known words.
    """
    if "-" not in raw or "\n" not in raw:
        return
    for one, other in _BROKEN.findall(raw):
        if one[-1].isupper() != other[0].isupper():
            continue
        whole = one + other
        known = whole in words.latin or whole.lower() in vocabulary()
        # Parts are looked up in the general vocabulary only: the edition contains the broken ones.
        if known and not (one.lower() in vocabulary() and other.lower() in vocabulary()):
            yield f"{one}-{other}", whole
