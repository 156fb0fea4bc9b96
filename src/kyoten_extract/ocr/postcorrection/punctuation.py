"""Correct signs by their context: brackets, numbered list items, era names, ㈱."""

from __future__ import annotations

import re
from itertools import pairwise

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.ocr.postcorrection.doubtful_cell import LIKELY, POSSIBLE, PROVEN, UNPROVEN, Cell
from kyoten_extract.ocr.recognition.ctc import ReadChar

_POINTS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CLOSED_BY = {"(": ")", "（": "）", "「": "」", "『": "』", "【": "】", "[": "]", "〔": "〕"}
# The label of a list item before its bracket: 1), a), ア).
_POINT = regex(r"(?:^|[\s・、。,])[0-9A-Za-zア-ン]{1,2}$")
# The last character of an era's name, and those that may come before it.
_ERAS = {"和": "令昭", "成": "平", "正": "大", "治": "明"}
_YEAR = regex(r"([一-鿿])([和成正治])(?=(?:[0-9]{1,2}|元)年)")
# Abbreviations of a company's kind, and where the bare kanji is not part of a word.
_KINDS = {"株": "㈱", "有": "㈲"}
_COMPANY = regex(r"(?<![一-鿿(㈱㈲])(?:株(?![式主\n)])|有(?=[ァ-ヺ]))")

# One sign that was read as two.
_HALF_COMPANY = regex(r"[(（](?:株(?=[ァ-ヺA-Z一-鿿])|有(?=[ァ-ヺ]))")


def by_signs(cell: Cell) -> None:
    """Correct brackets, list items, eras and kinds of companies; doubt what stays invalid."""
    _brackets(cell)
    _points(cell)
    _eras(cell)
    if cell.kind == "name":
        _companies(cell)


def _brackets(cell: Cell) -> None:
    """Lower the confidence of unpaired brackets: the other one is missing, or misread."""
    waiting: list[int] = []
    for at, seen in enumerate(cell.seen):
        if seen.text in _CLOSED_BY:
            waiting.append(at)
        elif seen.text in _CLOSED_BY.values():
            if waiting and _CLOSED_BY[cell.seen[waiting[-1]].text] == seen.text:
                waiting.pop()
            elif not _POINT.search(cell.text[:at]):
                cell.doubt(at, UNPROVEN)
    for at in waiting:
        cell.doubt(at, UNPROVEN)


def _points(cell: Cell) -> None:
    """Correct the one list item that is out of order."""
    at = [i for i, seen in enumerate(cell.seen) if seen.text in _POINTS]
    numbers = [_POINTS.index(cell.seen[i].text) + 1 for i in at]
    # Item numbers increase by one, or start again at one.
    odd = [
        k
        for k, (before, number) in enumerate(pairwise([0, *numbers]))
        if number not in (1, before + 1)
    ]
    if not odd:
        return
    k = odd[0]
    expected = (numbers[k - 1] if k else 0) + 1
    alone = expected <= len(_POINTS) and all(
        number in (1, before + 1)
        for before, number in pairwise([0, *numbers[:k], expected, *numbers[k + 1 :]])
    )
    char = _POINTS[expected - 1] if alone else ""
    if alone and len(at) > 1 and cell.seen[at[k]].probability(char) >= POSSIBLE:
        cell.choose({at[k]: char}, "ocr-order", PROVEN, say("list markers ascend by one"))
        return
    for place in odd if not alone else [k]:
        cell.doubt(at[place], UNPROVEN, char)


def _eras(cell: Cell) -> None:
    places = [i for i, seen in enumerate(cell.seen) if seen.text != "\n"]
    plain = "".join(cell.seen[i].text for i in places)
    for match in _YEAR.finditer(plain):
        firsts = _ERAS[match[2]]
        if match[1] in firsts:
            continue
        at = places[match.start()]
        meant = [char for char in firsts if cell.seen[at].probability(char) >= POSSIBLE]
        if len(meant) == 1:
            evidence = say(
                "{meant}{rest} is an era, {printed} is not",
                meant=meant[0],
                rest=match[2],
                printed=match[0],
            )
            cell.choose({at: meant[0]}, "ocr-era", PROVEN, evidence)
        else:
            cell.doubt(at, UNPROVEN, firsts[0])


def _companies(cell: Cell) -> None:
    for match in reversed(list(_HALF_COMPANY.finditer(cell.text))):
        if re.match(r"[^(（]*[)）]", cell.text[match.end() :]):
            continue
        old = cell.seen[match.start()]
        whole = ReadChar(_KINDS[match[0][1]], max(LIKELY, old.confidence), old.options)
        seen = [*cell.seen[: match.start()], whole, *cell.seen[match.end() :]]
        evidence = say("no bracket is closed after {match}", match=match[0])
        cell.rewrite(seen, "ocr-company", LIKELY, evidence)
    for match in _COMPANY.finditer(cell.text):
        sign = _KINDS[match[0]]
        shown = cell.seen[match.start()].probability(sign) >= POSSIBLE
        evidence = say("no name begins with {match} alone", match=match[0])
        how = LIKELY if shown else UNPROVEN
        cell.choose({match.start(): sign}, "ocr-company", how, evidence)
