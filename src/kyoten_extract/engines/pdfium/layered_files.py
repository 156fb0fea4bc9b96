"""Which files have layers (optional content): those that name them."""

from __future__ import annotations

import zlib

from kyoten_extract.engines.pdfium.stream_dictionary import LAYERS

# Bytes of packed objects, unpacked, in which layers are looked for.
_MAX_OBJECT_BYTES = 50_000_000


def may_have_layers(data: bytes) -> bool:
    """Whether a file names layers, in its catalog or in objects that are packed."""
    if LAYERS in data:
        return True
    at = data.find(b"/ObjStm")
    while at >= 0:
        start = data.find(b"stream", at)
        if start < 0:
            break
        start += 6
        while data[start : start + 1] in (b"\r", b"\n"):
            start += 1
        try:
            unpacked = zlib.decompressobj().decompress(memoryview(data)[start:], _MAX_OBJECT_BYTES)
        except zlib.error:
            return True  # Encrypted, or packed in another way.
        if LAYERS in unpacked:
            return True
        at = data.find(b"/ObjStm", start)
    return False
