"""Correction of look-alike kana and kanji by the words that contain them.

Script alone proves little: カ is right between kanji in 三カ国, 力 between katakana in
ブランド力アップ. So a character is replaced only if that turns an unknown word into a known one, or
if no Japanese word is spelled as printed (a small kana or ー after a kanji).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.text.edit_distance import LONGEST_NAME
from kyoten_extract.text.kana_forms import (
    HIRAGANA_LOOKALIKES,
    KANJI_LOOKALIKES,
    LONG_VOWEL_DASHES,
    LOOKALIKES,
    SMALL_KANA,
    VOICING_GROUPS,
)
from kyoten_extract.text.proposal import Proposal
from kyoten_extract.text.repair.lexicon import KATAKANA, Words, is_kanji, shipped_words

_KATAKANA_OF = {other: kana for kana, other in LOOKALIKES.items()} | dict.fromkeys(
    LONG_VOWEL_DASHES, "ー"
)
_LOOKALIKE = frozenset(_KATAKANA_OF)
_KANJI = frozenset(KANJI_LOOKALIKES.values())
_HIRAGANA_OF = str.maketrans(HIRAGANA_LOOKALIKES)
_VOICED_PAIRS = [group[1:] for group in VOICING_GROUPS if len(group) == 3]
_VOICED = frozenset("".join(_VOICED_PAIRS))
_SWAP_VOICING = str.maketrans("".join(_VOICED_PAIRS), "".join(pair[::-1] for pair in _VOICED_PAIRS))

_SMALL = "".join(SMALL_KANA.values()) + "ー"
_LOOKALIKE_CHARS = "".join(map(re.escape, _KATAKANA_OF))
_MIXED_RUN = regex(f"[{KATAKANA}{_LOOKALIKE_CHARS}]*[{KATAKANA}][{KATAKANA}{_LOOKALIKE_CHARS}]*")
_RUN = regex(f"[{KATAKANA}]+")
# Kanji that カ counts, as in 三カ国.
_COUNTED = "国所月年条村町店地箇点寺都市県"
# No word begins with a small kana, ー or ン, and none follows a kanji other than a numeral (八ッ場,
# 三ッ星, and 二ー三 with ー as a dash), so a kanji before one is a misread katakana, unless more
# katakana precedes it: ブランド力ー.
# By each of these kanji what of that may follow it, before more katakana.
_IMPOSSIBLE = dict.fromkeys("力口工夕卜", f"{_SMALL}ン") | dict.fromkeys("二八千", "ャュョン")
_IMPOSSIBLE_PAIR = regex("|".join(f"{one}(?=[{after}])" for one, after in _IMPOSSIBLE.items()))
# Katakana in place of the particle へ, or of り, べ, ぺ within hiragana; what is before and after.
_PARTICLE = regex("[ヘリベペ]")
_NO_NOUNS, _AFTER_HE = "号項条目", "のとも向進行出、"
_STEMS = "調述比並延"
# Characters: shorter words differ in voicing too often (バス, パス).
_SHORTEST_VOICED = 4
# Parts of a mixed run that are looked up.
_MOST_STRETCHES = 12
# Suffixes of proper names, which the word list lacks: languages, peoples, regions.
_NAME_SUFFIXES = frozenset("語族人州島川湖山郡市")


def find_lookalikes(text: str, words: Words) -> Iterator[Proposal]:
    """Find look-alike characters of ``text``; the proposals may overlap."""
    # All of these need katakana in the text.
    runs = [] if text.isascii() else list(_RUN.finditer(text))
    if not runs:
        return
    yield from _in_katakana(text, words)
    yield from _in_kanji(text, words)
    yield from _in_hiragana(text, runs, words)
    yield from _voiced(runs, words)


def _in_katakana(text: str, words: Words) -> Iterator[Proposal]:
    """Kanji, hiragana and dashes inside a katakana word."""
    for mixed in _MIXED_RUN.finditer(text) if _has_lookalike(text) else ():
        if len(mixed[0]) > LONGEST_NAME or not _has_lookalike(mixed[0]):
            continue
        for start, end in _stretches(mixed[0]):
            printed = mixed[0][start:end]
            meant = "".join(_KATAKANA_OF.get(char, char) for char in printed)
            if meant == printed or not _is_word(meant, printed, words):
                continue
            start, end = mixed.start() + start, mixed.start() + end
            if is_kanji(text[start - 1 : start]) and _stands_alone(printed[1:], words):
                continue
            evidence = say(
                "{meant} is a known word, {printed} is not", meant=meant, printed=printed
            )
            yield Proposal(start, end, meant, "lookalike", 0.97, evidence)
    for begin in _IMPOSSIBLE_PAIR.finditer(text):
        at = begin.start()
        if not _is_impossible(text, at):
            continue
        meant = _KATAKANA_OF[begin[0]]
        evidence = say("no word is spelled {text}", text=text[at : at + 3])
        yield Proposal(at, at + 1, meant, "lookalike", 0.96, evidence)


def _has_lookalike(text: str) -> bool:
    return not _LOOKALIKE.isdisjoint(text)


def _is_impossible(text: str, at: int) -> bool:
    """Whether no word can begin with the kanji at ``at`` and what follows it."""
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    if is_kanji(before) or _RUN.match(before) or (before.isascii() and before.isdecimal()):
        return False
    return after != "" and after in _IMPOSSIBLE[text[at]] and bool(_RUN.match(text, at + 2))


def _is_particle(text: str, at: int) -> bool:
    """Whether a kana like a particle, at ``at``, can only be hiragana."""
    char, before, after = text[at], text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    if not after:
        return False
    if char == "ヘ":
        follows_noun = _is_hiragana(before) or (is_kanji(before) and before not in _NO_NOUNS)
        return follows_noun and after in _AFTER_HE
    if _is_hiragana(before) and (_is_hiragana(after) or after in "、。"):
        return True
    return char == "ベ" and before != "" and before in _STEMS and _is_hiragana(after)


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ん"


def _stretches(run: str) -> list[tuple[int, int]]:
    """The parts of a mixed run that may be one word: all of it, or cut at look-alikes.

    The longest come first.
    """
    positions = [i for i, char in enumerate(run) if char in _KATAKANA_OF]
    starts = [0, *(i + 1 for i in positions)]
    ends = [len(run), *positions]
    found = [(s, e) for s in starts for e in ends if any(s <= i < e for i in positions)]
    return sorted(found, key=lambda piece: piece[0] - piece[1])[:_MOST_STRETCHES]


def _is_word(meant: str, printed: str, words: Words) -> bool:
    """Whether ``meant`` is a word of which ``printed`` is a misprint.

    It is not if the parts around the look-alikes are words themselves: アジアへトライ.
    """
    if not (words.knows(meant) or words.has_run(meant)):
        return False
    parts = [part for part in re.split(f"[{_LOOKALIKE_CHARS}]", printed) if part]
    return not all(_stands_alone(part, words) for part in parts)


def _stands_alone(run: str, words: Words) -> bool:
    return words.knows(run) or words.has_run(run, least=2)


@cache
def _misprints() -> dict[str, str]:
    """Kanji compounds by each of their misreadings with one katakana."""
    found = {}
    for word in shipped_words("compounds"):
        for i, char in enumerate(word):
            if char in _KANJI:
                found[word[:i] + _KATAKANA_OF[char] + word[i + 1 :]] = word
    return found


@cache
def _may_be_misprint() -> re.Pattern[str]:
    """A katakana beside a kanji as in one of the misreadings."""
    kana, kanji = set(), set()
    for misread in _misprints():
        for one, other in pairwise(misread):
            if (is_kanji(one), is_kanji(other)) in ((True, False), (False, True)):
                kana.add(other if is_kanji(one) else one)
                kanji.add(one if is_kanji(one) else other)
    first, second = "".join(sorted(kana)), "".join(sorted(kanji))
    return re.compile(f"[{first}][{second}]|[{second}][{first}]")


@cache
def _any_misprint() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_misprints(), key=len, reverse=True)))


def _in_kanji(text: str, words: Words) -> Iterator[Proposal]:
    """Katakana inside a kanji word."""
    found = _misprints()
    # Few texts have any, and the pattern takes long to compile.
    may_have = _may_be_misprint().search(text) and any(map(text.__contains__, found))
    for match in _any_misprint().finditer(text) if may_have else ():
        word = found[match[0]]
        confidence = 0.97
        if _RUN.match(match[0][-1]):
            rest = _RUN.match(text, match.end())
            if not _may_follow(
                match[0][-1], rest[0] if rest else "", text[match.end() : match.end() + 1], words
            ):
                continue
        if _RUN.match(match[0]):
            before = text[match.start() - 1 : match.start()]
            if _RUN.match(before) or (before.isascii() and before.isalnum()):
                continue
            # ー may be a dash before a word that looks like the end of a compound.
            confidence = 0.9 if match[0][0] == "ー" else 0.97
        evidence = say("{meant} is a known word, {printed} is not", meant=word, printed=match[0])
        yield Proposal(match.start(), match.end(), word, "lookalike", confidence, evidence)


def _may_follow(kana: str, rest: str, after: str, words: Words) -> bool:
    """Whether the look-alike of ``kana`` may precede ``after``, which begins with ``rest``."""
    if not rest:
        return not (kana == "カ" and after[:1] and after[0] in _COUNTED)
    if rest[0] in _SMALL + "ン" or words.knows(kana + rest):
        return False
    return words.knows(rest)


def _in_hiragana(text: str, runs: Iterable[re.Match[str]], words: Words) -> Iterator[Proposal]:
    for kana in _PARTICLE.finditer(text):
        if _is_particle(text, kana.start()):
            meant = kana[0].translate(_HIRAGANA_OF)
            evidence = say("{match} is katakana among hiragana and kanji", match=kana[0])
            yield Proposal(kana.start(), kana.end(), meant, "lookalike", 0.97, evidence)
    for run in runs:
        if run[0][-1] != "ヘ" or text[run.end() : run.end() + 1] != "の":
            continue
        if words.knows(run[0][:-1]) and not words.knows(run[0]):
            evidence = say(
                "{meant} is a known word, {printed} is not", meant=run[0][:-1], printed=run[0]
            )
            yield Proposal(run.end() - 1, run.end(), "へ", "lookalike", 0.97, evidence)


def _voiced(runs: Iterable[re.Match[str]], words: Words) -> Iterator[Proposal]:
    """Words with ゛ in place of ゜, or the reverse."""
    for run in runs:
        printed = run[0]
        if not _SHORTEST_VOICED <= len(printed) <= LONGEST_NAME or _VOICED.isdisjoint(printed):
            continue
        if words.knows(printed):
            continue
        if run.string[run.end() : run.end() + 1] in _NAME_SUFFIXES:
            continue
        meant = {
            other
            for i, char in enumerate(printed)
            if (swapped := char.translate(_SWAP_VOICING)) != char
            if words.knows(other := printed[:i] + swapped + printed[i + 1 :])
        }
        if len(meant) == 1:
            (word,) = meant
            evidence = say("{meant} is a known word, {printed} is not", meant=word, printed=printed)
            yield Proposal(run.start(), run.end(), word, "lookalike-voiced", 0.9, evidence)
