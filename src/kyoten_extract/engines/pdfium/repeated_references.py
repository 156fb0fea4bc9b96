"""Lists that name an object again and again: a page's content, or tags of its text.

Between the references of a page's content PDFium skips whatever else is there: comments, strings,
names, nulls and other lists. So where a list has anything but references in the usual way of
writing, it is taken for the worst.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.array_steps import true_at

# What names a stream that PDFium unpacks whole; the name of a picture is a page's own.
_NAMING = b"/Contents", b"/ToUnicode", b"/FontFile", b"/Encoding", b"/CIDToGIDMap"
# A value that is a name is no object of its own.
_NAMED = regex(rb"[23]?(?=[\s\0\[%])(?!\s+/)")
# The usual value: one reference.
_USUAL = regex(rb"[23]?\s([1-9]\d{0,7})\s\d{1,5}\sR")

_GAP = rb"(?:[\s\0]|%[^\r\n]*+)++"
# PDFium takes a sign and a fraction for a part of the number of an object.
_NUMBER = rb"[-+.\d]++"
_TOKEN = regex(
    rb"<<|>>|[\[\](]|%[^\r\n]*+|(?<![^\s\0\[\]()<>{}/%])[-+]*+0*+("
    + _GAP.join((_NUMBER + rb")", _NUMBER, rb"R"))
)
_BRACKET = regex(rb"<<|>>|[\[\](%]")
_IN_STRING = regex(rb"\\.|[()]", re.DOTALL)
_FIRST_DIGITS = regex(rb"^\d{0,8}")

# Objects that are counted by number; files have no more, if their numbers have no gaps.
_COUNTED_BY_NUMBER = 1_000_000
# Digits of the number of an object, at most, and bytes of a reference.
_DIGITS, _LENGTH = 8, 16
# What the digits before the last one count, and one more, with which a number is too long.
_POWERS = [10**place for place in range(1, _DIGITS + 1)]
_BLANKS = np.isin(np.arange(256), list(b" \t\r\n\f\v\0"))
_AFTER_A_REFERENCE = np.isin(np.arange(256), list(b" \t\r\n\f\v\0[]()<>{}/%"))
_ZERO = np.uint8(ord("0"))
_FIGURES = np.isin(np.arange(256), list(b"0123456789"))
_BEFORE_A_FIGURE = np.isin(np.arange(256), list(b"+-.0123456789"))


def repeats(text: bytes, streams: Collection[int] | None, least: int) -> bool:
    """Whether one list in ``text`` names one of ``streams`` ``least`` times, or may.

    Args:
        text: objects, as many as there are.
        streams: numbers of objects; ``None`` if they are not known.
        least: from 2 on.
    """
    numbers, ends, odd = _references(text)
    if odd >= least:
        return True
    if numbers.max(initial=0) <= _COUNTED_BY_NUMBER:
        found = true_at(np.bincount(numbers) >= least - odd).tolist()
    else:
        distinct, counts = np.unique(numbers, return_counts=True)
        found = distinct[counts + odd >= least].tolist()
    often = found if streams is None else [one for one in found if one in streams]
    if not often:
        # Tags name their elements again and again, but no stream.
        return False
    named = np.isin(numbers, often)
    return _in_one_list(text, numbers[named].tolist(), ends[named].tolist(), least, odd)


def _references(text: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The numbers in all references that are written as usual, and their ends; how many are not."""
    codes = np.frombuffer(b"%s%s]" % (b" " * _LENGTH, text), dtype=np.uint8)
    ends = true_at(codes == ord("R"))
    ends = ends[_BLANKS.take(codes.take(ends - 1))]
    ends = ends[_AFTER_A_REFERENCE.take(codes.take(ends + 1))]
    usual = _FIGURES.take(codes.take(ends - 2)) & _BLANKS.take(codes.take(ends - 3))
    # The digits before, from the last on, and one byte more.
    at = ends - 4
    digits = codes.take(at) - _ZERO
    numbers, goes_on = digits.astype(np.int64), usual & (digits < 10)
    usual = goes_on
    for power in _POWERS:
        at = at - goes_on
        digits = codes.take(at) - _ZERO
        goes_on = goes_on & (digits < 10)
        if not goes_on.any():
            break
        numbers += power * (digits * goes_on).astype(np.int64)
    usual = usual & ~goes_on & ~_BEFORE_A_FIGURE.take(codes.take(at))
    return numbers[usual], ends[usual] - _LENGTH, int(np.count_nonzero(~usual))


def _in_one_list(text: bytes, numbers: list[int], ends: list[int], least: int, odd: int) -> bool:
    """Whether one list has ``least`` references to one of ``numbers``; they end at ``ends``.

    Each is followed to the end of what it is in; what is in lists within it counts, too.
    """
    first = 0
    while first < len(ends):
        depth, position, after = 0, ends[first], first + 1
        counts = Counter(numbers[first:after])
        while depth >= 0 and position < len(text):
            bracket = _BRACKET.search(text, position)
            position = len(text) if bracket is None else bracket.end()
            while after < len(ends) and ends[after] < position:
                counts[numbers[after]] += 1
                after += 1
            if bracket is not None and bracket[0] in (b"(", b"%"):
                # What is in a string or a comment is not told from the rest.
                return True
            depth += 1 if bracket is not None and bracket[0] in (b"[", b"<<") else -1
        if max(counts.values()) + odd >= least:
            return True
        first = after
    return False


def _after_string(text: bytes, position: int) -> int:
    """The place after a string whose first parenthesis ends at ``position``."""
    depth = 1
    while depth and (found := _IN_STRING.search(text, position)) is not None:
        position = found.end()
        depth += (found[0] == b"(") - (found[0] == b")")
    return position


def unpacked_whole(text: bytes, *, content_only: bool = False) -> Iterator[tuple[int, bool]]:
    """The numbers of objects that are named as content, as fonts, and as what fonts need.

    With each, whether it is content. They come in no order.
    """
    for name in _NAMING[:1] if content_only else _NAMING:
        position = 0
        while (position := text.find(name, position)) >= 0:
            position += len(name)
            usual = _USUAL.match(text, position)
            if usual is not None:
                yield int(usual[1]), name == b"/Contents"
                continue
            named = _NAMED.match(text, position)
            if named is not None:
                for number in _numbers_from(text, named.end()):
                    yield number, name == b"/Contents"


def _numbers_from(text: bytes, position: int) -> Iterator[int]:
    """The numbers of the objects in the value that begins at ``position``."""
    depth = 0
    while (token := _TOKEN.search(text, position)) is not None:
        position = token.end()
        if token[1] is not None:
            yield int(_FIRST_DIGITS.findall(token[1])[0] or b"0")
        elif token[0] in (b"[", b"]"):
            depth += 1 if token[0] == b"[" else -1
        elif token[0] == b"(":
            position = _after_string(text, position)
        elif token[0] in (b"<<", b">>") and not depth:
            break
        if depth <= 0 and not token[0].startswith(b"%"):
            break
