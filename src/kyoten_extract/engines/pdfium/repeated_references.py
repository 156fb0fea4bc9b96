"""Lists that name an object again and again: a page's content, or tags of its text.

Between the references of a page's content PDFium skips whatever else is there, so nothing but the
grammar tells where a list goes on: comments, strings, names, nulls and other lists are passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

# What names a stream that PDFium unpacks whole; the name of a picture is a page's own.
_NAMING = re.compile(rb"/(?:Contents|ToUnicode|FontFile[23]?|Encoding|CIDToGIDMap)(?=[\s\0\[%])")
# Nested lists and dictionaries that are told apart; PDFium's own parser goes no deeper.
_MAX_DEPTH = 100

_GAP = rb"(?:[\s\0]|%[^\r\n]*+)++"
# PDFium takes a sign and a fraction for a part of the number of an object.
_NUMBER = rb"[-+.\d]++"
_TOKEN = re.compile(
    rb"<<|>>|[\[\](]|%[^\r\n]*+|(?<![^\s\0\[\]()<>{}/%])[-+]*+0*+("
    + _GAP.join((_NUMBER + rb")", _NUMBER, rb"R"))
)
_BRACKET = re.compile(rb"<<|>>|[\[\](%]")
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)


# Streams that are looked for one by one; if more are named often, all of a text is read.
_MOST_STREAMS = 16
# Digits of the number of an object, at most, and bytes of a reference.
_DIGITS, _LENGTH = 8, 16
_POWERS = 10 ** np.arange(_DIGITS + 1)
_BLANKS = np.isin(np.arange(256), list(b" \t\r\n\f\v\0"))
_FIGURES = np.isin(np.arange(256), list(b"0123456789"))
_BEFORE_A_FIGURE = np.isin(np.arange(256), list(b"+-.0123456789"))


def repeats(text: bytes, streams: Collection[int] | None, least: int) -> bool:
    """Whether one list in ``text`` names one of ``streams`` ``least`` times.

    Args:
        text: objects; it may begin and end within a list.
        streams: numbers of objects; ``None`` if they are not known.
        least: from 2 on.
    """
    if text.count(b"R") < least:
        return False
    numbers, ends, odd = _references(text)
    if streams is None or odd >= least:
        return _any_list_repeats(text, least)
    found, counts = np.unique(numbers, return_counts=True)
    often = [one for one in found[counts + odd >= least].tolist() if one in streams]
    if len(often) > _MOST_STREAMS:
        return _any_list_repeats(text, least)
    # Hardly any file comes here: tags name their elements again and again, but no stream.
    return any(_in_one_list(text, ends[numbers == one].tolist(), least - odd) for one in often)


def _references(text: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The numbers in all references that are written as usual, and their ends; how many are not."""
    codes = np.frombuffer(b" " * _LENGTH + text, dtype=np.uint8)
    ends = np.flatnonzero(codes == ord("R"))
    ends = ends[_BLANKS[codes[ends - 1]]]
    usual = _FIGURES[codes[ends - 2]] & _BLANKS[codes[ends - 3]] & _FIGURES[codes[ends - 4]]
    # The digits before, the last first, and one byte more.
    before = sliding_window_view(codes, _DIGITS + 1)[ends - 4 - _DIGITS][:, ::-1]
    goes_on = np.logical_and.accumulate(_FIGURES[before], axis=1)
    numbers = np.where(goes_on, before.astype(np.int64) - ord("0"), 0) @ _POWERS
    first = before[np.arange(len(ends)), np.minimum(goes_on.sum(axis=1), _DIGITS)]
    usual &= ~_BEFORE_A_FIGURE[first]
    return numbers[usual], ends[usual] - _LENGTH, int(np.count_nonzero(~usual))


def _in_one_list(text: bytes, ends: list[int], least: int) -> bool:
    """Whether ``least`` of the references that end at ``ends`` are in one list."""
    first = 0
    while len(ends) - first >= least:
        depth, position, after = 0, ends[first], first + 1
        while depth >= 0:
            bracket = _BRACKET.search(text, position)
            position = len(text) if bracket is None else bracket.end()
            while after < len(ends) and ends[after] < position:
                after += 1
            if bracket is None:
                break
            if bracket[0] in (b"(", b"%"):
                return _any_list_repeats(text, least)
            depth += 1 if bracket[0] in (b"[", b"<<") else -1
        if after - first >= least:
            return True
        first = after
    return False


def _any_list_repeats(text: bytes, least: int) -> bool:
    """Whether one list in ``text`` names any object ``least`` times, by the whole grammar."""
    # What is open, the innermost last: lists, by how often they name what, and dictionaries.
    opened: list[Counter[bytes] | None] = [Counter()]
    is_part = _is_part(text)
    too_deep = position = 0
    while (token := _TOKEN.search(text, position)) is not None:
        position = token.end()
        number, word, inner = token[1], token[0], opened[-1]
        if number is not None:
            if inner is not None:
                number = number.partition(b".")[0]
                inner[number] += 1
                if inner[number] >= least and (is_part or len(opened) > 1):
                    return True
        elif word == b"(":
            position = _after_string(text, position)
        elif word in (b"[", b"<<"):
            if len(opened) <= _MAX_DEPTH:
                opened.append(Counter() if word == b"[" else None)
            else:
                too_deep += 1
        elif word in (b"]", b">>") and too_deep:
            too_deep -= 1
        elif word == b"]":
            while (closed := opened.pop()) is None:
                pass
            if not opened:
                # What stood outside of all was the rest of a list.
                if max(closed.values(), default=0) >= least:
                    return True
                opened.append(Counter())
        elif word == b">>" and inner is None:
            opened.pop()
    return False


def _is_part(text: bytes) -> bool:
    """Whether ``text`` begins and ends in one list, or may."""
    return b"]" not in text and b"obj" not in text


def _after_string(text: bytes, position: int) -> int:
    """The place after a string whose first parenthesis ends at ``position``."""
    depth = 1
    while depth and (found := _IN_STRING.search(text, position)) is not None:
        position = found.end()
        depth += (found[0] == b"(") - (found[0] == b")")
    return position


def unpacked_whole(text: bytes) -> Iterator[tuple[int, bool]]:
    """The numbers of objects that are named as content, as fonts, and as what fonts need.

    With each, whether it is content.
    """
    for name in _NAMING.finditer(text):
        position, depth = name.end(), 0
        while (token := _TOKEN.search(text, position)) is not None:
            position = token.end()
            if token[1] is not None:
                number = int(token[1].partition(b".")[0][:_DIGITS] or b"0")
                yield number, name[0] == b"/Contents"
            elif token[0] in (b"[", b"]"):
                depth += 1 if token[0] == b"[" else -1
            elif token[0] == b"(":
                position = _after_string(text, position)
            elif token[0] in (b"<<", b">>") and not depth:
                break
            if depth <= 0 and not token[0].startswith(b"%"):
                break
