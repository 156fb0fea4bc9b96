"""Damage to files, as caused by bad transfers, bad producers and bad intentions.

Every function takes its own random generator, so that a file is the same for the same seed.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Sequence
from random import Random

Mutation = Callable[[bytes, bytes, Random], bytes]

_OBJECT = re.compile(rb"(?:^|(?<=[\r\n ]))(\d+)[ \r\n]+(\d+)[ \r\n]+obj\b")
_NUMBER = re.compile(rb"(?<![\w.#])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_OPERATOR = re.compile(rb"(?<=[\s\]>)])(?:[A-Za-z]{1,2}\*?|T[*])(?=[\s/\[<(])")
_FLATE = re.compile(rb"/Filter\s*(?:\[\s*)?(/ASCII85Decode\s*)?/FlateDecode(?:\s*\])?")
_LENGTH = re.compile(rb"/Length\s+\d+(?:\s+\d+\s+R)?")
# A table has a line for each number below the highest.
_HIGHEST = 100_000

NUMBERS = [
    b"0", b"-1", b"1", b"0.0000001", b"-0.5", b"2", b"8", b"255", b"256", b"65535", b"-32769",
    b"1e9", b"1000000000", b"-1000000000", b"2147483647", b"2147483648", b"-2147483649",
    b"4294967296", b"99999999999999999999999999", b"9" * 60, b"1e30", b"NaN", b"-", b".", b"--1",
    b"null", b"()", b"[]", b"<<>>", b"/N",
]  # fmt: skip
NAMES = [
    b"/Type", b"/Page", b"/Pages", b"/Kids", b"/Count", b"/Parent", b"/MediaBox", b"/CropBox",
    b"/Rotate", b"/UserUnit", b"/Contents", b"/Resources", b"/Font", b"/XObject", b"/Form",
    b"/Image", b"/Subtype", b"/Type0", b"/Type1", b"/Type3", b"/TrueType", b"/CIDFontType2",
    b"/DescendantFonts", b"/ToUnicode", b"/Encoding", b"/FontMatrix", b"/CharProcs", b"/Widths",
    b"/W", b"/DW", b"/FirstChar", b"/LastChar", b"/FontDescriptor", b"/FontFile2", b"/Filter",
    b"/FlateDecode", b"/LZWDecode", b"/ASCIIHexDecode", b"/DCTDecode", b"/DecodeParms",
    b"/Predictor", b"/Columns", b"/Length", b"/Matrix", b"/BBox", b"/Annots", b"/Rect", b"/A",
    b"/URI", b"/Root", b"/Size", b"/Prev", b"/Encrypt", b"/ObjStm", b"/Identity-V", b"/", b"",
]  # fmt: skip
OPERATORS = (
    b"q Q cm w m l c h re S s f F B b n W W* BT ET Tf Td TD Tm T* Tj TJ ' \" Tr Tc Tw Tz TL Ts Do "
    b"BI ID EI sh gs cs scn d0 d1 BDC EMC BX EX"
).split()


def expanded(data: bytes) -> bytes:
    """A PDF with streams decompressed and objects at the top level, where edits reach them.

    What can't be unpacked stays. A file that is encrypted, or no PDF, is returned as it is.
    """
    if b"/Encrypt" in data or not data.startswith(b"%PDF"):
        return data
    bodies: dict[int, bytes] = {}
    root = re.search(rb"/Root\s+(\d+ \d+ R)", data)
    for number, body in objects_of(data):
        body = _unpacked(body)
        if b"/Type/ObjStm" in body.replace(b" ", b""):
            for inner, text in _object_stream(body):
                bodies.setdefault(inner, text)
        elif b"/Type/XRef" not in body.replace(b" ", b""):
            bodies[number] = body
    if root is None:
        return data
    return assembled(bodies, root[1])


def objects_of(data: bytes) -> list[tuple[int, bytes]]:
    """Numbers and bodies of the objects at the top level of a file, in order."""
    found = []
    position = 0
    while match := _OBJECT.search(data, position):
        end = data.find(b"endobj", match.end())
        stream = data.find(b"stream", match.end())
        if -1 < stream < end:
            closed = data.find(b"endstream", stream)
            end = data.find(b"endobj", closed) if closed > -1 else -1
        if end < 0:
            end = len(data)
        found.append((int(match[1]), data[match.end() : end].strip(b"\r\n ")))
        position = end
    return found


def assembled(bodies: dict[int, bytes], root: bytes) -> bytes:
    """A file with these objects, and a valid cross-reference table."""
    parts, offsets, position = [b"%PDF-1.7\n"], {}, 9
    bodies = {number: body for number, body in bodies.items() if number <= _HIGHEST}
    for number in sorted(bodies):
        offsets[number] = position
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number]))
        position += len(parts[-1])
    size = max(bodies, default=0) + 1
    parts.append(b"xref\n0 %d\n" % size)
    parts += [
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
        for number in range(size)
    ]
    parts.append(b"trailer<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, position))
    return b"".join(parts)


def _unpacked(body: bytes) -> bytes:
    start = body.find(b"stream")
    end = body.rfind(b"endstream")
    head = body[:start]
    found = _FLATE.search(head)
    if start < 0 or end < start or found is None or b"/Predictor" in head:
        return body
    packed = body[start + 6 :].lstrip(b"\r\n")[: end - start - 6]
    try:
        if found[1]:
            packed = base64.a85decode(packed[: packed.find(b"~>")])
        content = zlib.decompressobj().decompress(packed)
    except (ValueError, zlib.error):
        return body
    head = _LENGTH.sub(b"/Length %d" % len(content), _FLATE.sub(b"", head, count=1), count=1)
    return head + b"stream\n" + content + b"\nendstream"


def _object_stream(body: bytes) -> list[tuple[int, bytes]]:
    content = body[body.find(b"stream") + 7 : body.rfind(b"endstream")]
    count, first = (re.search(key + rb"\s+(\d+)", body) for key in (rb"/N", rb"/First"))
    if count is None or first is None:
        return []
    table = [int(number) for number in content[: int(first[1])].split()[: 2 * int(count[1])]]
    numbers, starts = table[::2], [int(first[1]) + offset for offset in table[1::2]]
    stops = [*starts[1:], len(content)]
    return [
        (number, content[start:stop].strip())
        for number, start, stop in zip(numbers, starts, stops, strict=True)
    ]


def _reindexed(data: bytes) -> bytes:
    """``data`` with a cross-reference table that fits, so that an edit is not taken for damage."""
    root = re.search(rb"/Root\s+(\d+ \d+ R)", data)
    return assembled(dict(objects_of(data)), root[1] if root else b"1 0 R")


def _place(data: bytes, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _piece(data: bytes, random: Random, longest: int = 4000) -> slice:
    start = _place(data, random)
    return slice(start, start + int(longest ** random.random()))


def flip(data: bytes, _: bytes, random: Random) -> bytes:
    """Flip a few bits."""
    changed = bytearray(data)
    for _index in range(random.choice((1, 1, 3, 10, 50))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def truncate(data: bytes, _: bytes, random: Random) -> bytes:
    """Drop the end or the beginning."""
    place = _place(data, random)
    return data[:place] if random.random() < 0.8 else data[place:]


def delete(data: bytes, _: bytes, random: Random) -> bytes:
    """Drop a piece."""
    piece = _piece(data, random)
    return data[: piece.start] + data[piece.stop :]


def blank(data: bytes, _: bytes, random: Random) -> bytes:
    """Overwrite a piece, as a bad sector does."""
    piece = _piece(data, random)
    filler = random.choice((b"\0", b"\xff", b" ", b"\n"))
    length = len(data[piece])
    return data[: piece.start] + filler * length + data[piece.start + length :]


def repeat(data: bytes, _: bytes, random: Random) -> bytes:
    """Repeat a piece."""
    piece = _piece(data, random)
    again = data[piece] * random.choice((2, 2, 5, 40))
    return data[: piece.start] + again + data[piece.stop :]


def swap(data: bytes, _: bytes, random: Random) -> bytes:
    """Swap two pieces."""
    first, second = sorted((_piece(data, random), _piece(data, random)), key=lambda p: p.start)
    if first.stop > second.start:
        return data[: first.start] + data[second.start :] + data[first.start : second.start]
    middle = data[first.stop : second.start]
    return b"".join((data[: first.start], data[second], middle, data[first], data[second.stop :]))


def splice(data: bytes, other: bytes, random: Random) -> bytes:
    """Join two files, or insert a piece of another one."""
    place = _place(data, random)
    if random.random() < 0.5:
        return data[:place] + other[_place(other, random) :]
    return data[:place] + other[_piece(other, random, 20_000)] + data[place:]


def _replaced(
    data: bytes, pattern: re.Pattern[bytes], values: Sequence[bytes], random: Random
) -> bytes:
    """Replace some matches of ``pattern``, close together or anywhere, by ``values``."""
    start = 0 if random.random() < 0.5 else _place(data, random)
    stop = len(data) if start == 0 else start + 3000
    found = [match.span() for match in pattern.finditer(data, start, min(stop, len(data)))]
    if not found:
        return data
    count = min(len(found), random.choice((1, 1, 2, 5, 30)))
    for low, high in sorted(random.sample(found, count), reverse=True):
        data = data[:low] + random.choice(values) + data[high:]
    return data


def numbers(data: bytes, _: bytes, random: Random) -> bytes:
    """Replace numbers by extreme ones: in boxes, matrices, lengths, coordinates."""
    return _replaced(data, _NUMBER, NUMBERS, random)


def names(data: bytes, _: bytes, random: Random) -> bytes:
    """Replace or drop keys and values of dictionaries."""
    return _replaced(data, _NAME, [*NAMES, *_NAME.findall(data)[:200]], random)


def references(data: bytes, _: bytes, random: Random) -> bytes:
    """Redirect references: to nothing, to another kind of object, in a cycle."""
    values = [match[0] for match in _REFERENCE.finditer(data)] or [b"null"]
    return _replaced(data, _REFERENCE, [*values[:500], b"null", b"999999 0 R", b"0 0 R"], random)


def operators(data: bytes, _: bytes, random: Random) -> bytes:
    """Replace operators of page contents."""
    return _replaced(data, _OPERATOR, [*OPERATORS, b""], random)


def delimiters(data: bytes, _: bytes, random: Random) -> bytes:
    """Unbalance brackets."""
    values = [b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"", b"%", b"{"]
    return _replaced(data, re.compile(rb"<<|>>|[\[\]()<>]"), values, random)


def bodies(data: bytes, other: bytes, random: Random) -> bytes:
    """Replace objects by others, by some of another file or by null, or drop them."""
    own = dict(objects_of(data))
    theirs = [body for _number, body in objects_of(other)] or [b"null"]
    if not own:
        return data
    for number in random.sample(sorted(own), min(len(own), random.choice((1, 1, 2, 4)))):
        own[number] = random.choice(
            (own[random.choice(sorted(own))], random.choice(theirs), b"null", b"<<>>", b"[]")
        )
    root = re.search(rb"/Root\s+(\d+ \d+ R)", data)
    return assembled(own, root[1] if root else b"1 0 R")


def crossing(data: bytes, _: bytes, random: Random) -> bytes:
    """Falsify the cross-reference table, trailer or startxref."""
    place = max(data.rfind(b"xref\n0"), data.rfind(b"xref\r\n0"), data.rfind(b"/XRef"), 0)
    tail = data[place:] or data
    change = random.choice((numbers, flip, delete, names, references, repeat))
    return data[: len(data) - len(tail)] + change(tail, b"", random)


def cells(data: bytes, _: bytes, random: Random) -> bytes:
    """Drop or add separators of a transcript."""
    values = [b"\t", b"\t" * 40, b"\n", b"\r", b"\f", b'"', b"\0", b"", b"\x0b", b"\x1f", b"\xff"]
    values += ["　".encode(), "\u2028".encode(), b"\xef\xbb\xbf", b"-", b"1", "１".encode()]
    return _replaced(data, re.compile(rb"[\t\n\r\f]|\d+"), values, random)


RAW: tuple[Mutation, ...] = (flip, truncate, delete, blank, repeat, swap, splice, crossing)
EDITS: tuple[Mutation, ...] = (
    numbers, numbers, names, references, operators, delimiters, repeat, swap, splice, bodies, flip,
)  # fmt: skip
TEXT: tuple[Mutation, ...] = (cells, cells, flip, truncate, delete, repeat, swap, splice)


def mutate(seeds: Sequence[bytes], random: Random) -> bytes:
    """One damaged file, made of some of ``seeds``: the smaller a seed, the more often."""
    weights = [len(seed) ** -0.7 for seed in seeds]
    data, other = random.choices(seeds, weights, k=2)
    edited = random.random() < 0.7
    kinds = (EDITS if edited else RAW) if data.startswith(b"%PDF") else TEXT
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6))):
        # Nothing is left to damage in an empty file.
        data = random.choice(kinds)(data, other, random) or b"%"
    return _reindexed(data) if kinds is EDITS and random.random() < 0.8 else data
