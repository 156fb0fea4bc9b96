"""Letters of another script within katakana or Latin words, and letters within numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.text.edit_distance import LONGEST_NAME
from kyoten_extract.text.latin_homoglyphs import IDENTICAL
from kyoten_extract.text.proposal import Proposal
from kyoten_extract.text.repair.lexicon import KATAKANA, Words, shipped_words

_OTHER_SCRIPTS = "\u0370-\u052f\u0590-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
_ANY_OTHER_SCRIPT, _ANY_DIGIT = regex(f"[{_OTHER_SCRIPTS}]"), regex("[0-9]")
# These and a few more, of which a pattern is compiled sooner.
_MAY_BE_OTHER = regex("[\u0370-\u077f\ufb50-\ufefc]")
# Typesetting puts a gap between scripts, which may be read as a space.
_IN_KATAKANA = regex(f"(?<=[{KATAKANA}]) ?[{_OTHER_SCRIPTS}]+ ?(?=[{KATAKANA}])")
_KATAKANA_RUN = regex(f"[{KATAKANA}]+")

# Consonants of Arabic letters: OCR models that know Arabic may output one in place of a kana.
_SOUND = dict(
    zip("ابتثجحدذرزسشعغفقكکلمنهةويیىىءٹپچگ", "abtsjhdzrzssagfkkkrmnhhwiiiiatpcg", strict=True)
)
_SOUND_OF_KANA = {
    sign: sound
    for signs, sounds in (
        ("アイウエオ", "aiueo"),
        ("カキクケコガギグゲゴ", "kkkkkggggg"),
        ("サシスセソザジズゼゾ", "ssssszjzzz"),
        ("タチツテトダデド", "tcttt" + "ddd"),
        ("ナニヌネノンマミムメモ", "nnnnnnmmmmm"),
        ("ハヒフヘホバビブベボパピプペポ", "hhfhhbbbbbppppp"),
        ("ラリルレロヤユヨワ", "rrrrr" + "iiiw"),
    )
    for sign, sound in zip(signs, sounds, strict=True)
}
# Sorts after all that a word may go on with.
_LAST = "\U0010ffff"
_VOWELS = regex("(?<=.)[aiuew]")

_MIXED_WORD = regex("[A-Za-z\u0370-\u052f]{2,}")
_LATIN = regex("[A-Za-z]")

# Letters in place of the digits that they look like, before the unit of a count or a year.
_DIGIT_OF = str.maketrans("OoIl", "0011")
_COUNT = regex(
    r"(?<![A-Za-z0-9])(?P<era>[MTSHR])?(?P<count>(?=[OoIl]*[0-9])[0-9OoIl]++)(?=[年月日名人円件社回万億])"
)
_NUMBER = regex(r"(?P<era>[MTSHR])?(?P<rest>[0-9OoIl,]*)(?P<after>[人名年度]*)")
_LETTER_BY_DIGIT = regex("[0-9][OoIl]|[OoIl][0-9]")
_LETTER_OF = str.maketrans("01", "Ol")
_WORD_WITH_DIGIT = regex(
    r"(?<![A-Za-z0-9])[A-Za-z]+[01][A-Za-z]*(?![A-Za-z0-9])|(?<![A-Za-z0-9])[01][A-Za-z]{3,}(?![A-Za-z0-9])"
)
# Characters: shorter tokens with a digit are codes.
_SHORTEST_WORD = 4


def find_wrong_script(text: str, words: Words) -> Iterator[Proposal]:
    """Find letters of ``text`` in the wrong script."""
    may_be = not text.isascii() and _MAY_BE_OTHER.search(text)
    if may_be and _ANY_OTHER_SCRIPT.search(text):
        yield from _in_katakana(text, words)
        yield from _in_latin(text)
    if _ANY_DIGIT.search(text):
        yield from _in_numbers(text)
        yield from _in_words(text, words)


def repair_number(text: str) -> str:
    """Replace letters by the digits they look like, in a cell that is a number or a year.

    >>> repair_number("1O"), repair_number("Hl4"), repair_number("O")
    ('10', 'H14', 'O')
    """
    match = None if text.isdecimal() else _NUMBER.fullmatch(text)
    if match is None or not any(char.isdigit() for char in match["rest"]):
        return text
    return f"{match['era'] or ''}{match['rest'].translate(_DIGIT_OF)}{match['after']}"


def _in_katakana(text: str, words: Words) -> Iterator[Proposal]:
    runs = {edge: run for run in _KATAKANA_RUN.finditer(text) for edge in run.span()}
    known: list[str] = []
    for match in _IN_KATAKANA.finditer(text):
        before, after = runs[match.start()], runs[match.end()]
        start, end = before.start(), after.end()
        if not known:
            own = (word for word in words.katakana if words.has_run(word))
            known = sorted({*shipped_words("katakana"), *own})
        meant = None
        if end - start <= LONGEST_NAME:
            meant = _word_between(before[0], match[0].strip(), after[0], known)
        if meant is None:
            evidence = say("{match} is not in the script of its word", match=match[0].strip())
            yield Proposal(start, end, None, "foreign-letter", 0.0, evidence)
        else:
            evidence = say(
                "{match} sounds like the kana in {meant}, the only word that fits",
                match=match[0].strip(),
                meant=meant,
            )
            yield Proposal(start, end, meant, "foreign-letter", 0.96, evidence)


def _word_between(before: str, letters: str, after: str, known: Sequence[str]) -> str | None:
    """The only word with this beginning and end that has the sound of ``letters`` between.

    ``known`` are the words, sorted.
    """
    sound = _skeleton("".join(_SOUND.get(letter, "?") for letter in letters))
    found = {
        word
        for word in known[bisect_left(known, before) : bisect_left(known, before + _LAST)]
        if word.endswith(after)
        if len(before) + len(after) < len(word)
        if _skeleton(_sound_of(word[len(before) : len(word) - len(after)])) == sound
    }
    return found.pop() if len(found) == 1 else None


def _sound_of(kana: str) -> str:
    return "".join(_SOUND_OF_KANA.get(sign, "") for sign in kana)


def _skeleton(sound: str) -> str:
    """``sound`` reduced to its first letter and consonants, since Arabic omits vowels."""
    return _VOWELS.sub("", sound)


def _in_latin(text: str) -> Iterator[Proposal]:
    """Cyrillic and Greek letters that look like Latin ones, in a Latin word."""
    for match in _MIXED_WORD.finditer(text):
        meant = match[0].translate(IDENTICAL)
        if meant != match[0] and meant.isascii() and _LATIN.search(match[0]):
            evidence = say("letters of two scripts in {match}", match=match[0])
            yield Proposal(match.start(), match.end(), meant, "homoglyph", 0.97, evidence)


def _in_numbers(text: str) -> Iterator[Proposal]:
    if not _LETTER_BY_DIGIT.search(text):
        return
    for match in _COUNT.finditer(text):
        meant = match["count"].translate(_DIGIT_OF)
        if meant != match["count"]:
            evidence = say(
                "{match} is a number before {text}", match=match["count"], text=text[match.end()]
            )
            yield Proposal(
                match.start("count"), match.end(), meant, "letter-for-digit", 0.97, evidence
            )


def _in_words(text: str, words: Words) -> Iterator[Proposal]:
    for match in _WORD_WITH_DIGIT.finditer(text):
        if len(match[0]) < _SHORTEST_WORD:
            continue
        zero = match[0].translate(_LETTER_OF)
        options = {zero, zero.replace("O", "o"), zero.replace("l", "I")}
        meant = {word for word in options if words.latin.get(word)}
        if len(meant) == 1:
            (word,) = meant
            evidence = say("the edition has {word} elsewhere", word=word)
            yield Proposal(match.start(), match.end(), word, "digit-for-letter", 0.97, evidence)
