"""Count the pictures of a TIFF file: Pillow takes a time for it that grows with their square."""

from __future__ import annotations

import struct

_CLASSIC, _LARGE = 42, 43
_ORDERS = {b"II": "<", b"MM": ">"}


def frames_of_tiff(data: bytes, most: int) -> int:
    """How many pictures a TIFF file lists, or one more than ``most``; 0 for other files."""
    seen: set[int] = set()
    order = _ORDERS.get(data[:2])
    if order is None:
        return 0
    try:
        (kind,) = struct.unpack_from(f"{order}H", data, 2)
        if kind not in (_CLASSIC, _LARGE):
            return 0
        large = kind == _LARGE
        count, entry, place = ("Q", 20, "Q") if large else ("H", 12, "I")
        (at,) = struct.unpack_from(order + place, data, 8 if large else 4)
        while at and at not in seen and len(seen) <= most:
            seen.add(at)
            (tags,) = struct.unpack_from(order + count, data, at)
            after = at + struct.calcsize(order + count) + tags * entry
            (at,) = struct.unpack_from(order + place, data, after)
    except struct.error:
        pass
    return len(seen)
