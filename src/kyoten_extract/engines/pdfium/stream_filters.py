"""Unpack the streams of a PDF by their chains of filters, piece by piece, as far as is asked for.

A stream may be packed several times, and each time by a factor of a thousand. So nothing here is
held whole: each filter takes pieces of a few kilobytes from the one before it.
"""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

import numpy as np

from kyoten_extract.deferred.regex import regex

# Filters of filters that are tried where a file does not say in plain how a stream is packed.
_MAX_GUESSED = 4
# Bytes of a piece.
_PIECE = 1 << 16
# Bytes of the head of what Flate packed, and the only method it may name.
_HEAD, _DEFLATE = 2, 8
# Digits of ASCII85 of a piece, five for four bytes.
_DIGITS = _PIECE // 4 * 5
_POWERS = 85 ** np.arange(4, -1, -1, dtype=np.int64)
# Filters that only an image decoder can undo; what reaches them is what PDFium unpacks.
_PICTURES = frozenset(
    (b"DCTDecode", b"DCT", b"JPXDecode", b"JBIG2Decode", b"CCITTFaxDecode", b"CCF")
)
_BLANK = b" \t\r\n\f\0"
_NOT_HEX = regex(rb"[^0-9A-Fa-f]")
# Codes of LZW: clear the table, end of data; bits of the shortest and the longest code.
_CLEAR, _END, _FEWEST_BITS, _MOST_BITS = 256, 257, 9, 12


def unpacked(
    data: memoryview, filters: Sequence[bytes], *, early: bool = True, likely: int = 0
) -> Iterator[bytes]:
    """Pieces of what ``data`` unpacks to by ``filters``, names without their slash.

    It ends where the data is damaged, and at a filter for pictures. ``early`` is the parameter of
    LZW of that name. After ``likely`` bytes the packed data likely ends: what follows is not copied
    where it does.
    """
    starts = [*range(0, likely, _PIECE), *range(likely, len(data), _PIECE), len(data)]
    pieces: Iterator[bytes] = (bytes(data[start:stop]) for start, stop in pairwise(starts))
    for name in filters:
        match name:
            case b"FlateDecode" | b"Fl":
                pieces = _inflated(pieces)
            case b"LZWDecode" | b"LZW":
                pieces = _from_lzw(pieces, early=early)
            case b"RunLengthDecode" | b"RL":
                pieces = _from_run_lengths(pieces)
            case b"ASCII85Decode" | b"A85":
                pieces = _from_ascii85(pieces)
            case b"ASCIIHexDecode" | b"AHx":
                pieces = _from_hex(pieces)
            case _ if name in _PICTURES:
                return pieces
    return pieces


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    # Without the head, the sum of what comes out is not checked, which takes a fifth of the time.
    inflater, head = zlib.decompressobj(-zlib.MAX_WBITS), b""
    for piece in pieces:
        if len(head) < _HEAD:
            head += piece
            if len(head) < _HEAD:
                continue
            if not _is_head(head):
                return
            piece = head[_HEAD:]
        try:
            while piece and not inflater.eof:
                yield inflater.decompress(piece, _PIECE)
                piece = inflater.unconsumed_tail
            # Bytes that are held back where a piece ended with nothing left to take in.
            while not inflater.eof and (more := inflater.decompress(b"", _PIECE)):
                yield more
        except zlib.error:
            return
        if inflater.eof:
            return


def _is_head(data: bytes) -> bool:
    """Whether ``data`` begins as what zlib packs: a method, a window, and no dictionary."""
    method, flags = data[:_HEAD]
    sound = method & 15 == _DEFLATE and method >> 4 <= 7 and not flags & 32
    return sound and (method << 8 | flags) % 31 == 0


def _from_lzw(pieces: Iterable[bytes], *, early: bool) -> Iterator[bytes]:
    single = [bytes([value]) for value in range(256)] + [b"", b""]
    table = list(single)
    last = b""
    bits, width, held = 0, _FEWEST_BITS, 0
    out: list[bytes] = []
    size = 0
    for value in (value for piece in pieces for value in piece):
        bits, held = (bits << 8 | value) & 0xFFFFFF, held + 8
        if held < width:
            continue
        held -= width
        code = bits >> held & (1 << width) - 1
        if code == _END:
            break
        if code == _CLEAR:
            table, width, last = list(single), _FEWEST_BITS, b""
            continue
        if code < len(table):
            text = table[code]
        elif last:
            text = last + last[:1]
        else:
            break
        if last and len(table) < 1 << _MOST_BITS:
            table.append(last + text[:1])
        width = min(max((len(table) + early).bit_length(), _FEWEST_BITS), _MOST_BITS)
        last = text
        out.append(text)
        size += len(text)
        if size >= _PIECE:
            yield b"".join(out)
            out, size = [], 0
    yield b"".join(out)


def _from_run_lengths(pieces: Iterable[bytes]) -> Iterator[bytes]:
    data = bytearray()
    for piece in pieces:
        data += piece
        out: list[bytes] = []
        at = 0
        while at < len(data):
            length = data[at]
            if length == 128:
                yield b"".join(out)
                return
            taken = length + 2 if length < 128 else 2
            if at + taken > len(data):
                break
            run = data[at + 1 : at + taken]
            out.append(bytes(run) if length < 128 else bytes(run) * (257 - length))
            at += taken
            if len(out) >= 1024:
                yield b"".join(out)
                out = []
        del data[:at]
        yield b"".join(out)


def _from_ascii85(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        text, end, _ = (held + piece.translate(None, _BLANK)).partition(b"~")
        # Four zeros are written as one letter.
        text = text.replace(b"z", b"!!!!!")
        whole = len(text) if end else len(text) // 5 * 5
        held = text[whole:]
        for start in range(0, whole, _DIGITS):
            yield _of_85(text[start : min(start + _DIGITS, whole)])
        if end:
            return
    yield _of_85(held)


def _of_85(text: bytes) -> bytes:
    lacking = -len(text) % 5
    digits = np.frombuffer(text + b"u" * lacking, dtype=np.uint8).reshape(-1, 5).astype(np.int64)
    words = ((digits - 33) @ _POWERS) & 0xFFFFFFFF
    data = words.astype(">u4").tobytes()
    return data[: len(data) - lacking]


def _from_hex(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        text, end, _ = piece.partition(b">")
        digits = held + _NOT_HEX.sub(b"", text)
        whole = len(digits) // 2 * 2
        held = digits[whole:]
        yield binascii.unhexlify(digits[:whole])
        if end:
            break
    if held:
        yield binascii.unhexlify(held + b"0")


def length_of(pieces: Iterable[bytes], most: int) -> int:
    """The length of all pieces together, or one that is over ``most``."""
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > most:
            break
    return length


def start_of(pieces: Iterable[bytes], most: int) -> bytes:
    """The first ``most`` bytes of all pieces together."""
    taken: list[bytes] = []
    size = 0
    for piece in islice(pieces, most + 1):
        taken.append(piece)
        size += len(piece)
        if size >= most:
            break
    return b"".join(taken)[:most]


def guessed_chain(sample: memoryview) -> list[bytes]:
    """The filters of a stream that begins with ``sample``, as far as they are Flate."""
    chain = [b"FlateDecode"]
    while len(chain) < _MAX_GUESSED and start_of(unpacked(sample, [*chain, b"Fl"]), 1):
        chain.append(b"Fl")
    return chain
