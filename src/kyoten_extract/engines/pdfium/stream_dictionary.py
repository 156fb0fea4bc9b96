"""What streams and their dictionaries say in plain, found by words and patterns, not parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kyoten_extract.deferred.regex import regex

# Bytes of the dictionary of a font's stream.
_DICTIONARY = 1_000
_FILTER = regex(rb"/Filter\s*(?:\[([^\]]*)\]|/([^\s/<>\[\](){}%]+)|(\d+\s+\d+\s+R))")
_USUAL_FILTER = regex(rb"/Filter\s*/FlateDecode(?=[\s/>])")
_NAME = regex(rb"/([^\s/<>\[\](){}%]+)")
# The number of the last object of a text, and bytes it takes at most.
_NUMBER = regex(rb"(?<![-+.\d])(\d{1,9})\s+\d{1,5}\s+obj\Z")
_MOST_NUMBER = 20
_ESCAPED = regex(rb"#([0-9A-Fa-f]{2})")
_COMMENT = regex(rb"%[^\r\n]*")
_START = regex(rb"%PDF-[\d.]+[\r\n]+(?:%[^\r\n]{,8}[\r\n]+)?")
_FONT = regex(rb"/Length[123]\b|/(?:CIDFont)?Type[01]C\b|/OpenType\b")
_LENGTH = regex(rb"/Length\s+(\d+)(\s+\d+\s+R)?")
# An object that is an integer, as usual files write it: its number stands before, its value after.
_OBJECT, _ITS_NUMBER = b" 0 obj", regex(rb"(?<!\d)\d{1,9}$")
_ITS_VALUE = regex(rb"\s+(\d{1,12})\s+endobj")
_WIDTHS = regex(rb"/W\s*\[\s*(\d+)\s+(\d+)\s+(\d+)")
_SIDES = [regex(rb"/%s\s+(\d+)(\s+\d+\s+R)?" % side) for side in (b"Width", b"Height")]

Mark = tuple[bytes, re.Pattern[bytes]]
"""A pattern, and a word in it that is looked for first, which takes a tenth of the time."""

PACKED_OBJECTS: Mark = b"/ObjStm", regex(rb"/Type\s*/ObjStm\b")
CROSS_REFERENCES: Mark = b"/XRef", regex(rb"/Type\s*/XRef\b")
PICTURE: Mark = b"/Image", regex(rb"/Subtype\s*/Image\b")
PREDICTED = b"/Predictor"
LATE: Mark = b"/EarlyChange", regex(rb"/EarlyChange\s+0")
MULTIPLY: tuple[Mark, ...] = (
    (b"/Form", regex(rb"/Form\b")),
    (b"/PatternType", regex(rb"/PatternType\s*1\b")),
)
"""What multiplies content: forms and tiles."""
ODD_SUBTYPE: Mark = b"/Subtype", regex(rb"/Subtype\s*[(<\d]")
"""Subtypes that are told elsewhere, and may be those of forms."""

STATES = b"/ExtGState"
"""What a page's states of graphics are under: opacity, masks and modes of blending."""

LAYERS = b"/OCProperties"
"""The name of the entry that layers are in."""

FLATE = frozenset((b"FlateDecode", b"Fl"))
"""The names of the usual filter."""

_OTHER_CODES = frozenset((b"Crypt", b"Identity"))
_KNOWN = _OTHER_CODES | frozenset(
    b"FlateDecode Fl LZWDecode LZW RunLengthDecode RL ASCII85Decode A85 ASCIIHexDecode AHx "
    b"DCTDecode DCT JPXDecode JBIG2Decode CCITTFaxDecode CCF".split()
)


def between_streams(data: bytes) -> tuple[list[tuple[bytes, int | None]], list[int]]:
    """What stands before each stream, and after the last, and where the stream begins.

    What a stream holds is left out, unless objects may be in it. Also the places where streams
    may end, ascending.
    """
    found: list[tuple[bytes, int | None]] = []
    ends = []
    # The comments that every file begins and ends with say nothing.
    start = _START.match(data)
    before = at = 0 if start is None else start.end()
    while (place := data.find(b"stream", at)) >= 0:
        at = place + 6
        if data[place - 3 : place] != b"end":
            found.append((data[before:place], at))
        else:
            ends.append(place - 3)
            if data.find(b"obj", before, at) >= 0:
                found.append((data[before:at], None))
        before = at
    found.append((data[before:].rstrip().removesuffix(b"%%EOF"), None))
    return found, ends


def unescaped(text: bytes) -> bytes:
    """``text`` with the characters that names have as ``#41``."""
    if not has(text, b"#"):
        return text
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def in_plain(text: bytes) -> bytes:
    """Objects with their names unescaped; if there are comments, without these once more.

    What looks like a comment may be part of a string, so both are worth a look.
    """
    text = unescaped(text)
    text = text.replace(b"\0", b" ")
    if not has(text, b"%"):
        return text
    return b"%s\n%s" % (text, _COMMENT.sub(b" ", text))


def is_in(text: bytes, mark: Mark) -> bool:
    """Whether ``text`` has what ``mark`` stands for."""
    word, pattern = mark
    return has(text, word) and pattern.search(text) is not None


def has(text: bytes, word: bytes) -> bool:
    """Whether ``word`` is in ``text``; ``in`` tries first whether it is a number."""
    return text.find(word) >= 0


def multiplies(text: bytes) -> bool:
    """Whether ``text`` has what multiplies content, or may."""
    if any(is_in(text, mark) for mark in MULTIPLY):
        return True
    # Subtypes that are names are many: that they are names is seen faster so.
    word, pattern = ODD_SUBTYPE
    others = text.count(word) - text.count(word + b"/") - text.count(word + b" /")
    return bool(others) and pattern.search(text) is not None


def is_font(head: bytes) -> bool:
    """Whether the dictionary that ends ``head`` is a font's, or says so."""
    return _FONT.search(head, max(head.rfind(b"obj"), len(head) - _DICTIONARY, 0)) is not None


def length_in(head: bytes) -> tuple[int, bool] | None:
    """The length that ``head`` tells, if it tells one only.

    It is that in plain, or the number of the object that has it: the second item tells which.
    """
    # With comments, ``head`` is there twice.
    said = set(_LENGTH.findall(head, max(head.find(b"/Length"), 0)))
    if len(said) != 1:
        return None
    [(number, indirect)] = said
    return int(number[:12]), not indirect


def integers_in(text: bytes) -> dict[int, int | None]:
    """The objects of ``text`` that are integers, by number: the largest if it has several.

    Others are ``None``. It is empty where objects may be written in other ways than the usual one.
    """
    told: dict[int, int | None] = {}
    parts = text.split(_OBJECT)
    if len(parts) - 1 != text.count(b"obj") - text.count(b"endobj"):
        return {}
    for before, after in pairwise(parts):
        number = _ITS_NUMBER.search(before[-_MOST_NUMBER:])
        if number is None:
            return {}
        value, key = _ITS_VALUE.match(after), int(number[0])
        known = told.get(key, 0)
        told[key] = None if value is None or known is None else max(int(value[1]), known)
    return told


def entry_width(head: bytes) -> int:
    """Bytes of an entry of a cross-reference stream, at least one."""
    widths = _WIDTHS.search(head)
    return max(sum(map(int, widths.groups())), 1) if widths is not None else 1


def dots_in(head: bytes) -> int | None:
    """Columns times rows of a picture, the most that ``head`` tells; ``None`` if not in plain."""
    sides = [pattern.findall(head) for pattern in _SIDES]
    if not all(sides) or any(indirect for side in sides for _, indirect in side):
        return None
    width, height = (max(int(value[:9]) for value, _ in side) for side in sides)
    return width * height


def values_in(text: bytes) -> int:
    """About how many values the objects of ``text`` have."""
    return sum(map(text.count, (b" ", b"\n", b"[", b"/", b"<")))


def number_in(head: bytes) -> int | None:
    """The number of the last object in ``head``."""
    last = head.rfind(b"obj")
    words = head[max(last - _MOST_NUMBER, 0) : last].split()
    # As it is usually written, with something before.
    usual = len(words) > 2 and words[-1] == b"0" and head[last - 1 : last].isspace()
    if usual and words[-2].isdigit() and len(words[-2]) < 10:
        return int(words[-2])
    found = _NUMBER.search(head, max(last - _MOST_NUMBER, 0), last + 3)
    return None if found is None else int(found[1])


def chains_of(head: bytes) -> Iterator[list[bytes] | None]:
    """The filters of a stream, ``None`` where they are elsewhere.

    ``head`` may have dictionaries of other objects before that of the stream, and strings that look
    like entries: every chain of filters that is there is tried.
    """
    first = head.find(b"/Filter")
    if first < 0:
        return
    if _USUAL_FILTER.match(head, first) and head.find(b"/Filter", first + 1) < 0:
        yield [b"FlateDecode"]
        return
    told = set[tuple[bytes, ...]]()
    for found in _FILTER.finditer(head, first):
        if found[3] is not None or (found[1] is not None and b"R" in _NAME.sub(b"", found[1])):
            yield None
            continue
        names = _NAME.findall(found[1]) if found[1] is not None else [found[2]]
        chain = [name for name in names if name in _KNOWN and name not in _OTHER_CODES]
        if chain and tuple(chain) not in told:
            told.add(tuple(chain))
            yield chain
