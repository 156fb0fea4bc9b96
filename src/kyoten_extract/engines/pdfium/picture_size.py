"""The size that a packed picture has by its own header, whatever the PDF around it says."""

from __future__ import annotations

import struct

_JPEG_START = b"\xff\xd8"
# Markers of JPEG that begin a frame; those between them are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
# Start of a codestream of JPEG 2000, and its size, both at once.
_CODESTREAM = b"\xff\x4f\xff\x51"
# Type of a segment of JBIG2 that has the size of the page.
_PAGE_INFO = 48


def dots_in_header(name: bytes, data: bytes) -> int:
    """Columns times rows of a picture packed by filter ``name``; 0 where its header tells none."""
    try:
        match name:
            case b"DCTDecode" | b"DCT":
                return _of_jpeg(data)
            case b"JPXDecode":
                return _of_jpeg_2000(data)
            case b"JBIG2Decode":
                return _of_jbig2(data)
    except (struct.error, IndexError):
        pass
    return 0


def _of_jpeg(data: bytes) -> int:
    at = data.find(_JPEG_START) + 2
    while at >= 2:
        at = data.index(b"\xff", at) if b"\xff" in data[at:] else len(data)
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return int(width * height)
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return 0


def _of_jpeg_2000(data: bytes) -> int:
    at = data.find(_CODESTREAM)
    if at < 0:
        return 0
    right, bottom, left, top = struct.unpack_from(">IIII", data, at + 8)
    return int(max(right - left, 0) * max(bottom - top, 0))


def _of_jbig2(data: bytes) -> int:
    at = 0
    while at < len(data):
        number, flags, referred = struct.unpack_from(">IBB", data, at)
        count = referred >> 5
        at += 6
        if count == 7:
            (count,) = struct.unpack_from(">I", data, at - 1)
            count &= 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        at += count * (1 if number <= 256 else 2 if number <= 65_536 else 4)
        at += 4 if flags & 0x40 else 1
        (length,) = struct.unpack_from(">I", data, at)
        at += 4
        if flags & 0x3F == _PAGE_INFO:
            width, height = struct.unpack_from(">II", data, at)
            return int(width * (0 if height == 0xFFFFFFFF else height))
        at += length
    return 0
