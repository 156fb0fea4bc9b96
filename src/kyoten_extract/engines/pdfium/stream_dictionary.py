"""What the dictionary of a stream says in plain, found without parsing, by words and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kyoten_extract.deferred.regex import regex

# Bytes of the dictionary of a font's stream.
_DICTIONARY = 1_000
_FILTER = regex(rb"/Filter\s*(?:\[([^\]]*)\]|/([^\s/<>\[\](){}%]+)|(\d+\s+\d+\s+R))")
_NAME = regex(rb"/([^\s/<>\[\](){}%]+)")
# The number of the last object of a text, and bytes it takes at most.
_NUMBER = regex(rb"(?<![-+.\d])(\d{1,9})\s+\d{1,5}\s+obj(?!.*obj)", re.DOTALL)
_MOST_NUMBER = 20
_ESCAPED = regex(rb"#([0-9A-Fa-f]{2})")
_COMMENT = regex(rb"%[^\r\n]*")
_FONT = regex(rb"/Length[123]\b|/(?:CIDFont)?Type[01]C\b|/OpenType\b")
_FONT_WORDS = b"/Length1", b"/Length2", b"/Length3", b"Type0C", b"Type1C", b"/OpenType"
_LENGTH = regex(rb"/Length\s+(\d+)(\s+\d+\s+R)?")
_SIDES = [regex(rb"/%s\s+(\d+)(\s+\d+\s+R)?" % side) for side in (b"Width", b"Height")]

Mark = tuple[bytes, re.Pattern[bytes]]
"""A pattern, and a word in it that is looked for first, which takes a tenth of the time."""

PACKED_OBJECTS: Mark = b"/ObjStm", regex(rb"/Type\s*/ObjStm\b")
CROSS_REFERENCES: Mark = b"/XRef", regex(rb"/Type\s*/XRef\b")
PICTURE: Mark = b"/Image", regex(rb"/Subtype\s*/Image\b")
LATE: Mark = b"/EarlyChange", regex(rb"/EarlyChange\s+0")
MULTIPLY: tuple[Mark, ...] = (
    (b"/Form", regex(rb"/Form\b")),
    (b"/PatternType", regex(rb"/PatternType\s*1\b")),
    (b"/Subtype", regex(rb"/Subtype\s*[(<\d]")),
)
"""What multiplies content, or may: forms, tiles, and subtypes that are told elsewhere."""

FLATE = frozenset((b"FlateDecode", b"Fl"))
"""The names of the usual filter."""

_OTHER_CODES = frozenset((b"Crypt", b"Identity"))
_KNOWN = _OTHER_CODES | frozenset(
    b"FlateDecode Fl LZWDecode LZW RunLengthDecode RL ASCII85Decode A85 ASCIIHexDecode AHx "
    b"DCTDecode DCT JPXDecode JBIG2Decode CCITTFaxDecode CCF".split()
)


def unescaped(text: bytes) -> bytes:
    """``text`` with the characters that names have as ``#41``."""
    if b"#" not in text:
        return text
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def in_plain(text: bytes) -> bytes:
    """Objects with their names unescaped; if there are comments, without these once more.

    What looks like a comment may be part of a string, so both are worth a look.
    """
    text = unescaped(text)
    if b"\0" in text:
        text = text.replace(b"\0", b" ")
    if b"%" not in text:
        return text
    return b"%s\n%s" % (text, _COMMENT.sub(b" ", text))


def is_in(text: bytes, mark: Mark) -> bool:
    """Whether ``text`` has what ``mark`` stands for."""
    word, pattern = mark
    return word in text and pattern.search(text) is not None


def is_font(head: bytes) -> bool:
    """Whether the dictionary that ends ``head`` is a font's, or says so."""
    end = head[-_DICTIONARY:]
    return any(word in end for word in _FONT_WORDS) and _FONT.search(end) is not None


def length_in(head: bytes) -> int | None:
    """The length that ``head`` tells, if it tells one only, and in plain."""
    said = _LENGTH.findall(head)
    return int(said[0][0][:12]) if len(said) == 1 and not said[0][1] else None


def dots_in(head: bytes) -> int | None:
    """Columns times rows of a picture, the most that ``head`` tells; ``None`` if not in plain."""
    sides = [pattern.findall(head) for pattern in _SIDES]
    if not all(sides) or any(indirect for side in sides for _, indirect in side):
        return None
    width, height = (max(int(value[:9]) for value, _ in side) for side in sides)
    return width * height


def number_in(head: bytes) -> int | None:
    """The number of the last object in ``head``."""
    found = _NUMBER.search(head, max(head.rfind(b"obj") - _MOST_NUMBER, 0))
    return None if found is None else int(found[1])


def chains_of(head: bytes) -> Iterator[list[bytes] | None]:
    """The filters of a stream, ``None`` where they are elsewhere.

    ``head`` may have dictionaries of other objects before that of the stream, and strings that look
    like entries: every chain of filters that is there is tried.
    """
    told = set[tuple[bytes, ...]]()
    for found in _FILTER.finditer(head):
        if found[3] is not None or (found[1] is not None and b"R" in _NAME.sub(b"", found[1])):
            yield None
            continue
        names = _NAME.findall(found[1]) if found[1] is not None else [found[2]]
        chain = [name for name in names if name in _KNOWN and name not in _OTHER_CODES]
        if chain and tuple(chain) not in told:
            told.add(tuple(chain))
            yield chain
