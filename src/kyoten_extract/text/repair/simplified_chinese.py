"""Simplified Chinese characters that OCR models output in place of Japanese forms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.text.kanji_forms import chinese_forms
from kyoten_extract.text.proposal import Proposal
from kyoten_extract.text.repair.lexicon import Words, is_kanji

_KANA = regex("[ぁ-んァ-ヺ]")
# Words in names of Chinese companies, buildings and streets, which keep their spelling.
_CHINESE_NAME = regex("公司|集团|股份|有限|大厦|酒店|中心|协会|委员会|大学|路|号|街道|新区")
# Characters in one run: more of them are a Chinese text, and each multiplies the readings.
_MOST_FORMS = 4


def is_chinese_name(text: str) -> bool:
    """Whether ``text`` looks like the name of a Chinese company, building or street."""
    return _CHINESE_NAME.search(text) is not None


@cache
def _chinese() -> frozenset[str]:
    """The characters: a set is searched at a third of the time that the keys of a table take."""
    return frozenset(chinese_forms())


def find_chinese_forms(text: str, words: Words) -> Iterator[Proposal]:
    """Find characters of ``text`` that JIS X 0208 lacks and that have a Japanese form.

    A proposal is safe if its result is a text or word that the edition has elsewhere. Nothing is
    proposed in a name that may be Chinese.
    """
    if text.isascii() or _chinese().isdisjoint(text):
        return
    japanese = _KANA.search(text) is not None
    end = 0
    for of_kanji, chars in groupby(text, is_kanji):
        run = "".join(chars)
        start, end = end, end + len(run)
        places = [i for i, char in enumerate(run) if char in chinese_forms()] if of_kanji else []
        if not places or len(places) > _MOST_FORMS or is_chinese_name(run):
            continue
        meant, evidence, confidence = _meant(run, places, words, japanese=japanese)
        if meant is not None:
            yield Proposal(start, end, meant, "chinese-form", confidence, evidence)


def _meant(
    run: str, places: list[int], words: Words, *, japanese: bool
) -> tuple[str | None, str, float]:
    options = [run]
    for place in places:
        forms = chinese_forms()[run[place]]
        options = [o[:place] + c + o[place + 1 :] for o in options for c in forms]
    known = [option for option in options if len(option) > 1 and words.prints(option)]
    if len(known) == 1:
        return known[0], say("the edition has {known} elsewhere", known=known[0]), 0.97
    pairs = {
        option: [
            option[i : i + 2] for i in range(len(option) - 1) if i in places or i + 1 in places
        ]
        for option in options
    }
    scores = {
        option: sum(map(words.prints, pairs[option])) / max(len(pairs[option]), 1)
        for option in options
    }
    best = max(options, key=lambda option: scores[option])
    if sum(scores[option] == scores[best] for option in options) > 1:
        return (None, "", 0.0) if scores[best] == 0 or not japanese else (best, _DOUBT, 0.5)
    if scores[best] == 1 and japanese:
        return best, say("the edition has {pairs:、} elsewhere", pairs=pairs[best]), 0.96
    if scores[best] > 0 or japanese:
        return best, _DOUBT, 0.8 if scores[best] else 0.6
    return None, "", 0.0


_DOUBT = say("it has a Chinese character form not used in Japanese")
