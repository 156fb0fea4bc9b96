"""How a city's name differs from its key, in a letter for each sign: a list of both is long."""

from __future__ import annotations

_DOT = "・"
# In a key ヴ is as in バ行.
_WITH_V = {"バ": "ヴァ", "ビ": "ヴィ", "ブ": "ヴ", "ベ": "ヴェ", "ボ": "ヴォ"}
_DOTS, _VS = ord("a"), ord("A")
# Letters there are; few names have a sign further on.
_REACH = 26


def marks_of(key: str, name: str) -> str:
    """``name`` as what it is beside its key: a small letter for a middle dot before the key's
    first, second ... character, a capital letter for a ヴ that the key has as バ行; the name itself
    if that is not all.

    >>> marks_of("リオデジャネイロ", "リオ・デ・ジャネイロ"), marks_of("ソウル", "ソウル")
    ('cd', '')
    """
    marks = []
    at = 0
    for place, char in enumerate(key):
        if name.startswith(_DOT, at):
            marks.append(chr(_DOTS + place))
            at += 1
        spelled = _WITH_V.get(char, "")
        if spelled and name.startswith(spelled, at):
            marks.append(chr(_VS + place))
            at += len(spelled)
        else:
            at += 1
    found = "".join(marks)
    return found if len(key) <= _REACH and name_of(key, found) == name else name


def name_of(key: str, marks: str) -> str:
    """The name that :func:`marks_of` wrote as ``marks``.

    >>> name_of("リオデジャネイロ", "cd"), name_of("ソウル", ""), name_of("ヱ", "ヺヱ")
    ('リオ・デ・ジャネイロ', 'ソウル', 'ヺヱ')
    """
    if not marks:
        return key
    if not (marks.isascii() and marks.isalpha()):
        return marks
    signs = set(marks)
    return "".join(
        (_DOT if chr(_DOTS + place) in signs else "")
        + (_WITH_V[char] if chr(_VS + place) in signs else char)
        for place, char in enumerate(key)
    )
